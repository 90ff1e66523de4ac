"""One event -> the cells of a booking: its clocks, its status, who is invited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from timeline.sheets.headers import Fix
from timeline.sheets.texts import Typed

#: What a reader of events takes one of: a component of the icalendar package.
Event = Any

_EXPORT = "Correct the event in the calendar, and export it again."
_NO_START = Fix("the event has no start that can be read", _EXPORT)
_NO_END = Fix("the end or the duration of the event cannot be read", _EXPORT)
_NO_ZONE = Fix("names a time zone that the file does not define", "Export the calendar with its time zones.")
_MANY_PEOPLE = Fix("more than 50 people are invited", "Keep those who attend.")
#: How many people of one kind an event may have: each has a column.
_MOST_PEOPLE = 50
_ALL_DAY = "all day: no clock says when"
_NO_LENGTH = "no end and no duration: the event has no length"
#: Kind of calendar user -> the column of our grid; every other is a person.
_KINDS = {"RESOURCE": "resource", "ROOM": "room", "GROUP": "attendee_group"}
_TEXTS = {"summary": "SUMMARY", "location": "LOCATION", "description": "DESCRIPTION", "uid": "UID"}


def cells_of(event: Event) -> dict[str, str] | tuple[str, Fix]:
    """Return the cells of an event besides its clocks, or what is wrong with them."""
    cells = {column: _text(event.get(name)) for column, name in _TEXTS.items()}
    cells["categories"] = "; ".join(str(each) for each in _categories(event))
    cells["organizer"] = _address(first_of(event, "ORGANIZER"))
    people: dict[str, list[str]] = {}
    for attendee in _all_of(event, "ATTENDEE"):
        params = part(attendee, "params", {})
        kind = _KINDS.get(str(params.get("CUTYPE", "")).upper(), "attendee")
        if str(params.get("PARTSTAT", "")).upper() == "DECLINED":
            kind = "declined"
        people.setdefault(kind, []).append(_address(attendee))
    if any(len(found) > _MOST_PEOPLE for found in people.values()):
        return "attendee", _MANY_PEOPLE
    for kind, found in people.items():
        cells |= {f"{kind}_{place}": who for place, who in enumerate(found, start=1)}
    return cells


def clocks_of(event: Event) -> dict[str, str] | str | tuple[str, Fix]:
    """Return start and end of an event; a text says why it is left out, a fix what is wrong."""
    broken = {str(name).upper() for name, _ in event.errors or ()}
    start = _moment(event, "DTSTART")
    if start is None or "DTSTART" in broken:
        return "start", _NO_START
    ends = [name for name in ("DTEND", "DURATION") if name in event]
    if broken & {"DTEND", "DURATION"} or len(ends) > 1:
        return "end", _NO_END
    if not isinstance(start, datetime):
        return _ALL_DAY
    if not ends:
        return _NO_LENGTH
    end = _moment(event, "DTEND") if ends == ["DTEND"] else _ended(start, event)
    if not isinstance(end, datetime):
        return "end", _NO_END
    for column, name, moment in (("start", "DTSTART", start), ("end", "DTEND", end)):
        if moment.tzinfo is None and _zone_named(first_of(event, name)):
            return column, _NO_ZONE
    if (start.tzinfo is None) != (end.tzinfo is None):
        return "end", _NO_END
    return {"start": _written(start), "end": _written(end)}


def start_of(event: Event) -> date | None:
    """Return the start of an event, a `datetime` or a date; None where it cannot be read."""
    return _moment(event, "DTSTART")


def _ended(start: datetime, event: Event) -> datetime | None:
    length = part(first_of(event, "DURATION"), "dt", None)
    if not isinstance(length, timedelta):
        return None
    try:
        if start.tzinfo is None or length % timedelta(days=1) == timedelta():
            return start + length
        # Hours and minutes are elapsed time, also across a clock change.
        return (start.astimezone(UTC) + length).astimezone(start.tzinfo)
    except (OverflowError, ValueError):
        return None


def _written(moment: datetime) -> Typed:
    """Write an instant with its offset, a floating time as the wall clock it is."""
    return Typed(moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds"))


def _moment(event: Event, name: str) -> date | None:
    found = event.get(name)
    moment = part(found, "dt", None)
    return moment if isinstance(moment, date) else None


def _zone_named(found: Any) -> bool:
    return bool(part(found, "params", {}).get("TZID"))


def part(found: Any, name: str, default: Any = None) -> Any:
    """Return a part of a property; the default also where the property could not be read."""
    try:
        return getattr(found, name, default)
    except ValueError:  # what the package puts in the place of a broken property raises one for every part
        return default


def first_of(event: Event, name: str) -> Any:
    """Return a property; of several, the first."""
    return next(_all_of(event, name), None)


def _all_of(event: Event, name: str) -> Iterator[Any]:
    found = event.get(name)
    if found is not None:
        yield from found if isinstance(found, list) else [found]


def _address(person: Any) -> str:
    """Return the address of a calendar user, else the name: the mapping decides which column is an id."""
    if person is None:
        return ""
    address = str(person).strip()
    plain = address[7:] if address[:7].lower() == "mailto:" else address
    return plain or str(part(person, "params", {}).get("CN", ""))


def _text(found: Any) -> str:
    first = found[0] if isinstance(found, list) and found else found
    return "" if first is None else str(first)


def _categories(event: Event) -> Iterator[Any]:
    for each in _all_of(event, "CATEGORIES"):
        yield from part(each, "cats", [each])
