"""The contract of every table, written once.

Validation, documentation, exports and the tests' strategies all read these definitions. Clocks in
tables are naive clinic wall time (`datetime64[s]`); durations are int64 seconds or, where a column
says minutes, minutes. Missing text is the empty string; a missing number is `<NA>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline.clock import wall_column


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its dtype, what it means and, for numbers, its unit."""

    name: str
    dtype: str
    doc: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what one row is, the columns that identify it, and every column in order."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]


def conform(table: Table, rows: Sequence[Mapping[str, Any]] | Mapping[str, Iterable[Any]]) -> pd.DataFrame:
    """Build a frame of `table` from records or from columns; an empty one keeps its columns and dtypes."""
    if isinstance(rows, Mapping):
        columns = {column.name: rows[column.name] for column in table.columns}
    else:
        columns = {column.name: [row[column.name] for row in rows] for column in table.columns}
    return pd.DataFrame(
        {column.name: _typed(columns[column.name], column.dtype) for column in table.columns}, copy=False
    )


def from_records(table: Table, records: Sequence[tuple[Any, ...]], zone: ZoneInfo | None = None) -> pd.DataFrame:
    """Build a frame from records in the table's column order, their clocks as seconds on the clinic's line.

    A table's `start_second` is not in the records: it is their `start` before it became a wall clock.
    """
    given = [column for column in table.columns if column.name != "start_second"]
    values = dict(
        zip(
            (column.name for column in given), zip(*records, strict=True) if records else [()] * len(given), strict=True
        )
    )
    values["start_second"] = values.get("start", ())
    return pd.DataFrame(
        {
            column.name: wall_column(values[column.name], zone)
            if column.dtype == "datetime64[s]"
            else _typed(values[column.name], column.dtype)
            for column in table.columns
        },
        copy=False,
    )


def _typed(values: Iterable[Any], dtype: str) -> Any:
    listed = values if isinstance(values, np.ndarray) else list(values)
    if dtype == "str":
        # One storage whatever else is installed: the same tables on every machine.
        return pd.array(listed, dtype=pd.StringDtype("python", na_value=np.nan))
    if dtype in ("Int64", "boolean"):
        known: Any = [pd.NA if value is None else value for value in listed]
        return pd.array(known, dtype=dtype)
    return np.asarray(listed, dtype=dtype)


def _text(name: str, doc: str) -> Column:
    return Column(name, "str", doc)


def _clock(name: str, doc: str) -> Column:
    return Column(name, "datetime64[s]", doc, "clinic wall clock")


def _seconds(name: str, doc: str) -> Column:
    return Column(name, "int64", doc, "seconds")


def _minutes(name: str, doc: str) -> Column:
    return Column(name, "int64", doc, "minutes")


_DATE = _text("date", "date of service, YYYY-MM-DD: the date on which the row starts")
_PATIENT = _text("patient", "patient id")
_DISCIPLINE = _text("discipline", "PT, OT or SLP")
_PROVIDER = _text("provider", "provider id")
_EVIDENCE = _text("evidence", "documented, or scheduled for bookings")
_INTERVAL = _text("interval_id", "the source row: file:row, or file[sheet]:row, as a spreadsheet numbers rows")
_CODE = _text("code", "CPT/HCPCS code; empty for uncoded time")
_START = _clock("start", "first instant")
_END = _clock("end", "first instant after it: spans are half-open [start, end)")
_SECONDS = _seconds("seconds", "elapsed time")
_START_SECOND = _seconds("start_second", "start on the clinic's line (see timeline.clock)")
_SPAN = (_START, _END, _SECONDS, _START_SECOND)
_VISIT = (_DATE, _PATIENT, _DISCIPLINE)

