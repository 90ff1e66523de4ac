from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.days import frame
from tests.schedules_of import analysed
from timeline import read_schedule
from timeline.analysis.planned import planned_dict, planned_summary
from timeline.errors import WrongValueError
from timeline.privacy.pseudonyms import pseudonymise
from timeline.result import Analysis, analyze, narrow
from timeline.schedules import concat


def told(result: Analysis) -> dict[str, dict[str, Any]]:
    return {row["interval_id"]: row for row in result.planned.to_dict("records")}


def one(*lines: str) -> dict[str, Any]:
    found = told(analysed(*lines))
    return found["r1"]


def test_a_late_start_that_runs_over() -> None:
    row = one("9:00-9:30 P1 PT1 appointment", "9:10-9:25 P1 PT1 97110", "9:25-9:40:30 P1 PT1 97112")
    assert row["state"] == "seen"
    assert (row["late_seconds"], row["early_seconds"]) == (600, 0)
    assert (row["overrun_seconds"], row["short_seconds"]) == (630, 0)
    assert (row["booked_seconds"], row["actual_seconds"]) == (1800, 1830)


def test_an_early_start_that_ends_early() -> None:
    row = one("9:00-9:30 P1 PT1 appointment", "8:50-9:20 P1 PT1 97110")
    assert (row["late_seconds"], row["early_seconds"]) == (0, 600)
    assert (row["overrun_seconds"], row["short_seconds"]) == (0, 600)


def test_nobody_came_though_the_day_is_recorded() -> None:
    row = one("9:00-9:30 P1 PT1 appointment", "9:00-9:30 P2 PT1 97110")
    assert row["state"] == "not_seen"
    assert pd.isna(row["start"])
    assert pd.isna(row["late_seconds"])


def test_a_day_nobody_has_recorded_is_open() -> None:
    assert one("9:00-9:30 P1 PT1 appointment")["state"] == "open"


@pytest.mark.parametrize("status", ["no_show", "cancelled"])
def test_a_booking_with_a_status_is_counted_as_planned(status: str) -> None:
    row = one(f"9:00-9:30 P1 PT1 appointment {status}", "9:00-9:30 P2 PT1 97110")
    assert (row["state"], row["booked_seconds"], row["provider"]) == (status, 1800, "PT1")


def test_a_service_that_did_not_take_place_was_a_booking() -> None:
    assert one("9:00-9:30 P1 PT1 97110 no_show", "9:00-9:30 P2 PT1 97110")["state"] == "no_show"


def test_a_stated_status_stands_and_the_visit_is_a_walk_in() -> None:
    found = told(analysed("9:00-9:30 P1 PT1 appointment cancelled", "9:00-9:30 P1 PT1 97110"))
    assert (found["r1"]["state"], found["r2"]["state"]) == ("cancelled", "walk_in")


def test_bookings_not_kept_take_no_part_in_any_minute() -> None:
    day = ("9:00-9:30 P1 PT1 97110", "9:10-9:40 P2 PT1 97140")
    with_them = analysed(*day, "9:00-9:30 P3 PT1 appointment no_show", "9:00-10:00 P1 PT1 97112 cancelled")
    pd.testing.assert_frame_equal(with_them.attendance, analysed(*day).attendance)
    pd.testing.assert_frame_equal(with_them.providers, analysed(*day).providers)


def test_another_provider_is_a_hand_over() -> None:
    row = one("9:00-9:30 P1 PT1 appointment", "9:00-9:30 P1 PT2 97110")
    assert (row["state"], row["handed_over"], row["providers"]) == ("seen", True, "PT2")


def test_a_patient_is_never_compared_with_another_nor_with_another_discipline() -> None:
    found = told(analysed("9:00-9:30 P1 PT1 appointment", "9:00-9:30 P2 PT1 97110", "9:00-9:30 P1 OT1 97530"))
    assert [found[name]["state"] for name in ("r1", "r2", "r3")] == ["not_seen", "walk_in", "walk_in"]


def test_waiting_is_not_treatment() -> None:
    row = one("9:00-9:30 P1 PT1 appointment", "9:00-9:10 P1 waiting", "9:10-9:30 P1 PT1 97110")
    assert row["late_seconds"] == 600


def test_the_service_rows_of_a_booking_are_listed() -> None:
    result = analysed("9:00-9:30 P1 PT1 appointment", "9:00-9:15 P1 PT1 97110", "9:15-9:30 P1 PT1 97112")
    assert result.planned_intervals.to_numpy().tolist() == [["r1", "r2"], ["r1", "r3"]]


