"""The Gantt as data: what is drawn is what was recorded and what the analysis found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import plotly.io as pio
import pytest
from hypothesis import given, settings

from tests.strategies import COLUMNS, ticks
from tests.views.conftest import analyzed, spans, trace
from timeline import Analysis, analyze, gantt, read_schedule
from timeline.spans import union
from timeline.views import CONFIG, gantt_html
from timeline.views.palette import BLACK, LOOKS, WARNING, Drawn

HOSTILE = """O'Neil <b onmouseover=alert(1)>Bo</b> <a href="https://evil.example">& "Co"</a> $\\href{x}$ </script>"""
BARS = [look.label for drawn, look in LOOKS.items() if drawn not in (Drawn.CONTESTED, Drawn.INTERRUPTION)]
OVERLAP = ("9:00-9:30 P1 PT1 97110", "9:10-9:20 P2 PT1 97110")
views = pytest.mark.parametrize("by", ["provider", "patient"])


def bars(figure: Any) -> dict[str, tuple[Any, Any]]:
    """Give the span of every recorded row that is drawn, by its source row."""
    return {
        told[-1]: span
        for each in figure.data
        if each.name in BARS
        for told, span in zip(each.customdata, spans(each), strict=True)
    }


def recorded(result: Analysis) -> dict[str, tuple[Any, Any]]:
    columns = (result.intervals[name] for name in ("interval_id", "start", "end"))
    return {
        interval: (np.datetime64(start, "ms"), np.datetime64(end, "ms"))
        for interval, start, end in zip(*columns, strict=True)
    }


def contested(result: Analysis) -> dict[str, list[tuple[int, int]]]:
    """Join, per row, the spans in which its provider's claims name two engagements or more."""
    claims = result.demands
    engaged = claims.groupby(["date", "evidence", "provider", "start_second"])
    several = claims[
        engaged["engagement_kind"].transform("nunique").gt(1) | engaged["engagement"].transform("nunique").gt(1)
    ]
    found = defaultdict(list)
    for each in several.to_dict("records"):
        found[each["interval_id"]].append((each["start_second"], each["start_second"] + each["seconds"]))
    return {interval: union(listed) for interval, listed in found.items()}


