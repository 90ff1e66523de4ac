"""Trends: how a clinic changes over time, against a benchmark period of its own and the goals it sets.

Every metric is a quotient of two sums over a period, so that a week is not the mean of its days.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isfinite
from numbers import Real
from typing import Any, Literal, NamedTuple

import pandas as pd

from timeline import contracts
from timeline.analysis.exposure_shares import exposure_shares
from timeline.analysis.given import Result, facts_of
from timeline.analysis.ledger import cells, claiming
from timeline.analysis.metrics import METRICS, Amount, Tally, late_by
from timeline.analysis.planned import DUE, MISSED
from timeline.analysis.planned import cases as bookings
from timeline.arguments import DateRange, date_of
from timeline.contracts import records
from timeline.errors import WrongValueError
from timeline.exports import plain_records
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import Booked, Doing, Evidence

Every = Literal["day", "week", "month"]
By = Literal["provider", "payer", "clinic"]
EVERY: tuple[Every, ...] = ("day", "week", "month")
GROUPS: tuple[By, ...] = ("provider", "payer", "clinic")


class _Part(NamedTuple):
    """An amount of something on a date, with the provider, the payer and the site it belongs to."""

    date: str
    provider: str
    payer: str
    clinic: str
    what: str
    amount: Amount


def trends(
    result: Result,
    *,
    every: Every = "week",
    by: By | None = None,
    benchmark: DateRange | None = None,
    goals: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Follow the metrics of `METRICS` through a schedule of several dates.

    Bookings are followed in what became of them (see `timeline.analysis.planned`); no other metric counts them.

    A clinician is a therapist or an assistant with attended time that date. The units are those the minutes
    support under the contest rule in force; exposure is what they would be if every recorded minute counted, less
    what they would be if no contested minute did. Idle is the time between a clinician's first and last patient
    in which nothing is recorded.

    Parameters
    ----------
    result
        An analysis of any number of dates.
    every
        `day`, `week` from Monday on, or `month`; `n` shows how much data a short one rests on.
    by
        `provider`: a visit counts for each provider who attended it, its units and minutes are shared.
        `payer`: visits of each payer per clinician-day of the whole clinic; no idle time.
        `clinic`: a visit counts where its first row is, a clinician's date where it begins.
    benchmark
        First and last date of a period of the same data, as dates or YYYY-MM-DD, to compare every period with.
    goals
        What the clinic aims at, by metric.

    Returns
    -------
    `TRENDS`, sorted by period, group and the order of `METRICS`; what has nothing to divide by is left out.

    Raises
    ------
    WrongValueError: an unknown period, group or metric, a goal that is not a number of 0 or more, or a benchmark
    that is not a period or has no visit.
    """
    return trends_by(result, (every,), by=by, benchmark=benchmark, goals=goals)[every]


def trends_by(
    result: Result,
    periods: Iterable[Every],
    *,
    by: By | None = None,
    benchmark: DateRange | None = None,
    goals: Mapping[str, float] | None = None,
) -> dict[Every, pd.DataFrame]:
    """Return `trends` by each of several periods; the dates are added up once. Parameters and errors as there."""
    record = facts_of(result, "trends")
    for every in (wanted := tuple(periods)):
        _check(every, by, goals or {})
    tallies = _tallies(record, by)
    base = _benchmark(tallies, benchmark) if benchmark else {}
    return {every: _followed(record, tallies, every, by, base, goals or {}) for every in wanted}


def _followed(
    record: Record,
    tallies: Mapping[tuple[str, str], Tally],
    every: Every,
    by: By | None,
    base: Mapping[str, Tally],
    goals: Mapping[str, float],
) -> pd.DataFrame:
    summed: dict[tuple[str, str], Tally] = defaultdict(Counter)
    for (date, group), tally in tallies.items():
        if record.narrowing.has_date(date):
            _add(summed[_period(date, every), group], tally)
    rows: list[tuple[Any, ...]] = []
    for (period, group), tally in sorted(summed.items()):
        for metric in METRICS.values():
            value = metric.value(tally)
            if value is None or (by == "payer" and not metric.by_payer):
                continue
            benchmarked = metric.value(base[group]) if group in base else None
            rows.append((period, group, metric.name, value, int(tally[metric.n]), benchmarked, goals.get(metric.name)))
    return contracts.published(contracts.TRENDS, contracts.from_records(contracts.TRENDS, rows))


