"""C8, C9: the line on which the year's amount passes the threshold attests necessity, and so do later ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from timeline.period import Period
from timeline.policies import load_policy
from timeline.policies.amounts import Pricing
from timeline.units import CodeTime, Line, VisitUnits, count_visit
from timeline.units.engine import count_date
from timeline.units.model import VisitTimes
from timeline.units.threshold import Attested, Standing
from timeline.vocabulary import Pool

ON = date(2026, 3, 2)
FOUR = {"97110": 15, "97112": 15, "97140": 15, "97530": 15}


def visit(minutes: dict[str, int], discipline: str = "PT", payer: str = "medicare", on: date = ON) -> VisitUnits:
    times = [CodeTime(code, 60 * spent) for code, spent in minutes.items()]
    return count_visit(times, load_policy(payer).on(on), discipline=discipline, on=on)


def attested(*visits: VisitUnits, pricing: Pricing | None = None, **cents: int) -> Attested:
    """Apply the threshold."""
    before = {Pool(name): Standing(amount, stated=True) for name, amount in cents.items()}
    return Attested(visits, before, pricing or Pricing())


def marks(found: VisitUnits) -> list[bool]:
    return ["KX" in line.modifiers for line in found.lines]


def rules_of(found: VisitUnits) -> list[str]:
    return [remark.rule for remark in found.remarks if remark.rule.startswith("threshold")]


def test_the_line_that_passes_and_later_ones_attest() -> None:
    """The four lines of 2026, reduced but for 97530: 22.21, 24.88, 21.21, 35.07."""
    (found,) = attested(visit(FOUR), PT_SLP=248000 - 2221 - 2488).visits
    assert marks(found) == [False, False, True, True]
    assert rules_of(found) == ["threshold.crossed"]


@pytest.mark.parametrize(("used", "carried"), [(248000 - 2906, False), (248000 - 2905, True)])
def test_exactly_at_the_threshold_nothing_is_passed_and_a_cent_above_it_is(used: int, carried: bool) -> None:
    """One unit of 97110 alone is worth 29.06 in 2026."""
    (found,) = attested(visit({"97110": 15}), PT_SLP=used).visits
    assert marks(found) == [carried]


def test_what_was_above_before_the_date_is_told_as_such() -> None:
    (found,) = attested(visit({"97110": 15}), PT_SLP=260000).visits
    assert marks(found) == [True]
    (remark,) = [remark for remark in found.remarks if remark.rule == "threshold.crossed"]
    assert "was 2,600.00 USD before this date" in remark.text


def test_the_threshold_is_told_once_and_attested_ever_after() -> None:
    first = attested(visit({"97110": 15}), PT_SLP=248000)
    again = Attested([visit({"97110": 15})], first.after, Pricing())
    assert [rules_of(step.visits[0]) for step in (first, again)] == [["threshold.crossed"], []]
    assert marks(again.visits[0]) == [True]


def test_pt_and_slp_share_a_pool_and_ot_has_its_own() -> None:
    visits = [visit({"97530": 15}, "OT"), visit({"97110": 15}), visit({"92507": 30}, "SLP")]
    found = attested(*visits, PT_SLP=245000, OT=248000).visits
    assert [marks(each) for each in found] == [[True], [False], [True]]


def test_lines_of_an_office_run_in_the_order_of_disciplines() -> None:
    """92507 stands before 97110 on paper, but PT comes first."""
    found = attested(visit({"92507": 30}, "SLP"), visit({"97110": 15}), PT_SLP=248000 - 100).visits
    assert [marks(each) for each in found] == [[True], [True]]
    step = attested(visit({"92507": 30}, "SLP"), visit({"97110": 15}), PT_SLP=248000 - 2300)
    assert [marks(each) for each in step.visits] == [[True], [False]]


def test_in_a_hospital_every_line_of_the_pool_on_the_date_attests() -> None:
    rules = load_policy("medicare-hospital").on(ON)
    times = [
        VisitTimes("PT", [CodeTime("97110", 900), CodeTime("97530", 900)]),
        VisitTimes("SLP", [CodeTime("92609", 1800)]),
    ]
    visits = (*count_date(times, rules, on=ON), visit({"97535": 15}, "OT", "medicare-hospital"))
    found = attested(*visits, PT_SLP=248000 - 5000).visits
    assert [marks(each) for each in found] == [[True, True], [True], [False]]


def test_modifiers_stand_in_the_order_assistant_plan_threshold_apart() -> None:
    spans = {"97150": [(0, 1500, "a")], "97110": [(1500, 2400, "b")]}
    times = [CodeTime("97150", 1500), CodeTime("97110", 900, 900)]
    rules = load_policy("medicare").on(date(2024, 9, 2))
    counted = count_visit(times, rules, discipline="PT", on=date(2024, 9, 2), spans=spans)
    (found,) = attested(counted, PT_SLP=900000).visits
    assert found.lines[0] == Line("97110", 1, ("CQ", "GP", "KX", "59"))


def test_each_alternative_is_worked_out_for_itself() -> None:
    """The unit is 97110's or 97530's: 29.06 or 35.07, and only the latter passes."""
    (found,) = attested(visit({"97110": 10, "97530": 10}), PT_SLP=248000 - 3000).visits
    assert found.alternative_lines == ((Line("97110", 1, ("GP",)),), (Line("97530", 1, ("GP", "KX")),))


def test_the_conditional_claim_is_worked_out_anew() -> None:
    """Group and exercise with no times recorded: the default is the group alone, the other claim has both."""
    counted = visit({"97150": 20, "97110": 15})
    (found,) = attested(counted, PT_SLP=248000 - 2000).visits
    assert found.conditional is not None
    assert [("KX" in line.modifiers, line.code) for line in found.lines] == [(False, "97150")]
    assert [("KX" in line.modifiers, line.code) for line in found.conditional.lines] == [
        (True, "97110"),
        (True, "97150"),
    ]
    assert found.conditional.alternative_lines[0] == found.conditional.lines


@pytest.mark.parametrize("year", [2017, 2027])
def test_a_year_without_an_amount_speaks_and_attests_nothing(year: int) -> None:
    (found,) = attested(visit({"97110": 15}, on=date(year, 3, 2)), PT_SLP=29000).visits
    assert (marks(found), rules_of(found)) == ([False], ["threshold.unknown"])
    assert f"no threshold for PT and SLP is known for {year}" in found.remarks[-1].text


def test_the_amount_of_targeted_review_is_told_once() -> None:
    first = attested(visit({"97110": 15}), PT_SLP=299999)
    again = Attested([visit({"97110": 15})], first.after, Pricing())
    assert [rules_of(step.visits[0]) for step in (first, again)] == [["threshold.crossed", "threshold.review"], []]
    assert rules_of(attested(visit({"97110": 15}), PT_SLP=300000 - 2906).visits[0]) == ["threshold.crossed"]


def test_from_2028_the_amount_of_targeted_review_is_unknown_and_says_so() -> None:
    rules = load_policy("medicare").on(date(2028, 3, 2))
    assert (rules.targeted_review, "indexed from 2028" in rules.gaps["targeted_review"]) == (None, True)


def test_an_amount_nobody_stated_is_counted_from_nothing_and_says_so() -> None:
    (found,) = Attested([visit({"97110": 15})], {}, Pricing()).visits
    assert rules_of(found) == ["threshold.unknown"]
    assert "earlier in 2026 is not stated" in found.remarks[-1].text


def test_amounts_that_are_not_known_are_not_added_and_say_so() -> None:
    step = attested(visit({"97110": 15}, on=date(2023, 3, 2)), PT_SLP=222999)
    assert (marks(step.visits[0]), rules_of(step.visits[0])) == ([False], ["threshold.unknown"])
    assert step.after[Pool.PT_SLP].cents == 222999


def test_an_unknown_amount_is_not_nothing_where_the_threshold_is_used_up() -> None:
    step = attested(visit({"97110": 15}, on=date(2023, 3, 2)), PT_SLP=223000)
    assert marks(step.visits[0]) == [True]


def test_stated_amounts_stand_in_for_values() -> None:
    pricing = Pricing({"97110": [(Period(), Decimal("30"))]})
    step = attested(visit({"97110": 15}, on=date(2023, 3, 2)), PT_SLP=220001, pricing=pricing)
    assert (marks(step.visits[0]), step.after[Pool.PT_SLP].cents) == ([True], 223001)


def test_a_date_that_the_stated_amount_includes_adds_nothing() -> None:
    before = {Pool.PT_SLP: Standing(248000, stated=True, through=ON)}
    step = Attested([visit({"97110": 15})], before, Pricing())
    assert (marks(step.visits[0]), rules_of(step.visits[0]), step.after) == ([False], [], before)


def test_a_stated_amount_above_the_threshold_does_not_say_which_line_passed_it() -> None:
    before = {Pool.PT_SLP: Standing(248001, stated=True, through=ON)}
    (found,) = Attested([visit({"97110": 15})], before, Pricing()).visits
    assert (marks(found), rules_of(found)) == ([False], ["threshold.unknown"])


def test_a_payer_without_a_threshold_is_left_as_it_is() -> None:
    counted = visit({"97110": 15}, payer="cpt-midpoint")
    assert attested(counted, PT_SLP=900000).visits == (counted,)


def test_what_rests_on_an_unverified_factor_says_so() -> None:
    (found,) = attested(visit({"97110": 15}, on=date(2024, 3, 8)), PT_SLP=233000).visits
    said = [remark.text for remark in found.remarks if remark.rule == "policy.unverified"]
    assert any("the rule conversion_factor is unverified" in text for text in said)


def test_no_unit_depends_on_an_amount() -> None:
    counted = visit(FOUR)
    (found,) = attested(counted, PT_SLP=900000).visits
    assert (found.units, found.alternatives, found.timed_units) == (
        counted.units,
        counted.alternatives,
        counted.timed_units,
    )


def test_an_amount_above_that_of_targeted_review_is_told_once_also_beside_visits_of_the_other_pool() -> None:
    step = attested(visit({"97110": 15}), visit({"97530": 15}, "OT"), PT_SLP=299999, OT=0)
    assert {pool: standing.reviewed for pool, standing in step.after.items()} == {Pool.PT_SLP: True, Pool.OT: False}


def test_a_pool_is_not_reviewed_for_the_visit_of_another() -> None:
    """The amount of the pool is above that of targeted review, but only a visit of the other pool is on the date."""
    step = attested(visit({"97530": 15}, "OT"), PT_SLP=400000, OT=0)
    assert not any(standing.reviewed for standing in step.after.values())
    both = attested(visit({"97110": 15}), visit({"97530": 15}, "OT"), PT_SLP=0, OT=400000)
    assert [rules_of(each) for each in both.visits] == [[], ["threshold.crossed", "threshold.review"]]


def test_a_date_that_a_pool_s_amount_includes_reviews_nothing_beside_a_visit_of_the_other_pool() -> None:
    before = {Pool.PT_SLP: Standing(400000, stated=True, through=ON), Pool.OT: Standing(0, stated=True)}
    step = Attested([visit({"97110": 15}), visit({"97530": 15}, "OT")], before, Pricing())
    assert not any(standing.reviewed for standing in step.after.values())


def test_lines_of_a_payer_without_a_threshold_add_nothing_to_the_year() -> None:
    pricing = Pricing({code: [(Period(), Decimal("30"))] for code in ("97110", "92526")})
    speech = visit({"92526": 30}, "SLP")
    step = attested(visit({"97110": 15}, payer="cpt-midpoint"), speech, pricing=pricing, PT_SLP=0)
    assert step.after[Pool.PT_SLP].cents == 3000


def test_each_alternative_is_worked_out_beside_what_the_other_visits_carry() -> None:
    """A unit of exercise and three of speech are worth less than 170.00, and the speech twice more."""
    tied = visit({"97533": 20, "97535": 20}, "SLP")
    _, speech = attested(visit({"97110": 8}), tied, PT_SLP=248000 - 17000).visits
    assert len(speech.alternative_lines) == 2
    assert not any("KX" in line.modifiers for lines in speech.alternative_lines for line in lines)


def test_nothing_used_and_nothing_stated_begins_at_nothing() -> None:
    step = Attested([visit({"97110": 15})], dict.fromkeys(Pool, Standing()), Pricing())
    assert step.after[Pool.PT_SLP] == Standing(2906)


def test_what_was_told_of_a_pool_stays_told_whoever_pays_next() -> None:
    before = dict.fromkeys(Pool, Standing(400000, stated=True, crossed=True, reviewed=True))
    step = Attested([visit({"97110": 15}, payer="cpt-midpoint")], before, Pricing())
    assert step.after == before


def test_the_conditional_claim_of_a_visit_is_worked_out_beside_those_of_the_others() -> None:
    """Of the claim that could be shown, 22.21 and 14.03 of PT come before 59.95 and 60.79 of SLP; 80.00 are left."""
    pt, slp = visit({"97150": 20, "97110": 15}), visit({"92507": 30, "97533": 15}, "SLP")
    _, found = attested(pt, slp, PT_SLP=248000 - 8000).visits
    assert found.conditional is not None
    assert ["KX" in line.modifiers for line in found.conditional.lines] == [True, True]
    assert found.conditional.alternative_lines == (found.conditional.lines,)
    (alone,) = attested(slp, PT_SLP=248000 - 8000).visits
    assert alone.conditional is not None
    assert ["KX" in line.modifiers for line in alone.conditional.lines] == [False, True]


def test_a_payer_without_modifiers_of_assistants_and_plans_of_care_asks_for_the_threshold_s_alone() -> None:
    rules = replace(load_policy("medicare").on(ON), assistant=None, plan_of_care=None)
    counted = count_visit([CodeTime("97110", 900, 900)], rules, discipline="PT", on=ON)
    (found,) = attested(counted, PT_SLP=260000).visits
    assert found.lines == (Line("97110", 1, ("KX",)),)
