"""Hypothesis strategies for days that collide on purpose.

A day is assembled from a few scenes (a co-treatment, a group, a rest inside an exercise, …) placed in relation
to the scenes before them (touching, nested, twin, …). Pools of people and clocks are tiny; nothing is filtered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

DAY = 86_400
HOUR = 3_600

#: (mode, pool) as the product's code table has them; 99999X is absent: an unknown code.
SMALL_CODES: Mapping[str, tuple[str, str]] = {
    "97110": ("one_on_one", "cms15"),
    "97112": ("one_on_one", "cms15"),
    "97140": ("one_on_one", "cms15"),
    "97161": ("one_on_one", "none"),
    "97150": ("group", "none"),
    "97545": ("either", "chain"),
    "G0283": ("supervised", "none"),
    "97014": ("supervised", "none"),
    "97010": ("supervised", "none"),
    "98980": ("off_floor", "own"),
}

COLUMNS = (
    "patient",
    "provider",
    "role",
    "code",
    "mode",
    "activity",
    "kind",
    "status",
    "group",
    "payer",
    "clinic",
    "discipline",
    "place",
    "quantity",
)

_PATIENTS = ("P1", "P2", "P3")
_PT = {"provider": "PT1", "role": "PT"}
_PT2 = {"provider": "PT2", "role": "PT"}
_PTA = {"provider": "PTA1", "role": "PTA"}
_PTA2 = {"provider": "PTA2", "role": "PTA"}
_OT = {"provider": "OT1", "role": "OT"}
_NOBODY = {"provider": "", "role": ""}
_AWAY = {"kind": "away", "patient": "", "code": ""}
_SHIFT = {"kind": "shift", "patient": "", "code": ""}
_GROUP = {"code": "97150", "group": "G1"}

#: Who a row names; mostly one role each, sometimes a second one.
_WHO = (
    *(_PT, _PT, _PT, _PTA, _PTA, _OT, _OT),
    *({"provider": "PTA1", "role": "PT"}, {"provider": "OT1", "role": "OTA"}, {"provider": "X1", "role": "SLP"}),
    *({"provider": "X1", "role": role} for role in ("AIDE", "STUDENT", "ATC", "OTHER", "PTA")),
    _NOBODY,
)

#: Scenes of one to four rows. `after` and `longer` move start and end by ticks (longer >= after),
#: `next` counts patients on from the scene's own; everything else is a column.
_SINGLES: tuple[tuple[dict[str, Any], ...], ...] = (
    *(({"code": code},) for code in ("97110", "97110", "97112", "97140", "97161", "97150", "", "99999X", "98980")),
    *(({"code": code},) for code in ("G0283", "97010")),
    *(({"code": code, **_NOBODY},) for code in ("G0283", "97010")),
    *(({"code": "97545", "group": group},) for group in ("", "G1")),
    *(({"code": "97545", "mode": mode},) for mode in ("group", "supervised")),
    *(({**_GROUP, "group": group},) for group in ("G1", "G2", "")),
    *(({"code": "", "activity": activity},) for activity in ("rest", "waiting", "setup", "documentation_away")),
    *(({"activity": activity, **_NOBODY, "code": ""},) for activity in ("rest", "waiting", "setup")),
    ({"code": "97110", "mode": "unskilled"},),
    ({"code": "97110", "mode": "group"},),
    ({"code": "97112", "mode": "supervised"},),
    ({"code": "97150", "mode": "one_on_one"},),
    ({"code": "G0283", "mode": "one_on_one"},),
    ({"code": "98980", "mode": "one_on_one", "activity": "setup"},),
    ({"code": "98980", "mode": "unskilled", "activity": "rest"},),
    *(({**_AWAY, **who},) for who in (_PT, _PT, _PTA, _OT)),
    *(({**_SHIFT, **who, "longer": 4},) for who in (_PT, _PTA, {"provider": "X1", "role": "AIDE"})),
    ({"kind": "appointment", "code": ""},),
    ({"kind": "appointment", "code": "97110", "clinic": "annex"},),
)
_TOGETHER: tuple[tuple[dict[str, Any], ...], ...] = (
    # Co-treatment PT + OT, and a PT and a PTA jointly.
    ({"code": "97110", **_PT}, {"code": "97112", **_OT}),
    ({"code": "97110", **_PT}, {"code": "97110", **_PTA, "longer": 1}),
    # A contact nested in another patient's, a partial overlap, and three at once.
    ({"code": "97110", **_PT, "longer": 2}, {"code": "97140", **_PT, "next": 1, "after": 1, "longer": 1}),
    ({"code": "97110", **_PT, "longer": 1}, {"code": "97112", **_PT, "next": 1, "after": 1, "longer": 2}),
    (
        {"code": "97110", **_PT, "longer": 4},
        {"code": "97112", **_PT, "next": 1, "after": 1, "longer": 3},
        {"code": "97140", **_PT, "next": 2, "after": 2, "longer": 2},
    ),
    # Two providers of one rank for one patient: one alone, one in a group; apart, and of one provider.
    (
        {"code": "97110", **_PT, "longer": 4},
        {**_GROUP, **_PT2, "after": 1, "longer": 3},
        {**_GROUP, **_PT2, "next": 1, "after": 1, "longer": 3},
    ),
    ({"code": "97110", **_PT}, {**_GROUP, **_PT2}, {**_GROUP, **_PT2, "next": 1}),
    ({"code": "97110", **_PT2, "after": 1, "longer": 1}, {**_GROUP, **_PT}, {**_GROUP, **_PT, "next": 1, "longer": 1}),
    ({"code": "97110", **_PT}, {"code": "97110", **_PT2, "longer": 1}),
    (
        {"code": "97110", **_PTA, "longer": 1},
        {**_GROUP, **_PTA2, "after": 1, "longer": 1},
        {**_GROUP, **_PTA2, "next": 1, "after": 1, "longer": 1},
    ),
    # A replaced code beside its replacement, unattended and attended.
    ({"code": "97014", **_NOBODY}, {"code": "G0283", **_NOBODY, "longer": 1}),
    ({"code": "97014", **_PT}, {"code": "G0283", **_PT, "after": 1, "longer": 1}),
    # Two codes of one patient and provider at once.
    ({"code": "97110"}, {"code": "97112", "after": 1, "longer": 1}),
    # Groups: shrinking to one, across providers and clinics, without an id, with a joint provider.
    ({**_GROUP, **_PT}, {**_GROUP, **_PT, "next": 1, "longer": 1}, {**_GROUP, **_PT, "next": 2, "longer": 2}),
    ({**_GROUP, **_PT}, {**_GROUP, **_PTA, "next": 1, "clinic": "annex", "after": 1, "longer": 1}),
    ({"code": "97150", **_PT}, {"code": "97150", **_PT, "next": 1, "longer": 2}),
    ({**_GROUP, **_PT}, {**_GROUP, **_PT, "next": 1}, {**_GROUP, **_PTA, "longer": 1}),
    ({**_GROUP, **_PT, "longer": 2}, {**_GROUP, **_PT, "next": 1}, {"code": "97110", **_PT, "after": 1, "longer": 1}),
    # Work hardening: in one group with a group code, and as a group of one beside another provider's exercise.
    (
        {"code": "97545", "group": "G1", **_PT},
        {**_GROUP, **_PT, "next": 1, "longer": 1},
        {"code": "97545", "group": "G1", **_PT, "next": 2, "after": 1, "longer": 2},
    ),
    ({"code": "97545", "group": "G2", **_PT, "longer": 2}, {"code": "97110", **_PTA, "after": 1, "longer": 1}),
    # One patient with two therapists: alone with the one, in a group of the other.
    (
        {"code": "97110", **_PT, "longer": 2},
        {**_GROUP, "provider": "X1", "role": "PT", "after": 1, "longer": 1},
        {**_GROUP, "provider": "X1", "role": "PT", "next": 1, "longer": 1},
    ),
    # Contacts that share a start or an end with the longer one.
    ({"code": "97110", **_PT, "longer": 2}, {"code": "97140", **_PT, "next": 1, "after": 1, "longer": 2}),
    ({"code": "97110", **_PT, "longer": 2}, {"code": "97140", **_PT, "next": 1, "longer": 1}),
    # A rest, a setup and a modality inside an exercise row.
    ({"code": "97110", "longer": 2}, {"activity": "rest", "code": "", "after": 1, "longer": 1}),
    ({"code": "97110", "longer": 2}, {"activity": "setup", "code": "", "after": 1, "longer": 1}),
    ({"code": "97110", **_PTA, "longer": 2}, {"activity": "documentation_away", "code": "97110", **_PT}),
    ({"code": "97110", "longer": 2}, {"code": "97112", "mode": "unskilled", "after": 1, "longer": 1}),
    ({"code": "G0283", "longer": 3}, {"code": "97110", "next": 1, "after": 1, "longer": 2}),
    ({"code": "G0283", **_NOBODY}, {"code": "G0283", **_PTA, "after": 1, "longer": 1}, {"code": "G0283", **_PT}),
    (
        {"code": "97010", **_NOBODY, "longer": 1},
        {"code": "97010", "mode": "one_on_one", **_PT, "after": 1, "longer": 2},
    ),
    # An envelope around a visit; two sites; a lunch; a booking beside its service row and one alone.
    ({"code": "", **_NOBODY, "longer": 3}, {"code": "97110", "after": 1, "longer": 1}),
    ({"code": "97110", **_PT}, {"code": "97112", **_PT, "next": 1, "clinic": "annex", "longer": 1}),
    ({"code": "97110", **_PT, "longer": 2}, {**_AWAY, **_PT, "after": 1, "longer": 1}),
    ({**_SHIFT, **_PT, "longer": 3}, {"code": "97110", **_PT, "after": 2, "longer": 5}),
    ({"code": "97110"}, {"kind": "appointment", "code": ""}),
    ({"code": "97110"}, {"kind": "appointment", "code": "97110", "next": 1, "clinic": "annex"}),
    (
        {"kind": "appointment", "code": "", **_PT},
        {"kind": "appointment", "code": "", **_PT, "next": 1, "after": 1, "longer": 1},
    ),
)

SCENES = (*_SINGLES, *_TOGETHER)

#: What may be said of a whole scene on top; a scene's own columns win. `day` moves it to the next date.
_EXTRAS: tuple[dict[str, Any], ...] = (
    *({} for _ in range(12)),
    *({"clinic": clinic} for clinic in ("annex", "annex", "clinic")),
    *({"discipline": discipline} for discipline in ("PT", "OT", "SLP")),
    *({"payer": payer} for payer in ("medicare", "cpt-midpoint")),
    *({"place": place} for place in ("02", "11")),
    {"quantity": 2},
    *({"status": status} for status in ("kept", "cancelled", "no_show")),
    *({"activity": activity} for activity in ("intervention", "assessment", "instruction", "documentation", "rest")),
    *({"mode": mode} for mode in ("one_on_one", "group", "supervised", "unskilled")),
    *({"group": group} for group in ("G1", "G2")),
    *({"kind": kind} for kind in ("service", "appointment", "appointment")),
    *({"day": day} for day in (1, 1)),
)


def _fresh(first: int, last: int, offset: int, length: int) -> tuple[int, int]:
    return offset, offset + length


#: From the span of an earlier scene, an offset and a length (all in ticks) to the span of this one.
_RELATIONS = (
    *(_fresh for _ in range(4)),
    lambda first, last, _, length: (last, last + length),  # touching its end
    lambda first, last, _, length: (first - length, first),  # touching its start
    lambda first, last, _, __: (first, last),  # twin
    lambda first, last, _, __: (first + 1, max(first + 2, last - 1)),  # nested
    lambda first, last, _, __: (first - 1, last + 1),  # around it
    lambda first, last, _, length: (first, first + length),  # equal starts
    lambda first, last, _, length: (last - length, last),  # equal ends
    lambda first, last, _, length: (last - 1, last + length),  # partial overlap
)
_GAPS = (0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2)

_SCENES = st.tuples(
    st.one_of(st.sampled_from(_SINGLES), st.sampled_from(_TOGETHER)),
    st.sampled_from(_RELATIONS),
    st.integers(0, 3),  # how many scenes back the relation reaches
    st.integers(0, 9),
    st.integers(1, 6),
    st.sampled_from(_WHO),
    st.sampled_from(range(len(_PATIENTS))),
    st.sampled_from(_EXTRAS),
    st.sampled_from(_EXTRAS),
    st.sampled_from(_GAPS),  # 0: as placed; 1: an hour after the first scene; 2: one tick less than an hour
    st.sampled_from((1, 1, 1, 1, 1, 1, 1, 2)),  # 2: every row stands twice
)


def _row(part: Mapping[str, Any], who: Mapping[str, Any], patient: int, extra: Mapping[str, Any]) -> dict[str, Any]:
    base = {"patient": _PATIENTS[(patient + part.get("next", 0)) % len(_PATIENTS)], **who}
    columns = {**base, **extra, **part}
    return {name: columns.get(name, "") for name in COLUMNS}


def _assemble(base: int, tick: int, scenes: list[Any], max_size: int) -> list[dict[str, Any]]:
    placed: list[tuple[int, int]] = []
    day: list[dict[str, Any]] = []
    for parts, relation, back, offset, length, who, patient, one, two, gap, times in scenes:
        first, last = (
            relation(*placed[max(-1 - back, -len(placed))], offset, length) if placed else (offset, offset + length)
        )
        if gap and placed:
            first = placed[0][1] + HOUR // tick - (gap - 1)
            last = first + length
        placed.append((first, last))
        extra = {**one, **two}
        for part in parts:
            start = base + DAY * extra.get("day", 0) + tick * (first + part.get("after", 0))
            end = start + tick * (last - first + part.get("longer", 0) - part.get("after", 0))
            day += [{"start": max(start, 0), "end": max(end, tick), **_row(part, who, patient, extra)}] * times
    return [{"id": f"day.csv:{number:02}", **row} for number, row in enumerate(day[:max_size], start=2)]


def rows(*, tick: int = 60, max_size: int = 12) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Draw a day or two of up to `max_size` rows whose clocks are multiples of `tick` seconds.

    Each row is a dict of id, start and end (int seconds since midnight of day 0) and the columns of `COLUMNS`
    ("" where nothing is given); every row is free of faults. The days begin at nine in the morning or just before
    midnight.
    """
    return st.builds(
        _assemble,
        st.sampled_from((9 * HOUR, 9 * HOUR, 9 * HOUR, DAY - 8 * tick)),
        st.just(tick),
        st.lists(_SCENES, max_size=8),
        st.just(max_size),
    )


#: Draw (rows, tick): minutes mostly, seconds, and quarters of an hour, where an hour is a short way.
ticks: st.SearchStrategy[tuple[list[dict[str, Any]], int]] = st.sampled_from((60, 60, 1, 900)).flatmap(
    lambda tick: st.tuples(rows(tick=tick), st.just(tick))
)
