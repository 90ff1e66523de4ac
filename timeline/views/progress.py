"""How far the making of a view is: told to whoever asked, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable

#: Told what is being done, how much of it is done, and how much there is; 0 of 0 where that is not counted.
Progress = Callable[[str, int, int], None]


def unseen(what: str, done: int = 0, of: int = 0) -> None:
    """Tell nobody."""
