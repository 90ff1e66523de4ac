from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests import days
from tests.browser.conftest import PHONE, Watched, until
from tests.browser.stand_in import Server
from tests.browser.test_viewer import accessible
from tests.views.viewer.test_month import CLAIMS, ROWS, result_of
from timeline import Analysis, analyze, read_schedule
from timeline.views.report import report_html
from timeline.views.viewer.pack import packed
from timeline.views.viewer.payload import page_payload


@pytest.fixture(scope="module")
def claimed() -> Analysis:
    return result_of(claimed=True, fees={"97110": 38.5})


@pytest.fixture(scope="module")
def month_file(claimed: Analysis, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("month") / "month.html"
    path.write_text(report_html(claimed), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def month(watched: Watched, month_file: str) -> Page:
    return watched.open(month_file)


def figure(page: Page, label: str) -> str:
    tile = page.locator(".month-tiles .tile").filter(has=page.get_by_role("heading", name=label, exact=True))
    return tile.locator(".figure").inner_text().replace(",", "")


def test_several_dates_open_with_the_month_before_any_day_is_unpacked(month: Page, claimed: Analysis) -> None:
    expect(month.get_by_role("heading", name="March 2026")).to_be_visible()
    expect(month.locator("#content")).to_be_hidden()
    table = claimed.reconciliation
    assert figure(month, "Units billed") == str(table["billed_units"].sum())
    assert figure(month, "Units supported") == str(table["supported_units"].sum())
    assert figure(month, "Over") == f"+{table.loc[table['difference'] > 0, 'difference'].sum()}"
    twice = int(claimed.totals["provider_minutes_claimed_twice"])
    assert figure(month, "Minutes claimed twice") == str(twice)
    assert figure(month, "To decide") == str(len(claimed.finding_list))
    expect(month.locator(".month-tiles")).to_contain_text("at your fees")


def test_a_cell_of_the_calendar_opens_its_day(month: Page) -> None:
    month.get_by_role("button", name="annex, Mon 2 Mar: 10 minutes claimed twice").click()
    expect(month.locator("#content")).to_be_visible()
    expect(month.locator("#gd")).to_be_visible()
    assert month.get_by_role("combobox", name="Day").input_value() == "2026-03-02"
    until(lambda: "d=2026-03-02" in month.evaluate("location.hash"))
    assert "annex" not in month.evaluate("location.hash")
    expect(month.locator("#filter-clinic")).to_have_value("annex")


def test_the_calendar_counts_what_is_asked_for_by_site_or_therapist(month: Page, claimed: Analysis) -> None:
    month.get_by_role("button", name="Open findings", exact=True).click()
    count = sum(each.clinic == "annex" for each in claimed.finding_list)
    expect(month.locator("#calendar tbody tr").first).to_contain_text("annex")
    expect(month.locator("#calendar tbody tr").first.locator(".sum")).to_have_text(str(count))
    month.get_by_role("button", name="By therapist").click()
    month.get_by_role("button", name="Units over", exact=True).click()
    cell = month.locator("#calendar tbody button").first
    cell.click()
    expect(month.locator("#filter-provider")).not_to_have_value("")


def test_the_calendar_shows_what_its_shades_mean_and_breaks_no_short_name(watched: Watched, month_file: str) -> None:
    month = watched.open(month_file, viewport=PHONE)
    shades = month.locator(".calendar-key i")
    expect(shades).to_have_count(5)
    for step in range(5):
        expect(shades.nth(step)).to_be_visible()
    name = month.locator(".calendar tbody th").filter(has_text="annex")
    lines = "each => each.getBoundingClientRect().height / parseFloat(getComputedStyle(each).lineHeight)"
    assert name.locator("span").evaluate(lines) < 1.5


def test_arrow_keys_walk_the_calendar(month: Page) -> None:
    first = month.locator("#calendar tbody button").first
    first.focus()
    month.keyboard.press("ArrowDown")
    expect(month.locator("#calendar tbody tr").nth(1).locator("button").first).to_be_focused()
    month.keyboard.press("Enter")
    expect(month.locator("#content")).to_be_visible()


def test_of_several_months_each_says_what_is_over_in_it(watched: Watched, tmp_path: Path) -> None:
    frame = days.frame(*ROWS).astype({"start": str, "end": str}).replace("2026-03-03", "2026-04-01", regex=True)
    claims = pd.DataFrame(CLAIMS).replace({"date": {"2026-03-03": "2026-04-01"}}).replace({"units": {1: 3}})
    result = analyze(read_schedule(frame), claims=claims)
    (tmp_path / "months.html").write_text(report_html(result), encoding="utf-8")
    page = watched.open((tmp_path / "months.html").as_uri())
    expect(page.get_by_role("heading", name="2 Mar to 1 Apr 2026")).to_be_visible()
    table = result.reconciliation
    over = table["difference"].clip(lower=0).groupby(table["date"].dt.month).sum()
    expect(page.locator(".month-tiles")).to_contain_text(f"Mar +{over[3]}, Apr +{over[4]}.")


def test_what_is_over_says_how_many_findings_on_it_are_open_and_opens_them(month: Page, claimed: Analysis) -> None:
    count = sum(each.rule.id == "units.over_billed" for each in claimed.finding_list)
    month.get_by_role("button", name=f"{count} open: Units billed over").click()
    expect(month.locator("#work-bar")).to_contain_text(f"{count} finding")


def test_the_worst_day_stands_first_and_opens(month: Page) -> None:
    days = month.locator(".worst li")
    expect(days.first).to_contain_text("Mon 2 Mar")
    days.first.get_by_role("button").click()
    expect(month.get_by_role("region", name="Chart of the schedule")).to_be_focused()


@pytest.mark.parametrize(("card", "facet"), [("rules", "Finding"), ("therapists", "Therapist"), ("sites", "Site")])
def test_every_name_opens_its_findings(month: Page, card: str, facet: str) -> None:
    month.locator(f".{card} tbody button").first.click()
    expect(month.locator("#work")).to_be_visible()
    pressed = month.get_by_role("group", name=facet, exact=True).locator("[aria-pressed=true]")
    expect(pressed).to_have_count(1)
    expect(month.locator("#work-bar")).to_contain_text(f"{pressed.locator('b').inner_text()} finding")
    month.go_back()
    expect(month.locator("#month")).to_be_visible()


def test_the_open_findings_of_the_sites_add_up_to_all_of_them(home: Page, server: Server, claimed: Analysis) -> None:
    payload = page_payload(claimed)
    payload["work"][0]["clinic"] = ""  # as a finding on a policy has it
    server.result = packed(payload)
    home.reload()
    expect(home.locator(".sites .every")).to_be_visible()
    *sites, every = home.locator(".sites tbody tr td:last-child").all_inner_texts()
    assert sum(map(int, sites)) == int(every) == len(claimed.finding_list)
    home.locator(".sites").get_by_role("button", name="No site").click()
    expect(home.get_by_role("group", name="Site").locator("[aria-pressed=true]")).to_have_text("No site1")


def test_a_link_leads_to_each_view(watched: Watched, month_file: str) -> None:
    page = watched.open(f"{month_file}#v=work")
    expect(page.locator("#work")).to_be_visible()
    page.get_by_role("button", name="Month", exact=True).click()
    expect(page.locator("#month")).to_be_visible()
    page.evaluate("location.hash = '#d=2026-03-03'")
    expect(page.locator("#content")).to_be_visible()
    assert page.get_by_role("combobox", name="Day").input_value() == "2026-03-03"


def test_without_claims_the_month_says_that_nothing_is_known_to_be_billed(watched: Watched, tmp_path: Any) -> None:
    (tmp_path / "month.html").write_text(report_html(result_of(claimed=False)), encoding="utf-8")
    page = watched.open((tmp_path / "month.html").as_uri())
    expect(page.locator(".month-tiles")).to_contain_text("what was billed is not known")
    expect(page.get_by_role("button", name="Units over", exact=True)).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_month(watched: Watched, month_file: str, scheme: str) -> None:
    page = watched.open(month_file, color_scheme=scheme, viewport=PHONE)
    assert accessible(page) == []
    for width in (320, 390, 1440, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessible(page) == []
