"""Columns that many tables share."""

from __future__ import annotations

from timeline.contracts.contract import Column


def text(name: str, doc: str) -> Column:
    """Describe a column of text."""
    return Column(name, "str", doc)


def day(name: str, doc: str) -> Column:
    """Describe a column of dates."""
    return Column(name, "str", doc, "clinic date", kind="date")


def clock(name: str, doc: str) -> Column:
    """Describe a column of naive wall clocks."""
    return Column(name, "datetime64[s]", doc, "clinic wall clock")


def seconds(name: str, doc: str) -> Column:
    """Describe a duration in whole seconds."""
    return Column(name, "int64", doc, "seconds")


def minutes(name: str, doc: str) -> Column:
    """Describe whole minutes."""
    return Column(name, "int64", doc, "minutes")


DATE = day("date", "date of service: the date on which the row starts")
PATIENT = text("patient", "patient id")
DISCIPLINE = text("discipline", "PT, OT or SLP")
PROVIDER = text("provider", "provider id")
EVIDENCE = Column("evidence", "str", "scheduled for bookings, or documented; in this order", kind="evidence")
INTERVAL = text("interval_id", "the source row: file:row, or file[sheet]:row, as a spreadsheet numbers rows")
CODE = text("code", "CPT/HCPCS code; empty for uncoded time")
START = clock("start", "first instant")
END = clock("end", "first instant after it: spans are half-open [start, end)")
SECONDS = seconds("seconds", "elapsed time")
START_SECOND = seconds("start_second", "start on the clinic's line (see timeline.clock)")
SPAN = (START, END, SECONDS, START_SECOND)
VISIT = (DATE, PATIENT, DISCIPLINE)
CLINIC = text("clinic", "site of the visit's first row; without a visit that of the row or of the provider's date")
PAYER = text("payer", "policy that counts the visit's units; empty without a visit")
