"""Contacts inside another patient's row: what parts the contest rules, and only where it is asked for."""

from __future__ import annotations

import pandas as pd
import pytest

from timeline import Analysis, analyze
from timeline.samples.generate import generate, sample

NOTE = "treated meanwhile"


@pytest.fixture(scope="module")
def week() -> Analysis:
    return analyze(sample(days=5, seed=7, clean=True, nested=True))


def test_nested_and_exclusive_minutes_part_in_both_patients_codes(week: Analysis) -> None:
    codes = week.codes
    contacts = week.intervals.query("note == @NOTE")
    gained = (codes["minutes_nested"] - codes["minutes_exclusive"]).sum()
    assert gained == (contacts["end"] - contacts["start"]).dt.total_seconds().sum() / 60 > 0
    assert (codes["minutes_nested"] <= codes["minutes_documented"]).all()


def test_some_units_hang_on_the_rule(week: Analysis) -> None:
    assert (week.codes["units"] != week.codes["units_exclusive"]).any()


def test_without_being_asked_the_two_rules_agree_on_every_code() -> None:
    codes = analyze(sample(days=3, seed=7)).codes
    assert (codes["minutes_nested"] == codes["minutes_exclusive"]).all()


def test_the_contacts_are_the_only_contests_of_a_clean_week(week: Analysis) -> None:
    errors = week.findings.query("severity == 'error'")
    assert set(errors["rule"]) == {"overlap.contested"}
    assert len(week.findings.query("rule == 'overlap.contested'")) == len(week.intervals.query("note == @NOTE"))


def test_the_clerk_claims_what_the_nested_rule_supports(week: Analysis) -> None:
    assert set(week.reconciliation["result"]) == {"agrees"}


def test_nothing_else_about_the_days_changes() -> None:
    plain, nested = (generate(days=2, seed=5, nested=nested).frame for nested in (False, True))
    key = ["date", "start", "end", "patient", "provider", "code"]
    kept = plain[plain["mode"] != "unskilled"][key]  # exercising alone ends where the contact begins
    rest = nested[(nested["note"] != NOTE) & (nested["mode"] != "unskilled")][key]
    pd.testing.assert_frame_equal(rest.reset_index(drop=True), kept.reset_index(drop=True))
