from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.views.conftest import analyzed
from timeline import Analysis
from timeline.privacy.pseudonyms import pseudonymise
from timeline.views.by_date import ByDate
from timeline.views.drawing import WIDTH, Strip, _Scale, draw_day, draw_legend
from timeline.views.palette import LOOKS, WARNING, Drawn

DATE = "2026-03-02"
SVG = "{http://www.w3.org/2000/svg}"
CONTEST = ("9:00-10:00 P1 PT1 97110", "9:30-9:45 P2 PT1 97140", "9:00-9:20 P3 97010")


def drawn(result: Analysis, date: str) -> tuple[Strip, ...]:
    return draw_day(ByDate(result), date)


def strip(*lines: str, provider: str = "PT1", **columns: list[str]) -> ElementTree.Element:
    """Draw a day and give one provider's strip as XML."""
    return svg(analyzed(*lines, **columns), provider)


def svg(result: Analysis, provider: str) -> ElementTree.Element:
    (found,) = (each.svg for each in drawn(result, DATE) if each.who == provider)
    return ElementTree.fromstring(found)  # noqa: S314 (our own drawing)


def boxes(drawing: ElementTree.Element, **wanted: str) -> list[tuple[float, float]]:
    """Give the left and right edge of every rectangle with these attributes, in minutes after nine."""
    found = [each for each in drawing.iter(f"{SVG}rect") if all(each.get(k) == v for k, v in wanted.items())]
    per_minute = WIDTH / 60
    return [
        (
            round(float(each.get("x", "")) / per_minute, 1),
            round((float(each.get("x", "")) + float(each.get("width", ""))) / per_minute, 1),
        )
        for each in found
    ]


def texts(drawing: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in drawing.iter(f"{SVG}text")]


def test_each_provider_has_a_strip_and_what_nobody_attended_comes_last() -> None:
    strips = drawn(analyzed(*CONTEST, "9:00-9:10 P4 PTA1 97110"), DATE)
    assert [each.who for each in strips] == ["PT1", "PTA1", ""]


def test_a_date_without_rows_gives_no_strip() -> None:
    assert drawn(analyzed(*CONTEST), "2026-03-09") == ()


def test_bars_stand_from_start_to_end_in_the_colour_of_their_state() -> None:
    assert boxes(strip(*CONTEST), fill=LOOKS[Drawn.ONE_ON_ONE].colour) == [(0, 60), (30, 45)]


def test_all_strips_of_a_date_share_one_scale() -> None:
    result = analyzed("9:00-9:30 P1 PT1 97110", "11:10-11:40 P2 PTA1 97110")
    hours = [texts(svg(result, provider))[:4] for provider in ("PT1", "PTA1")]
    assert hours == [["09:00", "10:00", "11:00", "12:00"]] * 2


def test_bars_that_overlap_stand_in_lanes_of_their_own() -> None:
    drawing = strip(*CONTEST)
    bars = [each for each in drawing.iter(f"{SVG}rect") if each.get("fill") == LOOKS[Drawn.ONE_ON_ONE].colour]
    first, second = (float(each.get("y", "")) for each in bars)
    assert second >= first + float(bars[0].get("height", ""))


def test_contested_spans_are_outlined_and_carry_a_black_strip() -> None:
    drawing = strip(*CONTEST)
    assert boxes(drawing, stroke=WARNING) == [(30, 45), (30, 45)]
    assert boxes(drawing, fill="#000000") == [(30, 45), (30, 45)]


def test_an_interruption_is_a_diamond_in_the_middle_of_it() -> None:
    diamonds = [each.get("d", "") for each in strip(*CONTEST).iter(f"{SVG}path") if each.get("d", "").endswith("z")]
    assert [float(re.split(r"[M ]", d)[1]) for d in diamonds] == [pytest.approx(WIDTH * 37.5 / 60, abs=0.01)]


def test_a_shift_lies_under_the_grid_and_the_bars() -> None:
    drawing = strip("9:00-10:00 PT1 shift", *CONTEST)
    first = next(iter(drawing))
    assert (first.tag, first.get("fill")) == (f"{SVG}rect", LOOKS[Drawn.SHIFT].colour)


def test_a_booking_beside_what_happened_is_thin_and_hollow() -> None:
    drawing = strip(*CONTEST, "9:00-9:45 P1 PT1 appointment")
    heights = {each.get("fill"): float(each.get("height", "")) for each in drawing.iter(f"{SVG}rect")}
    assert heights[LOOKS[Drawn.BOOKING].colour] < heights[LOOKS[Drawn.ONE_ON_ONE].colour] / 1.9


def test_a_bar_carries_the_best_text_that_fits() -> None:
    long, short, tiny = "9:00-9:45 P1 PT1 97110", "9:45-9:47 P2 PT1 97110", "9:47-9:48 P3 PT1 97110"
    later = "10:30-10:31 P4 PT1 97110"
    found = texts(strip(long, short, tiny, later, patient_name=["A. Somebody", "B. Somebody", "", ""]))
    assert found[3:] == ["A. Somebody 97110", "P2"]


def test_touching_bars_of_one_patient_carry_one_name_where_none_has_room() -> None:
    rows = ("9:00-9:02 P1 PT1 97110", "9:02-9:04 P1 PT1 97140", "9:04-9:06 P2 PT1 97110")
    assert texts(strip(*rows, "10:30-10:31 P3 PT1"))[3:] == ["P1", "P1", "P2"]
    assert texts(strip(*rows, "11:30-11:31 P3 PT1"))[4:] == ["P1"]


