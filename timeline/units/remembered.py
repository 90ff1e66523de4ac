"""Visits that ask the engine the same question get one answer: counted once, kept, and dated for each visit.

A chain's visits repeat: the same codes with the same seconds under the same rules. What the engine reads of the visits
of a date is written down as a `Question`, and `_answer` counts from the question alone, so that an answer cannot rest
on anything the question lacks. A question names no row and no date of service: rows stand in it by number, and a date
by the first day since which nothing that the engine reads has changed. Both are filled in afterward.

Bounded: what was asked for last is kept, as long as the kept answers list at most `CLAIMS` claims together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import NamedTuple, TypeAlias, TypeVar

from timeline.code_table import code_table
from timeline.period import DAY, Period
from timeline.policies.model import Rules
from timeline.policies.ncci import NEVER, ceiling_periods, pairs
from timeline.units.edits import pairs_among
from timeline.units.engine import count_date, payable_of
from timeline.units.model import CodeTime, Edit, Payable, RecordedSpan, Remark, Spans, VisitTimes, VisitUnits
from timeline.units.plan import plan_for

#: How many claims the kept answers may list: about 80 MB of them.
CLAIMS = 1 << 16
#: How many smaller answers are kept, of a few hundred bytes each.
KEPT = 1 << 15
_Told = TypeVar("_Told", Edit, Remark)
#: One code of a visit: the fields of `CodeTime`, as a tuple that is made and compared quickly.
Time: TypeAlias = tuple[str, int, int, int | None, bool]


#: Of each visit, its discipline and codes; and its codes of pairs.
Codes: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
Paired: TypeAlias = tuple[tuple[str, ...], ...]


class Asked(NamedTuple):
    """One visit: its discipline, the times of its codes, and where they were recorded, as in `VisitTimes`."""

    discipline: str
    times: tuple[Time, ...]
    spans: Spans


class _Visit(NamedTuple):
    """What the engine reads of one visit: spans only of codes that a pair looks at, from the first of the date on."""

    discipline: str
    times: tuple[Time, ...]
    spans: tuple[tuple[str, tuple[RecordedSpan, ...]], ...] = ()


class Question(NamedTuple):
    """What the engine reads of the visits that are counted together.

    Parameters
    ----------
    since
        The first day since which nothing changed that is read for these codes; the date itself where it is told.
    """

    rules: Rules
    since: date
    visits: tuple[_Visit, ...]

    def told(self) -> list[VisitTimes]:
        """Return the visits as the engine takes them."""
        return [VisitTimes(of, [CodeTime(*time) for time in times], dict(spans)) for of, times, spans in self.visits]


def asked(visit: VisitTimes) -> Asked:
    """Write a visit as it is asked about."""
    times = [(time.code, time.seconds, time.assistant_seconds, time.quantity, time.remote) for time in visit.times]
    return Asked(visit.discipline, tuple(times), visit.spans or {})


def count_remembered(visits: Sequence[Asked], rules: Rules, *, on: date) -> tuple[VisitUnits, ...]:
    """Count the visits of one patient and date as `count_date` does, each question once."""
    question, rows = question_of(visits, rules, on)
    counted = _counted(question, on)
    return tuple([named(units, rows) for units in counted]) if rows else counted


def counted_by_number(visits: Sequence[Asked], rules: Rules, *, on: date) -> tuple[VisitUnits, ...]:
    """Count visits as `count_remembered` does, but call rows by their number: `named` names them."""
    return _counted(question_of(visits, rules, on)[0], on)


def payable_remembered(visits: Sequence[Asked], rules: Rules, *, on: date) -> tuple[Payable, ...]:
    """Count the payable units of each visit as `payable_of` does, each question once."""
    return _payable(question_of(visits, rules, on)[0])


class _Kept:
    """Answers that were asked for last, as many as list `CLAIMS` claims: a tie may permit a thousand in one answer."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Question, tuple[VisitUnits, ...]] = OrderedDict()
        self._lock, self.claims = Lock(), 0

    def get(self, question: Question) -> tuple[VisitUnits, ...] | None:
        """Return what is kept."""
        with self._lock:
            found = self._answers.get(question)
            if found is not None:
                self._answers.move_to_end(question)
            return found

    def keep(self, question: Question, counted: tuple[VisitUnits, ...]) -> None:
        """Keep an answer in place of the same one of another date, and let go of what was not asked for longest."""
        with self._lock:
            self.claims += _claims_of(counted) - _claims_of(self._answers.pop(question, ()))
            self._answers[question] = counted
            while self.claims > CLAIMS:
                self.claims -= _claims_of(self._answers.popitem(last=False)[1])


_KEPT = _Kept()


def _claims_of(counted: Sequence[VisitUnits]) -> int:
    """Count the claims that an answer lists; one without any takes room too."""
    claims = len(counted)
    for units in counted:
        claims += len(units.alternatives)
        if units.conditional is not None:
            claims += len(units.conditional.alternatives)
    return claims


def _counted(question: Question, on: date) -> tuple[VisitUnits, ...]:
    counted = _KEPT.get(question)
    if counted is None:
        counted = _answer(question)
        for units in counted:  # still nobody else's
            object.__setattr__(units, "on", on)
        _KEPT.keep(question, counted)
    elif counted[0].on != on:
        counted = tuple([units.changed(on=on) for units in counted])
        _KEPT.keep(question, counted)
    return counted


