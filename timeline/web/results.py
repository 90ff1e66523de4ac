"""The result of each session, and how many bytes of them are kept."""

from __future__ import annotations

import gc
import sys
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

from timeline.decisions import FindingKey
from timeline.web.people import People


@dataclass(frozen=True, slots=True)
class Result:
    """A session's result: the payload as it is sent, what a decision needs to know, and what a plan is made from.

    `booked` is the analysis, for another process; None where nothing is only booked, or only a part is shown. `rest` is
    how many bytes everything else takes, which whoever made the result has measured.
    """

    payload: bytes
    findings: Mapping[str, FindingKey]
    inputs: tuple[str, ...]
    manifest: Mapping[str, Any]
    people: People
    booked: bytes | None
    rest: int = 0


class Results:
    """What each session imported last; where together they are too large, that of whoever asked longest ago is let go.

    Parameters
    ----------
    most
        How many bytes of results are kept; one result is kept whatever its size.
    first
        What a session sees that has imported nothing.
    """

    def __init__(self, most: int, first: Result | None) -> None:
        self._most, self._first = most, first
        #: None: the session cleared its page. The longest unused come first.
        self._imported: OrderedDict[str, Result | None] = OrderedDict()
        self._let_go: set[str] = set()
        self._bytes = 0

    def seen_by(self, session: str) -> Result | None:
        """Return what a session sees: its own result, or the first; None for nothing."""
        if session in self._let_go:
            return None
        if session not in self._imported:
            return self._first
        self._imported.move_to_end(session)
        return self._imported[session]

    def was_let_go(self, session: str) -> bool:
        """Whether a session's result was let go for others'."""
        return session in self._let_go

    def put(self, session: str, result: Result | None) -> None:
        """Show a result to a session from now on, or nothing; let go of what there is no room for."""
        before = self._imported.pop(session, None)
        self._bytes += _size(result) - _size(before)
        self._let_go.discard(session)
        self._imported[session] = result
        for other, kept in list(self._imported.items()):
            if self._bytes <= self._most:
                break
            if kept is not None and other != session:
                del self._imported[other]
                self._let_go.add(other)
                self._bytes -= _size(kept)


def _size(result: Result | None) -> int:
    return 0 if result is None else len(result.payload) + len(result.booked or b"") + result.rest


def bytes_of(held: object) -> int:
    """Count the bytes of plain objects and of everything they hold, each once; classes and programs do not count."""
    seen: dict[int, object] = {}
    left, total = [held], 0
    while left:
        each = left.pop()
        if id(each) in seen or isinstance(each, type | ModuleType | FunctionType):
            continue
        seen[id(each)] = each
        total += sys.getsizeof(each)
        left += gc.get_referents(each)
    return total
