from __future__ import annotations

import csv
import importlib.util
import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import ROWS, Run, Write
from timeline.result import analyze
from timeline.schedules import read_schedule


def test_a_page_shows_visits_providers_and_findings(run: Run, write: Write) -> None:
    ran = run("analyze", write())
    assert (ran.status, ran.err) == (0, "")
    assert "day.csv · 2026-03-02\ncontest rule: nested (a contact" in ran.out
    assert "97112×1 CQ GP  97116×2 GP" in ran.out
    assert "PT1 is recorded with P1 and P2 at the same time" in ran.out


def test_json_on_stdout_is_the_document_and_nothing_else(run: Run, write: Write) -> None:
    path = write()
    ran = run("analyze", path, "--format", "json")
    assert json.loads(ran.out) == json.loads(analyze(read_schedule(path)).to_json())
    assert (ran.status, ran.err) == (0, "")


def test_json_may_go_to_a_private_file(run: Run, write: Write, tmp_path: Path) -> None:
    ran = run("analyze", write(), "--format", "json", "-o", tmp_path / "out.json")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.startswith("wrote ")
    assert json.loads((tmp_path / "out.json").read_text())["contest"] == "nested"
    assert stat.S_IMODE((tmp_path / "out.json").stat().st_mode) == 0o600


def test_a_page_in_a_file_has_no_colours(run: Run, write: Write, tmp_path: Path) -> None:
    run("analyze", write(), "-o", tmp_path / "page.txt")
    assert "\x1b" not in (tmp_path / "page.txt").read_text()


def test_an_existing_file_is_not_written_over(run: Run, write: Write, tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("mine")
    ran = run("analyze", write(), "--format", "json", "-o", tmp_path / "out.json")
    assert ran.status == 2
    assert "add --overwrite" in ran.err
    assert (tmp_path / "out.json").read_text() == "mine"
    assert run("analyze", write(), "--format", "json", "-o", tmp_path / "out.json", "--overwrite").status == 0


def test_csv_is_a_folder_with_one_private_file_per_table(run: Run, write: Write, tmp_path: Path) -> None:
    path = write()
    ran = run("analyze", path, "--format", "csv", "-o", tmp_path / "out")
    tables = analyze(read_schedule(path)).tables()
    assert ran.status == 0
    assert {file.stem for file in (tmp_path / "out").iterdir()} == set(tables)
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "out").iterdir()} == {0o600}


def test_csv_tables_hold_what_the_frames_hold(run: Run, write: Write, tmp_path: Path) -> None:
    path = write()
    run("analyze", path, "--format", "csv", "-o", tmp_path / "out")
    for name, frame in analyze(read_schedule(path)).tables().items():
        with (tmp_path / "out" / f"{name}.csv").open(newline="") as file:
            header, *records = csv.reader(file)
        assert header == list(frame.columns)
        assert records == [["" if cell != cell else str(cell) for cell in row] for row in as_text(frame)]


def as_text(frame: object) -> list[list[object]]:
    told = frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d") for name in frame.columns if name == "date"})  # type: ignore[attr-defined]
    return told.astype(object).where(told.notna(), "").to_numpy().tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_tables_need_a_folder(run: Run, write: Write, kind: str) -> None:
    ran = run("analyze", write(), "--format", kind)
    assert ran.status == 2
    assert "name a folder with -o DIR" in ran.err


