"""A run over many files: the tables of `analyze`, whatever the workers, the tasks and the interruptions."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import timeline as tl
from tests.audit.test_patterns import days, half_on_the_edge
from tests.disk import full_after
from tests.strategies import rows
from timeline.batching import Batch, Progress, batch
from timeline.batching import rows as reading
from timeline.batching import run as running
from timeline.batching.tables import TABLES
from timeline.clock import DAY
from timeline.errors import EmptyScheduleError, FileError, ScheduleError, WrongValueError
from timeline.samples.generate import generate_months
from timeline.samples.plants import plants
from timeline.schedules import crowding, long_file

EDGES = ("start", "end")
Compare = Callable[[pd.DataFrame, pd.DataFrame], None]
HEADER = "date,start,end,patient,provider,role,code\n"


def contents(folder: Path) -> dict[str, str]:
    """Hash every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [{}, {"contest": "exclusive", "year_to_date": True, "claims": True}],
    ids=["as it is", "with claims and amounts"],
)
def test_every_table_is_that_of_analyze_on_all_files_together(
    chain: Path, files: Sequence[Path], small_tasks: None, alike: Compare, tmp_path: Path, options: dict[str, object]
) -> None:
    schedule = tl.read_schedule(files)
    if options.get("claims"):
        lines = tl.analyze(schedule).lines
        sent = lines.loc[lines["alternative"] == 0, ["date", "patient", "code", "units"]].iloc[::3]
        unseen = pd.DataFrame({"date": ["2026-01-05"], "patient": ["Z9"], "code": ["97110"], "units": [2]})
        sent = pd.concat([sent.assign(date=sent["date"].dt.strftime("%Y-%m-%d")), unseen], ignore_index=True)
        people = sorted(schedule.intervals["patient"].unique())[1:20]
        used = pd.DataFrame({"patient": people, "pool": "PT_SLP", "amount": "2400.00", "as_of": "2026-03-01"})
        options = {**options, "claims": sent, "year_to_date": used}
    whole, done = tl.analyze(schedule, **options), batch(chain, tmp_path / "out", **options)
    for name in TABLES:
        expected = getattr(whole, name)
        if len(expected):
            alike(expected, done.table(name))
        else:
            assert name not in done.tables()
    rules = set(whole.findings["rule"])
    assert {"id.alike", "code.unknown", "policy.unknown", "threshold.unknown", "edit.snapshot"} <= rules
    assert not options or "threshold.crossed" in rules


@pytest.mark.slow
def test_a_pattern_over_the_dates_of_several_tasks_is_that_of_analyze(small_tasks: None, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    pd.DataFrame(days(120, half_on_the_edge)).to_csv(source, index=False)
    whole, done = tl.analyze(tl.read_schedule(source)), batch(source, tmp_path / "out")
    told, rows = [], []
    for findings, shown in (
        (whole.findings, whole.finding_intervals),
        (done.table("findings"), done.table("finding_intervals")),
    ):
        patterns = findings[findings["rule"].str.startswith("pattern.")]
        told.append(patterns[["finding_id", "message", "seconds"]].to_numpy().tolist())
        rows.append(shown[shown["finding_id"].isin(patterns["finding_id"])].to_numpy().tolist())
    assert told[0] == told[1] != []
    assert rows[0] == rows[1] != []


@pytest.mark.slow
def test_the_folder_is_the_same_with_one_worker_and_with_two(
    chain: Path, finished: Batch, small_tasks: None, tmp_path: Path
) -> None:
    seen: list[Progress] = []
    batch(chain, tmp_path / "out", workers=2, progress=seen.append)
    assert contents(tmp_path / "out") == contents(finished.folder)
    assert [each.what for each in seen][:3] == ["read"] * 3
    assert seen[-1].done == seen[-1].of == finished.manifest["rows"]


def test_what_has_to_be_compiled_is_said_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "day.csv").write_text(f"{HEADER}2026-03-02,9:00,9:30,P1,PT1,PT,97110\n")
    for compiling, told in {True: ["read", "compile", "dates"], False: ["read", "dates", "dates"]}.items():
        monkeypatch.setattr(running, "has_to_compile", lambda _, compiling=compiling: compiling)
        seen: list[Progress] = []
        batch(tmp_path / "day.csv", tmp_path / f"out {compiling}", progress=seen.append)
        assert [each.what for each in seen] == told