INTERVALS = Table(
    "intervals",
    "a span as the clinic recorded it: this patient, with this provider or nobody, for this code",
    ("interval_id",),
    (
        _INTERVAL,
        _DATE,
        _START,
        _END,
        _seconds("start_second", "start on the clinic's line (see timeline.clock)"),
        _seconds("end_second", "end on the clinic's line"),
        _text("patient", "patient id, opaque text, unique within the files analysed together"),
        _text("provider", "provider id; empty = nobody in attendance"),
        _text("role", "PT OT SLP, PTA OTA SLPA, AIDE ATC STUDENT OTHER; required with a provider"),
        _CODE,
        _text("mode", "one_on_one, group, supervised, unskilled; empty = inferred from activity and code"),
        _text(
            "activity",
            "intervention (default), assessment, instruction, documentation; rest, setup, waiting, documentation_away",
        ),
        _text("kind", "service (default), appointment (a booking), shift (on site), away (occupied without a patient)"),
        _text("status", "kept (default); cancelled and no_show rows are listed, never analysed"),
        _text("group", "id that ties the rows of one group session"),
        _text("payer", "a policy name, or an insurer's name that the clinic file maps to one"),
        _text("clinic", "site; default: clinic"),
        _text("discipline", "PT OT SLP; empty = from the provider's role"),
        Column("billed_units", "Int64", "units that were or will be claimed for this code", "units"),
        _text("billed_modifiers", "modifiers on that claim, separated by blanks"),
        _text("patient_name", "shown on pages only"),
        _text("provider_name", "shown on pages only"),
        _text("note", "shown on pages only"),
    ),
)

#: Columns of a schedule that never leave for files read by machines, messages, logs or URLs.
PAGE_ONLY = ("patient_name", "provider_name", "note")

#: Other headers under which a schedule's columns are read; a header of the contract's own name wins.
ALSO_READ: Mapping[str, tuple[str, ...]] = {
    "date": ("service_date", "date_of_service"),
    "start": ("start_time",),
    "end": ("end_time",),
    "patient": ("patient_id",),
    "provider": ("staff", "therapist", "clinician", "provider_id"),
    "code": ("cpt", "cpt_code"),
}

SKIPPED = Table(
    "skipped",
    "a source row that was left out, and why",
    ("interval_id",),
    (_INTERVAL, _text("why", "cancelled, no_show, or the fault")),
)

FAULTS = Table(
    "faults",
    "one thing that cannot be read",
    ("file", "sheet", "row", "column", "problem"),
    (
        _text("file", "file name"),
        _text("sheet", "sheet of a workbook"),
        Column("row", "Int64", "row number a spreadsheet shows; the header is row 1"),
        _text("column", "column of the contract"),
        _text("value", "what was found; only for columns without personal data"),
        _text("problem", "what is wrong"),
        _text("repair", "what to do about it"),
    ),
)

VISITS = Table(
    "visits",
    "one patient, one date, one discipline",
    ("date", "patient", "discipline"),
    (
        *_VISIT,
        _text("clinic", "site of the visit's first row"),
        _text("payer", "policy that counts its units"),
        _EVIDENCE,
        _START,
        _END,
        _seconds("one_on_one_seconds", "credited, one provider and one patient"),
        _seconds("group_seconds", "credited, group time"),
        _seconds("other_discipline_seconds", "the patient was credited to another discipline"),
        _seconds("contested_seconds", "recorded as attended, but the provider is not engaged here"),
        _seconds("supervised_seconds", "only a supervised modality runs"),
        _seconds("unskilled_seconds", "recorded, but nothing a claim can carry"),
        _seconds("waiting_seconds", "nothing recorded, under an hour"),
        _seconds("away_seconds", "nothing recorded for an hour or more"),
        _minutes("timed_minutes", "whole minutes of the codes in the 15-minute pool"),
        _minutes("treatment_minutes", "whole minutes of credited and supervised time together"),
        Column(
            "timed_units",
            "Int64",
            "units the payer's rule gives the timed codes; <NA> where no rule is in force",
            "units",
        ),
        _minutes("uncoded_minutes", "credited to rows without a code"),
        _minutes("unearned_minutes", "credited, but not earning for the row's code"),
    ),
)

CODES = Table(
    "codes",
    "one code of one visit",
    ("date", "patient", "discipline", "code"),
    (
        *_VISIT,
        _EVIDENCE,
        _text("code", "CPT/HCPCS code; empty for the one entry of a scheduled visit"),
        Column("timed", "bool", "whether its minutes make units"),
        _SECONDS,
        _minutes("minutes", "whole minutes under the contest rule in force"),
        _minutes("minutes_exclusive", "the same where every contested minute is lost"),
        _minutes("minutes_nested", "the same where a nested contact wins"),
        _minutes("minutes_documented", "the same where nothing is lost"),
        _minutes("assistant_minutes", "code minutes less the therapists' whole minutes"),
        _seconds("assistant_seconds", "credited to assistants, exact: tests of shares use these"),
        Column("units", "Int64", "units under the visit's policy; <NA> where no rule is in force", "units"),
        Column("units_exclusive", "Int64", "the same rule on minutes_exclusive", "units"),
        Column("units_documented", "Int64", "the same rule on minutes_documented", "units"),
        Column("billed_units", "Int64", "what was or will be claimed", "units"),
        _text("billed_as", "the code that stands on the line where the payer takes another one"),
    ),
)

