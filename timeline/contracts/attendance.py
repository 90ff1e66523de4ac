"""Who was with whom: spans of visits and of providers."""

from __future__ import annotations

from timeline.contracts.columns import (
    CLINIC,
    CODE,
    DATE,
    DISCIPLINE,
    EVIDENCE,
    INTERVAL,
    PATIENT,
    PAYER,
    PROVIDER,
    SPAN,
    VISIT,
    seconds,
    text,
)
from timeline.contracts.contract import Column, Table

ROWS = Table(
    "rows",
    "a kept row of the schedule, with how it was classified and why",
    ("interval_id",),
    (
        INTERVAL,
        DATE,
        *SPAN,
        PATIENT,
        PROVIDER,
        text("role", "role recorded with the provider"),
        text("discipline", "PT, OT or SLP: the visit the row belongs to; empty for rows that are not analyzed"),
        CODE,
        text("kind", "service, appointment, shift or away"),
        text("mode", "one_on_one, group, supervised or unskilled, as assigned to the row; empty where not analyzed"),
        text("activity", "what was done"),
        text("group", "id of its group session"),
        text("evidence", "documented, scheduled, or empty for rows that are not analyzed as attendance"),
        text("payer", "the payer recorded, or the default; empty where not analyzed"),
        text("clinic", "site"),
        text("place", "place-of-service code as recorded; 02 and 10 are telehealth"),
        Column("quantity", "Int64", "number or areas furnished as recorded, of a code counted by these", "units"),
        Column("attended", "bool", "one-on-one or group with a therapist or an assistant"),
        Column("earns", "bool", "can earn for its code; a row with a group code, only in group time"),
        text("suspends", "all: every attended row of the patient; own: those of its provider; empty: none"),
        text("why", "why it has this mode, discipline, payer and evidence, or why it is not analyzed"),
    ),
)

ATTENDANCE = Table(
    "attendance",
    "a maximal span in which nothing changes for one visit",
    ("date", "patient", "discipline", "start"),
    (
        *VISIT,
        EVIDENCE,
        *SPAN,
        Column(
            "state",
            "str",
            "one_on_one, group, other_discipline, contested, supervised, unskilled, waiting, away",
            kind="state",
        ),
        text("interval_id", "the credited row under the contest rule in force"),
        text("provider", "the provider of the credited row"),
        Column("co_attending", "int64", "how many other providers also count for the patient"),
        Column("treatment", "bool", "credited, or an earning supervised modality is running"),
        Column("state_exclusive", "str", "the state under the rule exclusive", kind="state"),
        Column("state_nested", "str", "the state under the rule nested", kind="state"),
        Column("state_documented", "str", "the state under the rule documented", kind="state"),
    ),
    joined=(
        CLINIC,
        PAYER,
    ),
)

CODE_SPANS = Table(
    "code_spans",
    "a span that counts for one code of one visit under at least one contest rule",
    ("date", "patient", "discipline", "code", "start", "interval_id"),
    (
        *VISIT,
        EVIDENCE,
        CODE,
        *SPAN,
        INTERVAL,
        PROVIDER,
        text("role", "role of that provider"),
        text("activity", "what was done"),
        text("counts_as", "earned (for its code), uncoded, or unearned"),
        Column("state", "str", "one_on_one, group or supervised", kind="state"),
        Column("assistant", "bool", "whether it is an assistant's time"),
        Column("exclusive", "bool", "counts under the rule exclusive"),
        Column("nested", "bool", "counts under the rule nested"),
        Column("documented", "bool", "counts under the rule documented"),
    ),
    joined=(
        CLINIC,
        PAYER,
    ),
)

ENGAGEMENTS = Table(
    "engagements",
    "a maximal span in which nothing changes for one provider, before any contest rule",
    ("date", "evidence", "provider", "start"),
    (
        DATE,
        EVIDENCE,
        PROVIDER,
        *SPAN,
        Column("doing", "str", "one_on_one, group, contested, busy or idle, in this order", kind="doing"),
        text("engaged_with", "patient, group or busy under the contest rule in force; empty for nobody or several"),
        Column("demands", "int64", "how many engagements ask for the provider"),
        Column("in_shift", "bool", "whether a shift covers it; always true if no shift is recorded"),
    ),
    joined=(CLINIC,),
)

DEMANDS = Table(
    "demands",
    "one engagement that asks for a provider in one span of `engagements`",
    ("date", "evidence", "provider", "start", "engagement", "interval_id"),
    (
        DATE,
        EVIDENCE,
        PROVIDER,
        *SPAN,
        text("engagement", "patient id, group, or busy"),
        text("engagement_kind", "patient, group or busy"),
        INTERVAL,
        PATIENT,
        Column("engaged", "bool", "whether the contest rule in force leaves the provider with it"),
    ),
    joined=(DISCIPLINE, CLINIC, PAYER),
)

GROUP_SESSIONS = Table(
    "group_sessions",
    "a span of one group session in which the same patients take part",
    ("date", "evidence", "engagement", "start"),
    (
        DATE,
        EVIDENCE,
        text("engagement", "group id, or PROVIDER:CODE without one"),
        *SPAN,
        Column("participants", "int64", "patients with an open attended row of the group", "patients"),
        text("providers", "who attends, separated by commas"),
    ),
    joined=(CLINIC,),
)

CO_ATTENDANCE = Table(
    "co_attendance",
    "another provider whose row counts for a patient in a span credited to someone else",
    ("date", "patient", "start", "interval_id"),
    (
        DATE,
        EVIDENCE,
        PATIENT,
        *SPAN,
        text("credited_interval_id", "the credited row"),
        text("credited_provider", "its provider"),
        INTERVAL,
        PROVIDER,
    ),
    joined=(DISCIPLINE, CLINIC, PAYER),
)

_INTERRUPTION_COLUMNS = (
    *VISIT,
    EVIDENCE,
    INTERVAL,
    CODE,
    PROVIDER,
    *SPAN,
    text("by", "patient or group the provider is engaged with instead, or busy; empty for nobody or several"),
    text("reason", "contest, busy, or the suspending activity (unskilled for the mode)"),
)

INTERRUPTIONS = Table(
    "interruptions",
    "a run inside an attended row in which its provider is not engaged with it, engaged before and after",
    ("interval_id", "start"),
    _INTERRUPTION_COLUMNS,
    joined=(
        CLINIC,
        PAYER,
    ),
)

DISPLACEMENTS = Table(
    "displacements",
    "the same at either edge of the row",
    ("interval_id", "start"),
    _INTERRUPTION_COLUMNS,
    joined=(
        CLINIC,
        PAYER,
    ),
)

PROVIDERS = Table(
    "providers",
    "the account of one provider for one date",
    ("date", "evidence", "provider"),
    (
        DATE,
        EVIDENCE,
        PROVIDER,
        text("role", "role on the first row of the date"),
        text("clinic", "site of the first row of the date"),
        text("presence", "shift, or inferred from first start to last end"),
        seconds("one_on_one_seconds", "one engagement: a patient, or a group of one"),
        seconds("group_seconds", "one engagement: a group of two or more"),
        seconds("contested_seconds", "two engagements or more"),
        seconds("busy_seconds", "away, setting up or documenting alone"),
        seconds("idle_seconds", "present, with no engagement"),
        seconds("outside_shift_seconds", "recorded outside the shift"),
    ),
)
