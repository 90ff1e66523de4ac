from __future__ import annotations

import pytest

from tests.schedules_of import analysed, rules_of
from timeline.errors import WrongValueError
from timeline.result import narrow


def test_a_minute_less_may_cost_a_unit_and_a_minute_more_earn_none() -> None:
    (told,) = analysed("9:00-9:23 P1 PT1 97110").sensitivity(minutes=1).to_dict("records")
    assert (told["units"], told["units_less"], told["units_more"], told["on_edge"]) == (2, 1, 2, True)


def test_five_minutes_reach_further_than_one() -> None:
    result = analysed("9:00-9:20 P1 PT1 97110")
    near, far = (result.sensitivity(minutes=minutes).iloc[0] for minutes in (1, 5))
    assert (near["units_more"], far["units_more"]) == (1, 2)
    assert (bool(near["on_edge"]), bool(far["on_edge"])) == (False, True)


def test_one_minute_is_what_the_finding_on_edges_asks() -> None:
    assert "units.on_edge" in rules_of("9:00-9:23 P1 PT1 97110")
    assert "units.on_edge" not in rules_of("9:00-9:20 P1 PT1 97110")


def test_bookings_and_visits_without_a_policy_are_left_out() -> None:
    assert analysed("9:00-9:30 P1 PT1 97110 appointment").sensitivity().empty
    assert analysed("9:00-9:30 P1 PT1 97110", payer="nobody-knows").sensitivity().empty


@pytest.mark.parametrize("minutes", [0, -3, 1.5])
def test_less_than_a_minute_is_refused(minutes: float) -> None:
    with pytest.raises(WrongValueError, match="whole number of at least 1"):
        analysed("9:00-9:30 P1 PT1 97110").sensitivity(minutes=minutes)  # type: ignore[arg-type]


def test_of_a_part_a_visit_depends_on_the_same_minutes_as_in_the_whole() -> None:
    beside = ("9:00-9:23 P1 PT1 97530", "9:30-9:39 P1 PT1 97116", "10:00-10:23 P1 OT1 97530", "9:00-9:23 P2 PT2 97110")
    whole = analysed(*beside)
    for provider in ("PT1", "PT2"):
        found, every = narrow(whole, provider=provider).sensitivity(), whole.sensitivity()
        part = every[every["patient"].isin(found["patient"]) & every["discipline"].isin(found["discipline"])]
        assert found.to_dict("records") == part.to_dict("records") != []
