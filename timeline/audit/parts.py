"""Rows of parts that are looked at one after another: places in their part, until a finding shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from timeline.attendance.numbered import Ints
from timeline.record import Record
from timeline.shown import Shown


class Places(NamedTuple):
    """Some rows of one part: its number, and their positions among its rows."""

    part: int
    rows: Ints


#: Returns some rows of a part, named by its number, as a finding shows them.
ShownOf: TypeAlias = Callable[[int, Ints], Sequence[Shown]]


def shown_of(record: Record) -> ShownOf:
    """Show rows of a record that is the only part."""
    return lambda _, rows: record.all_shown(rows.tolist())


def all_shown(places: Iterable[Places], shown: ShownOf) -> list[Shown]:
    """Show rows of several parts, part by part."""
    return [row for part, rows in places for row in shown(part, rows)]


def by_part(part: Ints, rows: Ints) -> list[Places]:
    """Group rows by their part, each row once."""
    return [Places(number, np.unique(rows[part == number])) for number in np.unique(part).tolist()]
