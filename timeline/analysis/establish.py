"""Establish the facts: from a schedule to its `Record`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pandas as pd

from timeline.arguments import contest_rule, engine_of, needs
from timeline.attendance import Attendance
from timeline.claimed import Claimed, claimed_on_list, claimed_on_rows
from timeline.collector import collector_paused
from timeline.contracts import CLAIM_LINES, SKIPPED, as_text, conform
from timeline.policies import policies_with
from timeline.record import Record, attendance_of
from timeline.schedules import (
    AllowedAmounts,
    ClaimList,
    Claims,
    ClaimsMap,
    ClinicFile,
    Fees,
    Schedule,
    YearToDate,
    read_allowed,
    read_claim_list,
    read_fees,
    read_year_to_date,
)
from timeline.visits import Accounts, PolicySource, account_visits
from timeline.vocabulary import ContestRule, Engine
from timeline.yearly import Money, Standings, pricing_of, with_threshold


def establish(
    schedule: Schedule,
    *,
    contest: ContestRule | str = ContestRule.NESTED,
    policy: Path | str | None = None,
    claims: Claims | None = None,
    fees: Fees | None = None,
    year_to_date: YearToDate | None = None,
    allowed: AllowedAmounts | None = None,
    claims_map: ClaimsMap | None = None,
    engine: Engine | str = Engine.AUTO,
) -> Record:
    """Establish who was with whom, and what each visit supports; arguments as for `timeline.analyze`."""
    needs(schedule, Schedule, "schedule", "Read it first: analyze(read_schedule(file)).")
    rule = contest_rule(contest)
    policies = policies_with(policy)
    money = money_of(schedule.clinic, year_to_date, allowed)
    sent = None if claims is None else read_claim_list(claims, claims_map)
    if sent is not None:
        schedule = _with_claims_left_out(schedule, sent)
    record = unattested(schedule, rule, policies, money, sent, engine_of(engine))
    known_fees = {} if fees is None else read_fees(fees)
    return replace(attested(record, Standings(money)), fees=known_fees)


def money_of(clinic: ClinicFile, year_to_date: YearToDate | None, allowed: AllowedAmounts | None) -> Money:
    """Read what a clinic states about amounts; arguments as for `timeline.analyze`."""
    return Money(
        {} if year_to_date is None else read_year_to_date(year_to_date),
        pricing_of(clinic, {} if allowed is None else read_allowed(allowed)),
    )


def unattested(
    schedule: Schedule,
    rule: ContestRule,
    policies: PolicySource,
    money: Money,
    sent: ClaimList | None,
    engine: Engine = Engine.AUTO,
) -> Record:
    """Establish everything but the yearly threshold, which alone looks at other dates."""
    with collector_paused():
        found = attendance_of(schedule, rule, engine)
        claimed = _claimed(sent, schedule, found)
        accounts = account_visits(found, claimed.units(), policies=policies)
    return Record(schedule, rule, found, accounts, claimed, {}, policies, money)


def attested(record: Record, standings: Standings) -> Record:
    """Apply the yearly threshold, going on from where the patients stand; `standings` then say where they stand."""
    with collector_paused():
        accounts = cast(Accounts, record.accounts)  # only those of a part that is shown are others
        return replace(record, accounts=with_threshold(accounts, standings))


def established_with(schedule: Schedule, record: Record) -> Record:
    """Establish the facts of a schedule whose rows moved, under everything else that another record rests on."""
    with collector_paused():
        found = attendance_of(schedule, record.contest)
        accounts = account_visits(found, record.claims.units(), policies=record.policies)
    changed = replace(record, schedule=schedule, attendance=found, accounts=accounts)
    return attested(changed, Standings(record.money))


def _claimed(sent: ClaimList | None, schedule: Schedule, found: Attendance) -> Claimed:
    if sent is None:
        return claimed_on_rows(schedule.interval_table, found.rows)
    return claimed_on_list(as_text(CLAIM_LINES, sent.lines), found.rows)


def _with_claims_left_out(schedule: Schedule, sent: ClaimList) -> Schedule:
    """List the claim lines that were left out beside the rows that were, and say what of the list was not read."""
    if not sent.left_out and not sent.notes:
        return schedule
    lines = [{"interval_id": identity, "why": why} for identity, why in sent.left_out]
    table = pd.concat([schedule.skipped_table, conform(SKIPPED, lines)], ignore_index=True)
    return replace(schedule, skipped_table=table, notes=(*schedule.notes, *sent.notes))
