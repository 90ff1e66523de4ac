"""Part of an analysis shown; what was worked out together stays together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import pandas as pd

from timeline.attendance import Attendance
from timeline.attendance.span_tables import SpanTables
from timeline.claimed import Claimed
from timeline.contracts import records
from timeline.finding import Finding
from timeline.narrowing import Narrowing, among
from timeline.record import Record
from timeline.visits import VisitAccount, VisitKey


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Part(Record):
    """Part of the facts: its visits, providers' days and rows, and the findings they show.

    Minutes, units and findings are those of the whole. A visit is shown whole, with rows of other providers too, and
    so is a provider's date in `providers`; rows that were left out when the files were read are all listed, since
    nothing says whose they were.

    Parameters
    ----------
    of
        The whole.
    shown
        Which part of it.
    """

    of: Record
    shown: Narrowing

    @property
    def whole(self) -> Record:
        """What this is a part of."""
        return self.of

    @property
    def narrowing(self) -> Narrowing:
        """Which part is shown."""
        return self.shown

    def shows(self, finding: Finding) -> bool:
        """Whether a finding is shown: one of its rows is of the dates and the site, and it names the provider.

        A finding that rests on no row is shown with the visits of its patients.
        """
        index, rows, shown = self.of.index, self.of.rows, self.shown
        own = [index[interval] for interval in finding.intervals if interval in index]
        here = [row for row in own if shown.has_date(rows.date[row]) and shown.has_clinic(rows.clinic[row])]
        if own:
            named = {*finding.providers, *(rows.provider[row] for row in here)}
            return bool(here) and (not shown.provider or shown.provider in named)
        if finding.patients:
            return any(key[0] == finding.date and key[1] in finding.patients for key in self.accounts)
        return shown.has_date(finding.date) and (not shown.provider or shown.provider in finding.providers)

    @cached_property
    def provider_days(self) -> set[tuple[str, ...]]:
        """The dates of providers that are shown: (date, provider)."""
        return _provider_days(self.of, self.shown)

    @cached_property
    def providers(self) -> pd.DataFrame:
        """`PROVIDERS`: where the day of each provider shown went."""
        return among(self.of.providers, _DAY, self.provider_days)

    @cached_property
    def group_sessions(self) -> pd.DataFrame:
        """`GROUP_SESSIONS` that a row shown took part in, with all their participants."""
        session, demands = ("date", "evidence", "engagement"), self.of.attendance.demands
        own = demands[demands["interval_id"].isin(self.rows.id)]
        return among(self.of.group_sessions, session, set(records(own, session)))

    def sessions_of(self, account: VisitAccount, code: str) -> pd.DataFrame:
        """Return the `GROUP_SESSIONS` that a visit's rows of a code took part in."""
        return self.of.sessions_of(self.of.accounts[account.key], code)

    def participants(self, account: VisitAccount, code: str) -> int | None:
        """Count the most patients a visit's group code was shared with at once, whoever of them is shown."""
        return self.of.participants(self.of.accounts[account.key], code)


def narrowed(record: Record, shown: Narrowing) -> Record:
    """Show a part of the facts, worked out together with everything else; what is shown already is set aside."""
    whole = record.whole
    if not shown:
        return whole
    accounts = shown.visits(whole.rows, whole.accounts)
    kept = _rows_shown(whole, accounts, shown)
    given = {field.name: getattr(whole, field.name) for field in fields(Record)}
    given |= {
        "schedule": replace(whole.schedule, interval_table=_at(whole.schedule.interval_table, kept)),
        "attendance": _attendance(whole, accounts, kept, shown),
        "accounts": _accounts(accounts, kept),
        "claims": _claims(whole.claims, accounts, shown),
    }
    return Part(**given, of=whole, shown=shown)


def _rows_shown(whole: Record, accounts: Mapping[VisitKey, VisitAccount], shown: Narrowing) -> list[int]:
    """List the indices of the rows of visits shown, of those that are shown by themselves, and of other disciplines'.

    Time of a visit may be credited to a row of the same patient in another discipline; that row proves it.
    """
    rows = whole.rows
    own = {row for account in accounts.values() for row in account.positions}
    credited = among(whole.attendance.attendance, _VISIT, accounts)["interval_id"].unique()
    own |= {whole.index[interval] for interval in credited if interval}
    what = zip(rows.date, rows.clinic, rows.provider, strict=True)
    return [row for row, told in enumerate(what) if row in own or shown.has(*told)]


def _accounts(accounts: Mapping[VisitKey, VisitAccount], kept: Sequence[int]) -> dict[VisitKey, VisitAccount]:
    place = {row: number for number, row in enumerate(kept)}
    return {
        key: replace(account, positions=tuple(place[row] for row in account.positions))
        for key, account in accounts.items()
    }


def _claims(claims: Claimed, accounts: Mapping[VisitKey, VisitAccount], shown: Narrowing) -> Claimed:
    """Keep the claim lines of visits shown; those without a visit have no site, and the provider they name."""
    without = {
        day: [line for line in lines if shown.has_provider(line.provider)]
        for day, lines in claims.without_visit.items()
        if shown.has_date(day[0]) and not shown.clinic
    }
    return replace(
        claims,
        lines={key: lines for key, lines in claims.lines.items() if key in accounts},
        without_visit={day: lines for day, lines in without.items() if lines},
    )


def _attendance(
    whole: Record, accounts: Mapping[VisitKey, VisitAccount], kept: Sequence[int], shown: Narrowing
) -> Attendance:
    """Cut the tables down; the engine's dates stay whole, with the rows they were built on."""
    found, rows = whole.attendance, whole.rows
    ids, days = {(rows.id[row],) for row in kept}, _provider_days(whole, shown)
    dates = {rows.date[row] for row in kept}
    cut: dict[str, Any] = {name: among(getattr(found, name), ("interval_id",), ids) for name in _BY_ROW}
    cut |= {name: among(getattr(found, name), _VISIT, accounts) for name in ("attendance", "code_spans")}
    cut |= {"engagements": among(found.engagements, _DAY, days), "demands": among(cut["demands"], _DAY, days)}
    own, not_seen = rows.take(kept), cut.pop("not_seen")
    tables = SpanTables(own, cut, found.zone)
    return replace(found, rows=own, days=found.days.among(dates), tables=tables, not_seen=not_seen)


_DAY, _VISIT = ("date", "provider"), ("date", "patient", "discipline")
_BY_ROW = ("demands", "co_attendance", "interruptions", "displacements", "not_seen")


def _provider_days(whole: Record, shown: Narrowing) -> set[tuple[str, ...]]:
    listed = records(whole.providers, ("date", "clinic", "provider"))
    return {(day, provider) for day, clinic, provider in listed if shown.has(day, clinic, provider)}


def _at(frame: pd.DataFrame, kept: Sequence[int]) -> pd.DataFrame:
    return frame.iloc[list(kept)].reset_index(drop=True)
