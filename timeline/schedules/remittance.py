"""What a payer did with claim lines: an X12 835, or a table with the same columns."""

from __future__ import annotations

import os
import re
from decimal import Decimal

import pandas as pd

from timeline.contracts import REMITTED_LINES, conform, published
from timeline.errors import ScheduleError, WrongTypeError
from timeline.schedules.claims import dates
from timeline.schedules.clock_formats import Formats
from timeline.schedules.plausible import like_a_code, like_a_date
from timeline.sheets import AnyPath, Field, Fix, MemoryFile, read_listing
from timeline.sheets.cells import code, each, modifiers, units
from timeline.sheets.sheet import REMITTANCE

Remittance = AnyPath | MemoryFile | pd.DataFrame

_AMOUNT = re.compile(r"-?\d{1,12}(\.\d{1,2})?|-?\.\d{1,2}", re.ASCII)


def _cents(text: str) -> int | Fix:
    """Read an amount that may be taken back.

    >>> _cents("-12.5"), _cents("12,50").problem
    (-1250, 'is not an amount like 38.50')
    """
    if _AMOUNT.fullmatch(text):
        return int(Decimal(text) * 100)
    return Fix("is not an amount like 38.50", "Correct it.")


_FIELDS = (
    Field(name="date", kind=dates(Formats()), repair="Enter the date of service.", shown=like_a_date),
    Field(name="patient", shown=False, blank="", repair="Enter the patient's id as on the claim."),
    Field(name="patient_control_number", required=False, blank="", shown=False),
    Field(name="code", kind=each(code), repair="Enter the code that was claimed.", shown=like_a_code),
    Field(name="units", kind=each(units), shown=False),
    Field(name="modifiers", kind=each(modifiers), required=False, blank="", shown=False),
    Field(name="provider", required=False, blank="", shown=False),
    Field(name="paid_code", kind=each(code), required=False, blank="", shown=False),
    Field(name="paid_units", kind=each(units), required=False, blank=-1, shown=False),
    Field(name="charged", kind=each(_cents), shown=False),
    Field(name="paid", kind=each(_cents), shown=False),
    Field(name="adjustments", required=False, blank="", shown=False),
    Field(name="remarks", required=False, blank="", shown=False),
)


def read_remittance(source: Remittance, /) -> pd.DataFrame:
    """Read what a payer did with claim lines into `REMITTED_LINES`.

    Payments that the same file takes back are left out with their reversals.

    Parameters
    ----------
    source
        An X12 835 or another table with the columns date, patient, code, units, charged, paid; its bytes under a
        name; or a DataFrame.

    Raises
    ------
    ScheduleError: everything wrong with it, at once.
    WrongTypeError: nothing of that kind holds a remittance.
    """
    if not isinstance(source, str | os.PathLike | MemoryFile | pd.DataFrame):
        raise WrongTypeError(f"remittance: expected the path of an 835 file, got {type(source).__name__}")
    listing = read_listing(source, _FIELDS, frame_name="remittance", holds=REMITTANCE)
    listing.check(ScheduleError)
    columns = dict(listing.columns)
    billed, paid = columns["units"], columns["paid_units"]
    columns |= {
        "remitted_id": [f"{listing.name}:{number}" for number in listing.numbers],
        "paid_code": [own or sent for own, sent in zip(columns["paid_code"], columns["code"], strict=True)],
        "paid_units": [sent if own < 0 else own for own, sent in zip(paid, billed, strict=True)],
        "charged_cents": columns["charged"],
        "paid_cents": columns["paid"],
    }
    return published(REMITTED_LINES, conform(REMITTED_LINES, columns))
