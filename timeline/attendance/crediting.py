"""Patients: each instant is credited once (meaning §4).

Providers' engagements become entries: this row counts for its patient from here to there, under
these contest rules. Where several entries concern one patient, one is credited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from intervaltree import Interval, IntervalTree

from timeline.attendance.engagement import BUSY, GROUP, Engagement, ProviderSpan
from timeline.attendance.rows import Rows
from timeline.attendance.suspension import Openness
from timeline.clock import MINUTE
from timeline.spans import Span, joined, pieces, union
from timeline.vocabulary import CONTEST_RULES, ContestRule, Discipline, Mode, State


class Entry(NamedTuple):
    """A row that counts for its patient in a span, under some contest rules."""

    start: int
    end: int
    row: int
    rules: frozenset[ContestRule]
    group_time: bool


def entries(rows: Rows, spans: Iterable[ProviderSpan]) -> Iterator[Entry]:
    """Turn one provider's spans into the rows that count for patients, joined where nothing changes for a row."""
    counted: dict[tuple[int, frozenset[ContestRule], bool], list[Span]] = defaultdict(list)
    for span in spans:
        for demand, open_rows in span.demands.items():
            if demand == BUSY:
                continue
            rules, together = span.rules_for(demand), demand in span.in_group_time
            for row in _counting(rows, demand, open_rows):
                counted[row, rules, together].append((span.start, span.end))
    for content, listed in counted.items():
        for start, end in union(listed):
            yield Entry(start, end, *content)


def _counting(rows: Rows, demand: Engagement, open_rows: Sequence[int]) -> Sequence[int]:
    """With a group every open row counts; with a patient one does."""
    if demand.kind == GROUP:
        return open_rows
    return (min(open_rows, key=lambda row: (not rows.nature[row].earns, rows.order[row])),)


def earns_now(rows: Rows, row: int, group_time: bool) -> bool:
    """Whether a counting row earns for its code at an instant: a row of a group code does in group time only."""
    what = rows.nature[row]
    return what.earns if group_time else what.earns_alone


def _precedence(rows: Rows, entry: Entry) -> tuple[bool, bool, bool, int]:
    return (
        not rows.therapist[entry.row],
        not earns_now(rows, entry.row, entry.group_time),
        entry.group_time,
        rows.order[entry.row],
    )


class PatientSpan(NamedTuple):
    """A span in which nothing changes for one patient.

    `credited` holds the credited entry under each contest rule; `others` the other providers' counting
    entries under the same; `open` every recorded row that is open.
    """

    start: int
    end: int
    credited: Mapping[ContestRule, Entry | None]
    others: Mapping[ContestRule, tuple[Entry, ...]]
    open: tuple[int, ...]


