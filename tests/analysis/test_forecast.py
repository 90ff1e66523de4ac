from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.days import frame
from tests.schedules_of import analysed
from timeline import Forecast, analyze, contracts, forecast, read_schedule

SHIFTS = ("8:00-12:00 PT1 shift", "8:00-12:00 PTA1 shift")
BOOKED = ("9:00-9:30 P1 PT1 appointment", "9:15-9:45 P2 PT1 appointment")


def expected(*lines: str, **options: Any) -> Forecast:
    return forecast(analysed(*lines, **options))


def told(found: Forecast) -> list[str]:
    """Give options as `P1 -15`, `P1 PTA1`."""
    return [
        f"{record['patient']} {record['shift_minutes']:+}"
        if record["kind"] == "shift"
        else f"{record['patient']} {record['to_provider']}"
        for record in found.options.to_dict("records")
    ]


def test_contested_minutes_and_units_are_told_by_provider() -> None:
    found = expected(*SHIFTS, *BOOKED).providers.set_index("provider")
    assert found.loc["PT1", ["bookings", "booked_seconds", "contested_seconds", "units_at_risk"]].tolist() == [
        2,
        45 * 60,
        15 * 60,
        2,
    ]
    assert found.loc["PTA1", ["bookings", "booked_seconds", "units_at_risk"]].tolist() == [0, 0, 0]


def test_each_booked_visit_has_the_most_units_it_can_support() -> None:
    (first, _) = expected(*BOOKED).visits.to_dict("records")
    assert (first["most_units"], first["most_units_in_force"], first["most_units_uncontested"]) == (2, 1, 1)
    assert (first["booked_seconds"], first["contested_seconds"]) == (30 * 60, 15 * 60)


def test_without_a_policy_in_force_units_stay_open() -> None:
    (first, _) = expected(*(f"{line} payer=nobody-knows" for line in BOOKED)).visits.to_dict("records")
    assert pd.isna(first["most_units"])
    assert expected(*(f"{line} payer=nobody-knows" for line in BOOKED)).providers["units_at_risk"].tolist() == [0]


def test_options_are_the_smallest_shifts_and_hand_overs_by_size() -> None:
    found = expected(*SHIFTS, *BOOKED)
    assert sorted(told(found)[:2]) == ["P1 -15", "P2 +15"]
    assert sorted(told(found)[2:4]) == ["P1 PTA1", "P2 PTA1"]
    assert sorted(told(found)[4:]) == ["P1 +45", "P2 -45"]
    assert found.options["change_minutes"].tolist() == [15, 15, 30, 30, 45, 45]


def test_an_option_says_what_the_date_would_be_with_it() -> None:
    found = expected(*SHIFTS, *BOOKED, "10:00-10:30 P3 PT1 appointment", "10:20-10:50 P4 PT1 appointment")
    of_first = found.options[found.options["contest"] == found.contests[0].id]
    assert set(of_first["contested_seconds_before"]) == {25 * 60}
    assert set(of_first["contested_seconds_after"]) == {10 * 60}
    assert (set(of_first["units_at_risk_before"]), set(of_first["units_at_risk_after"])) == ({4}, {2})


def test_a_shift_carries_its_new_clocks() -> None:
    (record,) = (
        expected(*BOOKED, "8:45-9:00 P3 PT1 appointment", "9:45-10:15 P1 PT2 appointment")
        .options.query("patient == 'P2' and kind == 'shift'")[["start", "end", "to_provider"]]
        .to_dict("records")
    )
    assert (str(record["start"]), str(record["end"])) == ("2026-03-02 09:30:00", "2026-03-02 10:00:00")
    assert record["to_provider"] == "PT1"


def test_a_shift_stays_within_the_providers_shift() -> None:
    assert told(expected("9:00-10:00 PT1 shift", *BOOKED)) == ["P2 +15"]
    assert told(expected("9:00-9:45 PT1 shift", *BOOKED)) == []


def test_whose_shifts_are_all_elsewhere_is_not_moved_here() -> None:
    assert told(expected("8:00-12:00 PT1 shift clinic=annex", *BOOKED, "8:00-12:00 P3 PT2 appointment")) == []


def test_without_shifts_the_clinics_day_is_the_limit() -> None:
    assert told(expected(*BOOKED)) == []
    assert "P2 +15" in told(expected(*BOOKED, "9:50-10:30 P3 PT2 appointment"))


def test_a_shift_does_not_meet_the_patients_other_bookings() -> None:
    found = told(
        expected("8:00-12:00 PT1 shift", *BOOKED, "8:30-9:00 P1 OT1 appointment", "9:45-10:00 P2 OT1 appointment")
    )
    assert "P1 -15" not in found
    assert "P2 +45" in found


