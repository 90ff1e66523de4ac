from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched, until
from tests.views.conftest import analyzed
from timeline import Analysis, narrow, replay
from timeline.views.report import report_html

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


#: A little of everything a page can show.
VARIED = (
    *("8:00-12:00 PT1 shift", "11:00-11:30 PT1 away", "9:00-9:30 P1 PT1 97110", "9:10-9:20 P2 PT1 97112"),
    *("9:40-10:10 P3 PT1 97150 group=G1", "9:40-10:00 P4 PT1 97150 group=G1", "10:10-10:20 P3 rest"),
    *(
        "10:00-10:20 P5 AIDE1 97110",
        "10:20-10:35 P5 97014",
        "8:00-8:30 P6 PT1 appointment",
        "10:40-10:50 P1 PTA1 setup",
    ),
)


@pytest.fixture(scope="module")
def varied_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("varied") / "day.html"
    path.write_text(report_html(analyzed(*VARIED)), encoding="utf-8")
    return path.as_uri()


def figure(page: Page, label: str) -> str:
    tile = page.locator(".tile", has=page.get_by_role("heading", name=label, exact=True))
    return str(tile.locator(".figure").first.text_content())


def drawn(page: Page) -> dict[str, Any]:
    """Give what the chart has drawn: rows, envelopes with their labels, overlaps, bookings and load."""
    return dict(page.evaluate("document.getElementById('plot').drawn()"))


def on_it(page: Page) -> list[int]:
    """List the recorded rows that the chart draws, by number."""
    scene = drawn(page)
    parts = [part for each in scene["envelopes"] for part in each["parts"]]
    return sorted(parts + [n for row in scene["rows"] for n in (*row["shifts"], *row["blocks"])])


def middle(page: Page, person: str) -> tuple[float, float]:
    """Give the middle of a person's first visit on the chart, in pixels of the screen."""
    each = next(each for each in drawn(page)["envelopes"] if each["person"] == person)
    box = page.locator("#plot").bounding_box()
    assert box is not None
    return box["x"] + (each["left"] + each["right"]) / 2, box["y"] + each["top"] + each["height"] / 2


def now(page: Page, clock: str) -> None:
    page.get_by_label("Clock time").fill(clock)
    page.keyboard.press("Enter")


def cards(page: Page) -> dict[str, dict[str, str]]:
    """Give what the visible cards say, by person."""
    told = page.evaluate(
        "[...document.querySelectorAll('#cards > li:not([hidden])')].map((card) => ({...card.dataset}))"
    )
    return {data["key"]: dict(data) for data in told}


def accessible(page: Page) -> list[Any]:
    # To describe all that keeps the rules as well takes three times as long.
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"][:3]]) for each in found]


