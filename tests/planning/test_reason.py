from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle_plan import Booking, Clinician, plans
from tests.planning.days import problem, schedule
from timeline.planning import plan
from timeline.planning.reason import reason_of
from timeline.result import analyze
from timeline.schedules import read_schedule

PT1, PT2, PTA1 = (Clinician(role, (540, 720)) for role in ("PT", "PT", "PTA"))


def crowd(*who: str, start: int = 585, end: int = 675) -> list[Booking]:
    return [Booking(f"P{number}", one, start, end) for number, one in enumerate(who)]


def test_bookings_that_are_under_way_at_one_time_wherever_they_stand_need_as_many_clinicians() -> None:
    staff = {"PT1": PT1, "PT2": PT2, "PTA1": PTA1}
    found = plan(schedule(crowd("PT1", "PT1", "PT2", "PTA1"), staff))
    assert found.reason == "Between 10:00 and 11:00 four one-on-one bookings need four clinicians; three are on shift."


def test_one_clinician_who_is_on_shift_is_said_to_be_one() -> None:
    found = plan(schedule(crowd("PT1", "PT1"), {"PT1": PT1}), move=10)
    assert found.reason == "Between 09:00 and 10:00 two one-on-one bookings need two clinicians; one is on shift."


def test_clinicians_who_are_away_are_not_on_shift() -> None:
    staff = {"PT1": PT1, "PT2": Clinician("PT", (540, 720), ((600, 660),))}
    found = plan(schedule(crowd("PT1", "PT1"), staff), move=10)
    assert found.reason == "Between 10:00 and 11:00 two one-on-one bookings need two clinicians; one is on shift."


def test_an_hour_too_full_for_all_its_bookings_says_by_how_much() -> None:
    bookings = [Booking(f"P{number}", "PT1", 600, 630) for number in range(3)]
    found = plan(schedule(bookings, {"PT1": Clinician("PT", (600, 660))}))
    assert found.reason == (
        "Between 10:00 and 11:00 one-on-one bookings need 90 minutes of clinicians, however they are moved; those on "
        "shift have 60."
    )


def test_of_several_dates_and_sites_the_sentence_names_one() -> None:
    first = schedule(crowd("PT1", "PT1"), {"PT1": PT1}, clinic="A").intervals
    later = first.assign(
        **{name: first[name] + pd.Timedelta(days=1) for name in ("start", "end")},
        clinic=["B" if kind == "appointment" else "A" for kind in first["kind"]],
    )
    free = first.assign(provider="PT2", clinic="B")
    table = pd.concat([first.drop(index=first.index[-1]), later, free[free["kind"] == "shift"]])
    columns = ["start", "end", "patient", "provider", "role", "code", "kind", "clinic"]
    found = plan(read_schedule(table[columns].astype(object).fillna(""), payer="medicare"), move=10, plans=1)
    assert found.reason.startswith("On 2026-03-03 between 09:00 and 10:00 at B PT1 has two bookings or more at once: ")


def test_an_evaluation_is_handed_to_a_therapist_only() -> None:
    bookings = [one._replace(code="97161") for one in crowd("PT1", "PT1", start=540, end=570)]
    found = plan(schedule(bookings, {"PT1": PT1, "PTA1": PTA1}), move=0)
    assert found.changes.empty
    assert found.reason == (
        "Between 09:00 and 10:00 PT1 has two bookings or more at once: nobody else who may furnish one of them is "
        "free, and no move of up to 0 minutes helps."
    )


def test_what_is_not_proved_is_not_said_to_be_impossible() -> None:
    day = schedule(crowd("PT1", "PT1", start=540, end=570), {"PT1": PT1, "PT2": PT2})
    asked = problem(day)
    booked = tuple(unit.booked for unit in asked.units)
    assert reason_of(analyze(day).record, [(asked, booked)], 30, is_least=False) == (
        "Between 09:00 and 10:00 PT1 has two bookings or more at once: no plan without that was found in time."
    )


def test_somebody_booked_outside_the_shift_is_there_all_the_same() -> None:
    bookings = [*crowd("PT1", "PT1", "PT2"), Booking("P9", "PT2", 540, 550)]
    staff = {"PT1": PT1, "PT2": Clinician("PT", (540, 555))}
    assert "on shift" not in plan(schedule(bookings, staff), move=10).reason


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from(["PT1", "PT2"]), st.integers(0, 6), st.sampled_from([20, 30, 40])),
        min_size=3,
        max_size=4,
    )
)
def test_bookings_said_to_be_too_many_are_too_many_in_every_plan(drawn: list[tuple[str, int, int]]) -> None:
    bookings = [Booking(f"P{n}", who, 600 + 5 * at, 600 + 5 * at + long) for n, (who, at, long) in enumerate(drawn)]
    staff = {"PT1": Clinician("PT", (600, 675)), "PT2": Clinician("PT", (600, 675), ((610, 620),))}
    day = schedule(bookings, staff)
    asked = problem(day, step=10, move=10)
    booked = tuple(unit.booked for unit in asked.units)
    said = reason_of(analyze(day).record, [(asked, booked)], 10, is_least=False)
    if "on shift" in said:
        assert min(found.aims[0] for found in plans(bookings, staff, step=10, move=10)) > 0
