"""The figures a manager watches: what each is, and how it is computed of sums over a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from timeline.clock import MINUTE

Amount = int | Fraction
Tally = Counter[str]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure a manager watches: `scale` × the sum of `top` / the sum of `bottom`.

    Parameters
    ----------
    label, unit
        In words, for pages.
    n
        What a value rests on: `visits`, `clinician_days`, or of bookings
        `bookings` (neither cancelled nor open), `booked_visits` or `late_starts`.
    by_payer
        Whether it can be split by payer: idle time and bookings belong to none.
    """

    name: str
    label: str
    unit: str
    top: str
    bottom: str
    n: str
    scale: Fraction = Fraction(1)
    by_payer: bool = True

    def value(self, tally: Mapping[str, Amount]) -> float | None:
        """Compute the metric; None where there is nothing to divide by."""
        bottom = tally.get(self.bottom, 0)
        return float(self.scale * tally.get(self.top, 0) / bottom) if bottom else None


_LATE_BY = "late_by:"


def late_by(seconds: int) -> str:
    """Name the count of visits that began so many seconds late."""
    return f"{_LATE_BY}{seconds}"


@dataclass(frozen=True, slots=True)
class Median(Metric):
    """The median of how late visits began: of the counts of `late_by`, not a quotient of sums."""

    def value(self, tally: Mapping[str, Amount]) -> float | None:
        """Compute the metric; None where no visit began late."""
        late = [
            int(what.removeprefix(_LATE_BY))
            for what, count in tally.items()
            if what.startswith(_LATE_BY)
            for _ in range(int(count))
        ]
        return float(self.scale * Fraction(median(late))) if late else None


_MINUTES = Fraction(1, MINUTE)
METRICS = {
    metric.name: metric
    for metric in (
        Metric(
            "visits_per_clinician_day",
            "Visits per clinician-day",
            "visits",
            "visits",
            "clinician_days",
            "clinician_days",
        ),
        Metric("timed_units_per_visit", "Timed units supported per visit", "units", "units", "visits", "visits"),
        Metric(
            "contested_share",
            "Share of attended time claimed twice",
            "share",
            "contested_seconds",
            "attended_seconds",
            "clinician_days",
        ),
        Metric(
            "uncoded_minutes_per_visit",
            "Face-to-face minutes without a code, per visit",
            "minutes",
            "uncoded_seconds",
            "visits",
            "visits",
            _MINUTES,
        ),
        Metric(
            "idle_minutes_per_clinician_day",
            "Idle minutes between patients, per clinician-day",
            "minutes",
            "idle_seconds",
            "clinician_days",
            "clinician_days",
            _MINUTES,
            by_payer=False,
        ),
        Metric(
            "exposure_units_per_100_visits",
            "Timed units exposed, per 100 visits",
            "units",
            "exposure",
            "visits",
            "visits",
            Fraction(100),
        ),
        Metric(
            "late_share",
            "Share of booked visits begun late",
            "share",
            "late_starts",
            "booked_visits",
            "booked_visits",
            by_payer=False,
        ),
        Median(
            "median_late_minutes",
            "Median of late starts",
            "minutes",
            "late_starts",
            "late_starts",
            "late_starts",
            _MINUTES,
            False,
        ),
        Metric(
            "no_show_share",
            "Share of bookings to which nobody came",
            "share",
            "missed",
            "bookings",
            "bookings",
            by_payer=False,
        ),
        Metric(
            "overrun_minutes_per_booking",
            "Minutes past the booked end, per booked visit",
            "minutes",
            "overrun_seconds",
            "booked_visits",
            "booked_visits",
            _MINUTES,
            by_payer=False,
        ),
    )
}
