import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.code_table import code_table
from timeline.policies import load_policy, policy_names
from timeline.units import CodeTime, Line, VisitTimes, count_visit, payable_of, reasons, units_for
from timeline.units.allocation import default_allocation
from timeline.units.earned import LISTED

ON = date(2024, 9, 2)
CODES = ["97110", "97112", "97116", "97140", "97035", "97150", "97012", "97161", "96125", "97129", "97010", "97014"]
TIMED = CODES[:5]
payers = st.sampled_from(policy_names())
minutes_by_code = st.dictionaries(st.sampled_from(CODES), st.integers(0, 60), max_size=6)
timed_minutes = st.dictionaries(st.sampled_from(TIMED), st.integers(0, 60), min_size=1)


def times_of(minutes: dict[str, int]) -> list[CodeTime]:
    return [CodeTime(code, 60 * spent) for code, spent in minutes.items()]


def counted(minutes: dict[str, int], payer: str = "medicare"):
    return count_visit(times_of(minutes), load_policy(payer).on(ON), discipline="PT", on=ON)


def rules_of(visit) -> list[str]:
    return [remark.rule for remark in visit.remarks]


@given(minutes_by_code, payers, st.randoms(use_true_random=False))
def test_the_order_of_codes_changes_nothing(minutes: dict[str, int], payer: str, random) -> None:
    times = times_of(minutes)
    shuffled = random.sample(times, len(times))
    rules = load_policy(payer).on(ON)
    assert count_visit(shuffled, rules, discipline="PT", on=ON) == count_visit(times, rules, discipline="PT", on=ON)


@given(timed_minutes, payers, st.data())
def test_a_minute_more_never_costs_a_timed_unit(minutes: dict[str, int], payer: str, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(sorted(minutes)))
    more = minutes | {code: minutes[code] + 1}
    assert counted(more, payer).timed_units >= counted(minutes, payer).timed_units


@given(minutes_by_code)
def test_timed_units_are_the_rule_of_the_minutes_that_stay_in_the_pool(minutes: dict[str, int]) -> None:
    visit = counted(minutes)
    stay = sum(minutes[code] for code in TIMED if code in minutes and code not in visit.removed)
    assert visit.timed_units == units_for(stay, 15, 8)


@given(minutes_by_code, payers)
def test_no_timed_unit_is_without_a_line(minutes: dict[str, int], payer: str) -> None:
    visit = counted(minutes, payer)
    pooled = {code for code in minutes if code in TIMED}
    assert sum(line.units for line in visit.lines if line.code in pooled) == visit.timed_units
    for way, lines in zip(visit.alternatives, visit.alternative_lines, strict=True):
        assert sum(line.units for line in lines if line.code in pooled) == sum(way.values())


@given(minutes_by_code, payers)
def test_every_alternative_has_the_timed_units_and_the_first_is_chosen(minutes: dict[str, int], payer: str) -> None:
    visit = counted(minutes, payer)
    assert all(sum(way.values()) == visit.timed_units for way in visit.alternatives)
    assert len(visit.alternative_lines) == len(visit.alternatives)
    assert not visit.alternatives or visit.alternative_lines[0] == visit.lines


@given(minutes_by_code, payers)
def test_alternatives_list_codes_with_units_in_order_once(minutes: dict[str, int], payer: str) -> None:
    visit = counted(minutes, payer)
    assert all(list(way) == sorted(way) and all(way.values()) for way in visit.alternatives)
    assert len({tuple(way.items()) for way in visit.alternatives}) == len(visit.alternatives)


@given(minutes_by_code, payers)
def test_the_fast_path_agrees_with_the_whole_count(minutes: dict[str, int], payer: str) -> None:
    rules = load_policy(payer).on(ON)
    visit = counted(minutes, payer)
    assert payable_of([VisitTimes("PT", times_of(minutes))], rules, on=ON) == ((visit.timed_units, visit.units),)


def test_a_code_named_twice_is_added_up_before_it_is_rounded() -> None:
    rules = load_policy("medicare").on(ON)
    visit = count_visit([CodeTime("97110", 250), CodeTime("97110", 230, 230)], rules, discipline="PT", on=ON)
    assert visit.units == {"97110": 1}
    assert visit.times == (CodeTime("97110", 480, 230),)


