"""Exposure: what hangs on how contested time is settled, as a range over the three contest rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
        strict, nested, all_of_it = (_units(visit, rule) for rule in ContestRule)
        units[0] += max(0, all_of_it - nested)
        units[1] += max(0, all_of_it - strict)
    least = sum(max(0, documented - nested) for _, nested, documented in days.values())
    most = sum(max(0, documented - exclusive) for exclusive, _, documented in days.values())
    return Exposures(Exposure(least, most), Exposure(units[0], units[1]))


def _units(visit: VisitAccount, rule: ContestRule) -> int:
    if visit.units is not None:
        return visit.units[rule].timed_units
    return visit.booked_units(rule) or 0 if visit.is_scheduled else 0
