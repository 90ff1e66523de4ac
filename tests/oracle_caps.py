"""What limits of units leave, every choice of it: cuts are found by trying all of them. Independent of the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from tests.oracle_units import TIMED, Code, Law, Limit, Time

#: Which visit of the date, and which code.
Key = tuple[int, str]


def cuts(
    units: Mapping[Key, int], plays: Sequence[Mapping[str, Time]], codes: Mapping[str, Code], law: Law
) -> list[dict[Key, int]]:
    """Give every way to keep as much as the limits allow, the one that keeps the code with the most minutes first.

    A way is maximal when no unit can be added to it. Of equal minutes the lower code is kept, then the earlier visit.
    """
    if _is_within(units, plays, codes, law):
        return [dict(units)]
    order = sorted(units, key=lambda key: (-_minutes(plays, key), key[1], key[0]))
    loose = [key for key in order if any(_counts(limit, key[1], codes) for limit in law.caps) or codes[key[1]].is_more]
    ranges = [range(units[key], -1, -1) for key in loose]
    tried = ({**units, **dict(zip(loose, kept, strict=True))} for kept in product(*ranges))
    within = {tuple(kept[key] for key in order) for kept in tried if _is_within(kept, plays, codes, law)}
    best = [kept for kept in within if not any(_is_more_of(other, kept) for other in within)]
    return [dict(zip(order, kept, strict=True)) for kept in sorted(best, reverse=True)]


def _minutes(plays: Sequence[Mapping[str, Time]], key: Key) -> int:
    visit, code = key
    return plays[visit][code].minutes if code in plays[visit] else 0


def _is_more_of(other: tuple[int, ...], kept: tuple[int, ...]) -> bool:
    return other != kept and all(theirs >= ours for theirs, ours in zip(other, kept, strict=True))


def _counts(limit: Limit, code: str, codes: Mapping[str, Code]) -> bool:
    if limit.scope == "timed" and codes[code].kind not in TIMED:
        return False
    return not limit.codes or code in limit.codes


def _is_within(
    units: Mapping[Key, int], plays: Sequence[Mapping[str, Time]], codes: Mapping[str, Code], law: Law
) -> bool:
    """Whether every limit holds, and no add-on stands without its primary."""
    for key, kept in units.items():
        if kept and codes[key[1]].is_more and not units.get((key[0], codes[key[1]].partner)):
            return False
    return all(
        sum((units[key] * _weight(limit, key, plays, codes) for key in group), Fraction()) <= limit.most
        for limit in law.caps
        for group in _groups(limit, units, codes)
    )


def _groups(limit: Limit, units: Mapping[Key, int], codes: Mapping[str, Code]) -> Iterator[list[Key]]:
    """Give the keys a limit counts together."""
    counted = [key for key in units if _counts(limit, key[1], codes)]
    if limit.scope == "line":
        yield from ([key] for key in counted)
    elif limit.scope == "patient_day":
        yield counted
    else:
        for visit in sorted({visit for visit, _ in counted}):
            yield [key for key in counted if key[0] == visit]


def _weight(limit: Limit, key: Key, plays: Sequence[Mapping[str, Time]], codes: Mapping[str, Code]) -> Fraction:
    """Weigh one unit: a unit, the minutes a timed code stands for (an untimed code's own), or its relative value."""
    code = key[1]
    if limit.measure == "relative_value":
        return dict(limit.values).get(code, Fraction())
    if limit.measure == "minutes":
        return Fraction(codes[code].length if codes[code].kind in TIMED else _minutes(plays, key))
    return Fraction(1)
