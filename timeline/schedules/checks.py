"""The contract, checked row by row: columns of text -> columns of values, or every fault."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from timeline.errors import Fault, escaped
from timeline.schedules import words
from timeline.schedules.clinic import ClinicFile, policy_of
from timeline.schedules.clocks import Clocks, RowClocks
from timeline.schedules.headers import INPUT, find_columns
from timeline.schedules.mapping import ColumnMapping
from timeline.sheets import Fix, Opened, Sheet
from timeline.sheets.cells import code, count, modifiers, place_of_service, quantity, translate
from timeline.sheets.headers import Found
from timeline.sheets.sheet import SCHEDULE
from timeline.vocabulary import Kind, Status

#: Columns whose cells a fault may show; every other cell may hold personal data.
SHOWN = frozenset({"start", "end", "date", "code", "role", "mode", "kind", "status"})
_CLOCKS = ("start", "end", "date")
_SHOWN_LENGTH = 40
_PEOPLE = ("patient", "provider", "patient_name", "provider_name")

_LEFT_OUT = (Status.CANCELLED, Status.NO_SHOW)
_WITHOUT_PATIENT = (Kind.SHIFT, Kind.AWAY)

_NO_PATIENT = Fix(
    "is missing on a service row or booking", "Fill it in; for a provider's own time, use kind shift or away."
)
_NO_PROVIDER = Fix("is missing on a shift or away row", "Enter whose time it is.")
_NO_ROLE = Fix(
    "is missing for the provider", "Fill it in, or state a default role in the mapping file under [defaults]."
)
_NOT_A_COUNT = Fix("is not a whole number of 0 or more", "Enter the number of units, or leave the cell empty.")
_NO_PLACE = Fix(
    "is not a place-of-service code of two digits",
    "Write both digits, like 02 or 10, as text, so that no zero is lost; leave it empty for the clinic.",
)
_NO_QUANTITY = Fix(
    "is not a whole number of 1 or more", "Enter how many were furnished, or leave the cell empty; empty means 1."
)
_REPEATED_ID = Fix("another row has the same id", "Give every row its own id, or leave the column out.")


@dataclass(frozen=True)
class Settings:
    """What decides the meaning of cells besides the file itself."""

    mapping: ColumnMapping
    clinic: ClinicFile
    payer: str


@dataclass
class Part:
    """The rows of one file, checked.

    Parameters
    ----------
    raw
        Column of the contract -> the cells of the file, trimmed.
    texts
        Column of the contract -> the same in the contract's spelling, defaults filled in.
    spans
        Clocks, one a row.
    left_out
        Position -> why (cancelled, no_show).
    problems
        Position -> what is wrong there, as (column, fix).
    """

    sheet: Sheet
    found: Found
    raw: dict[str, list[str]]
    texts: dict[str, list[str]]
    spans: list[RowClocks]
    left_out: dict[int, str]
    problems: defaultdict[int, list[tuple[str, Fix]]]

    @cached_property
    def default_ids(self) -> list[str]:
        """`file:row`, one per row."""
        return [f"{self.sheet.name}:{number}" for number in self.sheet.numbers]

    def note(self, places: Iterable[int], column: str, fix: Fix) -> None:
        """Note a problem of rows, except rows that are left out anyway."""
        for place in places:
            if place not in self.left_out:
                self.problems[place].append((column, fix))

    def kept(self) -> list[bool]:
        """Whether each row is one to analyze."""
        return [place not in self.left_out and place not in self.problems for place in range(len(self.sheet.rows))]

    def skipped(self) -> list[tuple[str, str]]:
        """(interval id, why) of every row that is not, in row order."""
        why = [(self.sheet.numbers[place], self._own_id(place), status) for place, status in self.left_out.items()]
        for place, problems in self.problems.items():
            spoken = "; ".join(f"{column} {fix.problem}" for column, fix in problems)
            why.append((self.sheet.numbers[place], self._own_id(place), spoken))
        why += [(fault.row or 0, f"{fault.file}:{fault.row}", fault.problem) for fault in self.sheet.faults]
        return [(row, reason) for _, row, reason in sorted(why, key=lambda each: each[0])]

    def _own_id(self, place: int) -> str:
        repeated = any(fix is _REPEATED_ID for _, fix in self.problems.get(place, ()))
        return self.default_ids[place] if repeated else self.texts["interval_id"][place]

    def unused_headers(self) -> list[str]:
        """Headers that are not used; a column without one is named by its position if it holds anything."""
        header = self.sheet.header
        filled = {place for place in self.found.unused if header[place] or any(row[place] for row in self.sheet.rows)}
        return [header[place] or f"(column {place + 1})" for place in sorted(filled)]

    def faults(self) -> list[Fault]:
        """Everything wrong with the rows, in row order."""
        found = list(self.sheet.faults)
        people = {text for column in _PEOPLE for text in self.raw[column]}
        for place, problems in self.problems.items():
            number = self.sheet.numbers[place]
            for column, fix in sorted(problems, key=lambda problem: INPUT.index(problem[0])):
                text = self.raw[column][place]
                # A cell more or less in a row puts people under the names of other columns.
                value = "" if number in self.sheet.ragged or text in people else shown(column, text)
                found.append(self.sheet.fault(number, column, value, *fix))
        return sorted(found, key=lambda fault: fault.row or 0)


def check_files(opened: Opened, settings: Settings) -> tuple[list[Part], list[Fault]]:
    """Check every file that could be opened; return what was read, and what is wrong with whole files."""
    parts: list[Part] = []
    faults = list(opened.faults)
    for sheet in opened.sheets:
        if misplaced := sheet.misplaced(SCHEDULE):
            faults += misplaced
            continue
        found = find_columns(sheet.header, settings.mapping.columns)
        faults += [Fault(sheet.name, sheet.header_row or None, column, "", *fix) for column, fix in found.problems]
        if not found.problems:
            parts.append(check_rows(sheet, found, settings))
    _note_repeated_ids(parts)
    return parts, faults


def check_rows(sheet: Sheet, found: Found, settings: Settings) -> Part:
    """Read every cell of a file and check every row against the contract."""
    raw = _raw_texts(sheet, found, settings.mapping)
    part = Part(sheet, found, raw, {}, [], {}, defaultdict(list))
    _read_words(part, "status", settings.mapping)
    part.left_out = {place: status for place, status in enumerate(part.texts["status"]) if status in _LEFT_OUT}
    part.left_out |= sheet.left_out
    for place in sheet.left_out.keys() & part.problems.keys():
        del part.problems[place]
    for column in words.VOCABULARIES:
        if column not in ("status", "role"):
            _read_words(part, column, settings.mapping)
    _read_texts(part, settings)
    _read_roles(part, settings.mapping)
    _read_clocks(part, settings)
    _check_people(part)
    return part


def shown(column: str, text: str) -> str:
    r"""Cut and escape what a fault may show of a cell; empty for columns that may hold personal data.

    >>> shown("role", "bo\nss"), shown("patient", "P1")
    ('bo\\nss', '')
    """
    if column not in SHOWN or (column in _CLOCKS and not any(sign.isdigit() for sign in text)):
        return ""  # a clock without a digit is none: it may be a name under the wrong heading
    return escaped(text[:_SHOWN_LENGTH])[:_SHOWN_LENGTH]


def _raw_texts(sheet: Sheet, found: Found, mapping: ColumnMapping) -> dict[str, list[str]]:
    columns = [[cell.strip() for cell in column] for column in zip(*sheet.rows, strict=True)]
    empty = [""] * len(sheet.rows)
    raw: dict[str, list[str]] = {}
    for name in INPUT:
        places = found.places.get(name, ()) if columns else ()
        joined = [columns[place] for place in places]
        texts = (
            joined[0] if len(joined) == 1 else [" ".join(filter(None, cells)) for cells in zip(*joined, strict=True)]
        )
        default = mapping.defaults.get(name, "")
        filled = texts or empty
        # A default role waits for the provider (see _read_roles).
        raw[name] = [text or default for text in filled] if default and name != "role" else filled
    return raw


def _read_words(part: Part, column: str, mapping: ColumnMapping) -> None:
    blank = words.BLANK_MEANS.get(column, "")
    spelled = mapping.values.get(column, {})

    def meaning(text: str) -> str | None:
        ours = spelled.get(text.casefold(), text)
        return words.find_word(column, ours) if ours else blank

    part.texts[column], unknown = translate(part.raw[column], meaning)
    part.note(unknown, column, _unknown_word(column))


def _unknown_word(column: str) -> Fix:
    known = words.known_words(column)
    return Fix(
        f"is not a known {column}", f"Use one of {known}, or map it in the mapping file under [values.{column}]."
    )


def _read_roles(part: Part, mapping: ColumnMapping) -> None:
    default = mapping.defaults.get("role", "")
    _read_words(part, "role", mapping)
    providers, roles = part.texts["provider"], part.texts["role"]
    unknown = {place for place, problems in part.problems.items() if any(column == "role" for column, _ in problems)}
    # Where nobody attends there is nobody to have a role.
    part.texts["role"] = [role or default if who else "" for who, role in zip(providers, roles, strict=True)]
    missing = [
        place
        for place, (who, role) in enumerate(zip(providers, part.texts["role"], strict=True))
        if who and not role and place not in unknown
    ]
    part.note(missing, "role", _NO_ROLE)


def _read_texts(part: Part, settings: Settings) -> None:
    payers, fallback = settings.clinic.payers, settings.payer or settings.clinic.default_payer
    meanings: dict[str, Callable[[str], str | None]] = {
        "code": code,
        "payer": lambda text: policy_of(text or fallback, payers),
        "clinic": lambda text: text or settings.clinic.clinic,
        "billed_modifiers": modifiers,
        "billed_units": count,
        "place": place_of_service,
        "quantity": quantity,
    }
    wrong = {"place": _NO_PLACE, "quantity": _NO_QUANTITY}
    for column in INPUT:
        if column in words.VOCABULARIES:
            continue
        texts = part.raw[column]
        spelled = settings.mapping.values.get(column)
        if spelled:
            texts = translate(texts, lambda text, spelled=spelled: spelled.get(text.casefold(), text))[0]  # type: ignore[misc]
        if column in meanings:
            texts, unread = translate(texts, meanings[column])
            part.note(unread, column, wrong.get(column, _NOT_A_COUNT))
        part.texts[column] = texts
    part.texts["interval_id"] = [
        own or default for own, default in zip(part.raw["interval_id"], part.default_ids, strict=True)
    ]


def _read_clocks(part: Part, settings: Settings) -> None:
    columns = [part.raw[name] for name in ("date", "start", "end")]
    clocks = Clocks(settings.mapping.format, settings.clinic.zone, [text for column in columns for text in column])
    part.spans = [clocks.span(*texts) for texts in zip(*columns, strict=True)]
    for place, span in enumerate(part.spans):
        for column, fix in span.problems:
            part.note([place], column, fix)


def _check_people(part: Part) -> None:
    kinds, values = part.texts["kind"], part.texts
    own_time = [kind in _WITHOUT_PATIENT for kind in kinds]
    nobody = [place for place, own in enumerate(own_time) if not own and kinds[place] and not values["patient"][place]]
    part.note(nobody, "patient", _NO_PATIENT)
    whose = [place for place, own in enumerate(own_time) if own and not values["provider"][place]]
    part.note(whose, "provider", _NO_PROVIDER)


def _note_repeated_ids(parts: Sequence[Part]) -> None:
    """Note every row whose id another row of any file also has: which one is meant must not depend on their order."""
    times = Counter(
        interval_id
        for part in parts
        for place, interval_id in enumerate(part.texts["interval_id"])
        if place not in part.left_out
    )
    for part in parts:
        repeated = [place for place, interval_id in enumerate(part.texts["interval_id"]) if times[interval_id] > 1]
        part.note(repeated, "interval_id", _REPEATED_ID)
