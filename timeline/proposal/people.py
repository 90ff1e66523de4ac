"""Which columns are the patient and who attended; ids before names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from timeline.proposal.contents import Profile
from timeline.proposal.names import CONCEPTS

#: Words by which a column is not the person of a visit, but another or something about it.
_ANOTHER = frozenset(
    {
        *(
            "cosign",
            "referring",
            "ordering",
            "billing",
            "supervising",
            "finalizing",
            "finalized",
            "requesting",
            "optional",
        ),
        *("3rd", "party", "primary", "secondary", "emergency", "guarantor", "creator", "created", "parent", "group"),
        *("email", "phone", "address", "city", "zip", "dob", "birth", "age", "sex", "gender", "count", "size", "note"),
        *("classification", "credential", "credentials", "role", "discipline", "specialty", "reason", "show", "as"),
        *("language", "state", "location", "payer", "insurance", "plan", "date", "time", "visible", "notes"),
    }
)
_VISIT = frozenset({"visit", "visits", "appointment", "appt", "session", "encounter", "booking", "service", "record"})
#: Nobody is called by more words than this; longer cells are remarks.
_TEXT = 80


@dataclass(frozen=True)
class Person:
    """Columns that say who someone is.

    Parameters
    ----------
    headers
        The columns of the id, in the order they are joined.
    columns
        The same as profiles.
    name
        The column of the name, where the id has one of its own.
    others
        Headers that could be the person as well, the likeliest first.
    sure
        Whether a word of the header says so plainly.
    """

    headers: tuple[str, ...]
    columns: tuple[Profile, ...]
    name: str = ""
    others: tuple[str, ...] = field(default=())
    sure: bool = True

    @property
    def value(self) -> str | list[str]:
        """What stands in `[columns]`."""
        return self.headers[0] if len(self.headers) == 1 else list(self.headers)


def find_person(concept: str, columns: Sequence[Profile], taken: frozenset[str] = frozenset()) -> Person | None:
    """Find the columns of patients or providers.

    Parameters
    ----------
    concept
        `patient` or `provider`.
    taken
        Headers that are something else.
    """
    candidates = [
        each
        for each in columns
        if concept in each.about and each.header not in taken and _may_be(each) and not _about_visit(each)
    ]
    if not candidates:
        return _by_visit(columns, taken) if concept == "patient" else None
    ranked = sorted(candidates, key=lambda each: _order(each, concept))
    best = ranked[0]
    parts = _name_parts(best, ranked)
    others = tuple(each.header for each in ranked[1:] if each not in parts and not _is_name(each))
    beside = [each for each in ranked if "id" not in each.about and _rank(each, concept) == _rank(best, concept)]
    beside = [each for each in beside if each.words.isdisjoint(_ANOTHER)]
    name = beside[0].header if beside and "id" in best.about else ""
    sure = best.rank(concept) < _PLAIN[concept]
    return Person(tuple(each.header for each in parts), tuple(parts), name, others, sure)


#: Words from this rank on may be someone else's, or a thing's.
_PLAIN = {"patient": CONCEPTS["patient"].index("betreff"), "provider": CONCEPTS["provider"].index("resource")}


def _may_be(column: Profile) -> bool:
    if not column.counts or column.clock or column.unit_words:
        return False
    long = sum(len(cell) > _TEXT for cell in column.sample)
    return long * 2 < len(column.sample) and not any("." in cell and column.numeric for cell in column.sample[:20])


def _about_visit(column: Profile) -> bool:
    """Whether it is the id of a visit rather than of a person."""
    return bool(column.words & _VISIT) and "id" in column.about


def _by_visit(columns: Sequence[Profile], taken: frozenset[str]) -> Person | None:
    """Take the id of a visit for the patient where nothing else is: minutes are then by visit."""
    found = [each for each in columns if "id" in each.about and each.words & {"encounter", "visit"} and _may_be(each)]
    found = [each for each in found if each.header not in taken]
    return Person((found[0].header,), (found[0],), sure=False) if found else None


def _order(column: Profile, concept: str) -> tuple[int, int, int, int]:
    another = len(column.words & _ANOTHER)
    if concept == "provider" and column.words & {"type", "types"}:
        another += 2
    name = 2 if _is_name(column) else 0 if "id" in column.about else 1
    return (another, _rank(column, concept), name, column.place)


def _rank(column: Profile, concept: str) -> int:
    """Return how plainly a column is about a concept: a record number is as plainly the patient as the word itself."""
    return 0 if concept == "patient" and "mrn" in column.words else column.rank(concept)


def _is_name(column: Profile) -> bool:
    return "name" in column.about and "id" not in column.about


def _name_parts(best: Profile, ranked: Sequence[Profile]) -> list[Profile]:
    """Join a surname to the given name beside it."""
    halves = ({"last", "surname", "nachname"}, {"first", "vorname"})
    for own, other in (halves, halves[::-1]):
        if not best.words & own:
            continue
        rest = best.words - own
        matched = [each for each in ranked if each.words & other and each.words - other == rest]
        if matched:
            return sorted([best, matched[0]], key=lambda each: not each.words & halves[0])
    return [best]
