from __future__ import annotations

import pytest

from timeline.sheets.headers import Fix
from timeline.sheets.x12.elements import SEVERAL_DATES, Procedure, date, dates, last_of, procedure
from timeline.sheets.x12.segments import Segment


def segment(text: str) -> Segment:
    name, *elements = text.split("*")
    return Segment(1, name, tuple(elements), ":")


def test_a_procedure_has_at_most_four_modifiers_and_no_blank_ones() -> None:
    assert procedure(["hc", "97110", "GP", "", "59", "KX", "CQ"]) == Procedure("97110", "GP 59 KX")


@pytest.mark.parametrize("parts", [[""], ["HC"], ["HC", ""], ["N4", "97110"]])
def test_what_is_of_another_code_set_is_no_procedure(parts: list[str]) -> None:
    assert procedure(parts) is None


@pytest.mark.parametrize("text", ["DTP*472*D8*20260302", "DTP*472*RD8*20260302-20260302"])
def test_a_day_and_a_period_of_one_day_are_that_day(text: str) -> None:
    assert dates(segment(text), 2, 3) == "2026-03-02"


def test_a_period_of_several_days_is_no_day() -> None:
    assert dates(segment("DTP*472*RD8*20260302-20260303"), 2, 3) is SEVERAL_DATES


@pytest.mark.parametrize("text", ["", "2026032", "2026-03-02", "Quasimodo"])
def test_another_text_is_no_day_and_is_not_repeated(text: str) -> None:
    wrong = date(text)
    assert isinstance(wrong, Fix)
    assert "Quasimodo" not in wrong.problem + wrong.repair


def test_the_last_segment_with_one_of_the_values_counts() -> None:
    listed = [segment("REF*EA*1"), segment("REF*6R*2"), segment("REF*EA*3"), segment("NTE*EA*4")]
    assert last_of(listed, "REF", 1, "EA", "SY") == segment("REF*EA*3")
    assert last_of(listed, "REF", 1, "G1") is None
