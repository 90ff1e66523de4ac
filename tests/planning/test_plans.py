from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle_plan import Booking, Clinician, best
from tests.planning.days import schedule, wall
from timeline.errors import WrongTypeError, WrongValueError
from timeline.planning import Plan, gaps, plan
from timeline.result import analyze
from timeline.schedules import read_schedule

#: What the oracle knows of a plan, in its order.
KNOWN = ("contested_minutes", "bookings_touched", "hand_overs", "minutes_moved", "idle_minutes", "load_spread")


def aims(found: Plan) -> list[tuple[float, ...]]:
    return [tuple(one["aims"][name] for name in KNOWN) for one in found.to_dict()["plans"]]


STAFF = {"PT1": Clinician("PT", (540, 660)), "PT2": Clinician("PT", (540, 660)), "PTA1": Clinician("PTA", (540, 660))}


@st.composite
def small_days(draw: st.DrawFn) -> tuple[list[Booking], dict[str, Clinician]]:
    """Draw two to four bookings of a morning, of which some meet."""
    away = draw(st.sampled_from([(), ((600, 615),), ((570, 600),)]))
    staff = STAFF | {"PT2": Clinician("PT", draw(st.sampled_from([(540, 660), (570, 630)])), away)}
    bookings: list[Booking] = []
    for number in range(draw(st.integers(2, 4))):
        start = 540 + 5 * draw(st.integers(0, 18))
        length = draw(st.sampled_from([15, 20, 30]))
        patient = draw(st.sampled_from([f"P{number}", "P0"]))
        code = draw(st.sampled_from(["97110", "97110", "97161"]))
        provider = draw(st.sampled_from(["PT1", "PT1", "PT2"] if code == "97161" else ["PT1", "PT1", "PTA1"]))
        booking = Booking(patient, provider, start, start + length, code)
        clashes = (one.patient == patient and one.start < booking.end and booking.start < one.end for one in bookings)
        bookings.append(booking._replace(patient=f"P{number}") if any(clashes) else booking)
    return bookings, staff


@pytest.mark.slow
@settings(max_examples=12)
@given(small_days())
def test_every_plan_is_the_best_of_all_that_are_possible(day: tuple[list[Booking], dict[str, Clinician]]) -> None:
    bookings, staff = day
    found = plan(schedule(bookings, staff), step=10, move=20, plans=3, time_limit=60)
    expected = best(bookings, staff, step=10, move=20, count=3)
    assert aims(found) == [one.aims for one in expected]
    assert all(all(one["proved"].values()) for one in found.to_dict()["plans"])


@settings(max_examples=15)
@given(small_days())
def test_analyzing_a_plan_gives_the_contested_minutes_it_promised(
    day: tuple[list[Booking], dict[str, Clinician]],
) -> None:
    found = plan(schedule(*day), step=10, move=20, time_limit=60)
    for number, one in enumerate(found.to_dict()["plans"], start=1):
        again = analyze(found.apply(number))
        assert again.totals["provider_minutes_claimed_twice"] == one["aims"]["contested_minutes"]


MEETING = [Booking("P1", "PT1", 540, 585), Booking("P2", "PT1", 560, 605)]


def test_a_day_without_contests_has_one_plan_that_changes_nothing() -> None:
    found = plan(schedule([MEETING[0]], STAFF))
    assert (len(found.options), found.changes.empty, found.reason) == (1, True, "")


def test_patients_to_keep_stay_where_they_are() -> None:
    found = plan(schedule(MEETING, STAFF), keep=["P1"])
    assert set(found.changes["patient"]) == {"P2"}


def test_members_of_a_group_move_together() -> None:
    bookings = [*MEETING, Booking("P3", "PT1", 560, 605)]
    rows = schedule(bookings, {"PT1": STAFF["PT1"]})
    group = ["", "", "G1", "G1"]
    found = plan(schedule(bookings, {"PT1": STAFF["PT1"]}, group=group, mode=["", "", "group", "group"]))
    assert len(rows.intervals) == 4
    moved = found.changes[found.changes["plan"] == 1].groupby("patient")["shift_minutes"].sum()
    assert moved.get("P2") == moved.get("P3")


def test_the_waiting_list_is_served_by_urgency_and_the_rest_is_told_why() -> None:
    waiting = pd.DataFrame(
        [
            {"patient": "W1", "minutes": 60, "role": "PT", "priority": ""},
            {"patient": "W2", "minutes": 60, "role": "PT", "priority": "1"},
            {"patient": "W3", "minutes": 90, "discipline": "OT", "priority": "2"},
        ]
    ).fillna("")
    found = plan(schedule([Booking("P1", "PT1", 540, 600)], {"PT1": STAFF["PT1"]}), waiting=waiting)
    assert found.placed["patient"].tolist() == ["W2"]
    assert dict(found.not_placed[["patient", "why"]].to_numpy().tolist()) == {
        "W1": "the free spans that fit go to others on the list, as urgent or more",
        "W3": "no OT or OTA is on the schedule",
    }
    again = analyze(found.apply())
    assert again.schedule.intervals["patient"].tolist()[-1] == "W2"
    assert again.totals["provider_minutes_claimed_twice"] == 0


