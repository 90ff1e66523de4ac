"""What a reviewer should see: findings, and what changed between two exports."""

from __future__ import annotations

from timeline.contracts.columns import (
    CODE,
    DATE,
    END,
    INTERVAL,
    PAYER,
    PROVIDER,
    SECONDS,
    START,
    VISIT,
    clock,
    seconds,
    text,
)
from timeline.contracts.contract import Column, Table

FINDINGS = Table(
    "findings",
    "something a reviewer should see",
    ("finding_id",),
    (
        text("finding_id", "hash of rule, date, people and clock span"),
        text("rule", "finding rule, e.g. overlap.contested"),
        Column("severity", "str", "note, review or error, in rising order", kind="severity"),
        DATE,
        text("clinic", "site of its earliest row; empty for findings on a policy"),
        text("disciplines", "of the visits it concerns, separated by a comma and a space"),
        text("patients", "patient ids, separated by a comma and a space; one per row in `finding_people`"),
        text("providers", "provider ids, separated by a comma and a space"),
        START,
        END,
        SECONDS,
        Column(
            "units_at_risk",
            "int64",
            "timed units of the visits concerned with these minutes, minus those without; not additive",
            "units",
        ),
        text("message", "what happened, who, when, how long, what is at risk"),
        text("remedy", "what to do"),
        text("source", "the rule's source"),
        text("cause", "the finding it follows from, or its own id: findings about one fact share it"),
    ),
)

FINDING_PEOPLE = Table(
    "finding_people",
    "one person of a finding, once for each discipline",
    ("finding_id", "kind", "person", "discipline"),
    (
        text("finding_id", "finding"),
        DATE,
        text("kind", "patient or provider"),
        text("person", "patient or provider id"),
        text(
            "discipline",
            "of the person's rows that show it, so that a patient joins to a visit; empty if no row shows it",
        ),
        text("clinic", "site of the finding"),
    ),
    joined=(PAYER,),
)

FINDING_INTERVALS = Table(
    "finding_intervals",
    "a source row that shows a finding",
    ("finding_id", "interval_id"),
    (text("finding_id", "finding"), INTERVAL),
)

AUDIT_RULES = Table(
    "audit_rules",
    "one finding rule that was raised over the period",
    ("rule",),
    (
        text("rule", "finding rule, e.g. overlap.contested"),
        Column("findings", "int64", "how many findings"),
        Column("errors", "int64", "of these, errors"),
        Column("reviews", "int64", "of these, reviews"),
        Column("notes", "int64", "of these, notes"),
        SECONDS,
        Column("units_at_risk", "int64", "sum over the findings; several may involve the same unit", "units"),
        seconds("exposure_seconds_least", "credited time of the visits concerned: documented minus nested"),
        seconds("exposure_seconds_most", "the same: documented minus exclusive"),
        Column(
            "exposure_units_least", "int64", "timed units of the visits concerned: documented minus nested", "units"
        ),
        Column("exposure_units_most", "int64", "the same: documented minus exclusive", "units"),
        text("meaning", "what it means in the clinic"),
        text("source", "the rule's source"),
    ),
)

AUDIT_CLINICS = Table(
    "audit_clinics",
    "one finding rule that was raised at one site over the period",
    ("clinic", "rule"),
    (text("clinic", "site; a finding with rows of two sites is counted at both"), *AUDIT_RULES.columns),
)

CHANGES = Table(
    "changes",
    "a row that differs between two exports of one schedule",
    ("old_interval_id", "new_interval_id"),
    (
        DATE,
        text("patient", "patient id; empty for shifts and absences"),
        PROVIDER,
        CODE,
        text(
            "change",
            "moved (same length), grew, shrank, appeared, vanished, cancelled, or changed (same clocks, other fields)",
        ),
        clock("old_start", "first instant before; NaT if the row was not there"),
        clock("old_end", "first instant after it, before"),
        clock("new_start", "first instant now; NaT if the row is gone"),
        clock("new_end", "first instant after it, now"),
        seconds("seconds", "recorded time now minus recorded time before"),
        text("fields", "what else differs, as `field: old -> new`, separated by semicolons; a note without its text"),
        text("old_interval_id", "the row in the earlier export; empty if it was not there"),
        text("new_interval_id", "the row in the later export; empty if it is gone"),
    ),
)

REVISED_VISITS = Table(
    "revised_visits",
    "a visit that differs between two exports of one schedule, and what that does to minutes and units",
    ("date", "patient", "discipline"),
    (
        *VISIT,
        Column("changes", "int64", "rows of the visit that differ; 0 if only other patients' rows do", "rows"),
        Column("old_timed_minutes", "Int64", "timed minutes before; <NA> if the visit was not there", "minutes"),
        Column("new_timed_minutes", "Int64", "timed minutes now; <NA> if the visit is gone", "minutes"),
        Column("old_treatment_minutes", "Int64", "treatment minutes before", "minutes"),
        Column("new_treatment_minutes", "Int64", "treatment minutes now", "minutes"),
        Column("old_timed_units", "Int64", "timed units before; <NA> also if no rule is in force", "units"),
        Column("new_timed_units", "Int64", "timed units now", "units"),
        text("old_lines", "what a claim would have carried: code, units, modifiers; separated by semicolons"),
        text("new_lines", "what it would carry now"),
    ),
)
