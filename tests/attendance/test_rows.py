"""What a row is, from its own fields: mode, attended, what it earns, its discipline."""

from __future__ import annotations

import pytest

from tests.days import attended, broken, disciplines, minutes, states, visit
from timeline.attendance.rows import Nature, nature


def row(mode: str = "", activity: str = "intervention", code_mode: str = "", role: str = "PT") -> Nature:
    return nature(mode, activity, code_mode, role, has_provider=bool(role), has_group=False)


@pytest.mark.parametrize("activity", ["rest", "setup", "waiting", "documentation_away"])
def test_four_activities_are_unskilled_whatever_mode_or_code_say(activity: str) -> None:
    assert row("one_on_one", activity, "one_on_one").mode == "unskilled"


@pytest.mark.parametrize("activity", ["intervention", "assessment", "instruction", "documentation"])
def test_documentation_with_the_patient_counts_like_assessment_and_instruction(activity: str) -> None:
    assert row("", activity, "one_on_one").mode == "one_on_one"


@pytest.mark.parametrize("mode", ["one_on_one", "group", "supervised", "unskilled"])
def test_a_stated_mode_goes_before_that_of_the_code(mode: str) -> None:
    assert row(mode, code_mode="one_on_one").mode == mode


@pytest.mark.parametrize("code_mode", ["one_on_one", "group", "supervised"])
def test_without_a_stated_mode_the_codes_own_holds(code_mode: str) -> None:
    assert row(code_mode=code_mode, role="").mode == code_mode


def test_without_mode_and_code_a_provider_makes_one_on_one_and_nobody_unskilled() -> None:
    assert (row().mode, row(role="").mode) == ("one_on_one", "unskilled")


@pytest.mark.parametrize("role", ["PT", "OT", "SLP", "PTA", "OTA", "SLPA"])
def test_therapists_and_assistants_attend(role: str) -> None:
    assert row(code_mode="one_on_one", role=role).attended
    assert row(code_mode="group", role=role).attended


@pytest.mark.parametrize("role", ["", "AIDE", "ATC", "STUDENT", "OTHER"])
def test_nobody_and_everybody_else_make_an_unattended_claim(role: str) -> None:
    assert (row(code_mode="one_on_one", role=role).attended, row(code_mode="group", role=role).attended) == (
        False,
        False,
    )
    assert row(code_mode="one_on_one", role=role).unattended_claim


def test_a_supervised_row_never_occupies_its_provider() -> None:
    assert not row(code_mode="supervised").attended
    found = attended("9:00-9:20 P1 PT1 G0283", "9:00-9:20 P2 PT1 97110")
    assert minutes(found, "P2", "97110") == (20, 20, 20)


@pytest.mark.parametrize("line", ["9:00-9:20 P1 97110", "9:00-9:20 P1 AIDE1 97110", "9:00-9:20 P1 STUDENT1 97110"])
def test_an_unattended_claim_earns_nothing_and_is_unskilled_time(line: str) -> None:
    found = attended(line)
    assert (states(found, "P1"), visit(found, "P1").codes) == ({"unskilled": 20}, {})


@pytest.mark.parametrize(
    ("mode", "code_mode", "earns"),
    [
        ("one_on_one", "one_on_one", True),
        ("group", "group", True),
        ("supervised", "supervised", True),
        ("one_on_one", "supervised", True),  # a supervised code may be attended
        ("supervised", "one_on_one", False),
        ("group", "one_on_one", False),
        ("one_on_one", "group", False),
        ("group", "supervised", False),
        ("one_on_one", "", False),
        ("one_on_one", "either", True),
        ("group", "either", True),
        ("supervised", "either", False),
    ],
)
def test_a_row_earns_only_in_the_way_its_code_is_defined(mode: str, code_mode: str, earns: bool) -> None:
    assert row(mode, code_mode=code_mode).earns is earns


@pytest.mark.parametrize(("group", "mode"), [(False, "one_on_one"), (True, "group")])
def test_a_row_of_an_either_code_is_group_where_it_names_one(group: bool, mode: str) -> None:
    assert nature("", "intervention", "either", "PT", has_provider=True, has_group=group).mode == mode
    assert nature("one_on_one", "intervention", "either", "PT", has_provider=True, has_group=group).mode == "one_on_one"


