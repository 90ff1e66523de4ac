"""What a provider is doing: engagements, contests and who keeps the provider (semantics §3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from intervaltree import Interval, IntervalTree

from timeline.attendance.rows import Rows
from timeline.attendance.suspension import Openness
from timeline.spans import Cover, Span, union
from timeline.vocabulary import Doing, Kind, Mode


class Engagement(NamedTuple):
    """One thing a provider can be engaged with: a patient, a group, or being busy without one.

    A group without an id is its provider's for one code; it is never the group whose id reads the same.
    """

    kind: str
    label: str
    has_id: bool = True


PATIENT, GROUP = "patient", "group"
BUSY = Engagement("busy", "busy")

#: One bit for each contest rule, so that a claim can say under which rules it counts.
EXCLUSIVE, NESTED, DOCUMENTED = 1, 2, 4
EVERY_RULE = EXCLUSIVE | NESTED | DOCUMENTED


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

    def __init__(self, members: Sequence[tuple[int, int, str]]) -> None:
        present = IntervalTree(Interval(*member) for member in members)
        cuts = sorted({edge for start, end, _ in members for edge in (start, end)})
        super().__init__((left, right) for left, right in pairwise(cuts) if len({m.data for m in present.at(left)}) > 1)


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

    `claims` holds the open rows of every engagement; `winner` is the one a nested contact leaves the
    provider with. `in_group_time` names the claiming groups that have two or more patients.
    """

    start: int
    end: int
    claims: Mapping[Engagement, tuple[int, ...]]
    winner: Engagement | None
    in_group_time: frozenset[Engagement]
    in_shift: bool

    def engaged(self, rule: int) -> tuple[Engagement, ...]:
        """Tell with whom the provider is engaged under one contest rule."""
        if len(self.claims) < 2 or rule == DOCUMENTED:
            return tuple(self.claims)
        if rule == NESTED and self.winner is not None:
            return (self.winner,)
        return ()

    def rules_for(self, claim: Engagement) -> int:
        """Tell under which contest rules (bits) the provider is engaged with a claim."""
        if len(self.claims) < 2:
            return EVERY_RULE
        return DOCUMENTED | (NESTED if claim == self.winner else 0)

    @property
    def doing(self) -> Doing:
        """What the provider is doing, before any contest rule."""
        if not self.claims:
            return Doing.IDLE
        if len(self.claims) > 1:
            return Doing.CONTESTED
        (claim,) = self.claims
        if claim == BUSY:
            return Doing.BUSY
        return Doing.GROUP if claim in self.in_group_time else Doing.ONE_ON_ONE


@dataclass(frozen=True, slots=True)
class ProviderDay:
    """One provider on one date: the spans in which something is recorded or the provider is present."""

    provider: str
    rows: tuple[int, ...]
    shifts: tuple[int, ...]
    tree: IntervalTree
    spans: tuple[ProviderSpan, ...]


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
    claims = {i: engagement_of(rows, i) for i in working}
    tree = _open_tree(rows, working, open_rows)
    present, on_shift = (Cover((rows.start[i], rows.end[i]) for i in listed) for listed in (positions, shifts))
    cuts = {edge for i in positions for edge in (rows.start[i], rows.end[i])}
    for i in working:
        if i in open_rows:
            cuts.update(edge for start, end, _ in open_rows[i].suspended for edge in (start, end))
            if claims[i] in groups:
                inside = (edge for span in groups[claims[i]].spans for edge in span)
                cuts.update(edge for edge in inside if rows.start[i] < edge < rows.end[i])
    runs = _contact_runs(rows, claims)
    spans = []
    for start, end in pairwise(sorted(cuts)):
        if shifts and not present.at(start):
            continue
        open_here = _claims_at(tree, start, claims)
        spans.append(
            ProviderSpan(
                start,
                end,
                open_here,
                _nested_in_all(open_here, runs, start) if len(open_here) > 1 else None,
                frozenset(c for c in open_here if c in groups and groups[c].at(start)),
                on_shift.at(start),
            )
        )
    return ProviderDay(provider, working, shifts, tree, tuple(spans))


def _open_tree(rows: Rows, working: Iterable[int], open_rows: Mapping[int, Openness]) -> IntervalTree:
    return IntervalTree(
        Interval(start, end, i)
        for i in working
        for start, end in (open_rows[i].open if i in open_rows else ((rows.start[i], rows.end[i]),))
    )


def _claims_at(tree: IntervalTree, instant: int, claims: Mapping[int, Engagement]) -> dict[Engagement, tuple[int, ...]]:
    found: dict[Engagement, list[int]] = {}
    for row in sorted(interval.data for interval in tree.at(instant)):
        found.setdefault(claims[row], []).append(row)
    return {claim: tuple(found[claim]) for claim in sorted(found)}


def _contact_runs(rows: Rows, claims: Mapping[int, Engagement]) -> dict[Engagement, list[Span]]:
    """Join the recorded rows of each engagement, suspended or not, into contact runs."""
    recorded: dict[Engagement, list[Span]] = {}
    for row, claim in claims.items():
        recorded.setdefault(claim, []).append((rows.start[row], rows.end[row]))
    return {claim: union(spans) for claim, spans in recorded.items()}


def _nested_in_all(
    claims: Iterable[Engagement], runs: Mapping[Engagement, Sequence[Span]], instant: int
) -> Engagement | None:
    """Find the engagement whose contact run lies within every other's and equals none of them."""
    run = {claim: next(s for s in runs[claim] if s[0] <= instant < s[1]) for claim in claims}
    for claim, (start, end) in run.items():
        others = [span for other, span in run.items() if other != claim]
        if all(left <= start and end <= right and (left, right) != (start, end) for left, right in others):
            return claim
    return None
