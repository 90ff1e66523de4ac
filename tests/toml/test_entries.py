from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

import pytest

from timeline.toml.entries import NotRead, Problem, day, decimal, exactly, fraction, text_or_word, told, whole


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


def refused(read: Any, *arguments: Any) -> str:
    with pytest.raises(NotRead) as caught:
        read(*arguments)
    return str(caught.value)


def test_a_whole_number_is_no_truth_and_not_below_0() -> None:
    assert [whole(number) for number in (0, 7)] == [0, 7]
    for value, spoken in ((-1, "-1"), (True, "true"), (1.0, "1.0"), ("1", "'1'")):
        assert refused(whole, value) == f"expected a whole number of 0 or more, got {spoken}"


def test_a_value_of_one_type_is_of_no_subtype() -> None:
    read = exactly(int, "a whole number")
    assert read(7, int) == 7
    assert refused(read, True, int) == "expected a whole number, got true"


@pytest.mark.parametrize("value", [0.1, "x", "NaN", "Infinity", 1])
def test_an_exact_number_stands_in_quotes(value: Any) -> None:
    assert decimal("0.10", Decimal) == Decimal("0.10")
    assert refused(decimal, value, Decimal).startswith('expected a number in quotes such as "0.10"')


@pytest.mark.parametrize("value", ["1", "0/20", "20/20", "21/20", "1/2/3", "-1/2", "½", 0.5, "1/" + "9" * 60])
def test_a_share_lies_between_0_and_1(value: Any) -> None:
    assert fraction("1/20", Fraction) == Fraction(1, 20)
    assert refused(fraction, value, Fraction).startswith('expected a share in quotes such as "1/20"')


def test_a_date_is_no_moment_and_no_text() -> None:
    assert day(date(2026, 3, 2), date) == date(2026, 3, 2)
    for value in (datetime(2026, 3, 2), "2026-03-02"):
        assert refused(day, value, date).startswith("expected a date such as 2024-01-31 without quotes")


def test_a_word_is_one_of_its_vocabulary() -> None:
    assert text_or_word("red", Color) is Color.RED
    assert text_or_word("green", str) == "green"
    assert refused(text_or_word, "green", Color) == "expected one of red, blue, got 'green'"
    assert refused(text_or_word, 7, str) == "expected text in quotes, got 7"


def test_what_a_message_shows_of_a_value_is_short() -> None:
    assert [told(value) for value in ({}, [], False, 10**30, "a")] == [
        "a table",
        "a list",
        "false",
        "a huge number",
        "'a'",
    ]
    assert len(told("x" * 100)) == 41


def test_a_problem_stands_at_its_place_or_below_it() -> None:
    assert NotRead("wrong").problems == (Problem((), "wrong"),)
    assert NotRead(below=[Problem(("a", 0), "wrong")]).problems == (Problem(("a", 0), "wrong"),)
