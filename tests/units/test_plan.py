"""One payer's rules prepared for a date."""

from __future__ import annotations

from datetime import date

import pytest

from timeline.policies import load_policy
from timeline.units.plan import plan_for

MEDICARE = load_policy("medicare")


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2024, 6, 30), True),
        (date(2024, 7, 1), False),
        (date(2024, 9, 30), False),
        (date(2024, 10, 1), True),
    ],
)
def test_a_table_holds_from_the_first_to_the_last_day_of_its_quarter(on: date, said: bool) -> None:
    plan = plan_for(MEDICARE.on(on), "PT", on)
    assert [plan.old_pairs is not None, plan.old_ceilings is not None] == [said, said]
