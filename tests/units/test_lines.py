from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.policies import load_policy
from timeline.units import CodeTime, Line, count_visit

ON = date(2024, 9, 2)
RULES = load_policy("medicare").on(ON)
CODES = ["97110", "97112", "97116", "97140", "97150", "97012", "97161", "96125", "97129", "97130", "97014"]
times = st.lists(
    st.tuples(st.sampled_from(CODES), st.integers(0, 3600), st.integers(0, 3600)), max_size=6, unique_by=lambda t: t[0]
).map(lambda drawn: [CodeTime(code, own + helped, helped) for code, own, helped in drawn])


@given(times)
def test_the_lines_of_a_code_sum_to_its_units(drawn: list[CodeTime]) -> None:
    visit = count_visit(drawn, RULES, discipline="PT", on=ON)
    on_lines: dict[str, int] = {}
    for line in visit.lines:
        on_lines[line.code] = on_lines.get(line.code, 0) + line.units
    assert on_lines == {visit.billed_as.get(code, code): units for code, units in visit.units.items() if units}


@given(times)
def test_no_line_is_empty_and_no_code_stands_twice_with_the_same_modifiers(drawn: list[CodeTime]) -> None:
    visit = count_visit(drawn, RULES, discipline="PT", on=ON)
    assert all(line.units > 0 for line in visit.lines)
    assert len({(line.code, line.modifiers) for line in visit.lines}) == len(visit.lines)


@given(times)
def test_every_line_carries_exactly_one_plan_of_care(drawn: list[CodeTime]) -> None:
    visit = count_visit(drawn, RULES, discipline="OT", on=ON)
    assert all(line.modifiers.count("GO") == 1 for line in visit.lines)


def test_a_counting_rule_alone_puts_no_modifiers_on_lines(count) -> None:
    assert count({"97110": (0, 15)}, payer="cpt-midpoint").lines == (Line("97110", 1, ()),)


def test_a_code_of_a_chain_that_stands_on_its_own_minutes_is_tested_on_them(count) -> None:
    visit = count({"97550": (27, 3), "97551": (10, 0)})
    assert {(line.code, line.modifiers) for line in visit.lines} == {("97550", ("GP",)), ("97551", ("GP",))}


def test_minutes_one_code_of_a_chain_leaves_to_the_other_are_tested_together(count) -> None:
    visit = count({"97129": (0, 30)})
    assert {(line.code, line.units, line.modifiers) for line in visit.lines} == {
        ("97129", 1, ("CQ", "GP")),
        ("97130", 1, ("CQ", "GP")),
    }


@pytest.mark.parametrize(
    ("primary", "add_on", "marked"),
    [
        ((0, 15), (8, 0), ["97129"]),
        ((15, 0), (0, 15), ["97130"]),
        ((14, 0), (0, 14), ["97130"]),
        ((10, 5), (15, 0), ["97129"]),
        ((25, 15), (0, 0), ["97130"]),
        ((14, 1), (15, 0), []),
    ],
)
def test_each_code_of_a_chain_is_tested_on_the_minutes_that_earned_it(count, primary, add_on, marked) -> None:
    minutes = {"97129": primary, "97130": add_on} if any(add_on) else {"97129": primary}
    visit = count(minutes, discipline="OT")
    assert [line.code for line in visit.lines if "CO" in line.modifiers] == marked


@pytest.mark.parametrize(
    ("therapist", "assistant", "marked"),
    [(809, 90, ["97129"]), (810, 90, []), (900 + 809, 90, ["97130"]), (900 + 810, 90, [])],
)
def test_the_share_of_a_stretch_of_a_chain_is_tested_on_its_seconds(therapist, assistant, marked) -> None:
    """Ninety of 899 seconds are more than a tenth, ninety of 900 are not."""
    on = date(2026, 3, 2)
    time = CodeTime("97129", therapist + assistant, assistant)
    visit = count_visit([time], load_policy("medicare").on(on), discipline="OT", on=on)
    assert [line.code for line in visit.lines if "CO" in line.modifiers] == marked


def remote_lines(*times: CodeTime, payer: str = "medicare", on: date = date(2026, 3, 2)) -> list[tuple[str, int, str]]:
    counted = count_visit(times, load_policy(payer).on(on), discipline="PT", on=on)
    return [(line.code, line.units, " ".join(line.modifiers)) for line in counted.lines]


def test_the_line_of_a_code_of_which_any_minute_was_telehealth_carries_its_modifier_last() -> None:
    """C5."""
    times = (CodeTime("97110", 900, 900, remote=True), CodeTime("97112", 900))
    assert remote_lines(*times) == [("97110", 1, "CQ GP 95"), ("97112", 1, "GP")]


def test_a_code_named_twice_was_telehealth_if_one_of_the_times_was() -> None:
    assert remote_lines(CodeTime("97110", 480, remote=True), CodeTime("97110", 480)) == [("97110", 1, "GP 95")]


def test_the_codes_of_a_chain_share_their_minutes_and_the_modifier_of_telehealth() -> None:
    lines = remote_lines(CodeTime("97129", 2400, remote=True))
    assert lines == [("97129", 1, "GP 95"), ("97130", 2, "GP 95")]


def test_without_a_rule_on_telehealth_no_line_carries_its_modifier() -> None:
    assert remote_lines(CodeTime("97110", 900, remote=True), payer="cpt-midpoint") == [("97110", 1, "")]
    assert remote_lines(CodeTime("97110", 900, remote=True), on=date(2019, 3, 4)) == [("97110", 1, "GP")]


def test_an_unverified_rule_on_telehealth_is_remarked_on_only_where_it_was_used() -> None:
    on = date(2026, 3, 2)
    for remote in (True, False):
        visit = count_visit(
            [CodeTime("97110", 900, remote=remote)], load_policy("medicare").on(on), discipline="PT", on=on
        )
        assert any("the rule telehealth is unverified" in remark.text for remark in visit.remarks) is remote
