"""Headline sums: each figure once, under a name that says whose minutes it counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

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
        "provider_minutes_claimed_twice": exact_minutes(_claimed_twice(record, evidence)),
        "patient_minutes_not_credited": _minutes(accounts, State.CONTESTED),
        **{str(state): _minutes(accounts, state) for state in states},
        "timed_units": sum(account.timed_units or 0 for account in accounts),
        "exposure_minutes": exact_minutes(exposed.seconds.most),
        "exposure_units": exposed.units.most,
    }


def _minutes(accounts: Iterable[VisitAccount], state: State) -> float:
    return exact_minutes(sum(account.seconds.states[state] for account in accounts))


def _claimed_twice(record: Record, evidence: Evidence | None) -> int:
    """Sum contested seconds of providers, of a part those in which a row that is shown claims the provider.

    A provider who works at two sites on one date is contested where the rows are, not where the day began.
    """
    whole, shown, twice = record.whole, record.narrowing, ("date", "evidence", "provider", "start_second")
    engagements = whole.attendance.engagements
    contested = engagements[engagements["doing"] == Doing.CONTESTED]
    if evidence is not None:
        contested = contested[contested["evidence"] == evidence]
    if not shown:
        return int(contested["seconds"].sum())
    rows, index = whole.rows, whole.index
    claimed = {
        (date, *claim)
        for date, *claim, interval in records(whole.attendance.demands, (*twice, "interval_id"))
        if shown.has(date, rows.clinic[index[interval]], claim[1])
    }
    return sum(span[-1] for span in records(contested, (*twice, "seconds")) if span[:-1] in claimed)
