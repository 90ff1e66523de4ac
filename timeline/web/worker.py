"""A process that does long work for the server, piece by piece, and can be killed in the middle of one.

It speaks pickles over its own input and output: a piece of work in, then what stage it is at, and last its outcome.
Only the server that started it can speak to it. It ends when the server does, in whatever way the server ends.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from timeline.errors import TimelineError
from timeline.web.faults import WorkFailedError, where

#: Kinds of messages.
STAGE, DONE, FAILED = "stage", "done", "failed"
#: Most memory for one piece of work, in bytes; more would take the whole machine with it.
MOST_MEMORY = 3_000_000_000
#: How far work steps back behind the server, so that pages stay quick meanwhile.
_STEP_BACK = 5

_outcome: BinaryIO | None = None


def tell(stage: str) -> None:
    """Say which stage the work is at, to whoever waits for it; outside a worker nobody does."""
    if _outcome is not None:
        _send((STAGE, stage))


def main() -> None:
    """Do piece after piece until the server has no more, or is gone."""
    global _outcome
    given = sys.stdin.buffer
    _outcome = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what work prints is no message
    _limit()
    with suppress(EOFError, OSError, KeyboardInterrupt, pickle.UnpicklingError):  # the server may go in mid-word
        while True:
            work: Callable[[], object] = pickle.load(given)  # noqa: S301 (from the server that started this process)
            _send(_done(work))


def _done(work: Callable[[], object]) -> tuple[str, object]:
    try:
        return DONE, work()
    except (TimelineError, MemoryError) as told:
        return FAILED, told
    except BaseException as error:
        return FAILED, WorkFailedError(where(error))


def _send(message: tuple[str, object]) -> None:
    """Send a message; an outcome that cannot be sent is a failure named by its kind alone."""
    assert _outcome is not None  # noqa: S101 (main opened it)
    try:
        content = pickle.dumps(message)
        if message[0] == FAILED:  # an exception may write itself and not come back
            pickle.loads(content)  # noqa: S301 (our own)
    except Exception as error:
        content = pickle.dumps((FAILED, WorkFailedError(type(error).__name__)))
    _outcome.write(content)
    _outcome.flush()


def _limit() -> None:
    """Step back behind the server, and take no more memory than one piece of work may; where the system can do so."""
    with suppress(OSError, AttributeError):
        os.nice(_STEP_BACK)
    try:
        import resource
    except ImportError:
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
