"""C5: place of service and quantity are inputs; what the payer does not pay by telehealth earns nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests import product
from tests.days import DATE
from tests.schedules_of import analysed
from tests.strategies import SMALL_CODES, rows
from timeline.units import VisitUnits
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule

HOME, AWAY = "place=10", "place=02"
DEBRIDED = "9:00-9:10 P1 PT1 97597 quantity=1"


def visit(*lines: str) -> VisitAccount:
    return analysed(*lines).record.accounts[DATE, "P1", "PT"]


def counted(*lines: str, rule: ContestRule = ContestRule.NESTED) -> VisitUnits:
    found = visit(*lines).units
    assert found is not None
    return found[rule]


def lines(*day: str) -> list[str]:
    return [f"{line.code}×{line.units} {' '.join(line.modifiers)}" for line in counted(*day).lines]


def remarks(*day: str) -> set[str]:
    return {remark.rule for remark in counted(*day).remarks}


@pytest.mark.parametrize("place", [HOME, AWAY])
def test_an_eligible_code_by_telehealth_earns_and_its_line_says_so(place: str) -> None:
    assert lines(f"9:00-9:15 P1 PT1 97110 {place}", "9:15-9:30 P1 PT1 97112") == ["97110×1 GP 95", "97112×1 GP"]


def test_any_other_place_is_in_person() -> None:
    assert lines("9:00-9:15 P1 PT1 97110 place=11", "9:15-9:30 P1 PT1 97140 place=12") == ["97110×1 GP", "97140×1 GP"]


def test_eligible_minutes_at_both_places_count_together_and_the_line_says_telehealth() -> None:
    assert lines("9:00-9:08 P1 PT1 97110", f"9:20-9:35 P1 PT1 97110 {HOME}") == ["97110×2 GP 95"]


def test_a_code_that_is_not_eligible_leaves_the_pool_and_its_minutes_in_the_clinic_stay() -> None:
    found = counted("9:00-9:08 P1 PT1 97140", f"9:10-9:30 P1 PT1 97140 {HOME}", "9:30-9:40 P1 PT1 97110")
    assert (found.timed_minutes, found.timed_units, dict(found.units)) == (18, 1, {"97110": 1, "97140": 0})


def test_an_ineligible_row_is_out_under_every_contest_rule_alike() -> None:
    rows = (f"9:00-9:30 P1 PT1 97140 {HOME}", "9:10-9:20 P2 PT1 97110", "9:40-9:55 P1 PT1 97140")
    assert [counted(*rows, rule=rule).timed_minutes for rule in ContestRule] == [15, 15, 15]
    assert visit(*rows).exposed == 0


def test_an_assistants_ineligible_minutes_are_nobodys() -> None:
    found = lines(f"9:00-9:20 P1 PTA1 97140 {HOME}", "9:20-9:40 P1 PT1 97140")
    assert found == ["97140×1 GP"]


def test_a_payer_without_a_rule_pays_nothing_by_telehealth() -> None:
    assert lines(f"9:00-9:30 P1 PT1 97110 {HOME} payer=cpt-midpoint") == []
    assert lines("9:00-9:30 P1 PT1 97110 payer=cpt-midpoint") == ["97110×2 "]


def test_without_rules_in_force_nothing_is_decided_about_telehealth() -> None:
    assert visit(f"9:00-9:30 P1 PT1 97110 {HOME} payer=sunny-health").unpaid == frozenset()


def test_nothing_is_decided_about_the_place_of_a_booking_or_of_time_without_a_code() -> None:
    assert visit(f"9:00-9:30 P1 PT1 97140 appointment {HOME}").unpaid == frozenset()
    assert visit(f"9:00-9:30 P1 PT1 {HOME}").unpaid == frozenset()


def test_rows_of_telehealth_that_earn_nothing_separate_no_codes() -> None:
    """C3: they prove nothing about the time of their code."""
    found = counted("9:00-9:15 P1 PT1 97150", f"9:30-9:45 P1 PT1 97140 {HOME}", "9:00-9:15 P2 PT1 97150")
    assert not found.edits


def test_a_quantity_is_what_an_area_code_earns_and_then_nothing_is_assumed() -> None:
    rows = (DEBRIDED, "9:10-9:30 P1 PT1 97598 quantity=3")
    assert lines(*rows) == ["97597×1 GP", "97598×3 GP"]
    assert "code.quantity" not in remarks(*rows)


def test_without_a_quantity_one_is_counted_and_said() -> None:
    rows = (DEBRIDED, "9:10-9:30 P1 PT1 97598")
    assert lines(*rows) == ["97597×1 GP", "97598×1 GP"]
    assert "code.quantity" in remarks(*rows)


def test_the_quantities_of_a_codes_rows_are_added_and_rows_without_one_add_nothing() -> None:
    rows = ("9:10-9:20 P1 PT1 97598 quantity=2", "9:20-9:30 P1 PT1 97598", "9:30-9:40 P1 PT1 97598 quantity=1")
    assert lines(DEBRIDED, *rows) == ["97597×1 GP", "97598×3 GP"]


@pytest.mark.parametrize(
    "beside",
    [
        "9:10-9:20 P1 PT1 97598 quantity=2",  # the same row twice
        "9:10-9:20 P1 PTA1 97598 quantity=2",  # an assistant beside the therapist
        "9:30-9:40 P1 AIDE1 97598 quantity=2",
    ],
)
def test_a_quantity_counts_only_where_its_row_does(beside: str) -> None:
    assert lines(DEBRIDED, "9:10-9:20 P1 PT1 97598 quantity=2", beside) == ["97597×1 GP", "97598×2 GP"]


def test_the_quantity_of_contested_time_stands_and_falls_with_it() -> None:
    rows = (DEBRIDED, "9:10-9:20 P1 PT1 97598 quantity=2", "9:10-9:20 P2 PT1 97110")
    assert [counted(*rows, rule=rule).units["97598"] for rule in ContestRule] == [0, 0, 2]


def test_the_quantity_of_contested_time_is_not_added_to_that_of_other_time() -> None:
    rows = (
        DEBRIDED,
        "9:10-9:20 P1 PT1 97598 quantity=2",
        "9:10-9:20 P2 PT1 97110",
        "9:30-9:40 P1 PT1 97598 quantity=1",
    )
    assert [counted(*rows, rule=rule).units["97598"] for rule in ContestRule] == [1, 1, 3]


def test_a_quantity_by_telehealth_that_is_not_paid_counts_as_little_as_its_minutes() -> None:
    rows = ("9:10-9:20 P1 PT1 97598", f"9:20-9:30 P1 PT1 97598 quantity=4 {HOME}")
    assert lines(DEBRIDED, *rows) == ["97597×1 GP", "97598×1 GP"]


@given(rows())
def test_neither_a_place_nor_a_quantity_decides_a_minute(day: list[dict[str, Any]]) -> None:
    blank = [row | {"place": "", "quantity": ""} for row in day]
    told = [row | {"place": "10", "quantity": 2} for row in day]
    assert product.analyze(told, SMALL_CODES) == product.analyze(blank, SMALL_CODES)


def test_beside_a_row_of_telehealth_that_earns_nothing_other_rows_still_prove_their_codes_apart() -> None:
    group = ("9:00-9:25 P1 PT1 97150", "9:00-9:25 P2 PT1 97150")
    found = counted(*group, "9:25-9:40 P1 PT1 97110", f"10:00-10:15 P1 PT1 97140 {HOME}")
    assert [(edit.column_one, edit.column_two, str(edit.state)) for edit in found.edits] == [
        ("97150", "97110", "proved")
    ]


def test_what_a_row_that_earns_nothing_states_counts_as_little_as_its_minutes() -> None:
    """The mode it was recorded in contradicts its code: no minute of it counts, at whatever place."""
    other = "9:30-9:50 P1 PT1 97140"
    assert counted(f"9:00-9:20 P1 PT1 97140 group {HOME}", other).timed_minutes == 20
    rows = (DEBRIDED, "9:10-9:20 P1 PT1 97598 group quantity=2", "9:20-9:30 P1 PT1 97598 quantity=1")
    assert lines(*rows) == ["97597×1 GP", "97598×1 GP"]


def test_a_quantity_is_counted_once_for_a_row_that_is_interrupted() -> None:
    assert counted("9:00-9:30 P1 PT1 97597 quantity=2", "9:10-9:20 P2 PT1 97110").units == {"97597": 2}
