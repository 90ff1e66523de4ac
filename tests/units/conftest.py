"""Counts small visits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from timeline.policies import load_policy
from timeline.units import CodeTime, VisitUnits, count_visit

Count = Callable[..., VisitUnits]


@pytest.fixture
def count() -> Count:
    """Count a visit from minutes: code -> therapist's, or (therapist's, assistant's) minutes."""

    def count_minutes(
        minutes: dict[str, int | tuple[int, int]],
        *,
        payer: str = "medicare",
        on: date = date(2024, 9, 2),
        discipline: str = "PT",
        **options: Any,
    ) -> VisitUnits:
        pairs = {code: spent if isinstance(spent, tuple) else (spent, 0) for code, spent in minutes.items()}
        times = [CodeTime(code, 60 * (own + helper), 60 * helper) for code, (own, helper) in pairs.items()]
        return count_visit(times, load_policy(payer).on(on), discipline=discipline, on=on, **options)

    return count_minutes


@pytest.fixture
def on() -> date:
    """Give a date within the quarter of the shipped tables."""
    return date(2024, 9, 2)
