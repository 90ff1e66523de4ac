from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests import days
from tests.browser.conftest import Watched
from tests.browser.stand_in import Server
from tests.browser.test_viewer import accessible
from tests.views.conftest import analyzed
from tests.views.viewer.test_options import ROWS
from timeline import analyze, read_schedule
from timeline.planning import plan
from timeline.views.report import report_html
from timeline.views.viewer.pack import packed
from timeline.views.viewer.payload import page_payload
from timeline.views.viewer.plans import plans_told

BOOKED = analyzed(*ROWS, patient_name=["", "", "<b>Ada</b> \u202egnol", "<b>Ada</b> \u202egnol"])
PLANS = plan(BOOKED)


@pytest.fixture
def planned(watched: Watched, tmp_path: Path) -> Page:
    """Open a page that was given plans."""
    (tmp_path / "plans.html").write_text(report_html(BOOKED, plans=PLANS), encoding="utf-8")
    return watched.open((tmp_path / "plans.html").as_uri())


def test_a_plan_is_previewed_by_keyboard_and_changes_nothing(planned: Page) -> None:
    panel = planned.locator("#panel-plan")
    expect(panel).to_contain_text("15provider minutes claimed twice as booked")
    before = planned.evaluate("JSON.stringify(document.getElementById('plot').drawn().envelopes)")
    assert accessible(planned) == []
    planned.get_by_role("button", name="Plan 1").focus()
    planned.keyboard.press("Enter")
    expect(panel).to_contain_text("15 → 0provider minutes claimed twice: proved best")
    expect(planned.get_by_role("button", name="Plan 1")).to_be_focused()
    expect(planned.locator(".ghost:visible")).to_have_count(2)  # in the key, and on the chart
    assert planned.evaluate("document.getElementById('plot').drawn().overlaps.map((each) => each.cleared)") == [True]
    assert planned.evaluate("JSON.stringify(document.getElementById('plot').drawn().envelopes)") == before
    load = planned.evaluate("document.getElementById('plot').drawn().strips[0]")
    before, after = ([cell["over"] for cell in load[which]] for which in ("booked", "cells"))
    assert (sum(before), sum(after)) == (1, 0)
    expect(planned.locator("#load-names")).to_contain_text("over in 1 → 0 × 15 min")
    change = PLANS.to_dict()["plans"][0]["changes"][0]
    clocks = [change[name][11:16] for name in ("start_before", "start", "end")]
    expect(panel.locator(".phone li")).to_have_count(1)
    expect(panel.locator(".phone-new")).to_contain_text("{} → {}–{}".format(*clocks))
    panel.get_by_role("button", name="Ada").press("Enter")
    expect(planned.locator("#over .ghost")).to_be_in_viewport()
    planned.emulate_media(color_scheme="dark")
    assert accessible(planned) == []
    with planned.expect_download() as saved:
        planned.get_by_role("button", name="Save the schedule").click()
    assert saved.value.suggested_filename == "plan_1.csv"
    assert Path(saved.value.path()).read_text(encoding="utf-8") == plans_told(PLANS)["plans"][0]["schedule"]
    planned.get_by_role("button", name="As booked").click()
    expect(planned.locator(".ghost")).to_have_count(0)
    expect(planned.locator("#load-names")).to_contain_text("over in 1 × 15 min")
    assert "P1" not in planned.url


def test_the_server_is_asked_for_plans_and_who_cannot_change_is_kept(
    home: Page, server: Server, watched: Watched
) -> None:
    server.result = packed(page_payload(BOOKED))
    server.plans = (422, {"error": 'Run: pip install "clinic-timeline[plan]"'})
    home.reload()
    home.get_by_role("tab", name="Plan").click()
    home.get_by_role("button", name="Find plans").click()
    expect(home.locator("#plan-told")).to_have_text('Run: pip install "clinic-timeline[plan]"')
    server.plans = (200, plans_told(PLANS))
    home.get_by_role("button", name="Find plans").click()
    expect(home.locator(".plan-figure")).to_contain_text("15 → 0")
    home.get_by_role("checkbox", name="cannot change").first.check()
    expect(home.locator(".plan-kept")).to_contain_text("1 patient cannot change: their bookings stay.")
    home.get_by_role("button", name="Find other plans").click()
    expect(home.get_by_role("button", name="Plan 1")).to_have_attribute("aria-pressed", "true")
    home.get_by_role("button", name="Let them change").click()
    expect(home.locator(".plan-kept")).to_be_hidden()
    asked = [json.loads(sent) for _, path, _, sent in server.asked if path == "/api/plan"]
    assert {*map(tuple, (each.pop("of") for each in asked))} == {tuple(file.sha256 for file in BOOKED.schedule.inputs)}
    kept = PLANS.to_dict()["plans"][0]["changes"][0]["patient"]
    assert asked == [{"move": 30, "keep": []}, {"move": 30, "keep": []}, {"move": 30, "keep": [kept]}]
    assert "422" in watched.complaints.pop()


def test_the_month_leads_to_the_plans_of_a_day_that_is_only_booked(watched: Watched, tmp_path: Path) -> None:
    recorded = days.frame("9:00-9:30 P1 PT1 97110", "9:10-9:40 P2 PT1 97110")
    booked = days.frame(*ROWS).assign(interval_id=[f"b{number}" for number in range(len(ROWS))])
    booked[["start", "end"]] += pd.Timedelta(days=1)
    result = analyze(read_schedule(pd.concat([recorded, booked])))
    (tmp_path / "plans.html").write_text(report_html(result, plans=plan(result, plans=1)), encoding="utf-8")
    page = watched.open((tmp_path / "plans.html").as_uri())
    expect(page.locator(".calendar td.booked")).to_have_count(1)
    page.get_by_role("button", name="Tue 3 Mar: what could change").click()
    expect(page.get_by_role("tab", name="Plan")).to_be_focused()
    expect(page.locator("#panel-plan")).to_contain_text("15provider minutes claimed twice as booked")
    page.get_by_role("button", name="Plan 1").click()
    cleared = "document.getElementById('plot').drawn().overlaps.map((each) => each.cleared)"
    assert page.evaluate(cleared) == [True]
    page.locator("#day").select_option("2026-03-02")
    page.wait_for_function(f"{cleared}.length > 0 && document.getElementById('day').value === '2026-03-02'")
    assert not any(page.evaluate(cleared))
