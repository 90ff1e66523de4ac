"""Exposure: what depends on how contested time is settled, as a range over the three contest rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
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
    visits = list(record.accounts.values())
    places: dict[tuple[str, str], int] = {}
    of = np.array([places.setdefault(visit.key[:2], len(places)) for visit in visits], dtype=np.int64)
    seconds, units = (np.zeros((len(places), many), dtype=np.int64) for many in (3, 2))
    np.add.at(seconds, of, _of_rules([record.credited_seconds[visit.key] for visit in visits]))
    strict, nested, all_of_it = _of_rules(
        [tuple([visit.timed_units_under(rule) or 0 for rule in ContestRule]) for visit in visits]
    ).T
    np.add.at(units, of, np.maximum(0, np.stack([all_of_it - strict, all_of_it - nested], axis=1)))
    sites = {place: visit.clinic for place, visit in zip(reversed(of.tolist()), reversed(visits), strict=True)}
    dates, patients = zip(*places, strict=True) if places else ((), ())
    return contracts.from_columns(
        contracts.EXPOSURE,
        {
            "date": dates,
            "patient": patients,
            "clinic": [sites[place] for place in range(len(places))],
            **{f"seconds_{rule}": seconds[:, place] for place, rule in enumerate(ContestRule)},
            "seconds": np.maximum(0, seconds[:, 2] - seconds[:, 0]),
            "seconds_least": np.maximum(0, seconds[:, 2] - seconds[:, 1]),
            "units": units[:, 0],
            "units_least": units[:, 1],
        },
    )


def _of_rules(numbers: Sequence[tuple[int, ...]]) -> npt.NDArray[np.int64]:
    """Return numbers of each contest rule as an array with a row for each visit."""
    return np.array(numbers, dtype=np.int64).reshape(-1, len(ContestRule))


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
