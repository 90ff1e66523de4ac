"""Hypothesis strategies for visits that stand on the edges of the counting rules on purpose.

Minutes are drawn at every threshold and a second beside it, remainders are made equal, roles are split about a tenth
and about eight minutes, chains change hands, and a replaced code stands beside its replacement. Numbers are drawn
first and shaped by plain functions, for strategies made while drawing are slow.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from tests.oracle_claims import Claim
from tests.oracle_lines import Line
from tests.oracle_units import Law, Limit, Time
from tests.unit_codes import CODES

MINUTE = 60
FOUR = ("97110", "97112", "97116", "97535")

#: Whole visits' codes: ties, chains of one or two recorded codes, replaced codes, and many kinds at once.
_SETS: tuple[tuple[str, ...], ...] = (
    *(FOUR[:size] for size in (1, 1, 2, 2, 3, 3, 4)),
    *(("97129", "97130"), ("97545", "97546"), ("97550", "97551")),
    *(("97129", "97130"), ("97129",), ("97130",), ("97545", "97110"), ("97551", "97550", "97112")),
    *(("97014", "G0283"), ("97014", "97110"), ("G0283", "97110"), ("97161", "97110"), ("97150", "97012")),
    *(("96125",), ("96113", "97129", "97110", "97112"), ("96125", "97129", "97130", "97110", "97150")),
    *(("90912", "90913"), ("G0541", "G0542", "97110"), ("96112", "96113"), ("92607", "92608"), ("92608",)),
    *(("97597", "97598"), ("97598", "97110"), ("97597", "97598", "97022"), ("97165", "97110"), ("92507", "96105")),
)


def _edges(length: int) -> list[int]:
    """List the minutes at which a unit of a length begins to be earned, or is full, and those before them."""
    halves = [length * count + length // 2 for count in range(4)]
    full = [length * count for count in range(1, 4)]
    return sorted({0, 1, 8, *full, *halves, *(half + 1 for half in halves)})


def _marks(total: int, length: int) -> list[int]:
    """List the assistant's seconds that decide: all or nothing, a tenth, eight minutes or a length of either."""
    half, full = (length // 2 + 1) * MINUTE, length * MINUTE
    marks = [0, total, total // 10, total - total // 10, 8 * MINUTE, total - 8 * MINUTE]
    return [*marks, full, total - full, half, total - half, full + total // 10]


#: Which edge, which mark, a second beside either, and free seconds in place of them.
_Clay = tuple[int, int, int, int, int, int]
_NUDGES = st.sampled_from((-1, 0, 0, 0, 1))
_FREE = st.integers(0, 2 * 3600)
_CLAY = st.tuples(st.integers(0, 15), _NUDGES, st.integers(0, 19), _NUDGES, _FREE, _FREE)


def _shaped(code: str, clay: _Clay, rest: int) -> Time:
    """Make the time of a code; with a `rest` those of the pool have it beyond their full quarters of an hour."""
    edge, beside, mark, beside_mark, free, free_mark = clay
    length = CODES[code].length
    edges = _edges(length)
    if rest and CODES[code].kind == "pool":
        total = (edge % 3 * 15 + rest) * MINUTE + beside
    else:
        total = edges[edge] * MINUTE + beside if edge < len(edges) else free
    total = max(0, total)
    marks = _marks(total, length)
    helped = 0 if mark > 15 else marks[mark] + beside_mark if mark < len(marks) else free_mark
    helped = min(total, max(0, helped))
    quantity = free % 3 + 1 if CODES[code].kind == "area" and free % 5 else None
    return Time(total - helped, helped, quantity)


def _visit(codes: Sequence[str], clays: Sequence[_Clay], rest: int) -> dict[str, Time]:
    return {code: _shaped(code, clay, rest) for code, clay in zip(codes, clays, strict=False)}


visits: st.SearchStrategy[dict[str, Time]] = st.builds(
    _visit,
    st.one_of(
        st.sampled_from(_SETS), st.sampled_from(_SETS), st.permutations(sorted(CODES)).map(lambda all_: all_[:4])
    ),
    st.lists(_CLAY, min_size=5, max_size=5),
    st.sampled_from((0, 0, 0, *range(1, 15))),
)

_VALUES = tuple((code, Fraction(tenths, 10)) for code, tenths in zip(sorted(CODES), range(4, 99), strict=False))
_MEASURES = st.sampled_from(
    (
        *(("units", Fraction(most), ()) for most in (0, 1, 2, 3, 4, 4)),
        *(("minutes", Fraction(most), ()) for most in (29, 30, 45, 60)),
        *(("relative_value", Fraction(most, 10), _VALUES) for most in (9, 20, 35)),
    )
)
_LIMITED = st.sampled_from(
    (frozenset[str](), frozenset(FOUR), frozenset({"97110", "97129", "97130"}), frozenset({"96125", "97012", "97161"}))
)


def _limit(scope: str, measure: tuple[str, Fraction, tuple[tuple[str, Fraction], ...]], codes: frozenset[str]) -> Limit:
    return Limit(scope, measure[1], codes, measure[0], measure[2])


limits: st.SearchStrategy[Limit] = st.builds(
    _limit, st.sampled_from(("line", "visit", "timed", "patient_day")), _MEASURES, _LIMITED
)
laws: st.SearchStrategy[Law] = st.builds(
    Law,
    method=st.sampled_from(("chart", "chart", "chart", "midpoint", "full", "nearest")),
    share=st.sampled_from((Fraction(1, 10), Fraction(1, 10), None)),
    therapist_minutes=st.sampled_from((8, 8, None)),
    assistant=st.sampled_from(({"PT": "CQ", "OT": "CO"}, {"PT": "CQ", "OT": "CO"}, {})),
    plan_of_care=st.sampled_from(({"PT": "GP", "OT": "GO", "SLP": "GN"}, {})),
    replaced=st.sampled_from(({}, {"97014": "G0283"}, {"97014": "G0283"})),
    unpaid=st.sampled_from((frozenset[str](), frozenset[str](), frozenset({"97535", "97012"}))),
    caps=st.one_of(st.just(()), st.just(()), st.lists(limits, min_size=1, max_size=2).map(tuple)),
)

_Change = tuple[int, str, bool, bool]
_CHANGES = st.tuples(
    st.sampled_from((0, 0, 0, 0, 0, -1, 1)),
    st.sampled_from(("", "", "", "", "CQ", "GP", "GO", "59", "XU", "KX", "96")),
    st.sampled_from((False, False, False, False, True)),
    st.sampled_from((False,) * 9 + (True,)),
)
_EXTRA = st.builds(Claim, st.sampled_from(sorted(CODES)), st.integers(0, 2), st.just(frozenset({"GP"})))
#: Which of the permitted claims, what is changed in its lines, and lines on top of it.
Errors = tuple[int, list[_Change], list[Claim]]
errors: st.SearchStrategy[Errors] = st.tuples(
    st.integers(0, 5),
    st.lists(_CHANGES, min_size=6, max_size=6),
    st.one_of(st.just([]), st.just([]), st.lists(_EXTRA, max_size=2)),
)


def claim_of(ways: Sequence[Sequence[Line]], drawn: Errors) -> list[Claim]:
    """Make a claim: one of the permitted ones, often with a unit, a modifier or a line changed."""
    which, changes, extra = drawn
    found = []
    for position, (code, units, modifiers) in enumerate(ways[which % len(ways)]):
        more, modifier, unknown, gone = changes[position % len(changes)]
        stated = frozenset(modifiers) ^ (frozenset({modifier}) - {""})
        if not gone:
            found.append(Claim(code, max(0, units + more), None if unknown else stated))
    return found + extra
