"""Two short lists a clinic can provide: the claim lines it sent, and its own fees."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from timeline.clock import to_wall
from timeline.contracts import CLAIM_LINES, SKIPPED, conform, published
from timeline.errors import ScheduleError, WrongTypeError
from timeline.schedules.clock_formats import Formats
from timeline.schedules.clocks import Clocks
from timeline.sheets import AnyPath, Field, Fix, Listing, MemoryFile, read_listing, sheet_of_mapping
from timeline.sheets.cells import code, each, modifiers, money, units
from timeline.sheets.sheet import CLAIMS

Claims = AnyPath | MemoryFile | pd.DataFrame
Fees = AnyPath | MemoryFile | pd.DataFrame | Mapping[Any, Any]


def dates(texts: Collection[str]) -> Callable[[str], str | Fix]:
    """Read dates of service, in the only order of day and month that fits all of them."""
    clocks = Clocks(Formats(), None, texts)

    def read(text: str) -> str | Fix:
        span = clocks.span(text, "00:00", "24:00")
        if span.start is None or span.problems:
            return Fix(span.problems[0][1].problem, "Write it like 2026-03-02.")
        return to_wall(span.start.wall).strftime("%Y-%m-%d")

    return read


_CLAIMS = (
    Field(name="date", kind=dates, aliases=("date_of_service", "service_date", "dos"), repair="Enter the date."),
    Field(name="patient", aliases=("patient_id",), shown=False, repair="Enter the patient's id as in the schedule."),
    Field(name="code", kind=each(code), aliases=("cpt", "cpt_code"), repair="Enter the code that was claimed."),
    Field(name="units", kind=each(units), aliases=("billed_units",), shown=False),
    Field(
        name="modifiers",
        kind=each(modifiers),
        aliases=("modifier", "billed_modifiers", "mods"),
        required=False,
        blank="",
        absent=None,
    ),
    Field(
        name="provider",
        aliases=("rendering_provider", "rendering_provider_id", "provider_id", "therapist", "clinician"),
        required=False,
        blank="",
        shown=False,
    ),
)
_FEES = (
    Field(name="code", kind=each(code), aliases=("cpt", "cpt_code"), repair="Enter the code the fee is for."),
    Field(name="fee", kind=each(money), aliases=("charge", "amount", "price"), repair="Write it like 38.50."),
)


def read_claims(source: Claims, /) -> pd.DataFrame:
    """Read claim lines, from a file or a DataFrame, into `CLAIM_LINES`.

    Columns are date, patient, code, units and, if known, modifiers and the provider whom the claim names, by the id the
    schedule has. A blank cell of a modifiers column is a line sent without any; where there is no such column, nobody
    knows. Dates may be dates or texts, codes numbers. What was read once comes back as it is.

    Parameters
    ----------
    source
        A CSV file, its bytes under a name, or a DataFrame.

    Raises
    ------
    ScheduleError: everything wrong with the list, at once.
    WrongTypeError: nothing of that kind holds claim lines.

    Examples
    --------
    >>> sent = pd.DataFrame({"date": pd.to_datetime(["2026-03-02"]), "patient": ["P1"], "code": [97110], "units": [2]})
    >>> read_claims(sent)[["code", "units", "modifiers"]].to_numpy().tolist()
    [['97110', 2, nan]]
    """
    return read_claims_whole(source).lines


class ClaimsRead(NamedTuple):
    """A list of claims: `CLAIM_LINES`, and `SKIPPED` of the lines that do not count, replaced or void."""

    lines: pd.DataFrame
    skipped: pd.DataFrame


def read_claims_whole(source: Claims) -> ClaimsRead:
    """Read claim lines as `read_claims` does, with those that its format says do not count."""
    if not isinstance(source, str | os.PathLike | MemoryFile | pd.DataFrame):
        known = "the path of a CSV file, or a DataFrame with the columns date, patient, code and units"
        raise WrongTypeError(f"claims: expected {known}, got {type(source).__name__}")
    listing = read_listing(source, _CLAIMS, frame_name="claims", holds=CLAIMS)
    listing.check(ScheduleError)
    ids = _known_ids(source, listing)
    if ids and isinstance(source, pd.DataFrame):
        absent = source["modifiers"].isna().tolist()
        sent = zip(listing.columns["modifiers"], [absent[number - 2] for number in listing.numbers], strict=True)
        listing.columns["modifiers"] = [None if unknown else stated for stated, unknown in sent]
    columns = {**listing.columns, "claim_id": ids or [f"{listing.name}:{number}" for number in listing.numbers]}
    left_out = [{"interval_id": f"{listing.name}:{number}", "why": why} for number, why in listing.left_out]
    return ClaimsRead(published(CLAIM_LINES, conform(CLAIM_LINES, columns)), conform(SKIPPED, left_out))


def _known_ids(source: Claims, listing: Listing) -> list[str]:
    """Keep the ids of lines that were read before; a clinic's own numbers often repeat on several lines."""
    if not isinstance(source, pd.DataFrame) or list(source.columns) != CLAIM_LINES.names:
        return []
    ids = [str(source["claim_id"].iloc[number - 2]) for number in listing.numbers]
    return ids if len(set(ids)) == len(ids) else []


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
