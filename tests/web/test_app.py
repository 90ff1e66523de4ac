from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.web.conftest import OWN, Browser, Serve, analysed, csv_of, payload
from timeline.web.app import _analysed
from timeline.web.uploads import Limits

SMALL = Limits(bytes=2_000, rows=20, upload_seconds=5, drained=5_000)


def test_the_page_and_its_files_are_served(browser: Browser) -> None:
    page, script = browser.get("/"), browser.get("/static/viewer.js")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<title>page</title>" in page.text
    assert (script.status_code, script.headers["content-type"]) == (200, "text/javascript; charset=utf-8")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/....//etc/passwd",
        "/static/..%5c..%5cetc",
        "/static//etc/passwd",
        "/static/",
        "/static/viewer.js/x",
        "/static/viewer.js%00",
        "/etc/passwd",
        "//etc/passwd",
        "/api/result/",
    ],
)
def test_a_path_leads_nowhere_but_to_known_answers(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "root" not in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"),
        ("PUT", "/api/result"),
        ("POST", "/api/schedule"),
        ("DELETE", "/api/decisions"),
        ("GET", "/api/schedule"),
    ],
)
def test_a_wrong_method_is_refused(browser: Browser, method: str, path: str) -> None:
    assert browser.ask(method, path, headers=OWN).status_code == 405


def test_before_the_first_import_there_is_no_result(browser: Browser) -> None:
    answer = browser.get("/api/result")
    assert (answer.status_code, answer.content) == (204, b"")


def test_an_import_is_answered_with_the_page_s_data_and_kept_for_the_session(browser: Browser) -> None:
    answer = browser.put(csv_of(), name="monday.csv")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == {"visits": 3, "inputs": ["monday.csv"]}
    assert browser.get("/api/result").json() == answer.json()


def test_a_cleared_session_shows_nothing_even_of_the_files_it_began_with(serve: Serve) -> None:
    browser = serve(first=analysed("first.csv", csv_of())).browser()
    assert browser.get("/api/result").json()["inputs"] == ["first.csv"]
    assert browser.ask("DELETE", "/api/schedule", headers=OWN).status_code == 204
    assert browser.get("/api/result").status_code == 204


def test_each_session_looks_at_its_own_schedule(serve: Serve) -> None:
    server = serve(first=analysed("first.csv", csv_of()))
    one, two, three = (server.browser() for _ in range(3))
    one.put(csv_of(ROW), name="one.csv")
    two.put(csv_of(ROW), name="two.csv")
    seen = [each.get("/api/result").json()["inputs"] for each in (one, two, three)]
    assert seen == [["one.csv"], ["two.csv"], ["first.csv"]]


ROW = "9:00-9:30 P1 PT1 97110"


def test_several_people_import_at_once(serve: Serve) -> None:
    server = serve()
    browsers = [server.browser() for _ in range(6)]

    async def everybody() -> list[dict[str, object]]:
        asking = (
            each.asked("PUT", f"/api/schedule?name={n}.csv", content=csv_of(ROW), headers=OWN)
            for n, each in enumerate(browsers)
        )
        return [answer.json() for answer in await asyncio.gather(*asking)]

    assert asyncio.run(everybody()) == [{"visits": 1, "inputs": [f"{n}.csv"]} for n in range(6)]
    assert [each.get("/api/result").json()["inputs"] for each in browsers] == [[f"{n}.csv"] for n in range(6)]


def test_who_imported_longest_ago_is_told_that_others_took_the_room(serve: Serve) -> None:
    server = serve(limits=Limits(kept=1), log=True)
    one, two = server.browser(), server.browser()
    one.put(csv_of(ROW), name="one.csv")
    two.put(csv_of(ROW), name="two.csv")
    for answer in (one.get("/api/result"), one.ask("POST", "/api/decisions", json={"finding": "f"}, headers=OWN)):
        assert (answer.status_code, answer.json()["error"]) == (
            410,
            "Others imported schedules meanwhile, and yours was let go. Import it again.",
        )
    assert two.get("/api/result").json()["inputs"] == ["two.csv"]


