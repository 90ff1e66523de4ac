"""The ledger: timed units claimed and supported, and the hours in which somebody was there to treat.

Every figure falls into a cell: one provider's date, one hour of the clinic's clock, one payer, one site. Units belong
to a whole visit; they are shared over the cells in proportion to seconds, as exact fractions, so that the
cells add up to the visits. Bookings are not claims and are left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd

from timeline import contracts
from timeline.analysis.given import Result, facts_of
from timeline.analysis.totals import totals
from timeline.clock import MINUTE, to_wall
from timeline.code_table import code_table
from timeline.contracts import records
from timeline.errors import WrongTypeError, WrongValueError
from timeline.exports import plain_records
from timeline.record import Record
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import ASSISTANTS, OFF_FLOOR, THERAPISTS, ContestRule, Evidence, State

if TYPE_CHECKING:
    from timeline.attendance.rows import Rows

Key = Literal["date", "provider", "hour", "payer", "clinic"]
#: What the ledger is summed by unless stated otherwise, and everything it can be summed by.
CELL: tuple[Key, ...] = ("date", "provider", "hour", "payer")
KEYS: tuple[Key, ...] = (*CELL, "clinic")
HOUR = 60 * MINUTE

#: Provider and hour: where a part of a visit took place.
Place = tuple[str, int]
Seconds = Mapping[Place, int]


class Cell(NamedTuple):
    """One provider's date, one hour of the clock, one payer, one site."""

    date: str
    provider: str
    hour: int
    payer: str
    clinic: str


@dataclass(slots=True)
class Entry:
    """What a cell holds; `LEDGER` says what each figure means."""

    staffed: Fraction = Fraction(0)
    one_on_one: int = 0
    documented: int = 0
    claimed: Fraction = Fraction(0)
    claimed_from: set[str] = field(default_factory=set)
    supported: Fraction = Fraction(0)

    def add(self, other: Entry) -> None:
        """Add another cell's figures."""
        self.staffed += other.staffed
        self.one_on_one += other.one_on_one
        self.documented += other.documented
        self.claimed += other.claimed
        self.claimed_from |= other.claimed_from
        self.supported += other.supported


def ledger(result: Result, *, by: Sequence[Key] = CELL) -> pd.DataFrame:
    """Compare the timed units claimed per staffed hour with what the minutes support.

    More than four units an hour is not an error in itself: seven patients with eight minutes each have seven
    units in 56 minutes. What counts is the gap between claimed and supported units, and that depends on minutes.

    Parameters
    ----------
    result
        An analysis. Bookings are left out, and so are the units of visits for which no policy is in force.
    by
        What to sum by, any of `date`, `provider`, `hour`, `payer` and `clinic`; default: the first four.

    Returns
    -------
    `LEDGER` with the columns of `by` in place of its key, sorted by them.

    By payer, staffed time is time with that payer's patients, divided equally where patients of several payers
    claim the provider at once; the row without a payer is time without a patient. By clinic, what belongs to a visit
    is at the visit's site, and time without a patient where the provider's last row was.

    Raises
    ------
    WrongTypeError: `by` is a single name, not a list.
    WrongValueError: `by` has an unknown name, or one twice.
    """
    record = facts_of(result, "ledger")
    if isinstance(by, str):
        raise WrongTypeError(f'by: pass a list of names, for example by=["provider"]; known: {", ".join(KEYS)}.')
    if not by or len(set(by)) < len(by) or not set(by) <= set(KEYS):
        raise WrongValueError(f"by: name one or more of {', '.join(KEYS)}, each once, got {', '.join(by) or 'none'}.")
    summed: dict[tuple[Any, ...], Entry] = defaultdict(Entry)
    for cell, entry in cells(record).items():
        if record.narrowing.has(cell.date, cell.clinic, cell.provider):
            summed[tuple(getattr(cell, name) for name in by)].add(entry)
    rows = [dict(zip(by, key, strict=True)) | _record(entry) for key, entry in sorted(summed.items())]
    table = _keyed(by)
    return contracts.published(table, contracts.conform(table, rows))


def _keyed(by: Sequence[Key]) -> contracts.Table:
    """Return the contract of a ledger summed by part of its key."""
    known = {column.name: column for column in (*contracts.LEDGER.columns, contracts.LEDGER_CLINIC)}
    measures = (column for name, column in known.items() if name not in KEYS)
    return contracts.Table(
        contracts.LEDGER.name, contracts.LEDGER.row, tuple(by), (*(known[name] for name in by), *measures)
    )


