from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given

from tests.analysis.test_laws import Rows, analyzed
from tests.schedules_of import analysed
from tests.strategies import ticks
from timeline import Analysis, contracts, narrow, trends
from timeline.analysis import metrics
from timeline.vocabulary import ContestRule

#: What days without bookings have.
METRICS = {name: each for name, each in metrics.METRICS.items() if each.n in ("visits", "clinician_days")}

#: Monday: PT1 sees two patients, half an hour apart, and speaks with the second; Tuesday: PT2 sees a third.
WEEK = (
    "9:00-9:30 P1 PT1 97110",
    "10:00-10:30 P2 PT1 97110",
    "10:30-10:36 P2 PT1",
    "9:00-9:15 P3 PT2 97110 next",
)
OVERLAP = ("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110")


def values(result: Analysis, **options: Any) -> dict[str, dict[str, float]]:
    """Give the values of a trend by period and group (`period group`), then by metric."""
    found: dict[str, dict[str, float]] = {}
    for record in trends(result, **options).to_dict("records"):
        found.setdefault(f"{record['period']:%Y-%m-%d} {record['group']}".strip(), {})[record["metric"]] = record[
            "value"
        ]
    return found


def test_a_week_is_a_quotient_of_sums() -> None:
    (week,) = values(analysed(*WEEK)).items()
    assert week == (
        "2026-03-02",
        {
            "visits_per_clinician_day": 1.5,
            "timed_units_per_visit": pytest.approx(5 / 3),
            "contested_share": 0.0,
            "uncoded_minutes_per_visit": 2.0,
            "idle_minutes_per_clinician_day": 15.0,
            "exposure_units_per_100_visits": 0.0,
        },
    )


def test_each_value_says_what_it_rests_on() -> None:
    found = trends(analysed(*WEEK)).set_index("metric")["n"].to_dict()
    assert found["timed_units_per_visit"] == found["uncoded_minutes_per_visit"] == 3
    assert found["visits_per_clinician_day"] == found["contested_share"] == 2


def test_days_are_told_apart() -> None:
    found = values(analysed(*WEEK), every="day")
    assert list(found) == ["2026-03-02", "2026-03-03"]
    assert [found[day]["idle_minutes_per_clinician_day"] for day in found] == [30.0, 0.0]


def test_a_week_begins_on_monday() -> None:
    lines = ["9:00-9:30 P1 PT1 97110" + " next" * days for days in (6, 7)]
    assert list(values(analysed(*lines))) == ["2026-03-02", "2026-03-09"]


def test_contested_time_and_exposure_come_before_any_contest_rule() -> None:
    for contest in ContestRule:
        (found,) = values(analysed(*OVERLAP, contest=contest)).values()
        assert found["contested_share"] == pytest.approx(1 / 3)
        assert found["exposure_units_per_100_visits"] == 100.0


def test_idle_time_lies_between_patients_and_lunch_is_none_of_it() -> None:
    lines = ("8:00-17:00 PT1 shift", "9:00-9:30 P1 PT1 97110", "9:30-10:00 PT1 away", "10:10-10:40 P2 PT1 97110")
    (found,) = values(analysed(*lines)).values()
    assert found["idle_minutes_per_clinician_day"] == 10.0


def test_a_visit_counts_for_each_provider_and_its_units_are_shared() -> None:
    found = values(analysed("9:00-9:30 P1 PT1 97110", "9:30-9:45 P1 PTA1 97110"), by="provider")
    assert {who: of["timed_units_per_visit"] for who, of in found.items()} == {
        "2026-03-02 PT1": 2.0,
        "2026-03-02 PTA1": 1.0,
    }


def test_exposure_belongs_to_the_provider_who_is_contested() -> None:
    found = values(analysed(*OVERLAP, "10:00-10:30 P1 PT2 97110"), by="provider")
    assert found["2026-03-02 PT2"]["exposure_units_per_100_visits"] == 0.0
    assert found["2026-03-02 PT1"]["exposure_units_per_100_visits"] == 100.0


def test_payers_share_the_clinician_days_of_the_clinic_and_no_idle_time() -> None:
    found = values(analysed(*WEEK[:3], WEEK[3] + " payer=cpt-midpoint"), by="payer")
    assert {who: of["visits_per_clinician_day"] for who, of in found.items()} == {
        "2026-03-02 cpt-midpoint": 0.5,
        "2026-03-02 medicare": 1.0,
    }
    assert not any("idle_minutes_per_clinician_day" in of for of in found.values())


def test_a_contest_between_payers_counts_for_both() -> None:
    found = values(analysed(OVERLAP[0], OVERLAP[1] + " payer=cpt-midpoint"), by="payer")
    assert [of["contested_share"] for of in found.values()] == [0.5, 0.5]


def test_an_aide_is_no_clinician() -> None:
    lines = ("9:00-9:30 P1 PT1 97110", "8:00-17:00 AIDE1 shift", "10:00-10:30 P1 AIDE1 97110")
    assert list(values(analysed(*lines), by="provider")) == ["2026-03-02 PT1"]


def test_bookings_have_no_place_in_it() -> None:
    empty = trends(analysed("9:00-9:30 P1 PT1 97110 appointment"))
    assert (len(empty), list(empty.columns)) == (0, contracts.TRENDS.names)


