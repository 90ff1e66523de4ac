"""Exposure: what depends on how contested time is settled, as a range over the three contest rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from timeline import contracts
from timeline.attendance.numbered import Ints
from timeline.contracts.columnar import Columnar, in_columns
from timeline.contracts.sentences import Words
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much less the record supports than it documents.

    Parameters
    ----------
    least
        Documented less nested: what no reading of the record supports.
    most
        Documented less exclusive: what a reviewer may strike who lets no contested minute count.
    """

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Exposures:
    """Exposure of some visits in seconds of credited time and in timed units."""

    seconds: Exposure
    units: Exposure


def exposure_table(record: Record) -> Columnar:
    """Build `EXPOSURE`: what depends on contested time, per patient and date; every sum is made of it."""
    of = record.visit_arrays
    begins = (np.diff(of.date.codes, prepend=-1) != 0) | (np.diff(of.patient.codes, prepend=-1) != 0)
    first = np.flatnonzero(begins)  # visits are sorted by date and patient

    def summed(numbers: Ints) -> Ints:
        return np.add.reduceat(numbers, first) if len(first) else numbers

    strict, nested, all_of_it = (summed(seconds) for seconds in of.credited)
    fewest, fewer, most = np.maximum(0, of.timed_units)
    return in_columns(
        contracts.EXPOSURE,
        {
            **{name: Words(*getattr(of, name)).taken(first) for name in ("date", "patient", "clinic")},
            **{f"seconds_{rule}": each for rule, each in zip(ContestRule, (strict, nested, all_of_it), strict=True)},
            "seconds": np.maximum(0, all_of_it - strict),
            "seconds_least": np.maximum(0, all_of_it - nested),
            "units": summed(np.maximum(0, most - fewest)),
            "units_least": summed(np.maximum(0, most - fewer)),
        },
    )


def exposures(record: Record, visits: Iterable[VisitAccount] | None = None) -> Exposures:
    """Sum the exposure of some visits, or of all of them; never negative for any patient's date.

    Seconds are those credited to a patient on a date, whatever the discipline; units are timed units per visit.
    """
    chosen = list(record.accounts.values() if visits is None else visits)
    days = {(visit.key[0], visit.key[1]): [0, 0, 0] for visit in chosen}
    units = [0, 0]
    for visit in chosen:
        day = days[visit.key[0], visit.key[1]]
        for place, seconds in enumerate(record.credited_seconds[visit.key]):
            day[place] += seconds
        strict, nested, all_of_it = (visit.timed_units_under(rule) or 0 for rule in ContestRule)
        units[0] += max(0, all_of_it - nested)
        units[1] += max(0, all_of_it - strict)
    least = sum(max(0, documented - nested) for _, nested, documented in days.values())
    most = sum(max(0, documented - exclusive) for exclusive, _, documented in days.values())
    return Exposures(Exposure(least, most), Exposure(units[0], units[1]))
