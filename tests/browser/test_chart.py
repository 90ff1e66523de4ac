"""The chart of a day: what is drawn equals the tables, and every hand on it does what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched, until
from tests.browser.test_viewer import cards, drawn, figure
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


def test_a_day_opens_at_its_worst_overlap_with_that_in_sight(desk: Page, watched: Watched, tmp_path: Path) -> None:
    assert desk.get_by_label("Clock time").input_value() == "11:13"
    rows = [f"9:00-9:30 P{n} PT{n} 97110" for n in range(30)] + ["9:20-9:40 P99 PT29 97112"]
    (tmp_path / "day.html").write_text(report_html(analyzed(*rows)), encoding="utf-8")
    page = watched.open((tmp_path / "day.html").as_uri())
    assert page.get_by_label("Clock time").input_value() == "09:20"
    expect(page.locator(".row-name", has_text="PT29")).to_be_in_viewport()
    page.get_by_role("button", name="By patient").click()
    expect(page.locator(".row-name", has_text="P29")).to_be_in_viewport()


def test_a_name_stands_clear_of_the_overlaps_where_there_is_room(desk: Page) -> None:
    scene = drawn(desk)
    scale = (scene["envelopes"][0]["right"] - scene["envelopes"][0]["left"]) / (
        scene["envelopes"][0]["until"] - scene["envelopes"][0]["at"]
    )
    crossed = []
    for each in scene["envelopes"]:
        marks = [one for one in scene["overlaps"] if one["row"] == each["row"]]
        if each["label"]:
            start, end = each["label_at"]
            places = [each["left"] + (one["at"] - each["at"]) * scale for one in marks]
            crossed += [each["person"] for place in places if start + 1 < place < end - 1]
    # 13 minutes, an overlap in the middle of them: no piece of it holds a name.
    assert set(crossed) <= {"P010", "P011", "P028"}


#: What is said on the first screen in more than one line, or cut.
TIGHT = """() => {
  const words = ".row-who, .row-name small, .tiles h2, .tile-told, .filter-told, .person-head h3";
  const seen = [...document.querySelectorAll(words)].filter((each) => each.offsetParent && each.offsetWidth > 1);
  const cut = (each) => each.clientWidth && each.scrollWidth > each.clientWidth + 1;
  const wrapped = (each) => each.offsetHeight > 1.9 * parseFloat(getComputedStyle(each).fontSize);
  return seen.filter((each) => each.textContent && (cut(each) || wrapped(each))).map((each) => each.textContent);
}"""


def test_nothing_on_the_first_screen_of_a_desk_wraps_or_is_cut(watched: Watched, desk: Page, sites_file: str) -> None:
    sites = watched.open(sites_file, viewport={"width": 1440, "height": 900})
    for page in (desk, sites):
        assert page.evaluate(TIGHT) == []


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


def test_a_message_names_people_only_where_nothing_else_can_be_meant(watched: Watched, tmp_path: Path) -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:10-9:40 P2 PT1 97112")
    result = analyzed(*rows, patient=["6", "P2"], patient_name=["Six", "Ann Bell"], provider_name=["Bo Cole", ""])
    (tmp_path / "day.html").write_text(report_html(result), encoding="utf-8")
    page = watched.open((tmp_path / "day.html").as_uri())
    told = page.locator("#findings tbody tr", has_text="Overlap").first.locator("td").last
    expect(told).to_contain_text("Bo Cole is recorded with 6 and Ann Bell at the same time, 09:10–09:30 (20 minutes)")


def test_a_name_turns_nothing_that_stands_after_it(watched: Watched, tmp_path: Path) -> None:
    result = analyzed("10:00-10:30 P1 PT1 97110", patient_name=["Ada\u202e\u2067"])
    (tmp_path / "day.html").write_text(report_html(result), encoding="utf-8")
    page = watched.open((tmp_path / "day.html").as_uri())
    page.get_by_role("tab", name="Visits").click()
    expect(page.locator("#visits tbody button")).to_have_text("Ada (P1)")


def test_parts_of_a_minute_are_told_to_two_places(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "day.html").write_text(report_html(analyzed("10:00-10:00:10 P1 PT1 97110")), encoding="utf-8")
    page = watched.open((tmp_path / "day.html").as_uri())
    page.get_by_role("tab", name="Visits").click()
    expect(page.get_by_role("cell", name="0.17", exact=True)).to_be_visible()
    page.get_by_role("button", name="P1").click()
    expect(page.locator("#panel-proof")).to_contain_text("0.17")


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


@pytest.mark.parametrize("ratio", [1, 1.25])
def test_what_the_line_changes_is_drawn_as_a_whole_drawing_would(
    watched: Watched, tuesday_file: str, ratio: float
) -> None:
    desk = watched.open(tuesday_file, viewport={"width": 1440, "height": 900}, device_scale_factor=ratio)
    frame = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    desk.evaluate(
        """() => {
          const drawn = document.getElementById("gd");
          const { width, height } = drawn;
          globalThis.copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
          globalThis.pixels = () => {
            copy.clearRect(0, 0, width, height);
            copy.drawImage(drawn, 0, 0);
            return copy.getImageData(0, 0, width, height).data;
          };
        }"""
    )
    # Edges are smoothed a little differently where only some rows are drawn.
    apart = "pixels().reduce((most, value, i) => Math.max(most, Math.abs(value - before[i])), 0)"
    desk.evaluate("globalThis.before = pixels()")
    for clock in ("10:31", "10:58", "14:07", "11:20", "13:40"):
        desk.locator("#clock").fill(clock)
        desk.keyboard.press("Enter")
        desk.evaluate(frame)
    assert desk.evaluate(apart) > 64
    desk.evaluate("globalThis.before = pixels()")
    desk.evaluate("document.getElementById('chart-scroll').dispatchEvent(new Event('scroll'))")
    desk.evaluate(frame)
    assert desk.evaluate(apart) < 16