def test_assistant_seconds_beyond_the_code_s_own_are_refused() -> None:
    with pytest.raises(ValueError, match="97110: assistant_seconds must lie between 0 and seconds"):
        CodeTime("97110", 60, 61)


def test_assistant_minutes_are_the_code_s_less_the_therapist_s_whole_minutes() -> None:
    assert CodeTime("97110", 15 * 60 + 30, 7 * 60).assistant_minutes == 7
    assert CodeTime("97110", 15 * 60 + 30, 7 * 60 + 31).assistant_minutes == 8


@pytest.mark.parametrize("code", ["97150", "97010", "97012", "97161", "92507", "92526", "97597", "97039"])
def test_untimed_codes_add_nothing_to_the_timed_total(count, code: str) -> None:
    visit = count({"97110": 7, code: 60})
    assert (visit.timed_minutes, visit.timed_units) == (7, 0)


def test_iontophoresis_is_timed(count) -> None:
    assert count({"97033": 8}).timed_units == 1


def test_an_untimed_code_is_one_unit_however_long(count) -> None:
    assert count({"97012": 1}).units == count({"97012": 90}).units == {"97012": 1}


def test_an_untimed_code_needs_a_whole_minute() -> None:
    rules = load_policy("medicare").on(ON)
    assert count_visit([CodeTime("97012", 59)], rules, discipline="PT", on=ON).units == {"97012": 0}


@pytest.mark.parametrize("code", ["97199", "9711", "97110X", "G0999", ""])
def test_an_unknown_code_is_never_guessed_from_its_digits(count, code: str) -> None:
    visit = count({"97110": 7, code: 30})
    assert visit.units == {"97110": 0, code: 0}
    assert "code.unknown" in rules_of(visit)


def test_ten_and_ten_minutes_are_one_unit_for_medicare_and_two_at_the_midpoint(count) -> None:
    minutes = {"97110": 10, "97140": 10}
    assert count(minutes).timed_units == 1
    assert count(minutes, payer="cpt-midpoint").timed_units == 2


def test_four_codes_of_eight_minutes_are_two_units_for_medicare(count) -> None:
    visit = count(dict.fromkeys(["97110", "97112", "97116", "97140"], 8))
    assert visit.timed_units == 2
    assert len(visit.alternatives) == 6


def test_sixteen_minutes_of_one_code_are_one_unit_at_the_midpoint(count) -> None:
    assert count({"97110": 16}, payer="cpt-midpoint").units == {"97110": 1}


def test_equal_remainders_leave_a_choice_and_more_minutes_are_the_default(count) -> None:
    visit = count({"97110": 7, "97140": 22})
    assert visit.alternatives == ({"97140": 2}, {"97110": 1, "97140": 1})
    assert "units.choice" in rules_of(visit)


def test_equal_remainders_and_minutes_default_to_the_lower_code(count) -> None:
    assert count({"97140": 20, "97110": 20}).alternatives[0] == {"97110": 2, "97140": 1}


def test_no_timed_units_means_no_alternatives(count) -> None:
    visit = count({"97110": 7, "97012": 10})
    assert (visit.alternatives, visit.alternative_lines) == ((), ())
    assert visit.lines == (Line("97012", 1, ("GP",)),)


def test_a_visit_without_codes_has_nothing(count) -> None:
    visit = count({})
    assert (visit.units, visit.lines, visit.remarks, reasons(visit)) == ({}, (), (), ())


def test_a_bundled_code_earns_nothing_under_medicare_alone(count) -> None:
    visit = count({"97010": 15})
    assert (visit.units, visit.lines, rules_of(visit)) == ({"97010": 0}, (), ["code.bundled"])
    assert count({"97010": 15}, payer="cpt-midpoint").units == {"97010": 1}


def test_a_replaced_code_keeps_its_entry_and_the_line_carries_the_new_one(count) -> None:
    visit = count({"97014": 20})
    assert (visit.units, visit.billed_as) == ({"97014": 1}, {"97014": "G0283"})
    assert count({"97014": 15, "97110": 15}).billed_as == {"97014": "G0283"}
    assert visit.lines == (Line("G0283", 1, ("GP",)),)


def test_a_replaced_code_beside_its_replacement_is_billed_once(count) -> None:
    visit = count({"97014": 20, "G0283": 10})
    assert visit.lines == (Line("G0283", 1, ("GP",)),)