def strips(figure: Any) -> dict[str, list[tuple[int, int]]]:
    """Give the black strips per source row, in seconds."""
    found = defaultdict(list)
    for each in (each for each in figure.data if each.name == "Contested"):
        for told, (start, end), colour in zip(each.customdata, spans(each), each.marker.color, strict=True):
            if colour == BLACK:
                found[told[-1]].append((int(start.astype(int)) // 1000, int(end.astype(int)) // 1000))
    return {interval: sorted(listed) for interval, listed in found.items()}


def marks_of(figure: Any) -> list[tuple[str, Any]]:
    return sorted(
        (told[-1], np.datetime64(at, "ms"))
        for each in figure.data
        if each.type == "scatter" and each.name != "Came"
        for told, at in zip(each.customdata, each.x, strict=True)
    )


def interruptions(result: Analysis) -> list[tuple[str, Any]]:
    found = result.interruptions
    middle = found["start"].to_numpy().astype("datetime64[ms]") + (found["seconds"].to_numpy() * 500).astype(
        "timedelta64[ms]"
    )
    return sorted(zip(found["interval_id"], middle, strict=True))


def texts(figure: Any) -> list[str]:
    """List every text of a figure that a name could stand in."""
    layout = figure.layout
    found = [layout.title.text, layout.title.subtitle.text, *(layout.yaxis.ticktext or ())]
    for each in figure.data:
        found += [
            each.name,
            *(each.text if each.text is not None else ()),
            *(line for told in each.customdata for line in told),
        ]
    return found


# What is drawn


def test_the_busy_day_has_one_trace_per_state(tuesday: Analysis) -> None:
    names = [each.name for each in gantt(tuesday).data]
    assert sorted(names) == sorted(["Came", *(look.label for look in LOOKS.values())])
    assert names[0] == "On shift", "the rows' background is painted first"
    assert {each.name for each in gantt(tuesday, by="patient").data} == set(names) - {"On shift"}


def test_every_row_is_a_bar_from_its_start_to_its_end(tuesday: Analysis) -> None:
    assert bars(gantt(tuesday)) == recorded(tuesday)


def test_by_patient_the_rows_without_a_patient_have_no_place(tuesday: Analysis) -> None:
    intervals = tuesday.intervals
    without = set(intervals.loc[intervals["patient"] == "", "interval_id"])
    assert bars(gantt(tuesday, by="patient")) == {
        key: span for key, span in recorded(tuesday).items() if key not in without
    }


@views
def test_contested_strips_are_the_contested_spans_of_the_claims(tuesday: Analysis, by: Any) -> None:
    assert len(contested(tuesday)) == 14
    assert strips(gantt(tuesday, by)) == contested(tuesday)


@views
def test_diamonds_are_the_interruptions(tuesday: Analysis, by: Any) -> None:
    assert len(tuesday.interruptions) == 9
    assert marks_of(gantt(tuesday, by)) == interruptions(tuesday)


@settings(max_examples=settings().max_examples // 2)  # each draws figures
@given(drawn=ticks)
def test_any_day_is_drawn_as_it_was_recorded_and_analysed(drawn: tuple[list[dict[str, Any]], int]) -> None:
    monday = datetime(2026, 3, 2)
    records = [
        {**row, **{edge: (monday + timedelta(seconds=row[edge])).isoformat() for edge in ("start", "end")}}
        for row in drawn[0]
    ]
    result = analyze(read_schedule(pd.DataFrame(records, columns=["start", "end", *COLUMNS])))
    figures = [gantt(result, date=date) for date in result.record.dates]
    assert {key: span for figure in figures for key, span in bars(figure).items()} == recorded(result)
    assert {key: span for figure in figures for key, span in strips(figure).items()} == contested(result)
    assert sorted(mark for figure in figures for mark in marks_of(figure)) == interruptions(result)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("9:00-9:15 P1 PT1 97110", "One-on-one"),
        ("9:00-9:15 P1 PT1 97150 group=G1", "Group"),
        ("9:00-9:15 P1 PT1 G0283", "Supervised"),
        ("9:00-9:15 P1 unskilled", "Unskilled"),
        ("9:00-9:15 P1 AIDE1 97110", "Unskilled"),
        ("9:00-9:15 P1 rest", "Resting"),
        ("9:00-9:15 P1 PT1 setup", "Busy"),
        ("9:00-9:15 PT1 away", "Busy"),
        ("9:00-9:15 PT1 shift", "On shift"),
        ("9:00-9:15 P1 PT1 appointment", "Booked"),
    ],
)
def test_a_bar_has_the_colour_and_pattern_of_what_it_is(line: str, label: str) -> None:
    (found,) = gantt(analyzed(line)).data
    (look,) = (look for look in LOOKS.values() if look.label == label)
    assert (found.name, found.marker.color, found.marker.pattern.shape) == (label, look.fill, look.pattern)


def test_a_contested_span_has_an_outline_and_a_strip_on_both_bars() -> None:
    figure = gantt(analyzed(*OVERLAP))
    found = trace(figure, "Contested")
    minutes = (np.datetime64("2026-03-02T09:10", "ms"), np.datetime64("2026-03-02T09:20", "ms"))
    assert spans(found) == [minutes] * 4
    assert list(found.marker.color) == [LOOKS[Drawn.CONTESTED].fill] * 2 + [BLACK] * 2
    assert (found.marker.line.color, list(found.marker.line.width)) == (WARNING, [2.5, 2.5, 0, 0])
    assert list(found.y[:2]) == list(trace(figure, "One-on-one").y)


def test_time_away_contests_a_patient_too() -> None:
    figure = gantt(analyzed("9:00-9:30 P1 PT1 97110", "9:20-9:40 PT1 away"))
    told = {lines[-1]: lines for lines in trace(figure, "Contested").customdata}
    assert told["r1"][3] == "also claimed by time away, setup or notes"
    assert told["r2"][3] == "also claimed by P1"


def test_two_contested_spans_of_one_bar_are_drawn_apart() -> None:
    figure = gantt(analyzed(*OVERLAP, "9:22-9:25 P3 PT1 97110"))
    assert [(end - start) // 60 for start, end in strips(figure)["r1"]] == [10, 3]


def test_time_away_contested_in_what_happened_and_in_the_plan_is_outlined_once() -> None:
    happened = ("9:00-9:30 PT1 away", "9:00-9:30 P1 PT1 97110")
    planned = ("9:05-9:10 P2 PT1 appointment clinic=annex", "9:20-9:40 P3 PT1 appointment clinic=annex")
    figure = gantt(analyzed(*happened, *planned))
    assert [(end - start) // 60 for start, end in strips(figure)["r1"]] == [30]


def test_by_patient_a_contest_with_time_away_is_drawn_on_the_patients_bar_alone() -> None:
    figure = gantt(analyzed("9:00-9:30 P1 PT1 97110", "9:20-9:40 PT1 away"), by="patient")
    assert list(strips(figure)) == ["r1"]


def test_bars_of_one_provider_that_overlap_stand_in_lanes() -> None:
    middles = trace(gantt(analyzed(*OVERLAP)), "One-on-one").y
    assert middles[1] - middles[0] == 1


def test_clocks_are_the_clinics_naive_wall_time_where_a_zone_is_known(tmp_path: Any) -> None:
    (tmp_path / "clinic.toml").write_text('time_zone = "America/New_York"\n', encoding="utf-8")
    day = pd.DataFrame(
        [
            {
                "start": "2026-03-02T09:00",
                "end": "2026-03-02T09:45",
                "patient": "P1",
                "provider": "PT1",
                "role": "PT",
                "code": "97110",
            }
        ]
    )
    figure = gantt(analyze(read_schedule(day, clinic=tmp_path / "clinic.toml")))
    drawn = json.loads(figure.to_json())["data"][0]
    assert (drawn["base"], drawn["x"]) == (["2026-03-02T09:00:00.000"], [45 * 60_000])


def test_over_a_clock_change_the_axis_is_the_wall_and_the_minutes_are_those_that_passed(tmp_path: Any) -> None:
    (tmp_path / "clinic.toml").write_text('time_zone = "America/New_York"\n', encoding="utf-8")
    row = {"patient": "P1", "provider": "PT1", "role": "PT", "code": "97110"}
    day = pd.DataFrame(
        [
            row | {"start": "2026-03-08T01:30", "end": "2026-03-08T03:15"},
            row | {"start": "2026-11-01T01:45-04:00", "end": "2026-11-01T01:15-05:00"},
        ]
    )
    result = analyze(read_schedule(day, clinic=tmp_path / "clinic.toml"))
    (spring,), (autumn,) = (gantt(result, date=date).data for date in ("2026-03-08", "2026-11-01"))
    assert (spring.x[0], spring.customdata[0][2]) == (105 * 60_000, "01:30–03:15 · 45 minutes")
    assert (autumn.x[0], autumn.customdata[0][2]) == (30 * 60_000, "01:45–01:15 · 30 minutes")


# Rows and words


def test_providers_stand_by_role_and_number_and_nobody_comes_last() -> None:
    result = analyzed(
        "9:00-9:10 P1 AIDE1 setup",
        "9:00-9:10 P2 PTA1 97110",
        "9:00-9:10 P3 PT10 97110",
        "9:00-9:10 P4 PT2 97110",
        "9:00-9:10 P5 G0283",
    )
    assert list(gantt(result).layout.yaxis.ticktext) == ["PT2", "PT10", "PTA1", "AIDE1", "Nobody in attendance"]


def test_patients_stand_in_the_order_of_their_first_start_not_of_their_bookings() -> None:
    result = analyzed(
        "9:00-9:30 P1 PT1 appointment",
        "9:20-9:30 P1 PT1 97110",
        "9:10-9:20 P2 PT1 97110",
        "9:15-9:45 P3 PT1 appointment",
    )
    assert list(gantt(result, by="patient").layout.yaxis.ticktext) == ["P2", "P3", "P1"]


def test_names_stand_where_they_are_given_and_long_ones_are_cut_on_the_row_only() -> None:
    long = "Example Therapist With A Name"
    result = analyzed(
        "9:00-9:15 P1 PT1 97110",
        "10:00-10:15 P2 PT2 97110",
        provider_name=[long, ""],
        patient_name=["Test Patient", ""],
    )
    figure = gantt(result)
    assert list(figure.layout.yaxis.ticktext) == ["Example Therapist Wit…", "PT2"]
    first, second = figure.data[0].customdata
    assert list(first) == [
        "Test Patient (P1)",
        f"with {long} (PT1, PT)",
        "09:00–09:15 · 15 minutes",
        "97110 · one-on-one",
        "15 minutes count for 97110",
        "r1",
    ]
    assert list(second[:2]) == ["P2", "with PT2 (PT)"]


def test_a_visit_by_telehealth_says_so() -> None:
    bar = gantt(analyzed("9:00-9:15 P1 PT1 97110 place=02")).data[0].customdata[0]
    assert bar[3] == "97110 · one-on-one · telehealth"


@pytest.mark.parametrize(
    ("lines", "row", "said"),
    [
        (OVERLAP, "r1", "20 minutes count for 97110"),
        (["9:00-9:10 P1 PT1"], "r1", "10 minutes with the patient, but no code"),
        (["9:00-9:10 P1 PT1 97110 group"], "r1", "10 minutes do not earn for 97110"),
        (["9:00-9:10 P1 AIDE1 97110"], "r1", "recorded as one-on-one, but no therapist or assistant attends"),
        (["9:00-9:10 P1 rest"], "r1", "no treatment time that a claim can carry"),
        (["9:00-9:10 P1 PT1 97110", "9:00-9:10 P2 PT1 97110"], "r1", "no minutes of this row count"),
        (["9:00-9:10 P1 PT1 appointment"], "r1", "a plan; nothing recorded yet"),
        (
            ["9:00-9:10 P1 PT1 97110", "9:00-9:10 P1 PT1 appointment"],
            "r2",
            "a plan; what happened is recorded separately",
        ),
        (["9:00-9:10 P1 PT1 97110", "9:00-9:10 P2 PT1 appointment"], "r2", "no kept service on that day"),
        (["9:00-9:10 PT1 shift"], "r1", "on site"),
    ],
)
def test_a_bar_says_what_of_it_counts(lines: list[str], row: str, said: str) -> None:
    told = {lines[-1]: lines for each in gantt(analyzed(*lines)).data if each.name in BARS for lines in each.customdata}
    assert told[row][4] == said


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (OVERLAP, "turned to P2"),
        (["9:00-9:30 P1 PT1 97110", "9:10-9:15 P1 rest"], "reason: rest"),
        (["9:00-9:30 P1 PT1 97110", "9:10-9:15 PT1 away"], "busy without a patient"),
    ],
)
def test_a_diamond_says_why_the_contact_was_interrupted(lines: list[str], why: str) -> None:
    (told,) = trace(gantt(analyzed(*lines)), "Interruption").customdata
    assert told[4] == why


def test_where_the_rule_gives_the_contest_to_nobody_the_diamond_and_the_strip_say_so() -> None:
    figure = gantt(analyzed(*OVERLAP, contest="exclusive"))
    (told,) = trace(figure, "Interruption").customdata
    assert told[4] == "claimed elsewhere: nobody is credited"
    assert {lines[4] for lines in trace(figure, "Contested").customdata} == {
        "does not count here (contest rule: exclusive)"
    }


def test_a_row_over_midnight_says_that_it_ends_the_next_day() -> None:
    day = pd.DataFrame(
        [{"start": "2026-03-02T23:50", "end": "2026-03-03T00:20", "patient": "P1", "provider": "PT1", "role": "PT"}]
    )
    assert gantt(analyze(read_schedule(day))).data[0].customdata[0][2] == "23:50–00:20 next day · 30 minutes"


@views
def test_a_hostile_name_is_shown_and_never_read_as_markup(by: Any) -> None:
    day = {"patient_name": [HOSTILE] * 2, "provider_name": [HOSTILE] * 2}
    figure = gantt(
        analyzed(*OVERLAP, "9:00-9:10 PT1 away", **{name: [*names, HOSTILE] for name, names in day.items()}), by
    )
    assert any("&lt;b onmouseover=alert(1)&gt;" in text for text in texts(figure))
    assert not [text for text in texts(figure) if "<" in text or ">" in text or "$" in text]


def test_a_hostile_id_is_escaped_as_well() -> None:
    day = pd.DataFrame(
        [
            {
                "start": "2026-03-02T09:00",
                "end": "2026-03-02T09:20",
                "patient": "<i>P</i>",
                "provider": "<u>T</u>",
                "role": "PT",
                "interval_id": "<s>1</s>",
            }
        ]
    )
    for by in ("provider", "patient"):
        assert not [text for text in texts(gantt(analyze(read_schedule(day)), by)) if "<" in text]


@views
def test_no_text_crosses_the_edge_of_a_contested_span(by: Any) -> None:
    lines = ["8:00-18:00 P1 PT1 97110", "8:01-8:03 P2 PT1 97110"]
    assert trace(gantt(analyzed(*lines), by), "One-on-one").text[0] == ""


# Dates and views


def test_of_several_dates_the_first_is_drawn_and_the_title_says_so() -> None:
    result = analyzed("9:00-9:15 P1 PT1 97110", "9:00-9:15 P1 PT1 97112 next")
    figure = gantt(result)
    assert (figure.layout.title.text, figure.layout.title.subtitle.text) == (
        "Monday 2026-03-02",
        "By provider · the first of 2 dates",
    )
    assert set(bars(figure)) == {"r1"}


def test_a_stated_date_is_the_one_drawn() -> None:
    figure = gantt(analyzed("9:00-9:15 P1 PT1 97110", "9:00-9:15 P1 PT1 97112 next"), by="patient", date="2026-03-03")
    assert (figure.layout.title.text, figure.layout.title.subtitle.text) == ("Tuesday 2026-03-03", "By patient")
    assert set(bars(figure)) == {"r2"}


def test_a_date_is_drawn_as_a_date_too() -> None:
    day = analyzed("9:00-9:15 P1 PT1 97110", "9:00-9:15 P1 PT1 97112 next")
    assert gantt(day, date=date(2026, 3, 3)).to_json() == gantt(day, date="2026-03-03").to_json()


def test_an_unknown_date_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"known: 2026-03-02 to 2026-03-02, 1 date\."):
        gantt(analyzed("9:00-9:15 P1 PT1 97110"), date="2026-03-09")


