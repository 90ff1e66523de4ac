from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from tests.product import IN_FORCE, intervals
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.analysis.exposure_shares import exposure_shares
from timeline.audit.credits import credits_of
from timeline.result import Analysis, analyze
from timeline.schedules import read_schedule
from timeline.vocabulary import ContestRule

#: P1 is contested with PT1 in an evaluation, which has no timed units, and with PT2 in a timed code.
TWO_KINDS = (
    "9:00-9:30 P1 PT1 97161",
    "9:00-9:30 P2 PT1 97110",
    "10:00-10:30 P1 PT2 97110",
    "10:00-10:30 P3 PT2 97110",
)
#: P1 is contested with PT1 in a code that has its unit all the same, and with PT2 in one that has not.
TWO_CODES = (
    "9:00-9:20 P1 PT1 97110",
    "9:15-9:20 P2 PT1 97110",
    "10:00-10:20 P1 PT2 97112",
    "10:05-10:20 P3 PT2 97112",
)


def shares(result: Analysis, patient: str) -> dict[str, Fraction]:
    (visit,) = result.record.visits_of(result.record.dates[0], [patient])
    return dict(exposure_shares(result.record, visit))


def test_minutes_of_an_evaluation_expose_no_timed_unit() -> None:
    assert shares(analysed(*TWO_KINDS), "P1") == {"PT2": 2}


def test_where_minutes_are_pooled_they_are_shared_in_proportion() -> None:
    assert shares(analysed(*TWO_CODES), "P1") == {"PT1": Fraction(1, 2), "PT2": Fraction(3, 2)}


def test_where_each_code_is_counted_by_itself_the_code_that_loses_its_unit_bears_it() -> None:
    assert shares(analysed(*TWO_CODES, payer="cpt-midpoint"), "P1") == {"PT2": 1}


def test_without_contested_time_nobody_has_a_share() -> None:
    assert shares(analysed("9:00-9:40 P1 PT1 97110"), "P1") == {}


@pytest.mark.parametrize("payer", ["medicare", "cpt-midpoint", "full-unit"])
def test_the_shares_of_a_visit_add_up_to_its_exposure(payer: str) -> None:
    @given(rows())
    def holds(day: list[dict[str, Any]]) -> None:
        record = analyze(read_schedule(intervals(day, first=IN_FORCE), payer=payer)).record
        for visit in record.accounts.values():
            if not visit.is_scheduled:
                assert sum(share for _, share in exposure_shares(record, visit)) == visit.exposed

    holds()


@given(rows())
def test_no_provider_bears_more_than_its_own_contested_minutes_can_hold(day: list[dict[str, Any]]) -> None:
    record = analyze(read_schedule(intervals(day, first=IN_FORCE))).record
    for visit in record.accounts.values():
        for provider, share in exposure_shares(record, visit):
            own = sum(
                credit.end - credit.start
                for credit in credits_of(record, visit)
                if credit.documented > credit.exclusive
                and record.rows.provider[record.index[credit.interval_id]] == provider
            )
            assert share <= Fraction(own, visit.rules.units.unit_minutes * 60 if visit.rules else 1) + 1


def test_contest_rules_in_force_change_no_share() -> None:
    assert len({str(shares(analysed(*TWO_CODES, contest=rule), "P1")) for rule in ContestRule}) == 1
