"""What the public functions of this room take: a result, seen from below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from timeline.errors import WrongTypeError
from timeline.finding import Finding
from timeline.record import Record


class Result(Protocol):
    """What `timeline.analyze` returns: the facts, and the findings made from them."""

    @property
    def record(self) -> Record:
        """The facts."""

    @property
    def finding_list(self) -> Sequence[Finding]:
        """The findings, in order."""


def facts_of(result: Result, function: str) -> Record:
    """Return the facts of a result.

    Raises
    ------
    WrongTypeError: something else was passed, say a schedule that is not analyzed yet.
    """
    record = getattr(result, "record", None)
    if not isinstance(record, Record):
        raise WrongTypeError(
            f"{function}: pass what timeline.analyze(schedule) returned, not a {type(result).__name__}."
        )
    return record
