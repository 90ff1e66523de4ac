from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.units.test_threshold import ON, attested, visit
from timeline.period import Period
from timeline.policies import load_policy
from timeline.policies.amounts import Amount, Pricing
from timeline.policies.rules import TargetedReviewRule
from timeline.units import VisitUnits
from timeline.units.threshold import Attested, Standing
from timeline.units.threshold_remarks import limit_of, looks_at_whole_date, not_asked, weak
from timeline.vocabulary import Pool


def test_a_hospital_is_looked_at_by_the_date_and_an_office_by_the_line() -> None:
    seen = [looks_at_whole_date(load_policy(name).on(ON)) for name in ("medicare-hospital", "medicare", "cpt-midpoint")]
    assert seen == [True, False, False]


def test_a_crossing_says_what_was_used_before_and_after() -> None:
    (found,) = attested(visit({"97110": 15}), PT_SLP=247000).visits
    assert found.remarks[-1].text == (
        "the allowed amount of 2026 for PT and SLP passes the threshold of 2,480.00 USD with 97110 (2,470.00 USD "
        "before this date, 2,499.06 USD after it): that line and later ones of the year carry KX"
    )
    assert found.remarks[-1].source == "threshold-amounts 2026"


def test_in_a_hospital_a_crossing_speaks_of_every_line() -> None:
    (found,) = attested(visit({"97535": 15}, "OT", "medicare-hospital"), OT=248000).visits
    assert "every line of these disciplines on the date and later ones" in found.remarks[-1].text


def test_an_amount_for_a_payer_without_a_threshold_decides_nothing() -> None:
    assert not_asked(load_policy("cpt-midpoint").on(ON)).rule == "threshold.unknown"


def test_what_was_used_up_exactly_before_an_amount_nobody_knows_is_told_as_used() -> None:
    (found,) = attested(visit({"97110": 15}, on=date(2023, 3, 2)), PT_SLP=223000).visits
    (told,) = [remark.text for remark in found.remarks if remark.rule == "threshold.crossed"]
    assert "was 2,230.00 USD before this date, and the threshold is 2,230.00 USD: the lines carry KX" in told


def test_only_the_lines_whose_amount_is_not_known_are_named() -> None:
    pricing = Pricing({"97110": [(Period(), Decimal("30"))]})
    (found,) = attested(visit({"97110": 15, "97112": 15}, on=date(2023, 3, 2)), PT_SLP=0, pricing=pricing).visits
    (told,) = [remark for remark in found.remarks if remark.rule == "threshold.unknown"]
    assert told.codes == ("97112",)


def test_of_two_visits_of_a_pool_the_last_says_that_claims_may_be_reviewed() -> None:
    found = attested(visit({"97110": 15}), visit({"92507": 30}, "SLP"), PT_SLP=299999).visits
    said = [[remark.rule for remark in each.remarks if remark.rule == "threshold.review"] for each in found]
    assert said == [[], ["threshold.review"]]


def test_an_unverified_factor_is_told_only_where_a_line_attests() -> None:
    day = date(2024, 3, 8)
    for used, told in ((100000, False), (233000, True)):
        (found,) = attested(visit({"97110": 15}, on=day), PT_SLP=used).visits
        assert any("the rule conversion_factor is unverified" in remark.text for remark in found.remarks) is told


def test_an_unverified_factor_is_told_where_only_one_line_rests_on_it() -> None:
    """A place without relative values is not priced, the other line is."""
    day = date(2024, 3, 8)
    counted = visit({"97110": 15, "97039": 15}, on=day)
    (found,) = attested(counted, PT_SLP=233000).visits
    assert len(found.lines) == 2
    assert any("the rule conversion_factor is unverified" in remark.text for remark in found.remarks)


def test_what_nothing_is_known_of_rests_on_no_factor() -> None:
    counted = visit({"97110": 15}, on=date(2024, 3, 8))
    told = [len(weak(counted, [Amount(cents, cents)])) for cents in (None, 2906)]
    assert told[0] < told[1]


Told = tuple[str, str, tuple[str, ...], str]


def told(found: VisitUnits) -> list[Told]:
    return [
        (str(remark.severity), remark.text, remark.codes, remark.source)
        for remark in found.remarks
        if remark.rule.startswith("threshold")
    ]


ADD = "Add KX only if the record shows that the treatment is medically necessary."


def test_what_was_passed_before_the_date_is_told_with_both_amounts() -> None:
    (found,) = attested(visit({"97535": 15}, "OT"), OT=260000).visits
    text = "the allowed amount of 2026 for OT was 2,600.00 USD before this date, and the threshold is 2,480.00 USD: "
    assert told(found) == [("review", text + "the lines carry KX", ("97535",), "threshold-amounts 2026")]
    assert found.remarks[-1].remedy == ADD


