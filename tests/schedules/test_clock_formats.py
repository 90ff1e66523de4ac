from __future__ import annotations

import pytest

from timeline.errors import Fault
from timeline.schedules.clock_formats import Formats, guard
from timeline.toml import structured


def read(**stated: str) -> Formats | list[str]:
    """Read what a mapping states; where it cannot, return what is wrong."""
    faults: list[Fault] = []
    built = structured(stated, Formats, "", file="map.toml", faults=faults)
    return built or [fault.problem for fault in faults]


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M %Z", "%Y-%m-%d %H:%MZ", "%Y-%m-%d %H:%M UTC"])
def test_a_zone_that_is_only_text_may_not_be_read_away(form: str) -> None:
    (problem,) = read(datetime=form)
    assert problem.startswith("would read a zone away")


@pytest.mark.parametrize("form", ["%d%m%Y", "%m%d%y", "%d%H:%M:%S"])
def test_figures_side_by_side_that_can_be_read_in_two_ways_are_refused(form: str) -> None:
    (problem,) = read(date=form)
    assert problem.startswith("has figures side by side that can be read in two ways")


@pytest.mark.parametrize("form", ["%Y%m%d%H%M", "%Y%m%dT%H%M%S", "%Y-%m-%d %H%M"])
def test_figures_side_by_side_that_have_one_meaning_are_read(form: str) -> None:
    assert read(datetime=form) == Formats(datetime=(form,))


@pytest.mark.parametrize(
    ("form", "text", "fits"),
    [
        ("%Y%m%d", "20260302", True),
        ("%Y%m%d", "2026032", False),
        ("%Y%m%dT%H%M", "20260302T0905", True),
        ("%Y%m%dT%H%M", "20260302T905", False),
        ("%a %Y%m%d", "Mon 20260302", True),
    ],
)
def test_a_text_must_have_exactly_the_figures_that_stand_side_by_side(form: str, text: str, *, fits: bool) -> None:
    guarded = guard(form)
    assert guarded is not None
    assert bool(guarded.fullmatch(text)) is fits


def test_a_format_with_signs_between_its_figures_needs_no_guard() -> None:
    assert guard("%m/%d/%Y") is None


@pytest.mark.parametrize(("key", "word"), [("fractions", "drop"), ("past_midnight", "next day")])
def test_a_word_that_may_be_stated_is_the_only_one(key: str, word: str) -> None:
    assert getattr(read(**{key: word}), key) == word
    assert read(**{key: "keep"}) == [f'must be "{word}"']
