"""An analysis of which a part is shown; what was analysed together stays together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from timeline.analysis.instant import Instant, instant
from timeline.analysis.narrowing import Narrowing, among, narrowing
from timeline.analysis.result import Analysis, needs_analysis
from timeline.attendance import Attendance
from timeline.attendance.rows import Rows
from timeline.audit import Finding, Identified
from timeline.audit.case import records
from timeline.reconcile import Claimed
from timeline.visits import VisitAccount, VisitKey


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Narrowed(Analysis):
    """Part of an analysis: its visits, providers' days, rows and findings, with totals of their own.

    Minutes, units and findings are those of the whole analysis. A visit is shown whole, with rows of other providers
    too, and so is a provider's date in `providers`; rows that were left out when the files were read are all listed,
    since nothing says whose they were.

    Parameters
    ----------
    of
        The whole analysis.
    shown
        Which part of it.
    """

    of: Analysis
    shown: Narrowing

    @property
    def whole(self) -> Analysis:
        """The analysis this is a part of."""
        return self.of

    @property
    def narrowing(self) -> Narrowing:
        """Which part is shown."""
        return self.shown

    @property
    def providers(self) -> pd.DataFrame:
        """`PROVIDERS`: where the day of each provider shown went."""
        return among(self.of.providers, _DAY, _provider_days(self.of, self.shown))

    @property
    def group_sessions(self) -> pd.DataFrame:
        """`GROUP_SESSIONS` that a row shown took part in, with all their participants."""
        session, claims = ("date", "evidence", "engagement"), self.of.claims
        own = claims[claims["interval_id"].isin(self.found.rows.id)]
        return among(self.of.group_sessions, session, set(records(own, session)))

    def sessions_of(self, account: VisitAccount, code: str) -> pd.DataFrame:
        """Give the `GROUP_SESSIONS` that a visit's rows of a code took part in."""
        return self.of.sessions_of(self.of.accounts[account.key], code)

    def at(self, clock: str, *, date: str | None = None) -> Instant:
        """Tell who of those shown is with whom at a clock time."""
        now = instant(self, clock, date=date)
        day, present = now.wall.date().isoformat(), _provider_days(self.of, self.shown)
        return replace(
            now,
            providers=tuple(each for each in now.providers if (day, each.provider) in present),
            patients=tuple(each for each in now.patients if (day, each.patient, each.discipline) in self.accounts),
        )

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the whole analysis was made from: a re-run needs all of it."""
        return self.of.manifest

    @cached_property
    def identified(self) -> list[Identified]:
        """Every finding shown with its id, in order."""
        return [item for item in self.of.identified if self.shows(item.finding)]

    def shows(self, finding: Finding) -> bool:
        """Whether a finding is shown: one of its rows is of the dates and the site, and it names the provider.

        A finding that rests on no row is shown with the visits of its patients.
        """
        position, rows, shown = self.of.case.position, self.of.found.rows, self.shown
        own = [position[interval] for interval in finding.intervals if interval in position]
        here = [row for row in own if shown.has_date(rows.date[row]) and shown.has_clinic(rows.clinic[row])]
        if own:
            named = {*finding.providers, *(rows.provider[row] for row in here)}
            return bool(here) and (not shown.provider or shown.provider in named)
        if finding.patients:
            return any(key[0] == finding.date and key[1] in finding.patients for key in self.accounts)
        return shown.has_date(finding.date) and (not shown.provider or shown.provider in finding.providers)


def narrow(
    result: Analysis,
    *,
    clinic: str | None = None,
    provider: str | None = None,
    first: date | str | None = None,
    last: date | str | None = None,
) -> Analysis:
    """Show a part of an analysis: one clinic, one provider, some dates.

    Nothing is analysed again: minutes, units and findings stay what they are where everything is seen together, and
    totals are those of what is shown.

    Parameters
    ----------
    result
        An analysis.
    clinic
        A site, as the rows write it: visits whose first row is there, and providers whose date begins there.
    provider
        A provider id: visits in which the provider has a row, the provider's own days, and what is found there.
    first, last
        First and last date of service, both included.

    Raises
    ------
    WrongValueError: a clinic, provider or dates that no row has.

    Examples
    --------
    >>> import timeline as tl
    >>> result = tl.analyze(tl.read_schedule("sample_schedules/scenario_5.csv"))
    >>> tl.narrow(result, provider="PTA1")
    Analysis(1 visits, nested, findings: none)
    """
    needs_analysis(result)
    shown = narrowing(clinic=clinic, provider=provider, first=first, last=last)
    shown.check(result.schedule)
    return narrowed(result, shown)


def narrowed(result: Analysis, shown: Narrowing) -> Analysis:
    """Show a part of an analysis; the same as `narrow`, where the narrowing was checked before."""
    if not shown:
        return result
    whole = result.whole
    accounts = shown.visits(whole.found.rows, whole.accounts)
    kept = _rows_shown(whole, accounts, shown)
    given = {field.name: getattr(whole, field.name) for field in fields(Analysis)}
    given |= {
        "schedule": replace(whole.schedule, interval_table=_at(whole.schedule.interval_table, kept)),
        "found": _attendance(whole, accounts, kept, shown),
        "accounts": _accounts(accounts, kept),
        "claimed": _claimed(whole.claimed, accounts, shown),
    }
    return Narrowed(**given, of=whole, shown=shown)


def _rows_shown(whole: Analysis, accounts: Mapping[VisitKey, VisitAccount], shown: Narrowing) -> list[int]:
    """List the positions of the rows of visits shown, of those that are shown by themselves, and of other disciplines'.

    Time of a visit may be credited to a row of the same patient in another discipline; that row proves it.
    """
    rows, position = whole.found.rows, whole.case.position
    own = {row for account in accounts.values() for row in account.positions}
    credited = among(whole.found.attendance, _VISIT, accounts)["interval_id"].unique()
    own |= {position[interval] for interval in credited if interval}
    what = zip(rows.date, rows.clinic, rows.provider, strict=True)
    return [row for row, told in enumerate(what) if row in own or shown.has(*told)]


def _accounts(accounts: Mapping[VisitKey, VisitAccount], kept: Sequence[int]) -> dict[VisitKey, VisitAccount]:
    place = {row: number for number, row in enumerate(kept)}
    return {
        key: replace(account, positions=tuple(place[row] for row in account.positions))
        for key, account in accounts.items()
    }


def _claimed(claimed: Claimed, accounts: Mapping[VisitKey, VisitAccount], shown: Narrowing) -> Claimed:
    """Keep the claim lines of visits shown; those without a visit have no site, and the provider they name."""
    without = {
        day: [line for line in lines if shown.has_provider(line.provider)]
        for day, lines in claimed.without_visit.items()
        if shown.has_date(day[0]) and not shown.clinic
    }
    return replace(
        claimed,
        lines={key: lines for key, lines in claimed.lines.items() if key in accounts},
        without_visit={day: lines for day, lines in without.items() if lines},
    )


def _attendance(
    whole: Analysis, accounts: Mapping[VisitKey, VisitAccount], kept: Sequence[int], shown: Narrowing
) -> Attendance:
    """Cut the tables down; the trees of the dates shown stay whole, with the rows they were built on."""
    found, rows = whole.found, whole.found.rows
    ids, days = {(rows.id[row],) for row in kept}, _provider_days(whole, shown)
    dates = {rows.date[row] for row in kept}
    cut: dict[str, Any] = {name: among(getattr(found, name), ("interval_id",), ids) for name in _BY_ROW}
    cut |= {name: among(getattr(found, name), _VISIT, accounts) for name in ("attendance", "code_spans")}
    cut |= {"engagements": among(found.engagements, _DAY, days), "claims": among(cut["claims"], _DAY, days)}
    own = {field.name: [getattr(rows, field.name)[row] for row in kept] for field in fields(Rows)}
    return replace(found, rows=Rows(**own), days=tuple(day for day in found.days if day.date in dates), **cut)


_DAY, _VISIT = ("date", "provider"), ("date", "patient", "discipline")
_BY_ROW = ("claims", "co_attendance", "interruptions", "displacements", "not_seen")


def _provider_days(whole: Analysis, shown: Narrowing) -> set[tuple[str, str]]:
    """Name the dates of providers that are shown: (date, provider)."""
    listed = records(whole.providers, ("date", "clinic", "provider"))
    return {(day, provider) for day, clinic, provider in listed if shown.has(day, clinic, provider)}


def _at(frame: pd.DataFrame, kept: Sequence[int]) -> pd.DataFrame:
    return frame.iloc[list(kept)].reset_index(drop=True)