def test_an_unknown_view_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="known: provider, patient"):
        gantt(analyzed("9:00-9:15 P1 PT1 97110"), by="room")  # type: ignore[arg-type]


def test_without_rows_the_figure_says_that_there_is_nothing_to_show() -> None:
    figure = gantt(analyzed("9:00-9:15 P1 PT1 97110 cancelled"))
    assert (len(figure.data), figure.layout.annotations[0].text) == (0, "Nothing to show")
    json.loads(figure.to_json())


def test_by_patient_a_date_with_shifts_only_has_nothing_to_show() -> None:
    assert gantt(analyzed("9:00-17:00 PT1 shift"), by="patient").layout.annotations[0].text == "Nothing to show"


def test_the_height_follows_the_lanes() -> None:
    one, two = (gantt(analyzed(*lines)).layout.height for lines in (OVERLAP[:1], OVERLAP))
    assert two - one == 22


# No way out for the names


@pytest.mark.parametrize("name", ["plotly_mimetype", "notebook", "browser", "iframe"])
def test_the_renderers_offer_no_upload_once_a_chart_was_made(name: str) -> None:
    gantt(analyzed(*OVERLAP))
    config = pio.renderers[name].config
    assert (config["showSendToCloud"], config["plotlyServerURL"], config["typesetMath"]) == (False, "", False)