def _record(entry: Entry) -> dict[str, Any]:
    hours = entry.staffed / HOUR
    return {
        "staffed_seconds": float(entry.staffed),
        "one_on_one_seconds": entry.one_on_one,
        "documented_seconds": entry.documented,
        "claimed_units": float(entry.claimed),
        "claimed_from": ", ".join(sorted(entry.claimed_from)),
        "supported_units": float(entry.supported),
        "claimed_per_staffed_hour": float(entry.claimed / hours) if hours else None,
        "supported_per_staffed_hour": float(entry.supported / hours) if hours else None,
    }


def ledger_dict(result: Result, *, by: Sequence[Key] = CELL) -> dict[str, Any]:
    """Return the ledger as the JSON of `timeline ledger`; parameters and errors as for `ledger`."""
    return {
        "contest": str(result.record.contest),
        "by": list(by),
        "totals": totals(result.record, evidence=Evidence.DOCUMENTED),
        "cells": plain_records(contracts.as_text(_keyed(by), ledger(result, by=by))),
    }


def cells(record: Record) -> dict[Cell, Entry]:
    """Fill the cells of all that was analyzed, sorted; units are exact fractions."""
    record = record.whole
    found: dict[Cell, Entry] = defaultdict(Entry)
    _add_staffed(found, record)
    credited = _add_credited(found, record)
    complete = record.claims.complete
    for key, account in record.accounts.items():
        if account.is_scheduled:
            continue
        recorded = _recorded(record, account)
        claimed_from, claimed = claimed_units(account, complete=complete)
        for cell, _, part in _shares(account, claimed, recorded):
            found[cell].claimed += part
            found[cell].claimed_from.add(claimed_from)
        for cell, _, part in _shares(account, supported_units(account), credited.get(key, {})):
            found[cell].supported += part
    return {cell: found[cell] for cell in sorted(found)}


def is_timed(code: str) -> bool:
    """Whether a code's units come from minutes with the patient."""
    known = code_table().get(code)
    return known is not None and known.timed and known.mode != OFF_FLOOR


def claimed_units(account: VisitAccount, *, complete: bool) -> tuple[str, dict[str, int]]:
    """Return the timed units claimed for a visit by code, and how they are known.

    `billed`: from the schedule's own columns or a claims list; a visit that is not on a whole claims list was
    not claimed. `documented`: what was claimed is unknown, so it is what the record supports with every minute.
    """
    if account.billed or complete:
        return "billed", _timed(account.billed)
    return "documented", _timed(account.units.payable(ContestRule.DOCUMENTED).units) if account.units else {}


def supported_units(account: VisitAccount) -> dict[str, int]:
    """Return the timed units that a visit's minutes support by code, under the contest rule in force."""
    return _timed(account.units[account.contest].units) if account.units else {}


def _timed(units: Mapping[str, int]) -> dict[str, int]:
    return {code: count for code, count in units.items() if count and is_timed(code)}


def _shares(
    account: VisitAccount, units: Mapping[str, int], seconds: Mapping[str, Seconds]
) -> Iterator[tuple[Cell, str, Fraction]]:
    """Share units over cells: by the seconds of their code, else of all the visit's codes."""
    for code, count in units.items():
        weights = seconds.get(code) or _together(seconds)
        total = sum(weights.values())
        for (provider, hour), part in weights.items():
            cell = Cell(account.key[0], provider, hour, account.payer, account.clinic)
            yield cell, code, Fraction(count * part, total)


def _together(seconds: Mapping[str, Seconds]) -> Seconds:
    summed: dict[Place, int] = defaultdict(int)
    for by_place in seconds.values():
        for place, part in by_place.items():
            summed[place] += part
    return summed


def _recorded(record: Record, account: VisitAccount) -> dict[str, dict[Place, int]]:
    """Sum the recorded seconds of a visit's rows by code, provider and hour."""
    rows, summed = record.rows, defaultdict[str, dict[Place, int]](lambda: defaultdict(int))
    for row in account.positions:
        for hour, seconds in hours_of(rows.start[row], rows.end[row], record.zone):
            summed[rows.code[row]][rows.provider[row], hour] += seconds
    return summed


def _add_credited(found: dict[Cell, Entry], record: Record) -> dict[VisitKey, dict[str, dict[Place, int]]]:
    """Fill in one-on-one time, and give what is credited by visit, code, provider and hour."""
    credited: dict[VisitKey, dict[str, dict[Place, int]]] = {}
    columns = ("date", "patient", "discipline", "code", "provider", "start_second", "seconds", "counts_as", "state")
    flags = ("interval_id", record.contest, ContestRule.DOCUMENTED)
    for date, patient, discipline, code, provider, start, length, counts_as, state, interval, *counts in records(
        record.attendance.code_spans, (*columns, *flags)
    ):
        key = (date, patient, discipline)
        account = record.accounts[key]
        if account.is_scheduled:
            continue
        in_force, documented = counts
        for hour, seconds in hours_of(start, start + length, record.zone):
            if state == State.ONE_ON_ONE:
                entry = found[Cell(date, provider, hour, account.payer, account.clinic)]
                entry.one_on_one += seconds if in_force else 0
                entry.documented += seconds if documented else 0
            if counts_as == "earned" and in_force and interval not in account.unpaid:
                places = credited.setdefault(key, {}).setdefault(code, {})
                places[provider, hour] = places.get((provider, hour), 0) + seconds
    return credited


