"""In which order people stand: ids as people count, patients as they come."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from timeline.vocabulary import Kind


def in_order_of_coming(rows: Iterable[tuple[str, str, int]]) -> list[str]:
    """Order patients by their first start, from patient, kind and start of each row.

    >>> in_order_of_coming([("P2", "service", 0), ("P3", "appointment", 0), ("P3", "service", 9), ("P1", "service", 0)])
    ['P1', 'P2', 'P3']
    """
    # What happened decides; a booking only where nothing did.
    first: dict[str, tuple[bool, int]] = {}
    for patient, kind, second in rows:
        start = kind == Kind.APPOINTMENT, second
        first[patient] = min(first.get(patient, start), start)
    return sorted(first, key=lambda key: (first[key][1], natural(key)))


def natural(key: str) -> tuple[Any, ...]:
    """Sort key that orders ids as people count: PT2 before PT10.

    >>> sorted(["PT10", "PT2", "A"], key=natural)
    ['A', 'PT2', 'PT10']
    """
    return *((text, int(number or 0)) for text, number in re.findall(r"([^0-9]*)([0-9]*)", key)), (key, 0)
