from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from tests.schedules_of import analysed
from timeline.result import Analysis
from timeline.views.by_date import ByDate
from timeline.views.marks import marks
from timeline.views.runs import MOST_APART, Claims, Cut
from timeline.views.viewer.payload import page_payload

DATE = "2026-03-02"


def turns(count: int) -> Analysis:
    """Have one patient's time cut by others, who follow one another without a gap."""
    clocks = [f"10:{10 * n // 60:02}:{10 * n % 60:02}" for n in range(count + 1)]
    others = (f"{start}-{end} P{n} PT1 97112" for n, (start, end) in enumerate(pairwise(clocks), start=1))
    return analysed("9:00-12:00 P0 PT1 97110", *others, contest="nested")


def table(*spans: tuple[str, int, int]) -> pd.DataFrame:
    rows = pd.DataFrame(spans, columns=["interval_id", "start_second", "seconds"])
    start = pd.Timestamp(DATE) + pd.to_timedelta(rows["start_second"], "s")
    end = start + pd.to_timedelta(rows["seconds"], "s")
    return rows.assign(start=start.astype("datetime64[s]"), end=end.astype("datetime64[s]"))


def interruptions(result: Analysis) -> list[tuple[int, str, str]]:
    shown = marks(ByDate(result), "provider", DATE)
    return [(each.length // 1000, each.told[2], each.told[4]) for each in shown.interruptions]


def test_what_touches_or_overlaps_on_a_bar_is_one_run() -> None:
    cut = Cut(table(("a", 60, 30), ("b", 0, 5), ("a", 0, 20), ("a", 20, 20), ("a", 70, 40)))
    found = [(run.interval_id, run.rows, run.start_second, run.seconds) for run in cut.runs(range(5))]
    assert found == [("a", [2, 3], 0, 40), ("a", [0, 4], 60, 50), ("b", [1], 0, 5)]


def test_a_run_that_starts_before_an_earlier_one_ends_reaches_as_far_as_either() -> None:
    (run,) = Cut(table(("a", 0, 100), ("a", 10, 20), ("a", 30, 10))).runs(range(3))
    assert (run.seconds, run.end.isoformat()) == (100, "2026-03-02T00:01:40")


def test_a_few_interruptions_of_a_bar_are_drawn_one_by_one() -> None:
    assert len(interruptions(turns(3))) == 3


def test_very_many_interruptions_that_touch_are_drawn_as_one_with_the_first_few_names() -> None:
    (found,) = interruptions(turns(MOST_APART + 1))
    assert found[:2] == (10 * (MOST_APART + 1), "interrupted 10:00–10:08:30 · 8 min 30 s")
    assert found[2].startswith("turned to P1, turned to P2, ")
    assert found[2].endswith(", 45 others")


def test_the_page_lists_them_as_one_and_the_analysis_one_by_one() -> None:
    result = turns(MOST_APART + 1)
    told = next(visit for visit in page_payload(result)["days"][0]["visits"] if visit["patient"] == "P0")
    lost = [span for span in told["spans"] if not span["counts"]]
    assert [(span["minutes"], span["why"]) for span in lost] == [
        ("8 min 30 s", "the provider was with P1, P2, P3, P4, P5, P6, 45 others")
    ]
    (visit,) = result.explain("P0").visits
    assert len(visit["codes"][0]["does_not_count"]) == MOST_APART + 1


@pytest.mark.parametrize(("start", "seconds", "others"), [(0, 100, ["B", "C"]), (40, 30, ["B", "C"]), (0, 50, ["B"])])
def test_who_else_claims_a_provider_is_listed_in_the_order_of_coming(
    start: int, seconds: int, others: list[str]
) -> None:
    whose = {"evidence": "documented", "provider": "PT1"}
    demands = pd.DataFrame(
        [
            {**whose, "start_second": at, "seconds": 50, "engagement_kind": "patient", "engagement": who}
            for at, who in ((0, "A"), (0, "B"), (50, "A"), (50, "C"))
        ]
    )
    engagements = pd.DataFrame([{**whose, "start_second": 0, "seconds": 100, "doing": "contested"}])
    found = Claims(demands, engagements).others(("documented", "PT1"), ("patient", "A"), start, seconds)
    assert ([label for _, label in found.first], found.count) == (others, len(others))


def test_of_very_many_who_claim_a_provider_the_first_are_known_and_how_many_there_are() -> None:
    whose = {"evidence": "documented", "provider": "PT1", "start_second": 0, "seconds": 50}
    demands = pd.DataFrame([{**whose, "engagement_kind": "patient", "engagement": f"P{n:03}"} for n in range(100)])
    claims = Claims(demands, pd.DataFrame([{**whose, "doing": "contested"}]))
    found = claims.others(("documented", "PT1"), ("patient", "P003"), 0, 50)
    assert [label for _, label in found.first] == ["P000", "P001", "P002", "P004", "P005", "P006", "P007", "P008"]
    assert found.count == 99
