"""Repeated events -> their occurrences, within bounds that no rule can break.

Only days are repeated here: rules by the hour, the minute or the second are refused, for no appointment follows one and
a single line of them means millions. A rule with an end (UNTIL, COUNT) is followed to it; one without is followed to
a year after the last date that the file states for anything (`horizon`), so that one file always means the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from timeline.sheets.calendar.events import Event, part, start_of
from timeline.sheets.headers import Fix

#: How many occurrences one event, and one file, may have.
MOST_OF_EVENT, MOST_OF_FILE = 10_000, 50_000
_LAST = date(2199, 12, 31)
_FIRST_YEAR = 1900
_AHEAD = timedelta(days=366)
_SPLIT = "Write each occurrence as an event of its own."
_TOO_OFTEN = Fix("the event repeats by the hour, the minute or the second, as no appointment does", _SPLIT)
_UNREAD = Fix("the event repeats in a way that is not read", _SPLIT)
_TOO_MANY = Fix(f"the event repeats more than {MOST_OF_EVENT:,} times", "State an end of the repetition.")
_FULL = Fix(f"the repeated events of the file have more than {MOST_OF_FILE:,} occurrences", "Export a shorter period.")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_READ = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"}
_LONGEST_MONTH = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def repeats(event: Event) -> bool:
    """Whether an event repeats, or replaces an occurrence of one that does."""
    return any(name in event for name in ("RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID"))


def is_endless(event: Event) -> bool:
    """Whether the rule of an event has no end of its own."""
    rule = event.get("RRULE")
    return isinstance(rule, dict) and "UNTIL" not in rule and "COUNT" not in rule


def horizon(events: Iterable[Event]) -> date:
    """Return the date to which rules without an end are followed: a year after the last the file states."""
    stated = [day for event in events for name in _STATED for day in _days(event.get(name))]
    return min(max(stated, default=date(_FIRST_YEAR, 1, 1)), _LAST - _AHEAD) + _AHEAD


_STATED = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "DTSTAMP", "CREATED", "LAST-MODIFIED")


def _days(found: Any) -> list[date]:
    listed = found if isinstance(found, list) else [found]
    moments = [each for one in listed for each in (part(one, "dts") or [one])]
    dated = [part(each, "dt") for each in moments]
    return [each.date() if isinstance(each, datetime) else each for each in dated if isinstance(each, date)]


def rule_fault(event: Event, until: date) -> Fix | None:
    """Say why the repetition of an event is not followed; None where it is."""
    rule = event.get("RRULE")
    if "EXRULE" in event or isinstance(rule, list):
        return _UNREAD
    if any(str(name).upper() in ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID") for name, _ in event.errors or ()):
        return _UNREAD
    if rule is None:
        return None
    frequency = str(_first(rule, "FREQ", "")).upper()
    if frequency in ("SECONDLY", "MINUTELY", "HOURLY"):
        return _TOO_OFTEN
    if frequency not in _FREQUENCIES or not {str(key).upper() for key in rule} <= _READ or not _can_occur(rule):
        return _UNREAD
    return _TOO_MANY if _most(event, rule, frequency, until) > MOST_OF_EVENT else None


def _first(rule: Any, key: str, default: Any) -> Any:
    found = rule.get(key, default)
    return found[0] if isinstance(found, list) and found else found


def _can_occur(rule: Any) -> bool:
    """Whether some year has a day of the rule: looking for one that does not exist would take until the year 9999."""
    interval = _first(rule, "INTERVAL", 1)
    days, months = rule.get("BYMONTHDAY") or [], rule.get("BYMONTH") or list(_LONGEST_MONTH)
    positions = rule.get("BYSETPOS") or [1]
    if not isinstance(interval, int) or not 1 <= interval <= 1000:
        return False
    if not all(isinstance(each, int) and 1 <= abs(each) <= 366 for each in positions):
        return False
    if "BYSETPOS" in rule and not ({"BYDAY", "BYMONTHDAY"} & set(rule) and max(map(abs, positions)) <= 5):
        return False
    known = [month for month in months if isinstance(month, int) and month in _LONGEST_MONTH]
    if len(known) != len(months) or not all(isinstance(day, int) and 1 <= abs(day) <= 31 for day in days):
        return False
    return not days or any(abs(day) <= _LONGEST_MONTH[month] for day in days for month in known)


def _most(event: Event, rule: Any, frequency: str, until: date) -> int:
    """Count at most how many occurrences there can be; one a day is the most that is read."""
    start, count, ends = start_of(event), _first(rule, "COUNT", None), _first(rule, "UNTIL", None)
    if start is None or (isinstance(start, datetime) and start.year < _FIRST_YEAR) or start.year < _FIRST_YEAR:
        return MOST_OF_EVENT + 1
    if isinstance(count, int):
        return count
    last = until if not isinstance(ends, date) else ends.date() if isinstance(ends, datetime) else ends
    days = max((last - (start.date() if isinstance(start, datetime) else start)).days + 1, 0)
    interval, by_day = int(_first(rule, "INTERVAL", 1)), len(rule.get("BYDAY") or ())
    by_month_day = len(rule.get("BYMONTHDAY") or ())
    period, each = {
        "DAILY": (1, 1),
        "WEEKLY": (7, max(by_day, 1)),
        "MONTHLY": (30, max(5 * by_day, by_month_day, 1)),
        "YEARLY": (365, max(53 * by_day, 12 * by_month_day, len(rule.get("BYMONTH") or ()), 1)),
    }[frequency]
    return days * min(each, period) // (period * interval) + 1


class Budget:
    """How many occurrences the file may still have."""

    def __init__(self) -> None:
        self._left = MOST_OF_FILE

    def fault(self, events: Sequence[Event], until: date) -> Fix | None:
        """Say that the file has too many; else take what these events may need."""
        rules = [(event, rule) for event in events if isinstance(rule := event.get("RRULE"), dict)]
        self._left -= sum(_most(event, rule, str(_first(rule, "FREQ", "")).upper(), until) for event, rule in rules)
        return _FULL if self._left < 0 else None


def occurrences(calendar: Any, events: Sequence[Event], until: date) -> list[Event] | Fix:
    """Return every occurrence of the events of one id, as events of their own.

    Parameters
    ----------
    calendar
        An empty calendar with the properties of the file's.
    """
    import recurring_ical_events

    for event in events:
        calendar.add_component(event)
    endless = any(is_endless(event) for event in events)
    try:
        query = recurring_ical_events.of(calendar, components=["VEVENT"])
        found = query.between(date(_FIRST_YEAR, 1, 1), until if endless else _LAST)
    except Exception:  # whatever damaged properties do to the library: the event is a fault, not a crash
        return _UNREAD
    return list(found)
