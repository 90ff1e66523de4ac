"""Late edits: changes between two exports of one schedule that raise the units a visit supports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from timeline.clock import MINUTE
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import Severity
from timeline.words import counted, series

LATE_EDIT = FindingRule(
    "late.edit",
    "A record was changed after an earlier export, and the change raises the units its visit supports.",
    "Only an addendum by the author, signed and dated, explains a later change; without one, claim what the earlier "
    "record supports.",
    "cms-pim-3 §3.3.2.5",
)


@dataclass(frozen=True, slots=True)
class EditedVisit:
    """A visit whose record changed between two exports.

    Parameters
    ----------
    old
        What it supported before; None where the earlier export has no record of it.
    new
        What it supports now.
    rows
        The changed rows, by position in the later export.
    """

    old: VisitAccount | None
    new: VisitAccount
    rows: tuple[int, ...]

    @property
    def timed_units(self) -> tuple[int, int]:
        """Timed units before and now."""
        return _timed_units(self.old), _timed_units(self.new)

    @property
    def all_units(self) -> tuple[int, int]:
        """Units of every line a claim would carry, before and now."""
        return _all_units(self.old), _all_units(self.new)

    @property
    def is_claimed(self) -> bool:
        """Whether a unit that only the later record supports is claimed."""
        before, now = units_by_code(self.old), units_by_code(self.new)
        billed, renamed = self.new.billed, self.new.units[self.new.contest].billed_as if self.new.units else {}
        grown = (code for code, units in now.items() if units > before.get(code, 0))
        return any(
            max(billed.get(code, 0), billed.get(renamed.get(code, code), 0)) > before.get(code, 0) for code in grown
        )

    def is_at_threshold(self, margin: int) -> bool:
        """Whether the edit added just the minutes a unit needs: as many, or hardly more.

        Hardly more are `margin` minutes, what a clock read to the minute leaves open (the `edge` of thresholds).
        """
        if self.timed_units[0] >= self.timed_units[1]:
            return False
        less = -(margin + 1) * MINUTE
        return any(self.new.units_with(self.new.contest, {code: less}) < self.timed_units[1] for code in self._grown())

    def _grown(self) -> list[str]:
        before, now = minutes_by_code(self.old), minutes_by_code(self.new)
        return [code for code, minutes in now.items() if minutes > before.get(code, 0)]


def late_edits(record: Record, edited: Iterable[EditedVisit]) -> Iterator[Finding]:
    """Report the edits that raise units.

    Parameters
    ----------
    record
        The later export.
    edited
        Visits on dates that both exports have. Bookings and visits that no policy counts are left out.
    """
    for edit in edited:
        every, timed = edit.all_units, edit.timed_units
        if edit.new.units is not None and (every[0] < every[1] or timed[0] < timed[1]):
            yield _late(record, edit)


def _late(record: Record, edit: EditedVisit) -> Finding:
    date_of, patient, discipline = edit.new.key
    positions = edit.rows or edit.new.positions
    extent = record.extent(positions)
    minutes = timed_minutes(edit.old), timed_minutes(edit.new)
    return record.finding(
        LATE_EDIT,
        Severity.ERROR if edit.is_claimed else Severity.REVIEW,
        positions,
        f"The record of {patient}{f' with {series(extent.providers)}' if extent.providers else ''} "
        f"{record.when(date_of, extent.start, extent.end)} was {'changed' if edit.old else 'added'} after the earlier "
        f"export. {_effect(edit, minutes, record.thresholds(date_of).edge.minutes)}.",
        units_at_risk=max(0, edit.timed_units[1] - edit.timed_units[0]),
        seconds=min(extent.end - extent.start, max(0, minutes[1] - minutes[0]) * MINUTE),
        about=discipline,
    )


def _effect(edit: EditedVisit, minutes: tuple[int, int], margin: int) -> str:
    """Tell what the edit did to the units, and what makes it worse: a claim of them, or minutes that just earn them."""
    timed = edit.timed_units
    if timed[0] >= timed[1]:
        before, now = edit.all_units
        told = f"The visit now supports {counted(now, 'unit')} in all instead of {before}"
    else:
        told = f"Timed minutes went from {minutes[0]} to {minutes[1]} and timed units from {timed[0]} to {timed[1]}"
    worse = ["the added minutes only just earn the unit"] if edit.is_at_threshold(margin) else []
    worse += ["the claim has units that the earlier record does not support"] if edit.is_claimed else []
    return f"{told}: {series(worse)}" if worse else told


def timed_minutes(account: VisitAccount | None) -> int:
    """Return the whole minutes of the codes that make units together; 0 without a visit or a policy."""
    return account.units[account.contest].timed_minutes if account and account.units else 0


def minutes_by_code(account: VisitAccount | None) -> dict[str, int]:
    """Return the whole minutes of every code of a visit; empty without a visit."""
    if account is None:
        return {}
    return {code: found.by_rule[account.contest] // MINUTE for code, found in account.seconds.codes.items()}


def units_by_code(account: VisitAccount | None) -> dict[str, int]:
    """Return the units of every code of a visit; empty without a visit or a policy."""
    return dict(account.units[account.contest].units) if account and account.units else {}


def _timed_units(account: VisitAccount | None) -> int:
    return (account.timed_units or 0) if account else 0


def _all_units(account: VisitAccount | None) -> int:
    return sum(line.units for line in account.units[account.contest].lines) if account and account.units else 0
