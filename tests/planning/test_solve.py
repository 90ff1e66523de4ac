from __future__ import annotations

import pytest

from tests.planning.days import crowded, problem
from timeline.planning.aims import Aims, changed, measured
from timeline.planning.problem import Problem
from timeline.planning.solve import best_assignments


@pytest.mark.slow
def test_a_plausible_day_is_mended_with_proof_of_every_aim() -> None:
    asked = problem(crowded(60, 6, meeting=0.1))
    found = list(best_assignments(asked, count=3, seconds=120))
    assert [each.aims.contested for each in found] == [0, 0, 0]
    assert all(all(each.proved.values()) for each in found)
    assert found == sorted(found, key=lambda each: each.aims.order)
    assert len({frozenset(changed(asked, each.assignment)) for each in found}) == 3


OVERLOADED = crowded(60, 7, meeting=0.8)


@pytest.mark.slow
def test_an_overloaded_day_gets_its_best_plan_in_time_and_the_gap_is_stated() -> None:
    asked = problem(OVERLOADED)
    first, *others = best_assignments(asked, count=2, seconds=6)
    assert first.bounds["contested"] < first.aims.contested <= before(asked).contested
    assert not any(first.proved[name] for name in ("contested", "touched", "hand_overs", "moved", "idle", "spread"))
    assert all(other.aims.contested == first.aims.contested for other in others)


def test_hardly_any_time_still_gives_a_plan_that_is_no_worse() -> None:
    asked = problem(OVERLOADED, step=15)
    (only,) = best_assignments(asked, count=1, seconds=0.01)
    assert only.aims.order <= before(asked).order


def before(asked: Problem) -> Aims:
    return measured(asked, tuple(unit.booked for unit in asked.units))
