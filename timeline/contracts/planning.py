"""Plans for days to come: what changes, what it does, and who could be placed."""

from __future__ import annotations

from timeline.contracts.columns import DATE, INTERVAL, PATIENT, PROVIDER, clock, minutes, text
from timeline.contracts.contract import Column, Table

_PLAN = Column("plan", "int64", "number of the plan, the best first", "plans")

PLAN_CHANGES = Table(
    "plan_changes",
    "one booking that a plan changes",
    ("plan", "interval_id"),
    (
        _PLAN,
        DATE,
        PATIENT,
        INTERVAL,
        text("provider_before", "provider booked now"),
        text("provider", "provider in the plan"),
        text("role", "role of that provider"),
        clock("start_before", "start as booked"),
        clock("start", "start in the plan"),
        clock("end", "end in the plan"),
        minutes("shift_minutes", "how much later it starts: negative is earlier; 0 where only the provider changes"),
    ),
)

PLAN_AIMS = Table(
    "plan_aims",
    "one aim of a plan, before and after",
    ("plan", "aim"),
    (
        _PLAN,
        text(
            "aim",
            "contested_minutes, bookings_touched, hand_overs, minutes_moved, idle_minutes, load_spread, grouped: each "
            "counts only between plans that are equal in those before it",
        ),
        Column("before", "float64", "with the bookings as they are; minutes, or a number of bookings"),
        Column("after", "float64", "with the plan"),
        Column("proved", "bool", "nothing better is possible under the aims before it"),
        Column("bound", "float64", "where that is not proved: nothing better than this is possible; else missing"),
    ),
)

PLAN_LOAD = Table(
    "plan_load",
    "a quarter hour of one provider's date",
    ("plan", "date", "provider", "quarter"),
    (
        _PLAN,
        DATE,
        PROVIDER,
        clock("quarter", "start of the quarter hour"),
        Column("patients_before", "int64", "most patients at one time as booked; a group counts as one", "patients"),
        Column("patients", "int64", "the same in the plan", "patients"),
    ),
)

PLAN_PLACED = Table(
    "plan_placed",
    "a patient of the waiting list whom a plan places",
    ("plan", "interval_id"),
    (
        _PLAN,
        DATE,
        PATIENT,
        INTERVAL,
        PROVIDER,
        text("role", "role of the provider"),
        text("clinic", "site"),
        text("code", "code asked for"),
        clock("start", "start"),
        clock("end", "end"),
        Column("priority", "Int64", "as in the list; missing = none stated"),
    ),
)

PLAN_NOT_PLACED = Table(
    "plan_not_placed",
    "a patient of the waiting list whom a plan cannot place",
    ("plan", "interval_id"),
    (_PLAN, PATIENT, INTERVAL, text("why", "why nothing fits")),
)

GAPS = Table(
    "gaps",
    "a free span of one provider at one site, longest first",
    ("date", "provider", "clinic", "start"),
    (
        DATE,
        PROVIDER,
        text("role", "role on the first row of the date"),
        text("clinic", "site"),
        clock("start", "start"),
        clock("end", "end"),
        minutes("minutes", "how long it lasts"),
        text("would_fit", "patients of the waiting list who would fit, the most urgent first, separated by blanks"),
    ),
)
