"""The clinic's own fees."""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from timeline.errors import ScheduleError, WrongTypeError
from timeline.schedules.plausible import like_a_code, like_an_amount
from timeline.sheets import AnyPath, Field, MemoryFile, read_listing, sheet_of_mapping
from timeline.sheets.cells import code, each, money

Fees = AnyPath | MemoryFile | pd.DataFrame | Mapping[Any, Any]


_FEES = (
    Field(
        name="code",
        kind=each(code),
        aliases=("cpt", "cpt_code"),
        repair="Enter the code the fee is for.",
        shown=like_a_code,
    ),
    Field(
        name="fee",
        kind=each(money),
        aliases=("charge", "amount", "price"),
        repair="Write it like 38.50.",
        shown=like_an_amount,
    ),
)


def read_fees(source: Fees, /) -> dict[str, Decimal]:
    """Read the clinic's own fees, one per code, as exact amounts.

    Parameters
    ----------
    source
        A CSV file with the columns code and fee, its bytes under a name, a DataFrame with these columns, or a mapping
        of codes to amounts. Codes may be numbers; amounts Decimal, whole numbers, texts, or floats that are written
        with at most six decimals.

    Raises
    ------
    ScheduleError: everything wrong with the list, at once.
    WrongTypeError: nothing of that kind holds fees.

    Examples
    --------
    >>> read_fees({97110: 30.5, "97140": Decimal("28.00")})
    {'97110': Decimal('30.5'), '97140': Decimal('28.00')}
    """
    if isinstance(source, Mapping):
        listing = read_listing(sheet_of_mapping("fees", ("code", "fee"), source), _FEES, frame_name="fees")
    elif isinstance(source, str | os.PathLike | MemoryFile | pd.DataFrame):
        listing = read_listing(source, _FEES, frame_name="fees")
    else:
        known = "the path of a CSV file, a DataFrame with the columns code and fee, or a mapping of codes to amounts"
        raise WrongTypeError(f"fees: expected {known}, got {type(source).__name__}")
    fees: dict[str, Decimal] = {}
    for number, record in listing.records():
        if record["code"] in fees:
            listing.note(number, "code", record["code"], "is in the list more than once", "Keep one fee per code.")
        fees.setdefault(record["code"], record["fee"])
    listing.check(ScheduleError)
    return fees
