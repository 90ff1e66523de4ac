"""Pairs of codes: out, apart, or for somebody to confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from timeline.policies import Rules, load_policy
from timeline.policies.ncci import pairs
from timeline.units import CodeTime, EditState, Line, VisitTimes, VisitUnits, count_date, count_visit
from timeline.units.edits import pairs_among
from timeline.vocabulary import Severity

ON = date(2024, 9, 2)
GROUP_THEN_EXERCISE = {"97150": [(0, 1500, "day.csv:2")], "97110": [(1500, 2400, "day.csv:3")]}


def ruled(visit: VisitUnits, rule: str = "edit.ncci") -> list:
    return [remark for remark in visit.remarks if remark.rule == rule]


def states(visit: VisitUnits) -> list[tuple[str, str, EditState]]:
    return [(edit.column_one, edit.column_two, edit.state) for edit in visit.edits]


def ruled_by(rows: str, tmp_path: Path, *, column: str = "practitioner") -> Rules:
    """Make Medicare's rules with a table of pairs of our own: column one, column two, indicator, separate_site."""
    table = tmp_path / "pairs.csv"
    lines = [
        f"{one},{two},{indicator},,,{site}" for one, two, indicator, site in (row.split(",") for row in rows.split())
    ]
    table.write_text("\n".join([f"column_one,column_two,{column},start,until,separate_site", *lines]) + "\n")
    medicare = load_policy("medicare").on(ON)
    return replace(medicare, edits=replace(medicare.edits, tables=(str(table),), column=column))


def visited(minutes: Mapping[str, int], rules: Rules, spans: Mapping | None = None) -> VisitUnits:
    times = [CodeTime(code, 60 * spent) for code, spent in minutes.items()]
    return count_visit(times, rules, discipline="PT", on=ON, spans=spans)


# C2: what is never paid together


def test_c2_the_minutes_of_a_code_that_is_never_paid_beside_another_leave_the_pool(count) -> None:
    visit = count({"97140": 23, "97124": 10})
    assert (visit.units, visit.alternatives, visit.timed_units) == ({"97124": 0, "97140": 2}, ({"97140": 2},), 2)


@pytest.mark.parametrize(
    ("minutes", "units"),
    [
        ({"97161": 30, "97110": 23, "97750": 10}, {"97110": 2, "97161": 1, "97750": 0}),
        ({"97161": 30, "97110": 8, "97112": 8, "97750": 7}, {"97110": 1, "97112": 0, "97161": 1, "97750": 0}),
        ({"97140": 22, "97124": 3}, {"97124": 0, "97140": 1}),
        ({"97161": 30, "97750": 15, "97150": 25}, {"97150": 1, "97161": 1, "97750": 0}),
    ],
)
def test_c2_units_are_those_of_the_minutes_that_stay(count, minutes, units) -> None:
    assert count(minutes).units == units


def test_c2_where_column_one_earns_nothing_it_goes_itself(count) -> None:
    visit = count({"97140": 7, "97124": 7, "97110": 8})
    assert (visit.removed, visit.units["97110"]) == ({"97140"}, 1)
    assert [remark.text for remark in ruled(visit)] == [
        "97140 is not paid together with 97124: no modifier allows it. Off the claim: 7 minutes, 0 units"
    ]
    assert count({"97140": 7, "97124": 6}).removed == {"97140"}  # its unit would be made of minutes of the other
    assert count({"97140": 8, "97124": 6}).removed == {"97124"}


def test_c2_no_time_apart_and_no_statement_helps(count) -> None:
    apart = {"97140": [(0, 900, "a")], "97124": [(900, 1800, "b")]}
    visit = count({"97140": 15, "97124": 15}, spans=apart, apart=[("97140", "97124")])
    assert (visit.units["97124"], visit.edits, visit.conditional) == (0, (), None)
    assert [remark.severity for remark in ruled(visit)] == [Severity.ERROR]


def test_every_removal_says_the_minutes_and_the_units_it_would_have_earned(count) -> None:
    (remark,) = ruled(count({"97140": 23, "97124": 16}))
    assert remark.text.endswith("Off the claim: 16 minutes, 1 unit")


