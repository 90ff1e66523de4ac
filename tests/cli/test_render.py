from __future__ import annotations

import pytest

from tests.schedules_of import analysed
from timeline.cli.render import analysis_text, checked_text, faults_text, instant_text
from timeline.cli.terminal import Page, harmless
from timeline.errors import Fault
from timeline.result import Analysis

DAY = (
    "10:00-10:30 P1 PT1 97110",
    "10:55-11:00 P1 PT1 assessment",
    "10:15-10:30 P2 PTA1 97112",
    "10:30-11:10 P2 PT1 97116",
)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")


@pytest.fixture(scope="module")
def day() -> Analysis:
    return analysed(*DAY)


@pytest.mark.parametrize("width", [60, 80, 99, 100, 120, 140, 300])
def test_no_line_is_wider_than_the_terminal(day: Analysis, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(map(len, analysis_text(day).splitlines())) <= min(width, 140)


@pytest.mark.parametrize("width", [80, 120])
def test_a_line_of_the_claim_is_never_broken(day: Analysis, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert "97112×1 CQ GP" in analysis_text(day)


def test_columns_in_which_nothing_happened_are_left_out(day: Analysis) -> None:
    header = next(line for line in analysis_text(day).splitlines() if line.startswith("Patient"))
    assert header.split() == ["Patient", "For", "1:1", "Not", "credited", "Timed", "Units", "On", "the", "claim"]


def test_one_payer_stands_in_the_title_and_several_in_a_column(day: Analysis) -> None:
    assert "Visits (minutes) · payer medicare" in analysis_text(day)
    assert "medicare" in analysis_text(analysed(*DAY, "9:00-9:30 P3 PT1 97110 payer=cpt-midpoint"))


def test_several_dates_get_a_column(day: Analysis) -> None:
    page = analysis_text(analysed(*DAY, "9:00-9:30 P3 PT1 97110 next"))
    assert "2026-03-02 to 2026-03-03 (2 dates)" in page
    assert any(line.startswith("2026-03-03  P3") for line in page.splitlines())


def test_minutes_on_a_page_are_whole(day: Analysis) -> None:
    row = next(
        line for line in analysis_text(analysed("9:00-9:12:50 P1 PT1 97110")).splitlines() if line.startswith("P1")
    )
    assert row.split()[:5] == ["P1", "PT", "12", "12", "1"]


def test_an_open_visit_and_a_booking_say_so() -> None:
    assert "left open: no policy counts it" in analysis_text(analysed("9:00-9:30 P1 PT1 97110 payer=sunny-health"))
    assert "a booking: the most it can support" in analysis_text(analysed("9:00-9:30 P1 PT1 appointment"))


def test_a_choice_of_the_clinician_is_mentioned() -> None:
    page = analysis_text(analysed("9:00-9:20 P1 PT1 97110", "9:20-9:40 P1 PT1 97140", "9:40-9:45 P1 PT1 97530"))
    assert "(or 2 other choices)" in page


def test_every_remedy_stands_once(day: Analysis) -> None:
    page = analysis_text(analysed(*DAY, "12:00-12:30 P3 PT1 97110", "12:25-12:55 P4 PT1 97110"))
    assert page.count("is recorded with") == 2
    assert page.count("Ask the provider who was treated") == 1


def test_notes_are_counted_and_not_shown() -> None:
    page = analysis_text(analysed("9:00-9:30 P1 97010"))
    assert "Findings: 1 note (the notes: --format json)" in page
    assert "code.bundled" not in page


def test_a_clean_day_says_none() -> None:
    day = "9:00-9:30 P1 PT1 97110 payer=cpt-midpoint"
    assert analysis_text(analysed(day)).endswith("Findings: none")


def test_the_rules_name_stands_with_the_finding_on_a_narrow_page(
    day: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert "[overlap.contested]" in analysis_text(day)


def test_nothing_steers_the_terminal() -> None:
    assert harmless("a\x1b[31m\u202eb\nc") == "a\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}b\nc"
    page = Page()
    page.line("\x9b1m")
    page.table("t", ["h"], [["[bold]\x07"]])
    assert not set("\x07\x1b\x9b") & set(page.text)
    assert "[bold]" in page.text


def test_an_instant_shows_who_is_with_whom(day: Analysis) -> None:
    page = instant_text(day.at("10:57"))
    assert page.startswith("2026-03-02 10:57")
    assert any(line.split()[:4] == ["PT1", "PT", "contested", "P1"] for line in page.splitlines())


def test_an_instant_with_nobody_says_so(day: Analysis) -> None:
    assert instant_text(day.at("3:00")).endswith("No one is recorded at this time.")


def test_faults_are_listed_up_to_a_limit() -> None:
    faults = [Fault("day.csv", row, "start", f"{row}", "no clock time", "Write it as 09:05") for row in range(2, 300)]
    page = faults_text(faults)
    assert "298 faults" in page
    assert page.endswith("… and 98 more")


def test_a_good_file_says_how_much_can_be_analysed() -> None:
    page = checked_text(analysed(*DAY, "9:00-9:30 P3 PT1 97110 cancelled").schedule)
    assert "4 intervals can be analyzed, 1 row left out" in page
    assert "cancelled" in page
