"""Visits, and what was claimed of them, as the records of their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.attendance.row_table import rows_table
from timeline.code_table import code_table
from timeline.reconcile import exposure_cents, lines_text
from timeline.record import Record
from timeline.units import Line, VisitUnits
from timeline.units.model import Payable
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import ContestRule, State

Columns = dict[str, Sequence[Any]]


def visits_table(record: Record) -> pd.DataFrame:
    """Build `VISITS`."""
    return contracts.conform(contracts.VISITS, _visit_columns(list(record.accounts.values()), record.fees))


def codes_table(record: Record) -> pd.DataFrame:
    """Build `CODES`."""
    accounts = list(record.accounts.values())
    places, columns = _code_columns(accounts)
    return contracts.conform(contracts.CODES, columns | _of_visits(accounts, places))


def lines_table(record: Record) -> pd.DataFrame:
    """Build `LINES`: what a claim would carry, in every permitted allocation."""
    accounts = list(record.accounts.values())
    found = [
        (visit, alternative, place, line.code, line.units, line.modifiers)
        for visit, account in enumerate(accounts)
        for alternative, lines in enumerate(_line_sets(account))
        for place, line in enumerate(lines)
    ]
    visits, alternatives, places, codes, units, modifiers = _turned(found, 6)
    told = {each: " ".join(each) for each in set(modifiers)}
    columns = {
        "alternative": alternatives,
        "line": places,
        "code": codes,
        "units": units,
        "modifiers": [told[each] for each in modifiers],
    }
    return contracts.conform(contracts.LINES, columns | _of_visits(accounts, visits))


def _line_sets(account: VisitAccount) -> tuple[tuple[Line, ...], ...]:
    """Return the lines of every allocation; a visit without timed units has one set."""
    if account.units is None:
        return ()
    counted = account.units[account.contest]
    return counted.alternative_lines or (counted.lines,)


def alternatives_table(record: Record) -> pd.DataFrame:
    """Build `ALTERNATIVES`: every permitted allocation of the timed units."""
    accounts = list(record.accounts.values())
    found = [
        (visit, number, code, units)
        for visit, account in enumerate(accounts)
        if account.units is not None
        for number, allocation in enumerate(account.units[account.contest].alternatives)
        for code, units in allocation.items()
    ]
    visits, numbers, codes, units = _turned(found, 4)
    columns = {"alternative": numbers, "code": codes, "units": units}
    return contracts.conform(contracts.ALTERNATIVES, columns | _of_visits(accounts, visits))


def edits_table(record: Record) -> pd.DataFrame:
    """Build `EDITS`."""
    accounts = list(record.accounts.values())
    found = [
        (visit, edit.column_one, edit.column_two, edit.state.value, " ".join(edit.intervals))
        for visit, account in enumerate(accounts)
        if account.units is not None
        for edit in account.units[account.contest].edits
    ]
    visits, ones, others, states, intervals = _turned(found, 5)
    columns = {"column_one": ones, "column_two": others, "state": states, "interval_ids": intervals}
    return contracts.conform(contracts.EDITS, columns | _of_visits(accounts, visits))


def _turned(records: Sequence[tuple[Any, ...]], count: int) -> Sequence[Sequence[Any]]:
    """Turn records into their columns."""
    return list(zip(*records, strict=True)) if records else [()] * count


def _of_visits(accounts: Sequence[VisitAccount], visits: Sequence[int]) -> Columns:
    """Return the columns by which the rows of a table are told to be of a visit, given the place of each row's."""
    places = np.array(visits, dtype=np.int64)
    return {
        name: np.array(values, dtype=object)[places]
        for name, values in zip(
            ("date", "patient", "discipline", "clinic", "payer"),
            _turned([(*account.key, account.clinic, account.payer) for account in accounts], 5),
            strict=True,
        )
    }


def reconciliation_table(record: Record, payer_does: Mapping[tuple[VisitKey, str], str]) -> pd.DataFrame:
    """Build `RECONCILIATION`: what was claimed and what the record supports, and what a payer does with each code."""
    entries = [
        (
            *item.key,
            item.code,
            item.supported,
            item.billed,
            item.billed - item.supported,
            lines_text(item.supported_lines),
            lines_text(item.billed_lines),
            item.result,
            item.amount_cents(record.fees),
            str(payer_does.get((item.key, item.code), "")),
        )
        for item in record.comparison
    ]
    return contracts.from_records(contracts.RECONCILIATION, entries)


def rows_shown(record: Record) -> pd.DataFrame:
    """Build `ROWS`; what a row was taken for, and why, depends on all rows, even those that are not shown."""
    table, shown = rows_table(record.whole.rows, record.zone), set(record.rows.id)
    return table[table["interval_id"].isin(shown)].reset_index(drop=True)


def visit_record(account: VisitAccount, fees: Mapping[str, Decimal]) -> dict[str, Any]:
    """Build the `VISITS` record of a visit, its exposure valued at the clinic's own fees."""
    return {name: values[0] for name, values in _visit_columns([account], fees).items()}


