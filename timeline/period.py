"""Dates during which something is in force, half-open: the one answer to "does it hold on that day?"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The dates of service from `start` up to, not including, `until`; None: no end known on that side.

    Whatever is dated is a period and says besides what holds in it.

    Examples
    --------
    >>> year = Period(date(2024, 1, 1), date(2025, 1, 1))
    >>> year.governs(date(2024, 12, 31)), year.governs(date(2025, 1, 1))
    (True, False)
    """

    start: date | None = None
    until: date | None = None

    def governs(self, on: date) -> bool:
        """Whether services of that date fall into it."""
        return (self.start is None or self.start <= on) and (self.until is None or on < self.until)

    def overlaps(self, other: Period) -> bool:
        """Whether some date falls into both; one that ends where the other starts shares none."""
        return self.reaches(other) and other.reaches(self)

    def reaches(self, other: Period) -> bool:
        """Whether it ends after the other has started."""
        return self.until is None or other.start is None or other.start < self.until

    @property
    def ends_before_it_starts(self) -> bool:
        """Whether no date at all can fall into it."""
        return self.start is not None and self.until is not None and self.until <= self.start

    @property
    def last(self) -> date | None:
        """Its last date; None where it is open."""
        return self.until - DAY if self.until is not None else None

    @property
    def period(self) -> str:
        """The period in words, its last date included."""
        return f"{self.start or 'open'} to {self.last or 'open'}"


def through(first: date | None, last: date | None) -> Period:
    """Build the period whose last date is `last`; a last date that has no day after it is an open end.

    >>> through(date(2024, 1, 1), date(2024, 12, 31)).until
    datetime.date(2025, 1, 1)
    """
    return Period(first, last + DAY if last is not None and last < date.max else None)
