"""Rows of parts that are looked at one after another: places in their part, until a finding shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeAlias

import numpy as np

from timeline.attendance.numbered import Ints, texts
from timeline.audit.once import once
from timeline.contracts.sentences import Words
from timeline.found import DISCIPLINES, row_numbers
from timeline.record import Record
from timeline.shown import ShownRows


class Places(NamedTuple):
    """Some rows of one part: its number, and their positions among its rows."""

    part: int
    rows: Ints


#: Returns some rows of a part, named by its number, as a finding shows them.
ShownOf: TypeAlias = Callable[[int, Ints], ShownRows]


def shown_of(record: Record) -> ShownOf:
    """Show rows of a record that is the only part."""
    return lambda _, rows: rows_shown(record).taken(rows)


@once
def rows_shown(record: Record) -> ShownRows:
    """Return every row of a record as a finding shows it."""
    of, place = row_numbers(record), np.arange(len(record.rows))
    words = (
        (place, of.words.intervals),
        (of.date, of.words.dates),
        (of.patient, of.words.patients),
        (of.provider, of.words.providers),
        (of.code, of.codes),
        (of.clinic, of.words.clinics),
        (of.discipline, texts(["", *DISCIPLINES])),
        record.row_payers,
    )
    ids, date, *others = (Words(codes.astype(np.int32), told) for codes, told in words)
    return ShownRows((ids, date, of.start, of.end, *others, place))


def all_shown(places: Iterable[Places], shown: ShownOf) -> ShownRows:
    """Show rows of several parts, part by part."""
    of_parts = groupby(places, key=attrgetter("part"))
    return ShownRows.joined([shown(part, np.concatenate([each.rows for each in own])) for part, own in of_parts])


def by_part(part: Ints, rows: Ints) -> list[Places]:
    """Group rows by their part, each row once."""
    return [Places(number, np.unique(rows[part == number])) for number in np.unique(part).tolist()]