LINES = Table(
    "lines",
    "one line a claim would carry, in every permitted allocation; alternative 0 is the chosen one",
    ("date", "patient", "discipline", "alternative", "line"),
    (
        *_VISIT,
        Column("alternative", "int64", "which permitted allocation; 0 is the chosen one"),
        Column("line", "int64", "position on the claim, from 0"),
        _CODE,
        Column("units", "int64", "units on the line", "units"),
        _text("modifiers", "separated by blanks"),
        _text("payer", "policy that gave it"),
    ),
)

ALTERNATIVES = Table(
    "alternatives",
    "units of one timed code in one permitted allocation",
    ("date", "patient", "discipline", "alternative", "code"),
    (*_VISIT, Column("alternative", "int64", "0 is the chosen one"), _CODE, Column("units", "int64", "units", "units")),
)

ATTENDANCE = Table(
    "attendance",
    "a maximal span in which nothing changes for one visit",
    ("date", "patient", "discipline", "start"),
    (
        *_VISIT,
        _EVIDENCE,
        *_SPAN,
        _text("state", "one_on_one, group, other_discipline, contested, supervised, unskilled, waiting, away"),
        _text("interval_id", "the credited row under the contest rule in force"),
        _text("provider", "the provider of the credited row"),
        Column("co_attending", "int64", "how many other providers count for the patient too"),
        Column("treatment", "bool", "credited, or a supervised modality that earns is running"),
        _text("state_exclusive", "the state under the rule exclusive"),
        _text("state_nested", "the state under the rule nested"),
        _text("state_documented", "the state under the rule documented"),
    ),
)

CODE_SPANS = Table(
    "code_spans",
    "a span that counts for one code of one visit under at least one contest rule",
    ("date", "patient", "discipline", "code", "start", "interval_id"),
    (
        *_VISIT,
        _EVIDENCE,
        _CODE,
        *_SPAN,
        _INTERVAL,
        _PROVIDER,
        _text("role", "role of that provider"),
        _text("activity", "what was done"),
        _text("counts_as", "earned (for its code), uncoded, or unearned"),
        _text("state", "one_on_one, group or supervised"),
        Column("assistant", "bool", "whether it is an assistant's time"),
        Column("exclusive", "bool", "counts under the rule exclusive"),
        Column("nested", "bool", "counts under the rule nested"),
        Column("documented", "bool", "counts under the rule documented"),
    ),
)

ENGAGEMENTS = Table(
    "engagements",
    "a maximal span in which nothing changes for one provider, before any contest rule",
    ("date", "evidence", "provider", "start"),
    (
        _DATE,
        _EVIDENCE,
        _PROVIDER,
        *_SPAN,
        _text("doing", "one_on_one, group, contested, busy or idle"),
        _text("engaged_with", "patient, group or busy under the contest rule in force; empty for nobody or several"),
        Column("claims", "int64", "how many engagements claim the provider"),
        Column("in_shift", "bool", "whether a shift covers it; true throughout where no shift is recorded"),
    ),
)

CLAIMS = Table(
    "claims",
    "one engagement that claims a provider in one span of `engagements`",
    ("date", "evidence", "provider", "start", "engagement", "interval_id"),
    (
        _DATE,
        _EVIDENCE,
        _PROVIDER,
        *_SPAN,
        _text("engagement", "patient id, group, or busy"),
        _text("engagement_kind", "patient, group or busy"),
        _INTERVAL,
        _PATIENT,
        Column("engaged", "bool", "whether the contest rule in force leaves the provider with it"),
    ),
)

_INTERRUPTION_COLUMNS = (
    *_VISIT,
    _EVIDENCE,
    _INTERVAL,
    _CODE,
    _PROVIDER,
    *_SPAN,
    _text("by", "patient or group the provider is engaged with instead, or busy; empty for nobody or several"),
    _text("reason", "contest, busy, or the suspending activity (unskilled for the mode)"),
)

