from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched, until
from tests.browser.stand_in import Server
from tests.browser.test_viewer import accessible
from tests.views.viewer.test_month import result_of
from timeline import Analysis
from timeline.views.viewer.pack import packed
from timeline.views.viewer.payload import page_payload
from timeline.wrapped import wrapped


@pytest.fixture(scope="module")
def claimed() -> Analysis:
    return result_of(claimed=True)


@pytest.fixture
def work(watched: Watched, server: Server, claimed: Analysis) -> Page:
    """Open the worklist of a month at the server, which keeps a log."""
    server.result = packed(page_payload(claimed))
    context = watched.context(accept_downloads=True)
    context.route("http://viewer.test/**", server.answer)
    page = context.new_page()
    page.goto("http://viewer.test/#v=work")
    until(lambda: page.evaluate("document.body.dataset.ready === 'true'"))
    return page


def decide(page: Page, decision: str) -> None:
    page.get_by_role("radio", name=decision).check()
    page.get_by_label("Reason (no names)").fill("Checked with the author")
    page.get_by_label("Initials").fill("AB")
    page.get_by_role("button", name="Record").click()


def test_several_findings_are_decided_with_one_reason(work: Page, server: Server, claimed: Analysis) -> None:
    rule = claimed.finding_list[0].rule.id
    ids = [each.id for each in claimed.finding_list if each.rule.id == rule]
    work.locator(f".work-group[data-group='{rule}'] .chooser input").check()
    expect(work.locator(".several-count")).to_have_text(f"{len(ids)} finding{'s' * (len(ids) > 1)} chosen")
    decide(work, "Dismissed")
    expect(work.locator("#work-progress")).to_contain_text(
        f"{len(ids)} of {len(claimed.finding_list)} findings decided"
    )
    sent = json.loads(next(body for method, _, _, body in server.asked if method == "POST"))
    assert (sent["findings"], sent["decision"], sent["reason"]) == (ids, "dismissed", "Checked with the author")
    expect(work.locator(".several")).to_have_count(0)
    state = work.get_by_role("group", name="State")
    expect(state.get_by_role("button", name="Dismissed")).to_contain_text(str(len(ids)))
    expect(work.locator(f".work-group[data-group='{rule}']")).to_contain_text(f"0 open of {len(ids)}")


def test_a_state_filters_and_what_is_decided_leaves_it(work: Page, claimed: Analysis) -> None:
    work.get_by_role("group", name="State").get_by_role("button", name="Open").click()
    first = work.locator(".work-row input").first
    first.check()
    decide(work, "Accepted")
    expect(work.locator("#work-bar")).to_contain_text(f"{len(claimed.finding_list) - 1} findings shown")
    work.get_by_role("group", name="State").get_by_role("button", name="Accepted").click()
    expect(work.locator(".work-row .state-tag")).to_have_text(["Accepted"])
    expect(work.locator(".work-row")).to_contain_text("AB: Checked with the author")


def test_the_front_page_counts_what_is_decided(work: Page, claimed: Analysis) -> None:
    work.get_by_label("Choose all shown").check()
    decide(work, "Corrected")
    work.get_by_role("button", name="Month", exact=True).click()
    expect(work.locator(".month-tiles")).to_contain_text(f"{len(claimed.finding_list)} of {len(claimed.finding_list)}")


def test_what_the_server_refuses_stays_chosen_and_says_why(watched: Watched, work: Page, server: Server) -> None:
    server.refused = 422, {"error": "reason: it names a patient or a provider."}
    work.locator(".work-row input").first.check()
    decide(work, "Accepted")
    expect(work.locator(".several .fault")).to_have_text("reason: it names a patient or a provider.")
    expect(work.locator(".several-count")).to_have_text("1 finding chosen")
    watched.complaints.clear()  # Chromium itself notes the refused request


def test_a_group_can_be_chosen_in_part(work: Page) -> None:
    group = work.locator(".work-group").filter(has=work.locator(".work-row:nth-child(2)")).first
    group.locator(".work-row input").first.check()
    assert group.locator(".chooser input").evaluate("(box) => box.indeterminate")
    group.locator(".work-row input").first.uncheck()
    assert not group.locator(".chooser input").evaluate("(box) => box.indeterminate")


def test_a_finding_opens_in_its_day(work: Page, claimed: Analysis) -> None:
    work.get_by_role("button", name="By day", exact=True).click()
    work.locator(".work-row .link").last.click()
    expect(work.locator("#content")).to_be_visible()
    expect(work.locator("#panel-proof")).to_contain_text("What happened")
    last = claimed.finding_list[-1]
    assert work.get_by_role("combobox", name="Day").input_value() == last.date
    until(lambda: "f=" in work.evaluate("location.hash"))
    work.go_back()
    expect(work.locator("#work")).to_be_visible()
    work.go_forward()
    expect(work.locator("#panel-proof")).to_contain_text(last.message.replace(f" on {last.date}", ""))


