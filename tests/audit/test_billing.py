from __future__ import annotations

import pytest

from tests.schedules_of import findings

CLAIMED = "9:00-9:30 P1 PT1 97110 billed_units=2"


def message(*lines: str) -> str:
    """Give what a day's one claim beyond its record is told as, without whom and when."""
    (found,) = findings("units.over_billed", *lines)
    return found.message.split(": ", 1)[1]


def test_minutes_recorded_and_minutes_that_count_are_told_apart() -> None:
    told = message(CLAIMED, "9:15-9:45 P2 PT1 97110")
    assert told == "30 minutes recorded, 15 count; 2 units claimed, the record supports 1."


def test_seconds_are_told_where_they_matter() -> None:
    assert message(CLAIMED, "9:15:30-9:45 P2 PT1 97110").startswith("30 minutes recorded, 15 min 30 s count;")


def test_where_every_minute_counts_the_claim_is_too_high_by_itself() -> None:
    told = message("9:00-9:20 P1 PT1 97110 billed_units=2")
    assert told == "20 minutes recorded, all of it counts; 2 units claimed, the record supports 1."


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["9:00-9:30 P1 AIDE1 97110 billed_units=2"], "no therapist or assistant attended"),
        ([CLAIMED + " supervised"], "the rows record another mode of attendance than the code requires"),
        ([CLAIMED, "9:00-9:30 P2 PT1 97110"], "the provider is recorded elsewhere at the same time"),
        ([CLAIMED, "9:00-9:30 P1 rest"], "the patient rested"),
        ([CLAIMED + " rest"], "the time is recorded as unskilled"),
        (["9:00-9:30 P1 PT1 98980 billed_units=2"], "the code is not for time in attendance"),
        ([CLAIMED, "9:00-9:30 P1 PT1 setup"], "the provider was setting up"),
        (["9:00-9:30 P1 PT1 97150 billed_units=2"], "the time does not earn for the code"),
        (["9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 OT1 97530 billed_units=2"], "credited to another discipline"),
        (["9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT2 97112 billed_units=2"], "the time is credited to another row"),
    ],
)
def test_where_nothing_counts_the_rows_say_why(lines: list[str], why: str) -> None:
    told = message(*lines)
    assert told.startswith("30 minutes recorded, none of it counts because ")
    assert f"{why}; 2 units claimed, the record supports none." in told


def test_several_reasons_are_all_named() -> None:
    told = message(CLAIMED, "9:00-9:30 P2 PT1 97110", "9:10-9:20 P1 rest")
    assert "because the patient rested and the provider is recorded elsewhere at the same time;" in told


def test_a_modality_beside_a_contested_row_takes_nothing_from_it() -> None:
    told = message(CLAIMED, "9:00-9:30 P2 PT1 97110", "9:00-9:30 P1 97016 supervised")
    assert "none of it counts because the provider is recorded elsewhere at the same time;" in told


def test_a_claim_is_quoted_as_it_was_sent() -> None:
    (found,) = findings("units.wrong_line", CLAIMED + " billed_modifiers=GP,XU")
    assert "claimed as 2 units with GP and XU, the record supports 2 units with GP." in found.message