def test_work_hardening_as_supervised_contradicts_its_code_and_in_a_group_it_does_not() -> None:
    assert [row(mode, code_mode="either").contradicts for mode in ("supervised", "group", "one_on_one")] == [
        True,
        False,
        False,
    ]


def test_a_row_of_a_group_code_earns_in_group_time_only() -> None:
    assert [row("group", code_mode=code_mode).earns_alone for code_mode in ("group", "either", "one_on_one")] == [
        False,
        True,
        False,
    ]


def test_an_off_floor_row_contradicts_nothing() -> None:
    assert not row("one_on_one", code_mode="off_floor").contradicts


def test_a_contradicting_mode_earns_nothing_for_its_code() -> None:
    found = visit(attended("9:00-9:20 P1 PT1 97150 one_on_one", "9:20-9:30 P1 PT1 97110"), "P1")
    assert (found.unearned, list(found.codes)) == (20 * 60, ["97110"])
    assert row("one_on_one", code_mode="group").contradicts
    assert not row("one_on_one", code_mode="supervised").contradicts


def test_an_off_floor_row_is_unskilled_and_suspends_nothing() -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:05-9:10 P1 PT1 98980 rest", "9:10-9:15 P1 98980 unskilled")
    assert minutes(found, "P1", "97110") == (30, 30, 30)
    assert states(attended("9:00-9:30 P1 PT1 98980 one_on_one"), "P1") == {"unskilled": 30}


def test_the_discipline_is_the_rows_own_then_its_providers() -> None:
    assert disciplines(attended("9:00-9:20 P1 PT1 97110 discipline=OT")) == {("P1", "OT")}
    assert disciplines(attended("9:00-9:20 P1 OTA1 97110", "9:20-9:40 P1 SLPA1 92507")) == {("P1", "OT"), ("P1", "SLP")}


def test_a_row_without_discipline_follows_the_patients_earliest_row_that_has_one() -> None:
    found = attended(
        "8:50-9:00 P1 G0283", "9:00-9:20 P1 OT1 97110", "8:55-9:00 P2 SLP1 92507", "9:20-9:40 P1 PT1 97110"
    )
    assert disciplines(found) == {("P1", "OT"), ("P1", "PT"), ("P2", "SLP")}
    assert states(found, "P1", "OT") == {"one_on_one": 20, "supervised": 10}


def test_equal_starts_give_the_discipline_in_the_order_pt_ot_slp_and_nothing_gives_pt() -> None:
    found = attended("9:00-9:10 P1 SLP1 92507", "9:00-9:10 P1 OT1 97110", "9:10-9:20 P1 G0283", "9:00-9:10 P2 97010")
    assert states(found, "P1", "OT") == {"one_on_one": 10, "supervised": 10}
    assert ("P2", "PT") in disciplines(found)


def test_a_row_belongs_to_the_date_of_its_start_and_never_meets_the_next_dates_rows() -> None:
    found = attended("23:50-24:10 P1 PT1 97110", "0:00-0:20 next P2 PT1 97110")
    assert set(found.attendance["state"]) == {"one_on_one"}
    assert found.attendance["date"].tolist() == ["2026-03-02", "2026-03-03"]


def test_an_unknown_code_ranks_as_uncoded() -> None:
    found = attended("9:00-9:20 P1 PT1 99999X", "9:00-9:20 P1 PT1 97150 one_on_one")
    assert found.attendance["interval_id"].tolist() == ["r2"]
    later = attended("9:00-9:20 P1 PT1 99999X", "9:10-9:20 P1 PT1")
    assert later.attendance["interval_id"].tolist() == ["r1", "r2"]
    assert broken(later.interruptions) == []


@pytest.mark.parametrize("mode", ["one_on_one", "group", "supervised"])
def test_no_mode_contradicts_a_code_that_is_furnished_off_the_floor(mode: str) -> None:
    assert not row(mode, code_mode="off_floor").contradicts
