"""Codes looked up: the list of all, or what one is for, how it must be attended, its pairs and ceilings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

import pandas as pd

from timeline import contracts
from timeline.arguments import date_of
from timeline.code_table import Code, code_table
from timeline.errors import WrongValueError
from timeline.reference.code_details import ATTENDED, details_dict
from timeline.reference.document import Document


@dataclass(frozen=True, repr=False, slots=True)
class CodeDetails(Document):
    """What is known about some codes on a date of service.

    Parameters
    ----------
    codes
        The codes, in the order they were named.
    on
        Date of service; None is the last date Medicare's rules were checked for.
    """

    codes: tuple[Code, ...]
    on: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the document of `timeline codes CODE --format json`."""
        return details_dict(self.codes, self.on)

    def __repr__(self) -> str:
        return "\n".join(_line(code) for code in self.codes)


def _line(code: Code) -> str:
    units = f"{code.unit_minutes} minutes per unit" if code.unit_minutes else "untimed"
    return f"{code.code} {code.short_name}: {ATTENDED[code.mode]}, {units}, Medicare: {code.medicare_status}"


@overload
def codes() -> pd.DataFrame: ...


@overload
def codes(*names: str, on: date | str | None = None) -> CodeDetails: ...


def codes(*names: str, on: date | str | None = None) -> pd.DataFrame | CodeDetails:
    """Look codes up; without a name, list the code table.

    Parameters
    ----------
    *names
        CPT/HCPCS codes, in any case.
    on
        Date of service for Medicare's pairs and ceilings; default: the last date its rules were checked for.

    Returns
    -------
    `CODE_LIST`, or what is known of the codes named: purpose, attendance, counting, pairs, ceilings, and what the
    treatment note must show, each with its source.

    Raises
    ------
    WrongValueError: codes outside the code table, or `on` without a code or no date.
    NotInForceError: Medicare's policy has no value on that date.

    Examples
    --------
    >>> codes("97110")
    97110 Therapeutic exercise: one-on-one, 15 minutes per unit, Medicare: payable
    """
    if names:
        details = code_details(names, on)
        details.to_dict()  # refuses a date nothing is in force on, naming what is known
        return details
    if on is not None:
        raise WrongValueError("on: a date needs a code, for example 97110 on 2024-07-01.")
    return contracts.conform(contracts.CODE_LIST, code_list())


def code_details(names: Iterable[str], on: date | str | None = None) -> CodeDetails:
    """Look some codes up; parameters and errors as of `codes`."""
    return CodeDetails(tuple(known_codes(names)), None if on is None else date_of(on, "on"))


def code_list(family: str | None = None) -> list[dict[str, Any]]:
    """List the code table, or one family of it, as plain records.

    Raises
    ------
    WrongValueError: no code is of that family; the message lists those there are.
    """
    table = code_table().values()
    families = sorted({code.family for code in table})
    if family is not None and family not in families:
        raise WrongValueError(f"no family {family!r}; the code table has {', '.join(families)}.")
    return [
        {
            "code": code.code,
            "short_name": code.short_name,
            "family": code.family,
            "timed": code.timed,
            "attended": ATTENDED[code.mode],
            "unit_minutes": code.unit_minutes,
            "medicare_status": code.medicare_status,
            "verified": code.verified,
        }
        for code in table
        if family in (None, code.family)
    ]


def known_codes(names: Iterable[str]) -> list[Code]:
    """Look codes up in the code table, each once, in the order they were named.

    Raises
    ------
    WrongValueError: codes outside the code table, all of them named; no other code is put in their place.
    """
    table = code_table()
    asked = list(dict.fromkeys(str(name).strip().upper() for name in names))
    unknown = [name for name in asked if name not in table]
    if unknown:
        what = "is" if len(unknown) == 1 else "are"
        raise WrongValueError(
            f"{', '.join(map(repr, unknown))} {what} not in the code table, and nothing is guessed. Codes have five "
            "characters, like 97110 or G0283; `timeline codes` lists all known codes."
        )
    return [table[name] for name in asked]
