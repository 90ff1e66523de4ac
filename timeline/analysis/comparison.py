"""The same minutes counted under several policies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.analysis.records import code_records
from timeline.policies import policies_with
from timeline.record import attendance_of
from timeline.schedules import Schedule
from timeline.visits import account_visits
from timeline.vocabulary import ContestRule, contest_rule


def compare(
    schedule: Schedule,
    *,
    payers: Sequence[str],
    contest: ContestRule | str = ContestRule.NESTED,
    policy: Path | str | None = None,
) -> pd.DataFrame:
    """Count every visit under several policies, whatever payer its rows name.

    The minutes are worked out once: a policy changes units, never minutes.

    Parameters
    ----------
    payers
        Names of policies; differences are taken from the first.
    policy
        A clinic's own policy file, known by the payer it states.

    Returns
    -------
    `COMPARISON`, sorted by visit, code and the order of `payers`.

    Raises
    ------
    UnknownPayerError: no policy has one of the names.
    ValueError: no policy named, or one twice.
    """
    if not payers or len(set(payers)) < len(payers):
        raise ValueError("payers: name one or more policies, each once, for example medicare and cpt-midpoint.")
    load = policies_with(policy)
    for name in payers:
        load(name)
    found = attendance_of(schedule, contest_rule(contest))
    counted: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
    for name in payers:
        accounts = account_visits(found, {}, policies=load, payer=name)
        for account in accounts.values():
            for record in code_records(account):
                counted.setdefault((*account.key, record["code"]), {})[name] = record
    records = []
    for key, by_payer in sorted(counted.items()):
        first = by_payer[payers[0]]["units"]
        for name in payers:
            units = by_payer[name]["units"]
            difference = None if units is None or first is None else units - first
            records.append((*key, by_payer[name]["minutes"], name, units, difference))
    return contracts.from_records(contracts.COMPARISON, records)
