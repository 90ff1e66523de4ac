"""The claim lines a clinic sent, from a list under any names."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from timeline.contracts import CLAIM_LINES, conform, published
from timeline.errors import Fault, ScheduleError, WrongTypeError
from timeline.schedules import words
from timeline.schedules.clock_formats import Formats
from timeline.schedules.clocks import Clocks
from timeline.schedules.codes import code_and_modifiers
from timeline.schedules.columns import Columns
from timeline.schedules.conditions import LeaveOut, first_reason, read_leave_out
from timeline.schedules.mapping import Blank, spelling_key
from timeline.schedules.not_data import looks_like, rows_without_data
from timeline.schedules.part import unused_headers
from timeline.schedules.picking import picked
from timeline.schedules.picks import FILE, SHEET, Pick, read_pick
from timeline.schedules.plausible import like_a_code, like_a_date
from timeline.schedules.settings import entries, text
from timeline.schedules.shipped import shipped_mapping, shipped_mappings
from timeline.sheets import AnyPath, Field, FileFormat, Fix, Listing, MemoryFile, Sheet, open_any, read_listing
from timeline.sheets.cells import code, each, modifiers, units
from timeline.sheets.headers import Found, Header, Names, absences, match
from timeline.sheets.sheet import CLAIMS
from timeline.sheets.texts import Table, Texts
from timeline.toml import NotRead, entry, read_toml, understood, unread
from timeline.vocabulary import Status
from timeline.words import series

Claims = AnyPath | MemoryFile | pd.DataFrame

COLUMNS = ("date", "patient", "code", "units", "modifiers", "provider", "discipline", "payer", "status")
_REQUIRED = ("date", "patient", "code", "units")
_ALSO = {
    "date": ("date_of_service", "service_date", "dos"),
    "patient": ("patient_id",),
    "code": ("cpt", "cpt_code"),
    "units": ("billed_units",),
    "modifiers": ("modifier", "billed_modifiers", "mods"),
    "provider": ("rendering_provider", "rendering_provider_id", "provider_id", "therapist", "clinician"),
}
_NAMES = Names(COLUMNS, _REQUIRED, _ALSO, mapped=True)
#: Columns of one modifier each, as billing systems number them.
_NUMBERED = tuple(f"{name}{number}" for name in ("mod", "mod_", "modifier", "modifier_") for number in range(1, 5))
_DATE_REPAIR = 'Write it like 2026-03-02, or state its format in the claims mapping: [format] date = "%m/%d/%Y".'
#: Words of billing systems for a line that stands, and for one that was taken back.
_STANDS = frozenset({"", "kept", "billed", "sent", "submitted", "paid", "posted", "active", "final", "open", "closed"})
_TAKEN_BACK = frozenset({"void", "voided", "cancelled", "canceled", "reversed", "reversal", "deleted"})


def _column(ours: str, theirs: Any) -> Pick:
    if ours not in COLUMNS:
        raise NotRead(f"unknown column; known: {', '.join(COLUMNS)}")
    return read_pick(ours, theirs)


def _spellings(column: str, value: Any) -> dict[str, str]:
    known = [name for name in COLUMNS if name not in ("date", "units")]
    if column not in known:
        raise NotRead(f"unknown key; known: {', '.join(known)}")
    read = entries(lambda _, ours: _our_word(column, text(ours)))
    return {spelling_key(column, theirs): ours for theirs, ours in read(value).items()}


def _our_word(column: str, ours: str) -> str:
    found = words.find_word(column, ours) if ours and column in words.VOCABULARIES else ours
    if found is None:
        raise NotRead(f"is not a known word; known: {words.known_words(column)}")
    return found


def _default(column: str, value: Any) -> str:
    known = [name for name in COLUMNS if name not in _REQUIRED]
    if column not in known:
        raise NotRead(f"this column cannot have a default; known: {', '.join(known)}")
    return _our_word(column, text(value))


@dataclass(frozen=True)
class ClaimsMapping:
    """How a foreign list of claims is read; as `ColumnMapping`, for the columns of claims."""

    columns: Mapping[str, Pick] = entry(entries(_column), factory=dict)
    format: Formats = field(default_factory=Formats)
    file: FileFormat = field(default_factory=FileFormat)
    blank: Blank = field(default_factory=Blank)
    values: Mapping[str, Mapping[str, str]] = entry(entries(_spellings), factory=dict)
    defaults: Mapping[str, str] = entry(entries(_default), factory=dict)
    leave_out: tuple[LeaveOut, ...] = entry(read_leave_out, default=())
    name: str = unread("")
    sha256: str = unread("")


ClaimsMap = AnyPath | ClaimsMapping


@dataclass(frozen=True, eq=False)
class ClaimList:
    """Claim lines that were read.

    Parameters
    ----------
    lines
        `CLAIM_LINES`.
    left_out
        (claim id, why) of lines that do not count.
    notes
        Which columns were not read.
    """

    lines: pd.DataFrame
    left_out: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def read_claims(source: Claims, /, *, mapping: ClaimsMap | None = None) -> pd.DataFrame:
    """Read claim lines, from a file or a DataFrame, into `CLAIM_LINES`.

    Columns are date, patient, code, units and, if known, modifiers, the provider whom the claim names by the id the
    schedule has, discipline, payer and status. A blank cell of a modifiers column is a line sent without any; where
    there is no such column, nobody knows. Dates may be dates or texts, codes numbers. What was read once comes back as
    it is.

    Parameters
    ----------
    source
        A CSV file, its bytes under a name, or a DataFrame.
    mapping
        How a foreign list is read: a TOML file, or the name of a shipped mapping.

    Raises
    ------
    ScheduleError: everything wrong with the list, at once.
    WrongTypeError: nothing of that kind holds claim lines.

    Examples
    --------
    >>> sent = pd.DataFrame({"date": pd.to_datetime(["2026-03-02"]), "patient": ["P1"], "code": [97110], "units": [2]})
    >>> read_claims(sent)[["code", "units", "modifiers"]].to_numpy().tolist()
    [['97110', 2, nan]]
    """
    return read_claim_list(source, mapping).lines


def read_claim_list(source: Claims, mapping: ClaimsMap | None = None) -> ClaimList:
    """Read claim lines with what was left out and what was not read; arguments as for `read_claims`."""
    if not isinstance(source, str | os.PathLike | MemoryFile | pd.DataFrame):
        known = "the path of a CSV file, or a DataFrame with the columns date, patient, code and units"
        raise WrongTypeError(f"claims: expected {known}, got {type(source).__name__}")
    mapped = read_claims_mapping(mapping)
    opened = open_any(source, lambda _: mapped.file, lambda _, row: _has_wanted(row, mapped), frame_name="claims")
    if not opened.sheets:
        raise ScheduleError(opened.faults)
    sheet = opened.sheets[0]
    if misplaced := sheet.misplaced(CLAIMS):
        raise ScheduleError(misplaced)
    ours, left_out, unused = _as_ours(sheet, mapped)
    listing = read_listing(ours, _fields(ours.header, mapped.format), frame_name="claims")
    taken_back = _taken_back(listing, sheet)
    listing.check(ScheduleError)
    lines = _lines(source, listing)
    notes = [f"{sheet.called}: columns not used: {series(unused)}"] if unused and not _is_read_before(source) else []
    return ClaimList(lines, tuple(sorted({**left_out, **taken_back}.items())), tuple(notes))


def read_claims_mapping(stated: ClaimsMap | None) -> ClaimsMapping:
    """Read the mapping of a list of claims: a TOML file, or a shipped one by its name.

    Raises
    ------
    ScheduleError: everything wrong with the file, at once.
    """
    if stated is None:
        return ClaimsMapping()
    if isinstance(stated, ClaimsMapping):
        return stated
    path = os.fspath(stated)
    if not path.lower().endswith(".toml") and "/" not in path and os.sep not in path:
        shipped = shipped_mapping(path)
        if shipped is None:
            known = ", ".join(one.name for one in shipped_mappings())
            raise ScheduleError([Fault(path, None, "", "", f"no mapping of that name; known: {known}", "Correct it.")])
        path = str(shipped.path)
    document = read_toml(path)
    return replace(understood(document, ClaimsMapping), name=document.name, sha256=document.sha256)


def _picks(header: Sequence[str], mapping: ClaimsMapping) -> dict[str, Pick]:
    """Return what the mapping says, and numbered columns of modifiers where nothing else holds them."""
    picks = dict(mapping.columns)
    read = Header(header)
    numbered = tuple(name for name in _NUMBERED if len(read.find(name)) == 1)
    if "modifiers" not in picks and numbered and not any(map(read.find, ("modifiers", *_ALSO["modifiers"]))):
        picks["modifiers"] = Pick(columns=numbered)
    return picks


def _has_wanted(record: Sequence[str], mapping: ClaimsMapping) -> bool:
    found = _found(record, mapping)
    return not found.problems and not found.missing


def _found(header: Sequence[str], mapping: ClaimsMapping) -> Found:
    also = [one.column for rule in mapping.leave_out for one in rule.conditions if one.column not in (FILE, SHEET)]
    picks = _picks(header, mapping)
    found = match(header, _NAMES, {ours: pick.names for ours, pick in picks.items()}, [*also, *mapping.file.fill_down])
    missing = tuple(name for name in found.missing if not (name in picks and picks[name].is_read))
    return found._replace(missing=missing)


def _as_ours(sheet: Sheet, mapping: ClaimsMapping) -> tuple[Sheet, dict[str, str], list[str]]:
    """Return a sheet with our columns, the lines left out with why, and the headers that are not used."""
    found = _found(sheet.header, mapping)
    problems = [*found.problems, *absences(found.missing, _NAMES)]
    if problems:
        raise ScheduleError(
            Fault(sheet.name, sheet.header_row or None, column, "", *fix, sheet.sheet) for column, fix in problems
        )
    blank = frozenset(word.casefold() for word in mapping.blank.words or () if word)
    columns = Columns(sheet, found.named, blank, mapping.file.fill_down)
    faults = list(sheet.faults)
    no_data = rows_without_data(sheet, found.places.get("date", ()), dates=True)
    columns.no_data = frozenset(no_data)
    out = {row: looks for row, looks in no_data.items() if looks in mapping.file.leave_out}
    out.update(sheet.left_out)
    reasons = first_reason(mapping.leave_out, columns.named, columns.count)
    out.update({row: why for row, why in reasons.items() if row not in out})
    faults += [
        sheet.fault(sheet.numbers[row], "", "", *looks_like(looks)) for row, looks in no_data.items() if row not in out
    ]
    kept = [row for row in range(columns.count) if row not in out and row not in no_data]
    picks = _picks(sheet.header, mapping)
    texts: dict[str, Texts] = {}
    rest = np.array(kept, dtype=np.intp)
    for ours in COLUMNS:
        if ours in picks and picks[ours].is_read:
            cells, wrong = picked(ours, picks[ours], columns)
            faults += [sheet.fault(sheet.numbers[row], ours, "", *fix) for row, fix in wrong.items() if row not in out]
        elif ours not in picks and ours in found.places:
            cells = columns.at(found.places[ours][0])
        elif ours in mapping.defaults:
            cells = Texts.same("", columns.count)
        else:
            continue
        texts[ours] = cells.take(rest).meaning(_speller(ours, mapping))
    own = replace(
        sheet,
        header=list(texts),
        rows=Table([*texts.values()], len(kept)),
        numbers=[sheet.numbers[row] for row in kept],
        faults=faults,
        short=set(),
        left_out={},
        holds="",
    )
    left_out = {f"{sheet.called}:{sheet.numbers[row]}": why for row, why in out.items()}
    return own, left_out, unused_headers(sheet, found.unused)


def _speller(ours: str, mapping: ClaimsMapping) -> Callable[[str], str]:
    stated: Mapping[str, str] = mapping.values.get(ours, {})  # noqa: PD011 (no frame)
    default = mapping.defaults.get(ours, "")

    def spelled(cell: str) -> str:
        found = stated.get(spelling_key(ours, cell)) if cell else None
        return cell or default if found is None else found

    return spelled


def _fields(header: Sequence[str], formats: Formats) -> list[Field]:
    """Return the contract of the columns a list has."""
    known = {
        "date": Field(name="date", kind=dates(formats, _DATE_REPAIR), repair="Enter the date.", shown=like_a_date),
        "patient": Field(name="patient", shown=False, repair="Enter the patient's id as in the schedule."),
        "code": Field(name="code", kind=each(_code), repair="Enter the code that was claimed.", shown=like_a_code),
        "units": Field(name="units", kind=each(_units), shown=False),
        "modifiers": Field(name="modifiers", kind=each(modifiers), required=False, blank="", absent=None, shown=False),
        "provider": Field(name="provider", required=False, blank="", shown=False),
        "discipline": Field(name="discipline", kind=each(_discipline), required=False, blank="", shown=False),
        "payer": Field(name="payer", required=False, blank="", shown=False),
        "status": Field(name="status", kind=each(_status), required=False, blank=str(Status.KEPT), shown=False),
    }
    return [known[name] for name in COLUMNS]


def dates(
    formats: Formats, repair: str = "Write it like 2026-03-02."
) -> Callable[[Collection[str]], Callable[[str], str | Fix]]:
    """Read dates of service, in the only order of day and month that fits all of them."""

    def kind(texts: Collection[str]) -> Callable[[str], str | Fix]:
        clocks = Clocks(formats, None, texts)

        def read(cell: str) -> str | Fix:
            day = clocks.day(cell)
            return Fix(day.problem, repair) if isinstance(day, Fix) else day.isoformat()

        return read

    return kind


def _code(cell: str) -> str:
    return code(code_and_modifiers(cell)[0]) + "".join(f" {one}" for one in code_and_modifiers(cell)[1].split())


def _units(cell: str) -> int | Fix:
    if cell.startswith("-") and cell[1:].replace(".", "", 1).isdigit():
        return Fix(
            "is a negative number of units",
            "If such lines take others back, leave both out in the mapping file with [[leave_out]].",
        )
    return units(cell)


def _discipline(cell: str) -> str | Fix:
    found = words.find_word("discipline", cell)
    return found or Fix("is not a known discipline", "Use PT, OT or SLP, or map it under [values.discipline].")


def _status(cell: str) -> str | Fix:
    word = cell.casefold()
    if word in _STANDS:
        return str(Status.KEPT)
    if word in _TAKEN_BACK:
        return str(Status.CANCELLED)
    repair = 'Say what it means in the claims mapping: [values.status] "…" = "kept" or "cancelled", or [[leave_out]].'
    return Fix("is a status nobody here knows", repair)


def _taken_back(listing: Listing, sheet: Sheet) -> dict[str, str]:
    """Take lines that do not stand out of a listing; return their ids with why."""
    statuses = listing.columns.get("status", [])
    out = {place for place, status in enumerate(statuses) if status == Status.CANCELLED}
    found = {f"{sheet.called}:{listing.numbers[place]}": str(Status.CANCELLED) for place in sorted(out)}
    if out:
        kept = [place for place in range(len(statuses)) if place not in out]
        listing.columns = {name: [cells[place] for place in kept] for name, cells in listing.columns.items()}
        listing.numbers = [listing.numbers[place] for place in kept]
    return found


def _lines(source: Claims, listing: Listing) -> pd.DataFrame:
    ids = _known_ids(source, listing)
    _take_modifiers_from_codes(listing)
    if isinstance(source, pd.DataFrame) and _is_read_before(source):
        absent = source["modifiers"].isna().tolist()
        sent = zip(listing.columns["modifiers"], [absent[number - 2] for number in listing.numbers], strict=True)
        listing.columns["modifiers"] = [None if unknown else stated for stated, unknown in sent]
    called = listing.sheet.called if listing.sheet is not None else listing.name
    columns = {
        **{name: cells for name, cells in listing.columns.items() if name in CLAIM_LINES.names},
        "claim_id": ids or [f"{called}:{number}" for number in listing.numbers],
    }
    return published(CLAIM_LINES, conform(CLAIM_LINES, columns))


def _take_modifiers_from_codes(listing: Listing) -> None:
    """Put modifiers that stand beside a code with those of the line."""
    codes = [cell.split() for cell in listing.columns["code"]]
    listing.columns["code"] = [parts[0] for parts in codes]
    if any(len(parts) > 1 for parts in codes):
        stated = listing.columns["modifiers"]
        listing.columns["modifiers"] = [
            " ".join(dict.fromkeys([*(own or "").split(), *parts[1:]])) if own or parts[1:] else own
            for own, parts in zip(stated, codes, strict=True)
        ]


def _is_read_before(source: Claims) -> bool:
    return isinstance(source, pd.DataFrame) and list(source.columns) == CLAIM_LINES.names


def _known_ids(source: Claims, listing: Listing) -> list[str]:
    """Keep the ids of lines that were read before; a clinic's own numbers often repeat on several lines."""
    if not isinstance(source, pd.DataFrame) or not _is_read_before(source):
        return []
    ids = [str(source["claim_id"].iloc[number - 2]) for number in listing.numbers]
    return ids if len(set(ids)) == len(ids) else []