def test_what_is_out_never_comes_back(tmp_path: Path) -> None:
    visit = visited(dict.fromkeys(("97110", "97112", "97530"), 15), ruled_by("97110,97112,0, 97530,97110,0,", tmp_path))
    assert visit.removed == {"97110", "97112"}


def test_pairs_without_exception_come_before_those_with_one(tmp_path: Path) -> None:
    rules = ruled_by("97110,97112,1, 97112,97116,0, 97530,97110,0,", tmp_path)
    visit = visited(dict.fromkeys(("97110", "97112", "97116", "97530"), 15), rules)
    assert (visit.removed, states(visit)) == ({"97110", "97116"}, [])


# C3: three states


def test_c3_a_stretch_of_its_own_proves_each_code_apart_and_the_second_carries_59(count) -> None:
    visit = count({"97150": 25, "97110": 15}, spans=GROUP_THEN_EXERCISE)
    assert visit.lines == (Line("97110", 1, ("GP", "59")), Line("97150", 1, ("GP",)))
    assert states(visit) == [("97150", "97110", EditState.PROVED)]
    (remark,) = ruled(visit)
    assert (remark.severity, remark.intervals) == (Severity.NOTE, ("day.csv:2", "day.csv:3"))


@pytest.mark.parametrize(("seconds", "state"), [(480, EditState.PROVED), (479, EditState.CONFIRM)])
def test_c3_a_stretch_proves_from_eight_minutes_on(count, seconds: int, state: EditState) -> None:
    spans = {"97150": [(0, 1500, "a")], "97110": [(1500, 1500 + seconds, "b"), (3000, 3400, "c")]}
    visit = count({"97150": 25, "97110": 14}, spans=spans)
    assert states(visit) == [("97150", "97110", state)]


def test_c3_alternation_every_two_minutes_proves_nothing(count) -> None:
    spans = {
        code: [(start, start + 120, f"{code}{start}") for start in range(first, 1800, 240)]
        for code, first in (("97113", 0), ("97110", 120))
    }
    visit = count({"97113": 16, "97110": 14}, spans=spans)
    assert states(visit) == [("97113", "97110", EditState.CONFIRM)]
    assert visit.lines == (Line("97113", 1, ("GP",)),)


def test_c3_rows_that_overlap_in_part_may_still_prove(count) -> None:
    spans = {"97150": [(0, 1500, "a")], "97110": [(1200, 2400, "b")]}
    assert states(count({"97150": 25, "97110": 20}, spans=spans))[0][2] is EditState.PROVED


def test_c3_rows_that_overlap_and_leave_no_stretch_block(count) -> None:
    spans = {"97150": [(0, 1500, "a")], "97110": [(0, 1500, "b")]}
    visit = count({"97150": 25, "97110": 25}, spans=spans)
    assert (states(visit)[0][2], visit.conditional) == (EditState.BLOCKED, None)


def test_c3_where_one_code_is_supervised_overlap_does_not_block(count) -> None:
    spans = {"97140": [(0, 900, "a")], "97018": [(0, 900, "b")]}
    visit = count({"97140": 15, "97018": 15}, spans=spans)
    assert (states(visit)[0][2], visit.units) == (EditState.CONFIRM, {"97018": 0, "97140": 1})


@pytest.mark.parametrize("listed", [None, {}, {"97150": [(0, 1500, "a")]}, {"97110": [(0, 900, "a")]}])
def test_c3_without_times_a_pair_is_blocked_and_the_claim_that_could_be_shown_stands_beside(count, listed) -> None:
    visit = count({"97150": 25, "97110": 15}, spans=listed)
    assert (visit.lines, states(visit)[0][2]) == ((Line("97150", 1, ("GP",)),), EditState.BLOCKED)
    assert visit.conditional is not None
    assert visit.conditional.lines == (Line("97110", 1, ("GP", "59")), Line("97150", 1, ("GP",)))
    assert len(visit.conditional.asks) == 1


def test_c3_somebody_may_state_that_two_codes_were_apart(count) -> None:
    visit = count({"97150": 25, "97110": 15}, apart=[("97110", "97150")])
    assert visit.lines == (Line("97110", 1, ("GP", "59")), Line("97150", 1, ("GP",)))
    assert (states(visit)[0][2], visit.conditional) == (EditState.PROVED, None)


