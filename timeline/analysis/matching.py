"""The rows of two exports of one schedule, paired.

Rows with an id of their own in both exports are the same row wherever they went. All others are paired
by what they say: identical rows first, by count; then rows that agree in who, what and where, the
nearest clocks first; then looser and looser, as `STEPS` says. File and row numbers decide nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from timeline.contracts import ROW_FIELDS, records
from timeline.schedules import Schedule
from timeline.spans import overlap

#: What a row says besides its clocks; a note is compared, and never shown.
FIELDS = (*ROW_FIELDS, "billed_units", "billed_modifiers", "note")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of one export: its position there, its own id if it has one, and what it says."""

    position: int
    own_id: str
    date: str
    start: int
    end: int
    said: Mapping[str, object] = field(compare=False)
    content: tuple[str, ...]

    @property
    def order(self) -> tuple[int, int, tuple[str, ...], int]:
        """What decides between rows that are equally near."""
        return self.start, self.end, self.content, self.position

    def key(self, names: Iterable[str]) -> tuple[object, ...]:
        """Return the row's values in some columns."""
        return tuple(self.date if name == "date" else self.said[name] for name in names)


class Pair(NamedTuple):
    """A row before and after; None where only one export has it."""

    old: Row | None
    new: Row | None


class Step(NamedTuple):
    """Pair rows that agree in these columns, the nearest first.

    `needs` names a column that must be filled in, `same` whether their clocks must be equal, and `meet`
    whether they must at least overlap.
    """

    columns: tuple[str, ...]
    needs: str = ""
    same: bool = False
    meet: bool = False


#: How rows without ids are recognized, the surest way first.
STEPS = (
    Step(("patient", "provider", "code", "date", "clinic", "kind")),
    Step(("patient", "date", "kind"), needs="patient", same=True),
    Step(("patient", "provider", "date", "kind"), needs="patient", meet=True),
    Step(("patient", "code", "date", "kind"), needs="patient", meet=True),
    Step(("provider", "code", "date", "kind"), needs="code", same=True),
)


def pair_rows(old: Schedule, new: Schedule) -> list[Pair]:
    """Pair the rows of two exports, in the order of their clocks.

    Every row of either export is in exactly one pair.
    """
    before, after = _rows(old), _rows(new)
    pairs = _with_one_id(before, after)
    if all(row.own_id for row in (*before, *after)):
        return _listed(pairs, before, after)
    pairs += _identical(*_left(pairs, before, after))
    for step in STEPS:
        pairs += _nearest(step, *_left(pairs, before, after))
    return _listed(pairs, before, after)


def _rows(schedule: Schedule) -> list[Row]:
    table = schedule.interval_table
    said = [dict(zip(FIELDS, values, strict=True)) for values in records(table, FIELDS)]
    clocks = records(table, ("interval_id", "date", "start_second", "end_second"))
    given = _own_id(schedule)
    return [
        Row(place, given(identity), date, start, end, said[place], tuple(str(value) for value in said[place].values()))
        for place, (identity, date, start, end) in enumerate(clocks)
    ]


def _own_id(schedule: Schedule) -> Callable[[str], str]:
    """Tell an export's own ids from `file:row`, which is assigned here and changes when a row is inserted."""
    files = "|".join(re.escape(item.file) for item in schedule.inputs)
    numbered = re.compile(rf"(?:{files})(?:\[.*\])?:\d+")
    return lambda identity: "" if numbered.fullmatch(identity) else identity


def _with_one_id(before: Sequence[Row], after: Sequence[Row]) -> list[Pair]:
    now = {row.own_id: row for row in after if row.own_id}
    return [Pair(row, now[row.own_id]) for row in before if row.own_id in now]


def _identical(before: Sequence[Row], after: Sequence[Row]) -> list[Pair]:
    """Pair rows that are equal in everything; of copies as many as there are on both sides."""
    found = _by_key(before, after, lambda row: (row.start, row.end, row.content))
    return [Pair(one, other) for olds, news in found for one, other in zip(olds, news, strict=False)]


def _nearest(step: Step, before: Sequence[Row], after: Sequence[Row]) -> list[Pair]:
    pairs: list[Pair] = []
    for olds, news in _by_key(before, after, lambda row: row.key(step.columns)):
        if step.needs and not olds[0].said[step.needs]:
            continue
        choices = [Pair(one, other) for one in olds for other in news if _may_be_one(step, one, other)]
        taken: set[tuple[str, int]] = set()
        for one, other in sorted(choices, key=_distance):
            if one is None or other is None or taken & {("old", one.position), ("new", other.position)}:
                continue
            taken |= {("old", one.position), ("new", other.position)}
            pairs.append(Pair(one, other))
    return pairs


def _may_be_one(step: Step, one: Row, other: Row) -> bool:
    if step.same:
        return (one.start, one.end) == (other.start, other.end)
    return not step.meet or overlap((one.start, one.end), (other.start, other.end)) > 0


def _distance(pair: Pair) -> tuple[object, ...]:
    one, other = pair
    if one is None or other is None:
        return ()
    return abs(one.start - other.start) + abs(one.end - other.end), one.order, other.order


def _by_key(
    before: Sequence[Row], after: Sequence[Row], key: Callable[[Row], tuple[object, ...]]
) -> list[tuple[list[Row], list[Row]]]:
    """Group the rows of both exports, and give the groups that both have."""
    groups: dict[tuple[object, ...], tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((before, after)):
        for row in rows:
            groups[key(row)][side].append(row)
    return [(olds, news) for olds, news in groups.values() if olds and news]


def _left(pairs: Sequence[Pair], before: Sequence[Row], after: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows that are in no pair yet; where both have ids of their own, a different id is a different row."""
    olds = {pair.old.position for pair in pairs if pair.old}
    news = {pair.new.position for pair in pairs if pair.new}
    return [row for row in before if row.position not in olds], [row for row in after if row.position not in news]


def _listed(pairs: Sequence[Pair], before: Sequence[Row], after: Sequence[Row]) -> list[Pair]:
    gone, come = _left(pairs, before, after)
    everything = [*pairs, *(Pair(row, None) for row in gone), *(Pair(None, row) for row in come)]
    return sorted(everything, key=_place)


def _place(pair: Pair) -> tuple[object, ...]:
    """Order pairs by the later record's clocks; what is gone stands before what has come."""
    row = pair.new or pair.old
    return () if row is None else (row.start, row.end, pair.old is None, row.content, row.position)


def differences(pair: Pair) -> list[tuple[str, str, str]]:
    """List the fields in which a row differs from what it was: (field, old, new); a note without its text."""
    if pair.old is None or pair.new is None:
        return []
    found = [(name, _text(pair.old.said[name]), _text(pair.new.said[name])) for name in FIELDS]
    return [(name, "", "") if name == "note" else (name, was, now) for name, was, now in found if was != now]


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA else str(value)