def _add_staffed(found: dict[Cell, Entry], record: Record) -> None:
    """Fill in presence: time with patients goes to their payers and sites, the rest to no payer."""
    staff, sites, left = _staff(record), Sites(record.rows), defaultdict[Cell, Fraction](Fraction)
    columns = ("date", "evidence", "provider", "start_second", "seconds")
    for date, evidence, provider, start, length in records(record.attendance.engagements, columns):
        if evidence == Evidence.DOCUMENTED and (date, provider) in staff:
            for clinic, first, last in sites.of(date, provider, start, start + length):
                for hour, seconds in hours_of(first, last, record.zone):
                    left[Cell(date, provider, hour, "", clinic)] += seconds
    for (date, provider, start, end), claims in claiming(record).items():
        for clinic, first, last in sites.of(date, provider, start, end):
            for hour, seconds in hours_of(first, last, record.zone):
                left[Cell(date, provider, hour, "", clinic)] -= seconds
        for hour, seconds in hours_of(start, end, record.zone):
            for (payer, clinic), part in _equal_parts(claims, seconds):
                found[Cell(date, provider, hour, payer, clinic)].staffed += part
    for cell, rest in left.items():
        if rest:
            found[cell].staffed += rest


def _equal_parts(claims: set[tuple[str, str]], seconds: int) -> Iterator[tuple[tuple[str, str], Fraction]]:
    """Divide seconds equally among payers, and each payer's among its sites."""
    sites = Counter(payer for payer, _ in claims)
    for payer, clinic in sorted(claims):
        yield (payer, clinic), Fraction(seconds, len(sites) * sites[payer])


class Sites:
    """Where each provider is on a date: at the site of the last row begun, before the first row at that of the first.

    Parameters
    ----------
    rows
        The analyzed rows.
    """

    def __init__(self, rows: Rows) -> None:
        self._starts: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._clinics: dict[tuple[str, str], list[str]] = defaultdict(list)
        for start, clinic, date, provider in sorted(
            zip(rows.start, rows.clinic, rows.date, rows.provider, strict=True)
        ):
            self._starts[date, provider].append(start)
            self._clinics[date, provider].append(clinic)

    def of(self, date: str, provider: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Cut a span of a provider where the site changes: (clinic, start, end)."""
        starts, clinics = self._starts[date, provider], self._clinics[date, provider]
        while start < end:
            place = bisect_right(starts, start)
            cut = min(end, starts[place]) if place < len(starts) else end
            yield clinics[max(0, place - 1)], start, cut
            start = cut


def claiming(record: Record) -> dict[tuple[str, str, int, int], set[tuple[str, str]]]:
    """Find the payers and sites of the visits that claim a provider, by date, provider, start and end of the span."""
    position, rows = record.index, record.rows
    claims: dict[tuple[str, str, int, int], set[tuple[str, str]]] = defaultdict(set)
    columns = ("date", "evidence", "provider", "start_second", "seconds", "patient", "interval_id")
    for date, evidence, provider, start, seconds, patient, interval in records(record.attendance.demands, columns):
        row = position[interval]
        if evidence == Evidence.DOCUMENTED and patient and rows.nature[row].attended:
            visit = record.visit_of(row)
            claims[date, provider, start, start + seconds].add((visit.payer, visit.clinic))
    return claims


def _staff(record: Record) -> set[tuple[str, str]]:
    """Find the therapists and assistants of each date: only their time can be claimed."""
    rows = record.rows
    return {
        (date, provider)
        for date, provider, role in zip(rows.date, rows.provider, rows.role, strict=True)
        if role in THERAPISTS or role in ASSISTANTS
    }


def hours_of(start: int, end: int, zone: ZoneInfo | None) -> Iterator[tuple[int, int]]:
    """Cut a span of seconds at the full hours of the clinic's clock: (hour, seconds).

    >>> list(hours_of(3600 * 9 + 1800, 3600 * 10 + 60, None))
    [(9, 1800), (10, 60)]
    """
    while start < end:
        wall = to_wall(start, zone)
        cut = min(end, start + HOUR - wall.minute * MINUTE - wall.second)
        yield wall.hour, cut - start
        start = cut
