"""The clerk's claim: the unit engine's answer, with the slips that were made."""

from __future__ import annotations

from datetime import date

import pytest

from timeline import analyze
from timeline.samples.clinic_claims import bill, counted_visit
from timeline.samples.clinic_model import Day, DraftRow, Visit
from timeline.samples.clinic_slips import PAYERS, UNKNOWN_CODE
from timeline.samples.draw import Draw
from timeline.samples.generate import sample
from timeline.vocabulary import Discipline

TODAY = date(2026, 3, 3)


def visit_of(*rows: tuple[str, int], provider: str = "PT1") -> Visit:
    """Lay rows of a code and minutes one after the other."""
    visit, clock = Visit(1, "PT1", Discipline.PT, 0), 0
    for code, minutes in rows:
        visit.spans.append(DraftRow(clock, clock + minutes, provider, code))
        clock += minutes
    return visit


def billed(visit: Visit, *, on: date = TODAY) -> list[tuple[str, int | None, str]]:
    day = Day(Draw("1"), returning=False, careful=True, visits=[visit])
    bill(day, {1: PAYERS[0]}, on)
    return [(span.code, span.billed_units, span.billed_modifiers) for span in visit.spans]


def test_the_clerk_counts_as_each_payer_does() -> None:
    visit = visit_of(("97110", 8), ("97112", 8))
    medicare, midpoint = (counted_visit(visit, payer, TODAY).units for payer in PAYERS)
    assert (medicare, midpoint) == ({"97110": 1, "97112": 0}, {"97110": 1, "97112": 1})


def test_minutes_lost_to_somebody_else_are_left_out_unless_they_are_claimed() -> None:
    visit = visit_of(("97110", 24))
    visit.spans[0].lost = 5
    kept, claimed = (counted_visit(visit, "medicare", TODAY, lost_too=too).units for too in (False, True))
    assert (kept, claimed) == ({"97110": 1}, {"97110": 2})


def test_an_assistants_units_carry_the_assistants_modifier() -> None:
    assert billed(visit_of(("97110", 15), provider="PTA1")) == [("97110", 1, "CQ GP")]
    assert billed(visit_of(("97110", 15), provider="PTA1"), on=date(2018, 3, 5)) == [("97110", 1, "GP")]


def test_modifiers_of_a_code_that_two_people_shared_are_left_open() -> None:
    visit = visit_of(("97110", 15), ("97110", 15))
    visit.spans[1].provider = "PTA1"
    assert billed(visit) == [("97110", 2, ""), ("97110", 2, "")]


def test_a_code_that_does_not_exist_is_claimed_like_another() -> None:
    assert billed(visit_of((UNKNOWN_CODE, 15), provider="PTA1")) == [(UNKNOWN_CODE, 1, "CQ GP")]


def test_a_slip_adds_a_unit_to_the_code_that_has_most() -> None:
    visit = visit_of(("97110", 30), ("97140", 15))
    visit.billing_slip = "one_unit_too_many"
    assert [units for _, units, _ in billed(visit)] == [3, 1]


@pytest.mark.parametrize("start", [date(2005, 3, 7), date(2019, 3, 4), date(2026, 3, 2)])
def test_a_clean_period_of_any_time_claims_what_is_supported(start: date) -> None:
    result = analyze(sample(days=4, seed=3, clean=True, start=start))
    assert set(result.reconciliation["result"]) == {"agrees"}
