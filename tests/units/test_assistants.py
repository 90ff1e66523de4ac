from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from timeline.policies import load_policy, policy_names
from timeline.policies.rules import TwoUnitsRule
from timeline.units import CodeTime, Line, count_visit
from timeline.units.assistants import AssistantTest, assistant_test, exceeds_share, unmarked_units

NOW = assistant_test(load_policy("medicare").on(date(2024, 9, 2)))
TWO_UNITS = load_policy("medicare").on(date(2024, 9, 2)).two_units
IN_2021 = assistant_test(load_policy("medicare").on(date(2021, 9, 2)))
seconds = st.integers(0, 60 * 60)


def unmarked(therapist: int, assistant: int, test: AssistantTest = NOW) -> int:
    """Minutes of one code alone: its units without the modifier."""
    units = (therapist + assistant + 7) // 15
    return unmarked_units(units, therapist * 60, assistant * 60, length=15, test=test)


@pytest.mark.parametrize(
    ("therapist", "assistant", "without"),
    [(13, 23, 1), (5, 10, 0), (15, 13, 1), (14, 12, 1), (6, 5, 0), (8, 7, 1), (23, 22, 2), (10, 10, 1), (25, 15, 2)],
)
def test_lines_since_2022(therapist: int, assistant: int, without: int) -> None:
    assert unmarked(therapist, assistant) == without


def test_in_2021_the_share_alone_decides_the_last_unit() -> None:
    assert unmarked(13, 23, IN_2021) == 0
    assert unmarked(27, 3, IN_2021) == 1


def test_before_2020_there_is_no_test() -> None:
    assert assistant_test(load_policy("medicare").on(date(2019, 12, 31))) is None


@pytest.mark.parametrize(("rest", "without"), [(7, 0), (8, 1)])
def test_seven_therapist_minutes_do_not_spare_a_unit_and_eight_do(rest: int, without: int) -> None:
    assert unmarked(rest, 7) == without


def test_of_two_last_units_with_seven_therapist_minutes_both_are_marked() -> None:
    assert unmarked_units(2, 7 * 60, 14 * 60, length=15, test=NOW) == 0


def test_of_two_last_units_with_eight_therapist_minutes_one_is_marked() -> None:
    assert unmarked_units(2, 8 * 60, 14 * 60, length=15, test=NOW) == 1


@given(st.integers(9, 14), st.integers(9, 14))
def test_the_two_unit_case_is_one_with_and_one_without(therapist: int, assistant: int) -> None:
    assume(23 <= therapist + assistant <= 28)
    assert unmarked(therapist, assistant) == 1


def is_published_case(case: TwoUnitsRule, therapist: int, assistant: int) -> bool:
    each = case.each_from <= therapist <= case.each_to and case.each_from <= assistant <= case.each_to
    return each and case.together_from <= therapist + assistant <= case.together_to


#: Seconds that leave 9 to 14 minutes, or nearly so, beyond full quarters of an hour.
near_the_case = st.builds(lambda full, rest: 900 * full + rest, st.integers(0, 2), st.integers(8 * 60, 15 * 60))


