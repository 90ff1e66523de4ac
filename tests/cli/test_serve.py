from __future__ import annotations

import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import timeline.web.serve
from tests.cli.conftest import Run, Write
from tests.days import frame
from timeline.decisions import DecisionLog, FindingKey
from timeline.decisions.record import Basis
from timeline.errors import FaultyInputError, ScheduleError
from timeline.web.app import Service
from timeline.web.serve import bind

ROOT = Path(__file__).parents[2]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Service]]:
    """List the services the command would serve; nothing listens."""
    found: list[Service] = []

    def note(service: Service, taken: Any, announce: Any) -> None:
        taken.close()
        found.append(service)
        announce("http://127.0.0.1:1/?token=x")

    monkeypatch.setattr(timeline.web.serve, "serve", note)
    yield found
    logger = logging.getLogger("timeline.web")
    logger.propagate = True
    logger.handlers.clear()


def content(*lines: str, **columns: object) -> bytes:
    return bytes(frame(*lines).drop(columns="interval_id").assign(**columns).to_csv(index=False).encode())


def test_the_link_is_on_stdout_and_words_on_stderr(run: Run, served: list[Service]) -> None:
    ran = run("serve")
    assert (ran.status, ran.out, ran.err) == (0, "http://127.0.0.1:1/?token=x\n", "Press Ctrl-C to stop the server.\n")
    assert (served[0].first, served[0].log) == (None, None)


def test_files_are_read_before_anything_is_served(run: Run, write: Write, served: list[Service]) -> None:
    assert run("serve", write(), "--contest", "exclusive").status == 0
    assert served[0].first is not None
    assert (len(served[0].first.visits), served[0].first.contest) == (2, "exclusive")
    faulty = run("serve", write(role="WIZARD"))
    assert (faulty.status, len(served)) == (2, 1)
    assert "is not a known role" in faulty.err


def test_an_import_is_read_with_the_same_options(run: Run, served: list[Service], tmp_path: Path) -> None:
    mapping, clinic = tmp_path / "map.toml", tmp_path / "clinic.toml"
    mapping.write_text('[values.role]\nWIZARD = "PT"\n')
    clinic.write_text('clinic = "north"\n')
    options = ("--map", mapping, "--clinic", clinic, "--payer", "cpt-midpoint", "--contest", "documented")
    assert run("serve", *options).status == 0
    found = served[0].analyse("day.csv", content("9:00-9:30 P1 PT1 97110", role="WIZARD"))
    assert found.visits[["clinic", "payer"]].to_numpy().tolist() == [["north", "cpt-midpoint"]]
    assert found.contest == "documented"
    assert found.intervals["interval_id"].tolist() == ["day.csv:2"]


def test_faulty_rows_of_an_import_may_be_skipped(run: Run, served: list[Service]) -> None:
    run("serve", "--on-fault", "skip")
    found = served[0].analyse("day.csv", content("9:00-9:30 P1 PT1 97110", "9:30-9:40 P2 PT1", role=["PT", "WIZARD"]))
    assert len(found.visits) == len(found.skipped) == 1


def test_an_import_stops_at_faults_by_default(run: Run, served: list[Service]) -> None:
    run("serve")
    with pytest.raises(ScheduleError):
        served[0].analyse("day.csv", content("9:00-9:30 P1 PT1 97110", role="WIZARD"))


def test_files_and_imports_are_pseudonymised_with_one_key(
    run: Run, write: Write, served: list[Service], tmp_path: Path
) -> None:
    path, key = write(), tmp_path / "key.csv"
    assert run("serve", path, "--pseudonymise", key).status == 0
    first, imported = served[0].first, served[0].analyse("P1_tuesday.csv", path.read_bytes())
    assert first is not None
    assert first.to_json() == imported.to_json()
    assert set(imported.visits["patient"].str.rpartition("-")[0]) == {"Patient"}
    assert "P1" not in imported.to_json()


@pytest.mark.parametrize("level", ["sites", "dates"])
def test_imports_are_pseudonymised_as_far_as_the_files_are(
    run: Run, write: Write, served: list[Service], tmp_path: Path, level: str
) -> None:
    path = write()
    assert run("serve", path, "--pseudonymise", tmp_path / "key.csv", "--pseudonymise-level", level).status == 0
    first, imported = served[0].first, served[0].analyse("P1_tuesday.csv", path.read_bytes())
    assert first is not None
    assert first.to_json() == imported.to_json()
    assert imported.schedule.pseudonymised == level
    assert run("serve", path, "--pseudonymise-level", level).status == 2


