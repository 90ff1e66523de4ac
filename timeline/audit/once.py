"""What several checks need of a record is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from timeline.record import Record

Made = TypeVar("Made")


def once(make: Callable[[Record], Made]) -> Callable[[Record], Made]:
    """Keep with each record what a function makes of it."""

    @wraps(make)
    def kept(record: Record) -> Made:
        if make not in record.kept:
            record.kept[make] = make(record)
        found: Made = record.kept[make]
        return found

    return kept
