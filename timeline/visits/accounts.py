"""The accounts of all visits: arrays, and of a visit that is read an object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from timeline.attendance import Attendance
from timeline.attendance.numbered import Ints, alike
from timeline.attendance.visit_rows import VisitKey
from timeline.policies import load_policy
from timeline.units import CodeTime, VisitTimes
from timeline.units.counted import Counted
from timeline.units.model import Edit, Payable, Remark, Spans, VisitUnits
from timeline.units.under import UnderRules
from timeline.visit_arrays import VisitArrays
from timeline.visits.account import VisitAccount, supportable_units
from timeline.visits.answers import Answers
from timeline.visits.begun import Begun, PolicySource, begin
from timeline.visits.named import named_codes
from timeline.visits.questions import groups_of, spans_of
from timeline.vocabulary import CONTEST_RULES, ContestRule, Evidence


class Threshold(NamedTuple):
    """What the yearly threshold says of visits under the rule in force.

    Parameters
    ----------
    remarks, remarked
        What is added to the remarks of a visit, and of each visit which of it; -1 for nothing.
    counted
        The counts of visits of which more has changed, by place.
    """

    remarks: Sequence[tuple[Remark, ...]]
    remarked: Ints
    counted: Mapping[int, VisitUnits]


class Accounts(Mapping[VisitKey, VisitAccount]):
    """The account of every visit, sorted by date, patient and discipline; each made when it is first read.

    Parameters
    ----------
    begun
        The visits before they are counted.
    answers
        Their counts.
    billed
        Of each visit, the units claimed by code.
    """

    def __init__(
        self,
        begun: Begun,
        answers: Answers,
        billed: Mapping[VisitKey, Mapping[str, int]],
        threshold: Threshold | None = None,
    ) -> None:
        self.begun, self.answers, self._billed, self._threshold = begun, answers, billed, threshold
        self._made: dict[int, VisitAccount] = {}
        self._told: dict[tuple[int, int], tuple[VisitUnits, VisitUnits]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave out what can be derived again; what is known by the identity of an object must not outlive it."""
        return Accounts, (self.begun, self.answers, self._billed, self._threshold)

    def attested(
        self, remarks: Sequence[tuple[Remark, ...]], remarked: Ints, counted: Mapping[int, VisitUnits]
    ) -> Accounts:
        """Return the accounts with the yearly threshold applied; arguments as in `Threshold`."""
        return Accounts(self.begun, self.answers, self._billed, Threshold(remarks, remarked, counted))

    def __len__(self) -> int:
        return len(self.begun)

    def __iter__(self) -> Iterator[VisitKey]:
        return iter(self.begun.keys)

    def __contains__(self, key: object) -> bool:
        return key in self.places

    def __getitem__(self, key: VisitKey) -> VisitAccount:
        return self.at(self.places[key])

    @cached_property
    def places(self) -> Mapping[VisitKey, int]:
        """The place of each visit."""
        return {key: place for place, key in enumerate(self.begun.keys)}

    def at(self, place: int) -> VisitAccount:
        """Return the account of one visit by its place."""
        found = self._made.get(place)
        return self._made.setdefault(place, self._account(place)) if found is None else found

    def count(self, place: int, contest: ContestRule) -> VisitUnits:
        """Count one visit in full."""
        units, threshold = self.answers.units(place, contest), self._threshold
        if threshold is None or contest is not self.begun.found.contest:
            return units
        if place in threshold.counted:
            return threshold.counted[place]
        remark = int(threshold.remarked[place])
        if remark < 0:
            return units
        key = id(units), remark
        if key not in self._told:  # with the units, which keeps them and so the number theirs
            self._told[key] = units, units.changed(remarks=(*units.remarks, *threshold.remarks[remark]))
        return self._told[key][1]

    def edits(self, place: int) -> tuple[Edit, ...]:
        """Return the edits of the count of one visit under the rule in force."""
        if self._threshold is not None and place in self._threshold.counted:
            return self._threshold.counted[place].edits
        return self.answers.edits(place, self.begun.found.contest)

    def _account(self, place: int) -> VisitAccount:
        begun, visits, key = self.begun, self.begun.visits, self.begun.keys[place]
        seconds, earned = begun.seconds.at(place, key), begun.earning
        own = slice(int(begun.seconds.bounds[place]), int(begun.seconds.bounds[place + 1]))
        row = visits.row[int(visits.bounds[place]) : int(visits.bounds[place + 1])]
        named = slice(int(visits.code_bounds[place]), int(visits.code_bounds[place + 1]))
        unpaid, rules = [] if earned.is_plain else row[earned.unpaid[row]].tolist(), int(begun.rules[place])
        return VisitAccount(
            key=key,
            evidence=seconds.evidence,
            clinic=str(visits.clinic.words[visits.clinic.codes[place]]),
            payer=str(begun.payer.words[begun.payer.codes[place]]),
            contest=begun.found.contest,
            positions=tuple(row.tolist()),
            seconds=seconds,
            earning=seconds.codes if earned.is_plain else begun.seconds.codes(place, earned.by_rule, earned.assistant),
            named=tuple(visits.code.words[visits.code.codes[named]].tolist()),
            billed=self._billed.get(key, {}),
            rules=begun.listed[rules] if rules >= 0 else None,
            refusal=str(begun.refusal.words[begun.refusal.codes[place]]),
            units=UnderRules({}, _Visit(self, place)) if begun.counted[place] else None,
            spans=self.spans(place),
            beside=self.beside(place),
            stated={} if earned.is_plain else earned.stated([*seconds.codes], own),
            unpaid=frozenset([begun.found.rows.id[one] for one in unpaid]),
        )

    def spans(self, place: int) -> Spans:
        """Return `VisitAccount.spans` of one visit."""
        return spans_of(self.begun, place)

    def beside(self, place: int) -> Mapping[ContestRule, tuple[VisitTimes, ...]]:
        """Return `VisitAccount.beside` of one visit: the others of its group, under each contest rule."""
        groups = self.answers.groups
        group = int(groups.group[place])
        if group < 0 or groups.bounds[group + 1] - groups.bounds[group] == 1:
            return {}
        listed = range(int(groups.bounds[group]), int(groups.bounds[group + 1]))
        others = [other for other in listed if groups.visit[other] != place]
        found = {}
        for number, rule in enumerate(CONTEST_RULES):
            asked = [groups.asked_of(other, number) for other in others]
            found[rule] = tuple(
                [VisitTimes(one.discipline, [CodeTime(*time) for time in one.times], one.spans) for one in asked]
            )
        return found

    @cached_property
    def arrays(self) -> VisitArrays:
        """The visits as arrays."""
        begun, visits, seconds = self.begun, self.begun.visits, self.begun.seconds
        first, rows = visits.bounds[:-1], begun.found.rows
        start, end = (np.array(column, np.int64)[visits.row] for column in (rows.start, rows.end))
        answer, counted = self._shared()
        return VisitArrays(
            contest=begun.found.contest,
            date=visits.date,
            patient=visits.patient,
            discipline=visits.discipline,
            clinic=visits.clinic,
            payer=begun.payer,
            evidence=visits.evidence,
            rules=begun.rules,
            listed_rules=begun.listed,
            refusal=begun.refusal,
            first_row=visits.row[first],
            start=np.minimum.reduceat(start, first) if len(first) else start,
            end=np.maximum.reduceat(end, first) if len(first) else end,
            states=seconds.states,
            one_on_one=seconds.one_on_one,
            credited=seconds.credited,
            treatment=seconds.treatment,
            uncoded=seconds.uncoded,
            unearned=seconds.unearned,
            timed_units=np.where(begun.counted, self.answers.timed_units(), self._booked_units()),
            timed_minutes=self.answers.timed_minutes(),
            code_bounds=seconds.bounds,
            code=seconds.code,
            code_seconds=begun.earning.by_rule,
            code_assistant=begun.earning.assistant,
            code_units=self.answers.code_units(),
            **named_codes(begun, self.answers, self._billed),
            row_bounds=visits.bounds,
            row=visits.row,
            answer=answer,
            answers=self._counted(counted),
        )

    def _shared(self) -> tuple[Ints, Ints]:
        """Give visits that share their count under the rule in force one number; and return the first of each."""
        own, threshold = np.flatnonzero(self.begun.counted), self._threshold
        parts = [self.answers.number(own)]
        if threshold is not None:
            changed = np.full(len(self.begun), -1, np.int64)
            changed[[*threshold.counted]] = np.arange(len(threshold.counted))
            parts += [threshold.remarked[own] + 1, changed[own] + 1]
        kinds, first = alike(parts, len(own))
        answer = np.full(len(self.begun), -1, np.int64)
        answer[own] = kinds
        return answer, own[first]

    def _counted(self, visits: Ints) -> Counted:
        """Return the counts of visits that differ, under the rule in force."""
        told, threshold, places = self.answers.numbered(visits), self._threshold, visits.tolist()
        first = np.arange(len(visits))

        def make(number: int) -> VisitUnits:
            return self.count(places[number], self.begun.found.contest)

        if told is None:
            return Counted(make, first)
        numbered, parts = told
        if threshold is not None:
            numbered.place[np.isin(visits, np.array([*threshold.counted], np.int64))] = -1
            parts.append(threshold.remarked[visits] + 1)
        plain = np.flatnonzero(numbered.place >= 0)
        kinds, one = alike([part[plain] for part in parts], len(plain))
        first[plain] = plain[one[kinds]]
        return Counted(make, first, numbered)

    def _booked_units(self) -> Ints:
        """Return what bookings' minutes can support, by contest rule and visit; -1 elsewhere and without rules."""
        begun = self.begun
        found = np.full((len(CONTEST_RULES), len(begun)), -1, np.int64)
        own = np.flatnonzero(begun.visits.evidence.where(Evidence.SCHEDULED) & (begun.rules >= 0))
        for place, seconds in enumerate(begun.seconds.one_on_one[:, own] // 60):
            kinds, first = alike((begun.rules[own], seconds), len(own))
            each = zip(seconds[first].tolist(), begun.rules[own[first]].tolist(), strict=True)
            units = [supportable_units(minutes, begun.listed[rules]) for minutes, rules in each]
            found[place, own] = np.array(units, np.int64)[kinds]
        return found


class _Visit(NamedTuple):
    """One visit that can be counted."""

    accounts: Accounts
    place: int

    def full(self, contest: ContestRule) -> VisitUnits:
        """Count it in full."""
        return self.accounts.count(self.place, contest)

    def payable(self, contest: ContestRule) -> Payable | VisitUnits:
        """Count its payable units."""
        return self.accounts.answers.payable(self.place, contest)


def account_visits(
    found: Attendance,
    billed: Mapping[tuple[VisitKey, str], int],
    *,
    policies: PolicySource = load_policy,
    payer: str | None = None,
) -> Accounts:
    """Account every visit, sorted by date, patient and discipline.

    Parameters
    ----------
    found
        Attendance under the contest rule in force.
    billed
        Units claimed per visit and code.
    policies
        Loads a payer's policy by name.
    payer
        Count every visit under this policy, whatever its rows say.
    """
    claimed: dict[VisitKey, dict[str, int]] = defaultdict(dict)
    for (key, code), units in billed.items():
        claimed[key][code] = units
    begun = begin(found, policies, payer)
    return Accounts(begun, Answers(groups_of(begun)), claimed)
