"""Bytes of iCalendar -> a grid: where each event is, in which zone, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from timeline.errors import MissingExtraError
from timeline.sheets.calendar.events import Event, cells_of, clocks_of, part, start_of
from timeline.sheets.calendar.repetition import Budget, horizon, is_endless, occurrences, repeats, rule_fault
from timeline.sheets.entries import Entries
from timeline.sheets.sheet import SCHEDULE, Grid, refuse

_COLUMNS = (
    *("start", "end", "kind", "status", "organizer", "attendee_1", "resource_1", "room_1"),
    *("summary", "location", "categories", "uid", "description"),
)
#: Components that are no events, by name.
_OTHERS = ("VTODO", "VJOURNAL", "VFREEBUSY")
_BEGINNING = b"begin:vcalendar"
#: Ours, on each event: the line on which it begins; copies of the event keep it.
_LINE = "X-CLINIC-TIMELINE-LINE"
_AGAIN = "Export it again."
_NO_ZONE = ("UTC", "Etc/UTC", "GMT", "Etc/GMT", "")


def looks_like_calendar(content: bytes) -> bool:
    r"""Whether bytes begin an iCalendar file.

    >>> looks_like_calendar(b"BEGIN:VCALENDAR\r\n"), looks_like_calendar(b"start,end\n")
    (True, False)
    """
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()[: len(_BEGINNING)]
    return head.lower() == _BEGINNING


def calendar_grid(name: str, content: bytes) -> Grid:
    """Read the events of one or several calendars.

    Every event becomes a booking, or as many as it has occurrences; one that is not read is left out with a reason,
    or is a fault.

    Raises
    ------
    MissingExtraError: the extra `calendar` is not installed.
    ScheduleError: the file is damaged or was cut off.
    """
    calendars = _parsed(name, content)
    _number(name, content, calendars)
    entries = Entries(name, _COLUMNS, identified=True)
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    until, budget = horizon(events), Budget()
    for calendar in calendars:
        cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        for group in _groups(calendar.walk("VEVENT")):
            _add_group(entries, _Expanding(calendar, until, budget, cancelled), group)
        for kind in _OTHERS:
            for other in calendar.walk(kind):
                entries.leave_out(_line(other), {}, f"{kind} is not read")
    return entries.grid(SCHEDULE, _zone(calendars, events))


def _parsed(name: str, content: bytes) -> Sequence[Any]:
    try:
        from icalendar import Calendar
    except ImportError:
        raise MissingExtraError("A calendar file", "calendar") from None
    lines = [line.strip().lower() for line in content.splitlines()]
    begun, ended = lines.count(_BEGINNING), lines.count(b"end:vcalendar")
    if ended != begun - 1 if content.startswith(b"\xef\xbb\xbf") else ended != begun:
        refuse(name, "the calendar was cut off", _AGAIN)
    try:
        found = Calendar.from_ical(content.removeprefix(b"\xef\xbb\xbf"), multiple=True)
    except Exception:  # the package raises many kinds; none says more than this
        refuse(name, "the calendar is damaged", _AGAIN)
    if any(calendar.name != "VCALENDAR" for calendar in found):
        refuse(name, "something stands outside of a calendar", _AGAIN)
    return list(found)


def _number(name: str, content: bytes, calendars: Sequence[Any]) -> None:
    """Write on every component on which line it begins."""
    begun: dict[str, list[int]] = {kind: [] for kind in ("VEVENT", *_OTHERS)}
    for number, line in enumerate(content.splitlines(), start=1):
        kind = line.rstrip().upper().removeprefix(b"BEGIN:").decode("latin-1")
        if line[:6].upper() == b"BEGIN:" and kind in begun:
            begun[kind].append(number)
    for kind, numbers in begun.items():
        components = [component for calendar in calendars for component in calendar.walk(kind)]
        if len(components) != len(numbers):
            refuse(name, "the calendar is damaged", _AGAIN)
        for number, component in zip(numbers, components, strict=True):
            component[_LINE] = str(number)


def _line(component: Any) -> int:
    return int(component[_LINE])


def _groups(events: Iterable[Event]) -> list[list[Event]]:
    """Put together what is about one event: itself, and those that replace occurrences of it."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(str(event.get("UID", "")) or f"line {_line(event)}", []).append(event)
    return list(found.values())