def test_a_faulty_schedule_is_answered_with_every_fault_and_no_person(browser: Browser) -> None:
    content = csv_of(ROW, patient="Secret Jane", role="WIZARD", end="2026-03-02 08:00:00")
    answer = browser.put(content, name="day.csv")
    found = answer.json()
    assert (answer.status_code, found["count"]) == (422, len(found["faults"]))
    assert {fault["column"] for fault in found["faults"]} == {"role", "end"}
    assert all({"file", "row", "column", "value", "problem", "repair"} <= fault.keys() for fault in found["faults"])
    assert [fault["row"] for fault in found["faults"]] == [2, 2]
    assert "Jane" not in answer.text


def test_many_faults_are_counted_and_the_first_two_hundred_listed(browser: Browser) -> None:
    found = browser.put(csv_of(*[ROW] * 300, role="WIZARD")).json()
    assert (found["count"], len(found["faults"])) == (300, 200)


def test_a_failed_import_leaves_what_was_there(browser: Browser) -> None:
    browser.put(csv_of(), name="good.csv")
    assert browser.put(b"nonsense", name="bad.csv").status_code == 422
    assert browser.get("/api/result").json()["inputs"] == ["good.csv"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0" * 100,
        b"\xff\xfe\x00",
        b"PK\x03\x04 not a workbook",
        b"<html><script>alert(1)</script>",
        b'{"start": 1}',
        b'"open',
        b"start,end,patient\n" + b"x," * 500,
        bytes(range(256)) * 4,
    ],
)
def test_garbage_is_answered_with_faults(browser: Browser, body: bytes) -> None:
    answer = browser.put(body)
    assert answer.status_code == 422
    assert answer.json()["count"] >= 1
    assert "Traceback" not in answer.text


def test_a_file_that_is_too_large_is_refused_by_its_stated_length(serve: Serve) -> None:
    answer = serve(limits=SMALL).browser().put(b"x" * 2_001)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert "2,000 bytes" in answer.json()["error"]


def test_a_file_of_too_many_rows_is_refused(serve: Serve) -> None:
    limits = Limits(bytes=2_000, rows=20)
    assert serve(limits=limits).browser().put(b"a\n" * 21).status_code == 413


def test_an_endless_upload_is_cut(serve: Serve) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1_000
            yield b"x" * 1_000

    answer = serve(limits=SMALL).browser().put(endless())
    assert answer.status_code == 413
    assert taken < 10_000


def test_an_upload_that_dawdles_is_cut(serve: Serve) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"start,"
        await asyncio.Event().wait()

    assert serve(limits=Limits(upload_seconds=0.05)).browser().put(slow()).status_code == 408


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "C:%5Cetc%5Cpasswd", "%00/passwd", "%2Fetc%2Fpasswd"]
)
def test_a_file_s_name_is_its_last_part_and_opens_nothing(browser: Browser, name: str) -> None:
    assert browser.put(csv_of(), name=name).json()["inputs"] == ["passwd"]


@pytest.fixture
def opened() -> Iterator[list[object]]:
    """List every path that anything opens, however it does."""
    seen: list[object] = []
    listening = [True]  # a hook cannot be taken out again
    sys.addaudithook(lambda event, told: seen.append(told[0]) if event == "open" and listening else None)
    yield seen
    listening.clear()


def test_an_import_writes_nothing_to_the_disk(browser: Browser, opened: list[object]) -> None:
    browser.put(csv_of())  # loads what is read only once
    work = partial(_analysed, analysed, payload, "day.csv", csv_of(note="x" * 100_000))
    work()
    opened.clear()
    work()  # as the other process does
    assert browser.put(csv_of() + b"# a comment\n" * 100_000).status_code == 413
    assert browser.put(csv_of(note="x" * 100_000)).status_code == 200
    assert opened == []


def test_decisions_are_off_without_a_log(browser: Browser) -> None:
    assert browser.get("/api/decisions").json() == {"enabled": False, "decisions": []}
    answer = browser.decide(finding="x", decision="accepted", reason="seen", initials="AB")
    assert (answer.status_code, "--log" in answer.json()["error"]) == (409, True)


def contested(serve: Serve) -> tuple[Browser, str]:
    """Give a browser that looks at a contest, and the finding's id."""
    content = csv_of(patient_name="Grace Sample", provider_name="Test Therapist One")
    browser = serve(log=True).browser()
    assert browser.put(content).status_code == 200
    (found,) = (
        finding.id for finding in analysed("day.csv", content).finding_list if finding.rule.id == "overlap.contested"
    )
    return browser, found


