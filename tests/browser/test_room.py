"""Where there is little room, for many sites or on a phone: nothing is cut, and what is asked for is in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Watched, until
from tests.browser.stand_in import Server
from tests.browser.test_chart import TIGHT, seconds
from tests.browser.test_viewer import drawn
from tests.views.conftest import analyzed
from timeline import Analysis
from timeline.planning import plan
from timeline.views.report import report_html

ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def chain_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A day of ten sites; those of an even number claim somebody twice."""
    lines, sites = [], []
    for n in range(10):
        lines += [f"9:00-9:30 P{n} PT{n} 97110", f"{'9:20' if n % 2 == 0 else '9:40'}-9:50 P{n + 10} PT{n} 97112"]
        sites += [f"branch {n}"] * 2
    path = tmp_path_factory.mktemp("chain") / "day.html"
    path.write_text(report_html(analyzed(*lines, clinic=sites)), encoding="utf-8")
    return path.as_uri()


def sideways(page: Page) -> int:
    """Count the pixels by which the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_of_many_sites_the_load_of_those_that_are_over_is_named_and_the_rest_counted(
    watched: Watched, chain_file: str
) -> None:
    page = watched.open(chain_file)
    kept = [each["site"] for each in drawn(page)["strips"]]
    assert len(kept) == 8
    assert set(kept) >= {0, 2, 4, 6, 8}
    expect(page.locator("#load .row-who")).to_have_text([f"Branch {site}" for site in kept])
    expect(page.locator("#load")).to_contain_text("2 more sites: choose one to see it")
    names, said = (page.locator(f"#load .row-name {one}") for one in ("b", "small"))
    for n in range(8):
        ends, starts = (
            one.nth(n).evaluate(f"(each) => each.getBoundingClientRect().{edge}")
            for one, edge in ((names, "right"), (said, "left"))
        )
        assert ends <= starts + 1
    assert page.evaluate(TIGHT) == []
    phone = watched.open(chain_file, **ON_PHONE)
    assert len(drawn(phone)["strips"]) == 3


def test_who_is_claimed_twice_stands_first_among_the_cards(watched: Watched, chain_file: str) -> None:
    page = watched.open(chain_file)
    tops = "(each) => each.getBoundingClientRect().top"
    twice, others = (
        page.locator(f"#cards > {one}:not([hidden])").evaluate_all(f"(all) => all.map({tops})")
        for one in (".contested", ":not(.contested)")
    )
    assert len(twice) == 5
    assert max(twice) < min(others)


def test_what_filters_leave_is_moved_into_the_window(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(tuesday_file, **ON_PHONE)
    width = drawn(page)["to"] - drawn(page)["from"]
    page.locator("#search").fill("97032")
    until(lambda: drawn(page)["from"] > seconds("13:00"))
    (found,) = drawn(page)["envelopes"]
    assert drawn(page)["from"] < found["at"]
    assert found["until"] < drawn(page)["to"]
    assert drawn(page)["to"] - drawn(page)["from"] == width
    before = drawn(page)["from"]
    page.locator("#search").fill("")
    until(lambda: len(drawn(page)["envelopes"]) > 1)
    assert drawn(page)["from"] == before


def test_no_view_of_a_phone_is_wider_than_its_screen(watched: Watched, tuesday: Analysis, tmp_path: Path) -> None:
    booked = analyzed(
        "9:00-10:00 P1 PT1 appointment", "9:30-10:30 P2 PT1 appointment", "8:00-12:00 PT2 shift", "8:00-12:00 PT1 shift"
    )
    (tmp_path / "plan.html").write_text(report_html(booked, plans=plan(booked)), encoding="utf-8")
    page = watched.open((tmp_path / "plan.html").as_uri(), **ON_PHONE)
    page.get_by_role("button", name="Plan 1").click()
    expect(page.locator(".title-plan")).to_be_visible()
    assert sideways(page) <= 0
    (tmp_path / "day.html").write_text(report_html(tuesday), encoding="utf-8")
    page = watched.open((tmp_path / "day.html").as_uri(), **ON_PHONE)
    page.get_by_role("button", name="Worklist").click()
    for title in page.locator(".group-title").all()[:4]:
        title.click()
    assert page.locator(".work-row").count() > 10
    assert sideways(page) <= 0


def test_names_of_rows_stand_at_the_left_edge_of_a_phone(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(tuesday_file, **ON_PHONE)
    for by in ("By patient", "By provider"):
        page.get_by_role("button", name=by).click()
        lefts = page.locator("#over .row-name b").evaluate_all(
            "(all) => all.map((b) => b.getBoundingClientRect().left)"
        )
        assert max(lefts) < 40


def test_a_new_span_by_keys_does_not_reach_back_to_the_day_before_it(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(tuesday_file, viewport=DESK)

    def mark(clock: str, key: str) -> str:
        page.locator("#clock").fill(clock)
        page.keyboard.press("Enter")
        page.locator("#clock").blur()
        page.keyboard.press(key)
        return page.locator("#panel-span h2").inner_text()

    assert (mark("09:00", "["), mark("10:00", "]")) == ("09:00–17:00", "09:00–10:00")
    assert (mark("13:00", "["), mark("14:00", "]")) == ("13:00–17:00", "13:00–14:00")
    assert (mark("11:00", "]"), mark("10:30", "[")) == ("08:00–11:00", "10:30–11:00")


def test_a_date_that_a_sentence_needs_stays_in_it(watched: Watched, tuesday_file: str, tuesday: Analysis) -> None:
    page = watched.open(tuesday_file)
    assert tuesday.findings["message"].str.contains("the first on 2026-03-03.", regex=False).any()
    expect(page.locator("#findings")).to_contain_text("the first on 2026-03-03.")


def test_without_a_claim_that_is_shown_no_unit_is_over(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(tuesday_file)
    page.locator("#search").fill("nobody is called so")
    expect(page.locator("#tiles .claim .figure")).to_have_text("0")


def test_kinds_of_findings_stand_in_the_facet_as_in_the_list(watched: Watched, home: Page, server: Server) -> None:
    page = home
    page.locator("#import-file").set_input_files({"name": "day.csv", "mimeType": "text/csv", "buffer": b"start,end\n"})
    page.get_by_role("button", name="Worklist").click()
    more = page.locator("#work-facets").get_by_role("button", name="more")
    for each in more.all():
        each.click()
    facet = page.locator("[data-facet=rule]").evaluate_all("(all) => all.map((each) => each.dataset.value)")
    listed = page.locator(".work-group").evaluate_all("(all) => all.map((each) => each.dataset.group)")
    assert facet == listed
