"""Where each provider's day went: facts, before any contest rule."""

from __future__ import annotations

import pytest

from tests.days import account, attended
from timeline.attendance.accounts import provider_accounts

pytestmark = pytest.mark.usefixtures("engine")

SHIFT = "8:00-12:00 PT1 shift"


def test_a_shift_is_idle_but_for_what_is_recorded() -> None:
    found = attended(SHIFT, "9:00-9:30 P1 PT1 97110", "10:00-10:15 PT1 away", "10:15-10:20 P1 PT1 setup")
    assert account(found, "PT1") == {"presence": "shift", "one_on_one": 30, "busy": 20, "idle": 190}


def test_without_a_shift_presence_is_inferred_from_first_start_to_last_end() -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "10:00-10:30 P2 PT1 97110")
    assert account(found, "PT1") == {"presence": "inferred", "one_on_one": 60, "idle": 30}


def test_what_lies_outside_the_shift_counts_and_is_told() -> None:
    found = attended(SHIFT, "7:50-8:20 P1 PT1 97110", "11:50-12:15 PT1 away")
    spent = {"one_on_one": 30, "busy": 25, "idle": 210, "outside_shift": 25}
    assert account(found, "PT1") == {"presence": "shift", **spent}


def test_between_two_shifts_nobody_is_idle() -> None:
    found = attended("8:00-10:00 PT1 shift", "13:00-14:00 PT1 shift", "9:00-9:30 P1 PT1 97110")
    assert account(found, "PT1") == {"presence": "shift", "one_on_one": 30, "idle": 150}


def test_overlapping_shifts_count_once() -> None:
    assert account(attended(SHIFT, "9:00-13:00 PT1 shift"), "PT1") == {"presence": "shift", "idle": 300}


@pytest.mark.parametrize("contest", ["exclusive", "nested", "documented"])
def test_contested_minutes_are_a_fact_no_rule_changes(contest: str) -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:10-9:15 P2 PT1 97110", contest=contest)
    assert account(found, "PT1") == {"presence": "inferred", "one_on_one": 25, "contested": 5}


def test_a_group_of_one_is_one_on_one_for_the_provider() -> None:
    found = attended("9:00-9:20 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1")
    assert account(found, "PT1") == {"presence": "inferred", "group": 20, "one_on_one": 10}


def test_a_lunch_inside_a_treatment_is_contested() -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:10-9:20 PT1 away")
    assert account(found, "PT1") == {"presence": "inferred", "one_on_one": 20, "contested": 10}


def test_a_suspended_row_leaves_the_provider_idle() -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:10-9:20 P1 rest")
    assert account(found, "PT1") == {"presence": "inferred", "one_on_one": 20, "idle": 10}


@pytest.mark.parametrize("line", ["9:00-9:30 P1 PT1 G0283", "9:00-9:30 P1 AIDE1 97110", "9:00-9:30 P1 PT1 rest"])
def test_rows_that_occupy_nobody_make_no_account(line: str) -> None:
    assert len(attended(line).engagements) == 0


def test_role_and_clinic_are_those_of_the_first_row_of_the_date() -> None:
    found = attended("9:00-9:30 P1 X1:PTA 97110 clinic=annex", "8:00-8:30 P1 X1:PT 97110 clinic=main")
    accounts = provider_accounts(found.numbers("engagements"), found.rows)
    assert accounts[["role", "clinic"]].values.tolist() == [["PT", "main"]]


def test_of_rows_that_start_together_the_first_site_and_there_the_first_role_names_the_account() -> None:
    lines = [f"9:00-9:10 P{n} X1:{role} 97110 clinic={site}" for n, (site, role) in enumerate(_PLACES, start=1)]
    found = attended(*lines)
    (told,) = provider_accounts(found.numbers("engagements"), found.rows).to_dict("records")
    assert (told["clinic"], told["role"]) == ("annex", "PT")


_PLACES = (("main", "OT"), ("annex", "PTA"), ("annex", "PT"))


def test_of_two_rows_that_start_together_the_site_decides_before_the_role() -> None:
    found = attended("9:00-9:30 P1 X1:PTA 97110 clinic=annex", "9:00-9:30 P2 X1:PT 97110 clinic=main")
    (record,) = provider_accounts(found.numbers("engagements"), found.rows).to_dict("records")
    assert (record["clinic"], record["role"]) == ("annex", "PTA")


def test_an_account_has_the_role_and_the_site_of_the_first_row_and_of_equals_the_smaller() -> None:
    rows = ("9:00-9:30 P1 X1:PTA 97110 clinic=b", "8:00-8:30 P1 X1:PT 97110 clinic=c")
    more = (
        "8:00-8:30 P2 X1:OT 97530 clinic=b",
        "8:00-8:30 P2 X1:AIDE clinic=b",
        "9:00-9:30 P3 97016",
        "7:00-7:30 A1:PT away",
    )
    found = attended(*rows, *more)
    accounts = provider_accounts(found.numbers("engagements"), found.rows)
    assert accounts[["provider", "role", "clinic"]].values.tolist() == [["A1", "PT", "clinic"], ["X1", "AIDE", "b"]]