def test_a_retired_code_earns_nothing_and_an_old_date_brings_it_back(count) -> None:
    visit = count({"97001": 30, "97110": 15})
    assert visit.units == {"97001": 0, "97110": 1}
    assert "code.retired" in rules_of(visit)
    assert count({"97001": 30}, on=date(2010, 6, 1)).units == {"97001": 1}


def test_the_minutes_of_a_code_that_is_not_paid_lift_no_other_code(count) -> None:
    visit = count({"97532": 15, "97110": 8}, on=date(2024, 9, 2))
    assert (visit.timed_minutes, visit.timed_units) == (23, 1)


def test_a_status_from_memory_says_so(count) -> None:
    (remark,) = count({"S8948": 15}).remarks
    assert (remark.rule, "not verified" in remark.text) == ("code.not_covered", True)


def test_a_code_the_contractor_prices_keeps_its_unit_and_a_note(count) -> None:
    visit = count({"97139": 20})
    assert (visit.units, rules_of(visit)) == ({"97139": 1}, ["code.payer_decides"])


def test_a_service_off_the_clinic_floor_earns_nothing_here(count) -> None:
    visit = count({"98980": 25})
    assert (visit.units, rules_of(visit)) == ({"98980": 0}, ["code.off_floor"])


def test_an_evaluation_by_an_assistant_alone_earns_nothing(count) -> None:
    visit = count({"97161": (0, 30)})
    assert (visit.units, rules_of(visit)) == ({"97161": 0}, ["claim.assistant_evaluation"])


@pytest.mark.parametrize("recorded", [59, 60])
def test_a_replaced_code_beside_a_whole_minute_of_its_replacement_is_one_service(recorded: int) -> None:
    times = [CodeTime("97014", 60), CodeTime("G0283", recorded)]
    visit = count_visit(times, load_policy("medicare").on(ON), discipline="PT", on=ON)
    assert [(line.code, line.units) for line in visit.lines] == [("G0283", 1)]


def test_an_assistant_may_help_in_an_evaluation_but_it_is_reported(count) -> None:
    visit = count({"97161": (20, 10)})
    assert (visit.units, rules_of(visit)) == ({"97161": 1}, ["claim.assistant_evaluation"])


@pytest.mark.parametrize(
    ("seconds", "reported"),
    [((479,), False), ((480,), False), ((479, 1), True), ((300, 210), False), ((270, 219), True)],
)
def test_a_unit_lost_to_whole_minutes_is_reported(seconds: tuple[int, ...], reported: bool) -> None:
    times = [CodeTime(code, spent) for code, spent in zip(TIMED, seconds, strict=False)]
    visit = count_visit(times, load_policy("medicare").on(ON), discipline="PT", on=ON)
    assert ("rounding.changes_units" in rules_of(visit)) == reported


@given(st.lists(st.integers(0, 3600), min_size=1, max_size=5))
def test_where_exact_seconds_give_the_same_total_their_allocation_is_permitted(seconds: list[int]) -> None:
    times = [CodeTime(code, spent) for code, spent in zip(TIMED, seconds, strict=False)]
    visit = count_visit(times, load_policy("medicare").on(ON), discipline="PT", on=ON)
    exact = default_allocation(sorted(seconds, reverse=True), 900, 480)
    ordered = sorted(times, key=lambda time: -time.seconds)
    allocation = {time.code: units for time, units in zip(ordered, exact, strict=True) if units}
    assert sum(exact) != visit.timed_units or not allocation or allocation in visit.alternatives


def test_seconds_that_would_break_a_tie_lose_no_unit_the_clinician_chooses() -> None:
    times = [CodeTime("97110", 20 * 60), CodeTime("97112", 20 * 60 + 30)]
    visit = count_visit(times, load_policy("medicare").on(ON), discipline="PT", on=ON)
    assert (visit.units, rules_of(visit)) == ({"97110": 2, "97112": 1}, ["units.choice"])


def test_a_code_by_the_hour_lost_to_whole_minutes_is_reported() -> None:
    visit = count_visit([CodeTime("96125", 30 * 60 + 1)], load_policy("medicare").on(ON), discipline="PT", on=ON)
    assert (visit.units, rules_of(visit)) == ({"96125": 0}, ["rounding.changes_units"])


