from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.test_viewer import accessible
from tests.views.conftest import analyzed
from tests.views.viewer.test_options import ROWS
from timeline.views.report import report_html


@pytest.fixture
def booked(watched: Watched, tmp_path: Path) -> Page:
    """Open a day of bookings with a contest, and its proof."""
    (tmp_path / "tomorrow.html").write_text(report_html(analyzed(*ROWS)), encoding="utf-8")
    page = watched.open((tmp_path / "tomorrow.html").as_uri())
    page.locator("#findings tbody button.link").first.click()
    return page


def test_a_change_is_shown_on_the_chart_where_it_would_stand_and_goes_again(booked: Page) -> None:
    expect(booked.locator("#panel-proof")).to_contain_text("What could be changed while it is only booked")
    options = booked.locator(".options li")
    expect(options.first).to_contain_text("contested minutes of the day 15 → 0")
    shift = options.filter(has_text="later").first.get_by_role("button", name="Preview")
    shift.click()
    expect(booked.locator(".preview")).to_have_count(1)
    expect(booked.locator(".preview")).to_be_visible()
    other = options.filter(has_text="hand over").first.get_by_role("button", name="Preview")
    other.click()
    expect(booked.locator(".preview")).to_have_count(1)
    expect(shift).to_have_attribute("aria-pressed", "false")
    assert accessible(booked) == []
    other.click()
    expect(booked.locator(".preview")).to_have_count(0)


def test_a_preview_goes_with_the_proof_it_belongs_to(booked: Page) -> None:
    booked.locator(".options button").first.click()
    expect(booked.locator(".preview")).to_have_count(1)
    booked.keyboard.press("Escape")
    expect(booked.locator(".preview")).to_have_count(0)
