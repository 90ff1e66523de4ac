"""Which part of an analysis is shown: one clinic, one provider, some dates.

Nothing is analyzed apart: a provider who is claimed twice is claimed twice whoever looks. A narrowing only says
which visits, providers' days, rows and findings somebody sees.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from timeline.arguments import date_of
from timeline.contracts import records
from timeline.errors import WrongValueError

if TYPE_CHECKING:
    from timeline.attendance.rows import Rows
    from timeline.schedules import Schedule
    from timeline.visits import VisitAccount, VisitKey

#: A message names as many clinics.
_NAMED = 8


@dataclass(frozen=True, repr=False, slots=True)
class Narrowing:
    """What is shown; an empty field narrows nothing.

    Parameters
    ----------
    clinic
        A site. A visit belongs to the site of its first row, and so does a provider's date.
    provider
        A provider id. A visit is shown whole where one of its rows names the provider.
    first, last
        First and last date of service, YYYY-MM-DD, both included.
    """

    clinic: str = ""
    provider: str = ""
    first: str = ""
    last: str = ""

    def __bool__(self) -> bool:
        return bool(self.clinic or self.provider or self.first or self.last)

    def has_date(self, day: str) -> bool:
        """Whether a date, YYYY-MM-DD, is shown."""
        return (not self.first or self.first <= day) and (not self.last or day <= self.last)

    def has_clinic(self, clinic: str) -> bool:
        """Whether a site is shown."""
        return self.clinic in ("", clinic)

    def has_provider(self, provider: str) -> bool:
        """Whether a provider is shown."""
        return self.provider in ("", provider)

    def has(self, day: str, clinic: str, provider: str) -> bool:
        """Whether something of one date, site and provider is shown."""
        return self.has_date(day) and self.has_clinic(clinic) and self.has_provider(provider)

    def visits(self, rows: Rows, accounts: Mapping[VisitKey, VisitAccount]) -> dict[VisitKey, VisitAccount]:
        """Choose the visits that are shown, in their order."""
        return {
            key: account
            for key, account in accounts.items()
            if self.has_date(key[0]) and self.has_clinic(account.clinic)
            if not self.provider or any(rows.provider[row] == self.provider for row in account.positions)
        }

    def check(self, *schedules: Schedule) -> None:
        """Refuse what none of the schedules has.

        Raises
        ------
        WrongValueError: a clinic, a provider or dates that no row has. Providers' ids are not listed.
        """
        tables = [schedule.interval_table for schedule in schedules]
        clinics = sorted({name for table in tables for name in table["clinic"].unique()})
        if self.clinic and self.clinic not in clinics:
            known = ", ".join(clinics[:_NAMED]) + (f" and {len(clinics) - _NAMED} more" if clinics[_NAMED:] else "")
            raise WrongValueError(f"clinic: no row has that site; known: {known or 'none'}. Write it as the rows do.")
        if self.provider and not any((table["provider"] == self.provider).any() for table in tables):
            raise WrongValueError("provider: no row names that provider. Ids must match exactly.")
        dates = sorted({day for table in tables for day in table["date"].unique()})
        if not any(map(self.has_date, dates)) and (self.first or self.last):
            known = f"{dates[0]} to {dates[-1]}" if dates else "none"
            raise WrongValueError(f"dates: no row lies between them; known: {known}. Give a first and a last date.")


#: Nothing is left out.
EVERYTHING = Narrowing()


def narrowing(
    *,
    clinic: str | None = None,
    provider: str | None = None,
    first: date | str | None = None,
    last: date | str | None = None,
) -> Narrowing:
    """Choose which part of an analysis is shown; arguments left out narrow nothing.

    Raises
    ------
    WrongValueError: no such date, or a last date before the first.
    """
    start = date_of(first, "first date").isoformat() if first else ""
    end = date_of(last, "last date").isoformat() if last else ""
    if start and end and end < start:
        raise WrongValueError("dates: the last one is before the first. Give the earlier date first.")
    return Narrowing(clinic or "", provider or "", start, end)


def among(frame: pd.DataFrame, columns: Sequence[str], keys: Collection[Any]) -> pd.DataFrame:
    """Keep the rows of a table whose values in some columns are one of `keys`, as tuples in the order of `columns`."""
    found = [key in keys for key in records(frame, columns)]
    return frame[np.array(found, dtype=bool)].reset_index(drop=True)
