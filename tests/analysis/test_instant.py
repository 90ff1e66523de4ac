from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.days import frame
from tests.schedules_of import analysed
from timeline.errors import WrongValueError
from timeline.result import Analysis, analyze
from timeline.schedules import ClinicFile, read_schedule

DAY = ("10:30-11:10 P2 PT1 97116", "10:55-11:00 P1 PT1 assessment", "10:00-11:30 PTA1 shift", "10:50-11:05 P3 G0283")


@pytest.fixture(scope="module")
def day() -> Analysis:
    return analysed(*DAY)


def test_the_provider_is_with_the_nested_contact(day: Analysis) -> None:
    (pt1,) = (now for now in day.at("10:57").providers if now.provider == "PT1")
    assert (pt1.doing, pt1.engaged_with, pt1.patients) == ("contested", ("P1",), ("P1", "P2"))


def test_every_patient_under_way_has_a_state(day: Analysis) -> None:
    states = {now.patient: (now.state, now.provider) for now in day.at("10:57:30").patients}
    assert states == {"P1": ("one_on_one", "PT1"), "P2": ("contested", ""), "P3": ("supervised", "")}


def test_the_end_of_a_row_is_outside_it(day: Analysis) -> None:
    assert [now.patient for now in day.at("11:00").patients] == ["P2", "P3"]


def test_a_provider_without_a_patient_is_idle(day: Analysis) -> None:
    (pta1,) = (now for now in day.at("10:57").providers if now.provider == "PTA1")
    assert pta1.doing == "idle"


def test_the_tables_and_the_dictionary_say_the_same(day: Analysis) -> None:
    now = day.at("10:57")
    assert now.to_dict()["at"] == "2026-03-02T10:57:00"
    assert now.patient_table["patient"].tolist() == [item["patient"] for item in now.to_dict()["patients"]]
    assert now.provider_table["provider"].tolist() == [item["provider"] for item in now.to_dict()["providers"]]


def test_a_notebook_shows_it_escaped() -> None:
    shown = analyze(read_schedule(frame("9:00-9:30 P1 PT1 97110").assign(patient="<b>"))).at("9:10")._repr_html_()
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


@pytest.mark.parametrize("text", ["", "9", "9:5", "24:00", "10:60", "10:00:60", "noon", "10:57 PM"])
def test_what_is_no_clock_time_is_refused_with_an_example(day: Analysis, text: str) -> None:
    with pytest.raises(ValueError, match="for example 10:57"):
        day.at(text)


def test_several_dates_need_the_date() -> None:
    two = analysed("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110 next")
    with pytest.raises(ValueError, match="which date is meant; known: 2026-03-02 to 2026-03-03, 2 dates"):
        two.at("9:10")
    assert [now.patient for now in two.at("9:10", date="2026-03-03").patients] == ["P2"]


def test_a_date_outside_the_schedule_is_refused(day: Analysis) -> None:
    with pytest.raises(ValueError, match="does not have that date"):
        day.at("9:10", date="2026-03-09")


def clock_change(date: str) -> Analysis:
    rows = frame("9:00-9:30 P1 PT1 97110").assign(start=f"{date} 00:30", end=f"{date} 04:30")
    return analyze(read_schedule(rows, clinic=ClinicFile(time_zone="America/New_York")))


def test_an_hour_the_clocks_skip_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="skip this time"):
        clock_change("2026-03-08").at("2:30")


def test_an_hour_the_clocks_repeat_means_its_first_time() -> None:
    assert clock_change("2026-11-01").at("1:30").patients[0].state == "one_on_one"


def test_a_time_and_a_moment_are_asked_like_their_text(day: Analysis) -> None:
    asked = day.at("10:57").to_dict()
    assert day.at(time(10, 57)).to_dict() == asked
    assert day.at(pd.Timestamp("2026-03-02 10:57")).to_dict() == asked


@pytest.mark.parametrize("clock", [None, 910, ""])
def test_what_is_no_clock_time_is_refused_in_words(day: Analysis, clock: Any) -> None:
    with pytest.raises(WrongValueError, match="not a clock time"):
        day.at(clock)


def test_one_of_a_kind_is_counted_in_the_singular(day: Analysis) -> None:
    assert repr(day.at("10:30")) == "Instant(2026-03-02T10:30:00, 2 providers, 1 patient)"


def test_a_schedule_without_rows_has_no_date(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("date,start,end,patient\n")
    with pytest.raises(ValueError, match="known: none"):
        analyze(read_schedule(path)).at("9:00")