@pytest.mark.slow
def test_the_folder_is_the_same_with_other_tasks(
    chain: Path, finished: Batch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(running, "TASK_ROWS", 10_000)
    batch(chain, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(finished.folder)


KILLED = """
import os, signal, sys
from timeline.batching import batch, run as running
folder, chain, step = sys.argv[1], sys.argv[2], int(sys.argv[3])
running.TASK_ROWS = 100
whole, taken = os.replace, 0
def replace(*paths):
    global taken
    taken += 1
    if taken == step:
        os.kill(os.getpid(), signal.SIGKILL)
    whole(*paths)
os.replace = replace
batch(chain, folder, resume=os.path.exists(folder))
"""


@pytest.mark.slow
def test_a_run_killed_at_any_write_goes_on_to_the_same_bytes(chain: Path, finished: Batch, tmp_path: Path) -> None:
    """Kill it before a file takes its place: among the rows, among a task's tables, near the end of what is left."""
    folder = tmp_path / "out"
    for step in (3, 25, 40):
        killed = subprocess.run(
            [sys.executable, "-c", KILLED, str(folder), str(chain), str(step)], check=False, cwd=os.getcwd()
        )
        assert killed.returncode == -signal.SIGKILL
    with pytest.raises(FileError, match="holds a run that was stopped"):
        batch(chain, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "TASK_ROWS", 100)
        batch(chain, folder, resume=True)
    assert contents(folder) == contents(finished.folder)


@pytest.mark.slow
@pytest.mark.parametrize("room", [1, 30])
def test_a_run_on_a_disk_that_fills_up_says_so_and_goes_on_to_the_same_bytes(
    chain: Path, finished: Batch, small_tasks: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    folder = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full_after(os.replace, room))
        with pytest.raises(FileError, match="No space left"):
            batch(chain, folder)
    batch(chain, folder, resume=True)
    assert contents(folder) == contents(finished.folder)


def test_the_folder_is_the_same_with_files_read_in_pieces(
    chain: Path, finished: Batch, tmp_path: Path, small_tasks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONG", 1)
    monkeypatch.setattr(reading, "GATHERED", 60)
    monkeypatch.setattr(long_file, "PIECE_ROWS", 40)
    parts: set[str] = set()
    done = batch(
        chain,
        tmp_path / "out",
        progress=lambda _: parts.update(path.name for path in tmp_path.rglob("rows-*.arrow")),
    )
    assert "rows-000000-0001.arrow" in parts
    assert contents(done.folder) == contents(finished.folder)


def test_a_finished_run_is_returned_on_resume_and_refused_otherwise(chain: Path, finished: Batch) -> None:
    assert batch(chain, finished.folder, resume=True).manifest == finished.manifest
    with pytest.raises(FileError, match="holds a finished run"):
        batch(chain, finished.folder)


def test_a_stopped_run_goes_on_with_its_own_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day, folder = tmp_path / "day.csv", tmp_path / "out"
    day.write_text(HEADER + "2026-03-02,9:00,9:30,P1,PT1,PT,97110\n")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(running, "manifest_of", stopped)
        with pytest.raises(KeyboardInterrupt):
            batch(day, folder)
    day.write_text(HEADER + "2026-03-02,9:00,9:45,P1,PT1,PT,97110\n")
    with pytest.raises(FileError, match=r"other content: day\.csv changed since"):
        batch(day, folder, resume=True)
    assert batch(day, folder, overwrite=True).table("codes")["minutes"].tolist() == [45]


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    day, folder = tmp_path / "day.csv", tmp_path / "out"
    day.write_text(HEADER + "2026-03-02,9:00,9:30,P1,PT1,PT,97110\n")
    folder.mkdir()
    (folder / "letter.txt").write_text("dear all")
    with pytest.raises(FileError, match="is not empty"):
        batch(day, folder)
    assert contents(folder).keys() == {"letter.txt"}


def test_everything_wrong_with_all_files_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + "2026-03-02,9:00,8:00,P1,PT1,PT,97110\n")
    (tmp_path / "b.csv").write_text(HEADER + "2026-03-02,9:00,10:00,P1,PT1,PTX,97110\n")
    with pytest.raises(ScheduleError) as wrong:
        batch(tmp_path, tmp_path / "out")
    assert {fault.file for fault in wrong.value.fault_list} == {"a.csv", "b.csv"}


def test_a_run_that_stopped_at_faults_is_simply_run_again(tmp_path: Path) -> None:
    day, folder = tmp_path / "day.csv", tmp_path / "out"
    day.write_text(HEADER + "2026-03-02,9:00,8:00,P1,PT1,PT,97110\n")
    with pytest.raises(ScheduleError):
        batch(day, folder)
    day.write_text(HEADER + "2026-03-02,9:00,9:30,P1,PT1,PT,97110\n")
    assert batch(day, folder).manifest["rows"] == 1


def test_a_row_id_that_two_files_give_is_a_fault(tmp_path: Path) -> None:
    for name, start in (("a", "9:00"), ("b", "11:00")):
        row = f"r1,2026-03-02,{start},12:00,P1,PT1,PT,97110\n"
        (tmp_path / f"{name}.csv").write_text(f"interval_id,{HEADER}{row}")
    with pytest.raises(ScheduleError, match="1 id of another file"):
        batch(tmp_path, tmp_path / "out")


def test_an_id_that_is_what_a_row_of_another_file_is_called_is_a_fault(tmp_path: Path) -> None:
    for name, own in (("a", ""), ("b", "a.csv:2"), ("c", "d.csv:2")):
        (tmp_path / f"{name}.csv").write_text(f"interval_id,{HEADER}{own},2026-03-02,9:00,9:30,P1,PT1,PT,97110\n")
    with pytest.raises(ScheduleError) as wrong:
        batch(tmp_path, tmp_path / "out")
    assert [str(fault.file) for fault in wrong.value.fault_list] == ["b.csv"]


def test_faulty_rows_are_left_out_on_request_and_listed(tmp_path: Path) -> None:
    day = tmp_path / "day.csv"
    day.write_text(HEADER + "2026-03-02,9:00,8:00,P1,PT1,PT,97110\n2026-03-02,9:00,9:30,P2,PT1,PT,97110\n")
    done = batch(day, tmp_path / "out", on_fault="skip")
    assert (done.manifest["rows"], done.manifest["skipped"]) == (1, 1)
    assert pd.read_parquet(done.folder / "skipped.parquet")["interval_id"].tolist() == ["day.csv:2"]


@pytest.mark.parametrize("long", [0, reading.LONG], ids=["in pieces", "whole"])
def test_crowded_dates_are_told_in_one_sentence_before_the_first_is_worked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long: int
) -> None:
    monkeypatch.setattr(crowding, "MOST_PIECES", 9)
    monkeypatch.setattr(crowding, "FEW", 0)
    monkeypatch.setattr(reading, "LONG", long)
    nested = [f"2026-03-0{{}},9:{10 + row},9:{50 - row},P{row},PT1,PT" for row in range(4)]
    files = {"a": [row.format(2) for row in nested[:2]] + [row.format(4) for row in nested]}
    files["b"] = [row.format(day) for day in (2, 3) for row in nested[2:]]
    for name, lines in files.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(["date,start,end,patient,provider,role", *lines]))
    with pytest.raises(ScheduleError) as raised:
        batch(tmp_path, tmp_path / "out", progress=lambda told: None)
    (fault,) = raised.value.fault_list
    assert fault.problem.startswith("4 rows of 2026-03-02 have the same provider, 4 of them at once")
    assert fault.problem.endswith("at most 9 of a date are analyzed; 1 other date would be cut into too many, too")
    (tmp_path / "a.csv").write_text("\n".join(["date,start,end,patient,provider,role", *files["a"][:1]]))
    assert batch(tmp_path, tmp_path / "out").manifest["rows"] == 5


