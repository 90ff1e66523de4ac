"""What was claimed and what the record supports, of all visits: objects are made of what somebody reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import overload

import numpy as np

from timeline.attendance.numbered import Ints
from timeline.attendance.rows import Rows
from timeline.claimed import Claimed
from timeline.reconcile.compared import RESULTS, Compared, as_sent
from timeline.reconcile.nearest import beside_of, by_code, compare_visit
from timeline.reconcile.plainly import Entries, Sides
from timeline.visit_arrays import NONE, VisitArrays
from timeline.visits import VisitAccount, VisitKey


class Comparison(Sequence[Compared]):
    """Every claimed code of every visit, sorted by visit and code; then what is claimed without a visit.

    Attributes
    ----------
    visit
        The place of each one's visit among those of the record; -1 where there is none.
    code, codes
        The place of each one's code in `codes`, which are sorted.
    supported, billed
        Units of either side.
    result
        Place in `RESULTS`.
    in_place
        Whether its units could only be claimed in place of other codes.
    sides
        What was claimed for each visit, line by line.
    """

    def __init__(self, of: VisitArrays, sides: Sides, plain: Entries, others: Sequence[tuple[int, Compared]]) -> None:
        self._of, self.sides = of, sides
        self.codes = sorted({*sides.codes, *(each.code for _, each in others)})
        number = {code: place for place, code in enumerate(self.codes)}
        own = np.array([number[code] for code in sides.codes], np.int64)
        added = [
            (place, number[each.code], each.supported, each.billed, RESULTS.index(each.result))
            for place, each in others
        ]
        told = np.array(added, np.int64).reshape(-1, 5).T
        plain = plain._replace(code=own[plain.code] if len(own) else plain.code)
        columns = [np.concatenate([each, other]) for each, other in zip(plain, told, strict=True)]
        last = np.where(columns[0] == NONE, len(of), columns[0])
        order = np.argsort(last, kind="stable")
        self.visit, self.code, self.supported, self.billed, self.result = (each[order] for each in columns)
        self._other = np.concatenate([np.full(len(plain.visit), NONE), np.arange(len(others))])[order]
        self._others = others
        in_place = np.array([bool(each.in_place_of) for _, each in others] + [False], bool)
        self.in_place = in_place[self._other]

    def __len__(self) -> int:
        return len(self.visit)

    @overload
    def __getitem__(self, place: int) -> Compared: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Compared]: ...

    def __getitem__(self, place: int | slice) -> Compared | Sequence[Compared]:
        """Return one of them, or some."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        visit, other = int(self.visit[place]), int(self._other[place])
        if other != NONE:
            found = self._others[other][1]
            return found if visit == NONE else found.of(self._key(visit))
        code = self.codes[self.code[place]]
        lines = self._of.answers[self._of.answer[visit]].lines
        return Compared(
            self._key(visit),
            code,
            int(self.supported[place]),
            int(self.billed[place]),
            tuple((line.units, line.modifiers) for line in lines if line.code == code),
            as_sent(line for line in self.sides.listed[visit] if line.code == code),
            RESULTS[self.result[place]],
        )

    def __iter__(self) -> Iterator[Compared]:
        return (self[place] for place in range(len(self)))

    def _key(self, visit: int) -> VisitKey:
        of = self._of
        date, patient, discipline = (each.words[each.codes[visit]] for each in (of.date, of.patient, of.discipline))
        return date, patient, discipline


def reconcile(of: VisitArrays, rows: Rows, accounts: Mapping[VisitKey, VisitAccount], claimed: Claimed) -> Comparison:
    """Compare every claimed visit, sorted by visit and code; equal claims of equal counts once.

    Parameters
    ----------
    of, accounts
        The visits, as arrays and one by one.
    rows
        The classified rows.
    claimed
        What was or will be claimed.
    """
    sides = Sides(of, claimed)
    named = _named(of, rows, sides)
    others = [*_compared(of, sides, named, accounts, claimed), *((NONE, each) for each in _without_visit(claimed))]
    return Comparison(of, sides, sides.entries(named), others)


def _named(of: VisitArrays, rows: Rows, sides: Sides) -> Ints:
    """List the visits with the codes of lines that their rows have: a number for each, sorted."""
    code = rows.numbers.texts["code"].each(lambda word: sides.number.get(word, NONE))[of.row]
    return np.unique((of.row_visit * len(sides.codes) + code)[code >= 0])


def _compared(
    of: VisitArrays, sides: Sides, named: Ints, accounts: Mapping[VisitKey, VisitAccount], claimed: Claimed
) -> Iterator[tuple[int, Compared]]:
    """Compare the visits that are not plain, one by one, equal claims of equal counts once."""
    known: dict[tuple[object, ...], list[Compared]] = {}
    places = np.flatnonzero(sides.compared & ~sides.plain)
    room = len(sides.codes)
    first, last = np.searchsorted(named, places * room), np.searchsorted(named, (places + 1) * room)
    for place, begin, end in zip(places.tolist(), first.tolist(), last.tolist(), strict=True):
        lines, answer = sides.listed[place], int(of.answer[place])
        asked = (answer, (named[begin:end] - place * room).tobytes(), *lines)
        if asked in known:
            yield from ((place, each) for each in known[asked])
            continue
        date, patient, discipline = (each.words[each.codes[place]] for each in (of.date, of.patient, of.discipline))
        account = accounts[date, patient, discipline]
        counted = of.answers[answer]
        beside = beside_of(account, counted.rules, accounts, claimed)
        found = list(compare_visit(account, counted, lines, beside))
        yield from ((place, each) for each in found)
        if not any(beside):
            known[asked] = found


def _without_visit(claimed: Claimed) -> Iterable[Compared]:
    """List what is claimed for patients of whom nothing is recorded on the date."""
    for (date, patient), orphans in sorted(claimed.without_visit.items()):
        for code, sent in sorted(by_code(orphans).items()):
            units = sum(line.units for line in sent)
            yield Compared((date, patient, ""), code, 0, units, (), as_sent(sent), "not_recorded")
