"""Where an attended row is interrupted, and where it is displaced at its edges."""

from __future__ import annotations

import pytest

from tests.days import attended, broken

pytestmark = pytest.mark.usefixtures("engine")

LONG = "9:00-9:30 P1 PT1 97110"


def test_a_nested_contact_interrupts_and_is_named() -> None:
    found = attended(LONG, "9:10-9:15 P2 PT1 97110")
    assert broken(found.interruptions) == [("r1", "9:10", "9:15", "P2", "contest")]
    assert broken(found.displacements) == []


def test_under_exclusive_nobody_is_named_and_the_inner_row_is_displaced() -> None:
    found = attended(LONG, "9:10-9:15 P2 PT1 97110", contest="exclusive")
    assert broken(found.interruptions) == [("r1", "9:10", "9:15", "", "contest")]
    assert broken(found.displacements) == [("r2", "9:10", "9:15", "", "contest")]


def test_under_documented_there_are_suspensions_only() -> None:
    found = attended(LONG, "9:10-9:15 P2 PT1 97110", "9:20-9:25 P1 rest", contest="documented")
    assert broken(found.interruptions) == [("r1", "9:20", "9:25", "", "rest")]


@pytest.mark.parametrize("inner", ["9:00-9:05", "9:25-9:30"])
def test_a_contact_at_an_edge_of_the_row_displaces_both(inner: str) -> None:
    found = attended(LONG, f"{inner} P2 PT1 97110")
    assert broken(found.interruptions) == []
    assert [(row, by) for row, _, _, by, _ in broken(found.displacements)] == [("r1", ""), ("r2", "")]


@pytest.mark.parametrize(("inner", "beside"), [("9:00-9:05", "8:50-9:00"), ("9:25-9:30", "9:30-9:40")])
def test_a_run_at_an_edge_of_the_row_is_a_displacement_and_inside_the_contact_run_it_is_named(
    inner: str, beside: str
) -> None:
    found = attended(LONG, f"{inner} P2 PT1 97110", f"{beside} P1 PT1 97112")
    assert broken(found.interruptions) == []
    assert [(row, by) for row, _, _, by, _ in broken(found.displacements)] == [("r1", "P2")]


def test_a_row_never_engaged_is_displaced_whole() -> None:
    found = attended("9:00-9:20 P1 PT1 97110", "9:00-9:20 P2 PT1 97110")
    whole = [(row, "9:00", "9:20", "", "contest") for row in ("r1", "r2")]
    assert (broken(found.interruptions), broken(found.displacements)) == ([], whole)


def test_an_interruption_is_split_where_by_changes() -> None:
    found = attended(LONG, "9:10-9:15 P2 PT1 97110", "9:15-9:20 P3 PT1 97110")
    assert broken(found.interruptions) == [
        ("r1", "9:10", "9:15", "P2", "contest"),
        ("r1", "9:15", "9:20", "P3", "contest"),
    ]


def test_an_interruption_is_split_where_the_reason_changes() -> None:
    found = attended(LONG, "9:10-9:15 P1 rest", "9:15-9:20 PT1 away")
    assert broken(found.interruptions) == [("r1", "9:10", "9:15", "", "rest"), ("r1", "9:15", "9:20", "busy", "busy")]


def test_neighbours_that_say_the_same_are_one_interruption() -> None:
    found = attended(LONG, "9:10-9:15 P2 PT1 97110", "9:15-9:20 P2 PT1 97112")
    assert broken(found.interruptions) == [("r1", "9:10", "9:20", "P2", "contest")]


def test_the_suspending_activity_is_the_reason_and_by_says_where_the_provider_went() -> None:
    found = attended(LONG, "9:10-9:15 P1 rest", "9:10-9:15 P2 PT1 97110")
    assert broken(found.interruptions) == [("r1", "9:10", "9:15", "P2", "rest")]


def test_a_provider_who_sets_up_for_another_patient_is_busy() -> None:
    found = attended(LONG, "9:10-9:15 P2 PT1 setup")
    assert broken(found.interruptions) == [("r1", "9:10", "9:15", "busy", "busy")]


def test_a_group_without_an_id_is_named_by_provider_and_code() -> None:
    found = attended(LONG, "9:10-9:15 P2 PT1 97150", "9:10-9:15 P3 PT1 97150")
    assert broken(found.interruptions) == [("r1", "9:10", "9:15", "PT1:97150", "contest")]


def test_a_member_who_rests_is_not_interrupted_by_the_own_group() -> None:
    group = [f"9:00-9:30 P{n} PT1 97150 group=G1" for n in (1, 2, 3)]
    assert broken(attended(*group, "9:10-9:15 P1 rest").interruptions) == [("r1", "9:10", "9:15", "", "rest")]


def test_several_engagements_instead_are_nobody() -> None:
    found = attended(
        LONG, "9:10-9:15 P1 rest", "9:10-9:15 P2 PT1 97110", "9:10-9:15 P3 PT1 97110", contest="documented"
    )
    assert broken(found.interruptions) == [("r1", "9:10", "9:15", "", "rest")]


def test_a_row_that_yields_to_another_row_of_its_patient_is_not_interrupted() -> None:
    found = attended(LONG, "9:10-9:15 P1 PT1 97112")
    assert broken(found.interruptions) == broken(found.displacements) == []


def test_a_row_credited_to_somebody_else_is_not_interrupted() -> None:
    found = attended("9:00-9:30 P1 PTA1 97110", "9:10-9:15 P1 PT1 97112")
    assert broken(found.interruptions) == []


def test_supervised_rows_and_unattended_claims_are_never_interrupted() -> None:
    found = attended("9:00-9:30 P1 PT1 G0283", "9:00-9:30 P2 AIDE1 97110", "9:10-9:15 P1 rest", "9:10-9:15 P2 rest")
    assert broken(found.interruptions) == []
