"""Exposure: what depends on how contested time is settled, as a range over the three contest rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from timeline import contracts
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


def exposure_table(record: Record) -> pd.DataFrame:
    """Build `EXPOSURE`: what depends on contested time, per patient and date; every sum is made of it."""
    days: dict[tuple[str, str], list[VisitAccount]] = defaultdict(list)
    for visit in record.accounts.values():
        days[visit.key[0], visit.key[1]].append(visit)
    rows = []
    for (date, patient), visits in days.items():
        counted = [sum(record.credited_seconds[visit.key][place] for visit in visits) for place in range(3)]
        found = exposures(record, visits)
        seconds, units = found.seconds, found.units
        rows.append((date, patient, visits[0].clinic, *counted, seconds.most, seconds.least, units.most, units.least))
    return contracts.from_records(contracts.EXPOSURE, rows)


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