def test_c3_a_pair_of_sites_asks_for_the_site_whatever_the_times(tmp_path: Path) -> None:
    rules = ruled_by("97110,97112,1,Y", tmp_path)
    for spans in (None, {"97110": [(0, 900, "a")], "97112": [(900, 1800, "b")]}, {"97110": [(0, 900, "a")]}):
        visit = visited({"97110": 15, "97112": 15}, rules, spans)
        assert (states(visit)[0][2], visit.removed) == (EditState.CONFIRM, {"97112"})
        assert visit.conditional is not None
        assert "site" in visit.conditional.asks[0]


def test_c3_whirlpool_under_debridement_is_a_pair_of_sites(count) -> None:
    apart = {"97597": [(0, 600, "a")], "97022": [(600, 1800, "b")]}
    assert "different site" in ruled(count({"97597": 10, "97022": 20}, spans=apart))[0].text


def test_c3_59_stands_only_where_both_codes_have_a_line(tmp_path: Path) -> None:
    rules = ruled_by("97110,97112,1,", tmp_path)
    spans = {"97110": [(0, 480, "a")], "97112": [(480, 960, "b")], "97140": [(960, 1380, "c")]}
    visit = visited({"97110": 8, "97112": 8, "97140": 7}, rules, spans)
    assert list(visit.alternatives) == [{"97110": 1, "97112": 1}]
    alone = visited({"97110": 8, "97112": 8}, rules, spans)
    assert [line.modifiers for lines in alone.alternative_lines for line in lines] == [("GP",), ("GP",)]


def test_the_conditional_claim_counts_the_minutes_of_both_codes(count) -> None:
    visit = count({"97150": 20, "97110": 8, "97035": 15})
    assert visit.timed_units == 1
    assert visit.conditional is not None
    assert sum(visit.conditional.alternatives[0].values()) == 2


# Scope


def day_of(payer: str, spans: Mapping[str, Sequence] | None = None) -> tuple[VisitUnits, ...]:
    group, exercise = CodeTime("97150", 1500), CodeTime("97110", 900)
    visits = [VisitTimes("OT", [group], spans), VisitTimes("PT", [exercise], spans)]
    return count_date(visits, load_policy(payer).on(ON), on=ON)


def test_a_hospital_s_pairs_look_at_every_discipline_of_the_date_and_an_office_s_at_one_visit() -> None:
    assert [visit.units for visit in day_of("medicare-hospital")] == [{"97150": 1}, {"97110": 0}]
    assert [visit.units for visit in day_of("medicare")] == [{"97150": 1}, {"97110": 1}]


def test_a_hospital_s_pair_is_listed_at_the_visit_of_its_second_code() -> None:
    other, own = day_of("medicare-hospital", GROUP_THEN_EXERCISE)
    assert (states(other), states(own)) == ([], [("97150", "97110", EditState.PROVED)])
    assert [line.modifiers for line in own.lines] == [("GP", "59")]


def test_private_practice_and_hospital_read_their_own_column(count) -> None:
    apart = {"90912": [(0, 900, "a")], "90901": [(900, 1800, "b")]}
    private = count({"90912": 15, "90901": 15}, spans=apart)
    hospital = count({"90912": 15, "90901": 15}, spans=apart, payer="medicare-hospital")
    assert [[remark.severity for remark in ruled(visit)] for visit in (private, hospital)] == [
        [Severity.ERROR],
        [Severity.REVIEW],
    ]


# Tables


@pytest.mark.parametrize("pair", [("97110", "97140"), ("97140", "97530"), ("97530", "97116"), ("97161", "97140")])
def test_pairs_that_popular_pages_claim_are_no_edits(count, pair: tuple[str, str]) -> None:
    visit = count(dict.fromkeys(pair, 15))
    assert set(visit.units.values()) == {1}
    assert ruled(visit) == []


def test_an_edit_holds_by_date_of_service(count) -> None:
    minutes = {"97140": 15, "97530": 15}
    assert count(minutes, on=date(2019, 12, 31)).units == {"97140": 1, "97530": 0}
    assert count(minutes, on=date(2020, 1, 1)).units == {"97140": 1, "97530": 1}


