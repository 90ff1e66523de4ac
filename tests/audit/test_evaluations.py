from __future__ import annotations

import pytest

from tests.schedules_of import analysed, findings, told

TWO = ("9:00-9:30 P1 PT1 97161", "10:00-10:30 P1 PT2 97161")


def test_two_therapists_evaluations_of_one_patient_are_one_unit_and_for_review() -> None:
    (found,) = findings("evaluation.twice", *TWO)
    assert (found.severity, found.patients, found.providers) == ("review", ("P1",), ("PT1", "PT2"))
    assert found.message == (
        "P1 has more than one physical therapy evaluation on 2026-03-02: 97161 with PT1 at 09:00 and 97161 with PT2 "
        "at 10:00. Evaluations of one kind are one unit of the date, whoever furnished them."
    )
    assert found.source == "cms-ncci-manual ch. 11 §P.1"
    (visit,) = analysed(*TWO).record.accounts.values()
    assert visit.units[visit.contest].units == {"97161": 1}


@pytest.mark.parametrize(
    "rows",
    [
        ("9:00-9:30 P1 PT1 97161", "9:00-9:30 P1 PT2 97161"),  # together
        ("9:00-9:30 P1 PT1 97163 payer=cpt-midpoint", "9:30-9:50 P1 PT1 97164 payer=cpt-midpoint"),  # both would earn
        ("9:00-9:30 P1 OT1 97165", "10:00-10:30 P1 OT2 97165"),
    ],
)
def test_evaluations_of_one_kind_are_two_wherever_two_were_made(rows: tuple[str, ...]) -> None:
    assert len(told("evaluation.twice", *rows)) == 1


@pytest.mark.parametrize(
    "rows",
    [
        ("9:00-9:15 P1 PT1 97161", "9:30-9:45 P1 PT1 97161"),  # one therapist, interrupted
        ("9:00-9:30 P1 PT1 97161", "9:30-10:00 P1 OT1 97165"),  # each discipline its own
        ("9:00-9:30 P1 PT1 97161", "9:00-9:30 P1 PTA1 97161"),  # an assistant's part is another finding
        ("9:00-9:30 P1 PT1 97161", "9:30-10:00 P2 PT2 97161"),
        ("9:00-9:30 P1 PT1 97161", "9:30-10:00 P1 PT2 97161 next"),
        ("9:00-9:30 P1 PT1 97163", "9:30-10:00 P1 PT2 97161"),  # a pair of codes: one is off the claim already
        ("9:00-9:30 P1 SLP1 92522", "9:30-10:00 P1 SLP2 92524"),  # evaluations of different things
        ("9:00-9:30 P1 PT1 97161 appointment", "9:30-10:00 P1 PT2 97161 appointment"),
        ("9:00-9:30 P1 PT1 97161", "9:30-10:00 P1 PT2 97161 supervised"),
    ],
)
def test_one_evaluation_of_a_kind_is_no_finding(rows: tuple[str, ...]) -> None:
    assert not told("evaluation.twice", *rows)


def test_an_evaluation_of_a_minute_is_for_review_and_quotes_the_typical_time() -> None:
    (found,) = findings("evaluation.short", "9:00-9:01 P1 PT1 97161")
    assert found.severity == "review"
    assert found.message == (
        "P1 with PT1 on 2026-03-02, 09:00–09:01 (1 minute): 97161 has 1 minute with a therapist; 20 are typical, and "
        "fewer than 11 do not reach half of them."
    )
    assert found.source == "palmetto-services professional services and time"


def test_the_evaluations_are_told_by_the_clock_in_whatever_order_the_rows_come() -> None:
    assert [one.message for one in findings("evaluation.twice", *reversed(TWO))] == [
        one.message for one in findings("evaluation.twice", *TWO)
    ]


def test_evaluations_at_one_time_are_told_by_code_and_then_by_who_made_them() -> None:
    rows = ["9:00-9:30 P1 PT2 97162", "9:00-9:30 P1 PT3 97161", "9:00-9:30 P1 PT1 97161", "8:00-8:30 P1 PT4 97163"]
    (found,) = findings("evaluation.twice", *rows)
    assert (
        "97163 with PT4 at 08:00, 97161 with PT1 at 09:00, 97161 with PT3 at 09:00 and 97162 with PT2 at 09:00"
        in found.message
    )
