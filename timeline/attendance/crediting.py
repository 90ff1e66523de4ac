"""Patients: each instant is credited once (semantics §4).

Providers' engagements become entries: this row counts for its patient from here to there, under
these contest rules. Where several entries concern one patient, one is credited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from intervaltree import Interval, IntervalTree

from timeline.attendance.engagement import BUSY, DOCUMENTED, EXCLUSIVE, GROUP, NESTED, Engagement, ProviderSpan
from timeline.attendance.rows import Rows
from timeline.attendance.suspension import Openness
from timeline.vocabulary import Discipline, Mode, State

RULES = (EXCLUSIVE, NESTED, DOCUMENTED)
AWAY_SECONDS = 60 * 60


class Entry(NamedTuple):
    """A row that counts for its patient in a span, under the contest rules whose bits are set."""

    start: int
    end: int
    row: int
    rules: int
    group_time: bool


def entries(rows: Rows, spans: Iterable[ProviderSpan]) -> Iterator[Entry]:
    """Turn one provider's spans into the rows that count for patients."""
    for span in spans:
        for claim, open_rows in span.claims.items():
            if claim == BUSY:
                continue
            together = claim in span.in_group_time
            for row in _counting(rows, claim, open_rows):
                yield Entry(span.start, span.end, row, span.rules_for(claim), together)


def _counting(rows: Rows, claim: Engagement, open_rows: Sequence[int]) -> Sequence[int]:
    """With a group every open row counts; with a patient one does."""
    if claim.kind == GROUP or len(open_rows) == 1:
        return open_rows
    return (min(open_rows, key=lambda row: (not rows.nature[row].earns, rows.order[row])),)


def earns_now(rows: Rows, row: int, group_time: bool) -> bool:
    """Whether a counting row earns for its code at an instant: a group row does in group time only."""
    what = rows.nature[row]
    return what.earns and (what.mode != Mode.GROUP or group_time)


def _precedence(rows: Rows, entry: Entry) -> tuple[bool, bool, bool, int]:
    return (
        not rows.therapist[entry.row],
        not earns_now(rows, entry.row, entry.group_time),
        entry.group_time,
        rows.order[entry.row],
    )


class PatientSpan(NamedTuple):
    """A span in which nothing changes for one patient.

    `credited` holds the credited entry under exclusive, nested and documented; `others` the other
    providers' counting entries under the same; `open` every recorded row that is open.
    """

    start: int
    end: int
    credited: tuple[Entry | None, Entry | None, Entry | None]
    others: tuple[tuple[Entry, ...], tuple[Entry, ...], tuple[Entry, ...]]
    open: tuple[int, ...]


