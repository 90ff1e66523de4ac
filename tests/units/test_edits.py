from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.policies import load_policy
from timeline.policies.ncci import pairs
from timeline.units import Line
from timeline.units.edits import UNTOUCHED, ceiling_remarks, overlap, pairs_among, settle
from timeline.units.plan import plan_for
from timeline.vocabulary import Severity

GROUP_THEN_EXERCISE = {"97150": [(0, 1500, "day.csv:2")], "97110": [(1500, 2400, "day.csv:3")]}
GROUP_OVER_EXERCISE = {"97150": [(0, 1500, "day.csv:2")], "97110": [(1499, 2400, "day.csv:3")]}
spans = st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 30)).map(lambda s: (s[0], sum(s), "row")), max_size=4)


def ruled(visit, rule: str) -> list:
    return [remark for remark in visit.remarks if remark.rule == rule]


@given(spans, spans)
def test_spans_overlap_where_they_share_a_second(first: list, second: list) -> None:
    shared = {t for start, end, _ in first for t in range(start, end)} & {
        t for start, end, _ in second for t in range(start, end)
    }
    assert overlap(first, second) == bool(shared)


def test_group_and_individual_at_other_times_are_both_paid_with_59(count) -> None:
    visit = count({"97150": 25, "97110": 15}, spans=GROUP_THEN_EXERCISE)
    assert visit.lines == (Line("97110", 1, ("GP", "59")), Line("97150", 1, ("GP",)))


def test_59_names_the_rows_that_prove_it(count) -> None:
    (remark,) = ruled(count({"97150": 25, "97110": 15}, spans=GROUP_THEN_EXERCISE), "edit.ncci")
    assert remark.severity == Severity.NOTE
    assert remark.intervals == ("day.csv:2", "day.csv:3")


@pytest.mark.parametrize("given_spans", [GROUP_OVER_EXERCISE, None, {}, {"97150": [(0, 1500, "day.csv:2")]}])
def test_without_proof_of_times_apart_column_two_is_denied(count, given_spans) -> None:
    visit = count({"97150": 25, "97110": 15}, spans=given_spans)
    assert visit.lines == (Line("97150", 1, ("GP",)),)
    assert [remark.severity for remark in ruled(visit, "edit.ncci")] == [Severity.REVIEW]


def test_a_denied_timed_code_keeps_its_minutes_in_the_pool(count) -> None:
    visit = count({"97140": 15, "97124": 8, "97110": 7})
    assert (visit.timed_minutes, visit.timed_units) == (30, 2)
    assert visit.units == {"97110": 0, "97124": 0, "97140": 1}


def test_a_pair_that_is_never_paid_is_an_error_whatever_the_records(count) -> None:
    apart = {"97140": [(0, 900, "a")], "97124": [(900, 1800, "b")]}
    visit = count({"97140": 15, "97124": 15}, spans=apart)
    assert visit.units["97124"] == 0
    assert [remark.severity for remark in ruled(visit, "edit.ncci")] == [Severity.ERROR]


def test_whirlpool_under_debridement_stays_denied_though_the_times_are_apart(count) -> None:
    apart = {"97597": [(0, 600, "a")], "97022": [(600, 1800, "b")]}
    visit = count({"97597": 10, "97022": 20}, spans=apart)
    assert visit.units == {"97022": 0, "97597": 1}
    assert "different site" in ruled(visit, "edit.ncci")[0].text


def test_a_supervised_modality_is_not_set_apart_by_time(count) -> None:
    apart = {"97140": [(0, 900, "a")], "97018": [(900, 1800, "b")]}
    assert count({"97140": 15, "97018": 15}, spans=apart).units == {"97018": 0, "97140": 1}


@pytest.mark.parametrize("pair", [("97110", "97140"), ("97140", "97530"), ("97530", "97116"), ("97161", "97140")])
def test_pairs_that_popular_pages_claim_are_no_edits(count, pair: tuple[str, str]) -> None:
    visit = count(dict.fromkeys(pair, 15))
    assert set(visit.units.values()) == {1}
    assert ruled(visit, "edit.ncci") == []


def test_an_edit_holds_by_date_of_service(count) -> None:
    minutes = {"97140": 15, "97530": 15}
    assert count(minutes, on=date(2019, 12, 31)).units == {"97140": 1, "97530": 0}
    assert count(minutes, on=date(2020, 1, 1)).units == {"97140": 1, "97530": 1}


def test_private_practice_and_hospital_read_their_own_column(count) -> None:
    apart = {"90912": [(0, 900, "a")], "90901": [(900, 1800, "b")]}
    private = count({"90912": 15, "90901": 15}, spans=apart)
    hospital = count({"90912": 15, "90901": 15}, spans=apart, payer="medicare-hospital")
    severities = [[remark.severity for remark in ruled(visit, "edit.ncci")] for visit in (private, hospital)]
    assert severities == [[Severity.ERROR], [Severity.REVIEW]]


