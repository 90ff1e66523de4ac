from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.days import frame
from timeline import analyze, read_schedule
from timeline.errors import ScheduleError
from timeline.privacy.key_file import keep_move, kept_move
from timeline.privacy.moved import moved_schedule
from timeline.privacy.pseudonyms import pseudonymise


def test_the_key_keeps_the_first_move_and_gives_it_to_everybody(tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    assert kept_move(key) is None
    assert [keep_move(key, -35), keep_move(key, 7), kept_move(key)] == [-35, -35, -35]
    assert '"dates","moved","35 days earlier"' in key.read_text()


def test_clocks_stay_the_same_across_a_change_of_the_clocks(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text('time_zone = "America/New_York"')
    schedule = read_schedule(frame("9:00-9:30 P1 PT1 97110"), clinic=tmp_path / "clinic.toml")
    later = moved_schedule(schedule, 28)
    assert later.intervals["start"].tolist()[0].isoformat() == "2026-03-30T09:00:00"
    row, before = later.interval_table.iloc[0], schedule.interval_table.iloc[0]
    assert row["end_second"] - row["start_second"] == 1_800
    assert row["start_second"] - before["start_second"] == 28 * 86_400 - 3_600


def test_a_move_onto_an_hour_that_there_is_not_is_none(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text('time_zone = "America/New_York"')
    key = tmp_path / "key.csv"
    keep_move(key, 7)
    row = {"start": "2026-03-01 02:15", "end": "2026-03-01 02:45", "patient": "P1", "provider": "PT1", "role": "PT"}
    table = pd.DataFrame([row | {"code": "97110"}])
    sunday = read_schedule(table, clinic=tmp_path / "clinic.toml")
    with pytest.raises(ScheduleError, match="a key of its own for this schedule"):
        pseudonymise(analyze(sunday), key, level="dates")


def test_a_day_without_rows_stays_as_it_is(tmp_path: Path) -> None:
    nothing = analyze(read_schedule(frame("9:00-9:30 P1 PT1 97110 cancelled")))
    assert pseudonymise(nothing, tmp_path / "key.csv", level="dates").visits.empty
