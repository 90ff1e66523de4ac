"""Our own failures, named by class and place alone: a message may quote what was read, and so a person."""

from __future__ import annotations

import traceback


class WorkFailedError(Exception):
    """Work in another process failed; its text is the class of what failed and its place there."""


def where(error: BaseException) -> str:
    """Name an exception's class and the line that raised it; its message may quote what was read.

    >>> where(KeyError("a patient's name"))
    'KeyError'
    """
    if isinstance(error, WorkFailedError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
