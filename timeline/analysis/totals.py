"""Headline sums: each figure once, under a name that says whose minutes it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from timeline.audit.exposure import exposures
from timeline.clock import exact_minutes
from timeline.contracts import records
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import Doing, Evidence, State


def totals(record: Record, *, evidence: Evidence | None = None) -> dict[str, Any]:
    """Sum what the record holds; every figure is in minutes of one kind, in units, or a count.

    Parameters
    ----------
    evidence
        Only what is documented, or only bookings; None: both.

    Returns
    -------
    `provider_minutes_claimed_twice`: clock minutes in which two or more engagements claim one provider, summed over
    providers; of a site, those in which one of its own rows claims the provider. `patient_minutes_not_credited`:
    minutes recorded as attended that no contest lets count, summed over patients; three patients of one provider have
    three times the provider's minutes. `one_on_one`, `group`, `supervised` and `unskilled`: the same sums of the
    patients' other states. `visits`; `timed_units` of the visits that a policy counts; `exposure_minutes` and
    `exposure_units`: every recorded minute less no contested minute, per patient and date never negative.

    Sources
    -------
    meaning §3 (contested time and exposure), §4 (states), §5 (provider accounts).
    """
    accounts = [account for account in record.accounts.values() if evidence in (None, account.evidence)]
    exposed = exposures(record, accounts)
    states = (State.ONE_ON_ONE, State.GROUP, State.SUPERVISED, State.UNSKILLED)
    return {
        "visits": len(accounts),
        "provider_minutes_claimed_twice": exact_minutes(
            sum(span.seconds for span in claimed_twice(record, evidence=evidence))
        ),
        "patient_minutes_not_credited": _minutes(accounts, State.CONTESTED),
        **{str(state): _minutes(accounts, state) for state in states},
        "timed_units": sum(account.timed_units or 0 for account in accounts),
        "exposure_minutes": exact_minutes(exposed.seconds.most),
        "exposure_units": exposed.units.most,
    }


def _minutes(accounts: Iterable[VisitAccount], state: State) -> float:
    return exact_minutes(sum(account.seconds.states[state] for account in accounts))


class Twice(NamedTuple):
    """A span in which two or more engagements claim a provider; `clinics` are the sites shown whose rows claim it."""

    date: str
    evidence: str
    provider: str
    seconds: int
    clinics: frozenset[str]


def claimed_twice(record: Record, *, evidence: Evidence | None = None) -> list[Twice]:
    """List the contested spans of providers, of a part those in which a row that is shown claims the provider.

    A provider who works at two sites on one date is contested where the rows are, not where the day began. A span that
    rows of two sites claim belongs to both.
    """
    whole, shown, span = record.whole, record.narrowing, ("date", "evidence", "provider", "start_second")
    contested = {
        (date, kind, provider, start): seconds
        for date, kind, provider, start, seconds, doing in records(
            whole.attendance.engagements, (*span, "seconds", "doing")
        )
        if doing == Doing.CONTESTED and evidence in (None, kind)
    }
    rows, index = whole.rows, whole.index
    clinics: dict[tuple[str, str, str, int], set[str]] = defaultdict(set)
    for *key, interval in records(whole.attendance.demands, (*span, "interval_id")):
        date, kind, provider, start = key
        clinic = rows.clinic[index[interval]]
        if (date, kind, provider, start) in contested and shown.has(date, clinic, provider):
            clinics[date, kind, provider, start].add(clinic)
    return [
        Twice(*key[:3], seconds, frozenset(clinics[key]))
        for key, seconds in contested.items()
        if key in clinics or not shown
    ]
