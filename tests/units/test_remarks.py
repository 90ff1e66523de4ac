from __future__ import annotations

from datetime import date

import pytest

from tests.limited import limited_policy
from tests.units.conftest import Count
from timeline.policies import load_policy, load_policy_file, policy_names
from timeline.units import CodeTime, count_visit


def short(visit) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(remark.severity), remark.codes) for remark in visit.remarks if remark.rule == "evaluation.short"]


@pytest.mark.parametrize(("minutes", "expected"), [(1, ["review"]), (10, ["review"]), (11, []), (0, [])])
def test_an_evaluation_short_of_the_midpoint_of_its_typical_time_keeps_its_unit_and_is_remarked(
    count: Count, minutes: int, expected: list[str]
) -> None:
    visit = count({"97161": minutes})
    assert [severity for severity, _ in short(visit)] == expected
    assert visit.units == {"97161": min(1, minutes)}


@pytest.mark.parametrize(("minutes", "expected"), [(22, ["note"]), (23, [])])
def test_a_typical_time_from_memory_is_a_note_that_says_so(count: Count, minutes: int, expected: list[str]) -> None:
    visit = count({"97163": minutes})
    assert [severity for severity, _ in short(visit)] == expected
    told = [remark for remark in visit.remarks if remark.rule == "evaluation.short"]
    assert all("45 are typical (from memory, not verified)" in remark.text for remark in told)
    assert all("Compare the typical minutes with the code book" in remark.remedy for remark in told)


def test_only_the_therapist_s_minutes_are_an_evaluation(count: Count) -> None:
    assert short(count({"97161": (10, 20)})) == [("review", ("97161",))]
    assert short(count({"97161": (0, 20)})) == []


@pytest.mark.parametrize("payer", policy_names())
def test_the_typical_time_is_the_code_set_s_under_every_payer(count: Count, payer: str) -> None:
    assert short(count({"97161": 1}, payer=payer)) == [("review", ("97161",))]


def test_an_evaluation_that_earns_nothing_and_one_without_a_typical_time_are_not_remarked(count: Count) -> None:
    assert short(count({"97161": 30, "97164": 5})) == []
    assert short(count({"92610": 1}, discipline="SLP")) == []


def said(visit, rule: str) -> list[tuple[str, ...]]:
    return [remark.codes for remark in visit.remarks if remark.rule == rule]


def counted_of(*times: CodeTime, payer: str = "medicare"):
    on = date(2024, 9, 2)
    return count_visit(times, load_policy(payer).on(on), discipline="PT", on=on)


def test_only_a_code_by_area_whose_quantity_nobody_states_is_remarked() -> None:
    assert said(counted_of(CodeTime("97597", 600), CodeTime("97110", 900)), "code.quantity") == [("97597",)]
    assert said(counted_of(CodeTime("97597", 600, quantity=2)), "code.quantity") == []
    assert said(counted_of(CodeTime("97597", 59)), "code.quantity") == []


def test_an_evaluation_without_an_assistant_is_not_remarked(count: Count) -> None:
    assert said(count({"97161": 30, "97110": (0, 15)}), "claim.assistant_evaluation") == []


def test_an_add_on_is_remarked_only_where_its_primary_earns_nothing(count: Count) -> None:
    assert said(count({"97130": 15}), "code.add_on") == [("97130", "97129")]
    assert said(count({"97129": 15, "97130": 15}), "code.add_on") == []
    assert said(count({"97129": 0, "97130": 0}), "code.add_on") == []


def test_the_seconds_of_a_code_that_a_pair_took_off_change_no_unit() -> None:
    """97124 is out beside 97140, so that its eight minutes and a half could not have filled a unit."""
    visit = counted_of(CodeTime("97140", 15 * 60), CodeTime("97124", 8 * 60 + 30))
    assert (visit.removed, said(visit, "rounding.changes_units")) == ({"97124"}, [])


def test_of_a_choice_the_codes_with_equal_remainders_are_named(count: Count) -> None:
    visit = count({"97110": 20, "97112": 20, "97140": 15})
    (remark,) = [remark for remark in visit.remarks if remark.rule == "units.choice"]
    assert remark.codes == ("97110", "97112")
    assert "97110, 97112 have equal remainders: the rule permits 2 allocations;" in remark.text


