"""The contract, checked span by span: columns of text -> columns of values, or every fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
    stated = {place: status for place, status in enumerate(part.texts["status"]) if status in LEFT_OUT}
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


def _spelled(part: Part, column: str, draft: DraftSpans) -> list[str]:
    """Return a column in the spellings a mapping states, with defaults where it is blank; "" there is final."""
    stated: Mapping[str, str] = draft.mapping.values.get(column, {})
    texts, defaults = part.raw[column], draft.defaults_of(column)
    if not stated and not defaults:
        return texts
    meanings = {text: stated.get(spelling_key(column, text), text) if text else "" for text in set(texts)}
    final = {text for text, ours in meanings.items() if text and not ours}
    fixed = [bool(column == "kind" and span.mapping.kind) for span in draft.spans]
    if any(fixed):  # what a span fixes is no spelling of theirs
        final = set()
        texts = [text if fixed[own] else meanings[text] for text, own in zip(texts, draft.span_of, strict=True)]
        meanings = {text: text for text in set(texts)}
    if not defaults:
        return [meanings[text] for text in texts]
    return [meanings[text] or ("" if text in final else default) for text, default in zip(texts, defaults, strict=True)]


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
    if defaults:  # a role that the mapping calls nobody's is final, too
        raw, found = part.raw["role"], part.texts["role"]
        defaults = [
            "" if text and not role else default for text, role, default in zip(raw, found, defaults, strict=True)
        ]
    providers, roles = part.texts["provider"], part.texts["role"]
    unknown = {place for place, problems in part.problems.items() if any(column == "role" for column, _ in problems)}
    # Where nobody attends there is nobody to have a role.
    filled = zip(providers, roles, defaults or [""] * len(roles), strict=True)
    part.texts["role"] = [role or default if who else "" for who, role, default in filled]
    missing = [
        place
        for place, (who, role) in enumerate(zip(providers, part.texts["role"], strict=True))
        if who and not role and place not in unknown
    ]
    part.note(missing, "role", _NO_ROLE)


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
    part.texts["interval_id"] = (
        [own or default for own, default in zip(given, part.default_ids, strict=True)]
        if any(given)
        else part.default_ids
    )


def _read_codes(part: Part) -> None:
    """Read codes as people write them; modifiers beside a code are those of the claim."""
    texts = part.texts["code"]
    read = {text: code_and_modifiers(text) for text in set(texts)}
    codes = {text: code(own) for text, (own, _) in read.items()}
    part.texts["code"] = [codes[text] for text in texts]
    if any(beside for _, beside in read.values()):
        stated = part.texts["billed_modifiers"]
        part.texts["billed_modifiers"] = [
            " ".join(dict.fromkeys(f"{own} {read[text][1]}".split())) for own, text in zip(stated, texts, strict=True)
        ]


def _check_people(part: Part, mapping: ColumnMapping, whole: WholeFile | None) -> None:
    kinds, values = part.texts["kind"], part.texts
    own_time = [kind in _WITHOUT_PATIENT for kind in kinds]
    nobody = [place for place, own in enumerate(own_time) if not own and kinds[place] and not values["patient"][place]]
    part.note_if_fine(nobody, "patient", _NO_PATIENT)
    whose = [place for place, own in enumerate(own_time) if own and not values["provider"][place]]
    part.note_if_fine(whose, "provider", _NO_PROVIDER)
    for column in PEOPLE:
        bare = people_of(part, column, mapping)
        distinct = set(bare.values()).union(whole.people[column] if whole else ())
        wrong = suspected_blank(column, distinct, mapping) | damaged(distinct) | listed_people(distinct)
        if wrong:
            for place, text in enumerate(values[column]):
                if text and bare[text] in wrong:
                    part.note([place], column, wrong[bare[text]])


def people_of(part: Part, column: str, mapping: ColumnMapping) -> dict[str, str]:
    """Return everybody in a column, each as in the file: a mapping's prefix makes no person of a word for nobody."""
    return {text: _without_prefix(column, text, mapping) for text in set(part.texts[column]) - {""}}


def _without_prefix(column: str, text: str, mapping: ColumnMapping) -> str:
    picks = [span.columns[column] for span in mapping.span_mappings() if column in span.columns]
    return next((text.removeprefix(pick.prefix) for pick in picks if text.startswith(pick.prefix)), text)


def _note_repeated_ids(parts: Sequence[Part], whole: WholeFile | None) -> None:
    """Note every span whose id another one of any file also has: which one is meant must not depend on their order."""
    if whole is not None:
        for part in parts:
            named = enumerate(part.texts["interval_id"])
            part.note([place for place, name in named if name in whole.repeated], "interval_id", REPEATED_ID)
        return
    if not any(any(part.raw["interval_id"]) for part in parts):
        return  # every row is called by its place, which no other has
    times = Counter(
        interval_id
        for part in parts
        for place, interval_id in enumerate(part.texts["interval_id"])
        if place not in part.left_out
    )
    for part in parts:
        repeated = [place for place, interval_id in enumerate(part.texts["interval_id"]) if times[interval_id] > 1]
        part.note(repeated, "interval_id", REPEATED_ID)
