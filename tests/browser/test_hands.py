"""What pointer, wheel, keys, filters and links do to a day on the page, and what they leave alone."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched, until
from tests.browser.test_chart import MIDNIGHT, seconds
from tests.browser.test_viewer import drawn, middle, now
from tests.views.conftest import analyzed
from timeline import Analysis
from timeline.views.report import report_html


def axis(page: Page, clock: str) -> tuple[float, float]:
    """Give the place of a clock on the axis, in pixels of the screen."""
    scene = drawn(page)
    box = page.locator("#axis").bounding_box()
    gutter = page.evaluate("parseFloat(getComputedStyle(document.getElementById('plot')).getPropertyValue('--gutter'))")
    assert box is not None
    share = (seconds(clock) - scene["from"]) / (scene["to"] - scene["from"])
    return box["x"] + gutter + share * (box["width"] - gutter - 10), box["y"] + 8


def shown(page: Page) -> tuple[float, float]:
    scene = drawn(page)
    return scene["from"], scene["to"]


def drag(page: Page, start: str, end: str) -> None:
    page.mouse.move(*axis(page, start))
    page.mouse.down()
    page.mouse.move(*axis(page, "13:00"))
    page.mouse.move(*axis(page, end))
    page.mouse.up()


def test_a_span_dragged_on_the_axis_adds_up_to_the_tables(desk: Page, tuesday: Analysis) -> None:
    drag(desk, "10:00", "14:30")
    panel = desk.locator("#panel-span")
    expect(panel.get_by_role("heading", name="10:00–14:30")).to_be_visible()

    def minutes(table: pd.DataFrame, word: str) -> dict[str, float]:
        first = (table["start"] - MIDNIGHT).dt.total_seconds()
        last = first + table["seconds"]
        inside = (last.clip(upper=seconds("14:30")) - first.clip(lower=seconds("10:00"))).clip(lower=0)
        sums = inside.groupby(table[word]).sum()
        return {str(name): float(value) / 60 for name, value in sums.items() if value}

    words = {"free": "idle", "claimed_twice": "contested"}
    for title, table, word in (
        ("Patients: minutes by state", tuesday.attendance, "state"),
        ("Providers: minutes by what they did", tuesday.engagements, "doing"),
    ):
        part = panel.locator(".proof-part", has=desk.get_by_role("heading", name=title, exact=True))
        rows = [row.split("\t") for row in part.locator("tbody tr").all_inner_texts()]
        said = {name.strip().lower().replace("-", "_").replace(" ", "_"): float(value) for name, value in rows}
        assert {words.get(name, name): value for name, value in said.items()} == minutes(table, word)
    expect(panel).to_contain_text("Claimed twice, 11:13–11:20")
    desk.keyboard.press("Escape")
    expect(desk.locator("#tab-span")).to_be_hidden()
    expect(desk.locator(".span-band")).to_have_count(0)


def test_a_span_on_a_phone_lies_where_the_finger_was(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(tuesday_file, viewport=PHONE)
    first, last = shown(page)
    box = page.locator("#axis").bounding_box()
    assert box is not None
    y = box["y"] + 8
    page.mouse.move(box["x"] + 60, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, y)
    page.mouse.up()
    expect(page.locator("#panel-span h2")).to_be_in_viewport()
    assert shown(page) == (first, last)


def test_paper_shows_the_whole_day_as_it_was_drawn(desk: Page) -> None:
    tall = drawn(desk)["rows"][-1]["bottom"]
    desk.emulate_media(media="print")
    until(lambda: desk.evaluate("document.getElementById('gd').width") > 2 * 900)
    assert desk.evaluate("document.getElementById('gd').height") == pytest.approx(2.5 * tall, abs=60)
    wide = desk.evaluate("document.getElementById('gd').width")
    desk.emulate_media(media="null")
    # As an image: what Chromium prints as lines is smaller than the names and the hours over it.
    assert f"/Width {wide}".encode() in desk.pdf(landscape=True)


def test_a_span_is_set_by_keys_and_by_clocks(desk: Page) -> None:
    now(desk, "11:00")
    desk.get_by_label("Clock time").blur()
    desk.keyboard.press("[")
    now(desk, "12:00")
    desk.get_by_label("Clock time").blur()
    desk.keyboard.press("]")
    panel = desk.locator("#panel-span")
    expect(panel.get_by_role("heading", name="11:00–12:00")).to_be_visible()
    panel.get_by_label("To", exact=True).fill("11:30")
    panel.get_by_label("To", exact=True).press("Enter")
    expect(panel.get_by_role("heading", name="11:00–11:30")).to_be_visible()


def test_a_click_on_the_axis_or_on_free_ground_sets_the_time(desk: Page) -> None:
    desk.mouse.click(*axis(desk, "12:30"))
    assert desk.get_by_label("Clock time").input_value() == "12:30"
    box = desk.locator("#plot").bounding_box()
    assert box is not None
    x, _ = axis(desk, "16:45")
    desk.mouse.click(x, box["y"] + 8)
    assert desk.get_by_label("Clock time").input_value()[:4] == "16:4"


def test_the_load_under_the_pointer_says_who_is_claimed_twice(desk: Page, tuesday: Analysis) -> None:
    box = desk.locator("#load").bounding_box()
    assert box is not None
    x, _ = axis(desk, "14:52")
    desk.mouse.move(x, box["y"] + box["height"] - 12)
    tip = desk.locator("#tip")
    expect(tip).to_contain_text("14:45–15:00")
    (most,) = (cell for cell in drawn(desk)["strips"][0]["cells"] if cell["at"] == seconds("14:45"))
    expect(tip).to_contain_text(f"at most {most['patients']} patients at once, room for {most['staff']}")
    table = tuesday.engagements[tuesday.engagements["doing"] == "contested"]
    inside = table[
        (table["start"] >= MIDNIGHT + pd.Timedelta("14:45:00")) & (table["start"] < MIDNIGHT + pd.Timedelta("15:00:00"))
    ]
    (names,) = {tuple(inside["provider"])}
    assert names == ("PTA1",)
    expect(tip.locator(".tip-mark")).to_have_text(
        f"Demo Assistant One: {inside['seconds'].sum() // 60} min claimed twice"
    )
    desk.mouse.click(x, box["y"] + box["height"] - 12)
    assert desk.get_by_label("Clock time").input_value()[:4] == "14:5"


def test_a_clicked_visit_stays_where_it_is(desk: Page) -> None:
    before = shown(desk), desk.evaluate("[scrollY, document.getElementById('chart-scroll').scrollTop]")
    x, y = middle(desk, "P035")
    desk.mouse.click(x, y)
    expect(desk.locator("#panel-proof")).to_contain_text("Test Patient 035")
    assert (shown(desk), desk.evaluate("[scrollY, document.getElementById('chart-scroll').scrollTop]")) == before
    clock = desk.get_by_label("Clock time").input_value()
    each = next(each for each in drawn(desk)["envelopes"] if each["person"] == "P035")
    assert each["at"] <= seconds(clock) < each["until"]


def test_the_wheel_zooms_about_the_pointer(desk: Page) -> None:
    x, y = (round(each) for each in axis(desk, "15:00"))
    desk.mouse.move(x, y + 120)
    desk.keyboard.down("Control")
    for _ in range(3):
        desk.mouse.wheel(0, -200)
    desk.keyboard.up("Control")
    until(lambda: shown(desk)[1] - shown(desk)[0] < 3 * 3600)
    assert axis(desk, "15:00")[0] == pytest.approx(x, abs=4)


def test_keys_move_and_zoom_the_chart(desk: Page) -> None:
    whole = shown(desk)
    now(desk, "12:00")
    desk.get_by_label("Clock time").blur()
    for _ in range(4):
        desk.keyboard.press("w")
    closer = shown(desk)
    assert closer[1] - closer[0] < whole[1] - whole[0]
    desk.keyboard.press("d")
    assert shown(desk)[0] > closer[0]
    desk.keyboard.press("a")
    assert shown(desk)[0] == pytest.approx(closer[0], abs=1)
    desk.keyboard.press("s")
    assert shown(desk)[1] - shown(desk)[0] > closer[1] - closer[0]
    desk.keyboard.press("0")
    assert shown(desk) == whole
    desk.keyboard.press("End")
    last = desk.get_by_label("Clock time").input_value()
    desk.keyboard.press("Home")
    assert desk.get_by_label("Clock time").input_value() < last
    desk.keyboard.press("j")
    expect(desk.locator("#panel-proof .proof-place")).to_contain_text(" of 72")
    first = desk.locator("#panel-proof .proof-when").inner_text()
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    assert desk.locator("#panel-proof .proof-when").inner_text() == first


def test_every_key_is_in_the_help(desk: Page) -> None:
    desk.keyboard.press("?")
    told = set(desk.locator("#help kbd").all_inner_texts())
    keys = {"Space", "J", "K", "←", "→", "Home", "End", "W", "S", "A", "D", "0", "[", "]", "N", "P", "/", "Esc", "?"}
    assert keys | {"1", "2", "3", "4"} <= told


def test_every_view_has_a_key(desk: Page) -> None:
    desk.keyboard.press("1")
    expect(desk.locator("#content")).to_be_visible()  # one day has no month
    desk.keyboard.press("2")
    expect(desk.locator("#work")).to_be_visible()
    expect(desk.locator("#view-work")).to_be_focused()
    desk.keyboard.press("j")
    expect(desk.locator("#work")).to_be_visible()
    desk.keyboard.press("3")
    expect(desk.locator("#content")).to_be_visible()
    desk.keyboard.press("/")
    desk.keyboard.type("12")
    expect(desk.locator("#search")).to_have_value("12")


def test_the_next_day_has_a_key(watched: Watched, tmp_path: Path) -> None:
    result = analyzed("10:00-10:30 P1 PT1 97110", "11:00-11:30 P2 PT1 97110 next")
    (tmp_path / "days.html").write_text(report_html(result), encoding="utf-8")
    page = watched.open((tmp_path / "days.html").as_uri() + "#d=2026-03-02")
    for key, date in (("n", "2026-03-03"), ("n", "2026-03-03"), ("p", "2026-03-02")):
        page.keyboard.press(key)
        expect(page.get_by_role("combobox", name="Day")).to_have_value(date)


def test_replay_slows_at_a_contest_and_says_who_keeps_the_minute(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(tuesday_file, reduced_motion="no-preference")
    page.locator("#findings tbody button.link").first.click()
    expect(page.locator(".lit-bar")).not_to_have_count(0)
    now(page, "08:58")
    page.locator("#speed").select_option("300")
    page.evaluate(
        """() => {
          window.said = [];
          const lesson = document.getElementById("lesson");
          const note = () => window.said.push([lesson.textContent, performance.now()]);
          new MutationObserver(note).observe(lesson, { childList: true });
        }"""
    )
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".lit-bar")).to_have_count(0)
    until(lambda: any(text.startswith("09:03") for text, _ in page.evaluate("window.said")))
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#lesson")).to_be_hidden()
    said = page.evaluate("window.said")
    lesson = next(text for text, _ in said if text.startswith("09:00"))
    assert "Demo Therapist Two is claimed by Test Patient 004 and Test Patient 006." in lesson
    assert "The minute goes to Test Patient 004 (nested rule: a contact recorded wholly" in lesson
    # A minute takes 0.2 seconds at this speed; a contested one takes more than three times as long.
    times = [time for text, time in said if "09:00" <= text[:5] <= "09:03"]
    assert (times[-1] - times[0]) / 3 > 500


def test_minutes_of_a_patient_grow_with_the_clock(desk: Page, tuesday: Analysis) -> None:
    credited = tuesday.attendance
    for clock in ("08:50", "09:08"):
        now(desk, clock)
        own = credited[(credited["patient"] == "P006") & (credited["state"] == "one_on_one")]
        start = (own["start"] - MIDNIGHT).dt.total_seconds()
        sum_ = (own["seconds"] - (start + own["seconds"] - seconds(clock)).clip(lower=0)).clip(lower=0).sum()
        told = desk.locator("#cards .so-far[data-patient=P006]").first
        expect(told).to_have_text(f"{int(sum_ // 60)} min one-on-one so far")


def test_a_link_holds_what_is_shown_and_names_nobody(watched: Watched, desk: Page, tuesday: Analysis) -> None:
    desk.get_by_role("combobox", name="Provider").select_option("PT2")
    desk.get_by_role("combobox", name="Severity").select_option("error")
    desk.get_by_role("button", name="By patient").click()
    desk.locator("#findings tbody button.link").first.click()
    until(lambda: "f=" in desk.evaluate("location.hash"))
    address = desk.evaluate("location.href")
    fragment = address.partition("#")[2]
    people = set(tuesday.intervals["patient"]) | set(tuesday.intervals["provider"]) - {""}
    assert not [each for each in people if each and re.search(rf"\b{each}\b", fragment)]
    assert "Test" not in fragment
    other = watched.open(address)
    assert other.get_by_role("combobox", name="Provider").input_value() == "PT2"
    assert other.get_by_role("combobox", name="Severity").input_value() == "error"
    expect(other.get_by_role("button", name="By patient")).to_have_attribute("aria-pressed", "true")
    assert (
        other.locator("#panel-proof .proof-when").inner_text() == desk.locator("#panel-proof .proof-when").inner_text()
    )
    assert shown(other) == pytest.approx(shown(desk), abs=1)
    assert other.get_by_label("Clock time").input_value() == desk.get_by_label("Clock time").input_value()


def test_choices_count_what_they_would_leave(desk: Page, tuesday: Analysis) -> None:
    severity = desk.get_by_role("combobox", name="Severity")
    counts = tuesday.findings["severity"].value_counts()
    assert severity.locator("option[value=error]").inner_text() == f"Error ({counts['error']})"
    desk.get_by_role("combobox", name="Provider").select_option("PT2")
    until(lambda: severity.locator("option[value=error]").inner_text() != f"Error ({counts['error']})")
    told = severity.locator("option[value=error]").inner_text()
    severity.select_option("error")
    expect(desk.locator("#count-findings")).to_have_text(re.findall(r"\d+", told)[0])


def test_filters_say_whom_they_hide_from_the_cards(desk: Page, tuesday: Analysis) -> None:
    now(desk, "08:10")
    there = len(tuesday.at("08:10").providers)
    desk.get_by_role("combobox", name="Rule").select_option("overlap.contested")
    expect(desk.locator("#cards-empty")).to_have_text(f"{there} providers at 08:10, none of whom the filters show.")
    now(desk, "08:59")
    expect(desk.locator("#cards-hidden")).to_contain_text("the filters hide them.")


def test_a_search_lights_what_it_matched(desk: Page) -> None:
    desk.get_by_role("searchbox").fill("97032")
    until(lambda: desk.evaluate("CSS.highlights.get('found')?.size") > 0)
    assert desk.evaluate("[...CSS.highlights.get('found')].every((range) => range.toString() === '97032')")


def test_a_phone_has_the_chart_first_and_the_proof_where_the_tap_was(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(tuesday_file, viewport=PHONE, has_touch=True, is_mobile=True)
    assert page.evaluate("document.getElementById('plot').getBoundingClientRect().top") < PHONE["height"] / 2
    expect(page.locator("#help-open")).to_be_hidden()
    page.touchscreen.tap(*middle(page, "P022"))
    expect(page.locator("#panel-proof .proof-when")).to_be_in_viewport()
    page.get_by_role("button", name="Close the proof").tap()
    link = page.locator("#findings tbody button.link").nth(4)
    link.tap()
    expect(page.locator("#panel-proof").get_by_role("heading", name="What happened")).to_be_in_viewport()
    expect(link).to_be_in_viewport()


def test_a_finding_chosen_above_the_chart_of_a_phone_is_shown_on_it(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(tuesday_file, viewport=PHONE, has_touch=True, is_mobile=True)
    told = []
    for _ in range(3):
        page.get_by_role("button", name="Next finding").first.tap()
        told.append(page.locator("#panel-proof .proof-place").inner_text())
        tops = [bar.bounding_box() for bar in page.locator(".lit-bar").all()]
        assert any(0 < box["y"] < PHONE["height"] * 0.44 for box in tops if box)
        expect(page.locator("#panel-proof").get_by_role("heading", name="What happened")).to_be_in_viewport()
        page.get_by_role("button", name="Close the proof").tap()
    assert told == ["24 of 72", "25 of 72", "26 of 72"]


def test_two_fingers_on_the_chart_keep_the_clocks_they_were_put_on(watched: Watched, tuesday_file: str) -> None:
    page = watched.open(tuesday_file, viewport=PHONE, has_touch=True, is_mobile=True)
    box = page.locator("#plot").bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)

    def clock(x: float) -> float:
        scene = drawn(page)
        return float(scene["from"] + (x - box["x"]) / (box["width"] - 10) * (scene["to"] - scene["from"]))

    def fingers(kind: str, *across: float) -> None:
        points = [{"x": x, "y": box["y"] + 40, "id": number} for number, x in enumerate(across)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    put = clock(120), clock(240)
    fingers("touchStart", 120, 240)
    fingers("touchMove", 100, 260)
    fingers("touchMove", 60, 300)
    until(lambda: abs(clock(60) - put[0]) < 60 and abs(clock(300) - put[1]) < 60)
    fingers("touchEnd")
