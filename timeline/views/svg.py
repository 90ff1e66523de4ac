"""Vector drawings as text: rectangles, lines, words and hatches. Lengths are points of 1/72 inch."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from timeline.views.palette import BLACK, Look

#: Width of letters in shares of their size: digits, capitals, everything else, and what takes two columns.
_DIGIT, _CAPITAL, _LETTER, _WIDE = 0.57, 0.72, 0.56, 1.05
_FACE = "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"

_RISING = "M-1 1L1 -1M0 5L5 0M4 6L6 4"
_FALLING = "M-1 4L1 6M0 0L5 5M4 -1L6 1"
#: Plotly's pattern letters: width and height of a tile, and the lines in it. A gray printout keeps this cue beside
#: color. Straight lines have long tiles: where two tiles meet, a printer may show a seam.
HATCHES: Mapping[str, tuple[float, float, str]] = {
    "/": (5, 5, _RISING),
    "\\": (5, 5, _FALLING),
    "x": (5, 5, _RISING + _FALLING),
    "-": (360, 3.5, "M0 1.75h360"),
    "|": (3.5, 360, "M1.75 0v360"),
    ".": (3.2, 3.2, "M1.2 1.6h.8"),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its center."""
        return self.x + self.width / 2, self.y + self.height / 2


def text_width(text: str, size: float) -> float:
    """Estimate the width of a drawn text, slightly high: fonts differ from system to system.

    >>> round(text_width("P001", 10), 1)
    24.3
    """
    return size * sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if letter.isdigit():
        return _DIGIT
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    return _CAPITAL if letter.isupper() or letter in "mwMW@…" else _LETTER


def filled(look: Look, box: Box, hatch: str) -> list[str]:
    """Draw a bar in its look; `hatch` is the id of its pattern, which `hatched` defines."""
    line = {"stroke": look.line, "stroke-width": look.line_width * 0.7} if look.line_width else {"stroke": "none"}
    parts = [rectangle(box, fill=look.colour or "none", **line)]
    if look.pattern:
        parts.append(rectangle(box, fill=f"url(#{hatch})", stroke="none"))
    return parts


def hatched(look: Look, hatch: str) -> str:
    """Define the pattern of a look; the tiles begin at the drawing's corner, so that the lines of neighbors meet."""
    width, height, lines = HATCHES[look.pattern]
    tile = f'<pattern id="{hatch}" patternUnits="userSpaceOnUse" width="{width:g}" height="{height:g}">'
    ink: dict[str, str | float] = {"stroke": BLACK, "stroke-opacity": look.ink, "stroke-width": 0.7, "fill": "none"}
    return tile + element("path", d=lines, **ink) + "</pattern>"


def rectangle(box: Box, **more: str | float) -> str:
    """Draw a rectangle."""
    place = {name: round(getattr(box, name), 2) for name in ("x", "y", "width", "height")}
    return element("rect", **place, **more)


def line(x: float, top: float, bottom: float, colour: str, width: float) -> str:
    """Draw a vertical line."""
    d = f"M{x:.2f} {top:.2f}V{bottom:.2f}"
    return element("path", d=d, stroke=colour, fill="none", **{"stroke-width": width})


def written(text: str, at: tuple[float, float], size: float, colour: str, *, anchor: str = "start") -> str:
    """Write a text; characters that cannot be printed are left out."""
    place: dict[str, str | float] = {"x": round(at[0], 2), "y": round(at[1], 2), "font-size": size, "fill": colour}
    place["text-anchor"] = anchor
    return element("text", **place)[:-2] + f">{escape(_printable(text))}</text>"


def element(name: str, **attributes: str | float) -> str:
    """Return an element without content."""
    told = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items())
    return f"<{name}{told}/>"


def drawing(size: tuple[float, float], parts: Iterable[str], title: str, *, patterns: Iterable[str] = ()) -> str:
    """Return a drawing of some width and height, with its title for screen readers."""
    width, height = f"{size[0]:g}", f"{size[1]:.1f}"
    extent = f'viewBox="0 0 {width} {height}" width="{width}pt" height="{height}pt"'
    label = f'font-family="{_FACE}" role="img" aria-label="{escape(_printable(title))}"'
    defined = "".join(patterns)
    definitions = f"<defs>{defined}</defs>" if defined else ""
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {extent} {label}>'
    return opening + definitions + "".join(parts) + "</svg>"


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