def test_sums_by_provider() -> None:
    result = analysed(
        "9:00-9:30 P1 PT1 appointment",
        "9:05-9:40 P1 PT1 97110",
        "10:00-10:30 P2 PT1 appointment",
        "10:15-10:30 P2 PT1 97110",
        "11:00-11:30 P3 PT1 appointment no_show",
        "11:00-11:30 P4 PT2 97110",
    )
    first, second = planned_summary(result, by=["provider"]).to_dict("records")
    assert (first["booked"], first["seen"], first["no_show"], first["late"]) == (3, 2, 1, 2)
    assert (first["median_late_seconds"], first["overrun_seconds"]) == (600, 600)
    assert first["no_show_share"] == pytest.approx(1 / 3)
    assert (second["provider"], second["booked"], second["walk_in"]) == ("PT2", 0, 1)
    assert pd.isna(second["no_show_share"])


def test_an_unknown_key_names_the_known() -> None:
    with pytest.raises(WrongValueError, match="known: date, provider, patient, clinic"):
        planned_summary(analysed("9:00-9:30 P1 PT1 97110"), by=["payer"])  # type: ignore[list-item]


def test_a_provider_sees_bookings_and_what_was_handed_over() -> None:
    result = analysed("9:00-9:30 P1 PT1 appointment", "9:00-9:30 P1 PT2 97110", "9:00-9:30 P2 PT3 97110")
    assert list(told(narrow(result, provider="PT1"))) == ["r1"]
    assert list(told(narrow(result, provider="PT2"))) == ["r1"]
    assert list(told(narrow(result, provider="PT3"))) == ["r3"]


def test_rows_that_do_not_say_when_are_not_counted() -> None:
    rows = frame("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 appointment cancelled")
    rows["start"] = rows["start"].astype(object)
    rows.loc[1, "start"] = "soon"
    document = planned_dict(analyze(read_schedule(rows.astype(str))))
    assert (document["not_counted"], document["totals"]["cancelled"]) == (1, 0)


def test_joined_schedules_keep_their_bookings_not_kept() -> None:
    day = read_schedule(frame("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 appointment no_show"))
    parts = [day.filter(patient="P1"), day]
    assert [len(part.not_kept) for part in parts] == [0, 1]
    other = dataclasses.replace(day.filter(patient="P1"), not_kept_table=day.not_kept_table)
    assert len(concat([other]).not_kept) == 1


_LINES = st.tuples(
    st.integers(0, 16),
    st.integers(1, 6),
    st.sampled_from(("P1", "P2")),
    st.sampled_from(("PT1", "PT2", "OT1", "PT1")),
    st.sampled_from(("97110", "97110", "appointment", "appointment", "appointment no_show", "97110 cancelled")),
)


def _line(start: int, length: int, patient: str, provider: str, what: str) -> str:
    first, last = 540 + start * 10, 540 + (start + length) * 10
    return f"{first // 60}:{first % 60:02}-{last // 60}:{last % 60:02} {patient} {provider} {what}"


@given(st.lists(_LINES, min_size=1, max_size=9))
def test_every_booking_is_in_one_state_and_minutes_add_up(rows: list[tuple[int, int, str, str, str]]) -> None:
    lines = [_line(*row) for row in rows]
    found = analysed(*lines).planned
    bookings = {f"r{n}" for n, line in enumerate(lines, 1) if {"appointment", "no_show", "cancelled"} & {*line.split()}}
    assert set(found[found["state"] != "walk_in"]["interval_id"]) == bookings
    assert found["interval_id"].is_unique
    seen = found[found["state"] == "seen"]
    apart = seen["early_seconds"] - seen["late_seconds"] + seen["overrun_seconds"] - seen["short_seconds"]
    assert (seen["actual_seconds"] == seen["booked_seconds"] + apart).all()
    assert not ((seen["late_seconds"] > 0) & (seen["early_seconds"] > 0)).any()


@given(st.lists(_LINES, min_size=1, max_size=9))
def test_sums_add_up_to_the_bookings(rows: list[tuple[int, int, str, str, str]]) -> None:
    result = analysed(*(_line(*row) for row in rows))
    summary, whole = result.planned_summary, planned_summary(result, by=())
    for name in ("booked", "seen", "walk_in", "no_show", "cancelled", "late", "late_seconds", "overrun_seconds"):
        assert summary[name].sum() == whole[name].sum()
    assert whole["booked"].sum() + whole["walk_in"].sum() == len(result.planned)


def test_pseudonyms_reach_bookings_not_kept(tmp_path: Path) -> None:
    result = analysed("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT2 appointment no_show")
    hidden = pseudonymise(result, tmp_path / "key.csv").planned
    assert sorted(hidden["state"].astype(str)) == ["no_show", "walk_in"]
    assert not {"P1", "P2"} & set(hidden["patient"])
    assert not {"PT1", "PT2"} & {*hidden["provider"], *hidden["providers"]}
