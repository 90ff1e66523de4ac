"""The chart of a day: what is drawn equals the tables, and every hand on it does what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watched, until
from tests.browser.test_viewer import cards, drawn, figure, middle, now
from tests.views.conftest import analyzed
from timeline import Analysis
from timeline.views.report import report_html

MIDNIGHT = pd.Timestamp("2026-03-03")
SITES = (
    "8:00-12:00 PT1 shift",
    "9:00-9:30 P1 PT1 97110",
    "9:20-9:40 P2 PT1 97112",
    "9:00-9:30 P3 PT2 97110",
    "10:00-10:20 P4 PT2 97110",
)


def seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


@pytest.fixture(scope="module")
def sites_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("sites") / "day.html"
    result = analyzed(*SITES, clinic=["north", "north", "north", "south", "south"])
    path.write_text(report_html(result), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def desk(watched: Watched, tuesday_file: str) -> Page:
    return watched.open(tuesday_file, viewport={"width": 1440, "height": 900})


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


def test_a_whole_day_stands_on_one_screen_with_its_visits_named(desk: Page) -> None:
    scene = drawn(desk)
    long: dict[int, list[Any]] = {}
    for each in scene["envelopes"]:
        if each.get("visit") is not None and scene["rows"][each["row"]]["key"]:
            long.setdefault(each["visit"], []).append(each)
    told = [
        any(each["label"] for each in parts)
        for parts in long.values()
        if max(each["until"] for each in parts) - min(each["at"] for each in parts) >= 15 * 60
    ]
    assert sum(told) / len(told) >= 0.9
    assert desk.evaluate("document.querySelector('.chart-card').getBoundingClientRect().bottom") <= 900
    box = "document.getElementById('chart-scroll')"
    assert desk.evaluate(f"{box}.scrollHeight - {box}.clientHeight") <= 0


def test_no_name_on_a_visit_is_cut(desk: Page, tuesday: Analysis) -> None:
    table = tuesday.intervals
    names = dict(zip(table["patient"], table["patient_name"], strict=True))
    for each in drawn(desk)["envelopes"]:
        if each["label"] and not each["hollow"]:
            name = names[each["person"]]
            assert each["label"] == each["person"] or each["label"] in (name, name.split(" ", 1)[1])


def test_overlaps_are_those_of_the_tables_and_the_worst_is_known(desk: Page, tuesday: Analysis) -> None:
    table = tuesday.engagements[tuesday.engagements["doing"] == "contested"]
    expected: dict[str, int] = {}
    for row in table.itertuples():
        expected[row.provider] = expected.get(row.provider, 0) + int(row.seconds)
    found: dict[str, int] = {}
    overlaps = drawn(desk)["overlaps"]
    for each in overlaps:
        found[each["key"]] = found.get(each["key"], 0) + each["end"] - each["start"]
    assert found == expected
    (worst,) = (each for each in overlaps if each["worst"])
    stakes = [(each["units"], each["end"] - each["start"]) for each in overlaps]
    assert (worst["units"], worst["end"] - worst["start"]) == max(stakes)


def test_an_overlap_stands_out_in_gray_too(desk: Page) -> None:
    """The edge of an overlap against the ground beside it, as luminances of the drawing itself."""
    ratio = desk.evaluate(
        """() => {
          const { overlaps, rows } = document.getElementById("plot").drawn();
          const canvas = document.getElementById("gd");
          const scale = canvas.width / canvas.clientWidth;
          const each = overlaps.find((one) => one.worst);
          const y = Math.round((rows[each.row].bottom - 8) * scale);
          const pen = canvas.getContext("2d");
          const line = pen.getImageData(0, y, canvas.width, 1).data;
          let darkest = 1;
          for (let x = 0; x < canvas.width; x += 1) {
            const [r, g, b] = [0, 1, 2].map((i) => (line[4 * x + i] / 255) ** 2.2);
            if (line[4 * x + 3] > 250) darkest = Math.min(darkest, 0.2126 * r + 0.7152 * g + 0.0722 * b);
          }
          return 1.05 / (darkest + 0.05);
        }"""
    )
    assert ratio > 4.5


def test_the_load_is_what_the_analysis_says_of_instants(desk: Page, tuesday: Analysis) -> None:
    rows = {row["key"]: row["load"] for row in drawn(desk)["rows"] if row["key"]}
    for clock in ("08:59", "11:14", "13:38", "14:20", "16:59"):
        for each in tuesday.at(clock).providers:
            (span,) = (one for one in rows[each.provider] if one["at"] <= seconds(clock) < one["until"])
            assert (span["patients"], span["over"] > 0) == (len(each.patients), each.doing == "contested")


def test_a_quarter_hour_is_over_only_where_somebody_is_claimed_twice(desk: Page, tuesday: Analysis) -> None:
    (strip,) = drawn(desk)["strips"]
    table = tuesday.engagements[tuesday.engagements["doing"] == "contested"]
    quarters = set()
    for row in table.itertuples():
        first = (row.start - MIDNIGHT) // pd.Timedelta(seconds=1)
        quarters |= {second // 900 * 900 for second in range(first, first + int(row.seconds), 60)}
    assert {cell["at"] for cell in strip["cells"] if cell["over"]} == quarters
    touching = analyzed("9:00-9:30 P1 PT1 97110", "9:30-10:00 P2 PT1 97110")
    assert touching.totals["provider_minutes_claimed_twice"] == 0


def test_bookings_are_tied_to_their_visits_late_and_over(desk: Page, tuesday: Analysis) -> None:
    seen = tuesday.planned[tuesday.planned["state"] == "seen"]
    brackets = drawn(desk)["brackets"]
    late = {each["booking"]["patient"]: each["booking"]["came"][0] - each["booking"]["start"] for each in brackets}
    over = {each["booking"]["patient"]: each["booking"]["came"][1] - each["booking"]["end"] for each in brackets}
    assert len(brackets) == len(seen)
    for row in seen.drop_duplicates("patient", keep=False).itertuples():
        assert max(0, late[row.patient]) == row.late_seconds
        assert max(0, over[row.patient]) == row.overrun_seconds
    hollow = {each["hollow"] for each in drawn(desk)["envelopes"]} - {""}
    assert hollow == {"cancelled", "no_show", "not_seen"}


def test_sites_are_groups_and_a_filter(watched: Watched, sites_file: str) -> None:
    page = watched.open(sites_file)
    assert [row["site"] for row in drawn(page)["rows"]] == [0, 1]
    assert [each["site"] for each in drawn(page)["strips"]] == [0, 1]
    expect(page.locator(".site-name").first).to_contain_text("North 2 visits")
    page.get_by_role("combobox", name="Site").select_option("south")
    until(lambda: [row["key"] for row in drawn(page)["rows"]] == ["PT2"])
    assert figure(page, "Visits") == "2"
    assert set(cards(page)) <= {"PT2"}
    until(lambda: page.evaluate("location.hash").endswith("&s=1"))


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
    expect(panel).to_contain_text("Overlap: contested, 11:13–11:20")
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
    assert keys <= told


def test_the_next_day_has_a_key(watched: Watched, tmp_path: Path) -> None:
    result = analyzed("10:00-10:30 P1 PT1 97110", "11:00-11:30 P2 PT1 97110 next")
    (tmp_path / "days.html").write_text(report_html(result), encoding="utf-8")
    page = watched.open((tmp_path / "days.html").as_uri() + "#d=2026-03-02")
    for key, date in (("n", "2026-03-03"), ("n", "2026-03-03"), ("p", "2026-03-02")):
        page.evaluate("document.activeElement.blur()")
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
    page.touchscreen.tap(*middle(page, "P006"))
    expect(page.locator("#panel-proof .proof-when")).to_be_in_viewport()
    page.get_by_role("button", name="Close the proof").tap()
    link = page.locator("#findings tbody button.link").nth(4)
    link.tap()
    expect(page.locator("#panel-proof").get_by_role("heading", name="What happened")).to_be_in_viewport()
    expect(link).to_be_in_viewport()


def test_a_message_names_people_only_where_nothing_else_can_be_meant(watched: Watched, tmp_path: Path) -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:10-9:40 P2 PT1 97112")
    result = analyzed(*rows, patient=["6", "P2"], patient_name=["Six", "Ann Bell"], provider_name=["Bo Cole", ""])
    (tmp_path / "day.html").write_text(report_html(result), encoding="utf-8")
    page = watched.open((tmp_path / "day.html").as_uri())
    told = page.locator("#findings tbody tr", has_text="Overlap").first.locator("td").last
    expect(told).to_contain_text("Bo Cole is recorded with 6 and Ann Bell at the same time, 09:10–09:30 (20 minutes)")


@pytest.mark.slow
def test_a_thousand_rows_take_less_than_a_frame_to_draw(watched: Watched, tmp_path: Path) -> None:
    rows = [
        f"{8 + n % 8}:{(n * 7) % 40:02d}-{8 + n % 8}:{(n * 7) % 40 + 15:02d} P{n} PT{n % 40} 97110" for n in range(1000)
    ]
    (tmp_path / "day.html").write_text(report_html(analyzed(*rows)), encoding="utf-8")
    page = watched.open((tmp_path / "day.html").as_uri())
    assert len(drawn(page)["envelopes"]) == 1000
    spent = page.evaluate(
        """async () => {
          const spent = [];
          const box = document.getElementById("chart-scroll");
          const next = () => new Promise((done) => requestAnimationFrame(() => done(performance.now())));
          for (let n = 0; n < 21; n += 1) {
            const asked = performance.now();
            const began = next();
            const turn = { deltaY: n % 2 ? 60 : -60, ctrlKey: true, bubbles: true, cancelable: true, clientX: 700 };
            box.dispatchEvent(new WheelEvent("wheel", turn));
            const handled = performance.now() - asked;
            // The first is called before the drawing of the frame, the second after it.
            const ended = next();
            spent.push(handled + (await ended) - (await began));
          }
          return spent.sort((a, b) => a - b)[4];
        }"""
    )
    assert spent < 20