def _visit_columns(accounts: Sequence[VisitAccount], fees: Mapping[str, Decimal]) -> Columns:
    of = [account.seconds for account in accounts]
    dates, patients, disciplines = _turned([account.key for account in accounts], 3)
    states = _turned([_STATES(seconds.states) for seconds in of], len(State))
    columns = {
        "date": dates,
        "patient": patients,
        "discipline": disciplines,
        "clinic": [account.clinic for account in accounts],
        "payer": [account.payer for account in accounts],
        "evidence": [account.evidence for account in accounts],
        "start": [seconds.start for seconds in of],
        "end": [seconds.end for seconds in of],
        **{f"{state}_seconds": seconds for state, seconds in zip(State, states, strict=True)},
        "timed_minutes": [
            account.units[account.contest].timed_minutes if account.units else _timed_minutes(account)
            for account in accounts
        ],
        "treatment_minutes": [seconds.treatment // 60 for seconds in of],
        "timed_units": [account.timed_units for account in accounts],
        "uncoded_minutes": [seconds.uncoded // 60 for seconds in of],
        "unearned_minutes": [seconds.unearned // 60 for seconds in of],
        "exposure_cents": [exposure_cents(account, fees) for account in accounts],
    }
    return {name: columns[name] for name in contracts.VISITS.names}


def _timed_minutes(account: VisitAccount) -> int:
    """Sum the whole minutes of the pooled codes where no policy counts them."""
    codes = code_table()
    counted = account.seconds.codes.items()
    return sum(found.by_rule[account.contest] // 60 for code, found in counted if codes[code].pool == "cms15")


def code_records(account: VisitAccount) -> list[dict[str, Any]]:
    """List the `CODES` records of a visit: every code on its rows, or one without a code for a booking."""
    places, columns = _code_columns([account])
    columns |= {name: [value] * len(places) for name, value in zip(_VISIT, account.key, strict=True)}
    names = contracts.CODES.names
    return [dict(zip(names, cells, strict=True)) for cells in zip(*(columns[name] for name in names), strict=True)]


def _code_columns(accounts: Sequence[VisitAccount]) -> tuple[Sequence[int], Columns]:
    """Return the columns of `CODES` but those of the visit, and the place of each row's visit."""
    known = code_table()
    found: list[tuple[Any, ...]] = []
    for place, account in enumerate(accounts):
        if account.is_scheduled:
            one_on_one = account.seconds.one_on_one
            under = [account.booked_units(rule) for rule in _IN_TABLE]
            own = account.booked_units(account.contest)
            found.append(
                (
                    place,
                    account.evidence,
                    "",
                    one_on_one[account.contest],
                    *_RULES(one_on_one),
                    0,
                    own,
                    *under,
                    None,
                    "",
                )
            )
            continue
        codes, units = account.seconds.codes, account.units
        chosen, counted = (
            (None, ()) if units is None else (units[account.contest], [units.payable(rule) for rule in _IN_TABLE])
        )
        for code in account.named:
            time = codes.get(code)
            by_rule = _NO_SECONDS if time is None else time.by_rule
            found.append(
                (
                    place,
                    account.evidence,
                    code,
                    by_rule[account.contest],
                    *_RULES(by_rule),
                    0 if time is None else time.assistant,
                    *(_UNKNOWN if chosen is None else (chosen.units.get(code, 0), *_units_of(code, counted))),
                    account.billed.get(code),
                    "" if chosen is None else chosen.billed_as.get(code, ""),
                )
            )
    names = (
        "evidence",
        "code",
        "seconds",
        *_MINUTES,
        "assistant_seconds",
        "units",
        *_UNITS,
        "billed_units",
        "billed_as",
    )
    places, *values = _turned(found, 1 + len(names))
    columns: Columns = dict(zip(names, values, strict=True))
    seconds, assistant = columns["seconds"], columns["assistant_seconds"]
    timed = {code: not code or (code in known and known[code].timed) for code in set(columns["code"])}
    return places, columns | {
        "timed": [timed[code] for code in columns["code"]],
        "minutes": [of // 60 for of in seconds],
        **{name: [of // 60 for of in columns[name]] for name in _MINUTES},
        "assistant_minutes": [of // 60 - (of - by) // 60 for of, by in zip(seconds, assistant, strict=True)],
    }


def _units_of(code: str, counted: Sequence[Payable | VisitUnits]) -> list[int]:
    return [under.units.get(code, 0) for under in counted]


_VISIT = ("date", "patient", "discipline")
#: The contest rules in the order of the columns of `CODES`.
_IN_TABLE = (ContestRule.EXCLUSIVE, ContestRule.NESTED, ContestRule.DOCUMENTED)
_MINUTES, _UNITS = ([f"{what}_{rule}" for rule in _IN_TABLE] for what in ("minutes", "units"))
_RULES, _STATES = itemgetter(*_IN_TABLE), itemgetter(*State)
_NO_SECONDS, _UNKNOWN = dict.fromkeys(ContestRule, 0), (None,) * 4
