"""Visits, and what was claimed of them, as their tables; and one visit as a record of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.attendance.numbered import NONE, Ints, entries_of, texts
from timeline.attendance.row_table import rows_table
from timeline.code_table import code_table
from timeline.contracts.columnar import Columnar, in_columns, whole_numbers
from timeline.contracts.sentences import Words, words_of
from timeline.reconcile import exposure_cents, lines_text
from timeline.record import Record
from timeline.units.counted import bounds_by
from timeline.units.model import Edit
from timeline.visit_arrays import VisitArrays
from timeline.visits import Accounts, VisitAccount, VisitKey
from timeline.vocabulary import CONTEST_RULES, ContestRule, Evidence, State


def visits_table(record: Record) -> Columnar:
    """Build `VISITS`."""
    of, rule = record.visit_arrays, CONTEST_RULES.index(record.contest)
    every = np.arange(len(of))
    exposed = [exposure_cents(visit, record.fees) for visit in record.accounts.values()] if record.fees else [None]
    return in_columns(
        contracts.VISITS,
        {
            **of_visits(of, every),
            "evidence": Words(*of.evidence),
            "start": of.start,
            "end": of.end,
            **{f"{state}_seconds": seconds for state, seconds in zip(State, of.states, strict=True)},
            "timed_minutes": np.where(of.timed_minutes == NONE, _pooled_minutes(of, rule), of.timed_minutes),
            "treatment_minutes": of.treatment // 60,
            "timed_units": whole_numbers(of.timed_units[rule], NONE),
            "uncoded_minutes": of.uncoded // 60,
            "unearned_minutes": of.unearned // 60,
            "exposure_cents": exposed if record.fees else whole_numbers(np.full(len(of), NONE), NONE),
        },
        record.zone,
    )


def _pooled_minutes(of: VisitArrays, rule: int) -> Ints:
    """Sum the whole minutes of the pooled codes of each visit, whatever counts them."""
    codes = code_table()
    pooled = of.named.each(lambda code: code in codes and codes[code].pool == "cms15", bool)
    minutes = np.zeros(len(of), dtype=np.int64)
    np.add.at(minutes, of.named_visit[pooled], of.named_seconds[rule, pooled] // 60)
    return minutes


def codes_table(record: Record) -> Columnar:
    """Build `CODES`: every code on the rows of a visit, or one entry without a code for a booking."""
    of, rule, known = record.visit_arrays, CONTEST_RULES.index(record.contest), code_table()
    booked = np.flatnonzero(of.evidence.where(Evidence.SCHEDULED))
    owners = of.named_visit
    entries = np.flatnonzero(~np.isin(owners, booked))
    visit = np.concatenate([owners[entries], booked])
    order = np.argsort(visit, kind="stable")
    visit, nothing = visit[order], np.zeros(len(booked), dtype=np.int64)
    none = np.full(len(booked), NONE)

    def each(coded: Ints, booked: Ints) -> Ints:
        """Put what is known of codes beside what is known of bookings."""
        return np.concatenate([coded[..., entries], booked], axis=-1)[..., order]

    code = Words(each(of.named.codes, nothing), of.named.words)  # the first word is the empty one
    seconds = each(of.named_seconds, of.one_on_one[:, booked])
    units = each(of.named_units, of.timed_units[:, booked])
    assistant = each(of.named_assistant, nothing)
    own, by_therapists = seconds[rule] // 60, (seconds[rule] - assistant) // 60
    timed = [not word or (word in known and known[word].timed) for word in code.words.tolist()]
    rules = [(CONTEST_RULES.index(each), each) for each in _IN_TABLE]
    return in_columns(
        contracts.CODES,
        {
            **of_visits(of, visit),
            "evidence": Words(*of.evidence).taken(visit),
            "code": code,
            "timed": np.array(timed, dtype=bool)[code.codes],
            "seconds": seconds[rule],
            "minutes": own,
            **{f"minutes_{name}": seconds[place] // 60 for place, name in rules},
            "assistant_minutes": own - by_therapists,
            "assistant_seconds": assistant,
            "units": whole_numbers(units[rule], NONE),
            **{f"units_{name}": whole_numbers(units[place], NONE) for place, name in rules},
            "billed_units": whole_numbers(each(of.named_billed, none), NONE),
            "billed_as": _billed_as(of, visit, code),
        },
    )


def _billed_as(of: VisitArrays, visit: Ints, code: Words) -> Words:
    """Return the code on the line of each code of a visit, where the payer requires a different one."""
    told = np.full(len(visit), "", dtype=object)
    counted = of.answer[visit]
    replacing = of.answers.per_visit(of.answers.each(lambda units: bool(units.billed_as), bool), counted)
    for row in np.flatnonzero(replacing).tolist():
        told[row] = of.answers.said(counted[row]).billed_as.get(code.words[code.codes[row]], "")
    return words_of(told)


def lines_table(record: Record) -> Columnar:
    """Build `LINES`: what a claim would carry, in every permitted allocation."""
    of = record.visit_arrays
    lines, modifiers = of.answers.every_line, [" ".join(each) for each in of.answers.modifiers]
    visit, row = _of_counts(of, lines.owner)
    return in_columns(
        contracts.LINES,
        {
            **of_visits(of, visit),
            "alternative": lines.alternative[row],
            "line": lines.line[row],
            "code": Words(lines.code, texts(of.answers.codes)).taken(row),
            "units": lines.units[row],
            "modifiers": Words(lines.modifiers, texts(modifiers)).taken(row),
        },
    )


def alternatives_table(record: Record) -> Columnar:
    """Build `ALTERNATIVES`: every permitted allocation of the timed units."""
    of = record.visit_arrays
    units = of.answers.allocations
    visit, row = _of_counts(of, units.owner)
    return in_columns(
        contracts.ALTERNATIVES,
        {
            **of_visits(of, visit),
            "alternative": units.alternative[row],
            "code": Words(units.code, texts(of.answers.codes)).taken(row),
            "units": units.units[row],
        },
    )


def edits_table(record: Record) -> Columnar:
    """Build `EDITS`."""
    of, visit, cells = record.visit_arrays, list[int](), list[tuple[str, ...]]()
    edited = of.answers.per_visit(of.answers.each(lambda units: bool(units.edits), bool), of.answer)
    own = np.flatnonzero(edited).tolist()
    for place, edits in zip(own, _edits(record, own), strict=True):
        cells += [(edit.column_one, edit.column_two, edit.state.value, " ".join(edit.intervals)) for edit in edits]
        visit += [place] * len(edits)
    names = ("column_one", "column_two", "state", "interval_ids")
    columns = dict(zip(names, zip(*cells, strict=True) if cells else ((),) * len(names), strict=True))
    return in_columns(contracts.EDITS, {**of_visits(of, np.array(visit, dtype=np.int64)), **columns})


def _edits(record: Record, places: Sequence[int]) -> Iterator[tuple[Edit, ...]]:
    """Yield the edits of visits by their places; equal counts of other visits name other rows."""
    accounts = record.accounts
    if isinstance(accounts, Accounts):
        yield from map(accounts.edits, places)
        return
    visits = list(accounts.values())
    for units in (visits[place].units for place in places):
        yield units[record.contest].edits if units is not None else ()


def _of_counts(of: VisitArrays, owner: Ints) -> tuple[Ints, Ints]:
    """Give each visit the rows of its count: the visit of each row, and which row it is.

    Parameters
    ----------
    owner
        The place of the count of each row, sorted.
    """
    counted = np.flatnonzero(of.answer != NONE)
    bounds, row = entries_of(bounds_by(owner, len(of.answers)), of.answer[counted])
    return np.repeat(counted, np.diff(bounds)), row


def of_visits(of: VisitArrays, visit: Ints) -> dict[str, Words]:
    """Return the columns by which the rows of a table are told to be of a visit, given the place of each row's."""
    return {name: Words(*getattr(of, name)).taken(visit) for name in (*_VISIT, "clinic", "payer")}


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
    of = account.seconds
    return {
        **dict(zip(_VISIT, account.key, strict=True)),
        "clinic": account.clinic,
        "payer": account.payer,
        "evidence": account.evidence,
        "start": of.start,
        "end": of.end,
        **{f"{state}_seconds": of.states[state] for state in State},
        "timed_minutes": account.units[account.contest].timed_minutes if account.units else _timed_minutes(account),
        "treatment_minutes": of.treatment // 60,
        "timed_units": account.timed_units,
        "uncoded_minutes": of.uncoded // 60,
        "unearned_minutes": of.unearned // 60,
        "exposure_cents": exposure_cents(account, fees),
    }


