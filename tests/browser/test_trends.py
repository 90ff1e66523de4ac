from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched, until
from tests.browser.stand_in import Server
from tests.browser.test_viewer import accessible
from tests.views.conftest import analyzed
from timeline.views.report import report_html
from timeline.views.viewer.pack import packed
from timeline.views.viewer.payload import page_payload

DAYS = (
    *("8:00-12:00 PT1 shift", "9:00-9:30 P1 PT1 97110", "9:10-9:20 P2 PT1 97112", "10:00-10:30 P3 PT1 97110"),
    *("9:00-9:30 P1 PT1 97110 next", "10:00-10:40 P2 PT1 97112 next"),
)


@pytest.fixture(scope="module")
def days_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("days") / "days.html"
    held: Any = {"goals": {"contested_share": 0.05}, "benchmark": ("2026-03-02", "2026-03-02")}
    path.write_text(report_html(analyzed(*DAYS), **held), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def trends(watched: Watched, days_file: str) -> Page:
    page = watched.open(days_file)
    page.get_by_role("button", name="Trends", exact=True).click()
    return page


def day_shown(page: Page) -> str:
    expect(page.locator("#content")).to_be_visible()
    expect(page.locator("#gd")).to_be_visible()
    return page.get_by_role("combobox", name="Day").input_value()


def click_point(page: Page, number: int, *, beside: tuple[float, float] = (0, 0)) -> None:
    """Click on a point of the first panel, or so many pixels beside it."""
    points = page.locator(".trend-plot").first.locator(".point")
    expect(points).to_have_count(2)
    box = points.nth(number).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2 + beside[0], box["y"] + box["height"] / 2 + beside[1])


def test_a_point_opens_its_day_and_back_returns(trends: Page) -> None:
    expect(trends.locator("#content")).to_be_hidden()
    click_point(trends, 1)
    assert day_shown(trends) == "2026-03-03"
    expect(trends.locator("#trends")).to_be_hidden()
    until(lambda: trends.evaluate("location.hash").endswith("&d=2026-03-03"))
    trends.go_back()
    expect(trends.locator("#trends")).to_be_visible()
    assert trends.evaluate("location.hash") == "#v=trends"


def test_the_space_beside_a_point_opens_the_nearest_day(trends: Page) -> None:
    click_point(trends, 0, beside=(40, 40))
    assert day_shown(trends) == "2026-03-02"


def test_the_pointer_reads_the_same_period_off_every_panel(trends: Page) -> None:
    box = trends.locator(".trend-plot").first.locator(".point").first.bounding_box()
    assert box is not None
    trends.mouse.move(box["x"] + 10, box["y"] + 10)
    for value in trends.locator(".trend-value").all():
        expect(value).to_contain_text("Mon 2 Mar 2026")
    trends.mouse.move(2, 2)
    expect(trends.locator(".trend-value").first).to_contain_text("Tue 3 Mar 2026")


def test_keys_alone_read_every_point_and_open_a_day(trends: Page) -> None:
    for _ in range(10):
        trends.keyboard.press("Tab")
        if trends.evaluate("document.activeElement.className") == "trend-value":
            break
    value = trends.locator(".trend-value").first
    expect(value).to_be_focused()
    expect(value).to_contain_text("2.0 visits")
    trends.keyboard.press("ArrowLeft")
    expect(value).to_contain_text("3.0 visits")
    expect(value).to_have_accessible_name("Visits per clinician-day: Mon 2 Mar 2026, 3.0 visits over 1 clinician-day")
    trends.keyboard.press("Enter")
    assert day_shown(trends) == "2026-03-02"


def test_a_change_to_dark_recolours_the_figures(trends: Page) -> None:
    point = trends.locator(".trend-plot .point").first
    light = point.evaluate("(each) => getComputedStyle(each).fill")
    trends.emulate_media(color_scheme="dark")
    until(lambda: point.evaluate("(each) => getComputedStyle(each).fill") != light)
    assert point.evaluate("(each) => getComputedStyle(each).fill") != light


def test_the_table_says_every_value_and_opens_a_day(trends: Page) -> None:
    rows = trends.locator("#trend-table tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.nth(2)).to_contain_text("Goal")
    expect(rows.nth(3)).to_contain_text("Benchmark")
    rows.nth(1).get_by_role("link", name="Tue 3 Mar 2026").click()
    assert day_shown(trends) == "2026-03-03"


def test_a_link_leads_to_the_trends_and_to_a_date_alone(watched: Watched, days_file: str) -> None:
    page = watched.open(f"{days_file}#v=trends")
    expect(page.locator("#trends")).to_be_visible()
    page.evaluate("location.hash = '#d=2026-03-03'")
    assert day_shown(page) == "2026-03-03"


def test_figures_seen_before_are_not_drawn_anew(trends: Page) -> None:
    expect(trends.locator(".trend-plot").last.locator(".point")).to_have_count(2)
    trends.evaluate("for (const each of document.querySelectorAll('.point')) each.dataset.seen = 'before'")
    count = trends.locator(".point[data-seen]").count()
    trends.get_by_role("button", name="Month", exact=True).click()
    trends.get_by_role("button", name="Trends", exact=True).click()
    trends.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done)))")
    expect(trends.locator(".point[data-seen]")).to_have_count(count)


def test_plotly_comes_when_a_hand_is_on_its_way(watched: Watched, home: Page, server: Server) -> None:
    plotly = "http://viewer.test/static/plotly.js"
    home.evaluate("document.getElementById('view-trends').dispatchEvent(new Event('focus'))")
    expect(home.locator(".failed")).to_have_count(0)
    assert plotly not in watched.requests  # there is nothing to draw
    server.result = packed(page_payload(analyzed(*DAYS)))
    home.reload()
    home.get_by_role("button", name="Trends", exact=True).hover()
    until(lambda: plotly in watched.requests)
    home.get_by_role("button", name="Trends", exact=True).click()
    expect(home.locator(".trend-plot").first.locator(".point")).to_have_count(2)


def test_plotly_that_cannot_be_had_is_asked_for_again_when_it_is_wanted(
    watched: Watched, home: Page, server: Server
) -> None:
    server.result = packed(page_payload(analyzed(*DAYS)))
    home.reload()
    plotly, button = "**/static/plotly.js", home.get_by_role("button", name="Trends", exact=True)
    home.route(plotly, lambda route: route.abort())
    with home.expect_event("requestfailed"):
        button.hover()
    expect(home.locator(".failed")).to_have_count(0)  # the day that is shown is whole
    home.unroute(plotly)
    button.click()
    expect(home.locator(".trend-plot").first.locator(".point")).to_have_count(2)
    assert all("ERR_FAILED" in each for each in watched.complaints)
    watched.complaints.clear()


def test_one_date_shows_no_trends(day: Page) -> None:
    expect(day.get_by_role("group", name="View", exact=True).get_by_role("button")).to_have_text(["Worklist", "Day"])
    day.evaluate("location.hash = '#v=trends'")
    expect(day.locator("#content")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_trends(watched: Watched, days_file: str, scheme: str) -> None:
    page = watched.open(f"{days_file}#v=trends", color_scheme=scheme, viewport=PHONE)
    assert accessible(page) == []
    for width in (320, 390, 1440, 3840):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    expect(page.locator("#trend-table tbody tr").last).to_be_visible()
    box = page.locator(".trend-plot").first.bounding_box()
    drawing = page.locator(".trend-plot .main-svg").first.bounding_box()
    assert box is not None
    assert drawing is not None
    assert drawing["width"] <= box["width"] + 1
    expect(page.locator("#tiles")).to_be_hidden()
