"""One payer's rules prepared for a date."""

from __future__ import annotations

from datetime import date

from timeline.policies import load_policy
from timeline.units.plan import plan_for

MEDICARE = load_policy("medicare")


def test_a_plan_has_the_ceilings_in_force_on_its_date() -> None:
    days = (date(2026, 3, 31), date(2026, 4, 1))
    held = [plan_for(load_policy("medicare").on(day), "PT", day).ceilings for day in days]
    assert ["92629" in ceilings for ceilings in held] == [False, True]
