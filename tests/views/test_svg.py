from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.views.palette import LOOKS, Drawn
from timeline.views.svg import HATCHES, Box, drawing, filled, hatched, text_width, written


def test_every_pattern_of_the_palette_can_be_drawn() -> None:
    assert {look.pattern for look in LOOKS.values()} - {""} <= HATCHES.keys()


@pytest.mark.parametrize("kind", [kind for kind in Drawn if LOOKS[kind].pattern])
def test_a_pattern_is_a_tile_in_the_ink_of_its_look(kind: Drawn) -> None:
    tile = ElementTree.fromstring(hatched(LOOKS[kind], "here"))  # noqa: S314 (our own drawing)
    assert (tile.get("id"), tile.get("patternUnits")) == ("here", "userSpaceOnUse")
    assert (tile.get("width"), tile.get("height")) == tuple(f"{side:g}" for side in HATCHES[LOOKS[kind].pattern][:2])
    assert tile[0].get("stroke-opacity") == str(LOOKS[kind].ink)


def test_a_plain_look_has_one_rectangle_and_a_patterned_one_two() -> None:
    box = Box(0, 0, 10, 5)
    assert [len(filled(LOOKS[kind], box, "here")) for kind in (Drawn.ONE_ON_ONE, Drawn.GROUP)] == [1, 2]


def test_what_cannot_be_printed_is_left_out_and_signs_are_escaped() -> None:
    assert ">a&lt;b</text>" in written("a\x00<b", (0, 0), 7, "#000")
    assert 'aria-label="a&lt;b"' in drawing((10, 5), [], "a\x00<b")


@given(st.text())
def test_a_longer_text_is_never_narrower(text: str) -> None:
    assert 0 <= text_width(text, 7) <= text_width(text + "x", 7)