def test_the_benchmark_is_the_same_metric_over_its_period() -> None:
    found = trends(analysed(*WEEK), every="day", benchmark=("2026-03-02", "2026-03-02"))
    units = found[found["metric"] == "timed_units_per_visit"]
    assert units["value"].tolist() == [2.0, 1.0]
    assert units["benchmark"].tolist() == [2.0, 2.0]


def test_a_group_without_a_benchmark_has_none() -> None:
    found = trends(analysed(*WEEK), by="provider", benchmark=("2026-03-02", "2026-03-02"))
    assert found[found["benchmark"].notna()]["group"].tolist() == ["PT1"] * len(METRICS)
    assert found[found["benchmark"].isna()]["group"].tolist() == ["PT2"] * len(METRICS)


def test_the_clinic_sets_its_goals() -> None:
    goals = trends(analysed(*WEEK), goals={"contested_share": 0.02}).set_index("metric")["goal"]
    assert goals.dropna().to_dict() == {"contested_share": 0.02}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"every": "year"}, "known: day, week, month"),
        ({"by": "site"}, "known: provider, payer, clinic"),
        ({"goals": {"profit": 1.0}}, "no such metric, got 'profit'; known: visits_per"),
        ({"goals": {"contested_share": -1.0}}, "contested_share is not a number of 0 or more"),
        ({"goals": {"contested_share": "2%"}}, "contested_share is not a number of 0 or more"),
        ({"goals": {"contested_share": float("nan")}}, "contested_share is not a number of 0 or more"),
        ({"benchmark": ("March", "April")}, "not a period"),
        ({"benchmark": ("2026-03-09", "2026-03-02")}, "ends before it begins"),
        (
            {"benchmark": ("2025-01-01", "2025-02-01")},
            "no visit from 2025-01-01 to 2025-02-01; known dates",
        ),
    ],
)
def test_what_cannot_be_followed_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        trends(analysed(*WEEK), **options)


@pytest.mark.slow
@given(drawn=ticks)
def test_units_and_exposure_of_the_payers_are_those_of_the_visits(drawn: tuple[Rows, int]) -> None:
    result = analyzed(drawn[0])
    for name in ("timed_units_per_visit", "exposure_units_per_100_visits"):
        scale = float(METRICS[name].scale)
        whole, shared = (
            {
                period: sum(rows["value"] * rows["n"]) / scale
                for period, rows in followed[followed["metric"] == name].groupby("period")
            }
            for followed in (trends(result, every="day"), trends(result, every="day", by="payer"))
        )
        assert whole == pytest.approx(shared)
    assert trends(result)["value"].ge(0).all()


def test_a_visit_without_a_policy_in_force_is_a_visit_without_units() -> None:
    (found,) = values(analysed(*OVERLAP, "10:00-10:30 P3 PT1 97110 payer=nobody-knows")).values()
    assert found["timed_units_per_visit"] == pytest.approx(2 / 3)
    assert found["exposure_units_per_100_visits"] == pytest.approx(200 / 3)


def test_months_begin_on_their_first() -> None:
    assert list(values(analysed("9:00-9:30 P1 PT1 97110" + " next" * 30), every="month")) == ["2026-04-01"]


def test_one_provider_has_the_figures_the_provider_has_among_all() -> None:
    result = analysed(*WEEK, *OVERLAP)
    apart = values(result, by="provider")
    for provider in ("PT1", "PT2"):
        assert values(narrow(result, provider=provider))["2026-03-02"] == apart[f"2026-03-02 {provider}"]


def test_a_benchmark_may_lie_outside_the_dates_shown() -> None:
    result = narrow(analysed(*WEEK), first="2026-03-03")
    shown = trends(result, every="day", benchmark=("2026-03-02", "2026-03-02"))
    assert set(shown["period"].astype(str)) == {"2026-03-03"}
    assert shown["benchmark"].notna().any()


@given(drawn=ticks)
def test_sites_rest_on_as_many_visits_and_days_as_all_together(drawn: tuple[Rows, int]) -> None:
    result = analyzed(drawn[0])
    together, apart = (trends(result, every="month", by=by) for by in (None, "clinic"))
    for metric in ("timed_units_per_visit", "contested_share"):
        counts = [table.loc[table["metric"] == metric, "n"].sum() for table in (together, apart)]
        assert counts[0] == counts[1]


def test_a_benchmark_may_be_dates_taken_from_a_table() -> None:
    result = analysed(*WEEK)
    day = result.visits["date"].min()
    as_text = trends(result, every="day", benchmark=("2026-03-02", "2026-03-02"))
    pd.testing.assert_frame_equal(trends(result, every="day", benchmark=(day, day)), as_text)


def test_bookings_are_followed_in_what_became_of_them() -> None:
    found = trends(
        analysed(
            "9:00-9:30 P1 PT1 appointment",
            "9:10-9:40 P1 PT1 97110",
            "10:00-10:30 P2 PT1 appointment",
            "10:00-10:30 P2 PT1 97110",
            "11:00-11:30 P3 PT1 appointment no_show",
            "9:00-9:30 P4 PT1 appointment next",
            "9:30-9:50 P4 PT1 97110 next",
            "9:00-9:30 P5 PT1 appointment cancelled next",
        )
    )
    value = dict(zip(found["metric"], found["value"], strict=True))
    assert value["late_share"] == pytest.approx(2 / 3)
    assert value["median_late_minutes"] == 20
    assert value["no_show_share"] == 0.25
    assert value["overrun_minutes_per_booking"] == 10
