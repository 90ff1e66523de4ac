from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.stand_in import Server

FAULT = {
    "file": "day.csv",
    "row": 3,
    "column": "start",
    "value": "x",
    "problem": "cannot be read",
    "repair": "Write 10:57",
}


def choose_file(page: Page, tmp_path: Path) -> None:
    (tmp_path / "day.csv").write_text("start,end\n")
    page.locator("#import-file").set_input_files(tmp_path / "day.csv")


def test_without_a_schedule_the_page_offers_to_import_one(home: Page) -> None:
    expect(home.get_by_role("heading", name="Import a schedule")).to_be_visible()
    expect(home.locator("#content")).to_be_hidden()


def test_an_imported_file_is_sent_as_it_is_and_shown(home: Page, server: Server, tmp_path: Path) -> None:
    choose_file(home, tmp_path)
    expect(home.locator("#gd")).to_be_visible()
    _, path, headers, body = next(each for each in server.asked if each[0] == "PUT")
    assert (path, headers["x-timeline"], body) == ("/api/schedule?name=day.csv", "1", "start,end\n")
    expect(home.locator("#import")).to_be_hidden()


def test_faults_are_listed_with_their_repair(watched: Watched, home: Page, server: Server, tmp_path: Path) -> None:
    server.refusal = 422, {"faults": [FAULT], "count": 250}
    choose_file(home, tmp_path)
    expect(home.get_by_role("heading", name="250 faults: nothing was imported")).to_be_visible()
    for told in ("day.csv", "cannot be read", "Write 10:57", "… and 249 more"):
        expect(home.locator("#import-result")).to_contain_text(told)
    watched.complaints.clear()  # Chromium itself notes the refused request


def test_a_file_that_is_too_large_is_refused_in_words(
    watched: Watched, home: Page, server: Server, tmp_path: Path
) -> None:
    server.refusal = 413, None
    choose_file(home, tmp_path)
    expect(home.get_by_role("alert").get_by_text("The file is too large.")).to_be_visible()
    watched.complaints.clear()  # Chromium itself notes the refused request


def test_a_dropped_file_is_imported(home: Page, server: Server) -> None:
    home.evaluate(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["start,end\\n"], "dropped.csv", { type: "text/csv" }));
            window.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, cancelable: true }));
        }"""
    )
    expect(home.locator("#gd")).to_be_visible()
    assert any(path == "/api/schedule?name=dropped.csv" for _, path, _, _ in server.asked)


def test_a_reviewer_records_a_decision(home: Page, server: Server, tmp_path: Path) -> None:
    choose_file(home, tmp_path)
    home.locator("#findings tbody button.link").first.click()
    home.get_by_role("radio", name="Dismissed").check()
    home.get_by_label("Reason").fill("Checked with the author")
    home.get_by_label("Initials").fill("AB")
    home.get_by_role("button", name="Record").click()
    expect(home.locator("#panel-proof")).to_contain_text(
        "Dismissed by AB, 2026-03-02 12:00 UTC: Checked with the author"
    )
    # Who decides by keys goes on from there, and is known.
    expect(home.locator("#panel-proof")).to_be_focused()
    expect(home.get_by_label("Initials")).to_have_value("AB")
    sent = json.loads(next(body for method, path, _, body in server.asked if method == "POST"))
    assert sent.keys() == {"finding", "decision", "reason", "initials"}
    decision = home.get_by_role("combobox", name="Decision")
    expect(decision.locator("option[value=dismissed]")).to_have_text("Dismissed (1)")
    decision.select_option("dismissed")
    expect(home.locator("#findings tbody tr")).to_have_count(1)
    expect(home.locator("#findings tbody .graded")).to_contain_text("Dismissed")


def test_without_a_log_there_is_nothing_to_decide(home: Page, server: Server, tmp_path: Path) -> None:
    server.decisions = {"enabled": False, "decisions": []}
    choose_file(home, tmp_path)
    home.locator("#findings tbody button.link").first.click()
    expect(home.locator("#panel-proof")).to_contain_text("What happened")
    expect(home.get_by_role("heading", name="Decision")).to_have_count(0)


def test_a_log_that_was_changed_is_named(home: Page, server: Server, tmp_path: Path) -> None:
    server.decisions = {"enabled": False, "decisions": [], "problems": ["record 2 does not follow record 1"]}
    choose_file(home, tmp_path)
    home.locator("#findings tbody button.link").first.click()
    expect(home.locator("#panel-proof")).to_contain_text("The log was changed by something other than timeline")


def test_the_server_forgets_a_schedule_on_request(home: Page, server: Server, tmp_path: Path) -> None:
    choose_file(home, tmp_path)
    home.get_by_role("button", name="Close this schedule").click()
    expect(home.get_by_role("heading", name="Import a schedule")).to_be_visible()
    assert ("DELETE", "/api/schedule") in [each[:2] for each in server.asked]


def test_the_bar_of_an_imported_file_fits_a_phone(watched: Watched, home: Page, tmp_path: Path) -> None:
    home.set_viewport_size({"width": 390, "height": 844})
    choose_file(home, tmp_path)
    expect(home.locator("#gd")).to_be_visible()
    assert home.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        ({"place": 2, "stage": "", "seconds": 3.2, "limit": 120}, "Waiting: 2 schedules before this one…"),
        (
            {"place": 0, "stage": "Looking for findings", "seconds": 3.2, "limit": 120},
            "Looking for findings… 3 of at most",
        ),
    ],
)
def test_an_import_says_where_it_is_and_a_refusal_what_the_limit_was(
    watched: Watched, home: Page, server: Server, tmp_path: Path, progress: dict[str, Any], told: str
) -> None:
    server.progress = progress
    choose_file(home, tmp_path)
    expect(home.locator("#import-result")).to_contain_text(told)
    server.held[0].fulfill(status=503, body='{"error": "More than 120 seconds."}', content_type="application/json")
    expect(home.locator("#import-result")).to_have_text("More than 120 seconds.")
    watched.complaints.clear()  # Chromium itself notes the refused request
