from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from timeline.code_table import code_table
from timeline.policies import Method, load_policy, policy_names, sources
from timeline.vocabulary import Role

MEDICARE = load_policy("medicare")


def test_the_shipped_policies_are_these() -> None:
    assert policy_names() == (
        "commercial-daily-maximum",
        "cpt-midpoint",
        "full-unit",
        "medicaid-daily-cap",
        "medicaid-oklahoma",
        "medicaid-texas",
        "medicare",
        "medicare-advantage",
        "medicare-hospital",
        "nearest-quarter",
        "total-minutes",
        "tricare",
        "workers-comp-california",
        "workers-comp-new-york",
    )


@pytest.mark.parametrize("name", policy_names())
def test_every_shipped_policy_is_called_like_its_file_and_has_a_title_and_a_horizon(name: str) -> None:
    policy = load_policy(name)
    assert (policy.payer, policy.origin) == (name, f"{name}.toml")
    assert policy.title
    assert policy.verified_through == date(2026, 12, 31)


@pytest.mark.parametrize("name", policy_names())
def test_every_shipped_policy_covers_2010_to_2030(name: str) -> None:
    policy = load_policy(name)
    assert all(policy.on(date(year, 7, 1)).units for year in range(2010, 2031))


def test_every_method_is_shipped() -> None:
    assert {load_policy(name).on(date(2026, 3, 2)).units.method for name in policy_names()} == set(Method)


def test_every_source_says_what_it_is() -> None:
    said = {name: (of.title, of.publisher, of.published, of.paraphrase) for name, of in sources().items()}
    assert "cms-claims-5" in said
    assert [name for name, texts in said.items() if not all(texts)] == []


def test_every_source_is_cited_somewhere() -> None:
    package = Path(str(files("timeline")))
    shipped = [
        file
        for file in package.rglob("*")
        if file.suffix in (".py", ".toml", ".csv", ".json") and file.name != "sources.toml"
    ]
    text = "\n".join(file.read_text(encoding="utf-8") for file in shipped)
    assert [name for name in sources() if name not in text] == []


@pytest.mark.parametrize(
    ("year", "amount"),
    [
        (2018, 2010),
        (2019, 2040),
        (2020, 2080),
        (2021, 2110),
        (2022, 2150),
        (2023, 2230),
        (2024, 2330),
        (2025, 2410),
        (2026, 2480),
    ],
)
def test_the_yearly_amounts(year: int, amount: int) -> None:
    rules = MEDICARE.on(date(year, 12, 31))
    assert (rules.threshold.pt_and_slp, rules.threshold.ot) == (Decimal(amount), Decimal(amount))
    assert "threshold" not in rules.unverified


@pytest.mark.parametrize(
    ("day", "required", "minutes"),
    [
        (date(2019, 12, 31), False, None),
        (date(2020, 1, 1), True, None),
        (date(2021, 12, 31), True, None),
        (date(2022, 1, 1), True, 8),
    ],
)
def test_the_assistant_regimes_change_on_new_year_s_day(day: date, required: bool, minutes: int | None) -> None:
    rule = MEDICARE.on(day).assistant
    assert (rule.required, rule.therapist_minutes) == (required, minutes)


def test_the_share_is_an_exact_tenth() -> None:
    assert MEDICARE.on(date(2026, 1, 1)).assistant.share_over == Decimal("0.10")


def test_what_is_from_memory_is_marked_unverified() -> None:
    unverified = {"two_units", "staff", "telehealth", "programme_share", "sequestration"}
    assert set(MEDICARE.on(date(2026, 3, 2)).unverified) == unverified


def test_medicare_s_own_statuses_agree_with_the_code_table() -> None:
    stated = MEDICARE.on(date(2026, 3, 2)).coverage.codes
    assert stated == {code: code_table()[code].medicare_status for code in stated}


def test_every_status_of_the_code_table_is_spoken_for() -> None:
    coverage = MEDICARE.on(date(2026, 3, 2)).coverage
    known = {"payable", "deleted", *coverage.unpaid, *coverage.payer_decides}
    statuses = {row.medicare_status for row in code_table().values()}
    assert {status for status in statuses if not status.startswith("use_instead:")} <= known


def test_every_deleted_code_has_its_last_date() -> None:
    last_dates = {row.code: row.effective_to for row in code_table().values() if row.medicare_status == "deleted"}
    assert last_dates["97001"] == date(2016, 12, 31)
    assert None not in last_dates.values()


