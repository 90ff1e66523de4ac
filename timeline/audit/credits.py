"""What counts for the visits of a record, as arrays: the same as `Record.credits`, asked about for many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from timeline.attendance.numbered import united
from timeline.audit.columns import Mask, Numbers, columns, groups, numbered
from timeline.audit.laid import Laid
from timeline.audit.once import once
from timeline.record import Credit, Record
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import CONTEST_RULES, ContestRule, State


@dataclass(frozen=True, eq=False, slots=True)
class Credits:
    """Spans that count, by visit; every array has an entry for every span, those of a visit as in `Record.credits`.

    Parameters
    ----------
    visits, places
        The visits of the record in their order, and the place of each.
    visit, row
        The place of its visit; the row that shows it, -1 where none is named.
    code
        Its place in `codes`, which has those of all rows.
    start, end
        Seconds on the clinic's line.
    earned, uncoded, unearned
        As what it counts.
    covered
        Whether the payer covers who furnished it.
    under
        Whether it counts under each contest rule.
    first
        Where the spans of each visit begin; one more says where the last ones end.
    """

    visits: Sequence[VisitAccount]
    places: Mapping[VisitKey, int]
    visit: Numbers
    row: Numbers
    code: Numbers
    codes: Sequence[str]
    start: Numbers
    end: Numbers
    earned: Mask
    uncoded: Mask
    unearned: Mask
    covered: Mask
    under: Mapping[ContestRule, Mask]
    first: Numbers

    def of(self, record: Record, key: VisitKey) -> list[Credit]:
        """List what counts for one visit."""
        if key not in self.places:
            return []
        place = self.places[key]
        own = slice(int(self.first[place]), int(self.first[place + 1]))
        words = np.where(self.earned[own], "earned", np.where(self.uncoded[own], "uncoded", "unearned")).tolist()
        return [
            Credit(self.codes[code], start, end, counts_as, record.rows.id[row] if row >= 0 else "", *under)
            for code, start, end, counts_as, row, *under in zip(
                self.code[own].tolist(),
                self.start[own].tolist(),
                self.end[own].tolist(),
                words,
                self.row[own].tolist(),
                *(self.under[rule][own].tolist() for rule in ContestRule),
                strict=True,
            )
        ]


def credits_of(record: Record, visit: VisitAccount) -> list[Credit]:
    """List what counts for a visit, as `Record.credits`, which lists it for all of them."""
    return credited(record).of(record, visit.key)


class _Part(NamedTuple):
    """Spans that count, of one table; fields as in `Credits`, and the three contest rules."""

    visit: Numbers
    row: Numbers
    code: Numbers
    start: Numbers
    end: Numbers
    earned: Mask
    uncoded: Mask
    unearned: Mask
    covered: Mask
    under: tuple[Mask, ...]


@once
def credited(record: Record) -> Credits:
    """Turn what counts for the visits of a record into arrays."""
    visits, places = list(record.accounts.values()), {key: place for place, key in enumerate(record.accounts)}
    booked = np.fromiter((visit.is_scheduled for visit in visits), bool, len(visits))
    codes = {code: number for number, code in enumerate(dict.fromkeys(["", *record.rows.code]))}
    spans, seen = record.attendance.code_spans, record.attendance.attendance
    parts = [_coded(record, visits, codes, *_of_visits(spans, places, ~booked))]
    if booked.any():
        parts.append(_booked(record, visits, *_of_visits(seen, places, booked)))
    *arrays, under = (np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
    order = np.argsort(arrays[0], kind="stable")
    visit, *others = (each[order] for each in arrays)
    first = np.searchsorted(visit, np.arange(len(visits) + 1))
    by_rule = dict(zip(CONTEST_RULES, under[:, order], strict=True))
    row, code, start, end, earned, uncoded, unearned, covered = others
    return Credits(
        visits,
        places,
        visit,
        row,
        code,
        list(codes),
        start,
        end,
        earned,
        uncoded,
        unearned,
        covered,
        by_rule,
        first,
    )


def _of_visits(table: pd.DataFrame, places: Mapping[VisitKey, int], kept: Mask) -> tuple[pd.DataFrame, Numbers]:
    """Return the rows of a table that are of some visits, and the places of these."""
    visit = _visits_of(table, places)
    return (table, visit) if kept.all() else (table[kept[visit]], visit[kept[visit]])


def _visits_of(table: pd.DataFrame, places: Mapping[VisitKey, int]) -> Numbers:
    keys = zip(*(table[name].tolist() for name in ("date", "patient", "discipline")), strict=True)
    return np.fromiter(map(places.__getitem__, keys), np.int64, len(table))


def _shown_by(record: Record, table: pd.DataFrame) -> tuple[Numbers, Numbers, Numbers]:
    """Return of each span of a table its row, its start and its end."""
    index, start = record.index, table["start_second"].to_numpy(np.int64)
    row = np.fromiter((index.get(interval, -1) for interval in table["interval_id"].tolist()), np.int64, len(table))
    return row, start, start + table["seconds"].to_numpy(np.int64)


def _coded(
    record: Record, visits: Sequence[VisitAccount], codes: Mapping[str, int], table: pd.DataFrame, visit: Numbers
) -> _Part:
    """Read the spans of documented visits from `CODE_SPANS`."""
    row, start, end = _shown_by(record, table)
    code = np.fromiter(map(codes.__getitem__, table["code"].tolist()), np.int64, len(table))
    counts_as = table["counts_as"].to_numpy(object)
    uncoded, earned = counts_as == "uncoded", (counts_as == "earned") & ~_unpaid(record, visits, row, code)
    under = tuple([table[rule].to_numpy(bool) for rule in CONTEST_RULES])
    covered = _covered(record, visits, visit, row)
    return _Part(visit, row, code, start, end, earned, uncoded, ~earned & ~uncoded, covered, under)


def _booked(record: Record, visits: Sequence[VisitAccount], table: pd.DataFrame, visit: Numbers) -> _Part:
    """Read the one-on-one time of bookings from `ATTENDANCE`: all of it counts, for no code."""
    row, start, end = _shown_by(record, table)
    none, every = np.zeros(len(table), bool), np.ones(len(table), bool)
    under = tuple([(table[f"state_{rule}"] == State.ONE_ON_ONE).to_numpy(bool) for rule in CONTEST_RULES])
    covered = _covered(record, visits, visit, row)
    return _Part(visit, row, np.zeros(len(table), np.int64), start, end, every, none, none, covered, under)


def _unpaid(record: Record, visits: Sequence[VisitAccount], row: Numbers, code: Numbers) -> Mask:
    """Find the spans of a code that the payer does not pay by telehealth."""
    refused = [record.index[interval] for visit in visits for interval in visit.unpaid]
    return (code != 0) & np.isin(row, refused) if refused else np.zeros(len(row), bool)


def _covered(record: Record, visits: Sequence[VisitAccount], visit: Numbers, row: Numbers) -> Mask:
    """Find the spans furnished by somebody whose services the payer covers; of a span without a row nobody is named."""
    rules = {id(each.rules): each.rules for each in visits}
    if all(one is None or one.staff is None or not one.staff.not_covered for one in rules.values()):
        return np.ones(len(visit), bool)
    policy = np.array([[*rules].index(id(each.rules)) for each in visits], np.int64)[visit]
    roles = list(dict.fromkeys(record.rows.role))
    role = numbered(record.rows.role)[row]
    covers = np.array([[one is None or one.covers(name) for name in roles] for one in rules.values()], bool)
    found: Mask = covers[policy, role] | (row < 0)
    return found


@once
def persons(record: Record) -> Numbers:
    """Give a number to the patient and the date of each row: none is above the number of rows."""
    of = columns(record)
    return groups([of.date, of.patient])


def persons_seen(record: Record) -> Numbers:
    """Give the same number to each visit, in the order of `Credits.visits`."""
    first = np.array([visit.positions[0] for visit in record.accounts.values()], np.int64)
    return persons(record)[first]


@once
def credited_time(record: Record) -> Laid:
    """Lay out when a patient is credited on a date under the rule in force, in any discipline, by `persons`."""
    table, of = record.attendance.attendance, credited(record)
    kept = table[table["state"].isin([State.ONE_ON_ONE, State.GROUP]).to_numpy(bool)]
    start = kept["start_second"].to_numpy(np.int64)
    who = persons_seen(record)[_visits_of(kept, of.places)]
    return Laid(*united(who, start, start + kept["seconds"].to_numpy(np.int64)))
