"""How far a command is: one line on a terminal that is written over, and gone when the command is done."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeline.views.progress import Progress

_ANEW = "\r\x1b[K"


@contextmanager
def told_on_terminal() -> Iterator[Progress]:
    """Give what shows a step on stderr; where that is no terminal, nothing is shown."""
    if not sys.stderr.isatty():
        yield lambda what, done, of: None
        return

    def tell(what: str, done: int, of: int) -> None:
        text = f"{what}, {done} of {of}" if of else what
        sys.stderr.write(_ANEW + f"{text} …"[: shutil.get_terminal_size().columns - 1])
        sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write(_ANEW)
        sys.stderr.flush()
