"""Hypothesis strategies for whole dates that stand on the edges of the claim rules on purpose.

Pairs of both indicators run in chains over the codes of a date; codes of a pair tie in minutes; stretches last a second
less than proves, touch, lie in each other and alternate; a code lacks its times; two disciplines share a date; limits
cut among ties. Numbers are drawn first and shaped by plain functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from hypothesis import strategies as st

from tests.oracle_pairs import Apart
from tests.oracle_units import Law, Limit, Pair, Span, Time, Visit
from tests.unit_codes import CODES
from tests.unit_strategies import laws, limits, visits

MINUTE = 60
NINE = 9 * 3600


class Date(NamedTuple):
    """A patient's date, the law that holds and what somebody states to have been apart."""

    visits: list[Visit]
    law: Law
    apart: Apart


#: Codes of one visit that meet in pairs: timed ones, and every kind beside them.
_SETS = (
    ("97110", "97112"),
    ("97110", "97112", "97116"),
    ("97110", "97112", "97116", "97140"),
    ("97110", "97150"),
    ("97110", "97150", "97112"),
    ("97161", "97110", "97750"),
    ("97164", "97012", "97110"),
    ("97022", "97112"),
    ("97022", "97012", "G0283"),
    ("97014", "97110", "97022"),
    ("97014", "G0283", "97022"),
    ("97597", "97598", "97022"),
    ("97598", "97110"),
    ("95992", "97112", "97110"),
    ("97129", "97130", "97110"),
    ("97129", "97110"),
    ("97130", "97110"),
    ("97545", "97110", "97150"),
    ("96125", "97110", "97165"),
    ("92607", "92608", "97110"),
)
#: Minutes that tie, earn nothing, or stand on an edge; seconds of assistants in twelfths.
_MINUTES = (1, 5, 7, 7, 8, 8, 10, 15, 15, 20, 22, 23, 30, 38)
_CODE = st.tuples(st.sampled_from(_MINUTES), st.sampled_from((0, 0, 0, 1, 2, 6, 12)), st.sampled_from((None, 1, 2)))
#: Starts and lengths of spans, in seconds after nine.
_STARTS = (0, 0, 60, 420, 479, 480, 481, 900, 960, 1380, 1800)
_LENGTHS = (60, 120, 420, 479, 480, 480, 481, 900, 901, 1800)
_SPANS = st.lists(st.tuples(st.sampled_from(_STARTS), st.sampled_from(_LENGTHS)), min_size=1, max_size=3)
_HOW = st.sampled_from((*("as drawn",) * 5, *("in turn",) * 4, "alternating", "none"))
_DRAWN = st.lists(st.tuples(_CODE, _SPANS, _HOW), min_size=4, max_size=4)
_PAIRS = st.lists(
    st.tuples(
        st.integers(0, 7), st.integers(0, 7), st.sampled_from((0, 1, 1, 1)), st.sampled_from((*(False,) * 7, True))
    ),
    min_size=1,
    max_size=6,
)
_Code = tuple[tuple[int, int, int | None], list[Span], str]


def _time(code: str, drawn: tuple[int, int, int | None]) -> Time:
    minutes, twelfths, quantity = drawn
    seconds = minutes * MINUTE * (8 if CODES[code].length > 60 else 1)
    helped = seconds * twelfths // 12
    return Time(seconds - helped, helped, quantity if CODES[code].kind == "area" else None)


def _spans(place: int, drawn: _Code) -> list[Span]:
    """Shape the spans of a code; those that alternate do so with the next one's, two minutes each.

    In turn means a quarter of an hour after the other, which some of them exceed.
    """
    _, spans, how = drawn
    if how == "none":
        return []
    if how == "alternating":
        return [(NINE + start, NINE + start + 120) for start in range(120 * (place % 2), 1800, 240)]
    if how == "in turn":
        return [(NINE + 900 * place, NINE + 900 * place + spans[0][1])]
    return [(NINE + start, NINE + start + length) for start, length in spans]


def _visit(discipline: str, codes: Sequence[str], drawn: list[_Code], is_recorded: bool) -> Visit:
    times = {code: _time(code, about[0]) for code, about in zip(codes, drawn, strict=False)}
    spans = {code: _spans(place, about) for place, (code, about) in enumerate(zip(codes, drawn, strict=False))}
    return Visit(discipline, times, {code: found for code, found in spans.items() if found} if is_recorded else None)


def _date(
    visits: list[Visit],
    law: Law,
    drawn: list[tuple[int, int, int, bool]],
    whole_date: bool,
    apart: list[int],
    caps: list[Limit],
) -> Date:
    codes = sorted({law.billed(code) for visit in visits for code in visit.times})
    pairs = {}
    for first, second, indicator, site in drawn:
        one, two = codes[first % len(codes)], codes[second % len(codes)]
        if two not in (one, CODES[one].partner) and one != CODES[two].partner and (two, one) not in pairs:
            pairs[one, two] = Pair(one, two, indicator, site and indicator == 1)
    is_silent = all(visit.spans is None for visit in visits)
    stated = [frozenset(list(pairs)[number % len(pairs)]) for number in apart if pairs and is_silent]
    law = replace(law, pairs=tuple(pairs.values()), whole_date=whole_date, caps=tuple(caps))
    return Date(visits, law, frozenset(stated))


_VISIT = st.builds(
    _visit,
    st.sampled_from(("PT", "PT", "OT", "SLP")),
    st.sampled_from(_SETS),
    _DRAWN,
    st.sampled_from((True, True, True, False)),
)
#: One visit, or two of different disciplines.
_VISITS = st.one_of(
    st.lists(_VISIT, min_size=1, max_size=1),
    st.lists(_VISIT, min_size=2, max_size=2, unique_by=lambda visit: visit.discipline),
)


def dates(*, capped: bool = False) -> st.SearchStrategy[Date]:
    """Draw dates with pairs; with limits too where they are `capped`."""
    return st.builds(
        _date,
        _VISITS,
        laws,
        _PAIRS,
        st.booleans(),
        st.one_of(st.just([]), st.just([]), st.lists(st.integers(0, 5), min_size=1, max_size=2)),
        st.lists(limits, min_size=1, max_size=2) if capped else st.just([]),
    )


def _with_rows(date: Date) -> Date:
    """Give every code of one visit a recorded row, for a claim is compared with a schedule."""
    visit = date.visits[0]
    rows = {code: (visit.spans or {}).get(code) or [(NINE, NINE + 1800)] for code in visit.times}
    return date._replace(
        visits=[visit._replace(spans=rows)], law=replace(date.law, whole_date=False), apart=frozenset()
    )


#: One visit whose every code has rows.
recorded: st.SearchStrategy[Date] = dates().map(_with_rows)
#: Visits without pairs, on the edges of the units.
plain: st.SearchStrategy[Date] = st.builds(
    lambda times, law, discipline: Date([Visit(discipline, times)], law, frozenset()),
    visits,
    laws,
    st.sampled_from(("PT", "PT", "OT", "SLP")),
)
