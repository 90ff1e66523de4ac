"""Where the text of a column comes from: whole cells, parts of them, several joined, or a length after a start."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from timeline.schedules.settings import text, texts
from timeline.toml import NotRead

#: Names that stand for what every row of a file shares: the file's name without its ending, and the sheet's.
FILE, SHEET = "<file>", "<sheet>"
UNITS = ("seconds", "minutes", "hours", "h:mm")
_CLOCKS = ("start", "end")


@dataclass(frozen=True, slots=True)
class Pick:
    """Where the text of one of our columns comes from.

    Parameters
    ----------
    columns
        Their columns, joined by a blank; none = the column is not read.
    date, time
        A column for the day and one for the time of day, whatever else they hold.
    range
        A column that holds a start and an end, like 9:00-9:30.
    pattern, part
        Cut a cell: the part in that pair of brackets.
    prefix
        Text before every filled cell, to keep two systems' ids apart.
    anchor
        `start` for an end that is a length after it, `end` for a start that is a length before it.
    length, unit
        The column of the length, or a constant; its unit.
    """

    columns: tuple[str, ...] = ()
    date: str = ""
    time: str = ""
    range: str = ""
    pattern: str = ""
    part: int = 1
    prefix: str = ""
    anchor: str = ""
    length: str | int | float = ""
    unit: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every column of theirs that is needed, but for the names of file and sheet."""
        found = (*self.columns, self.date, self.time, self.range, self.length if isinstance(self.length, str) else "")
        return tuple(name for name in found if name and name not in (FILE, SHEET))

    @property
    def is_read(self) -> bool:
        """Whether the column is read at all."""
        return bool(self.columns or self.date or self.range or self.anchor)


def read_pick(ours: str, value: Any) -> Pick:
    """Read what a mapping says of one of our columns: a text, a list, or a table."""
    if not isinstance(value, dict):
        return Pick(columns=tuple(name for name in texts(value) if name))
    for form, (keys, read, allowed) in _FORMS.items():
        if form in value:
            unknown = sorted(value.keys() - set(keys))
            if unknown:
                raise NotRead(f"unknown key {unknown[0]}; with {form} it may have {', '.join(keys)}")
            if ours not in allowed and allowed:
                raise NotRead(f"{form} can only be stated of {' and '.join(allowed)}")
            return read(value)
    raise NotRead(f"must be a column, a list of columns, or a table with one of {', '.join(_FORMS)}")


def _cut(value: Mapping[str, Any]) -> Pick:
    pattern, part = text(value.get("pattern", "")), value.get("part", 1)
    groups = _compiled(pattern).groups if pattern else 0
    if type(part) is not int or part < 1 or (pattern and part > groups):
        raise NotRead(f"part must be the number of a pair of brackets in the pattern, which has {groups}")
    columns = tuple(name for name in texts(value["column"]) if name)
    prefix = value.get("prefix", "")
    if not isinstance(prefix, str):
        raise NotRead("prefix must be text in quotation marks")
    return Pick(columns=columns, pattern=pattern, part=part, prefix=prefix)


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        raise NotRead("the pattern is not a regular expression") from None


def _day_and_time(value: Mapping[str, Any]) -> Pick:
    date, time = text(value.get("date", "")), text(value.get("time", ""))
    if not date or not time:
        raise NotRead("date and time must both be named")
    return Pick(date=date, time=time)


def _range(value: Mapping[str, Any]) -> Pick:
    return Pick(range=text(value["range"]))


def _length(anchor: str, other: str) -> Callable[[Mapping[str, Any]], Pick]:
    def read(value: Mapping[str, Any]) -> Pick:
        if text(value[anchor]) != other:
            raise NotRead(f'{anchor} can only be "{other}"')
        length, unit = value.get("length"), text(value.get("unit", ""))
        if unit not in UNITS:
            raise NotRead(f"unit must be one of {', '.join(UNITS)}")
        if isinstance(length, bool) or not isinstance(length, str | int | float) or length == "":
            raise NotRead("length must be a column in quotation marks, or a number")
        if not isinstance(length, str) and (length <= 0 or unit == "h:mm"):
            raise NotRead("a constant length must be above 0, in seconds, minutes or hours")
        return Pick(anchor=other, length=length.strip() if isinstance(length, str) else length, unit=unit)

    return read


_FORMS: dict[str, tuple[tuple[str, ...], Callable[[Mapping[str, Any]], Pick], tuple[str, ...]]] = {
    "column": (("column", "pattern", "part", "prefix"), _cut, ()),
    "date": (("date", "time"), _day_and_time, _CLOCKS),
    "time": (("date", "time"), _day_and_time, _CLOCKS),
    "range": (("range",), _range, _CLOCKS),
    "after": (("after", "length", "unit"), _length("after", "start"), ("end",)),
    "before": (("before", "length", "unit"), _length("before", "end"), ("start",)),
}
