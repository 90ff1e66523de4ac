"""What a run is: its files, and everything they are analyzed with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from timeline.analysis.establish import unattested
from timeline.analysis.manifest import shipped_tables
from timeline.contracts import CLAIM_LINES, as_text
from timeline.policies import policies_with
from timeline.record import Record
from timeline.schedules import Schedule
from timeline.schedules.claims import ClaimList
from timeline.schedules.clinic import ClinicFile
from timeline.schedules.per_file import FileMappings
from timeline.version import __version__
from timeline.visits import PolicySource
from timeline.vocabulary import ContestRule, Engine
from timeline.yearly import Money, digest_of

#: Raised whenever what an unfinished run keeps, or how its dates are divided, changes: no program goes on with what it
#: would read otherwise.
_FORM = 2


class Source(NamedTuple):
    """One input file: what it is called in every message and id, and where it is."""

    name: str
    path: Path


class Task(NamedTuple):
    """Whole dates that are worked out together; `number` counts from 1 in the order of the dates."""

    number: int
    dates: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Job:
    """One run, as every process of it knows it.

    Parameters
    ----------
    sources
        The input files, in the order in which they were named.
    mappings, clinic, payer, on_fault
        How they are read, as for `read_schedule`.
    contest, policy
        How they are counted, as for `analyze`.
    claims, fees, money
        What was sent, the clinic's fees, and what it states about amounts.
    folder
        Where everything is written.
    """

    sources: tuple[Source, ...]
    folder: Path
    mappings: FileMappings | None = None
    clinic: ClinicFile = field(default_factory=ClinicFile)
    payer: str | None = None
    skip_faults: bool = False
    contest: ContestRule = ContestRule.NESTED
    policy: Path | None = None
    claims: ClaimList | None = None
    fees: Mapping[str, Decimal] = field(default_factory=dict)
    money: Money = field(default_factory=Money)

    @cached_property
    def policies(self) -> PolicySource:
        """Where policies come from."""
        return policies_with(self.policy)

    @cached_property
    def _lines(self) -> Mapping[str, pd.DataFrame]:
        """Claim lines by date."""
        if self.claims is None:
            return {}
        lines = as_text(CLAIM_LINES, self.claims.lines)
        return {str(date): own for date, own in lines.groupby("date", sort=True)}

    def claim_dates(self) -> Iterable[str]:
        """List the dates of service of the claim lines."""
        return self._lines.keys()

    def record_of(self, schedule: Schedule, dates: Iterable[str], engine: Engine = Engine.AUTO) -> Record:
        """Establish the record of some whole dates, without the yearly threshold."""
        sent = None
        if self.claims is not None:
            own = [self._lines[date] for date in dates if date in self._lines]
            lines = pd.concat(own, ignore_index=True) if own else as_text(CLAIM_LINES, self.claims.lines.iloc[:0])
            sent = ClaimList(lines)
        return replace(unattested(schedule, self.contest, self.policies, self.money, sent, engine), fees=self.fees)

    def fingerprint(self, hashes: Iterable[str]) -> str:
        """Hash everything the output depends on, given the SHA-256 of every input file."""
        return hashlib.sha256("\n".join(self._told(hashes)).encode()).hexdigest()

    def _told(self, hashes: Iterable[str]) -> Iterator[str]:
        yield f"{__version__} {_FORM}"
        yield from (f"{source.name} {digest}" for source, digest in zip(self.sources, hashes, strict=True))
        label = self.mappings.label if self.mappings else ""
        yield f"{label} {self.clinic} {self.payer} {self.skip_faults} {self.contest}"
        yield "" if self.policy is None else hashlib.sha256(self.policy.read_bytes()).hexdigest()
        yield "" if self.claims is None else self.claims.lines.to_csv(index=False)
        yield json.dumps([sorted((code, str(fee)) for code, fee in self.fees.items()), digest_of(self.money)])
        yield json.dumps(shipped_tables(), sort_keys=True)