@pytest.mark.parametrize("group", ["By finding", "By therapist", "By cause", "By day"])
def test_every_grouping_holds_every_finding(work: Page, claimed: Analysis, group: str) -> None:
    work.get_by_role("button", name=group, exact=True).click()
    shown = work.locator(".work-row input").evaluate_all("(boxes) => boxes.map((box) => box.dataset.finding)")
    assert set(shown) == {each.id for each in claimed.finding_list}


def test_the_list_for_billing_is_saved_without_formulas(work: Page, claimed: Analysis, tmp_path: Path) -> None:
    work.locator(".work-row input").first.check()
    work.get_by_role("radio", name="Accepted").check()
    work.get_by_label("Reason (no names)").fill("=1+1")
    work.get_by_label("Initials").fill("AB")
    work.get_by_role("button", name="Record").click()
    expect(work.locator(".several")).to_have_count(0)
    with work.expect_download() as waiting:
        work.get_by_role("button", name="Save for billing").click()
    assert waiting.value.suggested_filename == "findings 2026-03-02 to 2026-03-03.csv"
    waiting.value.save_as(tmp_path / "billing.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "billing.csv").read_text(encoding="utf-8-sig"))))
    assert [row["what_happened"] for row in rows] == [wrapped(each.message) for each in claimed.finding_list]
    assert {row["reason"] for row in rows} == {"", "'=1+1"}
    table = claimed.findings
    for name, told in (
        ("finding_id", "finding_id"),
        ("rule", "rule"),
        ("patients", "patients"),
        ("providers", "providers"),
    ):
        assert [row[told] for row in rows] == table[name].tolist()
    assert [int(row["units_at_risk"]) for row in rows] == table["units_at_risk"].tolist()
    assert [int(row["minutes"]) for row in rows] == (table["seconds"] // 60).tolist()


def printed(page: Page) -> None:
    # As a function: Playwright calls what an expression gives if it is one.
    page.evaluate("() => { window.print = () => (window.printed = true) }")
    page.get_by_role("button", name="Print a sheet for each therapist").click()


def test_each_therapist_has_a_sheet_of_paper_with_what_is_left_to_do(work: Page, claimed: Analysis) -> None:
    printed(work)
    assert work.evaluate("window.printed")
    left = [each for each in claimed.finding_list if each.severity != "note"]
    expect(work.locator(".sheet")).to_have_count(len({provider for each in left for provider in each.providers}))
    expect(work.locator(".sheet tr")).to_have_count(sum(len(each.providers) for each in left))
    first = next(each for each in left if each.providers)
    sheet = work.locator(".sheet").filter(has=work.locator("h2", has_text=first.providers[0]))
    expect(sheet).to_contain_text(first.remedy)
    expect(sheet).to_contain_text(first.message.replace(f" on {first.date}", ""))
    work.emulate_media(media="print")
    expect(work.locator(".sheet").first).to_be_visible()
    expect(work.locator(".masthead")).to_be_hidden()
    work.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(work.locator(".sheet")).to_have_count(0)


def test_what_is_settled_is_counted_on_no_sheet_unless_asked_for(work: Page, claimed: Analysis) -> None:
    work.get_by_label("Choose all shown").check()
    decide(work, "Corrected")
    expect(work.locator(".several")).to_have_count(0)
    printed(work)
    expect(work.locator(".sheet")).to_have_count(0)
    assert not work.evaluate("window.printed")
    work.get_by_role("group", name="State").get_by_role("button", name="Corrected").click()
    printed(work)
    left = [each for each in claimed.finding_list if each.severity != "note"]
    expect(work.locator(".sheet tr")).to_have_count(sum(len(each.providers) for each in left))
    expect(work.locator(".sheet").first).to_contain_text("Corrected by AB: Checked with the author")


def test_without_a_log_there_is_nothing_to_choose(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(f"{tuesday_file}#v=work")
    expect(page.locator("#work-progress")).to_contain_text("--log FILE")
    expect(page.locator("#work input")).to_have_count(0)
    page.get_by_role("group", name="Severity").get_by_role("button", name="Error").click()
    expect(page.get_by_role("group", name="Severity").get_by_role("button", name="Error")).to_be_focused()


def test_keys_alone_decide(work: Page) -> None:
    box = work.locator(".work-row input").first
    box.focus()
    work.keyboard.press("Space")
    work.get_by_role("radio", name="Accepted").focus()
    for key in ("Space", "Tab", "c", "h", "e", "c", "k", "Tab", "a", "b", "Enter"):
        work.keyboard.press(key)
    expect(work.locator("#work-progress")).to_contain_text("1 of")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_worklist(work: Page, scheme: str) -> None:
    work.emulate_media(color_scheme=scheme)
    work.locator(".work-row input").first.check()
    assert accessible(work) == []
    for width in (320, 390, 1440, 2560):
        work.set_viewport_size({"width": width, "height": 900})
        assert work.evaluate("document.documentElement.scrollWidth") <= width
    work.set_viewport_size(PHONE)
    assert accessible(work) == []
