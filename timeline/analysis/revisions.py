"""What changed between two exports of one schedule, and what that did to minutes and units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.analysis.document import finding_dict
from timeline.analysis.establish import establish
from timeline.analysis.finding_tables import findings_table
from timeline.analysis.matching import Pair, Row, differences, pair_rows
from timeline.analysis.narrowed import narrowed
from timeline.arguments import needs
from timeline.audit import Finding, identified
from timeline.audit.late import EditedVisit, late_edits, timed_minutes
from timeline.clock import exact_minutes
from timeline.exports import json_text
from timeline.narrowing import EVERYTHING, Narrowing
from timeline.record import Record
from timeline.schedules import Schedule
from timeline.version import __version__
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import ContestRule, Severity


@dataclass(frozen=True, eq=False, repr=False)
class Revision:
    """Two exports of one schedule, compared.

    Parameters
    ----------
    old, new
        The facts of the earlier and of the later export.
    pairs
        Every row of either, with what it became.
    shown
        Which rows, visits and findings are listed: those shown of either export.
    """

    old: Record
    new: Record
    pairs: Sequence[Pair]
    shown: Narrowing = EVERYTHING

    @property
    def changes(self) -> pd.DataFrame:
        """`CHANGES`: rows that moved, grew, shrank, appeared, vanished or changed in another field."""
        return contracts.published(contracts.CHANGES, self._changes)

    @property
    def visits(self) -> pd.DataFrame:
        """`REVISED_VISITS`: visits with a changed row, or with minutes or lines that differ from before."""
        return contracts.published(contracts.REVISED_VISITS, self._visits)

    @property
    def findings(self) -> pd.DataFrame:
        """`FINDINGS`: the edits that raise units."""
        return findings_table(self.finding_list, self.new.zone).frame()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return every table by name."""
        return {"changes": self.changes, "revised_visits": self.visits, "findings": self.findings}

    def to_dict(self) -> dict[str, Any]:
        """Build the comparison as plain lists, dicts, text and numbers."""
        return {
            "version": __version__,
            "contest": str(self.new.contest),
            "old_inputs": self.old.schedule.input_list(),
            "new_inputs": self.new.schedule.input_list(),
            "changes": [
                _change_dict(change, pair)
                for change, (_, pair) in zip(self._changes.to_dict("records"), self._changed, strict=True)
            ],
            "visits": [_plain(visit) for visit in self._visits.to_dict("records")],
            "findings": [finding_dict(finding, self.new.zone) for finding in self.finding_list],
        }

    def to_json(self) -> str:
        """Return the whole comparison as one JSON document, sorted and stable."""
        return json_text(self.to_dict())

    @cached_property
    def finding_list(self) -> tuple[Finding, ...]:
        """Every late edit with its id, the most severe first, then by date and clock."""
        order = list(Severity)
        found = sorted(
            late_edits(self.new, self._edited()),
            key=lambda late: (order.index(late.severity), late.date, late.start, late.patients, late.about),
        )
        return tuple(finding for finding in identified(found) if self._sides[1].shows(finding))

    @cached_property
    def _sides(self) -> tuple[Record, Record]:
        """What is shown of the earlier and of the later export."""
        return narrowed(self.old, self.shown), narrowed(self.new, self.shown)

    @cached_property
    def _changed(self) -> list[tuple[str, Pair]]:
        """Choose the changed rows that are shown of either export."""
        shown = [set(side.rows.id) for side in self._sides]
        ids = [side.rows.id for side in (self.old, self.new)]
        return [
            (name, pair)
            for name, pair in self._all_changed
            if any(row and own[row.position] in seen for row, own, seen in zip(pair, ids, shown, strict=True))
        ]

    @cached_property
    def _all_changed(self) -> list[tuple[str, Pair]]:
        cancelled = set(self.new.schedule.skipped["interval_id"].tolist())
        named = ((_name(pair, cancelled), pair) for pair in self.pairs)
        return [(name, pair) for name, pair in named if name]

    @cached_property
    def _by_visit(self) -> dict[VisitKey, list[Pair]]:
        """Collect the changed rows of each visit; a row that went to another visit belongs to both."""
        found: dict[VisitKey, list[Pair]] = defaultdict(list)
        for _, pair in self._all_changed:
            sides = ((self.old, pair.old), (self.new, pair.new))
            for key in {_visit_of(side, row) for side, row in sides if row is not None}:
                found[key].append(pair)
        return found

    def _edited(self) -> Iterator[EditedVisit]:
        """Yield every visit that changed, on dates for which the earlier export also has the clinic's record."""
        before = {key: account for key, account in self.old.accounts.items() if not account.is_scheduled}
        known = {(account.clinic, key[0]) for key, account in before.items()}
        for key in self._touched:
            account = self.new.accounts.get(key)
            if account is not None and (account.clinic, key[0]) in known:
                changed = {pair.new.position for pair in self._by_visit.get(key, ()) if pair.new}
                yield EditedVisit(before.get(key), account, tuple(sorted(changed.intersection(account.positions))))

    @cached_property
    def _touched(self) -> list[VisitKey]:
        keys = sorted({*self.old.accounts, *self.new.accounts})
        return [key for key in keys if key in self._by_visit or _facts(self.old, key) != _facts(self.new, key)]

    @cached_property
    def _shown_visits(self) -> list[VisitKey]:
        return [key for key in self._touched if any(key in side.accounts for side in self._sides)]

    @cached_property
    def _changes(self) -> pd.DataFrame:
        walls = (_Walls(self.old.schedule), _Walls(self.new.schedule))
        return contracts.conform(contracts.CHANGES, [_change(name, pair, walls) for name, pair in self._changed])

    @cached_property
    def _visits(self) -> pd.DataFrame:
        records = []
        for key in self._shown_visits:
            before, now = _facts(self.old, key), _facts(self.new, key)
            alternating = [value for pair in zip(before, now, strict=True) for value in pair]
            records.append((*key, len(self._by_visit.get(key, ())), *alternating))
        return contracts.from_records(contracts.REVISED_VISITS, records)

    def __repr__(self) -> str:
        counts = len(self._changed), len(self._shown_visits), len(self.finding_list)
        return "Revision({} changes, {} visits, {} late edits)".format(*counts)


