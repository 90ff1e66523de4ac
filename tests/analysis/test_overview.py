"""A period at a glance: its figures are those of the totals, and the worst come first."""

from __future__ import annotations

import pytest

import timeline as tl
from timeline.analysis.overview import Glance, overview
from timeline.result import Analysis, narrow


@pytest.fixture(scope="module")
def period() -> Analysis:
    return tl.analyze(tl.sample(clinics=2, days=3, seed=4))


def test_dates_and_sites_add_up_to_the_totals_of_the_period(period: Analysis) -> None:
    found, whole = overview(period.record, period.finding_list), period.totals
    for listed in (found.dates, found.sites):
        assert sum(one.visits for one in listed) == whole["visits"]
        assert sum(one.timed_units for one in listed) == whole["timed_units"]
        assert sum(one.not_credited for one in listed) == whole["patient_minutes_not_credited"]
        assert sum(one.claimed_twice for one in listed) == whole["provider_minutes_claimed_twice"]
        assert sum(one.exposed_units for one in listed) == whole["exposure_units"]


def test_a_provider_has_the_minutes_of_the_provider_s_own_accounts(period: Analysis) -> None:
    for one in overview(period.record, period.finding_list).providers:
        accounts = period.providers[period.providers["provider"] == one.name]
        assert one.claimed_twice == accounts["contested_seconds"].sum() / 60
        named = [finding for finding in period.finding_list if one.name in finding.providers]
        assert one.errors == sum(finding.severity == "error" for finding in named)


def test_the_worst_come_first_and_equals_by_name(period: Analysis) -> None:
    for listed in overview(period.record, period.finding_list):
        assert listed == sorted(listed, key=lambda one: (-one.errors, -one.claimed_twice, -one.reviews, one.name))


def test_of_a_part_that_is_shown_only_its_dates_and_sites_are_listed(period: Analysis) -> None:
    part = narrow(period, clinic="C1", first="2026-03-04")
    found = overview(part.record, part.finding_list)
    assert [one.name for one in found.sites] == ["C1"]
    assert {one.name for one in found.dates} == {"2026-03-04", "2026-03-05"}


def test_a_glance_without_anything_wrong_is_not_bad() -> None:
    assert not any(Glance("2026-03-02", 9, 18, 0, 0, 0, 0, 0).badness)
