from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.units.test_threshold import ON, attested, visit
from timeline.period import Period
from timeline.policies import load_policy
from timeline.policies.amounts import Amount, Pricing
from timeline.units.threshold_remarks import looks_at_whole_date, not_asked, weak


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
