from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from timeline.policies.rules import Cap, CapScope, Measure, OnExcess


@pytest.mark.parametrize("stated", [{}, {"max_units": 4, "max_minutes": 60}])
def test_a_limit_has_exactly_one_measure(stated: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="exactly one of max_units, max_minutes, max_relative_value"):
        Cap(CapScope.VISIT, OnExcess.DENY, **stated)


@pytest.mark.parametrize(
    ("stated", "measure", "most"),
    [
        ({"max_units": 0}, Measure.UNITS, Decimal(0)),
        ({"max_minutes": 60}, Measure.MINUTES, Decimal(60)),
        ({"max_relative_value": Decimal("8.5")}, Measure.RELATIVE_VALUE, Decimal("8.5")),
    ],
)
def test_a_limit_says_what_it_measures_and_how_much(stated: dict[str, Any], measure: Measure, most: Decimal) -> None:
    cap = Cap(CapScope.VISIT, OnExcess.DENY, **stated)
    assert (cap.measure, cap.most) == (measure, most)