def test_a_fault_of_a_pseudonymised_import_does_not_repeat_its_file_s_name(
    run: Run, served: list[Service], tmp_path: Path
) -> None:
    run("serve", "--pseudonymise", tmp_path / "key.csv")
    with pytest.raises(ScheduleError, match=r"schedule\.csv:1"):
        served[0].analyse("Secret Jane.csv", b"nonsense\n1\n")


@pytest.mark.parametrize("option", ["--map", "--clinic", "--policy"])
def test_a_wrong_file_of_rules_is_told_before_anything_is_served(
    run: Run, served: list[Service], tmp_path: Path, option: str
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("unknown = 1\n")
    ran = run("serve", option, wrong)
    assert (ran.status, served) == (2, [])
    assert "wrong.toml" in ran.err


def test_a_log_is_checked_and_its_last_hash_told(run: Run, served: list[Service], tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    sent = {"decision": "accepted", "reason": "seen", "initials": "AB"}
    record = DecisionLog(path).append(FindingKey("x", "claim.aide", "2026-03-02"), sent, Basis())
    ran = run("serve", "--log", path)
    assert ran.err.count(f"log.jsonl: decisions so far: 1, last hash {record['hash']}") == 2  # at the start and the end
    assert served[0].log is not None


def test_a_log_somebody_changed_is_told_and_the_page_is_served(run: Run, served: list[Service], tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("{}\n")
    ran = run("serve", "--log", path)
    assert (ran.status, len(served)) == (0, 1)
    assert "the log was changed by something other than timeline" in ran.err
    assert "record 1: not a record" in ran.err
    assert "name another file with --log" in ran.err


def test_a_port_in_use_is_a_fault(run: Run, served: list[Service]) -> None:
    with bind(0) as taken:
        taken.listen()
        ran = run("serve", "--port", taken.getsockname()[1])
    assert (ran.status, served) == (2, [])
    assert "cannot be used" in ran.err


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_is_a_number_there_is(run: Run, port: str) -> None:
    assert run("serve", "--port", port).status == 2


def test_the_real_page_is_served_with_the_files_and_ctrl_c_ends_it(write: Write) -> None:
    command = [sys.executable, "-m", "timeline", "serve", str(write())]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    link = running.stdout.readline().strip()
    with httpx.Client(follow_redirects=True, trust_env=False) as client:
        page = client.get(link)
        found = [client.get(page.url.join(path)) for path in ("/static/viewer.js", "/static/plotly.js", "/api/result")]
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert (page.status_code, "token" in str(page.url)) == (200, False)
    assert [answer.status_code for answer in found] == [200] * 3
    assert len(found[-1].json()["days"]) == 1
    assert (running.returncode, err) == (0, "Press Ctrl-C to stop the server.\n")


def test_a_part_of_the_files_is_shown_and_an_import_whole(run: Run, write: Write, served: list[Service]) -> None:
    day = write("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110", "9:00-9:30 P3 PT2 97110")
    assert run("serve", day, "--provider", "PT2").status == 0
    assert served[0].first is not None
    assert served[0].first.visits["patient"].tolist() == ["P3"]
    assert len(served[0].analyse("day.csv", content("9:00-9:30 P1 PT1 97110")).visits) == 1


def test_a_part_is_shown_under_pseudonyms(run: Run, write: Write, served: list[Service], tmp_path: Path) -> None:
    day = write("9:00-9:30 P1 PT1 97110", "9:00-9:30 P3 PT2 97110")
    assert run("serve", day, "--provider", "PT2", "--pseudonymise", tmp_path / "key.csv").status == 0
    assert served[0].first is not None
    assert len(served[0].first.visits) == 1
    assert not set(served[0].first.intervals["provider"]) & {"PT1", "PT2"}


def test_a_part_that_no_row_has_is_refused_before_anything_is_served(
    run: Run, write: Write, served: list[Service]
) -> None:
    assert run("serve", write(), "--provider", "PT9").status == 2
    assert not served


def test_nothing_can_be_narrowed_without_files(run: Run, served: list[Service]) -> None:
    ran = run("serve", "--provider", "PT1")
    assert (ran.status, served) == (2, [])
    assert "name the files" in ran.err


def test_a_key_needs_its_log(run: Run, served: list[Service], tmp_path: Path) -> None:
    ran = run("serve", "--key", tmp_path / "key")
    assert (ran.status, served) == (2, [])
    assert "--key belongs to a log: name one with --log." in ran.err


def test_an_import_without_rows_may_be_allowed(run: Run, served: list[Service]) -> None:
    empty = b"date,start,end,patient,provider,role,code\n"
    run("serve")
    with pytest.raises(FaultyInputError, match="row"):
        served[0].analyse("day.csv", empty)
    run("serve", "--allow-empty")
    assert served[1].analyse("day.csv", empty).visits.empty
