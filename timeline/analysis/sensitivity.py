"""Sensitivity: what the units would be if clocks were read a few minutes differently."""

from __future__ import annotations

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.audit.edges import varied_units
from timeline.errors import WrongValueError
from timeline.record import Record
from timeline.vocabulary import CONTEST_RULES


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
    # A visit that is not shown may have a say in the units of one that is.
    whole = record.whole
    of = whole.visit_arrays
    own = np.flatnonzero(of.answer >= 0)
    if whole is not record:
        named = (of.date, of.patient, of.discipline)
        own = own[[key in record.accounts for key in zip(*(each.at(own) for each in named), strict=True)]]
    now = of.timed_units[CONTEST_RULES.index(record.contest)][own]
    fewest, most = (units[own] for units in varied_units(whole, minutes))
    columns = (
        *(each.at(own) for each in (of.date, of.patient, of.discipline, of.clinic, of.payer)),
        *(of.timed_minutes[own], now, fewest, most, (fewest != now) | (most != now)),
    )
    rows = list(zip(*(each.tolist() for each in columns), strict=True))
    return contracts.published(contracts.SENSITIVITY, contracts.from_records(contracts.SENSITIVITY, rows))
