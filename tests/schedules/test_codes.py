from __future__ import annotations

import pytest

from timeline.schedules.codes import code_and_modifiers


@pytest.mark.parametrize(
    ("text", "modifiers"),
    [("97110-GP", "GP"), ("97110:gp:59", "GP 59"), ("HC 97110 GP, KX", "GP KX"), ("97110/CQ", "CQ")],
)
def test_modifiers_behind_a_code_are_taken_off(text: str, modifiers: str) -> None:
    assert code_and_modifiers(text) == ("97110", modifiers)


@pytest.mark.parametrize("text", ["CPT 97110", "cpt#97110", "97110 - Exercise", "97110 (exercise)", "97110: exercise"])
def test_a_word_or_a_name_beside_a_code_is_left(text: str) -> None:
    assert code_and_modifiers(text) == ("97110", "")


@pytest.mark.parametrize("text", ["", "97110", "9711", "Exercise 97110", "97110-GPX", "G0283"])
def test_anything_else_stays_as_it_stands(text: str) -> None:
    assert code_and_modifiers(text) == (text, "")