def trends_dict(
    table: pd.DataFrame, *, every: Every = "week", by: By | None = None, totals: Mapping[str, Any]
) -> dict[str, Any]:
    """Return `TRENDS` as the JSON of `timeline trends`, with the meaning of each metric.

    Parameters
    ----------
    every, by
        As the table was made.
    totals
        Headline sums of what is documented; see `timeline.analysis.totals`.
    """
    shown = set(table["metric"])
    metrics = [
        {"metric": m.name, "label": m.label, "unit": m.unit, "rests_on": m.n}
        for m in METRICS.values()
        if m.name in shown
    ]
    followed = plain_records(contracts.as_text(contracts.TRENDS, table))
    return {
        "every": every,
        "by": by,
        "totals": dict(totals),
        "metrics": metrics,
        "trends": followed,
    }


def _check(every: str, by: str | None, goals: Mapping[str, float]) -> None:
    if every not in EVERY:
        raise WrongValueError(f"every: no such period, got {every!r}; known: {', '.join(EVERY)}.")
    if by is not None and by not in GROUPS:
        raise WrongValueError(f"by: no such group, got {by!r}; known: {', '.join(GROUPS)}.")
    for name, value in goals.items():
        if name not in METRICS:
            raise WrongValueError(f"goals: no such metric, got {name!r}; known: {', '.join(METRICS)}.")
        if not isinstance(value, Real) or not isfinite(value) or value < 0:
            raise WrongValueError(f"goals: {name} is not a number of 0 or more. Pass one in the metric's unit.")


def _period(date: str, every: Every) -> str:
    if every == "day":
        return date
    if every == "month":
        return f"{date[:7]}-01"
    day = datetime.fromisoformat(date).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def _add(tally: Tally, other: Mapping[str, Any]) -> None:
    # A counter's own update does the same, but its type knows whole numbers only.
    for what, amount in other.items():
        tally[what] += amount


def _benchmark(tallies: Mapping[tuple[str, str], Tally], period: DateRange) -> dict[str, Tally]:
    """Sum the benchmark period per group."""
    try:
        first, last = (date_of(day, "benchmark").isoformat() for day in period)
    except (TypeError, ValueError):
        raise WrongValueError("benchmark: not a period. Give its first and last date, each as YYYY-MM-DD.") from None
    if last < first:
        raise WrongValueError("benchmark: ends before it begins. Give its first and last date, each as YYYY-MM-DD.")
    base: dict[str, Tally] = defaultdict(Counter)
    for (date, group), tally in tallies.items():
        if first <= date <= last:
            _add(base[group], tally)
    if not base:
        dates = sorted({date for date, _ in tallies})
        known = f"{dates[0]} to {dates[-1]}" if dates else "none"
        raise WrongValueError(
            f"benchmark: no visit from {first} to {last}; known dates: {known}. Give first and last date."
        )
    return base


def _tallies(record: Record, by: By | None) -> dict[tuple[str, str], Tally]:
    """Sum what is shown per date and group; of every date, since a benchmark may lie before those shown."""
    tallies: dict[tuple[str, str], Tally] = defaultdict(Counter)
    shown = replace(record.narrowing, first="", last="")
    payers = {account.payer for account in _documented(record)}
    for part in _parts(record.whole, by, apart=by == "provider" or bool(shown.provider)):
        if shown.has("", part.clinic, part.provider) and (by != "payer" or part.payer in payers):
            _add(tallies[part.date, getattr(part, by) if by else ""], {part.what: part.amount})
    return tallies


def _parts(record: Record, by: By | None, *, apart: bool) -> Iterator[_Part]:
    """List every part; `apart` counts a visit for each provider who attended it."""
    yield from _visits(record, apart=apart)
    yield from _units(record)
    yield from _uncoded(record)
    yield from _exposure(record)
    yield from _time(record, by)
    yield from _bookings(record, by)


def _documented(record: Record) -> list[VisitAccount]:
    return [account for account in record.accounts.values() if not account.is_scheduled]


def _visits(record: Record, *, apart: bool) -> Iterator[_Part]:
    """Count visits: once, or once for each provider who attended."""
    for account in _documented(record):
        for provider in sorted(_attended(record, account)) if apart else [""]:
            yield _Part(account.key[0], provider, account.payer, account.clinic, "visits", 1)


def _bookings(record: Record, by: By | None) -> Iterator[_Part]:
    """Count bookings, those to which nobody came, late starts and overruns; each with the provider booked."""
    for case in bookings(record):
        if by == "provider" and not case.provider:
            continue
        counts: dict[str, int] = {"bookings": case.state in DUE, "missed": case.state in MISSED}
        if case.state == Booked.SEEN and case.apart is not None:
            counts |= {"booked_visits": 1, "late_starts": case.late, "overrun_seconds": case.apart[3]}
            counts |= {late_by(case.apart[0]): case.late}
        for what, amount in counts.items():
            if amount:
                yield _Part(case.date, case.provider, "", case.clinic, what, amount)


