"""What was claimed and what the record supports, of all visits: objects are made of what somebody reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, overload

import numpy as np

from timeline.attendance.numbered import NONE, Ints, alike, alike_lists, bounds_of, entries_of
from timeline.attendance.rows import Rows
from timeline.claimed import Claimed
from timeline.reconcile.compared import RESULTS, Compared, as_sent
from timeline.reconcile.nearest import Beside, beside_of, by_code, compare_visit
from timeline.reconcile.plainly import Entries, Sides
from timeline.units import VisitTimes
from timeline.units.model import Spans
from timeline.visit_arrays import VisitArrays
from timeline.visits import Accounts, VisitAccount, VisitKey
from timeline.vocabulary import ContestRule


class _Others(NamedTuple):
    """What was compared one by one: the place of each one's visit, and which of those that are listed it is."""

    visit: Ints
    which: Ints
    listed: Sequence[Compared]


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

    def __init__(self, of: VisitArrays, sides: Sides, plain: Entries, others: _Others) -> None:
        self._of, self.sides = of, sides
        self.codes = sorted({*sides.codes, *(each.code for each in others.listed)})
        number, listed = {code: place for place, code in enumerate(self.codes)}, others.listed
        own = np.array([number[code] for code in sides.codes], np.int64)
        said = [(number[each.code], each.supported, each.billed, RESULTS.index(each.result)) for each in listed]
        told = (others.visit, *np.array(said, np.int64).reshape(-1, 4)[others.which].T)
        plain = plain._replace(code=own[plain.code] if len(own) else plain.code)
        columns = [np.concatenate([each, other]) for each, other in zip(plain, told, strict=True)]
        last = np.where(columns[0] == NONE, len(of), columns[0])
        order = np.argsort(last, kind="stable")
        self.visit, self.code, self.supported, self.billed, self.result = (each[order] for each in columns)
        self._other = np.concatenate([np.full(len(plain.visit), NONE), others.which])[order]
        self._others = listed
        in_place = np.array([bool(each.in_place_of) for each in listed] + [False], bool)
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
            found = self._others[other]
            return found if visit == NONE else found.of(self._key(visit))
        code = self.codes[self.code[place]]
        lines = self._of.answers[self._of.answer[visit]].lines
        return Compared(
            self._key(visit),
            code,
            int(self.supported[place]),
            int(self.billed[place]),
            tuple((line.units, line.modifiers) for line in lines if line.code == code),
            as_sent(line for line in self.sides.lines_of(visit) if line.code == code),
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
    others, without = _compared(of, sides, named, accounts, claimed), [*_without_visit(claimed)]
    more = np.arange(len(without))
    others = _Others(
        np.append(others.visit, np.full(len(without), NONE)),
        np.append(others.which, len(others.listed) + more),
        [*others.listed, *without],
    )
    return Comparison(of, sides, sides.entries(named), others)


def _named(of: VisitArrays, rows: Rows, sides: Sides) -> Ints:
    """List the visits with the codes of lines that their rows have: a number for each, sorted."""
    code = rows.numbers.texts["code"].each(lambda word: sides.number.get(word, NONE))[of.row]
    return np.unique((of.row_visit * len(sides.codes) + code)[code >= 0])


def _compared(
    of: VisitArrays, sides: Sides, named: Ints, accounts: Mapping[VisitKey, VisitAccount], claimed: Claimed
) -> _Others:
    """Compare the visits that are not plain, one by one, equal claims of equal counts once."""
    places, room = np.flatnonzero(sides.compared & ~sides.plain), len(sides.codes)
    bounds, at = entries_of(np.searchsorted(named, np.arange(len(of) + 1) * room), places)
    kinds = alike_lists(of.answer[places], bounds, named[at] % max(1, room))
    bounds, at = entries_of(sides.bounds, places)
    # What the payer looks at together with another visit is like no other.
    alone = np.where(sides.beside[places], np.arange(len(places)) + 1, 0)
    kinds, first = alike((alike_lists(kinds, bounds, sides.line[at]), alone), len(places))
    listed = [_one(of, sides, place, accounts, claimed) for place in places[first].tolist()]
    bounds, which = entries_of(bounds_of([len(each) for each in listed]), kinds)
    return _Others(np.repeat(places, np.diff(bounds)), which, [*chain.from_iterable(listed)])


def _one(
    of: VisitArrays, sides: Sides, place: int, accounts: Mapping[VisitKey, VisitAccount], claimed: Claimed
) -> list[Compared]:
    """Compare one visit with the claims that its count supports."""
    date, patient, discipline = (str(each.words[each.codes[place]]) for each in (of.date, of.patient, of.discipline))
    own = slice(*of.named_bounds[place : place + 2].tolist())
    named = of.named.words[of.named.codes[own]].tolist()
    visit = _Visit(place, (date, patient, discipline), named, of.contest, accounts)
    counted = of.answers[int(of.answer[place])]
    beside = beside_of(accounts[visit.key], counted.rules, accounts, claimed) if sides.beside[place] else Beside()
    return list(compare_visit(visit, counted, sides.lines_of(place), beside))


@dataclass(frozen=True)
class _Visit:
    """A visit that is compared: more than its key and codes is read where it could have been counted otherwise."""

    place: int
    key: VisitKey
    named: Sequence[str]
    contest: ContestRule
    accounts: Mapping[VisitKey, VisitAccount]

    @property
    def spans(self) -> Spans:
        of = self.accounts
        return of.spans(self.place) if isinstance(of, Accounts) else of[self.key].spans

    @property
    def beside(self) -> Mapping[ContestRule, Sequence[VisitTimes]]:
        of = self.accounts
        return of.beside(self.place) if isinstance(of, Accounts) else of[self.key].beside


def _without_visit(claimed: Claimed) -> Iterable[Compared]:
    """List what is claimed for patients of whom nothing is recorded on the date."""
    for (date, patient), orphans in sorted(claimed.without_visit.items()):
        for code, sent in sorted(by_code(orphans).items()):
            units = sum(line.units for line in sent)
            yield Compared((date, patient, ""), code, 0, units, (), as_sent(sent), "not_recorded")
