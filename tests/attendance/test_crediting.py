"""Patients: each instant is credited once, to the first row in the order of precedence."""

from __future__ import annotations

import pytest

from tests.days import attended, minutes, states, visit

pytestmark = pytest.mark.usefixtures("engine")

#: Two rows that count for P1 from 9:00 to 9:20: the first line is the one that is credited.
PRECEDENCE = {
    "a therapist before an assistant": ("PT1", "PTA1 97110"),
    "one that earns before one that does not": ("PT2 97110", "PT1 97150 one_on_one"),
    "one-on-one before group": ("PT2 97530", "PT1 97150 group=G1"),
    "coded before uncoded": ("PT2 97150 one_on_one", "PT1"),
    "an unknown code ranks as uncoded": ("PT1", "PT2 99999X"),
    "discipline in the order PT, OT, SLP": ("PT1 97112", "OT1 97110"),
    "the smaller code": ("PT2 97110", "PT1 97112"),
    "the smaller mode": ("PT2 99999X group", "PT1 99999X one_on_one"),
    "the smaller activity": ("PT2 97110 assessment", "PT1 97110"),
    "the smaller role": ("PTA1 97110 discipline=PT", "SLPA1 97110 discipline=PT"),
    "work hardening in a group of one before an uncoded row": ("PT2 97545 group=G2", "PT1"),
    "work hardening one-on-one before the same in a group": ("PT2 97545", "PT1 97545 group=G1"),
    "the smaller provider": ("PT1 97110 payer=z", "PT2 97110 payer=a"),
}


@pytest.mark.parametrize(("first", "second"), PRECEDENCE.values(), ids=PRECEDENCE)
@pytest.mark.parametrize("order", [1, -1])
def test_of_two_providers_rows_one_is_credited(first: str, second: str, order: int) -> None:
    lines = [f"9:00-9:20 P1 {first} id=first", f"9:00-9:20 P1 {second} id=second"][::order]
    found = attended(*lines, "9:00-9:20 P2 PT9 97150 group=G1")
    credited = found.attendance.query("patient == 'P1' and interval_id != ''")
    assert set(credited["interval_id"]) == {"first"}


#: Two rows of P1 and PT1; the minutes that 97110 and 97112 are credited.
WITHIN = {
    "the one that started last": ("9:00-9:20 97110", "9:10-9:20 97112", 10, 10),
    "then the one that ends first": ("9:00-9:20 97110", "9:00-9:10 97112", 10, 10),
    "then the smaller code": ("9:00-9:20 97110", "9:00-9:20 97112", 20, 0),
    "an earning row before a later one that does not": ("9:00-9:20 97110", "9:10-9:20", 20, 0),
}


@pytest.mark.parametrize(("one", "two", "first", "second"), WITHIN.values(), ids=WITHIN)
def test_of_one_providers_rows_one_counts(one: str, two: str, first: int, second: int) -> None:
    found = attended(f"{one} P1 PT1", f"{two} P1 PT1")
    assert (minutes(found, "P1", "97110")[1], minutes(found, "P1", "97112")[1]) == (first, second)


def test_rows_equal_but_for_the_site_are_ranked_by_clinic_group_and_payer() -> None:
    for first, second in [("clinic=a", "clinic=b"), ("group=a", "group=b"), ("payer=a", "payer=b")]:
        found = attended(f"9:00-9:20 P1 PT1 97110 {second} id=b", f"9:00-9:20 P1 PT1 97110 {first} id=a")
        assert found.attendance["interval_id"].tolist() == ["a"]


def test_rows_equal_in_these_too_are_ranked_by_place_and_then_by_the_smaller_quantity() -> None:
    for first, second in [("", "place=02"), ("place=02", "place=10"), ("", "quantity=1"), ("quantity=2", "quantity=3")]:
        found = attended(f"9:00-9:20 P1 PT1 97110 {second} id=b", f"9:00-9:20 P1 PT1 97110 {first} id=a")
        assert found.attendance["interval_id"].tolist() == ["a"]


def test_a_therapist_who_earns_nothing_still_goes_before_an_assistant_who_would() -> None:
    found = visit(attended("9:00-9:20 P1 PT1", "9:00-9:20 P1 PTA1 97110"), "P1")
    assert (found.uncoded, found.codes) == (1200, {})


@pytest.mark.parametrize(("one", "two"), [("PT1 one_on_one", "PT2 group=G1"), ("PT1 group=G1", "PT2 one_on_one")])
def test_a_group_row_outside_group_time_ranks_as_one_on_one_and_earns_nothing(one: str, two: str) -> None:
    # Neither row earns: the one that started last is credited.
    found = attended(f"9:00-9:20 P1 97150 {one}", f"9:10-9:20 P1 97150 {two}")
    assert found.attendance["interval_id"].tolist() == ["r1", "r2"]