@dataclass(frozen=True)
class PatientDay:
    """One patient on one date: every recorded row as (start, end, row), and the spans in which nothing changes."""

    patient: str
    recorded: tuple[tuple[int, int, int], ...]
    spans: tuple[PatientSpan, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """The recorded rows, by position."""
        return tuple([row for _, _, row in self.recorded])

    @cached_property
    def _tree(self) -> IntervalTree:
        """The recorded rows in a tree, grown when somebody asks what is open at an instant or meets a span."""
        return IntervalTree(Interval(*interval) for interval in self.recorded)

    def open_at(self, instant: int) -> list[int]:
        """List the recorded rows that are open at an instant, by position."""
        return sorted(interval.data for interval in self._tree.at(instant))

    def is_free(self, span: Span, *, but: int | None = None) -> bool:
        """Whether nothing but one row is recorded of the patient in a span."""
        return all(interval.data == but for interval in self._tree.overlap(*span))


def patient_day(rows: Rows, patient: str, positions: Sequence[int], counting: Iterable[Entry]) -> PatientDay:
    """Credit every instant of one patient's date and evidence."""
    recorded = tuple([(rows.start[i], rows.end[i], i) for i in positions])
    ranked = sorted(counting, key=lambda entry: _precedence(rows, entry))
    engaged = [(entry.start, entry.end, rank) for rank, entry in enumerate(ranked)]
    cuts = {edge for start, end, _ in (*recorded, *engaged) for edge in (start, end)}
    spans = [
        _credit(rows, (start, end), [ranked[rank] for rank in sorted(here)], tuple(sorted(is_open)))
        for (start, end, here), (_, _, is_open) in zip(pieces(engaged, cuts), pieces(recorded, cuts), strict=True)
    ]
    return PatientDay(patient, recorded, tuple(spans))


def _credit(rows: Rows, span: Span, ranked: Sequence[Entry], is_open: tuple[int, ...]) -> PatientSpan:
    """Credit the first of the entries that count, which are in the order of precedence."""
    credited: dict[ContestRule, Entry | None] = {}
    others: dict[ContestRule, tuple[Entry, ...]] = {}
    for rule in CONTEST_RULES:
        counting = [entry for entry in ranked if rule in entry.rules]
        credited[rule] = counting[0] if counting else None
        others[rule] = tuple([e for e in counting if rows.provider[e.row] != rows.provider[counting[0].row]])
    return PatientSpan(*span, credited, others, is_open)


class VisitSpan(NamedTuple):
    """A span of one visit: the patient's span and the visit's state under each contest rule."""

    span: PatientSpan
    states: Mapping[ContestRule, State]


#: A run of waiting this long is time away.
AWAY_SECONDS = 60 * MINUTE


def visit_spans(rows: Rows, day: PatientDay, discipline: str, open_rows: Mapping[int, Openness]) -> list[VisitSpan]:
    """Assign a state to every instant between the first start and the last end of a visit."""
    own = [i for i in day.rows if rows.discipline[i] == discipline]
    first, last = min(rows.start[i] for i in own), max(rows.end[i] for i in own)
    within = [span for span in day.spans if first <= span.start and span.end <= last]
    resting = [_uncredited_state(rows, span, discipline, open_rows) for span in within]
    by_rule = {
        rule: _mark_away(
            within,
            [_state(rows, span.credited[rule], discipline, rest) for span, rest in zip(within, resting, strict=True)],
        )
        for rule in CONTEST_RULES
    }
    return [
        VisitSpan(span, {rule: by_rule[rule][place] for rule in CONTEST_RULES}) for place, span in enumerate(within)
    ]


def _state(rows: Rows, entry: Entry | None, discipline: str, resting: State) -> State:
    """Name the state of a visit where an entry is credited, or where none is."""
    if entry is None:
        return resting
    if rows.discipline[entry.row] != discipline:
        return State.OTHER_DISCIPLINE
    return State.GROUP if entry.group_time else State.ONE_ON_ONE


def _uncredited_state(rows: Rows, span: PatientSpan, discipline: str, open_rows: Mapping[int, Openness]) -> State:
    """Find the state where nothing of the patient is credited."""
    here = [i for i in span.open if rows.discipline[i] == discipline]
    if any(i in open_rows and not open_rows[i].reason_at(span.start) for i in here):
        return State.CONTESTED
    if any(rows.nature[i].mode == Mode.SUPERVISED for i in here):
        return State.SUPERVISED
    return State.UNSKILLED if here else State.WAITING


def _mark_away(spans: Sequence[PatientSpan], states: Sequence[State]) -> Sequence[State]:
    """Call a run of waiting of an hour or more `away`."""
    if State.WAITING not in states:
        return states
    marked: list[State] = []
    named = ((span.start, span.end, state) for span, state in zip(spans, states, strict=True))
    for start, end, is_waiting, run in joined(named, lambda state: state == State.WAITING):
        marked += [State.AWAY] * len(run) if is_waiting and end - start >= AWAY_SECONDS else run
    return marked


def disciplines_of(rows: Rows, positions: Iterable[int]) -> list[str]:
    """List the disciplines of a patient's rows, in the order ties follow."""
    present = {rows.discipline[i] for i in positions}
    return [str(discipline) for discipline in Discipline if discipline in present]
