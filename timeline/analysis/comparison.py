"""The same minutes counted under several policies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.analysis.records import code_records
from timeline.arguments import contest_rule, needs
from timeline.errors import WrongTypeError, WrongValueError
from timeline.exports import plain_records
from timeline.narrowing import EVERYTHING, Narrowing
from timeline.policies import policies_with
from timeline.record import attendance_of
from timeline.schedules import Schedule
from timeline.visits import account_visits
from timeline.vocabulary import ContestRule


def compare(
    schedule: Schedule,
    *,
    payers: Sequence[str],
    contest: ContestRule | str = ContestRule.NESTED,
    policy: Path | str | None = None,
    shown: Narrowing = EVERYTHING,
) -> pd.DataFrame:
    """Count every visit under several policies, whatever payer its rows name.

    The minutes are worked out once: a policy changes units, never minutes.

    Parameters
    ----------
    payers
        Names of policies; differences are taken from the first.
    policy
        A clinic's own policy file, known by the payer it states.
    shown
        Which visits are listed; all are worked out together.

    Returns
    -------
    `COMPARISON`, sorted by visit, code and the order of `payers`.

    Raises
    ------
    UnknownPayerError: no policy has one of the names.
    WrongValueError: no policy named, or one twice; the schedule does not have the clinic or provider to be shown.
    WrongTypeError: `schedule` is not a schedule.
    """
    needs(schedule, Schedule, "schedule", "Read it first: compare(read_schedule(file), payers=[…]).")
    if isinstance(payers, str):
        raise WrongTypeError('payers: pass a list of names, for example payers=["medicare", "cpt-midpoint"].')
    if not payers or len(set(payers)) < len(payers):
        raise WrongValueError("payers: name one or more policies, each once, for example medicare and cpt-midpoint.")
    load = policies_with(policy)
    for name in payers:
        load(name)
    shown.check(schedule)
    found = attendance_of(schedule, contest_rule(contest))
    counted: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
    for name in payers:
        accounts = account_visits(found, {}, policies=load, payer=name)
        for account in shown.visits(found.rows, accounts).values():
            for record in code_records(account):
                counted.setdefault((*account.key, record["code"]), {})[name] = record
    records = []
    for key, by_payer in sorted(counted.items()):
        first = by_payer[payers[0]]["units"]
        for name in payers:
            units = by_payer[name]["units"]
            difference = None if units is None or first is None else units - first
            records.append((*key, by_payer[name]["minutes"], name, units, difference))
    return contracts.published(contracts.COMPARISON, contracts.from_records(contracts.COMPARISON, records))


def comparison_dict(table: pd.DataFrame, payers: Sequence[str]) -> dict[str, Any]:
    """Return `COMPARISON` as the JSON of `timeline compare`: totals, every code of every visit, and those that differ.

    Parameters
    ----------
    payers
        The policies it was made with, in their order.
    """
    codes: dict[tuple[str, ...], dict[str, Any]] = {}
    for record in plain_records(contracts.as_text(contracts.COMPARISON, table)):
        key = tuple(record[name] for name in ("date", "patient", "discipline", "code"))
        first = {"date": key[0], "patient": key[1], "discipline": key[2], "code": key[3] or None}
        entry = codes.setdefault(key, first | {"minutes": record["minutes"], "units": {}})
        entry["units"][record["payer"]] = record["units"]
    listed = list(codes.values())
    return {
        "payers": list(payers),
        "total_units": {name: sum(entry["units"][name] or 0 for entry in listed) for name in payers},
        "codes": listed,
        "differences": [entry for entry in listed if len(set(entry["units"].values())) > 1],
    }