def test_only_codes_with_units_meet_an_edit(count) -> None:
    visit = count({"97140": 22, "97124": 3})
    assert visit.units == {"97124": 0, "97140": 2}
    assert ruled(visit, "edit.ncci") == []


def test_each_alternative_meets_the_edits_of_its_own_codes(count) -> None:
    visit = count({"97140": 7, "97124": 7, "97012": 10})
    assert visit.alternatives == ({"97124": 1}, {"97140": 1})
    assert visit.alternative_lines == (
        (Line("97012", 1, ("GP",)), Line("97124", 1, ("GP",))),
        (Line("97012", 1, ("GP",)),),
    )


def test_a_denied_code_denies_nothing(count) -> None:
    visit = count({"97161": 30, "97750": 15, "97150": 25})
    assert visit.units == {"97150": 1, "97161": 1, "97750": 0}


def test_an_edit_is_met_under_the_code_that_stands_on_the_line(count) -> None:
    assert count({"97014": 20, "97032": 15}).units == {"97014": 1, "97032": 0}


def test_a_payer_without_a_table_has_no_edits(count) -> None:
    assert count({"97140": 15, "97124": 15}, payer="cpt-midpoint").units == {"97124": 1, "97140": 1}


def test_units_above_a_ceiling_are_reported_and_kept(count) -> None:
    visit = count({"97110": 121})
    assert visit.units == {"97110": 8}
    (remark,) = ruled(visit, "edit.mue")
    assert (remark.severity, remark.codes) == (Severity.REVIEW, ("97110",))


def test_the_hospital_has_its_own_ceilings(count) -> None:
    assert ruled(count({"97110": 121}, payer="medicare-hospital"), "edit.mue") == []


def test_without_a_date_no_pair_is_applied() -> None:
    rules = load_policy("medicare").on(date(2024, 9, 2))
    assert settle(["97140", "97124"], plan_for(rules, None), None) == UNTOUCHED


def test_an_absolute_ceiling_is_an_error() -> None:
    plan = plan_for(load_policy("medicare").on(date(2024, 9, 2)), date(2024, 9, 2))
    (remark,) = ceiling_remarks([Line("97161", 1, ("GP",)), Line("97161", 1, ("CQ", "GP"))], plan)
    assert (remark.severity, remark.codes) == (Severity.ERROR, ("97161",))


def test_a_ceiling_with_room_for_records_is_for_review(count) -> None:
    visit = count({"97545": 300})
    assert visit.units == {"97545": 1, "97546": 3}
    assert [remark.severity for remark in ruled(visit, "edit.mue")] == [Severity.REVIEW]


def test_another_wound_is_shown_by_no_time(count) -> None:
    apart = {"97597": [(0, 900, "a")], "97022": [(900, 1800, "b")]}
    visit = count({"97597": 15, "97022": 15}, spans=apart)
    (remark,) = ruled(visit, "edit.ncci")
    assert (visit.units["97022"], "times cannot show that" in remark.text) == (0, True)


def test_a_site_pair_of_timed_codes_is_not_set_aside_by_time(tmp_path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text("column_one,column_two,practitioner,start,until,separate_site\n97110,97112,1,,,Y\n")
    medicare = load_policy("medicare").on(date(2024, 9, 2))
    rules = replace(medicare, edits=replace(medicare.edits, tables=(str(table),)))
    apart = {"97110": [(0, 900, "a")], "97112": [(900, 1800, "b")]}
    assert settle(["97110", "97112"], plan_for(rules, date(2024, 9, 2)), apart).denied == {"97112"}


def test_of_two_rows_of_a_pair_the_one_that_ended_says_what_held_before(tmp_path) -> None:
    table = tmp_path / "pairs.csv"
    rows = "97110,97112,1,2020-01-01,,\n97110,97112,0,,2020-01-01,\n"
    table.write_text("column_one,column_two,practitioner,start,until,separate_site\n" + rows)
    found = pairs((str(table),), "practitioner")
    days = (date(2019, 12, 31), date(2020, 1, 1))
    assert [[pair.indicator for pair in pairs_among(["97110", "97112"], found, day)] for day in days] == [["0"], ["1"]]


def test_what_is_denied_itself_denies_nothing_wherever_it_stands_in_the_table(tmp_path) -> None:
    table = tmp_path / "pairs.csv"
    rows = "97110,97112,1,,,\n97530,97110,1,,,\n"
    table.write_text("column_one,column_two,practitioner,start,until,separate_site\n" + rows)
    medicare = load_policy("medicare").on(date(2024, 9, 2))
    rules = replace(medicare, edits=replace(medicare.edits, tables=(str(table),)))
    plan = plan_for(rules, date(2024, 9, 2))
    assert settle(["97110", "97112", "97530"], plan, None).denied == {"97110"}


def test_the_spans_of_one_code_alone_prove_nothing(count) -> None:
    for code, listed in GROUP_THEN_EXERCISE.items():
        assert count({"97150": 25, "97110": 15}, spans={code: listed}).lines == (Line("97150", 1, ("GP",)),)
