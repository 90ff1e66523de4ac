"""Columns of a file without a header, named by what is in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from timeline.proposal.contents import Profile
from timeline.proposal.spoken import known_share

#: Numbers that differ in more rows than this are the records'.
_RECORDS = 10


def named_by_contents(columns: Sequence[Profile]) -> list[Profile]:
    """Name columns as ours where their contents tell, and by their position where nothing does."""
    names: dict[int, str] = {}
    _name_clocks(columns, names)
    for each in columns:
        if each.place in names or not each.counts:
            continue
        if each.codes:
            names[each.place] = "code"
        elif known_share("role", each) >= 0.8:
            names[each.place] = "role"
        elif known_share("status", each) >= 0.8:
            names[each.place] = "status"
    _name_people(columns, names)
    taken: Counter[str] = Counter()
    named = []
    for each in columns:
        name = names.get(each.place, f"column {each.place + 1}")
        taken[name] += 1
        named.append(replace(each, header=name if taken[name] == 1 else f"column {each.place + 1}"))
    return named


def _name_clocks(columns: Sequence[Profile], names: dict[int, str]) -> None:
    """Name the first two clocks start and end, a day the date, and a number behind a single clock its length."""
    days = [each for each in columns if each.clock == "day"]
    clocks = [each for each in columns if each.clock in ("moment", "time")]
    if len(days) == len(clocks) == 2 and days[1].place > clocks[0].place:
        for day, side in zip(days, ("start date", "end date"), strict=True):
            names[day.place] = side
    elif days:
        names[days[0].place] = "date"
    for clock, side in zip(clocks, ("start", "end"), strict=False):
        names[clock.place] = side
    if len(clocks) == 1:
        after = [each for each in columns if each.place > clocks[0].place and _may_be_length(each)]
        if after:
            names[after[0].place] = "length"


def _may_be_length(column: Profile) -> bool:
    return (column.numeric and not column.codes and column.distinct * 3 <= column.filled) or bool(column.unit_words)


def _name_people(columns: Sequence[Profile], names: dict[int, str]) -> None:
    """Take two columns of texts for people; the one with more different texts is the patient."""
    free = [each for each in columns if each.place not in names and each.counts]
    free = [each for each in free if not each.unit_words and each.filled * 2 > each.rows]
    free = ([each for each in free if not _counts_rows(each)] or free)[:2]
    if not free:
        return
    patient = max(free, key=lambda each: (each.distinct, -each.place))
    names[patient.place] = "patient"
    for other in free:
        if other is not patient:
            names[other.place] = "provider"


def _counts_rows(column: Profile) -> bool:
    """Whether a column has another number in every row, as the ids of records have."""
    return column.numeric and column.distinct == column.filled and column.filled > _RECORDS
