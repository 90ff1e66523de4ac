"""Headline sums: each figure once, under a name that says whose minutes it counts."""

from __future__ import annotations

from typing import Any

from timeline.audit.exposure import exposures
from timeline.clock import exact_minutes
from timeline.record import Record
from timeline.vocabulary import State


def totals(record: Record) -> dict[str, Any]:
    """Sum what the record holds; every figure is in minutes of one kind, in units, or a count.

    Returns
    -------
    `provider_minutes_claimed_twice`: clock minutes in which two or more engagements claim one provider, summed over
    providers. `patient_minutes_not_credited`: minutes recorded as attended that no contest lets count, summed over
    patients; three patients of one provider have three times the provider's minutes. `one_on_one`, `group`,
    `supervised` and `unskilled`: the same sums of the patients' other states. `visits`; `timed_units` of the visits
    that a policy counts; `exposure_minutes` and `exposure_units`: every recorded minute less no contested minute, per
    patient and date never negative.

    Sources
    -------
    meaning §3 (contested time and exposure), §4 (states), §5 (provider accounts).
    """
    accounts, exposed = record.accounts.values(), exposures(record)
    states = (State.ONE_ON_ONE, State.GROUP, State.SUPERVISED, State.UNSKILLED)
    return {
        "visits": len(accounts),
        "provider_minutes_claimed_twice": exact_minutes(sum(record.providers["contested_seconds"].tolist())),
        "patient_minutes_not_credited": _minutes(record, State.CONTESTED),
        **{str(state): _minutes(record, state) for state in states},
        "timed_units": sum(account.timed_units or 0 for account in accounts),
        "exposure_minutes": exact_minutes(exposed.seconds.most),
        "exposure_units": exposed.units.most,
    }


def _minutes(record: Record, state: State) -> float:
    return exact_minutes(sum(account.seconds.states[state] for account in record.accounts.values()))
