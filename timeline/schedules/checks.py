"""The contract, checked span by span: columns of text -> columns of values, or every fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from timeline.errors import Fault
from timeline.schedules import words
from timeline.schedules.clinic import ClinicFile, policy_of
from timeline.schedules.codes import code_and_modifiers
from timeline.schedules.dates import Order
from timeline.schedules.headers import INPUT
from timeline.schedules.mapping import CLOCKS, PEOPLE, ColumnMapping, spelling_key
from timeline.schedules.part import REPEATED_ID, Part
from timeline.schedules.people import damaged, listed_people, suspected_blank
from timeline.schedules.per_file import FileMappings
from timeline.schedules.reading import LEFT_OUT, DraftSpans, drafted
from timeline.sheets import Fix, Opened, Sheet
from timeline.sheets.cells import code, count, modifiers, place_of_service, quantity, translate
from timeline.sheets.sheet import SCHEDULE
from timeline.sheets.texts import Texts
from timeline.vocabulary import Kind

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


@dataclass(frozen=True)
class Settings:
    """What decides the meaning of cells besides the file itself."""

    mappings: FileMappings
    clinic: ClinicFile
    notes: tuple[str, ...] = ()
    whole: WholeFile | None = None


@dataclass(frozen=True, repr=False)
class WholeFile:
    """What all rows of a file decide together, where a sheet is only a piece of it.

    Parameters
    ----------
    order
        In which order of day and month its dates are read.
    people
        Column -> everybody named in it, without the prefix of a mapping.
    repeated
        Ids that several of its rows have.
    """

    order: Order
    people: Mapping[str, frozenset[str]]
    repeated: frozenset[str]


def check_files(opened: Opened, settings: Settings) -> tuple[list[Part], list[Fault]]:
    """Check every sheet that could be opened; return what was read, and what is wrong with whole files."""
    parts: list[Part] = []
    faults = list(opened.faults)
    for sheet in opened.sheets:
        if misplaced := sheet.misplaced(SCHEDULE):
            faults += misplaced
            continue
        part, wrong = check_rows(sheet, settings)
        faults += wrong
        if part is not None:
            parts.append(part)
    _note_repeated_ids(parts, settings.whole)
    return parts, faults


def check_rows(sheet: Sheet, settings: Settings) -> tuple[Part | None, list[Fault]]:
    """Read every cell of a sheet and check every row against the contract."""
    mapping = settings.mappings.of(sheet.name)
    draft, faults = drafted(sheet, mapping, settings.clinic.zone)
    if draft is None:
        return None, faults
    part = draft.part
    _read_words(part, "status", draft)
    statuses = part.texts["status"]
    stated = {place: statuses[place] for place in np.flatnonzero(statuses.where(LEFT_OUT.__contains__)).tolist()}
    part.leave_out({**stated, **part.left_out})
    draft.note_problems()
    for column in words.VOCABULARIES:
        if column not in ("status", "role"):
            _read_words(part, column, draft)
    _read_texts(part, draft, settings)
    _read_roles(part, draft)
    draft.read_clocks(settings.whole.order if settings.whole else None)
    _check_people(part, mapping, settings.whole)
    return part, faults


def _spelled(part: Part, column: str, draft: DraftSpans) -> Texts:
    """Return a column in the spellings a mapping states, with defaults where it is blank; "" there is final."""
    stated: Mapping[str, str] = draft.mapping.values.get(column, {})
    texts, defaults = part.raw[column], draft.defaults_of(column)
    if not stated and defaults is None:
        return texts

    def meaning(text: str) -> str:
        return stated.get(spelling_key(column, text), text) if text else ""

    fixed = np.array([bool(column == "kind" and span.mapping.kind) for span in draft.spans])[draft.span_of]
    found = texts.meaning(meaning).or_else(texts, fixed)  # what a span fixes is no spelling of theirs
    if defaults is None:
        return found
    final = texts.where(lambda text: bool(text) and not meaning(text))
    return found.or_else(defaults, ~found.filled() & ~final)


def _read_words(part: Part, column: str, draft: DraftSpans) -> None:
    blank = words.BLANK_MEANS.get(column, "")
    texts = _spelled(part, column, draft)
    part.texts[column], unknown = translate(texts, lambda text: words.find_word(column, text) if text else blank)
    part.note(unknown, column, _unknown_word(column))


def _unknown_word(column: str) -> Fix:
    known = words.known_words(column)
    return Fix(
        f"is not a known {column}", f"Use one of {known}, or map it in the mapping file under [values.{column}]."
    )


def _read_roles(part: Part, draft: DraftSpans) -> None:
    defaults = draft.defaults_of("role")
    draft.without_defaults("role")
    _read_words(part, "role", draft)
    roles, attended = part.texts["role"], part.texts["provider"].filled()
    blank = ~roles.filled()
    if defaults is not None:  # a role that the mapping calls nobody's is final, too
        given = blank & ~part.raw["role"].filled()
        roles = roles.or_else(defaults, given)
        blank = ~roles.filled()
    missing = np.flatnonzero(attended & blank).tolist()
    # Where nobody attends there is nobody to have a role.
    part.texts["role"] = roles.or_else(Texts.same("", len(roles)), ~attended & ~blank)
    unknown = {place for place, problems in part.problems.items() if any(column == "role" for column, _ in problems)}
    part.note([place for place in missing if place not in unknown], "role", _NO_ROLE)


def _read_texts(part: Part, draft: DraftSpans, settings: Settings) -> None:
    payers, fallback = settings.clinic.payers, settings.clinic.default_payer
    meanings: dict[str, Callable[[str], str | None]] = {
        "payer": lambda text: policy_of(text or fallback, payers),
        "clinic": lambda text: text or settings.clinic.clinic,
        "billed_modifiers": modifiers,
        "billed_units": count,
        "place": place_of_service,
        "quantity": quantity,
    }
    wrong = {"place": _NO_PLACE, "quantity": _NO_QUANTITY}
    for column in INPUT:
        if column in words.VOCABULARIES or column in CLOCKS:
            continue
        texts = _spelled(part, column, draft)
        if column in meanings:
            texts, unread = translate(texts, meanings[column])
            part.note(unread, column, wrong.get(column, _NOT_A_COUNT))
        part.texts[column] = texts
    _read_codes(part)
    given = part.raw["interval_id"]
    part.texts["interval_id"] = part.default_ids.or_else(given, given.filled())


def _read_codes(part: Part) -> None:
    """Read codes as people write them; modifiers beside a code are those of the claim."""
    texts = part.texts["code"]
    read = {text: code_and_modifiers(text) for text in texts.used()}
    part.texts["code"] = texts.meaning(lambda text: code(read[text][0]))
    beside = np.flatnonzero(texts.where(lambda text: bool(read[text][1])))
    if len(beside):
        stated = part.texts["billed_modifiers"]
        joined = list(stated)
        for place in beside.tolist():
            joined[place] = f"{joined[place]} {read[texts[place]][1]}"
        part.texts["billed_modifiers"] = Texts.of(" ".join(dict.fromkeys(each.split())) for each in joined)


def _check_people(part: Part, mapping: ColumnMapping, whole: WholeFile | None) -> None:
    kinds, values = part.texts["kind"], part.texts
    own_time = kinds.where(_WITHOUT_PATIENT.__contains__)
    nobody = np.flatnonzero(kinds.filled() & ~own_time & ~values["patient"].filled()).tolist()
    part.note_if_fine(nobody, "patient", _NO_PATIENT)
    whose = np.flatnonzero(own_time & ~values["provider"].filled()).tolist()
    part.note_if_fine(whose, "provider", _NO_PROVIDER)
    for column in PEOPLE:
        bare = people_of(part, column, mapping)
        distinct = set(bare.values()).union(whole.people[column] if whole else ())
        wrong = suspected_blank(column, distinct, mapping) | damaged(distinct) | listed_people(distinct)
        if wrong:
            texts = values[column]
            told = {text: wrong[own] for text, own in bare.items() if own in wrong}
            for place in np.flatnonzero(texts.where(told.__contains__)).tolist():
                part.note([place], column, told[texts[place]])


def people_of(part: Part, column: str, mapping: ColumnMapping) -> dict[str, str]:
    """Return everybody in a column, each as in the file: a mapping's prefix makes no person of a word for nobody."""
    prefixes = [span.columns[column].prefix for span in mapping.span_mappings() if column in span.columns]
    texts = [text for text in part.texts[column].used() if text]
    if not any(prefixes):
        return dict(zip(texts, texts, strict=True))
    return {text: next((text.removeprefix(each) for each in prefixes if text.startswith(each)), text) for text in texts}


def _note_repeated_ids(parts: Sequence[Part], whole: WholeFile | None) -> None:
    """Note every span whose id another one of any file also has: which one is meant must not depend on their order."""
    if whole is None and not any(part.raw["interval_id"].filled().any() for part in parts):
        return  # every row is called by its place, which no other has
    repeated = _repeated(parts) if whole is None else whole.repeated
    for part in parts if repeated else ():
        places = np.flatnonzero(part.texts["interval_id"].where(repeated.__contains__)).tolist()
        part.note(places, "interval_id", REPEATED_ID)


def _repeated(parts: Sequence[Part]) -> frozenset[str]:
    """Return the ids that several spans have that are not left out."""
    times: Counter[str] = Counter()
    for part in parts:
        times.update(part.texts["interval_id"].counts(part.not_left_out()))
    return frozenset(name for name, count in times.items() if count > 1)