def _timed_minutes(account: VisitAccount) -> int:
    """Sum the whole minutes of the pooled codes where no policy counts them."""
    codes = code_table()
    counted = account.seconds.codes.items()
    return sum(found.by_rule[account.contest] // 60 for code, found in counted if codes[code].pool == "cms15")


def code_records(account: VisitAccount) -> list[dict[str, Any]]:
    """List the `CODES` records of a visit: every code on its rows, or one without a code for a booking."""
    return [_code_record(account, code) for code in ([""] if account.is_scheduled else account.named)]


def _code_record(account: VisitAccount, code: str) -> dict[str, Any]:
    known, time = code_table(), account.seconds.codes.get(code)
    seconds: Mapping[str, int] = dict.fromkeys(CONTEST_RULES, 0) if time is None else time.by_rule
    assistant = 0 if time is None or account.is_scheduled else time.assistant
    counted = account.units
    units: Mapping[str, int | None]
    if account.is_scheduled:
        seconds = account.seconds.one_on_one
        units = {rule: account.booked_units(rule) for rule in CONTEST_RULES}
    else:
        units = {rule: counted.payable(rule).units.get(code, 0) if counted else None for rule in CONTEST_RULES}
    own = seconds[account.contest]
    return {
        **dict(zip(_VISIT, account.key, strict=True)),
        "evidence": account.evidence,
        "code": code,
        "timed": not code or (code in known and known[code].timed),
        "seconds": own,
        "minutes": own // 60,
        **{f"minutes_{rule}": seconds[rule] // 60 for rule in _IN_TABLE},
        "assistant_minutes": own // 60 - (own - assistant) // 60,
        "assistant_seconds": assistant,
        "units": units[account.contest],
        **{f"units_{rule}": units[rule] for rule in _IN_TABLE},
        "billed_units": account.billed.get(code) if code else None,
        "billed_as": counted[account.contest].billed_as.get(code, "") if counted else "",
    }


_VISIT = ("date", "patient", "discipline")
#: The contest rules in the order of the columns of `CODES`.
_IN_TABLE = (ContestRule.EXCLUSIVE, ContestRule.NESTED, ContestRule.DOCUMENTED)
