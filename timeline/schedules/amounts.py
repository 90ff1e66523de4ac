"""Two short lists about money: what a patient has used of the year's threshold, and what a payer allows for a code."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from timeline.errors import ScheduleError, WrongTypeError
from timeline.period import Period
from timeline.schedules.plausible import like_a_code, like_a_date, like_an_amount
from timeline.sheets import AnyPath, Field, Fix, MemoryFile, read_listing, sheet_of_mapping
from timeline.sheets.cells import code, each, iso_date, money
from timeline.vocabulary import Pool

YearToDate = AnyPath | MemoryFile | pd.DataFrame | Mapping[tuple[str, Pool, int], tuple[Decimal, date]]
AllowedAmounts = AnyPath | MemoryFile | pd.DataFrame | Mapping[Any, Any]
#: Patient, pool and calendar year -> dollars used, and the last date of service they include.
Used = dict[tuple[str, Pool, int], tuple[Decimal, date]]
#: Code -> allowed amounts of one unit in dollars, each with the dates of service it holds for.
Allowed = dict[str, Sequence[tuple[Period, Decimal]]]


def _pool(text: str) -> Pool | Fix:
    name = text.upper()
    return Pool(name) if name in list(Pool) else Fix("is not a pool", "Write PT_SLP or OT.")


def _day(text: str) -> date | Fix:
    """Read a date; the midnight that a data frame's dates have is dropped."""
    return iso_date(text.removesuffix(" 00:00:00"))


def _cents(text: str) -> Decimal | Fix:
    """Read an amount in whole cents: what was used was paid or owed."""
    found = money(text)
    if isinstance(found, Decimal) and found != round(found, 2):
        return Fix("has parts of a cent", "Write it like 1812.40.")
    return found


_USED = (
    Field(name="patient", aliases=("patient_id",), shown=False, repair="Enter the patient's id as in the schedule."),
    Field(name="pool", kind=each(_pool), repair="Write PT_SLP or OT.", shown=False),
    Field(name="amount", kind=each(_cents), repair="Write it like 1812.40.", shown=False),
    Field(
        name="as_of",
        kind=each(_day),
        repair="Enter the last date of service that the amount includes.",
        shown=like_a_date,
    ),
)
_ALLOWED = (
    Field(
        name="code",
        kind=each(code),
        aliases=("cpt", "cpt_code"),
        repair="Enter the code the amount is for.",
        shown=like_a_code,
    ),
    Field(
        name="amount",
        kind=each(money),
        aliases=("allowed", "allowed_amount"),
        repair="Write it like 29.40.",
        shown=like_an_amount,
    ),
    Field(name="start", kind=each(_day), required=False, blank=None, shown=like_a_date),
    Field(name="until", kind=each(_day), required=False, blank=None, shown=like_a_date),
)


def read_year_to_date(source: YearToDate, /) -> Used:
    """Read what patients have used of the year's threshold before the schedule.

    Columns are patient, pool (PT_SLP or OT), amount in dollars and as_of, the last date of service that the amount
    includes; it counts for the calendar year of that date.

    Parameters
    ----------
    source
        A CSV file, its bytes under a name, or a DataFrame. What was read once comes back as it is.

    Raises
    ------
    ScheduleError: everything wrong with the list, at once.
    WrongTypeError: nothing of that kind holds such a list.

    Examples
    --------
    >>> used = pd.DataFrame({"patient": ["P1"], "pool": ["OT"], "amount": ["1812.40"], "as_of": ["2026-02-27"]})
    >>> read_year_to_date(used)
    {('P1', <Pool.OT: 'OT'>, 2026): (Decimal('1812.40'), datetime.date(2026, 2, 27))}
    """
    listed = _listed(source) if isinstance(source, Mapping) else source
    if not isinstance(listed, str | os.PathLike | MemoryFile | pd.DataFrame):
        known = "the path of a CSV file, or a DataFrame with the columns patient, pool, amount and as_of"
        raise WrongTypeError(f"year_to_date: expected {known}, got {type(source).__name__}")
    listing = read_listing(listed, _USED, frame_name="year_to_date", whole_rows=True)
    found: Used = {}
    for number, row in listing.records():
        key = (row["patient"], row["pool"], row["as_of"].year)
        if key in found:
            problem = "the patient has this pool and year more than once"
            listing.note(number, "patient", "", problem, "Keep the latest amount.")
        found.setdefault(key, (row["amount"], row["as_of"]))
    listing.check(ScheduleError)
    return found


def _listed(used: Mapping[Any, Any]) -> pd.DataFrame | None:
    """Write what was read before as a list again; None where it is something else."""
    try:
        rows = [(patient, str(pool), str(amount), str(as_of)) for (patient, pool, _), (amount, as_of) in used.items()]
    except (TypeError, ValueError):
        return None
    return pd.DataFrame(rows, columns=["patient", "pool", "amount", "as_of"])


def read_allowed(source: AllowedAmounts, /) -> Allowed:
    """Read what a payer allows for one unit of each code.

    Parameters
    ----------
    source
        A CSV file with the columns code and amount and, where amounts change, start and until (the first date without
        it), its bytes under a name, a DataFrame with these columns, or a mapping of codes to amounts.

    Raises
    ------
    ScheduleError: everything wrong with the list, at once.
    WrongTypeError: nothing of that kind holds allowed amounts.

    Examples
    --------
    >>> read_allowed({97110: "29.40"})
    {'97110': ((Period(start=None, until=None), Decimal('29.40')),)}
    """
    if isinstance(source, Mapping):
        sheet = sheet_of_mapping("allowed", ("code", "amount"), source)
        listing = read_listing(sheet, _ALLOWED, frame_name="allowed")
    elif isinstance(source, str | os.PathLike | MemoryFile | pd.DataFrame):
        listing = read_listing(source, _ALLOWED, frame_name="allowed")
    else:
        known = "the path of a CSV file, a DataFrame with the columns code and amount, or a mapping of codes to amounts"
        raise WrongTypeError(f"allowed: expected {known}, got {type(source).__name__}")
    found: dict[str, list[tuple[Period, Decimal]]] = defaultdict(list)
    for number, row in listing.records():
        period = Period(row["start"], row["until"])
        if period.ends_before_it_starts:
            listing.note(
                number, "until", str(row["until"]), "is not after start", "It is the first day without the amount."
            )
        elif any(period.overlaps(other) for other, _ in found[row["code"]]):
            problem, repair = "two amounts hold on one date", "End the earlier one with until."
            listing.note(number, "code", row["code"], problem, repair)
        found[row["code"]].append((period, row["amount"]))
    listing.check(ScheduleError)
    return {name: tuple(amounts) for name, amounts in found.items()}
