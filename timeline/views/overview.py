"""Several dates at a glance: what was claimed and supported, and whose minutes are claimed twice, by date and site.

The figures are sums of the tables `reconciliation` and `engagements` and of the totals; nothing is counted here anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from timeline.analysis.totals import Twice, claimed_twice
from timeline.contracts import records
from timeline.vocabulary import State

if TYPE_CHECKING:
    from timeline.result import Analysis
    from timeline.visits import VisitAccount, VisitKey


class Difference(NamedTuple):
    """A code of a claimed visit."""

    key: VisitKey
    clinic: str
    billed: int
    supported: int
    cents: int | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """Units claimed next to units supported; `unvalued` differences have no fee, without any fee cents are None."""

    billed: int
    supported: int
    over: int
    under: int
    over_cents: int | None
    under_cents: int | None
    unvalued: int

    @classmethod
    def of(cls, differences: Iterable[Difference]) -> Claimed | None:
        """Add codes up; None without any."""
        listed = list(differences)
        if not listed:
            return None
        over = [each for each in listed if each.billed > each.supported]
        under = [each for each in listed if each.billed < each.supported]
        cents = [[each.cents for each in side if each.cents is not None] for side in (over, under)]
        return cls(
            sum(each.billed for each in listed),
            sum(each.supported for each in listed),
            sum(each.billed - each.supported for each in over),
            sum(each.supported - each.billed for each in under),
            sum(cents[0]) if cents[0] else None,
            -sum(cents[1]) if cents[1] else None,
            len(over) + len(under) - len(cents[0]) - len(cents[1]),
        )


@dataclass(frozen=True, slots=True)
class Site:
    """A site over all dates; seconds of its providers claimed twice, of its visits not credited."""

    clinic: str
    visits: int
    claimed: Claimed | None
    twice: int
    not_credited: int


class Overview:
    """An analysis of several dates, added up once."""

    def __init__(self, result: Analysis) -> None:
        self.result = result

    @cached_property
    def differences(self) -> list[Difference]:
        """Every code that was claimed or should have been."""
        columns = ("patient", "discipline", "clinic", "billed_units", "supported_units", "amount_cents")
        table = self.result.reconciliation
        dates = table["date"].astype(str).str.slice(0, 10)
        return [
            Difference((date, patient, discipline), clinic, billed, supported, None if pd.isna(cents) else cents)
            for date, (patient, discipline, clinic, billed, supported, cents) in zip(
                dates, records(table, columns), strict=True
            )
        ]

    @cached_property
    def claimed(self) -> Claimed | None:
        """Everything claimed; None where no claim is known."""
        return Claimed.of(self.differences)

    @cached_property
    def twice(self) -> list[Twice]:
        """The spans in which a provider is claimed twice."""
        return claimed_twice(self.result.record)

    @cached_property
    def sites(self) -> list[Site]:
        """The sites by name; what was claimed of nobody recorded has none."""
        record = self.result.record
        own: dict[str, list[VisitAccount]] = defaultdict(list)
        for account in record.accounts.values():
            own[account.clinic].append(account)
        differences: dict[str, list[Difference]] = defaultdict(list)
        for each in self.differences:
            differences[each.clinic].append(each)
        twice: dict[str, int] = defaultdict(int)
        for span in self.twice:
            for clinic in span.clinics:
                twice[clinic] += span.seconds
        return [
            Site(
                clinic,
                len(own[clinic]),
                Claimed.of(differences[clinic]),
                twice[clinic],
                sum(account.seconds.states[State.CONTESTED] for account in own[clinic]),
            )
            for clinic in sorted({*own, *differences, *twice})
        ]

    @cached_property
    def attending(self) -> dict[VisitKey, set[str]]:
        """Who is named by the rows of each visit."""
        provider = self.result.record.rows.provider
        return {
            key: {provider[row] for row in account.positions} - {""}
            for key, account in self.result.record.accounts.items()
        }