def test_the_page_shows_the_figures_of_the_analysis(day: Page, tuesday: Analysis) -> None:
    visits = tuesday.visits
    assert figure(day, "Visits") == str(len(visits))
    assert figure(day, "One-on-one minutes").replace(",", "") == str(visits["one_on_one_seconds"].sum() // 60)
    twice = tuesday.providers["contested_seconds"].sum() // 60
    assert (
        figure(day, "Provider minutes claimed twice")
        == str(twice)
        == str(tuesday.totals["provider_minutes_claimed_twice"])
    )
    lost = visits["contested_seconds"].sum() // 60
    assert f"{lost} patient minutes not credited" in day.locator("#tiles").inner_text()
    claimed = tuesday.reconciliation
    over, under = (claimed["difference"].clip(**side).sum() for side in ({"lower": 0}, {"upper": 0}))
    assert figure(day, "Units over and under") == f"+{over} \u2212{-under}"
    told = f"{claimed['billed_units'].sum()} billed, {claimed['supported_units'].sum()} supported"
    assert told in day.locator("#tiles").inner_text()
    day.locator("#filter-provider").select_option("PT2")
    whole = narrow(tuesday, provider="PT2").reconciliation
    told = f"{whole['billed_units'].sum()} billed, {whole['supported_units'].sum()} supported, whole visits"
    expect(day.locator("#tiles")).to_contain_text(told)
    day.locator("#filter-provider").select_option("")
    counts = tuesday.findings["severity"].value_counts()
    for severity in ("error", "review", "note"):
        expect(day.get_by_role("button", name=f"{counts[severity]} {severity}", exact=True)).to_be_visible()


def test_the_chart_draws_every_recorded_row_once(day: Page, tuesday: Analysis) -> None:
    table = tuesday.intervals
    tied = {each["booking"]["row"] for each in drawn(day)["brackets"]}
    assert sorted([*on_it(day), *tied]) == list(range(len(table)))
    day.get_by_role("button", name="By patient").click()
    until(lambda: not drawn(day)["brackets"])
    assert len(on_it(day)) == ((table["patient"] != "") & (table["kind"] != "appointment")).sum()


def test_a_file_about_one_day_goes_without_plotly(day: Page, tuesday_file: str) -> None:
    assert day.evaluate("'Plotly' in window") is False
    assert Path(urlparse(tuesday_file).path).stat().st_size < 1_000_000


def test_the_cards_say_what_the_analysis_says_of_an_instant(day: Page, tuesday: Analysis) -> None:
    for clock in ("08:59", "10:22", "12:10", "14:35", "16:59"):
        now(day, clock)
        day.get_by_role("button", name="Providers", exact=True).click()
        assert {key: (card["doing"], card["engaged"], card["patients"]) for key, card in cards(day).items()} == {
            each.provider: (each.doing, "|".join(each.engaged_with), "|".join(each.patients))
            for each in tuesday.at(clock).providers
        }
        day.get_by_role("button", name="Patients", exact=True).click()
        assert {key: (card["state"], card["provider"], card["beside"]) for key, card in cards(day).items()} == {
            each.patient: (each.state, each.provider, "|".join(each.co_attending))
            for each in tuesday.at(clock).patients
        }


def test_filters_drive_chart_tables_cards_and_tiles_together(day: Page) -> None:
    day.get_by_role("combobox", name="Provider").select_option("PT2")
    until(lambda: [row["key"] for row in drawn(day)["rows"]] == ["PT2"])
    shown = day.locator("#visits tbody tr").count()
    assert figure(day, "Visits") == str(shown)
    assert day.locator("#findings tbody tr").count() < 70
    assert set(cards(day)) == {"PT2"}
    day.get_by_role("button", name="Clear all", exact=True).click()
    until(lambda: len(drawn(day)["rows"]) > 1)
    assert day.locator("#visits tbody tr").count() > shown


def test_a_search_that_finds_nothing_says_what_to_do(day: Page) -> None:
    day.keyboard.press("/")
    day.keyboard.type("nobody of that name")
    expect(day.get_by_text("No recorded time matches these filters.")).to_be_visible()
    expect(day.get_by_text("No finding matches these filters.")).to_be_visible()
    day.get_by_role("button", name="Clear all filters").first.click()
    expect(day.get_by_text("No finding matches these filters.")).to_be_hidden()


def test_a_search_finds_people_codes_and_findings(day: Page) -> None:
    day.get_by_role("searchbox").fill("97999")
    until(lambda: figure(day, "Visits") == "1")
    expect(day.locator("#findings tbody tr").first).to_contain_text("97999")


def test_a_severity_is_chosen_by_its_count(day: Page) -> None:
    day.get_by_role("button", name=re.compile(r"\d+ error")).click()
    assert set(day.locator("#findings tbody .severity").all_text_contents()) == {"error"}


def test_from_a_finding_to_its_proof(day: Page, tuesday: Analysis) -> None:
    day.locator("#findings tbody button.link").first.click()
    proof = day.locator("#panel-proof")
    finding = tuesday.findings.iloc[0]
    told = "Demo Therapist Two is recorded with Test Patient 004 and Test Patient 006 at the same time, 08:59–09:05"
    expect(proof).to_contain_text(told)
    for told in (finding["remedy"], "Minutes under the three contest rules", "Exclusive", "Nested"):
        expect(proof).to_contain_text(told)
    rows = tuesday.finding_intervals
    for interval in rows.loc[rows["finding_id"] == finding["finding_id"], "interval_id"]:
        expect(proof).to_contain_text(interval)
    expect(day.locator("#findings tbody tr[aria-current]")).to_have_count(1)
    expect(day.locator(".lit-bar")).to_have_count(2)
    assert day.get_by_label("Clock time").input_value() == "08:59"
    assert drawn(day)["to"] - drawn(day)["from"] < 3600


def test_the_rule_of_a_finding_is_told_with_its_source(day: Page) -> None:
    day.locator("#findings tbody button.link").nth(1).click()
    source = day.locator("#panel-proof .source a")
    expect(source).to_contain_text("Medicare Benefit Policy Manual")
    assert source.get_attribute("rel") == "noreferrer noopener"


def test_a_visit_shows_its_codes_units_and_why(day: Page, tuesday: Analysis) -> None:
    day.get_by_role("tab", name="Visits").click()
    day.get_by_role("button", name="Test Patient 004 (P004)").click()
    (told,) = tuesday.explain("P004").visits
    proof = day.locator("#panel-proof")
    for reason in told["because"]:
        expect(proof).to_contain_text(reason["text"])
    expect(proof).to_contain_text("97110 × 1 CQ GP; 97116 × 1 CQ GP")


def test_time_that_does_not_count_names_who_had_it(day: Page, tuesday: Analysis) -> None:
    lost = tuesday.interruptions[tuesday.interruptions["by"] != ""].iloc[0]
    names = dict(zip(tuesday.intervals["patient"], tuesday.intervals["patient_name"], strict=True))
    day.get_by_role("tab", name="Visits").click()
    day.get_by_role("button", name=f"{names[lost['patient']]} ({lost['patient']})").click()
    expect(day.locator("#panel-proof .spans")).to_contain_text(f"the provider was with {names[lost['by']]}")


def test_keys_step_by_minutes_and_by_findings(day: Page) -> None:
    now(day, "10:57")
    day.get_by_label("Clock time").blur()
    day.keyboard.press("ArrowRight")
    assert day.get_by_label("Clock time").input_value() == "10:58"
    day.keyboard.press("ArrowLeft")
    day.keyboard.press("ArrowLeft")
    assert day.get_by_label("Clock time").input_value() == "10:56"
    day.keyboard.press("Shift+ArrowRight")
    expect(day.locator("#panel-proof .proof-when")).to_contain_text("11:01–11:06")
    day.keyboard.press("Shift+ArrowRight")
    expect(day.locator("#panel-proof .proof-when")).to_contain_text("11:06–11:20")
    day.keyboard.press("Shift+ArrowLeft")
    expect(day.locator("#panel-proof .proof-when")).to_contain_text("11:01–11:06")
    day.keyboard.press("Escape")
    expect(day.get_by_role("heading", name="Who is with whom")).to_be_visible()


def test_space_plays_and_pauses(day: Page) -> None:
    now(day, "09:00")
    day.get_by_label("Clock time").blur()
    day.keyboard.press("Space")
    expect(day.get_by_role("button", name="Pause")).to_be_visible()
    until(lambda: day.get_by_label("Clock time").input_value() > "09:00")
    day.keyboard.press("Space")
    expect(day.get_by_role("button", name="Play")).to_be_visible()


def test_help_lists_the_keys_and_can_switch_them_off(day: Page) -> None:
    day.keyboard.press("?")
    day.get_by_label("Keys work anywhere on the page").uncheck()
    day.keyboard.press("Escape")
    day.keyboard.press("/")
    assert day.evaluate("document.activeElement.id") != "search"


def test_a_link_leads_to_its_instant_and_names_nobody(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(f"{tuesday_file}#t=10:57")
    assert page.get_by_label("Clock time").input_value() == "10:57"
    page.keyboard.press("ArrowRight")
    until(lambda: page.evaluate("location.hash") == "#t=10:58")
    assert page.locator("#instant-link").get_attribute("href") == "#t=10:58"


def test_a_link_leads_to_its_date(watched: Watched, tmp_path: Path) -> None:
    result = analyzed("10:00-10:30 P1 PT1 97110", "11:00-11:30 P2 PT1 97110 next")
    (tmp_path / "days.html").write_text(report_html(result), encoding="utf-8")
    page = watched.open((tmp_path / "days.html").as_uri() + "#t=11:10&d=2026-03-03")
    assert page.get_by_role("combobox", name="Day").input_value() == "2026-03-03"
    assert set(cards(page)) == {"PT1"}
    page.get_by_role("combobox", name="Day").select_option("2026-03-02")
    until(lambda: page.evaluate("location.hash").endswith("&d=2026-03-02"))


def test_the_moving_line_needs_no_new_drawing(day: Page) -> None:
    line = day.locator(".now-line").element_handle()
    for _ in range(20):
        day.keyboard.press("ArrowRight")
    assert line.evaluate("(line) => line.isConnected")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1440, "height": 1000}, PHONE], ids=["desk", "phone"])
