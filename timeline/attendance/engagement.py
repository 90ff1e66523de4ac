"""What a provider is doing: engagements, contests and who keeps the provider (meaning §3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from intervaltree import Interval, IntervalTree

from timeline.attendance.rows import Rows
from timeline.attendance.suspension import Openness
from timeline.spans import Cover, Span, length, pieces
from timeline.vocabulary import ContestRule, Doing, Kind, Mode


class Engagement(NamedTuple):
    """One thing a provider can be engaged with: a patient, a group, or being busy without one.

    A group without an id is its provider's for one code; it is never the group whose id reads the same.
    """

    kind: str
    label: str
    has_id: bool = True


PATIENT, GROUP = "patient", "group"
BUSY = Engagement("busy", "busy")

#: The contest rules under which a provider is engaged with the only demand, with a contest's innermost, with any other.
EVERY_RULE = frozenset(ContestRule)
_INNERMOST = frozenset({ContestRule.NESTED, ContestRule.DOCUMENTED})
_CONTESTED = frozenset({ContestRule.DOCUMENTED})


def engagement_of(rows: Rows, row: int) -> Engagement:
    """Name the engagement an attended or busy row belongs to."""
    what = rows.nature[row]
    if what.busy or rows.kind[row] == Kind.AWAY:
        return BUSY
    if what.mode == Mode.GROUP:
        named = rows.group[row]
        return Engagement(GROUP, named or f"{rows.provider[row]}:{rows.code[row]}", bool(named))
    return Engagement(PATIENT, rows.patient[row])


class GroupTime(Cover):
    """When two or more patients have open attended rows of one group, whoever the provider."""

    def __init__(self, members: Iterable[tuple[int, int, str]]) -> None:
        super().__init__((start, end) for start, end, patients in pieces(members) if len(set(patients)) > 1)


def group_times(rows: Rows, open_rows: Mapping[int, Openness]) -> dict[Engagement, GroupTime]:
    """Find the group time of every group of one date and evidence, across providers and clinics."""
    members: dict[Engagement, list[tuple[int, int, str]]] = {}
    for row, parts in open_rows.items():
        if rows.nature[row].mode == Mode.GROUP:
            label = engagement_of(rows, row)
            members.setdefault(label, []).extend((start, end, rows.patient[row]) for start, end in parts.open)
    return {label: GroupTime(present) for label, present in members.items()}


@dataclass(frozen=True, slots=True)
class ProviderSpan:
    """A span in which nothing changes for one provider.

    `demands` holds the open rows of every engagement; `winner` is the one a nested contact leaves the
    provider with. `in_group_time` names the groups among them that have two or more patients.
    """

    start: int
    end: int
    demands: Mapping[Engagement, tuple[int, ...]]
    winner: Engagement | None
    in_group_time: frozenset[Engagement]
    in_shift: bool

    def rules_for(self, demand: Engagement) -> frozenset[ContestRule]:
        """Find under which contest rules the provider is engaged with a demand."""
        if len(self.demands) < 2:
            return EVERY_RULE
        return _INNERMOST if demand == self.winner else _CONTESTED

    def is_engaged(self, engagement: Engagement, rule: ContestRule) -> bool:
        """Whether a contest rule leaves the provider engaged with an engagement."""
        return engagement in self.demands and rule in self.rules_for(engagement)

    def engaged(self, rule: ContestRule) -> tuple[Engagement, ...]:
        """Find whom the provider is engaged with under one contest rule."""
        if len(self.demands) < 2 or rule == ContestRule.DOCUMENTED:
            return tuple(self.demands)
        if rule == ContestRule.NESTED and self.winner is not None:
            return (self.winner,)
        return ()

    @property
    def doing(self) -> Doing:
        """What the provider is doing, before any contest rule."""
        if not self.demands:
            return Doing.IDLE
        if len(self.demands) > 1:
            return Doing.CONTESTED
        (demand,) = self.demands
        if demand == BUSY:
            return Doing.BUSY
        return Doing.GROUP if demand in self.in_group_time else Doing.ONE_ON_ONE


@dataclass(frozen=True)
class ProviderDay:
    """One provider on one date: the spans in which something is recorded or the provider is present.

    `rows` are the attended, busy and away rows by position, `shifts` the shifts; `occupied` holds the
    open parts of `rows` as (start, end, row).
    """

    provider: str
    rows: tuple[int, ...]
    shifts: tuple[int, ...]
    occupied: tuple[tuple[int, int, int], ...]
    spans: tuple[ProviderSpan, ...]

    @cached_property
    def _tree(self) -> IntervalTree:
        return IntervalTree(Interval(*part) for part in self.occupied)

    def is_free(self, span: Span, *, but: int | None = None) -> bool:
        """Whether no open row but one occupies the provider in a span."""
        return all(interval.data == but for interval in self._tree.overlap(*span))

    def contested_seconds(self, row: int | None = None) -> int:
        """Add up the contested time, all of it or while one row is open."""
        return length(
            (span.start, span.end)
            for span in self.spans
            if span.doing == Doing.CONTESTED and (row is None or any(row in listed for listed in span.demands.values()))
        )


def provider_day(
    rows: Rows,
    provider: str,
    positions: Sequence[int],
    open_rows: Mapping[int, Openness],
    groups: Mapping[Engagement, GroupTime],
) -> ProviderDay:
    """Work out one provider's engagements of one date and evidence.

    `positions` are the provider's attended, busy, away and shift rows.
    """
    shifts = tuple(i for i in positions if rows.kind[i] == Kind.SHIFT)
    working = tuple(i for i in positions if rows.kind[i] != Kind.SHIFT)
    demands = {i: engagement_of(rows, i) for i in working}
    occupied = tuple(_open_parts(rows, working, open_rows))
    present, on_shift = (Cover((rows.start[i], rows.end[i]) for i in listed) for listed in (positions, shifts))
    cuts = {edge for i in positions for edge in (rows.start[i], rows.end[i])}
    for i in working:
        if i in open_rows:
            cuts.update(edge for start, end, _ in open_rows[i].suspended for edge in (start, end))
        if demands[i] in groups:
            inside = (edge for span in groups[demands[i]].spans for edge in span)
            cuts.update(edge for edge in inside if rows.start[i] < edge < rows.end[i])
    runs = _contact_runs(rows, demands)
    order = {row: place for place, row in enumerate(sorted(working, key=lambda row: (demands[row], row)))}
    spans = []
    for start, end, here in pieces(occupied, cuts):
        if shifts and not present.at(start):
            continue
        here.sort(key=order.__getitem__)
        open_here = {demand: tuple(listed) for demand, listed in groupby(here, key=demands.__getitem__)}
        spans.append(
            ProviderSpan(
                start,
                end,
                open_here,
                _innermost(open_here, runs, start) if len(open_here) > 1 else None,
                frozenset(c for c in open_here if c in groups and groups[c].at(start)),
                on_shift.at(start),
            )
        )
    return ProviderDay(provider, working, shifts, occupied, tuple(spans))


def _open_parts(
    rows: Rows, working: Iterable[int], open_rows: Mapping[int, Openness]
) -> Iterator[tuple[int, int, int]]:
    for i in working:
        for start, end in open_rows[i].open if i in open_rows else ((rows.start[i], rows.end[i]),):
            yield start, end, i


def _contact_runs(rows: Rows, demands: Mapping[int, Engagement]) -> dict[Engagement, Cover]:
    """Join the recorded rows of each engagement, suspended or not, into contact runs."""
    recorded: dict[Engagement, list[Span]] = {}
    for row, demand in demands.items():
        recorded.setdefault(demand, []).append((rows.start[row], rows.end[row]))
    return {demand: Cover(spans) for demand, spans in recorded.items()}


def _innermost(demands: Iterable[Engagement], runs: Mapping[Engagement, Cover], instant: int) -> Engagement | None:
    """Find the engagement whose contact run lies strictly inside every other's: it starts later and ends earlier."""
    run = {demand: runs[demand].around(instant) for demand in demands}
    # Only the last to start can lie inside all others.
    inner = max(run, key=lambda demand: run[demand][0])
    start, end = run.pop(inner)
    return inner if all(left < start and end < right for left, right in run.values()) else None