def test_a_decision_is_recorded_and_given_back(serve: Serve) -> None:
    browser, finding = contested(serve)
    record = browser.decide(finding=finding, decision="corrected", reason="Clock  was wrong", initials="ab").json()
    assert {name: record[name] for name in ("n", "finding", "rule", "date", "decision", "reason", "initials")} == {
        "n": 1,
        "finding": finding,
        "rule": "overlap.contested",
        "date": "2026-03-02",
        "decision": "corrected",
        "reason": "Clock was wrong",
        "initials": "ab",
    }
    assert record["time"].endswith("Z")
    assert [len(sha256) for sha256 in record["inputs"]] == [64]
    assert browser.get("/api/decisions").json() == {"enabled": True, "decisions": [record], "problems": []}


def test_a_session_sees_decisions_about_its_own_findings_only(serve: Serve) -> None:
    browser, finding = contested(serve)
    browser.decide(finding=finding, decision="accepted", reason="seen", initials="AB")
    browser.put(csv_of(ROW))
    assert browser.get("/api/decisions").json()["decisions"] == []
    answer = browser.decide(finding=finding, decision="accepted", reason="seen", initials="AB")
    assert (answer.status_code, "no longer" in answer.json()["error"]) == (409, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "maybe"},
        {"decision": ["accepted"]},
        {"reason": "  "},
        {"reason": "x" * 501},
        {"reason": "bell \a"},
        {"reason": "half \ud800"},
        {"reason": None},
        {"initials": ""},
        {"initials": "1"},
        {"initials": "Somebody"},
    ],
)
def test_a_decision_that_is_not_whole_is_refused(serve: Serve, wrong: dict[str, object]) -> None:
    browser, finding = contested(serve)
    whole = {"finding": finding, "decision": "accepted", "reason": "seen", "initials": "A.B."}
    answer = browser.ask("POST", "/api/decisions", content=dumped(whole | wrong), headers=OWN)
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.json()["error"]
    assert browser.decide(**whole).status_code == 200


def dumped(sent: dict[str, object]) -> bytes:
    """Write JSON with every sign escaped, lone halves of pairs too."""
    return json.dumps(sent).encode()


@pytest.mark.parametrize(
    "reason", ["P1 was resting", "seen by pt1.", "Grace asked for it", "GRACE SAMPLE: no, Sample's row"]
)
def test_a_reason_that_names_somebody_is_refused(serve: Serve, reason: str) -> None:
    browser, finding = contested(serve)
    answer = browser.decide(finding=finding, decision="accepted", reason=reason, initials="AB")
    assert answer.status_code == 422
    assert reason not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"[" * 5_000, b"\xff", b'{"finding": {"a": 1}}'])
def test_garbage_is_no_decision(serve: Serve, body: bytes) -> None:
    browser, _ = contested(serve)
    assert browser.ask("POST", "/api/decisions", content=body, headers=OWN).status_code == 409


def test_a_decision_is_short(serve: Serve) -> None:
    browser, _ = contested(serve)
    assert browser.ask("POST", "/api/decisions", content=b"x" * 200_001, headers=OWN).status_code == 413


def test_a_log_changed_while_the_server_runs_gets_no_more_records(serve: Serve, tmp_path: Path) -> None:
    browser, finding = contested(serve)
    whole = {"finding": finding, "decision": "accepted", "reason": "seen", "initials": "AB"}
    browser.decide(**whole)
    log = tmp_path / "decisions.jsonl"
    with closing(sqlite3.connect(log)) as database:
        database.executescript(
            "DROP TRIGGER record_stays; UPDATE record SET content = replace(content, 'seen', 'sent')"
        )
    answer = browser.decide(**whole)
    assert (answer.status_code, "--log" in answer.json()["error"]) == (409, True)
    assert browser.get("/api/decisions").json()["enabled"] is False


def test_one_decision_on_several_findings_is_recorded_as_a_whole(serve: Serve) -> None:
    browser, finding = contested(serve)
    whole = {"decision": "accepted", "reason": "seen", "initials": "AB"}
    assert browser.decide(findings=[finding, "none"], **whole).status_code == 409
    (record,) = browser.decide(findings=[finding], **whole).json()["decisions"]
    assert (record["n"], record["before"], record["cause"]) == (1, "open", finding)
    assert len(record["session"]) == 12
    assert len(record["manifest"]) == 64
    assert browser.decide(finding=finding, **whole).json()["before"] == "accepted"