def test_a_patient_of_the_list_comes_only_when_the_list_says() -> None:
    line = {"patient": "W1", "minutes": 30, "role": "PT", "from_time": "10:10", "to_time": "11:00"}
    day = schedule([Booking("P1", "PT1", 540, 600)], {"PT1": STAFF["PT1"]})
    found = plan(day, waiting=pd.DataFrame([line]))
    assert found.placed["start"].tolist() == [pd.Timestamp(wall(610))]
    for other in ({"weekdays": "Tue"}, {"from_date": "2026-03-03"}, {"to_date": "2026-03-01"}):
        assert plan(day, waiting=pd.DataFrame([line | other])).placed.empty


def test_gaps_are_what_shifts_leave_the_longest_first() -> None:
    day = schedule([Booking("P1", "PT1", 570, 600)], {"PT1": Clinician("PT", (540, 660), ((600, 615),))})
    waiting = pd.DataFrame([{"patient": "W1", "minutes": 40, "role": "PT"}])
    found = gaps(day, waiting=waiting)
    assert found[["minutes", "would_fit"]].to_numpy().tolist() == [[45, "W1"], [30, ""]]


def test_codes_to_group_stand_side_by_side_where_all_else_is_equal() -> None:
    bookings = [
        Booking("P1", "PT1", 540, 570, "97110"),
        Booking("P2", "PT1", 570, 600, "97140"),
        Booking("P3", "PT1", 570, 600, "97110"),
    ]
    staff = {"PT1": Clinician("PT", (540, 640))}
    one = plan(schedule(bookings, staff), group=["97110"], plans=1)
    assert one.to_dict()["plans"][0]["aims"]["grouped"] == 1
    assert one.changes["patient"].tolist() == ["P2"]


def test_what_is_asked_wrongly_says_what_to_pass() -> None:
    day = schedule(MEETING, STAFF)
    with pytest.raises(WrongTypeError, match="plan: expected a schedule"):
        plan("day.csv")  # type: ignore[arg-type]
    with pytest.raises(WrongValueError, match="step: expected a whole number of 1 or more"):
        plan(day, step=0)
    with pytest.raises(WrongValueError, match="keep: 1 of these patients"):
        plan(day, keep=["nobody"])
    with pytest.raises(WrongValueError, match="there are plans 1 to"):
        plan(day).apply(9)


def test_a_recorded_past_is_never_edited() -> None:
    past = read_schedule(
        pd.DataFrame([{"start": wall(540), "end": wall(570), "patient": "P1", "provider": "PT1", "role": "PT"}])
    )
    with pytest.raises(WrongValueError, match="a recorded past is never edited"):
        plan(past)


def test_dates_are_planned_apart_and_added_up() -> None:
    first = schedule(MEETING, STAFF).intervals
    second = first.assign(
        **{name: first[name] + pd.Timedelta(days=1) for name in ("date", "start", "end")},
        interval_id=[f"second:{n}" for n in range(len(first))],
    )
    columns = ["start", "end", "patient", "provider", "role", "code", "kind", "interval_id"]
    both = read_schedule(pd.concat([first, second])[columns], payer="medicare")
    found = plan(both, plans=2)
    assert found.before.contested == 2 * 25 * 60
    assert aims(found)[0][0] == 0
    assert found.changes[found.changes["plan"] == 1]["date"].nunique() == 2


def test_the_tables_of_a_plan_show_its_effect_quarter_by_quarter() -> None:
    found = plan(schedule(MEETING, STAFF), plans=1)
    tables = found.tables()
    assert set(tables) == {"plan_changes", "plan_aims", "plan_load", "plan_placed", "plan_not_placed"}
    assert tables["plan_load"]["patients_before"].max() == 2
    assert tables["plan_load"]["patients"].max() == 1
    assert dict(tables["plan_aims"][["aim", "before"]].to_numpy().tolist())["contested_minutes"] == 25
    assert found.exposure() == (4, 0)
    assert repr(found) == "Plan(plans: 1, contested minutes: 25 -> 0)"


def test_what_a_plan_leaves_is_worked_out_once_and_by_the_same_policy(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    value = 'value = { method = "total_minutes", unit_minutes = 10, threshold = 5 }'
    rule = f'[[rule]]\nname = "units"\n{value}\nstart = 2004-01-01\nverified = false\nnote = "as agreed"\n'
    own.write_text(f'payer = "own"\ntitle = "Own"\nextends = "medicare"\nverified_through = 2026-12-31\n\n{rule}')
    booked = analyze(schedule(MEETING, STAFF, payer="own"), policy=own)
    found = plan(booked, move=0, keep=[one.patient for one in MEETING], plans=1)
    before, after = found.exposure()
    assert before == after > 4
    assert found.analyzed() is found.analyzed(1)
