from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from timeline.code_table import code_table
from timeline.policies import Method, load_policy, policy_names, sources

MEDICARE = load_policy("medicare")


def test_the_shipped_policies_are_these() -> None:
    assert policy_names() == (
        "commercial-daily-maximum",
        "cpt-midpoint",
        "full-unit",
        "medicaid-daily-cap",
        "medicare",
        "medicare-hospital",
        "nearest-quarter",
        "total-minutes",
        "tricare",
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


@pytest.mark.parametrize("name", ["tricare", "medicaid-daily-cap", "commercial-daily-maximum"])
def test_examples_of_a_clinic_s_own_file_claim_nothing_verified(name: str) -> None:
    assert {entry.verified for entries in load_policy(name).history.values() for entry in entries} == {False}


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
    [(2018, 2010), (2020, 2080), (2021, 2110), (2022, 2150), (2023, 2230), (2024, 2330), (2025, 2410), (2026, 2480)],
)
def test_the_yearly_amounts(year: int, amount: int) -> None:
    rules = MEDICARE.on(date(year, 12, 31))
    assert (rules.threshold.pt_and_slp, rules.threshold.ot) == (Decimal(amount), Decimal(amount))
    assert ("threshold" in rules.unverified) == (year < 2021)


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


def test_what_no_source_says_is_marked_unverified() -> None:
    assert set(MEDICARE.on(date(2026, 3, 2)).unverified) == {"telehealth", "two_units"}


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
    assert names == ["units", "coverage", "assistant", "plan_of_care", "edits", "ceilings"]


def test_a_period_is_shown_with_its_last_day() -> None:
    assert [entry.period for entry in MEDICARE.history["assistant"]] == [
        "2004-01-01 to 2019-12-31",
        "2020-01-01 to 2021-12-31",
        "2022-01-01 to open",
    ]