def test_of_a_choice_that_a_limit_leaves_the_codes_it_cuts_are_named(count: Count) -> None:
    visit = count({"97110": 30, "97112": 30, "97140": 15, "97012": 10}, payer="commercial-daily-maximum")
    (remark,) = [remark for remark in visit.remarks if remark.rule == "units.choice"]
    assert "the payer's limit leaves open which units of 97110, 97112 and 97140 stand" in remark.text
    assert f"{len(visit.alternatives)} claims are permitted" in remark.text


def test_of_equal_remainders_that_a_limit_cuts_the_limit_s_choice_is_named(count: Count) -> None:
    """Five units of 40 and 40 minutes are three and two or two and three; four may be three and one as well."""
    visit = count({"97110": 40, "97112": 40}, payer="commercial-daily-maximum")
    (remark,) = [remark for remark in visit.remarks if remark.rule == "units.choice"]
    assert "the payer's limit leaves open which units of 97110 and 97112 stand: 3 claims are permitted" in remark.text


@pytest.mark.parametrize(
    ("minutes", "discipline", "weak"),
    [
        ({"97110": (0, 15), "97112": 15}, "PT", True),
        ({"97110": 15, "97112": 15}, "PT", False),
        ({"92507": (0, 30)}, "SLP", False),
    ],
)
def test_an_unverified_rule_on_assistants_is_told_where_a_line_could_carry_its_modifier(
    count: Count, minutes, discipline: str, weak: bool
) -> None:
    visit = count(minutes, payer="tricare", discipline=discipline)
    told = [remark.text for remark in visit.remarks if remark.rule == "policy.unverified"]
    assert any("the rule assistant is" in text for text in told) is weak


def test_seconds_of_one_code_alone_are_enough_to_change_its_units() -> None:
    visit = counted_of(CodeTime("97110", 451), CodeTime("97112", 900), payer="cpt-midpoint")
    assert said(visit, "rounding.changes_units") == [("97110",)]


def test_the_seconds_of_an_untimed_code_change_no_unit() -> None:
    assert said(counted_of(CodeTime("97110", 900), CodeTime("97012", 23 * 60 + 30)), "rounding.changes_units") == []


def test_codes_that_stand_alone_are_held_against_their_own_seconds() -> None:
    """Each is short of its midpoint by seconds too; together they would pass it."""
    visit = counted_of(CodeTime("97110", 430), CodeTime("97112", 430), payer="cpt-midpoint")
    assert said(visit, "rounding.changes_units") == []


def test_codes_whose_units_seconds_would_change_are_named_in_their_order() -> None:
    codes = ("97140", "97116", "97110", "97530", "97112", "97535")
    visit = counted_of(*(CodeTime(code, 451) for code in codes), payer="cpt-midpoint")
    assert said(visit, "rounding.changes_units") == [tuple(sorted(codes))]


@pytest.mark.parametrize(
    ("therapist", "told"),
    [(59, "an assistant furnished it: it earns no unit"), (60, "an assistant furnished 10 of its 11 minutes")],
)
def test_an_evaluation_is_the_assistant_s_alone_until_a_therapist_has_a_minute_of_it(therapist: int, told: str) -> None:
    visit = counted_of(CodeTime("97161", therapist + 600, 600))
    (remark,) = [remark for remark in visit.remarks if remark.rule == "claim.assistant_evaluation"]
    assert remark.text == f"97161 is an evaluation, and {told}"


@pytest.mark.parametrize(
    ("seconds", "changed"), [(30 * 60, False), (30 * 60 + 1, True), (31 * 60, False), (60 * 60 + 30, False)]
)
def test_seconds_beyond_the_midpoint_of_a_code_s_own_length_are_named(seconds: int, changed: bool) -> None:
    """A unit of an hour is earned from more than half of it on: by whole minutes from 31."""
    assert said(counted_of(CodeTime("96125", seconds)), "rounding.changes_units") == [("96125",)] * changed


def test_where_codes_stand_alone_the_choice_is_the_limit_s_also_where_remainders_are_equal(tmp_path) -> None:
    file = limited_policy(tmp_path, '{ scope = "visit", max_units = 1, on_excess = "deny" }')
    on = date(2024, 9, 2)
    times = [CodeTime("97110", 20 * 60), CodeTime("97112", 20 * 60)]
    visit = count_visit(times, load_policy_file(file).on(on), discipline="PT", on=on)
    (remark,) = [remark for remark in visit.remarks if remark.rule == "units.choice"]
    assert "the payer's limit leaves open which units of 97110 and 97112 stand: 2 claims are permitted" in remark.text