@pytest.mark.parametrize("long", [0, reading.LONG], ids=["in pieces", "whole"])
def test_a_date_is_crowded_by_the_rows_of_all_files_and_not_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long: int
) -> None:
    monkeypatch.setattr(crowding, "MOST_PIECES", 9)
    monkeypatch.setattr(crowding, "FEW", 3)
    monkeypatch.setattr(reading, "LONG", long)
    files = {
        "a": [f"2026-03-02,9:{10 + row},9:{50 - row},P{row},PT1,PT" for row in range(4)],
        "b": [f"2026-03-02,1{row}:00,1{row}:30,P{row},PT2,PT" for row in range(4)],
    }
    paths = [tmp_path / f"{name}.csv" for name in files]
    for path, lines in zip(paths, files.values(), strict=True):
        path.write_text("\n".join(["date,start,end,patient,provider,role", *lines]))
    with pytest.raises(ScheduleError, match="at most 12 of a date"):
        batch(paths[0], tmp_path / "alone")
    assert batch(tmp_path, tmp_path / "out").manifest["rows"] == len(tl.read_schedule(paths).intervals) == 8


def test_files_without_a_row_are_no_clean_year(tmp_path: Path) -> None:
    (tmp_path / "day.csv").write_text(HEADER)
    with pytest.raises(EmptyScheduleError, match="has no row below its header"):
        batch(tmp_path / "day.csv", tmp_path / "out")
    assert batch(tmp_path / "day.csv", tmp_path / "out2", allow_empty=True).manifest["rows"] == 0


def test_a_mapping_whose_pattern_matches_no_file_and_no_worker_are_refused(tmp_path: Path) -> None:
    (tmp_path / "day.csv").write_text(HEADER + "2026-03-02,9:00,9:30,P1,PT1,PT,97110\n")
    with pytest.raises(ScheduleError, match="no file matches the pattern"):
        batch(tmp_path / "day.csv", tmp_path / "out", mapping="other*.csv=google-calendar")
    with pytest.raises(WrongValueError, match="workers"):
        batch(tmp_path / "day.csv", tmp_path / "out", workers=0)