def test_a_midpoint_passed_by_seconds_only_is_reported() -> None:
    rules = load_policy("cpt-midpoint").on(ON)
    visit = count_visit([CodeTime("97110", 451)], rules, discipline="PT", on=ON)
    assert (visit.timed_units, rules_of(visit)) == (0, ["rounding.changes_units"])


def test_after_its_verified_horizon_a_policy_says_so(count) -> None:
    assert "policy.unverified" in rules_of(count({"97110": 15}, on=date(2027, 1, 4)))
    assert "policy.unverified" not in rules_of(count({"97110": 15}, on=date(2026, 12, 31)))


@pytest.mark.parametrize("payer", ["tricare", "full-unit", "medicaid-daily-cap"])
def test_an_unverified_policy_says_so_on_every_visit(count, payer: str) -> None:
    assert "policy.unverified" in rules_of(count({"97110": 15}, payer=payer))


def test_services_of_2010_are_counted_without_assistant_modifiers(count) -> None:
    assert count({"97110": (0, 24)}, on=date(2010, 6, 1)).lines == (Line("97110", 2, ("GP",)),)


def test_a_thousand_permitted_allocations_are_listed_and_no_more(count) -> None:
    codes = [code for code, row in code_table().items() if row.pool == "cms15" and row.is_in_use(date(2026, 3, 2))]
    assert len(count(dict.fromkeys(codes[:14], 7), on=date(2026, 3, 2), payer="total-minutes").alternatives) == 1000


def test_a_made_up_visit_with_many_ties_lists_the_first_allocations_and_counts_them_all(count) -> None:
    codes = sorted(
        code for code, row in code_table().items() if row.pool == "cms15" and row.is_in_use(date(2026, 3, 2))
    )
    visit = count(dict.fromkeys(codes[:20], 7), on=date(2026, 3, 2))
    assert len(visit.alternatives) == LISTED
    (remark,) = [r for r in visit.remarks if r.rule == "units.choice"]
    permitted = int(re.findall(r"permits (\d+) allocations", remark.text)[0])
    assert permitted > LISTED
    assert f"the first {LISTED} are listed" in remark.text


def test_a_visit_prints_without_the_rules_and_times_it_was_counted_from(count) -> None:
    printed = repr(count({"97110": 15}))
    assert "Line(code='97110'" in printed
    assert "Rules(" not in printed
    assert "CodeTime(" not in printed


def test_what_a_reviewer_should_know_comes_in_the_order_of_the_law(count) -> None:
    """Each code, short evaluations, pairs in order of their codes, then the policy itself."""
    minutes = {"99999": 10, "97597": 10, "97161": (9, 1), "97130": 10, "97140": 15, "97124": 10, "97150": 10}
    visit = count(minutes | {"97110": 20, "97112": 20}, on=date(2028, 3, 2))
    assert [(remark.rule, remark.codes) for remark in visit.remarks] == [
        ("code.add_on", ("97130", "97129")),
        ("claim.assistant_evaluation", ("97161",)),
        ("code.quantity", ("97597",)),
        ("code.unknown", ("99999",)),
        ("evaluation.short", ("97161",)),
        ("edit.ncci", ("97140", "97124")),
        ("edit.ncci", ("97150", "97110")),
        ("edit.ncci", ("97150", "97112")),
        ("edit.ncci", ("97150", "97140")),
        ("policy.unverified", ()),
    ]


def test_a_choice_is_told_before_what_seconds_would_change() -> None:
    times = [CodeTime("97110", 20 * 60), CodeTime("97112", 20 * 60), CodeTime("96125", 30 * 60 + 1)]
    visit = count_visit(times, load_policy("medicare").on(ON), discipline="PT", on=ON)
    assert rules_of(visit) == ["units.choice", "rounding.changes_units"]


def test_units_are_listed_in_the_order_of_their_codes_whoever_counted_them(count) -> None:
    """The add-on is nobody's row, the group is counted by itself, and both pooled codes stand apart from it."""
    visit = count({"97535": 20, "97150": 25, "97129": 40, "97110": 20})
    assert list(visit.units) == ["97110", "97129", "97130", "97150", "97535"]
    assert visit.conditional is not None
    assert list(visit.conditional.units) == list(visit.units)
    assert [list(way) for way in visit.conditional.alternatives] == [["97110", "97535"], ["97110", "97535"]]