def test_everybody_can_use_it(watched: Watched, varied_file: str, scheme: str, size: dict[str, int]) -> None:
    page = watched.open(varied_file, color_scheme=scheme, viewport=size)
    assert accessible(page) == []
    page.locator("#findings tbody button.link").first.click()
    assert accessible(page) == []
    page.get_by_role("tab", name="Visits").click()
    page.locator("#visits tbody button.link").first.click()
    assert accessible(page) == []
    page.get_by_role("searchbox").fill("nobody of that name")
    expect(page.get_by_text("No recorded time matches these filters.")).to_be_visible()
    assert accessible(page) == []


def test_no_width_makes_the_page_scroll_sideways(day: Page) -> None:
    day.locator("#findings tbody button.link").first.click()
    for width in (320, 390, 768, 1024, 1440, 3840):
        day.set_viewport_size({"width": width, "height": 900})
        assert day.evaluate("document.documentElement.scrollWidth") <= width


def test_every_control_is_reached_by_tab(day: Page) -> None:
    wanted = (
        "help-open",
        "search",
        "filter-rule",
        "by-patient",
        "zoom-in",
        "whole-day",
        "play",
        "clock",
        "scrub",
        "speed",
    )
    wanted += ("instant-link", "chart-scroll", "tab-now", "panel-now", "tab-findings", "findings-panel")
    reached = set()
    for _ in range(70):
        day.keyboard.press("Tab")
        reached.add(day.evaluate("document.activeElement.id"))
    assert set(wanted) <= reached