def test_a_joint_treatment_is_credited_once_and_the_other_provider_co_attends() -> None:
    found = attended("9:00-9:20 P1 PT1 97110", "9:00-9:20 P1 PTA1 97110")
    assert minutes(found, "P1", "97110") == (20, 20, 20)
    assert found.co_attendance[["credited_provider", "provider", "seconds"]].values.tolist() == [["PT1", "PTA1", 1200]]


@pytest.mark.parametrize("contest", ["exclusive", "nested", "documented"])
def test_an_instant_is_credited_once_under_every_rule(contest: str) -> None:
    found = attended("9:00-9:20 P1 PT1 97110", "9:00-9:20 P1 PT2 97112", "9:00-9:20 P1 OT1 97530", contest=contest)
    assert found.attendance.query("state == 'one_on_one'")["seconds"].sum() == 1200


def test_co_treatment_credits_one_discipline_and_shows_the_other() -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:10-9:40 P1 OT1 97530")
    assert states(found, "P1", "PT") == {"one_on_one": 10, "other_discipline": 20}
    assert states(found, "P1", "OT") == {"one_on_one": 30}


def test_another_visit_in_between_is_another_discipline_not_waiting() -> None:
    found = attended("9:00-9:10 P1 PT1 97110", "9:10-9:20 P1 OT1 97530", "9:20-9:30 P1 PT1 97110")
    assert states(found, "P1", "PT") == {"one_on_one": 20, "other_discipline": 10}


def test_a_contested_row_goes_before_a_modality_and_that_before_a_rest() -> None:
    lines = ("9:00-9:20 P1 PT1 97110", "9:00-9:30 P1 G0283", "9:25-9:40 P1 rest")
    assert states(attended(*lines, "9:00-9:20 P2 PT1 97110"), "P1") == {
        "contested": 20,
        "supervised": 10,
        "unskilled": 10,
    }


def test_a_suspended_row_is_unskilled_time_where_nothing_else_runs() -> None:
    assert states(attended("9:00-9:30 P1 PT1 97110", "9:10-9:14 P1 PT1 setup"), "P1") == {
        "one_on_one": 26,
        "unskilled": 4,
    }


@pytest.mark.parametrize(
    ("gap_end", "state", "length"), [("10:09", "waiting", 59), ("10:10", "away", 60), ("10:11", "away", 61)]
)
def test_sixty_minutes_without_a_record_are_away(gap_end: str, state: str, length: int) -> None:
    found = attended("9:00-9:10 P1 PT1 97110", f"{gap_end}-10:20 P1 PT1 97110")
    assert states(found, "P1")[state] == length


def test_a_waiting_run_broken_by_another_discipline_is_two_runs() -> None:
    found = attended("9:00-9:10 P1 PT1 97110", "9:40-9:45 P1 OT1 97530", "10:20-10:30 P1 PT1 97110")
    assert states(found, "P1", "PT") == {"one_on_one": 20, "other_discipline": 5, "waiting": 65}


def test_a_modality_keeps_its_own_duration_whatever_the_state_is() -> None:
    found = attended("9:00-9:30 P1 G0283", "9:00-9:10 P1 PT1 97110", "9:10-9:20 P1 OT1 97530")
    assert minutes(found, "P1", "G0283") == (30, 30, 30)
    assert states(found, "P1") == {"one_on_one": 10, "other_discipline": 10, "supervised": 10}


def test_one_on_one_goes_before_a_group_that_started_later() -> None:
    found = attended(
        "10:00-11:00 P1 PT1 97110", "10:15-10:45 P1 PT2 97150 group=G1", "10:15-10:45 P2 PT2 97150 group=G1"
    )
    assert states(found, "P1") == {"one_on_one": 60}


def test_of_a_colleague_s_rows_at_once_one_co_attends() -> None:
    rows = ("9:00-9:20 P1 PT1 97110", "9:00-9:20 P1 PTA1 97112", "9:00-9:20 P1 PTA1 97110", "9:00-9:20 P1 PTA1 97116")
    assert attended(*rows[:3]).co_attendance["interval_id"].tolist() == ["r3"]
    assert attended(*rows).co_attendance["interval_id"].tolist() == ["r3"]


def test_only_a_run_of_waiting_is_ever_away() -> None:
    rows = ("9:00-10:30 P1 PT1 97110", "10:40-10:50 P1 PT1 97110", "12:00-12:10 P1 PT1 97110", "13:00-14:00 P1 G0283")
    assert states(attended(*rows), "P1") == {"one_on_one": 110, "waiting": 60, "away": 70, "supervised": 60}