def test_a_shift_does_not_meet_the_providers_lunch_or_other_bookings() -> None:
    lines = ("8:00-12:00 PT1 shift", *BOOKED, "8:45-9:00 PT1 away", "9:45-10:15 P3 PT1 appointment")
    assert set(told(expected(*lines))) == {"P1 -45", "P1 +75", "P2 -60", "P2 +60"}


@pytest.mark.parametrize(
    "other",
    [
        "8:00-12:00 AIDE1 shift",
        "8:00-12:00 OT1 shift",
        "8:00-9:20 PT2 shift",
        "8:00-12:00 PT2 shift clinic=annex",
    ],
)
def test_nobody_else_takes_over_who_is_unqualified_or_not_there(other: str) -> None:
    options = expected("8:00-12:00 PT1 shift", other, *BOOKED).options
    assert set(options["kind"]) == {"shift"}


@pytest.mark.parametrize("busy", ["9:00-9:45 PT2 away", "9:00-9:45 P3 PT2 appointment"])
def test_who_is_busy_takes_nobody_over(busy: str) -> None:
    found = told(expected("8:00-12:00 PT1 shift", "8:00-12:00 PT2 shift", busy, *BOOKED))
    assert "P1 PT2" not in found
    assert "P2 PT2" not in found


def test_an_evaluation_is_handed_over_to_a_therapist_only() -> None:
    lines = (*SHIFTS, "8:00-12:00 PT2 shift", "9:00-9:30 P1 PT1 97161 appointment", BOOKED[1])
    found = told(expected(*lines))
    assert "P1 PT2" in found
    assert "P2 PTA1" in found
    assert "P1 PTA1" not in found


def test_a_booking_with_a_lunch_can_be_moved_the_lunch_cannot() -> None:
    assert set(told(expected("8:00-12:00 PT1 shift", BOOKED[0], "9:20-9:50 PT1 away"))) == {"P1 -10", "P1 +50"}


def test_a_groups_booking_stays_where_it_is() -> None:
    group = ("9:00-9:30 P3 PT1 97150 appointment", "9:00-9:30 P4 PT1 97150 appointment")
    found = told(expected("8:00-12:00 PT1 shift", *group, "9:15-9:45 P1 PT1 appointment"))
    assert {each.split()[0] for each in found} == {"P1"}


def test_of_three_at_once_an_option_frees_the_one_it_moves() -> None:
    found = expected("8:00-12:00 PT1 shift", *(f"9:00-9:30 P{number} PT1 appointment" for number in (1, 2, 3)))
    assert found.options["contested_seconds_after"].empty
    found = expected("8:00-12:00 PT1 shift", *BOOKED, "9:20-9:50 P3 PT1 appointment")
    assert found.options["contested_seconds_after"].min() > 0


def test_the_past_is_never_edited() -> None:
    with pytest.raises(ValueError, match=r"no booking is analyzed.*a recorded past is never edited"):
        expected("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110", "10:00-10:30 P3 PT1 appointment")


def test_a_record_beside_tomorrows_bookings_is_left_alone() -> None:
    lines = ("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110", *(f"{line} next" for line in (*SHIFTS, *BOOKED)))
    found = expected(*lines)
    assert set(found.visits["date"].astype(str)) == set(found.options["date"].astype(str)) == {"2026-03-03"}
    assert len(found.contests) == 1


def test_options_do_not_depend_on_the_order_of_rows() -> None:
    rows = frame(*SHIFTS, *BOOKED).drop(columns="interval_id")
    found, turned = (forecast(analyze(read_schedule(each))).options for each in (rows, rows.iloc[::-1]))
    pd.testing.assert_frame_equal(found.drop(columns="interval_id"), turned.drop(columns="interval_id"))


def test_the_tables_keep_their_contracts() -> None:
    found = expected(*SHIFTS, *BOOKED).tables()
    stated = {table.name: table for table in contracts.ALL}
    for name, table in found.items():
        assert {column: str(dtype) for column, dtype in table.dtypes.items()} == {
            column.name: column.type for column in stated[name].published
        }
        assert not table.duplicated(list(stated[name].key)).any()


def test_json_has_the_options_of_each_contest_and_no_remedy_for_a_record() -> None:
    found = expected(*SHIFTS, *BOOKED)
    (contest,) = found.to_dict()["contests"]
    assert [option["option"] for option in contest["options"]] == found.options["option"].tolist()
    assert "remedy" not in contest
    assert found.to_dict()["providers"][0]["contested_minutes"] == 15


def test_it_says_how_much_it_holds_and_nobodys_name() -> None:
    assert repr(expected(*BOOKED)) == "Forecast(booked visits: 2, contests: 1)"