def test_paper_carries_every_finding_and_every_visit(day: Page, tuesday: Analysis) -> None:
    day.emulate_media(media="print")
    expect(day.locator("#findings tbody tr").last).to_be_visible()
    expect(day.locator("#visits tbody tr").last).to_be_visible()
    assert day.locator("#visits tbody tr").count() == len(tuesday.visits)
    expect(day.locator("#search")).to_be_hidden()
    expect(day.locator("#gd")).to_be_visible()


def test_a_long_table_draws_its_rows_as_somebody_comes_near_them(watched: Watched, tmp_path: Path) -> None:
    result = analyzed(*(f"10:00-10:30 P{number} PT{number} 97110" for number in range(70)))
    (tmp_path / "day.html").write_text(report_html(result), encoding="utf-8")
    page = watched.open((tmp_path / "day.html").as_uri())
    page.get_by_role("tab", name="Visits").click()
    rows = page.locator("#visits tbody tr")
    expect(rows).to_have_count(60)
    expect(page.locator("#visits-panel")).to_contain_text("10 more rows")
    page.locator("#visits-panel").evaluate("(box) => (box.scrollTop = box.scrollHeight)")
    expect(rows).to_have_count(70)
    page.locator("#visits-panel").evaluate("(box) => (box.scrollTop = 0)")
    page.locator("#visits th button").first.click()
    expect(rows).to_have_count(60)
    # Not by the pointer: on its way there the rows come by themselves.
    page.locator("#visits-panel").get_by_role("button", name="Show all").dispatch_event("click")
    expect(rows).to_have_count(70)
    page.locator("#visits-panel").evaluate("(box) => (box.scrollTop = 0)")
    page.locator("#visits th button").first.click()
    page.emulate_media(media="print")
    expect(rows).to_have_count(70)


@pytest.mark.slow
def test_a_notebooks_frame_shows_the_same_page(watched: Watched) -> None:
    page = watched.context().new_page()
    page.set_content(replay(analyzed("10:00-10:30 P1 PT1 97110", "10:15-10:45 P2 PT1 97116"))._repr_html_())
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Who is with whom")).to_be_visible()
    expect(frame.locator("#gd")).to_be_visible()
    frame.locator("#findings tbody button.link").first.click()
    expect(frame.locator("#panel-proof")).to_contain_text("PT1 is recorded with P1 and P2")


def test_a_page_that_fails_says_so(watched: Watched, day: Page) -> None:
    day.evaluate("setTimeout(() => { throw new Error('broken on purpose'); })")
    expect(day.get_by_role("alert").filter(has_text="This page failed")).to_be_visible()
    assert watched.complaints == ["broken on purpose"]
    watched.complaints.clear()
