from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.test_denials import judged
from timeline.result import Analysis

POLICY = """
payer = "own"

[[rule]]
name = "units"
value = {{ method = "midpoint", unit_minutes = 15 }}
start = 2020-01-01
verified = false
note = "Invented."

[[rule]]
name = "caps"
value = {{ limits = [{limits}] }}
start = 2020-01-01
verified = false
note = "Invented."
"""
HOUR = ["9:00-10:00 P1 PT1 97110", "10:00-10:30 P1 PT1 97140", "10:30-10:45 P1 PT1 97012"]
SENT = ("P1 97110 4 -", "P1 97140 2 -", "P1 97012 1 -")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "own.toml"


def limited(policy: Path, limits: str) -> Analysis:
    policy.write_text(POLICY.format(limits=limits), encoding="utf-8")
    return judged(HOUR, *SENT, payer="own", policy=policy)


def beyond(found: Analysis) -> dict[str, int]:
    """Return how many units of each code a limit keeps from payment."""
    told = found.denials[found.denials["rule"] == "units.cap"]
    return dict(told[["code", "units_concerned"]].itertuples(index=False))


def test_minutes_beyond_a_limit_go_from_the_code_with_the_fewest(policy: Path) -> None:
    assert beyond(limited(policy, '{ scope = "visit", max_minutes = 60, on_excess = "deny" }')) == {
        "97140": 2,
        "97012": 1,
    }


def test_a_relative_value_counts_the_codes_it_has_a_value_for(policy: Path) -> None:
    limit = '{ scope = "visit", max_relative_value = "9", on_excess = "deny", values = { 97110 = "2", 97140 = "2" } }'
    assert beyond(limited(policy, limit)) == {"97140": 2}


def test_a_limit_of_timed_units_leaves_untimed_codes_alone(policy: Path) -> None:
    assert beyond(limited(policy, '{ scope = "timed", max_units = 5, on_excess = "deny" }')) == {"97140": 1}


def test_a_limit_of_each_line_is_measured_by_itself(policy: Path) -> None:
    assert beyond(limited(policy, '{ scope = "line", max_units = 3, on_excess = "deny" }')) == {"97110": 1}


def test_a_limit_that_only_warns_denies_nothing(policy: Path) -> None:
    assert beyond(limited(policy, '{ scope = "visit", max_units = 1, on_excess = "warn" }')) == {}
