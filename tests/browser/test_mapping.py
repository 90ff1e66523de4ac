from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched
from tests.browser.stand_in import Server
from tests.browser.test_home import FAULT
from tests.browser.test_viewer import accessible
from tests.proposal.test_answers import EXPORT
from timeline.web.proposals import proposed


@pytest.fixture
def asked(watched: Watched, home: Page, server: Server, tmp_path: Path) -> Page:
    """Choose a file that the server cannot read as it is, and of which it has a proposal."""
    server.refusal = 422, {"faults": [FAULT], "count": 3}
    server.proposal = proposed("visits.csv", EXPORT, ())
    (tmp_path / "visits.csv").write_bytes(EXPORT)
    home.locator("#import-file").set_input_files(tmp_path / "visits.csv")
    expect(home.get_by_role("heading", name="This is how the file would be read")).to_be_visible()
    watched.complaints.clear()  # Chromium itself notes the refused request
    return home


def test_a_foreign_file_shows_its_first_rows_as_they_are_understood(asked: Page) -> None:
    rows = asked.locator(".mapping-rows tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("2026-03-04 09:00:00")
    expect(rows.first).to_contain_text("P1")
    expect(asked.locator("#import-result")).to_contain_text("3 faults as the file stands")


def test_an_answer_reads_the_rows_anew(asked: Page, server: Server) -> None:
    server.proposal = proposed("visits.csv", EXPORT, [1])
    asked.get_by_role("radio", name="Day first").check()
    expect(asked.locator(".mapping-rows tbody tr").first).to_contain_text("2026-04-03 09:00:00")
    assert any(path.endswith("name=visits.csv&answers=1,0,0") for _, path, _, _ in server.asked)


def test_a_choice_between_clocks_is_told_in_words(watched: Watched, home: Page, server: Server, tmp_path: Path) -> None:
    server.refusal = 422, {"faults": [FAULT], "count": 1}
    rows = ("1,2026-03-02 08:00,2026-03-02 08:45,2026-03-02 08:07,2026-03-02 08:52,Active",)
    content = "\n".join(
        ("patient_id,start_date,end_date,check_in_time,check_out_time,appointment_status", *rows)
    ).encode()
    server.proposal = proposed("visits.csv", content, ())
    (tmp_path / "visits.csv").write_bytes(content)
    home.locator("#import-file").set_input_files(tmp_path / "visits.csv")
    told = "planned: start_date to end_date; took place: check_in_time to check_out_time"
    expect(home.get_by_role("radio", name=told)).to_be_checked()
    colour = "(button) => getComputedStyle(button).backgroundColor"
    first, other = (home.get_by_role("button", name=name) for name in ("Import it so", "Save this mapping"))
    assert first.evaluate(colour) != other.evaluate(colour)
    watched.complaints.clear()  # Chromium itself notes the refused request


def test_the_file_is_imported_as_the_answers_say(asked: Page, server: Server) -> None:
    asked.get_by_role("radio", name="Day first").check()
    asked.get_by_role("button", name="Import it so").click()
    expect(asked.locator("#content")).to_be_visible()
    assert ("PUT", "/api/schedule?name=visits.csv&answers=1,0,0") in [each[:2] for each in server.asked]


def test_the_mapping_can_be_kept(asked: Page, tmp_path: Path) -> None:
    with asked.expect_download() as waiting:
        asked.get_by_role("button", name="Save this mapping").click()
    waiting.value.save_as(tmp_path / "mapping.toml")
    assert waiting.value.suggested_filename == "mapping.toml"
    assert (tmp_path / "mapping.toml").read_text() == proposed("visits.csv", EXPORT, ())["toml"]


def test_a_list_of_charges_is_no_schedule(watched: Watched, home: Page, server: Server, tmp_path: Path) -> None:
    server.refusal = 422, {"faults": [FAULT], "count": 1}
    charges = b"Service Date,Patient ID,CPT,Units\n03/04/2026,7001,97110,2\n03/13/2026,7002,97112,1\n"
    server.proposal = proposed("charges.csv", charges, ())
    assert server.proposal["kind"] == "claims"
    (tmp_path / "charges.csv").write_bytes(charges)
    home.locator("#import-file").set_input_files(tmp_path / "charges.csv")
    expect(home.locator(".mapping")).to_contain_text("no schedule")
    expect(home.get_by_role("button", name="Import it so")).to_have_count(0)
    watched.complaints.clear()  # Chromium itself notes the refused request


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_answer(asked: Page, scheme: str) -> None:
    asked.emulate_media(color_scheme=scheme)
    assert accessible(asked) == []
    asked.set_viewport_size(PHONE)
    assert accessible(asked) == []
    assert asked.evaluate("document.documentElement.scrollWidth") <= 390
