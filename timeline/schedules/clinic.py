"""The clinic file: what a clinic states once about itself."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from zoneinfo import ZoneInfo

from timeline.schedules.toml_file import TomlTable, by_lower_case, read_toml, text, time_zone, whole_number

#: The name of the clinic of rows that state none.
DEFAULT_CLINIC = "clinic"
_ONE_WORD = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True)
class Travel:
    """How long a provider needs from one site to another, in minutes; it holds in both directions."""

    origin: str
    destination: str
    minutes: int


@dataclass(frozen=True)
class ClinicFile:
    """What a clinic states once; every field may be left out.

    Parameters
    ----------
    clinic
        Name of the site of rows that state none.
    time_zone
        IANA name, e.g. America/New_York; empty = wall clocks are taken without clock changes.
    state, setting
        Two-letter state; private_practice, hospital_outpatient, … (free text here).
    default_payer
        Policy of rows without a payer.
    payers
        Insurer's name (lower case) -> policy name.
    travel
        Minutes between sites.
    name, sha256
        Where it was read; empty for one made in Python.
    """

    clinic: str = DEFAULT_CLINIC
    time_zone: str = ""
    state: str = ""
    setting: str = ""
    default_payer: str = ""
    payers: Mapping[str, str] = field(default_factory=dict)
    travel: tuple[Travel, ...] = ()
    name: str = ""
    sha256: str = ""

    @cached_property
    def zone(self) -> ZoneInfo | None:
        """The time zone, or None where it is not known."""
        return ZoneInfo(self.time_zone) if self.time_zone else None


def read_clinic(path: str | os.PathLike[str]) -> ClinicFile:
    """Read a clinic file (TOML).

    Raises
    ------
    ScheduleError: the file is missing or not TOML, or has unknown keys, wrong types or an unknown time zone;
    all faults at once.
    """
    clinic, name, sha256 = read_toml(path, _understand)
    return replace(clinic, name=name, sha256=sha256)


def _understand(table: TomlTable) -> ClinicFile:
    return ClinicFile(
        clinic=table.take("clinic", text, "") or DEFAULT_CLINIC,
        time_zone=table.take("time_zone", time_zone, ""),
        state=table.take("state", text, ""),
        setting=table.take("setting", text, ""),
        default_payer=table.take("default_payer", text, ""),
        payers=by_lower_case(table.table("payers").entries(lambda _, policy: text(policy))),
        travel=tuple(_travel(entry) for entry in table.tables("travel")),
    )


def _travel(entry: TomlTable) -> Travel:
    return Travel(
        origin=entry.need("from", text, ""),
        destination=entry.need("to", text, ""),
        minutes=entry.need("minutes", whole_number, 0),
    )


def policy_of(payer: str, payers: Mapping[str, str]) -> str:
    """Turn an insurer's name into a policy name.

    A name the clinic file maps becomes its policy; a single word is taken for a policy name, which
    is written in lower case; anything else stays as written.

    >>> policy_of("Sample Health Plan", {"sample health plan": "medicare"}), policy_of("CPT-Midpoint", {})
    ('medicare', 'cpt-midpoint')
    """
    known = payers.get(payer.casefold())
    if known is not None:
        return known
    lower = payer.lower()
    return lower if _ONE_WORD.fullmatch(lower) else payer
