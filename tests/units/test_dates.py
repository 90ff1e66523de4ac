"""Several visits of one patient and date, counted together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from timeline.policies import Rules, load_policy
from timeline.policies.rules import Cap, CapScope, CapsRule, OnExcess
from timeline.units import CodeTime, EditState, VisitTimes, VisitUnits, count_date, payable_of
from timeline.units.engine import count_together

ON = date(2024, 9, 2)
MEDICARE = load_policy("medicare").on(ON)
HOSPITAL = load_policy("medicare-hospital").on(ON)


def day(**by_discipline: dict[str, int]) -> list[VisitTimes]:
    return [
        VisitTimes(discipline, [CodeTime(code, 60 * spent) for code, spent in minutes.items()])
        for discipline, minutes in by_discipline.items()
    ]


def limited(scope: CapScope, units: int, rules: Rules = MEDICARE) -> Rules:
    return replace(rules, caps=CapsRule((Cap(scope, OnExcess.DENY, max_units=units),)))


def ruled(visit: VisitUnits, rule: str) -> list[tuple[str, ...]]:
    return [remark.codes for remark in visit.remarks if remark.rule == rule]


def apart(visit: VisitUnits) -> list[str]:
    return [line.code for line in visit.lines if "59" in line.modifiers]


def test_each_visit_of_a_date_has_its_own_edits_and_remarks() -> None:
    pt, ot, slp = count_date(
        day(PT={"97150": 25, "97110": 15}, OT={"97535": 15}, SLP={"92507": 30, "92521": 60}), MEDICARE, on=ON
    )
    assert [[(edit.column_one, edit.column_two) for edit in each.edits] for each in (pt, ot)] == [
        [("97150", "97110")],
        [],
    ]
    assert [ruled(each, "edit.ncci") for each in (pt, ot)] == [[("97150", "97110")], []]
    assert {code for edit in slp.edits for code in (edit.column_one, edit.column_two)} <= {"92507", "92521"}


def test_the_conditional_claim_of_a_visit_has_the_edits_of_that_visit() -> None:
    pt, ot = count_date(day(PT={"97150": 25, "97110": 15}, OT={"97150": 25, "97530": 15}), MEDICARE, on=ON)
    for each, second in ((pt, "97110"), (ot, "97530")):
        assert each.conditional is not None
        assert [(edit.column_one, edit.column_two) for edit in each.conditional.edits] == [("97150", second)]
        assert each.edits[0].state is EditState.BLOCKED


def test_a_visit_whose_lines_no_pair_changes_has_no_conditional_claim() -> None:
    pt, ot = count_date(day(PT={"97150": 25, "97110": 15}, OT={"97535": 15}), MEDICARE, on=ON)
    assert (pt.conditional is None, ot.conditional is None) == (False, True)


def test_a_pair_of_codes_that_stand_apart_marks_the_second_in_its_own_visit_only() -> None:
    visits = day(PT={"97150": 25, "97110": 15}, OT={"97110": 15})
    found = count_date(visits, MEDICARE, on=ON, apart=[("97110", "97150")])
    assert [apart(each) for each in found] == [["97110"], []]


def test_in_a_hospital_it_marks_the_second_in_every_visit_of_the_date() -> None:
    visits = day(PT={"97150": 25, "97110": 15}, OT={"97110": 15})
    found = count_date(visits, HOSPITAL, on=ON, apart=[("97110", "97150")])
    assert [apart(each) for each in found] == [["97110"], ["97110"]]


def test_a_first_code_without_a_line_in_the_visit_marks_no_second() -> None:
    """97760 earns no unit in the visit, and its line in another one is none of an office's concern."""
    visits = day(PT={"97760": 7, "97110": 30}, OT={"97760": 15})
    found = count_date(visits, MEDICARE, on=ON, apart=[("97110", "97760")])
    assert [apart(each) for each in found] == [[], []]
    assert [line.code for line in found[0].lines] == ["97110"]


def test_claims_of_a_date_are_every_combination_of_its_visits_choices_once() -> None:
    visits = day(PT={"97110": 20, "97112": 20}, OT={"97530": 20, "97535": 20})
    found, together = count_together(visits, MEDICARE, on=ON)
    units = [tuple(tuple(dict(pool).items()) for pool, _ in claim) for claim in together]
    assert len(units) == len(set(units)) == 4
    assert [dict(pool) for pool, _ in together[0]] == [{"97110": 2, "97112": 1}, {"97530": 2, "97535": 1}]
    assert [lines for _, lines in together[0]] == [each.lines for each in found]


