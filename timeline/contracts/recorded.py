"""What a clinic recorded: schedules, claims lists, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping

from timeline.contracts.columns import CLINIC, CODE, DATE, END, INTERVAL, PATIENT, START, seconds, text
from timeline.contracts.contract import Column, Table

INTERVALS = Table(
    "intervals",
    "a span as the clinic recorded it: a patient, with a provider or alone, for a code",
    ("interval_id",),
    (
        INTERVAL,
        DATE,
        START,
        END,
        seconds("start_second", "start on the clinic's line (see timeline.clock)"),
        seconds("end_second", "end on the clinic's line"),
        text("patient", "patient id, opaque text, unique within the files analyzed together"),
        text("provider", "provider id; empty = nobody in attendance"),
        text("role", "PT OT SLP, PTA OTA SLPA, AIDE ATC STUDENT OTHER; required with a provider"),
        CODE,
        text("mode", "one_on_one, group, supervised, unskilled; empty = inferred from activity and code"),
        text(
            "activity",
            "intervention (default), assessment, instruction, documentation; rest, setup, waiting, documentation_away",
        ),
        text("kind", "service (default), appointment (a booking), shift (on site), away (occupied without a patient)"),
        text("status", "kept (default); cancelled and no_show rows are listed, never analyzed"),
        text("group", "id that ties the rows of one group session"),
        text("payer", "a policy name, or an insurer's name that the clinic file maps to one"),
        text("clinic", "site; default: clinic"),
        text("discipline", "PT OT SLP; empty = from the provider's role"),
        text("place", "place-of-service code, two digits; 02 and 10 are telehealth; empty = the clinic"),
        Column("quantity", "Int64", "number or areas furnished, of a code counted by these; empty = 1", "units"),
        Column("billed_units", "Int64", "units that were or will be claimed for this code", "units"),
        text("billed_modifiers", "modifiers on that claim, separated by spaces"),
        text("patient_name", "shown on pages only"),
        text("provider_name", "shown on pages only"),
        text("note", "shown on pages only"),
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

#: What a row says besides its clocks: two rows equal in these and in their clocks say the same.
ROW_FIELDS = (
    "patient",
    "provider",
    "role",
    "code",
    "mode",
    "activity",
    "kind",
    "group",
    "payer",
    "clinic",
    "discipline",
    "place",
    "quantity",
)

SKIPPED = Table(
    "skipped",
    "a source row that was left out, and why",
    ("interval_id",),
    (INTERVAL, text("why", "cancelled, no_show, or the fault")),
)

NOT_KEPT = Table(
    "not_kept",
    "a booking that was cancelled or to which nobody came, as it was planned; it takes no part in any minute",
    ("interval_id",),
    (
        INTERVAL,
        text("status", "cancelled or no_show"),
        DATE,
        START,
        END,
        seconds("start_second", "start on the clinic's line (see timeline.clock)"),
        seconds("end_second", "end on the clinic's line"),
        PATIENT,
        text("provider", "provider booked; empty if none is named"),
        text("role", "as for the provider of any row; empty if none is stated"),
        text("clinic", "site of the booking"),
        text("discipline", "PT OT SLP; empty = from the provider's role"),
    ),
)

FAULTS = Table(
    "faults",
    "one thing that cannot be read",
    ("file", "sheet", "row", "column", "problem"),
    (
        text("file", "file name"),
        text("sheet", "sheet of a workbook"),
        Column("row", "Int64", "row number a spreadsheet shows; the header is row 1"),
        text("column", "column of the contract"),
        text("value", "what was found; only in columns without personal data"),
        text("problem", "what is wrong"),
        text("repair", "what to do about it"),
    ),
)

CLAIM_LINES = Table(
    "claim_lines",
    "one line of a claim that was or will be sent",
    ("claim_id",),
    (
        text("claim_id", "file:row"),
        DATE,
        PATIENT,
        CODE,
        Column("units", "int64", "units claimed", "units"),
        text("modifiers", "separated by spaces; empty if the line has none, missing if the list has no such column"),
        text("provider", "provider id the claim names; empty if the list does not say"),
        text("discipline", "PT OT SLP, whose plan of care the line is for; empty if the list does not say"),
        text("payer", "the payer the line was sent to; empty if the list does not say"),
    ),
)

REMITTED_LINES = Table(
    "remitted_lines",
    "what a payer did with one claim line, as its remittance says",
    ("remitted_id",),
    (
        text("remitted_id", "file:row; of X12 the place of its service line among the segments"),
        DATE,
        PATIENT,
        text("patient_control_number", "the clinic's own number for the claim or the patient"),
        CODE,
        Column("units", "int64", "units billed", "units"),
        text("modifiers", "as the payer repeats them, separated by spaces"),
        text("provider", "rendering provider; empty if the remittance does not say"),
        text("paid_code", "code the payer paid; another one where it changed the code"),
        Column("paid_units", "int64", "units paid", "units"),
        Column("charged_cents", "int64", "what was charged", "cents"),
        Column("paid_cents", "int64", "what was paid", "cents"),
        text("adjustments", "group, reason and amount as they stand, like CO-45:12.50, separated by spaces"),
        text("remarks", "remark codes as they stand, separated by spaces"),
    ),
)

NOT_SEEN = Table(
    "not_seen",
    "a booking whose patient has no kept service that date",
    ("interval_id",),
    (DATE, PATIENT, INTERVAL),
    joined=(CLINIC,),
)
