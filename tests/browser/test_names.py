"""Names and ids that are markup, words of the language of the page, or turn the line, are names like any other."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.test_viewer import figure, middle
from tests.views.conftest import analyzed
from timeline.views.report import report_html

HOSTILE = 'O\'Neil <b onmouseover=alert(1)>Bo</b> & "Co" <img src=x onerror=alert(1)>'


def test_hostile_names_are_shown_as_they_are(watched: Watched, tmp_path: Path) -> None:
    rows = ("10:00-10:30 P1 PT1 97110", "10:15-10:45 P2 PT1 97116")
    result = analyzed(*rows, patient_name=[HOSTILE, ""], provider_name=[HOSTILE, ""], note=[HOSTILE, ""])
    (tmp_path / "day.html").write_text(report_html(result), encoding="utf-8")
    page = watched.open((tmp_path / "day.html").as_uri())
    page.get_by_role("tab", name="Visits").click()
    expect(page.get_by_role("button", name=f"{HOSTILE} (P1)")).to_be_visible()
    page.get_by_role("button", name=f"{HOSTILE} (P1)").click()
    page.mouse.move(*middle(page, "P1"))
    expect(page.locator("#tip")).to_contain_text(HOSTILE)
    assert page.locator("img, [onmouseover], [onerror], b[onmouseover]").count() == 0


def test_an_id_that_the_language_of_the_page_knows_is_an_id_like_any_other(watched: Watched, tmp_path: Path) -> None:
    words = ["constructor", "__proto__", "toString", "hasOwnProperty"]
    rows = [f"10:{10 * number}-10:{10 * number + 20} P{number} PT{number} 97110" for number in range(4)]
    result = analyzed(*rows, patient=words, provider=words, patient_name=["Ann", "", "Ann", ""])
    (tmp_path / "day.html").write_text(report_html(result), encoding="utf-8")
    page = watched.open((tmp_path / "day.html").as_uri())
    assert sorted(each.split("\n")[0] for each in page.locator("#over .row-name b").all_inner_texts()) == sorted(words)
    page.get_by_role("tab", name="Visits").click()
    for word in words:
        page.locator("#filter-provider").select_option(word)
        expect(page.locator("#visits tbody tr")).to_have_count(1)
        expect(page.locator("#visits tbody tr")).to_contain_text(word)
        assert figure(page, "One-on-one minutes") == "20"
        page.locator("#visits tbody button.link").click()
        expect(page.locator("#panel-proof")).to_contain_text(word)
