"""What depends on some minutes: the timed units of visits with and without them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import bounds_of, ranges_of, united
from timeline.audit.changes import grouped, units_added_by
from timeline.audit.columns import Numbers, columns, different, engaged_days, place_of, provider_room
from timeline.audit.credits import credited
from timeline.audit.laid import Apart, Laid
from timeline.audit.once import once
from timeline.audit.piles import Changes
from timeline.found import Lists
from timeline.record import Record
from timeline.spans import Span
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule, Doing, Evidence


class Asked:
    """Spans that questions are about: seconds on the clinic's line, those of one question sorted and apart."""

    def __init__(self, counts: Numbers, start: Numbers, end: Numbers) -> None:
        self.counts, self.start, self.end = counts, start, end
        self.bounds = bounds_of(counts)

    @classmethod
    def of(cls, listed: Iterable[Sequence[Span]]) -> Asked:
        """Read the spans of each question."""
        each = list(listed)
        flat = np.array([edge for spans in each for span in spans for edge in span], np.int64).reshape(-1, 2)
        return cls(np.fromiter(map(len, each), np.int64, len(each)), flat[:, 0], flat[:, 1])

    def spans_of(self, questions: Numbers) -> tuple[Numbers, Numbers]:
        """List the spans of some questions: whose each is among those, and its place."""
        return ranges_of(self.bounds[questions], self.bounds[questions + 1])


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
        one, group = ranges_of(first, last)
        about = question[one]
        each, span = asked.spans_of(about)
        group, about = group[each], about[each]
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


def lost_of(record: Record, rule: ContestRule, visits: Lists, provider: Numbers, asked: Asked) -> Numbers:
    """Count the timed units that visits would lose without one provider's credited time in some spans.

    Parameters
    ----------
    visits
        Of each question, the places of visits in the record.
    provider
        Its provider, by the number in `Columns`.
    asked
        Its spans.
    """
    about, visit = visits.owners, visits.items
    _, span = asked.spans_of(about)
    each = Asked(asked.counts[about], asked.start[span], asked.end[span])
    owner = visit * provider_room(record) + provider[about]
    found, code, seconds = _furnished(record, rule).met(np.arange(len(visit)), owner, each)
    lost = _less(record, rule, grouped(visit, found, code, seconds, codes=credited(record).codes))
    return sums(about, lost, len(provider))


def lost_by(record: Record, rows: Sequence[int], spans: Sequence[Span]) -> int:
    """Count the timed units that the visits of one provider's rows would lose without its time in some spans."""
    of = columns(record)
    visits = different(of.visit[list(rows)])
    provider, asked = of.provider[[rows[0]]], Asked.of([spans])
    return int(lost_of(record, record.contest, Lists(np.array([0, len(visits)]), visits), provider, asked)[0])


def _less(record: Record, rule: ContestRule, changes: Changes) -> Numbers:
    """Count the units that some changes cost each question; never negative."""
    return np.maximum(0, -units_added_by(record, rule, changes))


@once
def _providers(record: Record) -> dict[str, int]:
    """Give every provider the number that `Columns` has."""
    return {name: number for number, name in enumerate(record.rows.numbers.texts["provider"].words.tolist())}


def _furnished(record: Record, rule: ContestRule) -> _Held:
    """Group what earns under a contest rule by visit and provider; without it, as many seconds are fewer."""
    made = _made(record)
    if rule not in made:
        of = credited(record)
        own = np.flatnonzero(of.earned & of.covered & of.under[rule] & (of.row >= 0))
        owner = of.visit[own] * provider_room(record) + columns(record).provider[of.row[own]]
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

    def of_asks(self, asks: Sequence[tuple[VisitAccount, str]]) -> list[int]:
        """Count for visits and providers what `of_providers` does for their numbers."""
        numbers = _providers(self._record)
        visit = np.array([place_of(self._record, each) for each, _ in asks], np.int64)
        found: list[int] = self.of_providers(visit, np.array([numbers[name] for _, name in asks], np.int64)).tolist()
        return found

    def of_providers(self, visit: Numbers, provider: Numbers) -> Numbers:
        """Count visits' timed units that depend on one provider's contests: never more than their whole exposure.

        Only the time counts in which the visit has a row of this provider and the provider is claimed twice; what
        another provider's contests cost the same visit is theirs.

        Parameters
        ----------
        visit, provider
            Of each question, the place of its visit and the number of the provider in `Columns`.
        """
        of, known = self._record.visit_arrays, columns(self._record)
        rows = Lists(of.row_bounds, of.row).take(visit)
        own = known.attended[rows.items] & (known.provider[rows.items] == provider[rows.owners])
        row = rows.items[own]
        question, start, end = united(rows.owners[own], known.start[row], known.end[row])
        day = known.date[of.first_row[visit]] * provider_room(self._record) + provider
        documented = of.evidence.where(Evidence.DOCUMENTED)[visit]
        which, start, end = _contested_spans(self._record).within((day * 2 + documented)[question], start, end)
        return self.lost(visit, Asked(np.bincount(question[which], minlength=len(visit)), start, end))


@once
def _contested_spans(record: Record) -> Apart:
    """Collect when each provider is claimed twice, on each date, for bookings and for services."""
    engagements = record.attendance.numbers("engagements")
    own = np.flatnonzero(engagements.where("doing", Doing.CONTESTED))
    documented = engagements.where("evidence", Evidence.DOCUMENTED)
    day = engaged_days(record) * 2 + documented
    return Apart(day[own], engagements["start"][own], engagements["end"][own])
