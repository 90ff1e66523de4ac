"""A recorded rest inside a long exercise row is not exercise."""

from __future__ import annotations

import pytest

from tests.days import account, attended, broken, minutes, states
from timeline.attendance.suspension import Openness

pytestmark = pytest.mark.usefixtures("engine")

EXERCISE = "9:00-9:30 P1 PT1 97110"


@pytest.mark.parametrize("pause", ["P1 rest", "P1 waiting", "P1 PTA1 rest", "P1 AIDE1 waiting", "P1 97110 rest"])
def test_rest_and_waiting_suspend_the_patients_rows_whoever_the_provider(pause: str) -> None:
    found = attended(EXERCISE, f"9:10-9:14 {pause}")
    assert minutes(found, "P1", "97110") == (26, 26, 26)
    assert states(found, "P1") == {"one_on_one": 26, "unskilled": 4}


@pytest.mark.parametrize("mode", ["one_on_one", "supervised", "unskilled"])
def test_rest_suspends_whatever_mode_is_stated(mode: str) -> None:
    found = attended(EXERCISE, f"9:10-9:14 P1 rest {mode}")
    assert broken(found.interruptions) == [("r1", "9:10", "9:14", "", "rest")]


def test_a_mode_stated_as_unskilled_suspends_whoever_the_provider() -> None:
    found = attended(EXERCISE, "9:10-9:14 P1 PTA1 97112 unskilled")
    assert broken(found.interruptions) == [("r1", "9:10", "9:14", "", "unskilled")]
    assert minutes(found, "P1", "97110") == (26, 26, 26)


@pytest.mark.parametrize("activity", ["setup", "documentation_away"])
@pytest.mark.parametrize("mode", ["", "unskilled"])
def test_setup_and_documentation_away_suspend_their_own_providers_rows_only(activity: str, mode: str) -> None:
    found = attended(EXERCISE, "9:00-9:30 P1 PTA1 97110", f"9:10-9:14 P1 PT1 {activity} {mode}")
    assert broken(found.interruptions) == [("r1", "9:10", "9:14", "busy", activity)]
    assert minutes(found, "P1", "97110") == (30, 30, 30)


def test_setup_without_a_provider_suspends_nobody_who_attends() -> None:
    assert minutes(attended(EXERCISE, "9:10-9:14 P1 setup"), "P1", "97110") == (30, 30, 30)


@pytest.mark.parametrize("other", ["9:10-9:14 P2 rest", "9:10-9:14 P2 PTA1 97110 unskilled"])
def test_another_patients_rest_suspends_nothing(other: str) -> None:
    assert minutes(attended(EXERCISE, other), "P1", "97110") == (30, 30, 30)


@pytest.mark.parametrize(
    "line", ["8:50-9:40 P1", "9:10-9:20 P1 97110", "9:10-9:20 P1 AIDE1 97112", "9:10-9:20 P1 98980 rest"]
)
def test_envelopes_unattended_claims_and_off_floor_rows_suspend_nothing(line: str) -> None:
    assert minutes(attended(EXERCISE, line), "P1", "97110") == (30, 30, 30)


def test_a_suspended_row_leaves_its_provider_free_for_another_patient() -> None:
    found = attended(EXERCISE, "9:10-9:14 P1 rest", "9:10-9:14 P2 PT1 97140")
    assert minutes(found, "P2", "97140") == (4, 4, 4)
    assert account(found, "PT1") == {"presence": "inferred", "one_on_one": 30}


def test_a_suspended_row_still_carries_the_contact_run() -> None:
    # P1's run is 9:00 to 9:30 although a rest lies at its start, so P2's run lies inside it.
    found = attended(EXERCISE, "9:00-9:05 P1 rest", "9:03-9:10 P2 PT1 97140")
    assert minutes(found, "P2", "97140") == (2, 7, 7)


def test_two_suspensions_at_once_are_named_by_the_smallest() -> None:
    found = attended(EXERCISE, "9:10-9:16 P1 waiting", "9:12-9:20 P1 rest")
    assert broken(found.interruptions) == [("r1", "9:10", "9:12", "", "waiting"), ("r1", "9:12", "9:20", "", "rest")]


def test_a_supervised_modality_runs_on_through_a_rest() -> None:
    assert minutes(attended("9:00-9:20 P1 G0283", "9:05-9:10 P1 rest"), "P1", "G0283") == (20, 20, 20)


def test_openness_names_the_reason_inside_a_suspension_and_nothing_outside() -> None:
    parts = Openness(open=((0, 5), (9, 12)), suspended=((5, 9, "rest"),))
    assert [parts.reason_at(t) for t in (4, 5, 8, 9)] == ["", "rest", "rest", ""]
