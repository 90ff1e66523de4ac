"""The clinic file: what a clinic states once about itself."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from timeline.errors import WrongValueError
from timeline.jurisdictions import ACCEPTED, jurisdiction
from timeline.schedules.settings import entries, state, text, time_zone
from timeline.toml import NotRead, entry, read_toml, understood, unread, whole

#: The name of the clinic of rows that state none.
DEFAULT_CLINIC = "clinic"
_ONE_WORD = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True)
class Travel:
    """How long a provider needs to get from one site to another, in minutes; the same in both directions."""

    origin: str = entry(text, key="from")
    destination: str = entry(text, key="to")
    minutes: int = entry(whole)


def _payers(value: Any) -> dict[str, str]:
    return {insurer.strip().casefold(): policy for insurer, policy in _texts(value).items()}


def _indices(value: Any) -> dict[str, Decimal]:
    """Read the three geographic indices: all of them, each a number above 0."""
    names = ("work", "pe", "mp")
    found = entries(_index)(value)
    if set(found) != set(names):
        raise NotRead("must state work, pe and mp, and nothing else")
    return {name: found[name] for name in names}


def _index(_: str, value: Any) -> Decimal:
    if type(value) not in (int, float) or not 0 < value < 100:
        raise NotRead("must be a number above 0 and below 100, such as 0.958")
    return Decimal(str(value))


def _yes(value: Any) -> bool:
    if type(value) is not bool:
        raise NotRead("must be true or false")
    return value


_texts = entries(lambda _, policy: text(policy))


@dataclass(frozen=True)
class ClinicFile:
    """What a clinic states once; every field may be left out.

    Parameters
    ----------
    clinic
        Name of the site of rows that state none.
    time_zone
        IANA name, e.g. America/New_York; empty = wall clocks are taken without clock changes.
    state
        Postal abbreviation; a name, or small letters, are read as it.
    setting
        private_practice, hospital_outpatient, … (free text here).
    default_payer
        Policy of rows without a payer.
    payers
        Insurer's name (lower case) -> policy name.
    travel
        Minutes between sites.
    gpci
        Geographic indices of work, practice expense (pe) and malpractice (mp); empty = the national ones, which are 1.
    qualifying_participant
        Whether the clinicians are qualifying participants of an alternative payment model.
    name, sha256
        Where it was read; empty for one made in Python.
    """

    clinic: str = entry(text, default=DEFAULT_CLINIC)
    time_zone: str = entry(time_zone, default="")
    state: str = entry(state, default="")
    setting: str = entry(text, default="")
    default_payer: str = entry(text, default="")
    payers: Mapping[str, str] = entry(_payers, factory=dict)
    travel: tuple[Travel, ...] = ()
    gpci: Mapping[str, Decimal] = entry(_indices, factory=dict)
    qualifying_participant: bool = entry(_yes, default=False)
    name: str = unread("")
    sha256: str = unread("")

    def __post_init__(self) -> None:
        known = jurisdiction(self.state) if self.state else ""
        if known is None:
            raise WrongValueError(f"state: no such state; expected {ACCEPTED}")
        object.__setattr__(self, "state", known)

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
    document = read_toml(path)
    stated = understood(document, ClinicFile)
    return replace(stated, clinic=stated.clinic or DEFAULT_CLINIC, name=document.name, sha256=document.sha256)


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