@settings(max_examples=max(300, settings().max_examples))
@given(near_the_case, near_the_case, st.integers(0, 1))
def test_wherever_the_published_two_unit_case_holds_the_general_test_gives_its_lines(
    own: int, helped: int, more: int
) -> None:
    therapist, whole = own // 60, (own + helped) // 60
    units = whole // 15 + more
    unmarked = min(units, therapist // 15)
    marked = min(units - unmarked, (whole - therapist) // 15)
    rests = (therapist - 15 * unmarked, whole - therapist - 15 * marked)
    if units - unmarked - marked == 2 and is_published_case(TWO_UNITS, *rests):
        assert unmarked_units(units, own, helped, length=15, test=NOW) == unmarked + 1


@given(near_the_case, near_the_case, st.integers(0, 1))
def test_no_more_than_two_units_are_ever_left_to_be_tested(own: int, helped: int, more: int) -> None:
    whole = (own + helped) // 60
    assert whole // 15 + more - own // 900 - (whole - own // 60) // 15 <= 2


@pytest.mark.parametrize("name", policy_names())
def test_the_published_case_of_every_policy_follows_from_its_general_test(name: str) -> None:
    for entry in load_policy(name).history.get("two_units", ()):
        rules = load_policy(name).on(entry.start)
        case, assistant = rules.two_units, rules.assistant
        assert assistant.therapist_minutes <= case.each_from <= case.each_to < rules.units.unit_minutes
        assert case.together_from > rules.units.unit_minutes


@given(seconds, seconds, st.integers(0, 1), st.sampled_from([NOW, IN_2021]))
def test_marked_and_unmarked_units_are_never_negative(own: int, helped: int, more: int, test: AssistantTest) -> None:
    units = (own + helped) // 900 + more
    assert 0 <= unmarked_units(units, own, helped, length=15, test=test) <= units


@given(seconds, st.integers(0, 1))
def test_a_visit_of_the_therapist_alone_is_never_marked(own: int, more: int) -> None:
    units = own // 900 + more
    assert unmarked_units(units, own, 0, length=15, test=NOW) == units


@given(st.integers(480, 3600))
def test_a_visit_of_the_assistant_alone_is_always_marked(helped: int) -> None:
    assert unmarked_units((helped // 60 + 7) // 15, 0, helped, length=15, test=NOW) == 0


@given(seconds, st.integers(1, 3600))
def test_a_full_fifteen_of_the_therapist_is_never_marked(own: int, helped: int) -> None:
    units = ((own + helped) // 60 + 7) // 15
    assert unmarked_units(units, own, helped, length=15, test=NOW) >= min(units, own // 900)


@given(st.integers(1, 400))
def test_exactly_the_share_is_no_modifier_and_one_second_more_is(tenth: int) -> None:
    assert not exceeds_share(9 * tenth, tenth, NOW)
    assert exceeds_share(9 * tenth - 1, tenth + 1, NOW)


def lines_of(code: str, whole: int, helped: int, *, year: int = 2024) -> tuple[Line, ...]:
    on = date(year, 9, 2)
    rules = load_policy("medicare").on(on)
    return count_visit([CodeTime(code, whole, helped)], rules, discipline="PT", on=on).lines


@pytest.mark.parametrize("code", ["97150", "G0283", "97012"])
def test_an_untimed_code_with_exactly_a_tenth_of_the_assistant_is_not_marked(code: str) -> None:
    assert lines_of(code, 1200, 120) == (Line(code, 1, ("GP",)),)
    assert lines_of(code, 1200, 121) == (Line(code, 1, ("CQ", "GP")),)


def test_in_2021_a_timed_unit_with_exactly_a_tenth_is_not_marked() -> None:
    assert lines_of("97110", 900, 90, year=2021) == (Line("97110", 1, ("GP",)),)
    assert lines_of("97110", 900, 91, year=2021) == (Line("97110", 1, ("CQ", "GP")),)


def test_2_of_20_minutes_are_not_marked_and_3_are() -> None:
    assert lines_of("97150", 1200, 120)[0].modifiers == ("GP",)
    assert lines_of("97150", 1200, 180)[0].modifiers == ("CQ", "GP")


def test_an_assistant_of_occupational_therapy_is_marked_co_and_of_speech_therapy_not_at_all(count) -> None:
    assert count({"97530": (0, 15)}, discipline="OT").lines == (Line("97530", 1, ("CO", "GO")),)
    assert count({"92507": (0, 30)}, discipline="SLP").lines == (Line("92507", 1, ("GN",)),)


def test_a_tie_of_two_staffs_codes_keeps_both_claims(count) -> None:
    visit = count({"97112": 7, "97110": (0, 7)})
    assert visit.alternative_lines == ((Line("97110", 1, ("CQ", "GP")),), (Line("97112", 1, ("GP",)),))


def test_a_chain_marks_what_the_assistant_furnished(count) -> None:
    visit = count({"97129": 15, "97130": (0, 15)})
    assert visit.lines == (Line("97129", 1, ("GP",)), Line("97130", 1, ("CQ", "GP")))


def test_a_chain_whose_first_unit_is_the_assistant_s_leaves_the_rest_to_the_therapist(count) -> None:
    visit = count({"97129": (0, 15), "97130": 14})
    assert visit.lines == (Line("97129", 1, ("CQ", "GP")), Line("97130", 1, ("GP",)))


def test_a_code_by_the_hour_is_tested_by_the_share_of_its_own_minutes(count) -> None:
    assert count({"96125": (54, 6)}).lines == (Line("96125", 1, ("GP",)),)
    assert count({"96125": (53, 7)}).lines == (Line("96125", 1, ("CQ", "GP")),)


def test_no_single_evaluation_is_ever_marked(count) -> None:
    assert count({"97161": (20, 10)}).lines == (Line("97161", 1, ("GP",)),)


def test_in_2021_a_code_by_the_hour_is_tested_by_its_share_alone() -> None:
    assert lines_of("96125", 60 * 60, 29 * 60, year=2021) == (Line("96125", 1, ("CQ", "GP")),)
    assert lines_of("96125", 60 * 60, 6 * 60, year=2021) == (Line("96125", 1, ("GP",)),)


def test_a_payer_without_a_rule_on_assistants_tests_nothing() -> None:
    rules = load_policy("medicare").on(date(2024, 9, 2))
    assert assistant_test(replace(rules, assistant=None)) is None


def test_a_rule_that_names_no_share_or_asks_for_no_modifier_tests_nothing() -> None:
    rules = load_policy("medicare").on(date(2024, 9, 2))
    for changed in (replace(rules.assistant, required=False), replace(rules.assistant, share_over=None)):
        assert assistant_test(replace(rules, assistant=changed)) is None


@pytest.mark.parametrize("test", [NOW, IN_2021])
@pytest.mark.parametrize(("units", "without"), [(0, 0), (1, 1), (2, 1), (3, 1), (4, 1)])
def test_of_units_that_a_limit_left_the_therapist_s_full_ones_come_first(test, units: int, without: int) -> None:
    """Fifteen minutes of the therapist and forty-five of the assistant are four units before the limit."""
    assert unmarked_units(units, 900, 2700, length=15, test=test) == without


@given(seconds, seconds, st.integers(0, 3), st.sampled_from([NOW, IN_2021]))
def test_of_fewer_units_than_the_minutes_earn_no_count_is_negative(own: int, helped: int, less: int, test) -> None:
    units = max(0, (own + helped) // 900 - less)
    assert 0 <= unmarked_units(units, own, helped, length=15, test=test) <= units
