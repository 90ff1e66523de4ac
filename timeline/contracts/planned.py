"""Planned against actual: bookings, and what became of each."""

from __future__ import annotations

from timeline.contracts.columns import DATE, DISCIPLINE, PATIENT, PAYER, clock, text
from timeline.contracts.contract import Column, Table


def _known(name: str, doc: str) -> Column:
    """Describe whole seconds that are missing where there is no booking, or no visit."""
    return Column(name, "Int64", doc, "seconds")


def _count(name: str, doc: str) -> Column:
    return Column(name, "int64", doc, "bookings")


PLANNED = Table(
    "planned",
    "a booking and what became of it, or a visit that nobody booked",
    ("interval_id",),
    (
        text("interval_id", "the row of the booking; of a walk-in its first service row"),
        DATE,
        PATIENT,
        DISCIPLINE,
        text("clinic", "site of the booking; of a walk-in that of its first service row"),
        text("provider", "provider booked; empty for a walk-in, or if the booking names none"),
        Column("state", "str", "seen, joined, not_seen, no_show, cancelled, open, walk_in", kind="booked"),
        clock("booked_start", "start of the booking; missing for a walk-in"),
        clock("booked_end", "end of the booking; missing for a walk-in"),
        _known("booked_seconds", "length of the booking"),
        clock("start", "first start of the visit's service rows; missing if there are none"),
        clock("end", "last end of the visit's service rows"),
        _known("actual_seconds", "from start to end; booked_seconds - late + early - short + overrun, where booked"),
        _known("late_seconds", "how long after the booking's start the visit began; 0 if not later"),
        _known("early_seconds", "how long before the booking's start it began; 0 if not earlier"),
        _known("short_seconds", "how long before the booking's end it ended; 0 if not earlier"),
        _known("overrun_seconds", "how long after the booking's end it ended; 0 if not later"),
        text("providers", "providers who have a service row of the visit, sorted, separated by spaces"),
        Column("handed_over", "bool", "whether a provider is booked who has no service row of the visit"),
    ),
    joined=(PAYER,),
)

PLANNED_INTERVALS = Table(
    "planned_intervals",
    "a service row that belongs to a booking or a walk-in",
    ("service_id",),
    (
        text("interval_id", "as in planned"),
        text("service_id", "the service row"),
    ),
)

PLANNED_SUMMARY = Table(
    "planned_summary",
    "what became of the bookings of one date, provider, patient and site",
    ("date", "provider", "patient", "clinic"),
    (
        DATE,
        text("provider", "provider booked; of walk-ins the first provider who attended; empty if there is none"),
        PATIENT,
        text("clinic", "site of the bookings"),
        _count("booked", "bookings, whatever became of them"),
        _count("seen", "treated"),
        _count("joined", "treated in one run with another booking"),
        _count("not_seen", "nobody came, and no status says why"),
        _count("no_show", "status no_show"),
        _count("cancelled", "status cancelled"),
        _count("open", "of days nothing is recorded of yet"),
        _count("walk_in", "visits without a booking"),
        _count("handed_over", "seen by others than the provider booked"),
        _count("late", "begun a whole minute or more after the booked start"),
        Column("median_late_seconds", "float64", "median of the late ones; missing if there are none", "seconds"),
        Column("late_seconds", "int64", "sum over the bookings seen", "seconds"),
        Column("early_seconds", "int64", "sum over the bookings seen", "seconds"),
        Column("short_seconds", "int64", "sum over the bookings seen", "seconds"),
        Column("overrun_seconds", "int64", "sum over the bookings seen", "seconds"),
        Column("booked_seconds", "int64", "length of the bookings seen", "seconds"),
        Column("actual_seconds", "int64", "length of their visits", "seconds"),
        Column(
            "no_show_share",
            "float64",
            "no_show and not_seen among bookings that were neither cancelled nor open; missing if there are none",
        ),
    ),
)