def test_an_edit_is_met_under_the_code_that_stands_on_the_line(count) -> None:
    assert count({"97014": 20, "97032": 15}).units == {"97014": 1, "97032": 0}


def test_a_payer_without_a_table_has_no_edits(count) -> None:
    assert count({"97140": 15, "97124": 15}, payer="cpt-midpoint").units == {"97124": 1, "97140": 1}


def test_of_two_rows_of_a_pair_the_one_that_ended_says_what_held_before(tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    rows = "97110,97112,1,2020-01-01,,\n97110,97112,0,,2020-01-01,\n"
    table.write_text("column_one,column_two,practitioner,start,until,separate_site\n" + rows)
    found = pairs((str(table),), "practitioner")
    days = (date(2019, 12, 31), date(2020, 1, 1))
    assert [[pair.indicator for pair in pairs_among(["97110", "97112"], found, day)] for day in days] == [["0"], ["1"]]


def test_c3_a_pair_that_somebody_can_show_stands_and_others_stay_blocked(tmp_path: Path) -> None:
    rules = ruled_by("97110,97112,1, 97116,97140,1,", tmp_path)
    times = [CodeTime(code, 900) for code in ("97110", "97112", "97116", "97140")]
    visit = count_visit(times, rules, discipline="PT", on=ON, shown=[("97112", "97110")])
    assert visit.removed == {"97140"}
    assert [line.code for line in visit.lines if "59" in line.modifiers] == ["97112"]


def test_c3_the_question_names_both_codes_and_asks_for_sites_only_where_the_pair_does(tmp_path: Path) -> None:
    rules = ruled_by("97110,97112,1,Y 97116,97140,1,", tmp_path)
    visit = visited(dict.fromkeys(("97110", "97112", "97116", "97140"), 15), rules)
    assert visit.conditional is not None
    assert visit.conditional.asks == (
        "At which site or wound was 97112, and at which 97110?",
        "What shows that 97140 was furnished apart from 97116?",
    )


def test_c3_without_a_length_that_proves_no_recorded_time_proves(tmp_path: Path) -> None:
    rules = ruled_by("97110,97112,1,", tmp_path)
    unproved = replace(rules, edits=replace(rules.edits, proof_minutes=None))
    spans = {"97110": [(0, 900, "a")], "97112": [(900, 1800, "b")]}
    found = [states(visited({"97110": 15, "97112": 15}, one, spans))[0][2] for one in (rules, unproved)]
    assert found == [EditState.PROVED, EditState.CONFIRM]


def hospital(*visits: tuple[str, dict[str, int]]) -> tuple[VisitUnits, ...]:
    day = [VisitTimes(name, [CodeTime(code, 60 * spent) for code, spent in found.items()]) for name, found in visits]
    return count_date(day, load_policy("medicare-hospital").on(ON), on=ON)


def test_c2_a_hospital_s_code_leaves_every_visit_of_the_date_and_each_says_all_that_was_lost() -> None:
    pt, ot, slp = hospital(("PT", {"97140": 15, "97124": 15}), ("OT", {"97124": 10}), ("SLP", {"92507": 30}))
    assert [each.removed for each in (pt, ot, slp)] == [{"97124"}, {"97124"}, set()]
    told = "97124 is not paid together with 97140: no modifier allows it. Off the claim: 25 minutes, 2 units"
    assert [[remark.text for remark in ruled(each)] for each in (pt, ot, slp)] == [[told], [told], []]


def test_c2_the_first_code_stays_where_it_earns_in_any_visit_of_a_hospital_s_date() -> None:
    for pt, ot in ((7, 15), (15, 7)):
        found = hospital(("PT", {"97140": pt}), ("OT", {"97140": ot, "97124": 10}))
        assert [each.removed for each in found] == [set(), {"97124"}]
    found = hospital(("PT", {"97140": 7}), ("OT", {"97140": 7, "97124": 10}))
    assert [each.removed for each in found] == [{"97140"}, {"97140"}]


def test_c3_a_hospital_s_pair_is_told_at_every_visit_of_its_second_code_with_the_rows_of_the_date() -> None:
    where = {"PT": ("97150", 0, "a"), "OT": ("97110", 1500, "b"), "SLP": ("97110", 3000, "c")}
    day = [
        VisitTimes(name, [CodeTime(code, 900)], {code: [(start, start + 900, row)]})
        for name, (code, start, row) in where.items()
    ]
    found = count_date(day, load_policy("medicare-hospital").on(ON), on=ON)
    assert [[edit.intervals for edit in each.edits] for each in found] == [[], [("a", "b", "c")], [("a", "b", "c")]]
    assert [[remark.intervals for remark in ruled(each)] for each in found] == [
        [],
        [("a", "b", "c")],
        [("a", "b", "c")],
    ]


SECONDS = ("97112", "97116", "97140", "97530", "97535", "97750")


@pytest.mark.parametrize("indicator", ["0", "1"])
def test_c2_pairs_of_one_first_code_are_looked_at_in_the_order_of_their_second(tmp_path: Path, indicator: str) -> None:
    rules = ruled_by(" ".join(f"97110,{code},{indicator}," for code in reversed(SECONDS)), tmp_path)
    visit = visited(dict.fromkeys(("97110", *SECONDS), 15), rules)
    assert [remark.codes for remark in ruled(visit)] == [("97110", code) for code in SECONDS]
    assert [edit.column_two for edit in visit.edits] == list(SECONDS) * (indicator == "1")


def test_c2_what_a_pair_left_of_the_minutes_decides_which_code_of_the_next_goes(tmp_path: Path) -> None:
    """7 and 1 minutes without the 7 of 97112 are a unit of 97110; the 7 without the 1 of 97116 are none."""
    visit = visited({"97110": 7, "97112": 7, "97116": 1}, ruled_by("97110,97112,0, 97110,97116,0,", tmp_path))
    assert (visit.removed, visit.timed_units) == ({"97110", "97112"}, 0)


IN_TURN = {"97530": [(0, 420, "a"), (840, 1260, "c")], "97750": [(420, 840, "b"), (1260, 1680, "d")]}
CORRECT = "If the record is wrong and the services were separate, correct the times, or add the modifier by hand."
SHOW = "If somebody can, claim both with the modifier, as in the conditional claim; keep what shows it."
NAME = "If the record shows a different site, add the modifier, and keep the record that names the sites."


@pytest.mark.parametrize(
    ("minutes", "known", "severity", "told", "remedy"),
    [
        (
            {"97140": 15, "97124": 15},
            {},
            Severity.ERROR,
            "97124 is not paid together with 97140: no modifier allows it. Off the claim: 15 minutes, 1 unit",
            "Leave 97124 off the claim.",
        ),
        (
            {"97150": 25, "97110": 15},
            {},
            Severity.REVIEW,
            "97110 is not paid together with 97150: the records do not prove that they were separate. Off the claim: "
            "15 minutes, 1 unit",
            CORRECT,
        ),
        (
            {"97530": 14, "97750": 14},
            {"spans": IN_TURN},
            Severity.REVIEW,
            "97750 is not paid together with 97530: the recorded times do not prove that they were separate, so "
            "somebody must be able to show it. Off the claim: 14 minutes, 1 unit",
            SHOW,
        ),
        (
            {"97597": 10, "97022": 20},
            {},
            Severity.REVIEW,
            "97022 is not paid together with 97597: only a different site or wound would allow a modifier, and times "
            "cannot show that. Off the claim: 20 minutes, 1 unit",
            NAME,
        ),
        (
            {"97150": 25, "97110": 15},
            {"spans": GROUP_THEN_EXERCISE},
            Severity.NOTE,
            "97110 claimed with 97150 carries modifier 59: each has recorded time of its own",
            "Keep the records that show the times.",
        ),
        (
            {"97150": 25, "97110": 15},
            {"apart": [("97110", "97150")]},
            Severity.NOTE,
            "97110 claimed with 97150 carries modifier 59: it is stated that they were furnished apart",
            "Keep the records that show the times.",
        ),
    ],
)
def test_every_state_of_a_pair_says_why_and_what_to_do(count, minutes, known, severity, told, remedy) -> None:
    (remark,) = ruled(count(minutes, **known))
    assert (remark.severity, remark.text, remark.remedy) == (severity, told, remedy)
    assert remark.source == "cms-ncci-manual ch. 1 and ch. 11 §P.2"