GROUP_SESSIONS = Table(
    "group_sessions",
    "a span of one group session in which the same patients take part",
    ("date", "evidence", "engagement", "start"),
    (
        _DATE,
        _EVIDENCE,
        _text("engagement", "group id, or PROVIDER:CODE without one"),
        *_SPAN,
        Column("participants", "int64", "patients with an open attended row of the group", "patients"),
        _text("providers", "who attends, separated by commas"),
    ),
)

CO_ATTENDANCE = Table(
    "co_attendance",
    "another provider whose row counts for a patient in a span credited to somebody else",
    ("date", "patient", "start", "interval_id"),
    (
        _DATE,
        _EVIDENCE,
        _PATIENT,
        *_SPAN,
        _text("credited_interval_id", "the credited row"),
        _text("credited_provider", "its provider"),
        _INTERVAL,
        _PROVIDER,
    ),
)

INTERRUPTIONS = Table(
    "interruptions",
    "a run inside an attended row in which its provider is not engaged with it, engaged before and after",
    ("interval_id", "start"),
    _INTERRUPTION_COLUMNS,
)

DISPLACEMENTS = Table(
    "displacements",
    "the same at either edge of the row",
    ("interval_id", "start"),
    _INTERRUPTION_COLUMNS,
)

PROVIDERS = Table(
    "providers",
    "the account of one provider for one date",
    ("date", "evidence", "provider"),
    (
        _DATE,
        _EVIDENCE,
        _PROVIDER,
        _text("role", "role on the first row of the date"),
        _text("clinic", "site of the first row of the date"),
        _text("presence", "shift, or inferred from first start to last end"),
        _seconds("one_on_one_seconds", "one engagement: a patient, or a group of one"),
        _seconds("group_seconds", "one engagement: a group of two or more"),
        _seconds("contested_seconds", "two engagements or more"),
        _seconds("busy_seconds", "away, setting up or documenting alone"),
        _seconds("idle_seconds", "present, no engagement"),
        _seconds("outside_shift_seconds", "recorded outside the shift"),
    ),
)

NOT_SEEN = Table(
    "not_seen", "a booking whose patient has no kept service that date", ("interval_id",), (_DATE, _PATIENT, _INTERVAL)
)

FINDINGS = Table(
    "findings",
    "something a reviewer should see",
    ("finding_id",),
    (
        _text("finding_id", "hash of rule, date, people and clock span"),
        _text("rule", "finding rule, e.g. overlap.contested"),
        _text("severity", "error, review or note"),
        _DATE,
        _text("patients", "patient ids, separated by a comma and a blank"),
        _text("providers", "provider ids, separated by a comma and a blank"),
        _START,
        _END,
        _SECONDS,
        Column(
            "units_at_risk",
            "int64",
            "timed units of the visits concerned with and without these minutes; not additive",
            "units",
        ),
        _text("message", "what happened, who, when, how long, what is at risk"),
        _text("remedy", "what to do"),
        _text("source", "the rule's source"),
    ),
)

FINDING_INTERVALS = Table(
    "finding_intervals",
    "a source row that shows a finding",
    ("finding_id", "interval_id"),
    (_text("finding_id", "finding"), _INTERVAL),
)

AUDIT_RULES = Table(
    "audit_rules",
    "one finding rule that was raised over the period",
    ("rule",),
    (
        _text("rule", "finding rule, e.g. overlap.contested"),
        Column("findings", "int64", "how many findings"),
        Column("errors", "int64", "of these, errors"),
        Column("reviews", "int64", "of these, to be reviewed"),
        Column("notes", "int64", "of these, notes"),
        _SECONDS,
        Column("units_at_risk", "int64", "sum over the findings; several may hang on one unit", "units"),
        _seconds("exposure_seconds_least", "credited time of the visits concerned: documented less nested"),
        _seconds("exposure_seconds_most", "the same: documented less exclusive"),
        Column("exposure_units_least", "int64", "timed units of the visits concerned: documented less nested", "units"),
        Column("exposure_units_most", "int64", "the same: documented less exclusive", "units"),
        _text("meaning", "what it means in the clinic"),
        _text("source", "the rule's source"),
    ),
)

