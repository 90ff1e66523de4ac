from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.views.conftest import analyzed
from timeline import Analysis
from timeline.analysis.evidence import EvidencePacks
from timeline.privacy.pseudonyms import pseudonymise
from timeline.views.evidence import EvidencePages

ROWS = ("9:00-9:40 P1 PT1 97110", "9:10-9:20 P2 PT1 97112", "15:00-15:30 P3 PT1 97110")


def page_of(result: Analysis, rule: str) -> str:
    item = next(item for item in result.finding_list if item.rule.id == rule)
    return EvidencePages(result).page(item, EvidencePacks(result.record).pack(item))


@pytest.fixture(scope="module")
def page() -> str:
    return page_of(analyzed(*ROWS, patient_name=["Ann Sample", "", ""], note=["was late", "", ""]), "overlap.contested")


class Loads(HTMLParser):
    """Collect every element that could run or load anything."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "link", "img", "iframe", "object", "form"} or given.keys() & {"src", "onclick", "onload"}:
            self.found.append(tag)


def text_of(page: str) -> str:
    body = page[page.index("<body") :]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_a_page_loads_and_runs_nothing(page: str) -> None:
    loads = Loads()
    loads.feed(page)
    assert loads.found == []
    assert "default-src 'none'" in page


def test_a_page_names_nobody_and_repeats_no_note(page: str) -> None:
    assert "Ann" not in page
    assert "was late" not in page


def test_a_page_says_what_happened_what_to_do_and_where_it_stands(page: str) -> None:
    told = text_of(page)
    assert "PT1 is recorded with P1 and P2 at the same time on 2026-03-02, 09:10–09:20 (10 minutes)." in told
    assert "have the author correct the record by addendum" in told
    assert "11 Part B billing scenarios for PTs and OTs, items 3 and 5" in told


def test_everybody_named_has_a_strip_on_the_same_hours(page: str) -> None:
    strips = re.findall(r'aria-label="Time axis of (\w+)".*?<svg.*?</svg>', page)
    assert strips == ["PT1", "P1", "P2"]
    clocks = [re.findall(r">(\d\d:\d\d)</text>", svg) for svg in re.findall(r"<svg.*?</svg>", page)[1:]]
    assert clocks == [["08:00", "08:15", "08:30", "08:45", "09:00", "09:15", "09:30", "09:45", "10:00"]] * 3


def test_the_contested_span_is_tinted_on_every_strip(page: str) -> None:
    tints = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" [^>]*fill-opacity="0.16"', page)
    assert tints == [("420.0", "60.0")] * 3  # 70 and 10 of 120 minutes, on 720 points


def test_what_lies_outside_the_hours_shown_is_not_drawn(page: str) -> None:
    assert "P3" not in page


def test_minutes_and_units_stand_under_the_three_contest_rules(page: str) -> None:
    rows = [text_of(f"<body>{row}") for row in re.findall(r"<tr(?: class=\"total\")?><td>P\d.*?</tr>", page, re.DOTALL)]
    assert rows == [
        "P1 PT medicare 97110 30 30 40 2 2 3 –",
        "P1 PT medicare one-on-one; timed units 30 30 40 2 2 3",
        "P2 PT medicare 97112 0 10 10 0 1 1 –",
        "P2 PT medicare one-on-one; timed units 0 10 10 0 1 1",
    ]


def test_the_manifest_stands_at_the_end(page: str) -> None:
    told = text_of(page)
    assert "Policy medicare, checked through" in told
    assert "codes.csv" not in told
    assert "each with its hash in the .json file of this finding" in told


def test_markup_in_ids_stays_text() -> None:
    result = analyzed(*ROWS, patient=["<b>P1</b>", "<script>P2", "P3"])
    page = page_of(result, "overlap.contested")
    assert "<b>P1" not in page
    assert "<script" not in page
    assert "&lt;script&gt;P2" in page


def test_a_finding_without_people_on_one_date_has_no_drawing() -> None:
    result = analyzed("9:00-9:30 P1 PT1 97110 payer=full-unit")
    assert "<svg" not in page_of(result, "policy.unverified")


def test_a_visit_that_no_policy_counts_has_open_units() -> None:
    told = text_of(page_of(analyzed("9:00-9:30 P1 PT1 97110 payer=sunny-health"), "policy.unknown"))
    assert "97110 30 30 30 open open open" in told


def test_a_night_says_on_which_date_it_ends() -> None:
    told = text_of(page_of(analyzed("23:50-0:10 P1 PT1 97110".replace("0:10", "24:10")), "time.midnight"))
    assert "2026-03-02, 23:50–2026-03-03 00:10" in told


def test_a_pseudonymised_page_says_so_and_names_only_pseudonyms(tmp_path: Path) -> None:
    hidden = pseudonymise(analyzed(*ROWS), tmp_path / "key.csv")
    page = page_of(hidden, "overlap.contested")
    assert "Pseudonymized: people have pseudonyms" in page
    assert not re.search(r"\b(P1|P2|PT1)\b", text_of(page))


def test_the_same_analysis_gives_the_same_page() -> None:
    assert page_of(analyzed(*ROWS), "overlap.contested") == page_of(analyzed(*ROWS), "overlap.contested")
