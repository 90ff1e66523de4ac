from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from timeline.sheets.texts import Typed
from timeline.sheets.values import length_text, value_text

PAST = dt.timezone(dt.timedelta(hours=-5))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("97110", "97110"),
        (7, "7"),
        (True, "true"),
        (False, "false"),
        (1.0, "1"),
        (0.1, "0.1"),
        (float("nan"), ""),
        (Decimal("0.10"), "0.10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("NaN"), ""),
        (b"P1", "P1"),
        (b"\xff\x00", "ff00"),
        (memoryview(b"P1"), "P1"),
        ([1, "a"], '[1, "a"]'),
        ({"at": dt.date(2026, 3, 2)}, '{"at": "2026-03-02"}'),
    ],
)
def test_a_value_is_written_exactly(value: object, text: str) -> None:
    assert value_text(value) == text
    assert not isinstance(value_text(value), Typed)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.date(2026, 3, 2), "2026-03-02"),
        (dt.time(9, 5), "09:05:00"),
        (dt.datetime(2026, 3, 2, 9, 5, 0, 250_000), "2026-03-02 09:05:00.250000"),
        (dt.datetime(2026, 3, 2, 9, 5, tzinfo=PAST), "2026-03-02 09:05:00-05:00"),
        (dt.timedelta(minutes=30), "00:30:00"),
    ],
)
def test_a_clock_says_that_it_is_one(value: object, text: str) -> None:
    assert value_text(value) == text
    assert isinstance(value_text(value), Typed)


def test_a_length_keeps_its_sign_and_its_fraction() -> None:
    assert length_text(dt.timedelta(hours=-49, seconds=-0.5)) == "-49:00:00.500000"
