"""The names and roles of people in a schedule, by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class People:
    """Names by id; ids without a name, or without a role, are left out.

    Parameters
    ----------
    patients, providers
        The first name given for each id, with single spaces.
    roles
        The first role given for each provider.
    """

    patients: Mapping[str, str]
    providers: Mapping[str, str]
    roles: Mapping[str, str]

    @classmethod
    def of(cls, intervals: pd.DataFrame) -> People:
        """Read names and roles from `INTERVALS`."""
        patients, providers = (_names(intervals, kind) for kind in ("patient", "provider"))
        return cls(patients, providers, _first(intervals, "provider", "role"))

    def patient(self, key: str) -> str:
        """Return a patient's label: the id, then the name if there is one."""
        return f"{key} {self.patients[key]}" if key in self.patients else key

    def provider(self, key: str) -> str:
        """Return a provider's label: the id, then name and role where there are any."""
        known = f"{key} {self.providers[key]}" if key in self.providers else key
        return f"{known} ({self.roles[key]})" if key in self.roles else known


def _names(intervals: pd.DataFrame, kind: str) -> dict[str, str]:
    named = intervals.assign(name=intervals[f"{kind}_name"].map(lambda name: " ".join(name.split())))
    return _first(named, kind, "name")


def _first(intervals: pd.DataFrame, key: str, column: str) -> dict[str, str]:
    known = intervals.loc[(intervals[key] != "") & (intervals[column] != ""), [key, column]].drop_duplicates(key)
    return dict(zip(known[key].tolist(), known[column].tolist(), strict=True))
