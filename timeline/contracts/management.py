"""The manager's view: ledger, trends, forecast."""

from __future__ import annotations

from timeline.contracts.columns import DATE, INTERVAL, PATIENT, PROVIDER, VISIT, clock, day, minutes, seconds, text
from timeline.contracts.contract import Column, Table

LEDGER = Table(
    "ledger",
    "one hour of one provider's date, for one payer: units claimed and supported, next to the time someone was there",
    ("date", "provider", "hour", "payer"),
    (
        DATE,
        text("provider", "provider id; empty for units of rows nobody attended"),
        Column("hour", "int64", "hour of the day on the clinic's clock, 0 to 23", "hours"),
        text("payer", "policy of the visit; empty for staffed time without a patient"),
        Column(
            "staffed_seconds",
            "float64",
            "presence of therapists and assistants; time with patients of several payers is divided equally",
            "seconds",
        ),
        seconds("one_on_one_seconds", "credited one-on-one under the contest rule in force"),
        seconds("documented_seconds", "the same if nothing is lost"),
        Column("claimed_units", "float64", "timed units claimed, divided by the recorded seconds of the code", "units"),
        text(
            "claimed_from",
            "billed: as claimed; documented: no claim is known, so what every recorded minute would support",
        ),
        Column("supported_units", "float64", "timed units supported, divided by the credited seconds", "units"),
        Column("claimed_per_staffed_hour", "float64", "missing if nobody is staffed", "units per hour"),
        Column("supported_per_staffed_hour", "float64", "missing if nobody is staffed", "units per hour"),
    ),
)

#: The column of a ledger added up by clinic.
LEDGER_CLINIC = text("clinic", "site of the visit; without a patient, that of the provider's last row begun by then")

TRENDS = Table(
    "trends",
    "one metric of one group in one period",
    ("period", "group", "metric"),
    (
        day("period", "first date of the day, week (Monday) or month"),
        text("group", "provider, payer or clinic; empty for everyone together"),
        text("metric", "name of a metric of timeline.analysis.trends"),
        Column("value", "float64", "in the metric's unit; a share lies between 0 and 1"),
        Column("n", "int64", "visits or clinician-days the value rests on"),
        Column(
            "benchmark", "float64", "the metric of the same group over the benchmark period; missing if there is none"
        ),
        Column("goal", "float64", "the clinic's goal; missing if there is none"),
    ),
)

FORECAST = Table(
    "forecast",
    "the bookings of one provider for one date",
    ("date", "provider"),
    (
        DATE,
        PROVIDER,
        text("role", "role on the first row of the date"),
        Column("bookings", "int64", "analyzed bookings", "bookings"),
        seconds("booked_seconds", "time with at least one patient booked"),
        seconds("contested_seconds", "booked by two or more engagements at once"),
        Column(
            "units_at_risk",
            "int64",
            "most units of the visits in these contests, minus those without any contested minute; not additive",
            "units",
        ),
    ),
)

FORECAST_VISITS = Table(
    "forecast_visits",
    "one booked visit and the most units it can support as one timed service",
    ("date", "patient", "discipline"),
    (
        *VISIT,
        text("clinic", "site of the visit's first booking"),
        text("payer", "policy that counts its units"),
        seconds("booked_seconds", "one-on-one if nothing is lost"),
        seconds("contested_seconds", "of these, lost if no contested minute counts"),
        Column("most_units", "Int64", "most units if every booked minute counts", "units"),
        Column("most_units_in_force", "Int64", "the same under the contest rule in force", "units"),
        Column("most_units_uncontested", "Int64", "the same if no contested minute counts", "units"),
    ),
)

FORECAST_OPTIONS = Table(
    "forecast_options",
    "one change of one booking that clears a contest, and what it would do; none is chosen",
    ("contest", "option"),
    (
        text("contest", "finding id of the contest"),
        text("option", "hash of the contest and the change"),
        text("kind", "shift, or hand_over to another provider at the same time"),
        DATE,
        PATIENT,
        INTERVAL,
        text("provider", "provider booked now"),
        text("to_provider", "provider after the change"),
        text("to_role", "role of that provider"),
        clock("start", "start after the change"),
        clock("end", "end after the change"),
        minutes("shift_minutes", "how far it moves: negative is earlier; 0 for a hand-over"),
        minutes("change_minutes", "size of the change: minutes moved, or minutes that change hands"),
        seconds("contested_seconds_before", "contested time of all bookings of the date as they are"),
        seconds("contested_seconds_after", "the same after the change"),
        Column("units_at_risk_before", "int64", "units at risk of all visits booked for the date", "units"),
        Column("units_at_risk_after", "int64", "the same after the change", "units"),
    ),
)