class _Expanding:
    """What the events of a calendar are expanded with."""

    def __init__(self, calendar: Any, until: date, budget: Budget, cancelled: bool) -> None:
        self.until, self.budget, self.cancelled = until, budget, cancelled
        self._properties = {key: value for key, value in calendar.items() if key.upper() == "X-WR-TIMEZONE"}
        self._kind = type(calendar)

    def empty(self) -> Any:
        """Return a calendar without components."""
        calendar = self._kind()
        calendar.update(self._properties)
        return calendar


def _add_group(entries: Entries, expanding: _Expanding, group: Sequence[Event]) -> None:
    current = _current(entries, group)
    unread = [event for event in current if start_of(event) is None]
    for event in unread:
        _add(entries, event, expanding)
    current = [event for event in current if start_of(event) is not None]
    if not any(repeats(event) for event in current):
        for event in current:
            _add(entries, event, expanding)
        return
    fault = next((fix for event in current if (fix := rule_fault(event, expanding.until))), None)
    fault = fault or expanding.budget.fault(current, expanding.until)
    found = fault or occurrences(expanding.empty(), current, expanding.until)
    if not isinstance(found, list):
        for event in current:
            entries.refuse(_line(event), "", found)
        return
    for occurrence in found:
        _add(entries, occurrence, expanding)
    for event in current:
        if _line(event) not in {_line(each) for each in found}:
            entries.leave_out(_line(event), _fixed(event, expanding), "no occurrence is left of it")
        if is_endless(event):
            why = f"repeats without end: occurrences after {expanding.until} are left out"
            entries.leave_out(_line(event), _fixed(event, expanding), why)


def _current(entries: Entries, group: Sequence[Event]) -> list[Event]:
    """Leave out earlier versions of an event that the file holds more than once."""
    latest: dict[str, int] = {}
    for event in group:
        latest[_which(event)] = max(latest.get(_which(event), 0), _sequence(event))
    for event in group:
        if _sequence(event) < latest[_which(event)]:
            entries.leave_out(_line(event), {"uid": str(event.get("UID", ""))}, "superseded")
    return [event for event in group if _sequence(event) == latest[_which(event)]]


def _which(event: Event) -> str:
    found = part(event.get("RECURRENCE-ID"), "dt")
    return str(found) if found is not None else ""


def _sequence(event: Event) -> int:
    found = event.get("SEQUENCE", 0)
    return int(found) if isinstance(found, int) else 0


def _fixed(event: Event, expanding: _Expanding) -> dict[str, str]:
    cancelled = expanding.cancelled or str(event.get("STATUS", "")).strip().upper() == "CANCELLED"
    return {"kind": "appointment", "status": "cancelled" if cancelled else "kept", "uid": str(event.get("UID", ""))}


def _add(entries: Entries, event: Event, expanding: _Expanding) -> None:
    number, fixed = _line(event), _fixed(event, expanding)
    cells = cells_of(event)
    if isinstance(cells, tuple):
        entries.refuse(number, *cells)
        return
    fixed = cells | fixed
    clocks = clocks_of(event)
    if isinstance(clocks, dict) and fixed["status"] == "kept":
        entries.add(number, fixed | clocks)
    elif fixed["status"] != "kept":
        entries.leave_out(number, fixed | (clocks if isinstance(clocks, dict) else {}), fixed["status"])
    elif isinstance(clocks, str):
        entries.leave_out(number, fixed, clocks)
    elif isinstance(clocks, tuple):
        entries.refuse(number, *clocks)


def _zone(calendars: Sequence[Any], events: Iterable[Event]) -> str:
    """Name the one zone in which the file puts its clocks; empty where it states none or several."""
    zones = {str(calendar.get("X-WR-TIMEZONE", "")).strip() for calendar in calendars}
    for event in events:
        start = start_of(event)
        if isinstance(start, datetime) and start.tzinfo is not None:
            zones.add(str(getattr(start.tzinfo, "key", "another")))
    stated = zones - set(_NO_ZONE)
    if len(stated) != 1:
        return ""
    (zone,) = stated
    try:
        return ZoneInfo(zone).key
    except (KeyError, ValueError, OSError):
        return ""
