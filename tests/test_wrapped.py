from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.wrapped import FORMULA_STARTS, unwrapped, wrapped

_STARTS = st.sampled_from(["", "'", "''", '="', "=", "-", "+", "@", " ", "\t"])


@given(_STARTS, st.text(max_size=8))
def test_what_is_wrapped_is_unwrapped_to_the_same_text(start: str, rest: str) -> None:
    assert unwrapped(wrapped(start + rest)) == start + rest


@given(_STARTS, st.text(max_size=8))
def test_nothing_wrapped_runs(start: str, rest: str) -> None:
    shown = wrapped(start + rest)
    assert not shown.lstrip().startswith(FORMULA_STARTS) or shown.lstrip("-").replace(".", "").isdigit()


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_every_beginning_of_a_formula_is_disarmed(start: str) -> None:
    assert wrapped(f"{start}cmd").startswith("'")


@pytest.mark.parametrize("number", ["-1234", "-0.5", "97110"])
def test_a_plain_number_stays(number: str) -> None:
    assert wrapped(number) == number


@pytest.mark.parametrize(
    ("cell", "text"), [('="a""b"', 'a"b'), ("='x'", "='x'"), ('="x', '="x'), ("''x", "'x"), ("", "")]
)
def test_wrappers_are_taken_off_once(cell: str, text: str) -> None:
    assert unwrapped(cell) == text