def _answer(question: Question) -> tuple[VisitUnits, ...]:
    return count_date(question.told(), question.rules, on=question.since)


@lru_cache(maxsize=KEPT)
def _payable(question: Question) -> tuple[Payable, ...]:
    return payable_of(question.told(), question.rules, on=question.since)


def question_of(visits: Sequence[Asked], rules: Rules, on: date) -> tuple[Question, list[str]]:
    """Write down what the engine reads of some visits, and the ids of the rows that it calls by their number."""
    codes = tuple([(visit.discipline, tuple([time[0] for time in visit.times])) for visit in visits])
    since, paired = read_of(codes, rules, on)
    if not any(paired):
        return Question(rules, since, tuple([_Visit(visit.discipline, visit.times) for visit in visits])), []
    rows: dict[str, str] = {}
    kept = [
        {code: visit.spans[code] for code in own if code in visit.spans}
        for visit, own in zip(visits, paired, strict=True)
    ]
    first = min((start for each in kept for spans in each.values() for start, _, _ in spans), default=0)
    told = [
        _Visit(visit.discipline, visit.times, tuple(_numbered(own, first, rows)))
        for visit, own in zip(visits, kept, strict=True)
    ]
    return Question(rules, since, tuple(told)), list(rows)


def read_of(visits: Codes, rules: Rules, on: date) -> tuple[date, Paired]:
    """Return what an answer about visits of some codes rests on besides their times.

    Returns
    -------
    The first day since which nothing changed that is read for these codes, the date itself where it is told; and of
    each visit the codes whose recorded times a pair may look at.
    """
    since = reads_since(rules, on)
    paired = _paired(rules, since, visits)
    return (on, _pairs_on(rules, on, visits)) if paired is None else (since, paired)


def _numbered(spans: Spans, first: int, rows: dict[str, str]) -> Iterator[tuple[str, tuple[RecordedSpan, ...]]]:
    """Move spans to begin with the date's first, and number their rows in the order in which they are met."""
    for code, listed in spans.items():
        yield (
            code,
            tuple([(start - first, end - first, rows.setdefault(row, str(len(rows)))) for start, end, row in listed]),
        )


@lru_cache(maxsize=KEPT)
def _paired(rules: Rules, since: date, visits: Codes) -> Paired | None:
    """Return the codes of pairs of each visit, on every date since one; None where the date itself is told.

    Remarks tell the date of a code that is out of use, and of a rule that has no value.
    """
    known = code_table()
    in_use = all(code in known and known[code].is_in_use(since) for _, codes in visits for code in codes)
    return _pairs_on(rules, since, visits) if in_use and not rules.gaps else None


def _pairs_on(rules: Rules, on: date, visits: Codes) -> Paired:
    """Return the codes of each visit, sorted, whose recorded times a pair may look at."""
    plans = [plan_for(rules, discipline, on) for discipline, _ in visits]
    billed = [{code: plan.of(code).billed for code in codes} for plan, (_, codes) in zip(plans, visits, strict=True)]
    every = {code for each in billed for code in each.values()}
    looked_at = {
        code
        for pair in pairs_among(every, plans[0].pairs, on)
        if pair.indicator != NEVER
        for code in (pair.column_one, pair.column_two)
    }
    return tuple([tuple(sorted(code for code, paid in each.items() if paid in looked_at)) for each in billed])


@lru_cache(maxsize=4096)
def reads_since(rules: Rules, on: date) -> date:
    """Return the last day up to a date on which anything changed that the engine looks up by date."""
    changes = _changes(rules)
    place = bisect_right(changes, on)
    return changes[place - 1] if place else on


@lru_cache(maxsize=256)
def _changes(rules: Rules) -> tuple[date, ...]:
    """List the days on which codes, pairs, ceilings or what was verified change, under rules that do not."""
    dated: list[Period] = [code.in_use for code in code_table().values()]
    if rules.edits is not None:
        table = pairs(rules.edits.tables, rules.edits.column)
        dated += [pair for partners in table.values() for listed in partners.values() for pair in listed]
    if rules.ceilings is not None:
        dated += ceiling_periods(rules.ceilings.table, rules.ceilings.column)
    days = {day for period in dated for day in (period.start, period.until) if day is not None}
    if rules.verified_through is not None:
        days.add(rules.verified_through + DAY)
    return tuple(sorted(days))


def names_rows(units: VisitUnits) -> bool:
    """Whether an answer calls any row by its number."""
    conditional = units.conditional
    told: tuple[Edit | Remark, ...] = (*units.edits, *units.remarks, *(conditional.edits if conditional else ()))
    return any(one.intervals for one in told)


def named(units: VisitUnits, rows: Sequence[str]) -> VisitUnits:
    """Name the rows of an answer that calls them by their number."""
    conditional = units.conditional
    if conditional is not None:
        conditional = replace(conditional, edits=_named(conditional.edits, rows))
    edits, remarks = _named(units.edits, rows), _named(units.remarks, rows)
    return units.changed(edits=edits, remarks=remarks, conditional=conditional)


def named_edits(edits: Sequence[Edit], rows: Sequence[str]) -> tuple[Edit, ...]:
    """Name the rows of the edits of an answer that calls them by their number."""
    return _named(edits, rows)


def _named(told: Sequence[_Told], rows: Sequence[str]) -> tuple[_Told, ...]:
    return tuple(
        [
            replace(one, intervals=tuple([rows[int(number)] for number in one.intervals])) if one.intervals else one
            for one in told
        ]
    )
