"""Ceilings of units a day: reported, never taken away."""

from __future__ import annotations

from datetime import date

from timeline.policies import load_policy
from timeline.units import CodeTime, Line, VisitTimes, VisitUnits, count_date
from timeline.units.ceilings import ceiling_remarks
from timeline.units.plan import plan_for
from timeline.vocabulary import Severity

ON = date(2024, 9, 2)


def reported(visit: VisitUnits) -> list[tuple[Severity, tuple[str, ...]]]:
    return [(remark.severity, remark.codes) for remark in visit.remarks if remark.rule == "edit.mue"]


def test_units_above_a_ceiling_are_reported_and_kept(count) -> None:
    visit = count({"97110": 121})
    assert visit.units == {"97110": 8}
    assert reported(visit) == [(Severity.REVIEW, ("97110",))]


def test_the_hospital_has_its_own_ceilings(count) -> None:
    assert reported(count({"97110": 121}, payer="medicare-hospital")) == []


def test_an_absolute_ceiling_is_an_error() -> None:
    plan = plan_for(load_policy("medicare").on(ON), "PT", ON)
    (remark,) = ceiling_remarks([Line("97161", 1, ("GP",)), Line("97161", 1, ("CQ", "GP"))], plan)
    assert (remark.severity, remark.codes) == (Severity.ERROR, ("97161",))


def test_a_ceiling_with_room_for_records_is_for_review(count) -> None:
    visit = count({"97545": 300})
    assert visit.units == {"97545": 1, "97546": 3}
    assert reported(visit) == [(Severity.REVIEW, ("97546",))]


def test_a_hospital_s_ceiling_sees_every_discipline_of_the_date() -> None:
    visits = [VisitTimes(discipline, [CodeTime("97110", 75 * 60)]) for discipline in ("PT", "OT")]
    hospital, office = (count_date(visits, load_policy(f"medicare{kind}").on(ON), on=ON) for kind in ("-hospital", ""))
    assert [reported(visit) for visit in hospital] == [[(Severity.REVIEW, ("97110",))]] * 2
    assert [reported(visit) for visit in office] == [[], []]


def test_a_visit_s_own_lines_are_held_against_a_hospital_s_ceiling_once() -> None:
    """Five units of each discipline are beyond the ceiling of eight together, and five of one are not."""
    hospital = load_policy("medicare-hospital").on(ON)
    visits = [VisitTimes("PT", [CodeTime("97110", 75 * 60)]), VisitTimes("OT", [CodeTime("97530", 15 * 60)])]
    assert [reported(visit) for visit in count_date(visits, hospital, on=ON)] == [[], []]


def test_of_permitted_claims_the_chosen_one_is_held_against_the_ceilings(count) -> None:
    """The last unit is 97110's seventh by default, one more than its ceiling, and might be 97112's second."""
    visit = count({"97110": 97, "97112": 22})
    assert [way["97110"] for way in visit.alternatives] == [7, 6]
    assert reported(visit) == [(Severity.REVIEW, ("97110",))]
