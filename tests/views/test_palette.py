"""How states look: readable, and apart without colour."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from timeline.views.palette import LOOKS, WARNING, Drawn

WRITTEN = [drawn for drawn, look in LOOKS.items() if look.colour]


def channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def luminance(levels: list[float]) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (level / 255 for level in levels)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("drawn", WRITTEN)
def test_text_on_a_bar_has_the_contrast_of_readable_text(drawn: Drawn) -> None:
    look = LOOKS[drawn]
    assert contrast(channels(look.text), channels(look.colour)) >= 4.5


@pytest.mark.parametrize("drawn", [drawn for drawn in WRITTEN if LOOKS[drawn].pattern])
def test_text_stays_readable_on_the_lines_of_a_pattern(drawn: Drawn) -> None:
    look = LOOKS[drawn]
    inked = [level * (1 - look.ink) for level in channels(look.colour)]
    assert contrast(channels(look.text), inked) >= 4.5


def test_everything_drawn_has_a_look_and_a_word_of_its_own() -> None:
    assert set(LOOKS) == set(Drawn)
    assert len({look.label for look in LOOKS.values()}) == len(LOOKS)


def test_bars_of_different_meaning_differ_in_pattern_and_not_only_in_colour() -> None:
    patterns = [LOOKS[drawn].pattern for drawn in ("one_on_one", "group", "supervised", "unskilled", "rest", "busy")]
    assert len(set(patterns)) == len(patterns)


def test_the_warning_colour_says_contested_and_nothing_else() -> None:
    assert [drawn for drawn, look in LOOKS.items() if WARNING in (look.colour, look.line)] == [Drawn.CONTESTED]


def test_a_look_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        LOOKS[Drawn.GROUP].colour = "#000000"  # type: ignore[misc]
    with pytest.raises(TypeError):
        LOOKS[Drawn.GROUP] = LOOKS[Drawn.REST]  # type: ignore[index]
