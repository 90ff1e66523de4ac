from __future__ import annotations

import io
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
import pytest
from weasyprint.urls import URLFetcher

from tests.views.conftest import analyzed
from timeline import Analysis, analyze, read_schedule
from timeline.errors import MissingExtraError, TimelineError
from timeline.privacy.pseudonyms import pseudonymise
from timeline.samples.generate import sample
from timeline.views import pdf
from timeline.views.pdf import render_html, render_pdf

HOSTILE = '<img src="http://evil.example/x"><link rel=stylesheet href="file:///etc/passwd">Bo'


@pytest.fixture(scope="module")
def day() -> Analysis:
    rows = ("10:00-10:30 P1 PT1 97110", "10:15-10:45 P2 PT1 97116", "9:00-9:15 P9 PTA1 appointment")
    return analyzed(*rows, patient_name=[HOSTILE, "Sample, Ben", ""])


def pages(content: bytes) -> list[str]:
    """Give the text of every page, on one line each."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.fixture(scope="module")
def printed(day: Analysis) -> list[str]:
    return pages(render_pdf(day))


@pytest.mark.parametrize(
    "told",
    [
        "Schedule audit Monday 2026-03-02",
        "Contest rule nested",
        "Contains patient data: ids, no names",
        "Monday 2026-03-02: who was with whom",
        "PT1 (PT) Minutes: 30 one-on-one, 15 claimed twice",
        "Monday 2026-03-02: findings",
        "10:15–10:30 · 15 minutes · 2 units at risk · overlap.contested",
        "PT1 is recorded with P1 and P2 at the same time",
        "r1 10:00–10:30 P1 PT1 (PT) 97110",
        "Monday 2026-03-02: visits",
        "97110 ×1 GP",
        "Booked but not seen P9 (r3)",
        "What this audit rests on",
        "Medicare Part B, private practice",
    ],
)
def test_the_audit_says(printed: list[str], told: str) -> None:
    assert told in " ".join(printed)


def test_every_page_is_numbered_and_says_what_it_holds(printed: list[str]) -> None:
    assert len(printed) >= 5
    for number, text in enumerate(printed, start=1):
        assert f"Page {number} of {len(printed)}" in text
        assert "Contains patient data" in text


@pytest.fixture(scope="module")
def month() -> Analysis:
    """Analyze eight days of two sites where every name is longer than a line of a list."""
    long = "a name that is longer than that of any other person, site or machine in the whole of the building "
    table = sample(clinics=2, days=8, seed=5).interval_table
    named = {name: long + table[name] for name in ("provider_name", "clinic")}
    return analyze(read_schedule(table.assign(**named)), fees={"97110": 38.5})


@pytest.mark.parametrize("paper", ["letter", "A4"])
def test_a_month_begins_with_one_page_on_everything_and_one_for_each_site(
    month: Analysis, paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timeline.views.print_summary.DAYS", 0)
    told = pages(render_pdf(month, names=True, paper=paper, whole=False))
    first = [text for text in told if "Open first" in text]
    assert first == told[:3]
    assert all("What was found" in text and "Therapists" in text for text in first)
    assert "What this audit rests on" in told[3]


def test_names_are_printed_where_they_are_asked_for_and_literally(day: Analysis) -> None:
    text = " ".join(pages(render_pdf(day, names=True)))
    assert "P2 Sample, Ben" in text
    assert '<imgsrc="http://evil.example/x">' in text.replace(" ", "")


def test_a_pseudonymised_audit_names_nobody(day: Analysis, tmp_path: Path) -> None:
    text = " ".join(pages(render_pdf(pseudonymise(day, tmp_path / "key.csv"), names=True)))
    assert "Pseudonymized" in text
    assert "Patient-" in text
    assert "Sample" not in text
    assert " P1 " not in text


def test_nothing_is_fetched(day: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []
    monkeypatch.setattr(URLFetcher, "fetch", lambda self, url, headers=None: fetched.append(url))
    render_pdf(day, names=True)
    assert fetched == []


def test_an_address_smuggled_into_the_page_opens_neither_network_nor_disk(
    day: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = '<img src="http://127.0.0.1:9/x"><img src="file:///etc/passwd"><link rel=stylesheet href="ftp://127.0.0.1/">text'
    monkeypatch.setattr(pdf, "render_html", lambda *_, **__: page)
    opened: list[Any] = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *told, **_: opened.append(told))
    assert "text" in pages(render_pdf(day))[0]
    assert opened == []


class Loads(HTMLParser):
    """Collects every attribute that could load something, and every script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag for name, _ in attrs if name in ("src", "href", "srcset", "data", "action", "xlink:href")]
        self.found += [tag] if tag in ("script", "link", "iframe", "object", "embed", "img") else []


