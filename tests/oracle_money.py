"""A second, literal reading of the yearly threshold and of a payment: nothing of the product is imported.

Written from the text of the law, the slow way: every amount is a fraction of dollars, every unit of a date is looked
at by itself, and a patient's year is added up anew for every line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

DISCIPLINES = ("PT", "OT", "SLP")


class Value(NamedTuple):
    """Relative values of one unit in hundredths, and whether further units of a date are reduced."""

    work: int
    expense: int
    malpractice: int
    reduced: bool


class Law(NamedTuple):
    """What a payer's year says: dollars for a relative value unit, amounts in cents, shares."""

    values: Mapping[str, Value]
    factor: Fraction
    threshold: int
    review: int
    whole_date: bool = False
    expense_share: Fraction = Fraction(1, 2)
    indices: tuple[Fraction, Fraction, Fraction] = (Fraction(1), Fraction(1), Fraction(1))


class Line(NamedTuple):
    """A claim line: whose, code, units, modifiers."""

    discipline: str
    code: str
    units: int
    modifiers: tuple[str, ...]


def half_up(value: Fraction) -> int:
    """Round a number that is not negative: a half goes up."""
    doubled = value * 2
    return (doubled.numerator // doubled.denominator + 1) // 2


def pool(discipline: str) -> str:
    """Name the pool: PT and SLP share one."""
    return "OT" if discipline == "OT" else "PT_SLP"


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Sort the lines of a date: discipline, code, modifiers."""
    return sorted(lines, key=lambda line: (DISCIPLINES.index(line.discipline), line.code, line.modifiers))


def amounts(lines: Sequence[Line], law: Law) -> list[int | None]:
    """Return the allowed cents of each line of a date, given in order; None for a code without values."""
    units = [
        (place, law.values[line.code])
        for place, line in enumerate(lines)
        for _ in range(line.units)
        if line.code in law.values
    ]
    best: int | None = None
    for number, (_, value) in enumerate(units):
        if value.reduced and (best is None or _rank(value) > _rank(units[best][1])):
            best = number
    worth: dict[int, Fraction] = {}
    for number, (place, value) in enumerate(units):
        share = law.expense_share if value.reduced and number != best else Fraction(1)
        work, expense, malpractice = (
            Fraction(part, 100) * index for part, index in zip(value[:3], law.indices, strict=True)
        )
        worth[place] = worth.get(place, Fraction(0)) + law.factor * (work + expense * share + malpractice)
    return [half_up(worth[place] * 100) if place in worth else None for place in range(len(lines))]


def _rank(value: Value) -> tuple[int, int]:
    return value.expense, value.work + value.expense + value.malpractice


class Visit(NamedTuple):
    """One patient's date: its number in the year, and its lines."""

    day: int
    lines: Sequence[Line]


def attested(
    visits: Sequence[Visit], law: Law, used: Mapping[str, tuple[int, int]]
) -> tuple[list[list[bool]], set[tuple[int, str]], set[tuple[int, str]]]:
    """Say which lines of a patient's year attest necessity; which dates and pools pass the threshold, and the review.

    Parameters
    ----------
    visits
        Every date of the year once.
    used
        Pool -> cents used, and the day through which they were.
    """
    marks: list[list[bool]] = []
    passed: set[tuple[int, str]] = set()
    reviewed: set[tuple[int, str]] = set()
    for visit in sorted(visits):
        lines = in_order(visit.lines)
        cents = amounts(lines, law)
        own = []
        for place, line in enumerate(lines):
            name = pool(line.discipline)
            total = _total(name, visit, place, visits, law, used)
            closed = name in used and visit.day <= used[name][1]
            before = total - (cents[place] or 0)
            above = total > law.threshold or (cents[place] is None and before >= law.threshold)
            own.append(above and not closed)
            if not closed and total > law.review:
                reviewed.add((visit.day, name))
        crossing = {pool(line.discipline) for line, mark in zip(lines, own, strict=True) if mark}
        passed |= {(visit.day, name) for name in crossing}
        if law.whole_date:
            own = [pool(line.discipline) in crossing for line in lines]
        marks.append(own)
    return marks, _first(passed), _first(reviewed)


def _first(found: set[tuple[int, str]]) -> set[tuple[int, str]]:
    """Keep the first day of each pool: what follows is no news."""
    names = {name for _, name in found}
    return {(min(day for day, other in found if other == name), name) for name in names}


def _total(
    name: str, visit: Visit, place: int, visits: Sequence[Visit], law: Law, used: Mapping[str, tuple[int, int]]
) -> int:
    """Add up the year of a pool, from what was used before to the line at `place` of a date, included."""
    cents, through = used.get(name, (0, 0))
    for other in visits:
        if other.day > visit.day or other.day <= through:
            continue
        lines = in_order(other.lines)
        for number, (line, amount) in enumerate(zip(lines, amounts(lines, law), strict=True)):
            if pool(line.discipline) == name and (other.day < visit.day or number <= place):
                cents += amount or 0
    return cents


class Paid(NamedTuple):
    """What becomes of an allowed amount, in cents."""

    programme: int
    assistant: int
    sequestration: int
    paid: int
    patient: int


def paid(cents: int, *, assisted: bool, programme: Fraction, assistant: Fraction, sequestration: Fraction) -> Paid:
    """Divide an allowed amount: the payer's share, the assistant's part of it last but one, sequestration last."""
    share = half_up(cents * programme)
    left = half_up(share * assistant) if assisted else share
    withheld = half_up(left * sequestration)
    return Paid(share, share - left, withheld, left - withheld, cents - share)