def test_a_renderer_that_its_user_has_configured_keeps_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pio.renderers["browser"], "config", {"displaylogo": True})
    gantt(analyzed(*OVERLAP))
    assert pio.renderers["browser"].config["displaylogo"]


@views
def test_the_figure_itself_removes_the_upload_button_wherever_it_is_saved(by: Any) -> None:
    saved = gantt(analyzed(*OVERLAP), by).to_html(include_plotlyjs=False)
    assert re.search(r'"modebar":\{"remove":\["sendChartToCloud"', saved)


def test_the_page_carries_the_whole_configuration_and_loads_nothing() -> None:
    page = gantt_html(gantt(analyzed(*OVERLAP)))
    assert json.dumps(dict(CONFIG)) in page
    assert "default-src 'none'" in page
    assert not re.search(
        r"<(script|link|img|iframe)[^>]*\s(src|href)=", page.split("<script>", 1)[0] + page.rsplit("<script>", 1)[1]
    )


def test_a_hostile_name_cannot_leave_the_script_of_the_page() -> None:
    figure = gantt(analyzed(*OVERLAP, patient_name=[HOSTILE] * 2, provider_name=[""] * 2))
    figure.update_layout(title_text=HOSTILE)
    page = gantt_html(figure)
    assert page.count("</script>") == page.count("<script>") == 2
    assert "<a href" not in page.rsplit("<script>", 1)[1]


def test_importing_timeline_loads_no_plotly_and_drawing_loads_no_express() -> None:
    code = "import sys, timeline; assert 'plotly' not in sys.modules; timeline.gantt; assert 'plotly' in sys.modules"
    subprocess.run([sys.executable, "-c", f"{code}; assert 'plotly.express' not in sys.modules"], check=True)