def diff(
    old: Schedule,
    new: Schedule,
    /,
    *,
    contest: ContestRule | str = ContestRule.NESTED,
    policy: Path | str | None = None,
    shown: Narrowing = EVERYTHING,
) -> Revision:
    """Compare two exports of one schedule: what changed in the record, and what that did to minutes and units.

    Rows that carry an id of their own in both exports are followed by it; others are paired by patient,
    provider, code, date, clinic and the nearest clocks. Dates that only the later export has are not edits.

    Parameters
    ----------
    old, new
        What `read_schedule` returned, the earlier export first.
    contest, policy
        As for `analyze`; the same for both.
    shown
        Which rows, visits and findings are listed; everything is compared.

    Raises
    ------
    PolicyError: the policy file is wrong; every fault is listed.
    WrongTypeError: `old` or `new` is not a schedule.
    WrongValueError: neither export has the clinic or provider to be shown.
    """
    for name, schedule in (("old", old), ("new", new)):
        needs(schedule, Schedule, name, "Read both exports first: diff(read_schedule(old), read_schedule(new)).")
    shown.check(old, new)
    before, now = (establish(schedule, contest=contest, policy=policy) for schedule in (old, new))
    return Revision(before, now, pair_rows(old, new), shown)


def _name(pair: Pair, cancelled: set[str]) -> str:
    """Name what became of a row; empty where nothing did."""
    old, new = pair
    if old is None:
        return "appeared"
    if new is None:
        return "cancelled" if old.own_id and old.own_id in cancelled else "vanished"
    grown = (new.end - new.start) - (old.end - old.start)
    if grown:
        return "grew" if grown > 0 else "shrank"
    if old.start != new.start:
        return "moved"
    return "changed" if differences(pair) else ""


def _visit_of(record: Record, row: Row) -> VisitKey:
    rows = record.rows
    return rows.date[row.position], rows.patient[row.position], rows.discipline[row.position]


def _facts(record: Record, key: VisitKey) -> tuple[int | None, int | None, int | None, str]:
    """Return a visit's timed minutes, treatment minutes, timed units and lines."""
    account = record.accounts.get(key)
    if account is None:
        return None, None, None, ""
    minutes = timed_minutes(account) if account.units else None
    return minutes, account.seconds.treatment // 60, account.timed_units, _lines(account)


def _lines(account: VisitAccount) -> str:
    lines = account.units[account.contest].lines if account.units else ()
    return "; ".join(" ".join((line.code, str(line.units), *line.modifiers)) for line in lines)


class _Walls:
    """The wall clocks and ids of an export's rows, by position."""

    def __init__(self, schedule: Schedule) -> None:
        table = schedule.interval_table
        self._clocks = list(zip(table["start"].tolist(), table["end"].tolist(), strict=True))
        self._ids = table["interval_id"].tolist()

    def of(self, row: Row | None) -> tuple[Any, Any, str]:
        """Return start, end and id; empty values where there is no row."""
        return (None, None, "") if row is None else (*self._clocks[row.position], self._ids[row.position])


def _change(name: str, pair: Pair, walls: tuple[_Walls, _Walls]) -> dict[str, Any]:
    row = pair.new or pair.old
    before, now = walls[0].of(pair.old), walls[1].of(pair.new)
    lengths = [one.end - one.start if one else 0 for one in pair]
    said = row.said if row else {}
    return {
        "date": row.date if row else "",
        "patient": said["patient"],
        "provider": said["provider"],
        "code": said["code"],
        "change": name,
        "old_start": before[0],
        "old_end": before[1],
        "new_start": now[0],
        "new_end": now[1],
        "seconds": lengths[1] - lengths[0],
        "fields": "; ".join(f"{field}: {was} -> {to}" if was or to else field for field, was, to in differences(pair)),
        "old_interval_id": before[2],
        "new_interval_id": now[2],
    }


def _change_dict(record: dict[Any, Any], pair: Pair) -> dict[str, Any]:
    plain = _plain(record)
    plain["minutes"] = exact_minutes(plain.pop("seconds"))
    plain["fields"] = [{"field": field, "old": was, "new": now} for field, was, now in differences(pair)]
    return plain | {name: plain[name] or None for name in ("old_interval_id", "new_interval_id")}


def _plain(record: dict[Any, Any]) -> dict[str, Any]:
    """Make a record JSON-ready: clocks as text, missing values as null."""
    return {str(name): _plain_value(value) for name, value in record.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return None if value is pd.NaT or value is pd.NA else value
