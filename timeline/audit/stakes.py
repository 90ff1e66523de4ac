"""What depends on some minutes: the timed units of visits with and without them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from timeline.audit.changes import Changes, grouped, units_added_by
from timeline.audit.columns import Numbers, columns, place_of
from timeline.audit.credits import credited
from timeline.audit.laid import Laid, spread
from timeline.audit.once import once
from timeline.contracts import records
from timeline.record import Record
from timeline.spans import Span, subtract, union
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule, Doing


class Asked:
    """Spans that questions are about: seconds on the clinic's line, those of one question sorted and apart."""

    def __init__(self, counts: Numbers, start: Numbers, end: Numbers) -> None:
        self.counts, self.start, self.end = counts, start, end
        self.first: Numbers = np.cumsum(counts) - counts

    @classmethod
    def of(cls, listed: Iterable[Sequence[Span]]) -> Asked:
        """Read the spans of each question."""
        each = list(listed)
        flat = np.array([edge for spans in each for span in spans for edge in span], np.int64).reshape(-1, 2)
        return cls(np.fromiter(map(len, each), np.int64, len(each)), flat[:, 0], flat[:, 1])


class _Held:
    """Spans that count, by owner (a visit, or a provider in a visit), code, and sign of what their loss does."""

    def __init__(self, owner: Numbers, code: Numbers, sign: Numbers, start: Numbers, end: Numbers) -> None:
        room = int(code.max()) + 1 if len(code) else 1
        keys, group = np.unique((owner * room + code) * 2 + (sign > 0), return_inverse=True)
        self._owner, self._code, self._sign = keys // (2 * room), keys // 2 % room, keys % 2 * 2 - 1
        self._laid = Laid(group, start, end)

    def met(self, question: Numbers, owner: Numbers, asked: Asked) -> tuple[Numbers, Numbers, Numbers]:
        """Let the spans of questions meet those of owners: the question, the code and the seconds of each meeting."""
        first, last = (np.searchsorted(self._owner, owner, side=side) for side in ("left", "right"))
        one, within = spread(last - first)
        group, about = first[one] + within, question[one]
        each, place = spread(asked.counts[about])
        group, about = group[each], about[each]
        span = asked.first[about] + place
        seconds = self._laid.seconds(group, asked.start[span], asked.end[span])
        return about, self._code[group], seconds * self._sign[group]


def units_lost(
    record: Record,
    visits: Iterable[VisitAccount],
    spans: Sequence[Span],
    *,
    providers: Collection[str],
    contest: ContestRule | None = None,
) -> int:
    """Count the timed units that visits would lose without some providers' credited time in some spans.

    Parameters
    ----------
    spans
        Seconds on the clinic's line, sorted and apart.
    contest
        The contest rule to count under; None: the one in force.
    """
    return sum(all_units_lost(record, [(visits, spans, providers)], contest=contest))


def all_units_lost(
    record: Record,
    asks: Sequence[tuple[Iterable[VisitAccount], Sequence[Span], Collection[str]]],
    *,
    contest: ContestRule | None = None,
) -> list[int]:
    """Count for several questions what `units_lost` does for one."""
    rule, of, numbers = contest or record.contest, credited(record), _providers(record)
    visits = [[place_of(record, visit) for visit in listed] for listed, _, _ in asks]
    owners = [
        (question, visit, visit * len(numbers) + numbers[name])
        for question, (places, (_, _, names)) in enumerate(zip(visits, asks, strict=True))
        for visit in places
        for name in names
        if name in numbers
    ]
    # A question about several visits is one of each.
    single = {pair: place for place, pair in enumerate(dict.fromkeys((ask, visit) for ask, visit, _ in owners))}
    about = np.array([ask for ask, _ in single], np.int64)
    asked = Asked.of([asks[ask][1] for ask, _ in single])
    question = np.array([single[ask, visit] for ask, visit, _ in owners], np.int64)
    owner = np.array([owner for _, _, owner in owners], np.int64)
    found, code, seconds = _furnished(record, rule).met(question, owner, asked)
    visit = np.array([visit for _, visit in single], np.int64)
    lost = _less(record, rule, grouped(visit, found, code, seconds, codes=of.codes))
    total: list[int] = np.bincount(about, lost, len(asks)).astype(np.int64).tolist()
    return total


