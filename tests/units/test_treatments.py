"""What a payer's rules do with each code under a plan of care, on a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from timeline.code_table import code_table
from timeline.policies import load_policy
from timeline.units.plan import plan_for
from timeline.units.treatments import Treatment, Way
from timeline.vocabulary import Severity

MEDICARE = load_policy("medicare")


def treatment(code: str, payer: str = "medicare", on: date = date(2024, 9, 2)) -> Treatment:
    return plan_for(load_policy(payer).on(on), "PT", on).of(code)


@pytest.mark.parametrize(
    ("code", "way", "length", "threshold"),
    [
        ("97110", Way.POOL, 15, 8),
        ("96125", Way.OWN, 60, 31),
        ("97545", Way.CHAIN, 120, 61),
        ("97546", Way.CHAIN, 60, 31),
        ("97161", Way.ONCE, 0, 0),
        ("97597", Way.AREA, 0, 0),
        ("97010", Way.NOTHING, 0, 0),
        ("98980", Way.NOTHING, 0, 0),
        ("99999", Way.NOTHING, 0, 0),
    ],
)
def test_each_code_is_counted_in_its_own_way(code: str, way: Way, length: int, threshold: int) -> None:
    found = treatment(code)
    assert (found.billed, found.way, found.length, found.threshold) == (code, way, length, threshold)
    assert found.in_pool == (way is Way.POOL)


def test_a_code_that_is_not_in_use_on_the_date_earns_nothing_but_stays_in_its_pool() -> None:
    assert [treatment("97532", on=date(year, 9, 2)).way for year in (2017, 2024)] == [Way.POOL, Way.NOTHING]
    assert treatment("97532").in_pool


def test_only_a_replaced_code_stands_on_the_line_as_another() -> None:
    assert [treatment("97014", payer).billed for payer in ("medicare", "cpt-midpoint")] == ["G0283", "97014"]


def test_what_a_payer_says_of_a_code_goes_before_what_the_code_table_says() -> None:
    rules = MEDICARE.on(date(2024, 9, 2))
    assert rules.coverage is not None
    stated = replace(rules.coverage, codes={**rules.coverage.codes, "97010": "payable"})
    assert plan_for(replace(rules, coverage=stated), "PT", date(2024, 9, 2)).of("97010").way is Way.ONCE


def test_timed_and_group_codes_are_shown_apart_by_time_and_modalities_are_not() -> None:
    assert [treatment(code).apart_by_time for code in ("97110", "97150", "G0283", "97161")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("payer", ["medicare", "cpt-midpoint", "tricare"])
def test_only_a_therapist_evaluates_under_every_payer(payer: str) -> None:
    assert [treatment(code, payer).by_therapist for code in ("97161", "97110")] == [True, False]


@pytest.mark.parametrize("payer", ["medicare", "cpt-midpoint"])
def test_an_evaluation_of_another_discipline_earns_nothing_under_every_payer(payer: str) -> None:
    rules, day = load_policy(payer).on(date(2026, 3, 2)), date(2026, 3, 2)
    found = plan_for(rules, "OT", day).of("97161")
    assert (found.way, [remark.severity for remark in found.remarks]) == (Way.NOTHING, [Severity.ERROR])
    assert plan_for(rules, "PT", day).of("97161").remarks == ()


def test_another_code_of_one_discipline_earns_under_another_and_asks_for_a_check() -> None:
    day = date(2026, 3, 2)
    found = plan_for(MEDICARE.on(day), "PT", day).of("92507")
    assert found.way is Way.ONCE
    assert [(remark.rule, remark.severity) for remark in found.remarks] == [("code.discipline", Severity.REVIEW)]


def test_a_status_the_payer_states_rests_on_its_policy_and_another_on_the_code_table() -> None:
    day = date(2024, 9, 2)
    rules = MEDICARE.on(day)
    assert rules.coverage is not None
    stated = replace(rules.coverage, codes={**rules.coverage.codes, "S8948": "bundled"})
    own = plan_for(replace(rules, coverage=stated), "PT", day).of("S8948")
    table = plan_for(rules, "PT", day).of("S8948")
    assert ["not verified" in found.remarks[0].text for found in (own, table)] == [False, True]
    assert [found.remarks[0].source for found in (own, table)] == [
        rules.source("coverage", "S8948"),
        code_table()["S8948"].cited,
    ]


def test_a_code_of_another_discipline_is_told_with_what_it_is_and_its_source() -> None:
    day = date(2026, 3, 2)
    evaluation, other = (
        plan_for(MEDICARE.on(day), "OT", day).of("97161").remarks[0],
        plan_for(MEDICARE.on(day), "PT", day).of("92507").remarks[0],
    )
    assert evaluation.text == "97161 is an evaluation of PT, recorded under a plan of care of OT: it earns no unit"
    assert other.text.startswith("92507 is a code of SLP, recorded under a plan of care of PT")
    assert other.text.endswith(": its units stand, but somebody must check the code")
    assert evaluation.remedy == "Use the code for OT, or correct who furnished it."
    assert other.remedy == "Check that the plan of care of PT covers it."
    assert [evaluation.source, other.source] == ["cms-claims-5 §20.1", code_table()["92507"].cited]


@pytest.mark.parametrize(
    ("on", "told"),
    [(date(2017, 12, 31), "only from 2018-01-01"), (date(2020, 1, 1), "only until 2019-12-31"), (date(2018, 1, 1), "")],
)
def test_a_code_that_came_and_went_says_which_of_its_days_the_date_missed(count, on: date, told: str) -> None:
    texts = [remark.text for remark in count({"G0515": 15}, on=on).remarks if remark.rule == "code.retired"]
    assert [told in text for text in texts] == [True] * bool(told)


HEDGE = " (not verified against a published source: check with the payer)"


@pytest.mark.parametrize(
    ("code", "rule", "severity", "told", "codes", "source"),
    [
        (
            "97010",
            "code.bundled",
            Severity.NOTE,
            "97010 is paid as part of other services under medicare: it earns no units",
            ("97010",),
            "hellonote-97010 97010",
        ),
        (
            "97602",
            "code.bundled",
            Severity.NOTE,
            f"97602 is paid as part of other services under medicare{HEDGE}: it earns no units",
            ("97602",),
            "code table, not verified",
        ),
        (
            "G0151",
            "code.not_covered",
            Severity.REVIEW,
            f"G0151 is for home health claims only under medicare{HEDGE}: it earns no units",
            ("G0151",),
            "code table, not verified",
        ),
        (
            "97169",
            "code.not_covered",
            Severity.REVIEW,
            f"97169 is not paid under medicare{HEDGE}: it earns no units",
            ("97169",),
            "code table, not verified",
        ),
        (
            "97014",
            "code.replaced",
            Severity.NOTE,
            "medicare takes G0283 in place of 97014",
            ("97014", "G0283"),
            "webpt-8-minute 97014 and G0283",
        ),
        (
            "97139",
            "code.payer_decides",
            Severity.NOTE,
            f"97139 is carrier priced{HEDGE}: units and price are set by the contractor",
            ("97139",),
            "code table, not verified",
        ),
        (
            "98980",
            "code.off_floor",
            Severity.NOTE,
            "98980 is furnished away from the clinic floor: it earns no units from attendance",
            ("98980",),
            "code table, not verified",
        ),
        (
            "99999",
            "code.unknown",
            Severity.REVIEW,
            "99999 is not in the code table: its minutes earn no units, and its digits are not used to guess",
            ("99999",),
            "",
        ),
    ],
)
def test_every_status_that_changes_what_a_code_earns_says_so(code, rule, severity, told, codes, source) -> None:
    (remark,) = treatment(code, on=date(2026, 3, 2)).remarks
    assert (remark.rule, remark.severity, remark.text) == (rule, severity, told)
    assert (remark.codes, remark.source) == (codes, source)


@pytest.mark.parametrize("code", ["97010", "97014", "97139", "97602"])
def test_statuses_of_one_payer_say_nothing_of_another(code: str) -> None:
    found = treatment(code, "cpt-midpoint", date(2026, 3, 2))
    assert (found.billed, found.way, found.remarks) == (code, Way.ONCE, ())


def test_without_a_plan_of_care_no_discipline_is_checked() -> None:
    on = date(2026, 3, 2)
    found = [plan_for(MEDICARE.on(on), "", on).of(code) for code in ("92507", "97161", "97165")]
    assert [(each.way, each.remarks) for each in found] == [(Way.ONCE, ())] * 3