CLAIM_LINES = Table(
    "claim_lines",
    "one line of a claim that was or will be sent",
    ("claim_id",),
    (
        _text("claim_id", "file:row"),
        _DATE,
        _PATIENT,
        _CODE,
        Column("units", "int64", "units claimed", "units"),
        _text("modifiers", "separated by blanks; empty where the list has none"),
        _text("provider", "provider id the claim names; empty where the list does not say"),
    ),
)

RECONCILIATION = Table(
    "reconciliation",
    "a code of a visit: what was claimed beside what the record supports",
    ("date", "patient", "discipline", "code"),
    (
        *_VISIT,
        _text("code", "code as it stands, or would stand, on the claim"),
        Column(
            "supported_units",
            "int64",
            "units the record supports, in the permitted allocation nearest to the claim",
            "units",
        ),
        Column("billed_units", "int64", "units claimed", "units"),
        Column("difference", "int64", "billed less supported", "units"),
        _text("supported_lines", "units and modifiers of the supported lines"),
        _text("billed_lines", "units and modifiers of the claimed lines"),
        _text("result", "agrees, over, under, missing, wrong_modifiers, wrong_code or not_recorded"),
        Column("amount_cents", "Int64", "difference at the clinic's own fee; <NA> without one", "cents"),
    ),
)

COMPARISON = Table(
    "comparison",
    "units of one code of one visit under one policy",
    ("date", "patient", "discipline", "code", "payer"),
    (
        *_VISIT,
        _CODE,
        _minutes("minutes", "whole minutes; the same under every policy"),
        _text("payer", "policy"),
        Column("units", "Int64", "units under that policy; <NA> where it has no rule in force", "units"),
        Column("difference", "Int64", "units less those under the first policy named", "units"),
    ),
)

CHANGES = Table(
    "changes",
    "a row that differs between two exports of one schedule",
    ("old_interval_id", "new_interval_id"),
    (
        _DATE,
        _text("patient", "patient id; empty for shifts and absences"),
        _PROVIDER,
        _CODE,
        _text(
            "change",
            "moved (same length), grew, shrank, appeared, vanished, cancelled, or changed (same clocks, other fields)",
        ),
        _clock("old_start", "first instant before; NaT where the row was not there"),
        _clock("old_end", "first instant after it, before"),
        _clock("new_start", "first instant now; NaT where the row is gone"),
        _clock("new_end", "first instant after it, now"),
        _seconds("seconds", "recorded time now less recorded time before"),
        _text("fields", "what else differs, as `field: old -> new`, separated by a semicolon; a note without its text"),
        _text("old_interval_id", "the row in the earlier export; empty where it was not there"),
        _text("new_interval_id", "the row in the later export; empty where it is gone"),
    ),
)

REVISED_VISITS = Table(
    "revised_visits",
    "a visit that two exports of one schedule do not show alike, and what that does to minutes and units",
    ("date", "patient", "discipline"),
    (
        *_VISIT,
        Column("changes", "int64", "rows of the visit that differ; 0 where only other patients' rows do", "rows"),
        Column("old_timed_minutes", "Int64", "timed minutes before; <NA> where the visit was not there", "minutes"),
        Column("new_timed_minutes", "Int64", "timed minutes now; <NA> where the visit is gone", "minutes"),
        Column("old_treatment_minutes", "Int64", "treatment minutes before", "minutes"),
        Column("new_treatment_minutes", "Int64", "treatment minutes now", "minutes"),
        Column("old_timed_units", "Int64", "timed units before; <NA> also where no rule is in force", "units"),
        Column("new_timed_units", "Int64", "timed units now", "units"),
        _text("old_lines", "what a claim would have carried: code, units, modifiers; separated by a semicolon"),
        _text("new_lines", "what it would carry now"),
    ),
)

LEDGER = Table(
    "ledger",
    "one hour of one provider's date, for one payer: units claimed and supported beside the time somebody was there",
    ("date", "provider", "hour", "payer"),
    (
        _DATE,
        _text("provider", "provider id; empty for units of rows nobody attended"),
        Column("hour", "int64", "hour of the day on the clinic's clock, 0 to 23", "hours"),
        _text("payer", "policy of the visit; empty for staffed time without a patient"),
        Column(
            "staffed_seconds",
            "float64",
            "presence of therapists and assistants; time with patients of several payers is divided equally",
            "seconds",
        ),
        _seconds("one_on_one_seconds", "credited one-on-one under the contest rule in force"),
        _seconds("documented_seconds", "the same where nothing is lost"),
        Column("claimed_units", "float64", "timed units claimed, shared by the recorded seconds of the code", "units"),
        _text("claimed_from", "billed: as claimed; documented: as the record asks for, where no claim is known"),
        Column("supported_units", "float64", "timed units supported, shared by the credited seconds", "units"),
        Column("claimed_per_staffed_hour", "float64", "missing where nobody is staffed", "units per hour"),
        Column("supported_per_staffed_hour", "float64", "missing where nobody is staffed", "units per hour"),
    ),
)

