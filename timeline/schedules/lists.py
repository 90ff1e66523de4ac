"""Two short lists a clinic can add: the claim lines it sent, and its own fees."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from timeline.clock import to_wall
from timeline.contracts import CLAIM_LINES, conform
from timeline.errors import Fault, ScheduleError
from timeline.schedules import words
from timeline.schedules.clocks import Clocks
from timeline.schedules.csv_file import Sheet
from timeline.schedules.headers import plain
from timeline.schedules.mapping import Mapping as FileMapping
from timeline.schedules.sources import open_files

AnyPath = str | os.PathLike[str]

_CLAIM_ALSO_READ = {
    "date": ("date_of_service", "service_date", "dos"),
    "patient": ("patient_id",),
    "code": ("cpt", "cpt_code"),
    "units": ("billed_units",),
    "modifiers": ("modifier", "billed_modifiers", "mods"),
    "provider": ("rendering_provider", "rendering_provider_id", "provider_id", "therapist", "clinician"),
}
_AMOUNT = re.compile(r"\$? ?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)
_FEE_ALSO_READ = {"code": ("cpt", "cpt_code"), "fee": ("charge", "amount", "price")}


@dataclass(frozen=True, slots=True)
class _Record:
    """One record of a list: where it stands, and its cells by column."""

    file: str
    row: int
    cells: Mapping[str, str]

    def fault(self, column: str, problem: str, repair: str, *, shown: bool = False) -> Fault:
        value = self.cells[column][:40] if shown else ""
        return Fault(self.file, self.row, column, value, problem, repair)


def read_claims(path: AnyPath) -> pd.DataFrame:
    """Read claim lines: `CLAIM_LINES` from a CSV.

    Columns are date, patient, code, units and, if known, modifiers and the provider whom the claim names, by the id the
    schedule has.

    Raises
    ------
    ScheduleError: everything wrong with the file, at once.
    """
    records, faults = _open(path, _CLAIM_ALSO_READ, optional=("modifiers", "provider"))
    clocks = Clocks(FileMapping().format, None, [record.cells["date"] for record in records])
    lines = []
    for record in records:
        span = clocks.span(record.cells["date"], "00:00", "24:00")
        units = words.count(record.cells["units"])
        for _, fix in span.problems:
            faults.append(record.fault("date", fix.problem, fix.repair, shown=True))
        if not record.cells["patient"]:
            faults.append(record.fault("patient", "is missing", "Write the patient's id as in the schedule"))
        if not record.cells["code"]:
            faults.append(record.fault("code", "is missing", "Write the code that was claimed"))
        if not units:
            faults.append(record.fault("units", "is not a whole number of 0 or more", "Write the units of the line"))
        if span.start is None or not units:
            continue
        lines.append(
            {
                "claim_id": f"{record.file}:{record.row}",
                "date": to_wall(span.start.wall).strftime("%Y-%m-%d"),
                "patient": record.cells["patient"],
                "code": words.code(record.cells["code"]),
                "units": int(units),
                "modifiers": words.modifiers(record.cells["modifiers"]),
                "provider": record.cells["provider"],
            }
        )
    if faults:
        raise ScheduleError(faults)
    return conform(CLAIM_LINES, lines)


def read_fees(path: AnyPath) -> dict[str, Decimal]:
    """Read the clinic's own fees: a CSV with code and fee, one line a code.

    Raises
    ------
    ScheduleError: everything wrong with the file, at once.
    """
    records, faults = _open(path, _FEE_ALSO_READ)
    fees: dict[str, Decimal] = {}
    for record in records:
        code = words.code(record.cells["code"])
        fee = _amount(record.cells["fee"])
        if not code:
            faults.append(record.fault("code", "is missing", "Write the code the fee is for"))
        elif code in fees:
            faults.append(record.fault("code", "stands in the list twice", "Keep one fee a code", shown=True))
        if fee is None:
            faults.append(record.fault("fee", "is not an amount of 0 or more", "Write it like 38.50"))
        fees.setdefault(code, fee or Decimal(0))
    if faults:
        raise ScheduleError(faults)
    return fees


def _amount(text: str) -> Decimal | None:
    """Read an amount; commas are taken for thousands only where they stand as such.

    >>> _amount("$1,012.50"), _amount("38,50")
    (Decimal('1012.50'), None)
    """
    return Decimal(text.lstrip("$ ").replace(",", "")) if _AMOUNT.fullmatch(text) else None


def _open(
    path: AnyPath, also_read: Mapping[str, tuple[str, ...]], *, optional: tuple[str, ...] = ()
) -> tuple[list[_Record], list[Fault]]:
    opened = open_files(Path(path), FileMapping())
    if opened.faults:
        raise ScheduleError(opened.faults)
    (sheet,) = opened.sheets
    places = {name: place for name in also_read for place in _places(sheet, name, also_read[name])}
    missing = [name for name in also_read if name not in places and name not in optional]
    if missing:
        known = "It may also be called {}"
        raise ScheduleError(
            [
                Fault(
                    sheet.name,
                    sheet.header_row,
                    name,
                    "",
                    "there is no such column",
                    known.format(" or ".join(also_read[name])),
                )
                for name in missing
            ]
        )
    return list(_records(sheet, places, tuple(also_read))), list(sheet.faults)


def _places(sheet: Sheet, name: str, others: tuple[str, ...]) -> list[int]:
    """Find a column: by its own name before any other it may have."""
    plainly = [plain(header) for header in sheet.header]
    return [plainly.index(spelling) for spelling in (*reversed(others), name) if spelling in plainly]


def _records(sheet: Sheet, places: Mapping[str, int], names: tuple[str, ...]) -> Iterator[_Record]:
    for row, number in zip(sheet.rows, sheet.numbers, strict=True):
        cells = {name: row[places[name]].strip() if name in places else "" for name in names}
        yield _Record(sheet.name, number, cells)
