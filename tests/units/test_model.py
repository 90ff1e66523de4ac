"""What goes into the unit engine and what comes out: what is refused, and what a document shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.units.conftest import Count
from timeline.policies import load_policy
from timeline.units import CodeTime, Edit, EditState, Line, Reason, count_visit


@pytest.mark.parametrize("assistant", [-1, 61])
def test_an_assistant_s_part_below_nothing_or_above_the_whole_is_refused(assistant: int) -> None:
    with pytest.raises(ValueError, match=f"between 0 and seconds, got {assistant} of 60"):
        CodeTime("97110", 60, assistant)


@pytest.mark.parametrize("assistant", [0, 60])
def test_an_assistant_may_furnish_nothing_or_all_of_it(assistant: int) -> None:
    assert CodeTime("97110", 60, assistant).assistant_minutes == assistant // 60


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_quantity_below_one_is_refused(quantity: int) -> None:
    with pytest.raises(ValueError, match=f"97597: quantity must be 1 or more, got {quantity}. Leave it out if unknown"):
        CodeTime("97597", 60, quantity=quantity)
    assert CodeTime("97597", 60, quantity=1).quantity == 1


def test_unless_it_is_stated_a_time_is_the_therapist_s_in_the_room_and_of_no_stated_quantity() -> None:
    assert CodeTime("97110", 60) == CodeTime("97110", 60, 0, None, remote=False)


def test_minutes_are_whole_and_an_assistant_s_are_what_the_therapist_s_whole_ones_leave() -> None:
    time = CodeTime("97110", 600 + 59, 240)
    assert (time.minutes, time.assistant_minutes) == (10, 4)
    assert CodeTime("97110", 600, 241).assistant_minutes == 5


def test_a_line_and_a_pair_are_plain_json() -> None:
    assert Line("97110", 2, ("CQ", "GP")).to_dict() == {"code": "97110", "units": 2, "modifiers": ["CQ", "GP"]}
    assert Edit("97150", "97110", EditState.PROVED, ("a", "b")).to_dict() == {
        "column_one": "97150",
        "column_two": "97110",
        "state": "proved",
        "intervals": ["a", "b"],
    }


def test_a_reason_ends_with_its_source_where_it_has_one() -> None:
    assert str(Reason("total", "8 minutes are 1 unit", source="cms-claims-5 §20.2")) == (
        "8 minutes are 1 unit [cms-claims-5 §20.2]"
    )
    assert str(Reason("code", "97012: untimed, 1 unit for 10 minutes")) == "97012: untimed, 1 unit for 10 minutes"


def test_the_conditional_claim_as_a_document_has_every_part_of_it(count: Count) -> None:
    found = count({"97150": 25, "97110": 10, "97112": 10}).conditional
    assert found is not None
    group = {"code": "97150", "units": 1, "modifiers": ["GP"]}
    apart = [{"code": code, "units": 1, "modifiers": ["GP", "59"]} for code in ("97110", "97112")]
    assert found.to_dict() == {
        "lines": [apart[0], group],
        "units": {"97110": 1, "97112": 0, "97150": 1},
        "alternatives": [{"97110": 1}, {"97112": 1}],
        "alternative_lines": [[apart[0], group], [apart[1], group]],
        "asks": [
            "What shows that 97110 was furnished apart from 97150?",
            "What shows that 97112 was furnished apart from 97150?",
        ],
    }


def test_a_count_with_some_fields_changed_is_that_which_replace_makes() -> None:
    rules = load_policy("medicare").on(date(2026, 3, 2))
    counted = count_visit([CodeTime("97110", 1320)], rules, discipline="PT", on=date(2026, 3, 2))
    assert counted.changed() == counted
    later = counted.changed(on=date(2026, 3, 3), remarks=())
    assert later == replace(counted, on=date(2026, 3, 3), remarks=())
    assert later != counted
