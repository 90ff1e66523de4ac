from __future__ import annotations

from pathlib import Path

from tests.analysis.test_denials import judged
from tests.limited import limited_policy
from timeline.result import Analysis

HOUR = ["9:00-10:00 P1 PT1 97110", "10:00-10:30 P1 PT1 97140", "10:30-10:45 P1 PT1 97012"]
SENT = ("P1 97110 4 -", "P1 97140 2 -", "P1 97012 1 -")


def limited(folder: Path, limits: str) -> Analysis:
    return judged(HOUR, *SENT, payer="own", policy=limited_policy(folder, limits))


def beyond(found: Analysis) -> dict[str, int]:
    """Return how many units of each code a limit keeps from payment."""
    told = found.denials[found.denials["rule"] == "units.cap"]
    return dict(told[["code", "units_concerned"]].itertuples(index=False))


def test_minutes_beyond_a_limit_go_from_the_code_with_the_fewest(tmp_path: Path) -> None:
    assert beyond(limited(tmp_path, '{ scope = "visit", max_minutes = 60, on_excess = "deny" }')) == {
        "97140": 2,
        "97012": 1,
    }


def test_a_relative_value_counts_the_codes_it_has_a_value_for(tmp_path: Path) -> None:
    limit = '{ scope = "visit", max_relative_value = "9", on_excess = "deny", values = { 97110 = "2", 97140 = "2" } }'
    assert beyond(limited(tmp_path, limit)) == {"97140": 2}


def test_a_limit_of_timed_units_leaves_untimed_codes_alone(tmp_path: Path) -> None:
    assert beyond(limited(tmp_path, '{ scope = "timed", max_units = 5, on_excess = "deny" }')) == {"97140": 1}


def test_a_limit_of_each_line_is_measured_by_itself(tmp_path: Path) -> None:
    assert beyond(limited(tmp_path, '{ scope = "line", max_units = 3, on_excess = "deny" }')) == {"97110": 1}


def test_a_limit_that_only_warns_denies_nothing(tmp_path: Path) -> None:
    assert beyond(limited(tmp_path, '{ scope = "visit", max_units = 1, on_excess = "warn" }')) == {}
