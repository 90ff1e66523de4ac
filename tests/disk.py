"""A disk that is full, or fills up while something is written, in place of the functions of `os`."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable


def full(*_: object, **__: object) -> None:
    """Refuse, as a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full_after(step: Callable[..., object], times: int) -> Callable[..., object]:
    """Do a step some times, then refuse."""
    left = iter(range(times))
    return lambda *args: full() if next(left, None) is None else step(*args)


def half_then_full() -> Callable[[int, memoryview], object]:
    """Write half of what is asked for, then nothing more."""
    write = os.write
    return full_after(lambda descriptor, content: write(descriptor, content[: len(content) // 2]), 1)