def test_the_number_of_a_pseudonym_stands_where_there_is_no_room_for_the_word(tmp_path: Path) -> None:
    hidden = pseudonymise(analyzed("9:00-9:03 P1 PT1 97110", "9:03-9:45 P2 PT1 97110"), tmp_path / "key.csv")
    (found,) = drawn(hidden, DATE)
    short, long = texts(ElementTree.fromstring(found.svg))[2:]  # noqa: S314 (our own drawing)
    assert (len(short), short.isdecimal(), long[:8]) == (4, True, "Patient-")


def test_no_text_runs_into_a_contest_or_an_interruption() -> None:
    assert "P1 97110" in texts(strip("9:00-10:00 P1 PT1 97110"))
    found = texts(strip("9:00-10:00 P1 PT1 97110", "9:01-9:45 P2 PT1 97140"))
    assert "P1" in found
    assert "P1 97110" not in found


def test_a_name_is_text_and_nothing_else() -> None:
    hostile = 'Bo </text><script>alert("1")</script> & \x00Co'
    drawing = strip("9:00-10:00 P1 PT1 97110", patient_name=[hostile])
    assert not list(drawing.iter(f"{SVG}script"))
    assert 'Bo </text><script>alert("1")</script> & Co 97110' in texts(drawing)


def test_a_strip_says_whose_it_is_to_those_who_cannot_see_it() -> None:
    drawing = strip(*CONTEST)
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", "Day of PT1")


def test_many_lanes_become_lower_so_that_a_strip_fits_a_page() -> None:
    drawing = strip(*[f"9:00-9:{minute} P{n} PT1 97110" for n in range(9) for minute in range(10, 20)])
    assert float(drawing.get("viewBox", "").split()[3]) < 470
    bars = [float(each.get("height", "")) for each in drawing.iter(f"{SVG}rect") if each.get("fill") != "none"]
    assert min(bars) > 1


def test_a_night_is_drawn_over_midnight() -> None:
    drawing = strip("23:30-25:00 P1 PT1 97110")
    assert texts(drawing)[:3] == ["23:00", "00:00", "01:00"]


def test_a_whole_day_names_every_other_hour() -> None:
    assert texts(strip("0:00-0:30 P1 PT1 97110", "23:00-23:30 P1 PT1 97110"))[:3] == ["00:00", "02:00", "04:00"]


def test_the_legend_shows_what_occurs_and_nothing_else() -> None:
    shown = {kind for each in drawn(analyzed(*CONTEST), DATE) for kind in each.drawn}
    assert texts(ElementTree.fromstring(draw_legend(shown))) == [  # noqa: S314 (our own drawing)
        "One-on-one",
        "Supervised",
        "Contested",
        "Interruption",
    ]


def test_a_pattern_lies_over_its_bar_and_is_defined_in_the_drawing() -> None:
    drawing = strip("9:00-9:30 P1 PT1 97150 group=G", "9:00-9:30 P2 PT1 97150 group=G")
    defined = [each.get("id") for each in drawing.iter(f"{SVG}pattern")]
    used = {each.get("fill", "") for each in drawing.iter(f"{SVG}rect") if each.get("fill", "").startswith("url")}
    assert used == {f"url(#{name})" for name in defined}
    assert boxes(drawing, fill=used.pop()) == boxes(drawing, fill=LOOKS[Drawn.GROUP].colour)


def test_drawings_of_one_page_share_no_name(tuesday: Analysis) -> None:
    names = re.findall(r' id="([^"]+)"', "".join(each.svg for each in drawn(tuesday, "2026-03-03")))
    assert names
    assert len(names) == len(set(names))


def test_a_scale_runs_from_edge_to_edge() -> None:
    scale = _Scale(0, 3_600_000)
    assert (scale.x(0), scale.x(1_800_000), scale.x(3_600_000)) == (0, WIDTH / 2, WIDTH)


def test_the_same_day_gives_the_same_drawing(tuesday: Analysis) -> None:
    assert drawn(tuesday, "2026-03-03") == drawn(tuesday, "2026-03-03")


def test_a_booking_that_is_all_there_is_has_the_height_of_a_row() -> None:
    booked = LOOKS[Drawn.BOOKING].colour
    alone = strip("9:00-9:45 P1 PT1 appointment")
    beside = strip("9:00-9:45 P1 PT1 appointment", *CONTEST)
    tall, thin = (
        max(float(each.get("height", "")) for each in drawing.iter(f"{SVG}rect") if each.get("fill") == booked)
        for drawing in (alone, beside)
    )
    assert tall > 1.9 * thin


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["9:00-9:45 P1 PT1 97010"], Drawn.SUPERVISED),
        (["9:00-9:45 P1 PT1 97150 group=g1", "9:00-9:45 P2 PT1 97150 group=g1"], Drawn.GROUP),
    ],
)
def test_what_colour_alone_would_tell_is_hatched(lines: list[str], kind: Drawn) -> None:
    assert LOOKS[kind].pattern
    hatched = [each for each in strip(*lines).iter(f"{SVG}rect") if each.get("fill", "").startswith("url(#")]
    assert len(hatched) == len(lines)
