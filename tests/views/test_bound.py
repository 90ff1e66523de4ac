from __future__ import annotations

import io
import sys

import pypdf
import pytest
import weasyprint

from timeline.errors import MissingExtraError
from timeline.views.bound import bound


def part(*titles: str) -> bytes:
    """Lay out a page for each title."""
    pages = "".join(f'<h1 style="break-before: page">{title}</h1>' for title in titles)
    html = f"<html lang=en><head><title>{titles[0]}</title></head><body>{pages}</body></html>"
    return bytes(weasyprint.HTML(string=html).write_pdf())


@pytest.fixture(scope="module")
def whole() -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(bound([part("Summary"), part("Monday", "Tuesday")])))


def test_parts_stand_in_their_order_and_their_pages_are_numbered_through(whole: pypdf.PdfReader) -> None:
    shown = [" ".join(page.extract_text().split()) for page in whole.pages]
    assert shown == ["Summary Page 1 of 3", "Monday Page 2 of 3", "Tuesday Page 3 of 3"]


def test_bookmarks_of_every_part_lead_to_their_pages(whole: pypdf.PdfReader) -> None:
    marks = [mark for mark in whole.outline if not isinstance(mark, list)]
    assert [(mark.title, whole.get_destination_page_number(mark)) for mark in marks] == [
        ("Summary", 0),
        ("Monday", 1),
        ("Tuesday", 2),
    ]


def test_title_and_language_are_those_of_the_first_part(whole: pypdf.PdfReader) -> None:
    assert whole.metadata is not None
    assert (whole.metadata.title, whole.root_object["/Lang"]) == ("Summary", "en")


def test_the_same_parts_give_the_same_bytes() -> None:
    parts = [part("Summary"), part("Monday")]
    assert bound(parts) == bound(parts)


def test_a_missing_package_is_named_with_its_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(MissingExtraError, match=r"clinic-timeline\[pdf\]"):
        bound([b""])