TRENDS = Table(
    "trends",
    "one metric of one group in one period",
    ("period", "group", "metric"),
    (
        _text("period", "first date of the period, YYYY-MM-DD; weeks begin on Monday"),
        _text("group", "provider or payer; empty for everybody together"),
        _text("metric", "name of a metric of timeline.analysis.trends"),
        Column("value", "float64", "in the metric's unit; a share lies between 0 and 1"),
        Column("n", "int64", "visits or clinician-days the value rests on"),
        Column("benchmark", "float64", "the metric of the same group over the benchmark period; missing without one"),
        Column("goal", "float64", "what the clinic set; missing without one"),
    ),
)

FORECAST = Table(
    "forecast",
    "the bookings of one provider for one date",
    ("date", "provider"),
    (
        _DATE,
        _PROVIDER,
        _text("role", "role on the first row of the date"),
        Column("bookings", "int64", "analysed bookings", "bookings"),
        _seconds("booked_seconds", "time with at least one patient booked"),
        _seconds("contested_seconds", "booked by two engagements or more at once"),
        Column(
            "units_at_risk",
            "int64",
            "most units of the visits in these contests, less those without any contested minute; not additive",
            "units",
        ),
    ),
)

FORECAST_VISITS = Table(
    "forecast_visits",
    "one booked visit and the most units it can support as one timed service",
    ("date", "patient", "discipline"),
    (
        *_VISIT,
        _text("clinic", "site of the visit's first booking"),
        _text("payer", "policy that counts its units"),
        _seconds("booked_seconds", "one-on-one where nothing is lost"),
        _seconds("contested_seconds", "of these, lost where no contested minute counts"),
        Column("most_units", "Int64", "most units where every booked minute counts", "units"),
        Column("most_units_in_force", "Int64", "the same under the contest rule in force", "units"),
        Column("most_units_uncontested", "Int64", "the same where no contested minute counts", "units"),
    ),
)

FORECAST_OPTIONS = Table(
    "forecast_options",
    "one change of one booking that clears a contest, and what it would do; none is chosen",
    ("contest", "option"),
    (
        _text("contest", "finding id of the contest"),
        _text("option", "hash of the contest and the change"),
        _text("kind", "shift, or hand_over to another provider at the same time"),
        _DATE,
        _PATIENT,
        _INTERVAL,
        _text("provider", "provider booked now"),
        _text("to_provider", "provider after the change"),
        _text("to_role", "role of that provider"),
        _clock("start", "start after the change"),
        _clock("end", "end after the change"),
        _minutes("shift_minutes", "how far it moves: negative is earlier, 0 for a hand-over"),
        _minutes("change_minutes", "size of the change: minutes moved, or minutes that change hands"),
        _seconds("contested_seconds_before", "contested time of all bookings of the date as they stand"),
        _seconds("contested_seconds_after", "the same after the change"),
        Column("units_at_risk_before", "int64", "units at risk of all visits booked for the date", "units"),
        Column("units_at_risk_after", "int64", "the same after the change", "units"),
    ),
)

ALL = (
    CLAIM_LINES,
    RECONCILIATION,
    COMPARISON,
    CHANGES,
    REVISED_VISITS,
    INTERVALS,
    SKIPPED,
    FAULTS,
    VISITS,
    CODES,
    LINES,
    ALTERNATIVES,
    ATTENDANCE,
    CODE_SPANS,
    ENGAGEMENTS,
    CLAIMS,
    GROUP_SESSIONS,
    CO_ATTENDANCE,
    INTERRUPTIONS,
    DISPLACEMENTS,
    PROVIDERS,
    NOT_SEEN,
    FINDINGS,
    FINDING_INTERVALS,
    AUDIT_RULES,
    LEDGER,
    TRENDS,
    FORECAST,
    FORECAST_VISITS,
    FORECAST_OPTIONS,
)
