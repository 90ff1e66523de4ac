from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.days import wall
from timeline.planning import plan
from timeline.result import analyze
from timeline.schedules import Schedule, read_schedule

#: Before 2025, an assistant in a private practice needed a therapist on site, as Medicare counted.
DAY = "2024-03-04"
ROLES = {"PT1": "PT", "PT2": "PT", "PTA1": "PTA", "PTA2": "PTA"}
#: What no plan may bring about.
BROKEN = {
    "time.outside_shift",
    "time.absent",
    "time.impossible",
    "overlap.same_patient",
    "overlap.two_sites",
    "oversight.level",
    "oversight.ratio",
    "claim.assistant_evaluation",
}


@st.composite
def days(draw: st.DrawFn) -> Schedule:
    """Draw a morning on two sites, with and without shifts and time away, on which bookings meet."""
    rows = []
    site = {who: draw(st.sampled_from("AAB")) for who in ROLES}
    for who, role in ROLES.items():
        row = {"provider": who, "role": role, "clinic": site[who]}
        shifts = draw(st.sampled_from([[], [(540, 720)], [(555, 690)], [(540, 630), (650, 720)]]))
        for number, (start, end) in enumerate(shifts):
            clinic = site[who] if number == 0 else "B"
            rows.append(row | {"start": wall(start, DAY), "end": wall(end, DAY), "kind": "shift", "clinic": clinic})
        if draw(st.booleans()):
            rows.append(row | {"start": wall(600, DAY), "end": wall(615, DAY), "kind": "away"})
    for number in range(draw(st.integers(3, 6))):
        who = draw(st.sampled_from(["PT1", "PT1", "PTA1", "PTA1", "PT2", "PTA2"]))
        start = 540 + 5 * draw(st.integers(0, 30))
        rows.append(
            {
                "start": wall(start, DAY),
                "end": wall(start + draw(st.sampled_from([15, 30, 45])), DAY),
                "patient": draw(st.sampled_from([f"P{number}", "P0"])),
                "provider": who,
                "role": ROLES[who],
                "clinic": site[who],
                "kind": "appointment",
                "code": draw(st.sampled_from(["97110", "97140", "97014"])),
            }
        )
    return read_schedule(pd.DataFrame(rows).fillna(""), payer="medicare")


def broken(day: Schedule) -> Counter[str]:
    """Audit a day as if everything booked had been done."""
    table = day.intervals[["start", "end", "patient", "provider", "role", "code", "kind", "clinic"]].astype(object)
    done = table.assign(kind=table["kind"].replace("appointment", "service"))
    found = analyze(read_schedule(done.fillna(""), payer="medicare")).findings
    return Counter(rule for rule in found["rule"] if rule in BROKEN)


@pytest.mark.slow
@settings(max_examples=20)
@given(days())
def test_a_plan_carried_out_breaks_no_shift_no_trip_and_no_oversight(day: Schedule) -> None:
    found = plan(day, step=10, move=20, plans=2, time_limit=60)
    before = broken(day)
    for number in range(1, len(found.options) + 1):
        assert not broken(found.apply(number)) - before