def test_parquet_without_its_writer_gives_the_install_line(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    ran = run("analyze", write(), "--format", "parquet", "-o", tmp_path / "out")
    assert ran.status == 2
    assert 'pip install "clinic-timeline[' in ran.err


@pytest.mark.parametrize(
    ("rows", "limit", "status"),
    [
        (ROWS, "error", 1),
        (("9:00-9:30 P1 PT1 97110", "9:28-9:58 P2 PT1 97110"), "error", 0),
        (("9:00-9:30 P1 PT1 97110", "9:28-9:58 P2 PT1 97110"), "review", 1),
        (("9:00-9:30 P1 97010",), "review", 0),
        (("9:00-9:30 P1 97010",), "note", 1),
        (("9:00-9:30 P1 PT1 97110 payer=cpt-midpoint",), "note", 0),
    ],
)
def test_the_exit_status_follows_the_worst_finding(
    run: Run, write: Write, rows: tuple[str, ...], limit: str, status: int
) -> None:
    assert run("analyze", write(*rows), "--fail-on", limit, "--format", "json").status == status


def test_without_a_limit_findings_do_not_fail(run: Run, write: Write) -> None:
    assert run("analyze", write()).status == 0


def test_the_payer_fills_blanks_only(run: Run, write: Write) -> None:
    path = write("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT2 97110 payer=medicare")
    found = json.loads(run("analyze", path, "--payer", "cpt-midpoint", "--format", "json").out)
    assert [visit["payer"] for visit in found["visits"]] == ["cpt-midpoint", "medicare"]


@pytest.mark.parametrize(("second", "said"), [("97124", True), ("97112", False)])
def test_a_page_says_how_to_become_current_where_a_table_was_used_beyond_its_dates(
    run: Run, write: Write, second: str, said: bool
) -> None:
    """C6: the note is not among the findings shown; what it asks for stands below them."""
    ran = run("analyze", write("9:00-9:30 P1 PT1 97110", f"9:30-10:00 P1 PT1 {second}"))
    assert ("To become current: `timeline import-ncci --help`." in ran.out) is said


def test_the_contest_rule_can_be_chosen(run: Run, write: Write) -> None:
    found = json.loads(run("analyze", write(), "--contest", "documented", "--format", "json").out)
    assert found["contest"] == "documented"
    assert found["visits"][1]["timed_minutes"] == 55


def test_a_clinics_own_policy_is_used(run: Run, write: Write, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('payer = "sunny-health"\ntitle = "Own rules"\nextends = "cpt-midpoint"\n')
    path = write("9:00-9:30 P1 PT1 97110 payer=sunny-health")
    found = json.loads(run("analyze", path, "--policy", own, "--format", "json").out)
    assert found["visits"][0]["timed_units"] == 2


def test_faulty_rows_are_left_out_on_request(run: Run, write: Write) -> None:
    path = write("9:00-9:30 P1 PT1 97110", "10:00-9:30 P2 PT1 97110")
    assert run("analyze", path).status == 2
    ran = run("analyze", path, "--on-fault", "skip")
    assert ran.status == 0
    assert "1 row left out" in ran.out


def test_two_files_are_one_analysis(run: Run, write: Write) -> None:
    one, two = write("9:00-9:30 P1 PT1 97110", name="a.csv"), write("9:10-9:20 P2 PT1 97110", name="b.csv")
    assert "a.csv, b.csv" in run("analyze", one, two).out


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02\xff\xfe binary",
        b"\x89PNG\r\n",
        b"a,b\n1,2\n",
        b"\xff\xff\xff",
        b"patient\nSecretive\n",
    ],
    ids=["empty", "binary", "picture", "other columns", "no text", "no clocks"],
)
def test_what_is_no_schedule_gives_a_fault_and_no_patient(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "day.csv"
    path.write_bytes(content)
    ran = run("analyze", path)
    assert (ran.status, ran.out) == (2, "")
    assert "day.csv" in ran.err
    assert "Secretive" not in ran.err


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_missing_file_or_a_folder_is_a_fault(run: Run, tmp_path: Path, name: str) -> None:
    ran = run("analyze", tmp_path / name)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("1 fault")


def test_faults_name_no_people(run: Run, write: Write) -> None:
    path = write("10:00-9:30 P1 PT1 97110", patient="Secretive Sample", provider="Private Person")
    ran = run("analyze", path)
    assert ran.status == 2
    assert "Secretive" not in ran.out + ran.err
    assert "Private" not in ran.out + ran.err


@pytest.mark.parametrize("kind", ["table", "json"])
def test_a_file_with_a_header_only_has_no_visits(run: Run, tmp_path: Path, kind: str) -> None:
    (tmp_path / "day.csv").write_text("date,start,end,patient,provider,role,code\n")
    ran = run("analyze", tmp_path / "day.csv", "--format", kind, "--fail-on", "note", "--allow-empty")
    assert ran.status == 0
    assert ("0 visits" if kind == "table" else '"visits": []') in ran.out


def test_one_row_is_enough(run: Run, write: Write) -> None:
    assert "1 visit ·" in run("analyze", write("9:00-9:30 P1 PT1 97110")).out


STRANGE = ["<b>bold</b>", "=1+1", " a  b ", 'x,"y"', "🩺 7", "long" * 60, "[red]x[/red]", "\x1b[31mred"]


def test_strange_ids_are_shown_as_text(run: Run, write: Write) -> None:
    path = write(*["9:00-9:30 P1 PT1 97110"] * len(STRANGE), patient=STRANGE)
    ran = run("analyze", path)
    assert ran.status == 0
    assert all(shown in ran.out for shown in ("<b>bold</b>", "=1+1", "🩺 7", "[red]x[/red]"))
    assert "\x1b" not in ran.out


def test_strange_ids_stay_whole_in_json(run: Run, write: Write) -> None:
    path = write(*["9:00-9:30 P1 PT1 97110"] * len(STRANGE), patient=STRANGE)
    found = json.loads(run("analyze", path, "--format", "json").out)
    assert {visit["patient"] for visit in found["visits"]} >= {
        "<b>bold</b>",
        "=1+1",
        "a  b",
        'x,"y"',
        "🩺 7",
        "long" * 60,
    }


def test_strange_ids_do_not_run_in_a_spreadsheet(run: Run, write: Write, tmp_path: Path) -> None:
    run("analyze", write(patient="=1+1"), "--format", "csv", "-o", tmp_path / "out")
    for file in (tmp_path / "out").iterdir():
        cells = [cell for record in csv.reader(file.read_text().splitlines()) for cell in record]
        assert not [cell for cell in cells if cell.startswith(("=", "@"))]
    assert "'=1+1" in (tmp_path / "out" / "visits.csv").read_text()


def test_a_payer_nobody_knows_is_a_bad_argument(run: Run, write: Write) -> None:
    ran = run("analyze", write(), "--payer", "sunny-health")
    assert (ran.status, ran.out) == (2, "")
    assert "no policy has that name; known: " in ran.err


def test_the_payer_may_be_an_insurers_name_that_the_clinic_maps(run: Run, write: Write, tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text('[payers]\n"Sunny Health" = "cpt-midpoint"\n')
    ran = run("analyze", write(), "--payer", "sunny health", "--clinic", tmp_path / "clinic.toml", "--format", "json")
    assert {visit["payer"] for visit in json.loads(ran.out)["visits"]} == {"cpt-midpoint"}


def test_money_is_shown_only_where_the_clinic_gives_its_fees(run: Run, write: Write, tmp_path: Path) -> None:
    fees = tmp_path / "fees.csv"
    fees.write_text("code,fee\n97110,30.00\n97112,31.00\n97116,32.50\n")
    assert "fees" not in run("analyze", write()).out
    assert "at the clinic's own fees: 32.50 on contested minutes, 0.00 claimed beyond the record" in (
        run("analyze", write(), "--fees", fees).out
    )


def test_a_trace_is_for_viewers_of_timelines(run: Run, write: Write, tmp_path: Path) -> None:
    path = tmp_path / "day.trace.json"
    ran = run("analyze", write(), "--format", "trace", "-o", path, "--fail-on", "error")
    assert "wrote" in ran.err
    assert json.loads(path.read_text(encoding="utf-8"))["displayTimeUnit"] == "ms"