@dataclass(frozen=True)
class PatientDay:
    """One patient on one date: every recorded row, and the spans in which nothing changes."""

    patient: str
    recorded: tuple[Interval, ...]
    spans: tuple[PatientSpan, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """The recorded rows, by position."""
        return tuple([interval.data for interval in self.recorded])

    @cached_property
    def tree(self) -> IntervalTree:
        """The recorded rows in a tree, grown when somebody asks what is open at an instant or meets a span."""
        return IntervalTree(self.recorded)


def patient_day(
    rows: Rows, patient: str, positions: Sequence[int], counting: Sequence[Entry], open_rows: Mapping[int, Openness]
) -> PatientDay:
    """Credit every instant of one patient's date and evidence."""
    recorded = tuple([Interval(rows.start[i], rows.end[i], i) for i in positions])
    engaged = [Interval(entry.start, entry.end, entry) for entry in counting]
    cuts = {edge for start, end, _ in (*recorded, *engaged) for edge in (start, end)}
    cuts.update(
        edge for i in positions if i in open_rows for start, end, _ in open_rows[i].suspended for edge in (start, end)
    )
    pieces = list(pairwise(sorted(cuts)))
    starts = [start for start, _ in pieces]
    spans = [
        _credit(rows, start, end, here, tuple(sorted(is_open)))
        for (start, end), here, is_open in zip(pieces, _sweep(starts, engaged), _sweep(starts, recorded), strict=True)
    ]
    return PatientDay(patient, recorded, tuple(spans))


def _sweep(instants: Iterable[int], intervals: Iterable[Interval]) -> Iterator[list[Any]]:
    """Go over rising instants and give what is open at each."""
    waiting = sorted(intervals, key=itemgetter(0), reverse=True)
    here: list[Interval] = []
    for instant in instants:
        here = [interval for interval in here if interval[1] > instant]
        while waiting and waiting[-1][0] <= instant:
            here.append(waiting.pop())
        yield [interval[2] for interval in here]


def _credit(rows: Rows, start: int, end: int, here: Sequence[Entry], is_open: tuple[int, ...]) -> PatientSpan:
    if not here:
        return PatientSpan(start, end, (None, None, None), ((), (), ()), is_open)
    ranked = sorted(here, key=lambda entry: _precedence(rows, entry))
    credited: list[Entry | None] = []
    others: list[tuple[Entry, ...]] = []
    for rule in RULES:
        counting = [entry for entry in ranked if entry.rules & rule]
        best = counting[0] if counting else None
        credited.append(best)
        others.append(
            tuple(e for e in counting[1:] if best is not None and rows.provider[e.row] != rows.provider[best.row])
        )
    return PatientSpan(start, end, tuple(credited), tuple(others), is_open)  # type: ignore[arg-type]


class VisitSpan(NamedTuple):
    """A span of one visit: the patient's span and the visit's state under exclusive, nested, documented."""

    span: PatientSpan
    states: tuple[State, State, State]


def visit_spans(rows: Rows, day: PatientDay, discipline: str, open_rows: Mapping[int, Openness]) -> list[VisitSpan]:
    """Give every instant between the first start and the last end of a visit its state."""
    own = [i for i in day.rows if rows.discipline[i] == discipline]
    first, last = min(rows.start[i] for i in own), max(rows.end[i] for i in own)
    spans = [
        VisitSpan(span, _states(rows, span, discipline, open_rows))
        for span in day.spans
        if first <= span.start and span.end <= last
    ]
    return _mark_away(spans)


def _states(
    rows: Rows, span: PatientSpan, discipline: str, open_rows: Mapping[int, Openness]
) -> tuple[State, State, State]:
    resting = _uncredited_state(rows, span, discipline, open_rows)
    states = []
    for entry in span.credited:
        if entry is None:
            states.append(resting)
        elif rows.discipline[entry.row] != discipline:
            states.append(State.OTHER_DISCIPLINE)
        else:
            states.append(State.GROUP if entry.group_time else State.ONE_ON_ONE)
    return tuple(states)  # type: ignore[return-value]


def _uncredited_state(rows: Rows, span: PatientSpan, discipline: str, open_rows: Mapping[int, Openness]) -> State:
    """Find the state where nothing of the patient is credited."""
    here = [i for i in span.open if rows.discipline[i] == discipline]
    if any(i in open_rows and not open_rows[i].reason_at(span.start) for i in here):
        return State.CONTESTED
    if any(rows.nature[i].mode == Mode.SUPERVISED for i in here):
        return State.SUPERVISED
    return State.UNSKILLED if here else State.WAITING


def _mark_away(spans: Sequence[VisitSpan]) -> list[VisitSpan]:
    """Call a run of waiting of an hour or more `away`; the rules differ where another discipline is credited."""
    by_rule = [_with_away([(item.span, item.states[place]) for item in spans]) for place in range(len(RULES))]
    return [VisitSpan(item.span, states) for item, states in zip(spans, zip(*by_rule, strict=True), strict=True)]


def _with_away(spans: Sequence[tuple[PatientSpan, State]]) -> list[State]:
    marked: list[State] = []
    for state, run in groupby(spans, key=itemgetter(1)):
        listed = [span for span, _ in run]
        long = state == State.WAITING and listed[-1].end - listed[0].start >= AWAY_SECONDS
        marked.extend([State.AWAY if long else state] * len(listed))
    return marked


def disciplines_of(rows: Rows, positions: Iterable[int]) -> list[str]:
    """List the disciplines of a patient's rows, in the order ties follow."""
    present = {rows.discipline[i] for i in positions}
    return [str(discipline) for discipline in Discipline if discipline in present]