def _attended(record: Record, account: VisitAccount) -> Tally:
    """Sum the recorded seconds of a visit's attended rows by provider."""
    rows, seconds = record.rows, Tally()
    for row in account.positions:
        if rows.nature[row].attended:
            seconds[rows.provider[row]] += rows.end[row] - rows.start[row]
    return seconds


def _units(record: Record) -> Iterator[_Part]:
    for cell, entry in cells(record).items():
        if entry.supported:
            yield _Part(cell.date, cell.provider, cell.payer, cell.clinic, "units", entry.supported)


def _uncoded(record: Record) -> Iterator[_Part]:
    columns = ("date", "patient", "discipline", "provider", "seconds", "counts_as", record.contest)
    for *key, provider, seconds, counts_as, counts in records(record.attendance.code_spans, columns):
        account = record.accounts[key[0], key[1], key[2]]
        if counts and counts_as == "uncoded" and not account.is_scheduled:
            yield _Part(key[0], provider, account.payer, account.clinic, "uncoded_seconds", seconds)


def _exposure(record: Record) -> Iterator[_Part]:
    for account in _documented(record):
        for provider, part in exposure_shares(record, account):
            yield _Part(account.key[0], provider, account.payer, account.clinic, "exposure", part)


@dataclass(slots=True)
class _ClinicianDay:
    """One provider's date: what was doing when, in order."""

    spans: list[tuple[int, int, str]]

    def parts(self) -> dict[str, int]:
        """Sum attended and contested time, and idle time between the first and the last patient."""
        attended = [span for span in self.spans if span[2] in _ATTENDED]
        if not attended:
            return {}
        first, last = min(span[0] for span in attended), max(span[1] for span in attended)
        inside = [span for span in self.spans if first <= span[0] and span[1] <= last]
        return {
            "clinician_days": 1,
            "attended_seconds": _length(attended),
            "contested_seconds": _length(span for span in attended if span[2] == Doing.CONTESTED),
            "idle_seconds": _length(span for span in inside if span[2] == Doing.IDLE),
        }


_ATTENDED = frozenset({Doing.ONE_ON_ONE, Doing.GROUP, Doing.CONTESTED})


def _length(spans: Iterable[tuple[int, int, str]]) -> int:
    return sum(end - start for start, end, _ in spans)


def _time(record: Record, by: By | None) -> Iterator[_Part]:
    """Return the clinicians' time: by provider as it is; by payer the time with that payer's patients."""
    days: dict[tuple[str, str], _ClinicianDay] = defaultdict(lambda: _ClinicianDay([]))
    columns = ("date", "evidence", "provider", "start_second", "seconds", "doing")
    for date, evidence, provider, start, seconds, doing in records(record.attendance.engagements, columns):
        if evidence == Evidence.DOCUMENTED:
            days[date, provider].spans.append((start, start + seconds, doing))
    payers = sorted({account.payer for account in _documented(record)}) if by == "payer" else [""]
    sites = _sites(record)
    for (date, provider), day in days.items():
        for what, amount in day.parts().items():
            for payer in payers:
                if by != "payer" or what == "clinician_days":
                    yield _Part(date, provider, payer, sites[date, provider], what, amount)
    if by == "payer":
        yield from _time_of_payers(record, days)


def _sites(record: Record) -> dict[tuple[str, str], str]:
    """Find the site at which each provider's date begins."""
    found = records(record.providers, ("date", "provider", "clinic"))
    return {(date, provider): clinic for date, provider, clinic in found}


def _time_of_payers(record: Record, days: Mapping[tuple[str, str], _ClinicianDay]) -> Iterator[_Part]:
    sites = _sites(record)
    for (date, provider, start, end), claims in claiming(record).items():
        contested = _is_contested(days[date, provider].spans, start)
        for payer in {payer for payer, _ in claims}:
            yield _Part(date, provider, payer, sites[date, provider], "attended_seconds", end - start)
            if contested:
                yield _Part(date, provider, payer, sites[date, provider], "contested_seconds", end - start)


def _is_contested(spans: Sequence[tuple[int, int, str]], instant: int) -> bool:
    return any(start <= instant < end and doing == Doing.CONTESTED for start, end, doing in spans)