def test_a_run_shows_its_counts_and_refuses_an_unknown_table(finished: Batch) -> None:
    assert repr(finished).startswith("Batch(rows=")
    with pytest.raises(WrongValueError, match="no table 'minutes'"):
        finished.table("minutes")


def test_the_tables_open_in_duckdb_polars_and_pandas(finished: Batch) -> None:
    folder, visits = finished.folder, finished.manifest["visits"]
    pattern = f"{folder}/visits/*/*.parquet"
    assert duckdb.sql(f"select count(*) from '{pattern}'").fetchall() == [(visits,)]
    assert polars.scan_parquet(pattern).select(polars.len()).collect().item() == visits
    assert len(pd.read_parquet(folder / "visits")) == visits


def test_who_has_a_shift_on_another_date_is_missed_on_one_without(
    alike: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TASK_ROWS", 1)
    day = tmp_path / "day.csv"
    day.write_text(
        "date,start,end,patient,provider,role,code,kind\n"
        "2026-03-02,8:00,16:00,,PT1,PT,,shift\n"
        "2026-03-03,8:00,16:00,,PT2,PT,,shift\n"
        "2026-03-03,9:00,9:30,P1,PT1,PT,97110,service\n"
        "2026-03-03,9:00,9:30,P2,PT3,PT,97110,service\n"
    )
    found = batch(day, tmp_path / "out", payer="medicare").table("findings")
    absent = found[found["rule"] == "time.absent"]
    assert dict(zip(absent["providers"], absent["severity"].astype(str), strict=True)) == {
        "PT1": "error",
        "PT3": "review",
    }
    alike(tl.analyze(tl.read_schedule(day, payer="medicare")).findings, found)


@pytest.mark.slow
def test_everything_planted_is_found_by_a_run_as_by_an_audit(alike: Compare, small_tasks: None, tmp_path: Path) -> None:
    planted: list[str] = []
    for name, made in generate_months(days=4, seed=4, plant=list(plants())):
        (tmp_path / f"{name.replace('/', '-')}.csv").write_text(made.csv, encoding="utf-8")
        planted += [one.rule for one in made.planted]
    paths = sorted(tmp_path.glob("*.csv"))
    whole, done = tl.analyze(tl.read_schedule(paths)), batch(paths, tmp_path / "out")
    assert set(planted) <= set(done.manifest["findings_by_rule"])
    for name in ("findings", "finding_people", "finding_intervals"):
        alike(getattr(whole, name), done.table(name))


@pytest.mark.slow
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(rows(), min_size=1, max_size=3), st.integers(1, 3))
def test_random_days_are_to_a_run_what_they_are_to_an_audit(
    alike: Compare, tmp_path_factory: pytest.TempPathFactory, days: list[list[dict[str, Any]]], count: int
) -> None:
    folder = tmp_path_factory.mktemp("days")
    entries = [
        {**row, **{edge: pd.Timestamp("2026-03-02") + pd.Timedelta(number * DAY + row[edge], "s") for edge in EDGES}}
        for number, day in enumerate(days)
        for row in day
    ]
    for place in range(count):
        part = pd.DataFrame(entries[place::count], columns=list(entries[0]) if entries else ["start", "end", "patient"])
        part.drop(columns="id", errors="ignore").to_csv(folder / f"{place}.csv", index=False)
    paths = sorted(folder.glob("*.csv"))
    whole = tl.analyze(tl.read_schedule(paths, payer="medicare"))
    done = batch(paths, folder / "out", payer="medicare", allow_empty=True)
    for name in TABLES:
        expected = getattr(whole, name)
        assert (name in done.tables()) == bool(len(expected))
        if len(expected):
            alike(expected, done.table(name))


def test_a_file_that_cannot_be_read_is_named_as_its_rows_would_be(tmp_path: Path) -> None:
    """Every clinic's file of a month has one name."""
    for clinic in ("east", "west"):
        (tmp_path / clinic).mkdir()
        (tmp_path / clinic / "2026-03.csv").write_text("date,start,end,patient,provider,role,code\n")
    (tmp_path / "west" / "2026-03.csv").unlink()
    (tmp_path / "west" / "2026-03.csv").symlink_to(tmp_path / "gone.csv")
    with pytest.raises(ScheduleError, match=r"west/2026-03\.csv: cannot be read \(No such file"):
        batch([tmp_path / clinic / "2026-03.csv" for clinic in ("east", "west")], tmp_path / "out", workers=1)
