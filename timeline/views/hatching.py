"""Patterns of a vector drawing: a second cue beside colour, kept by a grey printout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


def _slanted(box: Box) -> str:
    """Draw lines that rise to the right, cut at the box's edges."""
    right, bottom = box.x + box.width, box.y + box.height
    found = []
    for c in _steps(box.x + box.y, right + bottom, 5.0):
        left, end = max(box.x, c - bottom), min(right, c - box.y)
        found.append(f"M{left:.2f} {c - left:.2f}L{end:.2f} {c - end:.2f}")
    return "".join(found)


def _falling(box: Box) -> str:
    """Draw lines that fall to the right."""
    right, bottom = box.x + box.width, box.y + box.height
    found = []
    for c in _steps(box.x - bottom, right - box.y, 5.0):
        left, end = max(box.x, c + box.y), min(right, c + bottom)
        found.append(f"M{left:.2f} {left - c:.2f}L{end:.2f} {end - c:.2f}")
    return "".join(found)


def _crossed(box: Box) -> str:
    return _slanted(box) + _falling(box)


def _level(box: Box) -> str:
    return "".join(f"M{box.x:.2f} {y:.2f}h{box.width:.2f}" for y in _steps(box.y, box.y + box.height, 3.5))


def _upright(box: Box) -> str:
    return "".join(f"M{x:.2f} {box.y:.2f}v{box.height:.2f}" for x in _steps(box.x, box.x + box.width, 3.5))


def _dotted(box: Box) -> str:
    return "".join(
        f"M{x:.2f} {y:.2f}h.8"
        for y in _steps(box.y + 0.5, box.y + box.height - 0.5, 3.2)
        for x in _steps(box.x + 0.5, box.x + box.width - 1.3, 3.2)
    )


def _steps(start: float, end: float, step: float) -> Iterator[float]:
    """Give the multiples of `step` between two numbers, so that patterns of neighbours meet."""
    number = int(start // step) + 1
    while number * step < end:
        yield number * step
        number += 1


#: Plotly's pattern letters, drawn.
HATCHES: Mapping[str, Callable[[Box], str]] = {
    "/": _slanted,
    "x": _crossed,
    "-": _level,
    "|": _upright,
    "\\": _falling,
    ".": _dotted,
}