def test_the_pages_hold_nothing_that_loads(day: Analysis) -> None:
    loads = Loads()
    loads.feed(render_html(day, names=True))
    assert loads.found == []


def test_the_file_s_title_names_the_dates(day: Analysis) -> None:
    assert "<title>Schedule audit Monday 2026-03-02</title>" in render_html(day)


@pytest.mark.parametrize(("paper", "inches"), [("letter", (11, 8.5)), ("A4", (11.69, 8.27))])
def test_the_paper_is_landscape(day: Analysis, paper: Any, inches: tuple[float, float]) -> None:
    box = pypdf.PdfReader(io.BytesIO(render_pdf(day, paper=paper))).pages[0].mediabox
    assert (float(box.width) / 72, float(box.height) / 72) == pytest.approx(inches, abs=0.01)


def test_an_unknown_paper_is_refused(day: Analysis) -> None:
    with pytest.raises(ValueError, match="paper: no such size, got 'legal'; known: letter, A4"):
        render_pdf(day, paper="legal")  # type: ignore[arg-type]


def test_the_same_analysis_gives_the_same_bytes(day: Analysis) -> None:
    assert render_pdf(day) == render_pdf(day)


def test_a_day_of_nothing_is_an_audit_of_nothing() -> None:
    table = pd.DataFrame({"start": [], "end": [], "patient": []})
    assert "No visits were recorded" in " ".join(pages(render_pdf(analyze(read_schedule(table)))))


def test_a_missing_package_is_named_with_its_install_line(day: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MissingExtraError, match=r"clinic-timeline\[pdf\]"):
        render_pdf(day)


def test_a_missing_library_of_the_system_is_named(day: Analysis, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library")

    monkeypatch.delitem(sys.modules, "weasyprint")
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    with pytest.raises(TimelineError, match="Pango"):
        render_pdf(day)


@pytest.fixture(scope="module")
def days() -> Analysis:
    clinics = ["north", "north", "south", "north"]
    rows = (
        "10:00-10:30 P1 PT1 97110",
        "10:15-10:45 P2 PT1 97116",
        "9:00-9:15 P9 PTA1 97110",
        "9:00-9:30 P1 PT1 97110 next",
    )
    return analyzed(*rows, clinic=clinics)


def test_several_dates_are_printed_as_a_summary_for_each_site_and_the_days_that_stand_out(days: Analysis) -> None:
    found = pages(render_pdf(days))
    for number, title in enumerate(("All sites", "north", "south")):
        assert title in found[number]
        assert "Provider minutes claimed twice" in found[number]
    text = " ".join(found)
    assert "Monday 2026-03-02: findings" in text
    assert "Tuesday 2026-03-03: findings" not in text
    assert "PT1 is recorded with P1 and P2" in text
    assert "P9 (PTA)" not in text
    whole = " ".join(pages(render_pdf(days, whole=True)))
    assert "Tuesday 2026-03-03: findings" in whole


def test_the_words_of_a_finding_come_first_and_hashes_last(printed: list[str]) -> None:
    text = " ".join(printed)
    assert text.index("PT1 is recorded with P1 and P2") < text.index("overlap.contested")
    assert text.index("97110 ×1 GP") < text.index("SHA-256")