@pytest.mark.parametrize(("cents", "said"), [(300000 - 2906, []), (300000 - 2905, ["3,000.01"])])
def test_the_amount_of_targeted_review_is_told_from_a_cent_above_it(cents: int, said: list[str]) -> None:
    (found,) = attested(visit({"97110": 15}), PT_SLP=cents).visits
    assert told(found)[1:] == [
        (
            "review",
            f"the allowed amount of 2026 for PT and SLP is {amount} USD, above 3,000.00 USD: "
            "claims may be chosen for targeted medical review",
            (),
            "cms-claims-5 §10.3",
        )
        for amount in said
    ]


def test_a_year_without_a_threshold_says_why_and_a_policy_without_an_amount_for_review_does_too() -> None:
    (found,) = attested(visit({"97110": 15}, on=date(2017, 3, 2)), PT_SLP=100).visits
    assert told(found) == [
        (
            "note",
            "no threshold for PT and SLP is known for 2017, so no line attests necessity. The therapy caps before 2018 "
            "are not in this file.",
            (),
            "",
        )
    ]
    rules = load_policy("medicare").on(ON)
    silent = replace(rules, targeted_review=None, gaps={"targeted_review": "Nobody knows."})
    (found,) = attested(replace(visit({"97110": 15}), rules=silent), PT_SLP=0).visits
    assert told(found) == [
        (
            "note",
            "no amount for targeted medical review of PT and SLP is known for 2026. Nobody knows.",
            (),
            "threshold-amounts 2026",
        )
    ]


def test_what_nobody_stated_is_told_with_every_reason_once() -> None:
    counted = visit({"97110": 15, "97112": 15}, on=date(2023, 3, 2))
    (found,) = Attested([counted], {}, Pricing()).visits
    assert told(found) == [
        (
            "note",
            "the amount used for PT and SLP earlier in 2023 is not stated, so it is counted from 0",
            (),
            "threshold-amounts 2023",
        ),
        (
            "note",
            "the allowed amounts of PT and SLP are not all known in 2023, and what is not known is not added to the "
            "year's amount: medicare has no relative values for that date",
            ("97110", "97112"),
            "threshold-amounts 2023",
        ),
    ]


@pytest.mark.parametrize(
    ("cents", "through", "said"),
    [(248001, ON, ["note"]), (248000, ON, []), (248001, ON - timedelta(days=1), ["review"])],
)
def test_a_stated_amount_above_the_threshold_that_includes_the_date_names_no_line(
    cents: int, through: date, said: list[str]
) -> None:
    before = {Pool.PT_SLP: Standing(cents, stated=True, through=through)}
    (found,) = Attested([visit({"97110": 15})], before, Pricing()).visits
    assert [severity for severity, *_ in told(found)] == said
    assert ["KX" in line.modifiers for line in found.lines] == [through < ON]
    if said == ["note"]:
        text = "the amount stated for PT and SLP through 2026-03-02 (2,480.01 USD) is above the threshold and includes "
        assert told(found)[0][1] == text + "this date, so which line passed it is not known"


def test_a_visit_without_lines_says_nothing_of_the_year() -> None:
    found = Attested([visit({"97110": 7}), visit({"97535": 15}, "OT")], {}, Pricing()).visits
    assert [len(told(each)) for each in found] == [0, 1]


def test_of_two_visits_of_a_pool_only_the_one_that_passes_the_threshold_says_so() -> None:
    found = attested(visit({"97110": 15}), visit({"92507": 30}, "SLP"), PT_SLP=248000 - 3000).visits
    assert [[codes for _, _, codes, _ in told(each)] for each in found] == [[], [("92507",)]]
    found = attested(visit({"97110": 15}), visit({"92507": 30}, "SLP"), PT_SLP=248000 - 2000).visits
    assert [[codes for _, _, codes, _ in told(each)] for each in found] == [[("97110",)], []]


def test_a_last_visit_without_a_line_leaves_it_to_the_one_before_that_claims_may_be_reviewed() -> None:
    found = attested(visit({"97110": 15}), visit({"97533": 7}, "SLP"), PT_SLP=299999).visits
    assert [len(told(each)) for each in found] == [2, 0]


def test_each_pool_is_held_against_its_own_amount() -> None:
    rule = TargetedReviewRule(pt_and_slp=Decimal("3000.50"), ot=Decimal(2000))
    assert [limit_of(rule, pool) for pool in (Pool.PT_SLP, Pool.OT)] == [300050, 200000]
    assert limit_of(None, Pool.OT) == 0
