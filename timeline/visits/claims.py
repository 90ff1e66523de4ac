"""The claims of many visits in numbers: the lines of the default one, and what no other that is permitted exceeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import Ints, alike_lists, bounds_of, entries_of
from timeline.units.many import Counts, Questions
from timeline.units.model import VisitUnits
from timeline.units.most import Most, most_units


class ClaimLines(NamedTuple):
    """What visits may claim.

    Parameters
    ----------
    bounds, code, units
        The lines of the default claim of each: codes as places in `codes`.
    most
        Of visits that permit another claim too, what no claim of theirs exceeds; of the others nothing.
    """

    bounds: Ints
    code: Ints
    units: Ints
    most: Most
    codes: Sequence[str]


class Claims:
    """The claims of visits that were counted in numbers; a visit is called by its place in `Questions.plan`."""

    def __init__(self, questions: Questions, counts: Counts) -> None:
        self._questions, self._counts = questions, counts

    def lines(self, place: Ints) -> ClaimLines:
        """List what some visits may claim."""
        bounds, at = entries_of(self._counts.line_bounds, place)
        most_bounds, most = entries_of(self._most.bounds, place)
        code, units, _ = self._counts.lines[at].T
        above = Most(most_bounds, self._most.code[most], self._most.units[most])
        return ClaimLines(bounds, code, units, above, self._questions.book.codes)

    @cached_property
    def alike(self) -> Ints:
        """Numbers of the visits, equal for those that may claim the same codes and units."""
        most, (code, units, _) = self._most, self._counts.lines.T
        none = np.zeros(len(most.bounds) - 1, np.int64)
        heads = alike_lists(none, most.bounds, _tokens(most.code, most.units))
        return alike_lists(heads, self._counts.line_bounds, _tokens(code, units))

    @cached_property
    def _most(self) -> Most:
        return most_units(self._questions, ~self._counts.single)


def _tokens(code: Ints, units: Ints) -> Ints:
    found: Ints = code * (int(units.max(initial=0)) + 1) + units
    return found


def lines_of(counted: Iterable[VisitUnits]) -> ClaimLines:
    """List what visits may claim whose counts are objects."""
    number: dict[str, int] = {}
    sizes, lines, above = list[tuple[int, int]](), list[tuple[int, int]](), list[tuple[int, int]]()
    for units in counted:
        default, most = [(line.code, line.units) for line in units.lines], _most_of(units)
        sizes.append((len(default), len(most)))
        for told, into in ((default, lines), (most.items(), above)):
            into += [(number.setdefault(code, len(number)), count) for code, count in told]
    (bounds, most_bounds), (code, many) = (bounds_of(each) for each in _columns(sizes)), _columns(lines)
    return ClaimLines(bounds, code, many, Most(most_bounds, *_columns(above)), list(number))


def _columns(pairs: Sequence[tuple[int, int]]) -> Ints:
    return np.array(pairs, np.int64).reshape(-1, 2).T


def _most_of(units: VisitUnits) -> dict[str, int]:
    """Return the most units of each code in any permitted claim, also one that somebody would have to show."""
    claims = [units.lines, *units.alternative_lines]
    if units.conditional is not None:
        claims += [units.conditional.lines, *units.conditional.alternative_lines]
    most: dict[str, int] = {}
    if any(claim != units.lines for claim in claims):
        for claim in claims:
            own: dict[str, int] = {}
            for line in claim:
                own[line.code] = own.get(line.code, 0) + line.units
            most |= {code: max(many, most.get(code, 0)) for code, many in own.items()}
    return most
