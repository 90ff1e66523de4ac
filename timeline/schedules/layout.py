"""Which columns of a sheet are which of ours, for every span of a row; and what is wrong with the header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from timeline.contracts import ALSO_READ
from timeline.errors import Fault
from timeline.schedules.attending import attending_column
from timeline.schedules.headers import INPUT, REQUIRED, explained, find_columns
from timeline.schedules.mapping import ColumnMapping, SpanMapping
from timeline.schedules.picks import FILE, SHEET, Pick
from timeline.schedules.times import time_in
from timeline.sheets import Fix, Sheet
from timeline.sheets.headers import Header, plain

#: How many rows are looked at for a better header.
_TOP = 30
_DAY = re.compile(r"\d+[-/.]\d+[-/.]\d+.*")
_NO_HEADER = 'The first row looks like data: name the columns in the mapping file: [file] columns = ["patient", …].'


@dataclass(frozen=True)
class SpanLayout:
    """One span of a row: where each of our columns is taken from, and what the mapping says of it."""

    mapping: SpanMapping
    picks: Mapping[str, Pick | tuple[int, ...]]


@dataclass(frozen=True)
class SheetLayout:
    """The columns of one sheet.

    Parameters
    ----------
    spans
        The spans of each row.
    named
        Every header the mapping names -> its position.
    unused
        Positions of columns that nothing uses.
    unattended
        Whether nothing says who attends, in any span.
    """

    spans: tuple[SpanLayout, ...]
    named: Mapping[str, int]
    unused: tuple[int, ...]
    unattended: bool = False

    @property
    def starts(self) -> list[int]:
        """Positions of the columns that hold starts."""
        found: dict[int, None] = {}
        for span in self.spans:
            pick = span.picks.get("start", ())
            if isinstance(pick, Pick) and pick.anchor:  # a length before the end, which is the clock
                pick = span.picks.get("end", ())
            places = pick if isinstance(pick, tuple) else [self.named[name] for name in pick.names]
            found.update(dict.fromkeys(places))
        return list(found)


def lay_out(sheet: Sheet, mapping: ColumnMapping) -> tuple[SheetLayout | None, list[Fault]]:
    """Find the columns of a sheet, or everything that is wrong with its header."""
    also = tuple(_also(mapping))
    spans, problems = [], dict[tuple[str, Fix], None]()
    named: dict[str, int] = {}
    unused = set(range(len(sheet.header)))
    transitions = mapping.transitions is not None
    for span in mapping.span_mappings():
        columns = {**span.columns, **({"start": Pick(), "end": Pick()} if transitions else {})}
        found = find_columns(sheet.header, {ours: pick.names for ours, pick in columns.items()}, also)
        missing = tuple(name for name in found.missing if not (name in columns and columns[name].is_read))
        ranges = {ours for ours, pick in columns.items() if pick.range}  # start and end are in one column
        places = {ours: place for ours, place in found.places.items() if ours not in ranges}
        found = found._replace(missing=missing, places=places)
        problems.update(dict.fromkeys(explained(sheet.header, found, one_clock=transitions)))
        spans.append(SpanLayout(span, {**found.places, **columns}))
        named |= found.named
        unused &= set(found.unused)
    says_who = any("provider" in span.picks or "provider" in span.mapping.defaults for span in spans)
    layout = SheetLayout(tuple(spans), named, tuple(sorted(unused)), unattended=not says_who)
    likely = attending_column(sheet, layout.unused) if layout.unattended and not problems else None
    if likely is not None:
        problems[("provider", likely)] = None
    return (None if problems else layout), list(_faults(sheet, mapping, list(problems)))


def _also(mapping: ColumnMapping) -> Iterator[str]:
    """List the columns that the mapping names for something else than one of ours."""
    for rule in mapping.leave_out:
        yield from (each.column for each in rule.conditions if each.column not in (FILE, SHEET))
    if mapping.latest is not None:
        yield from (*mapping.latest.key, mapping.latest.by)
    if mapping.transitions is not None:
        yield from (*mapping.transitions.key, *mapping.transitions.moment, mapping.transitions.event)
    yield from mapping.file.fill_down


def _faults(sheet: Sheet, mapping: ColumnMapping, problems: Sequence[tuple[str, Fix]]) -> Iterator[Fault]:
    hint = _better_header(sheet, mapping, problems) if problems else ""
    for number, (column, fix) in enumerate(problems):
        told = hint if hint and number == 0 else fix.repair
        yield Fault(sheet.name, sheet.header_row or None, column, "", fix.problem, told, sheet.sheet)


def _better_header(sheet: Sheet, mapping: ColumnMapping, problems: Sequence[tuple[str, Fix]]) -> str:
    """Say what the first row is, or which other row is the header; empty where nothing is likely."""
    absent = [column for column, _ in problems if column]
    if not absent:
        return ""
    for number, row in enumerate(sheet.top, start=1):
        if number != sheet.header_row and has_wanted(row, mapping):
            return f"Row {number} looks like the header: state [file] header_row = {number} in the mapping file."
    if any(_DAY.fullmatch(cell) and ":" in cell for cell in sheet.header):
        return _NO_HEADER
    if _is_grid(sheet):
        return (
            "This looks like a grid with a column for each person: write one row for each span, with the columns date, "
            "start, end, patient and provider."
        )
    if any(time_in(cell) is not None or _DAY.fullmatch(cell) for cell in sheet.header if cell):
        return _NO_HEADER
    return ""


def has_wanted(record: Sequence[str], mapping: ColumnMapping) -> bool:
    """Whether a row names every column without which nothing can be read, as a mapping calls them."""
    header = Header(record)
    for span in mapping.span_mappings():
        for ours in REQUIRED:
            pick = span.columns.get(ours)
            names = pick.names if pick is not None else (ours, *ALSO_READ.get(ours, ()))
            found = (bool(header.find(name)) for name in names)
            if not (all(found) if pick is not None else any(found)):
                return False
    return True


def _is_grid(sheet: Sheet) -> bool:
    """Whether a file has clocks in its first column and names of people above the others."""
    known = {plain(name) for name in sheet.header} & {*INPUT, *(name for also in ALSO_READ.values() for name in also)}
    first = [row[0].strip() for row in sheet.rows[:_TOP] if row and row[0].strip()]
    clocks = sum(time_in(cell) is not None for cell in first)
    return len(sheet.header) > 2 and len(known - {"date", "time"}) == 0 and clocks * 2 > len(first) > 0
