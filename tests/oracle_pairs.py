"""Which codes may stand together on a claim, pair by pair, as the claim law tells it. Independent of the product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from tests.oracle_units import MINUTE, Code, Law, Pair, Span, Time, Visit, earned, in_play

PROVED, CONFIRM, BLOCKED = "proved", "confirm", "blocked"
#: Two codes that somebody states to have been furnished apart.
Apart = frozenset[frozenset[str]]


class Edit(NamedTuple):
    """What the record says of a pair of indicator 1; `open` where somebody who was there could settle it."""

    one: str
    two: str
    state: str
    open: bool


class Settled(NamedTuple):
    """What is left in play of each visit; billed codes that are out; the edits met at each visit, those that stand."""

    plays: list[dict[str, Time]]
    out: list[frozenset[str]]
    edits: list[list[Edit]]
    standing: list[list[Edit]]


def settle(
    visits: Sequence[Visit], codes: Mapping[str, Code], law: Law, apart: Apart, is_shown: Callable[[Edit], bool]
) -> Settled:
    """Go through the pairs in force: first those of indicator 0, then 1, in order; once each.

    `is_shown` says for an open pair whether somebody shows that the two were apart.
    """
    plays = [in_play(visit, codes, law) for visit in visits]
    everything = list(range(len(visits)))
    edits: list[list[Edit]] = [[] for _ in visits]
    standing: list[list[Edit]] = [[] for _ in visits]
    out: list[frozenset[str]] = [frozenset() for _ in visits]
    for scope in [everything] if law.whole_date else [[number] for number in everything]:
        for pair in sorted(law.pairs, key=lambda pair: (pair.indicator, pair.one, pair.two)):
            holders = {code: [n for n in scope if code in _billed(plays[n], law)] for code in (pair.one, pair.two)}
            if not holders[pair.one] or not holders[pair.two]:
                continue
            if pair.indicator == 1:
                edit = state_of(pair, [_rows(visits[n], plays[n]) for n in scope], codes, law, apart)
                for number in holders[pair.two]:
                    edits[number].append(edit)
                if edit.state == PROVED or (edit.open and is_shown(edit)):
                    for number in scope:
                        standing[number].append(edit)
                    continue
            earns = any(_earns(pair, plays[n], codes, law, out[n]) for n in holders[pair.one])
            loser = pair.two if earns else pair.one
            for number in scope:
                plays[number] = {code: time for code, time in plays[number].items() if law.billed(code) != loser}
                out[number] |= {loser}
    return Settled(plays, out, edits, standing)


def _billed(play: Iterable[str], law: Law) -> set[str]:
    return {law.billed(code) for code in play}


def _rows(visit: Visit, play: Mapping[str, Time]) -> Visit:
    """Leave a visit the rows of the codes in play."""
    return visit._replace(spans={code: spans for code, spans in (visit.spans or {}).items() if code in play})


def _earns(pair: Pair, play: Mapping[str, Time], codes: Mapping[str, Code], law: Law, out: frozenset[str]) -> bool:
    """Whether column one earns a unit of the codes still in play without column two, in the default allocation."""
    without = {code: time for code, time in play.items() if law.billed(code) != pair.two}
    default = earned(without, codes, law, out | {pair.two})[0]
    return any(units for code, units in default.items() if law.billed(code) == pair.one)


def state_of(pair: Pair, visits: Sequence[Visit], codes: Mapping[str, Code], law: Law, apart: Apart) -> Edit:
    """Say what the recorded rows of the two codes, united over the visits, show."""
    if pair.site:  # another wound or another side of the body: no clock shows it
        return Edit(pair.one, pair.two, CONFIRM, open=True)
    first, second = (union(_recorded(code, visits, law)) for code in (pair.one, pair.two))
    if not first or not second:
        stated = frozenset((pair.one, pair.two)) in apart
        return Edit(pair.one, pair.two, PROVED if stated else BLOCKED, open=not stated)
    both = (codes[pair.one], codes[pair.two])
    enough = law.proof_minutes * MINUTE
    alone = min(longest(minus(first, second)), longest(minus(second, first)))
    if all(about.proves for about in both) and alone >= enough:
        return Edit(pair.one, pair.two, PROVED, open=False)
    if overlap(first, second) and not any(about.attended == "supervised" for about in both):
        return Edit(pair.one, pair.two, BLOCKED, open=False)
    return Edit(pair.one, pair.two, CONFIRM, open=True)


def _recorded(code: str, visits: Sequence[Visit], law: Law) -> list[Span]:
    return [
        span
        for visit in visits
        for recorded, spans in (visit.spans or {}).items()
        if law.billed(recorded) == code
        for span in spans
    ]


def union(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap or touch."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def minus(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Give the stretches of one union that no span of the other touches; between its bounds nothing changes."""
    bounds = sorted({bound for span in (*spans, *others) for bound in span})
    pieces = [(start, end) for start, end in pairwise(bounds) if _covers(spans, start) and not _covers(others, start)]
    return union(pieces)


def _covers(spans: Iterable[Span], instant: int) -> bool:
    return any(start <= instant < end for start, end in spans)


def overlap(spans: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether there is an instant of both; touching is none."""
    return any(start < far and near < end for start, end in spans for near, far in others)


def longest(spans: Sequence[Span]) -> int:
    """Give the seconds of the longest span."""
    return max((end - start for start, end in spans), default=0)