def test_under_a_limit_of_the_date_every_claim_of_the_date_has_as_many_timed_units() -> None:
    rules = limited(CapScope.PATIENT_DAY, 3)
    found, together = count_together(day(PT={"97110": 30}, OT={"97530": 30}), rules, on=ON)
    assert [dict(each.units) for each in found] == [{"97110": 2}, {"97530": 1}]
    assert [[dict(pool) for pool, _ in claim] for claim in together] == [
        [{"97110": 2}, {"97530": 1}],
        [{"97110": 1}, {"97530": 2}],
    ]


def test_under_a_limit_of_the_date_a_visit_s_choices_are_those_that_leave_the_others_as_they_are() -> None:
    rules = limited(CapScope.PATIENT_DAY, 3)
    visits = day(PT={"97110": 15, "97112": 15}, OT={"97530": 15, "97535": 15})
    pt, ot = count_date(visits, rules, on=ON)
    assert [dict(way) for way in pt.alternatives] == [{"97110": 1, "97112": 1}]
    assert [dict(way) for way in ot.alternatives] == [{"97530": 1}, {"97535": 1}]
    assert [bool(ruled(each, "units.choice")) for each in (pt, ot)] == [False, True]


def test_a_limit_of_the_visit_is_told_at_the_visit_that_exceeds_it() -> None:
    found = count_date(day(PT={"97110": 45}, OT={"97530": 15}), limited(CapScope.VISIT, 2), on=ON)
    assert [ruled(each, "units.cap") for each in found] == [[("97110",)], []]
    assert [each.timed_units for each in found] == [2, 1]


def test_c4_alternatives_without_units_are_none_and_with_units_have_lines() -> None:
    nothing, one = count_date(day(PT={"97110": 7, "97012": 10}, OT={"97530": 8}), MEDICARE, on=ON)
    assert (nothing.alternatives, nothing.alternative_lines) == ((), ())
    assert (one.alternatives, len(one.alternative_lines)) == (({"97530": 1},), 1)


def test_the_payable_units_alone_are_those_of_the_whole_count() -> None:
    visits = day(PT={"97110": 30, "97150": 25}, OT={"97530": 30, "97110": 15})
    for rules in (MEDICARE, HOSPITAL, limited(CapScope.PATIENT_DAY, 3), limited(CapScope.PATIENT_DAY, 3, HOSPITAL)):
        whole = tuple((visit.timed_units, visit.units) for visit in count_date(visits, rules, on=ON))
        assert payable_of(visits, rules, on=ON) == whole


def test_a_ceiling_of_another_visit_s_code_is_not_told_here() -> None:
    visits = day(PT={"97110": 150}, OT={"97530": 15})
    assert [ruled(each, "edit.mue") for each in count_date(visits, HOSPITAL, on=ON)] == [[("97110",)], []]


def test_c4_a_claim_of_the_date_with_fewer_timed_units_or_the_same_ones_again_is_not_listed() -> None:
    """The default keeps what has most minutes; a modality in its place, or another modality, is no choice of units."""
    one = count_together(day(PT={"97110": 15, "97012": 10}), limited(CapScope.VISIT, 1), on=ON)[1]
    two = count_together(day(PT={"97110": 15, "97012": 10, "97018": 10}), limited(CapScope.VISIT, 2), on=ON)[1]
    for together in (one, two):
        assert [[dict(pool) for pool, _ in claim] for claim in together] == [[{"97110": 1}]]


def test_a_tie_within_a_limit_is_told_as_a_tie() -> None:
    (visit,) = count_date(day(PT={"97110": 20, "97112": 20}), limited(CapScope.VISIT, 20), on=ON)
    (remark,) = [remark for remark in visit.remarks if remark.rule == "units.choice"]
    assert "97110, 97112 have equal remainders: the rule permits 2 allocations" in remark.text


def test_c4_in_each_claim_of_a_hospital_s_date_a_second_code_is_marked_beside_the_first_of_that_claim() -> None:
    """The unit is 97530's or 97760's, and only beside a line of 97760 does 97110 of the other visit carry 59."""
    visits = day(PT={"97530": 10, "97760": 10}, OT={"97110": 15})
    found, together = count_together(visits, HOSPITAL, on=ON, apart=[("97110", "97760")])
    assert [[line.code for line in each.lines] for each in found] == [["97530"], ["97110"]]
    told = [[(line.code, "59" in line.modifiers) for _, lines in claim for line in lines] for claim in together]
    assert told == [[("97530", False), ("97110", False)], [("97760", False), ("97110", True)]]