def test_the_hospital_differs_from_private_practice_in_its_two_tables_alone() -> None:
    private, hospital = MEDICARE.on(date(2026, 3, 2)), load_policy("medicare-hospital").on(date(2026, 3, 2))
    differ = {name for name in private.sources if getattr(private, name) != getattr(hospital, name)}
    assert differ == {"edits", "ceilings"}


def test_a_rule_gives_the_place_that_speaks_of_a_code_first() -> None:
    rules = MEDICARE.on(date(2026, 3, 2))
    assert rules.source("coverage", "97010") == "hellonote-97010 97010"
    assert rules.source("coverage", "97014") == "webpt-8-minute 97014 and G0283"
    assert rules.source("caps") == ""


def test_entries_in_force_come_in_the_order_of_the_rules() -> None:
    names = list(MEDICARE.on(date(2010, 1, 1)).sources)
    assert names[:7] == ["units", "coverage", "assistant", "staff", "plan_of_care", "edits", "ceilings"]
    assert names[7:] == ["programme_share", "assistant_share"]


def test_a_period_is_shown_with_its_last_day() -> None:
    assert [entry.period for entry in MEDICARE.history["assistant"]] == [
        "2004-01-01 to 2019-12-31",
        "2020-01-01 to 2021-12-31",
        "2022-01-01 to open",
    ]


@pytest.mark.parametrize(
    ("day", "factor", "qualifying", "verified"),
    [
        (date(2024, 3, 8), "32.7442", None, False),
        (date(2024, 3, 9), "33.2875", None, False),
        (date(2025, 7, 1), "32.3465", None, True),
        (date(2026, 7, 1), "33.4009", "33.5675", True),
    ],
)
def test_the_conversion_factors(day: date, factor: str, qualifying: str | None, verified: bool) -> None:
    rules = MEDICARE.on(day)
    assert rules.conversion_factor is not None
    assert rules.conversion_factor.factor == Decimal(factor)
    assert rules.conversion_factor.qualifying == (Decimal(qualifying) if qualifying else None)
    assert ("conversion_factor" not in rules.unverified) == verified


@pytest.mark.parametrize(("year", "known"), [(2017, False), (2018, True), (2027, True), (2028, False)])
def test_the_amount_of_targeted_review_is_dated(year: int, known: bool) -> None:
    rules = MEDICARE.on(date(year, 7, 1))
    assert (rules.targeted_review is not None) == known
    assert ("targeted_review" in rules.gaps) == (not known)


def test_a_period_without_a_value_says_why_and_a_rule_nobody_has_does_not() -> None:
    assert MEDICARE.on(date(2027, 1, 1)).gaps["threshold"] == "No amount was found for 2027."
    assert load_policy("cpt-midpoint").on(date(2027, 1, 1)).gaps == {}


def test_assistants_are_paid_less_from_2022() -> None:
    shares = [MEDICARE.on(day).assistant_share for day in (date(2021, 12, 31), date(2022, 1, 1))]
    assert [share.share for share in shares if share] == [Decimal(1), Decimal("0.85")]


def test_medicare_does_not_cover_slp_assistants_and_covers_every_other_one() -> None:
    for policy in ("medicare", "medicare-hospital"):
        rules = load_policy(policy).on(date(2026, 3, 2))
        assert [role for role in Role if not rules.covers(role)] == [Role.SLPA]
    assert load_policy("cpt-midpoint").on(date(2026, 3, 2)).covers(Role.SLPA)


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2020, 2, 29), False),
        (date(2020, 3, 1), True),
        (date(2026, 1, 31), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
    ],
)
def test_therapists_furnish_medicare_telehealth_through_2027(day: date, known: bool) -> None:
    rules = MEDICARE.on(day)
    assert (rules.telehealth is not None) == known
    assert ("telehealth" in rules.unverified) == known


def test_what_may_be_furnished_from_afar_is_in_the_code_table_and_has_its_modifiers() -> None:
    rule = MEDICARE.on(date(2026, 3, 2)).telehealth
    assert set(rule.codes) <= code_table().keys()
    assert {code_table()[code].mode for code in rule.codes} == {"one_on_one", "group"}
    assert (rule.places, rule.video, rule.audio) == (("02", "10"), "95", "93")
