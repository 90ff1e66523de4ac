"""Sensitivity: what the units would be if clocks were read a few minutes differently."""

from __future__ import annotations

import pandas as pd

from timeline import contracts
from timeline.audit.edges import varied_units
from timeline.errors import WrongValueError
from timeline.record import Record


def sensitivity(record: Record, *, minutes: int = 1) -> pd.DataFrame:
    """Vary one code's minutes in every visit by some minutes either way, and count again.

    Parameters
    ----------
    minutes
        By how much, at least 1. Each code that may decide is tried.

    Returns
    -------
    `SENSITIVITY`: the visits that a policy counts; bookings are left out.

    Raises
    ------
    WrongValueError: fewer minutes than 1, or not a whole number.
    """
    if not isinstance(minutes, int) or minutes < 1:
        raise WrongValueError("minutes: pass a whole number of at least 1, for example minutes=3.")
    rows = []
    varied = zip(*(each.tolist() for each in varied_units(record, minutes)), strict=True)
    for visit, (fewest, most) in zip(record.accounts.values(), varied, strict=True):
        if visit.rules is not None and visit.units is not None:
            counted = visit.units[visit.contest]
            now = counted.timed_units
            place = (*visit.key, visit.clinic, visit.payer)
            rows.append((*place, counted.timed_minutes, now, fewest, most, fewest != now or most != now))
    return contracts.published(contracts.SENSITIVITY, contracts.from_records(contracts.SENSITIVITY, rows))
