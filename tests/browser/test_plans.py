from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests import days
from tests.browser.conftest import Watched, until
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
    as_booked = planned.evaluate("JSON.stringify(document.getElementById('plot').drawn().envelopes)")
    assert accessible(planned) == []
    planned.get_by_role("button", name="Plan 1").focus()
    planned.keyboard.press("Enter")
    expect(panel).to_contain_text("15 → 0provider minutes claimed twice: proved best")
    expect(planned.get_by_role("button", name="Plan 1")).to_be_focused()
    expect(planned.locator(".ghost:visible")).to_have_count(2)  # in the key, and on the chart
    assert planned.evaluate("document.getElementById('plot').drawn().overlaps.map((each) => each.cleared)") == [True]
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
    assert planned.evaluate("JSON.stringify(document.getElementById('plot').drawn().envelopes)") == as_booked
    assert "P1" not in planned.url


def overlaps(page: Page) -> list[tuple[str, str, float, bool]]:
    """Give whose minutes are claimed twice on the chart, from when, how many, and whether the plan ends that."""
    found = []
    for each in page.evaluate("document.getElementById('plot').drawn().overlaps"):
        hours, minutes = divmod(each["at"] // 60, 60)
        found.append((each["key"], f"{hours}:{minutes:02}", (each["end"] - each["start"]) / 60, each["cleared"]))
    return sorted(found)


def test_all_of_the_day_is_the_plans_while_it_is_previewed(watched: Watched, tmp_path: Path) -> None:
    rows = [f"{span} PT1 appointment" for span in ("9:00-9:30 P1", "9:15-9:45 P2", "10:30-11:00 P3", "10:55-11:25 P4")]
    booked = analyzed("8:00-12:00 PT1 shift", *rows)
    found = plan(booked, move=5, plans=1)
    (tmp_path / "plans.html").write_text(report_html(booked, plans=found), encoding="utf-8")
    page = watched.open((tmp_path / "plans.html").as_uri())
    assert overlaps(page) == [("PT1", "10:55", 5, False), ("PT1", "9:15", 15, False)]
    page.get_by_role("button", name="Plan 1").click()
    expect(page.locator("#title")).to_contain_text("Plan 1, not booked")
    left = [("PT1", "10:55", 5, True), ("PT1", "9:15", 5, True), ("PT1", "9:20", 5, False), ("PT1", "9:25", 5, True)]
    assert overlaps(page) == left
    expect(page.locator("#over .row-name .twice")).to_have_text("5 min twice")
    expect(page.locator("#tiles")).to_contain_text("5")
    expect(page.locator("#findings tbody")).to_contain_text("09:20–09:25")
    expect(page.locator("#findings tbody")).not_to_contain_text("10:55")
    page.locator("#tab-now").click()
    for clock, claimed in (("9:16", 0), ("9:21", 1), ("9:26", 0), ("10:57", 0)):
        page.locator("#clock").fill(clock)
        page.locator("#clock").press("Enter")
        expect(page.locator("#cards .contested:visible")).to_have_count(claimed)
    page.get_by_role("button", name="By patient").click()
    lost = found.analyzed().displacements["patient"]
    assert [each for each in overlaps(page) if not each[-1]] == [(who, "9:20", 5, False) for who in lost]
    (change,) = (each for each in found.changes.to_dict("records") if each["patient"] == "P3")
    page.get_by_role("tab", name="Plan").click()
    expect(page.locator("#panel-plan")).to_contain_text(f"{change['start']:%H:%M}–{change['end']:%H:%M}")


def test_a_search_begins_after_the_server_heard_that_the_last_one_was_stopped(home: Page, server: Server) -> None:
    server.result = packed(page_payload(BOOKED))
    server.holds = "/api/plan"
    home.reload()
    home.get_by_role("tab", name="Plan").click()
    home.get_by_role("button", name="Find plans").click()

    def asked() -> list[str]:
        home.evaluate("0")  # what the page asks is answered meanwhile
        return [method for method, path, *_ in server.asked if path == "/api/plan"]

    until(lambda: asked() == ["POST"])
    home.get_by_role("button", name="Stop").click()
    until(lambda: asked() == ["POST", "DELETE"])
    home.get_by_role("button", name="Find plans").click()
    expect(home.locator("#plan-told")).to_contain_text("Searching")
    assert asked() == ["POST", "DELETE"]
    server.held.pop().fulfill(status=204)
    until(lambda: asked() == ["POST", "DELETE", "POST"])
    for route in server.held:
        route.fulfill(status=204)


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
