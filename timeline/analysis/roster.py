"""Who could take a booking, and when: shifts, presence and qualification on one date."""

from __future__ import annotations

from collections import defaultdict

from timeline.attendance.day import Day
from timeline.attendance.engagement import ProviderDay
from timeline.attendance.rows import Rows
from timeline.code_table import code_table
from timeline.spans import Span, union
from timeline.vocabulary import ASSISTANTS, DISCIPLINE_OF_ROLE, THERAPISTS, Role


class Roster:
    """The therapists and assistants of one date, and when each can be booked.

    Parameters
    ----------
    day
        The bookings of the date, with the shifts and the times away around them.
    """

    def __init__(self, day: Day) -> None:
        self._rows, self._providers = day.rows, day.providers
        #: Clinic -> its therapists and assistants, each with the role of the first row there.
        self.staff = _staff(day.rows)
        self._opening = _opening(day.rows)

    def windows(self, provider: str, clinic: str) -> list[Span]:
        """List when a provider can be booked in a clinic: in the shifts there, without any while the clinic works."""
        day = self._providers[provider]
        return self._shifts(day, clinic) if day.shifts else [self._opening[clinic]]

    def has_shift(self, provider: str) -> bool:
        """Whether a shift says when a provider works."""
        day = self._providers.get(provider)
        return day is not None and bool(day.shifts)

    def presence(self, provider: str, clinic: str) -> list[Span]:
        """List when a provider is in a clinic: in the shifts there; without any from first to last booking there."""
        day = self._providers.get(provider)
        if day is None:
            return []
        if day.shifts:
            return self._shifts(day, clinic)
        there = [(self._rows.start[i], self._rows.end[i]) for i in day.rows if self._rows.clinic[i] == clinic]
        return [(min(start for start, _ in there), max(end for _, end in there))] if there else []

    def _shifts(self, day: ProviderDay, clinic: str) -> list[Span]:
        rows = self._rows
        return union((rows.start[i], rows.end[i]) for i in day.shifts if rows.clinic[i] == clinic)


def is_qualified(role: str, discipline: str, code: str) -> bool:
    """Whether a role may furnish a service: of its discipline, and a therapist for an evaluation."""
    if DISCIPLINE_OF_ROLE[Role(role)] != discipline:
        return False
    known = code_table().get(code)
    return role in THERAPISTS or known is None or known.family != "evaluation"


def _staff(rows: Rows) -> dict[str, dict[str, str]]:
    staff: dict[str, dict[str, str]] = defaultdict(dict)
    for row in sorted(range(len(rows)), key=lambda i: (rows.start[i], rows.role[i])):
        if rows.role[row] in THERAPISTS | ASSISTANTS:
            staff[rows.clinic[row]].setdefault(rows.provider[row], rows.role[row])
    return staff


def _opening(rows: Rows) -> dict[str, Span]:
    """Find the working day of each clinic, from the first start to the last end of anything planned there."""
    found: dict[str, Span] = {}
    for clinic, start, end in zip(rows.clinic, rows.start, rows.end, strict=True):
        first, last = found.get(clinic, (start, end))
        found[clinic] = (min(first, start), max(last, end))
    return found