def _less(record: Record, rule: ContestRule, changes: Changes) -> Numbers:
    """Count the units that some changes cost each question; never negative."""
    return np.maximum(0, -units_added_by(record, rule, changes))


@once
def _providers(record: Record) -> dict[str, int]:
    """Give every provider the number that `Columns` has."""
    return {name: number for number, name in enumerate(dict.fromkeys(record.rows.provider))}


def _furnished(record: Record, rule: ContestRule) -> _Held:
    """Group what earns under a contest rule by visit and provider; without it, as many seconds are fewer."""
    made = _made(record)
    if rule not in made:
        of = credited(record)
        own = np.flatnonzero(of.earned & of.covered & of.under[rule] & (of.row >= 0))
        owner = of.visit[own] * len(_providers(record)) + columns(record).provider[of.row[own]]
        made[rule] = _Held(owner, of.code[own], np.full(len(own), -1), of.start[own], of.end[own])
    return made[rule]


@once
def _made(record: Record) -> dict[ContestRule, _Held]:
    del record
    return {}


@once
def contest_stakes(record: Record) -> ContestStakes:
    """Return what contested time is worth to the visits of a record."""
    return ContestStakes(record)


class ContestStakes:
    """What contested time is worth to each visit, looked up once for all its contests."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._contested: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
        engagements = record.attendance.engagements
        contested = engagements[(engagements["doing"] == Doing.CONTESTED).to_numpy()]
        who = ("date", "evidence", "provider", "start_second", "seconds")
        for date, evidence, provider, start, seconds in records(contested, who):
            self._contested[date, evidence, provider].append((start, start + seconds))
        of = credited(record)
        documented, exclusive = of.under[ContestRule.DOCUMENTED], of.under[ContestRule.EXCLUSIVE]
        own = np.flatnonzero(of.earned & of.covered & (documented != exclusive))
        # What counts under `documented` alone is lost without it, what counts under `exclusive` alone is gained.
        sign = np.where(documented[own], -1, 1)
        self._held = _Held(of.visit[own], of.code[own], sign, of.start[own], of.end[own])

    def lost(self, visit: Numbers, asked: Asked) -> Numbers:
        """Count the timed units of visits with every contested second documented, less those without some spans'.

        Parameters
        ----------
        visit
            Of each question, the place of its visit in the record.
        asked
            Its spans.
        """
        question, code, seconds = self._held.met(np.arange(len(visit)), visit, asked)
        changes = grouped(visit, question, code, seconds, codes=credited(self._record).codes)
        return _less(self._record, ContestRule.DOCUMENTED, changes)

    def of_providers(self, asks: Sequence[tuple[VisitAccount, str]]) -> list[int]:
        """Count visits' timed units that depend on one provider's contests: never more than their whole exposure.

        Only the time counts in which the visit has a row of this provider and the provider is claimed twice; what
        another provider's contests cost the same visit is theirs.
        """
        visit = np.array([place_of(self._record, each) for each, _ in asks], np.int64)
        found: list[int] = self.lost(visit, Asked.of(self._own_contests(*ask) for ask in asks)).tolist()
        return found

    def _own_contests(self, visit: VisitAccount, provider: str) -> list[Span]:
        rows = self._record.rows
        own = union(
            (rows.start[row], rows.end[row])
            for row in visit.positions
            if rows.provider[row] == provider and rows.nature[row].attended
        )
        contested = self._contested.get((visit.key[0], visit.evidence, provider), [])
        return subtract(own, subtract(own, contested))
