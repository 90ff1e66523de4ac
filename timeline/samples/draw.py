"""Repeatable chance: the same seed gives the same choices on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Random choices that are the same on every machine and Python version: only `random()` is used."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 - invents schedules, guards nothing

    def whole(self, bounds: tuple[int, int]) -> int:
        """Draw a whole number between both bounds, which are included."""
        low, high = bounds
        return low + int(self._random.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """Return True in a `share` of the cases."""
        return self._random.random() < share

    def pick(self, options: Sequence[T]) -> T:
        """Draw one of `options`."""
        return options[self.whole((0, len(options) - 1))]
