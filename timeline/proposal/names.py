"""What the words of a header say a column is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

#: What a column may be about -> the words that say so, the plainest first; English, German, some Spanish and French.
CONCEPTS: Mapping[str, tuple[str, ...]] = {
    "start": (
        *("start", "starts", "started", "begin", "begins", "began", "beginning", "from", "opened"),
        *("beginnt", "beginn", "anfang", "von", "inicio", "debut", "remise", "arrival", "arrived", "first"),
        "commenced",
    ),
    "end": (
        *("end", "ends", "ended", "stop", "stops", "stopped", "finish", "finished", "to", "until"),
        *("endet", "ende", "bis", "fin", "rec", "departure", "departed", "left", "last"),
    ),
    "date": ("date", "dos", "day", "datum", "tag", "fecha", "jour"),
    "time": ("time", "hour", "clock", "uhrzeit", "zeit", "hora", "heure", "timestamp", "datetime", "posix"),
    "length": ("duration", "length", "minutes", "mins", "min", "hours", "hrs", "dauer", "duracion"),
    "patient": (
        *("patient", "client", "member", "pat", "mrn", "paciente", "klient", "resident", "participant", "consumer"),
        *("student", "learner", "chart", "account", "acct", "subject", "betreff", "admission", "case", "person"),
    ),
    "provider": (
        *("therapist", "provider", "clinician", "practitioner", "professional", "caregiver", "therapeut", "behandler"),
        *(
            "terapeuta",
            "profesional",
            "employee",
            "staff",
            "doctor",
            "physician",
            "nurse",
            "mitarbeiter",
            "npi",
            "prov",
        ),
        *("physio", "counselor", "aide", "worker", "instructor", "treating", "rendering"),
        *("user", "resource", "organizer", "besprechungsplanung", "teilnehmer", "attendees", "calendar", "suite"),
        "room",
    ),
    "id": ("id", "ids", "identifier", "number", "num", "nbr", "nr", "no", "mrn", "npi", "uuid", "key"),
    "name": ("name", "names", "surname", "vorname", "nachname", "nombre", "title"),
    "status": ("status", "state", "outcome", "disposition", "estado", "zustand"),
    "role": (
        *("role", "roles", "credential", "credentials", "profession", "professional", "classification", "discipline"),
        *("rolle", "qualification", "license", "title"),
    ),
    "type": ("type", "types", "category", "categories", "kategorien", "class", "kind", "typ", "session", "tipo"),
    "code": ("cpt", "hcpcs", "procedure", "code", "service", "billing", "ziffer"),
    "units": ("units", "unit", "einheiten"),
    "modifiers": ("modifier", "modifiers", "mod", "mods"),
    "payer": ("payer", "payor", "insurance", "insurer", "carrier", "ins"),
    "clinic": ("clinic", "site", "facility", "organization", "branch", "office", "standort", "praxis"),
    "planned": (
        *("schedule", "scheduled", "planned", "booked", "booking", "appointment", "appt", "apt", "expected", "slot"),
        *("geplant", "appointmnet", "termin", "cita"),
    ),
    "actual": ("actual", "visit", "check", "checked", "punch", "wheels", "evv", "arrival", "clocked", "sign"),
    "cancelled": ("cancelled", "canceled", "cancellation", "cancelada", "storniert", "abgesagt"),
    "no_show": ("noshow", "dna", "missed"),
    "void": ("void", "voided", "reversed", "reversal", "deleted", "removed"),
    "event": ("event", "registration", "transition", "lifecycle", "action", "type"),
    "note": ("note", "notes", "comment", "comments", "description", "beschreibung", "reason"),
}
#: Clocks that are about something else than when a patient was there.
ELSEWHERE = frozenset(
    {
        *("created", "updated", "modified", "stored", "store", "birth", "dob", "birthdate", "signed", "finalized"),
        *("entered", "reminder", "erinnerung", "scheduling", "recorded", "posted", "billed", "submitted", "stamp"),
        *("export", "exported", "printed", "due", "discharge", "charge", "requested", "waiting", "cancelled", "paid"),
        *("canceled", "deleted", "archived", "next", "creation", "geburtsdatum", "authorization", "effective"),
    }
)
#: Words that say nothing about which of several pairs a clock belongs to.
_PLAIN = frozenset({"at", "on", "of", "the", "local", "sortable", "and", "am", "um", "h", "service", "session"})
#: Words that make of `in` a start and of `out` an end.
_AT_THE_DOOR = frozenset({"time", "check", "checked", "clock", "clocked", "wheels", "punch", "sign", "log"})
_GLUED = frozenset(
    {
        *(word for words in CONCEPTS.values() for word in words if len(word) > 1),
        *("in", "out", "hour", "types", "code", "codes", "sub", "party", "procedures", "onset", "store", "encounter"),
    }
) - {"rec", "ins", "no", "nr"}
_LONGEST = max(map(len, _GLUED))
#: Longer words are not taken apart.
_WORD = 40


@lru_cache(maxsize=4096)
def words_of(header: str) -> tuple[str, ...]:
    """Split a header into lower-case words: at blanks and signs, at capitals, and where known words are run together.

    >>> words_of("BillableGroupSize"), words_of("visit_date"), words_of("therapistid"), words_of("Client #")
    (('billable', 'group', 'size'), ('visit', 'date'), ('therapist', 'id'), ('client', 'number'))
    """
    apart = re.sub(r"([a-z\d])([A-Z])", r"\1 \2", re.sub(r"#(?!\d)", " number ", header))
    apart = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", apart)
    found: list[str] = []
    for word in re.findall(r"[^\W_]+", apart.casefold()):
        found += _unglued(word)
    return tuple(found)


def _unglued(word: str) -> list[str]:
    counted = re.fullmatch(r"(\D+?)(j?\d+)", word)
    if counted:
        return [*_unglued(counted[1]), counted[2]]
    if word in _GLUED or not 5 <= len(word) <= _WORD:
        return [word]
    return _split(word, 0) or [word]


def _split(word: str, place: int) -> list[str]:
    """Split what is left of a word into known words, the longest first; nothing where that cannot be done."""
    if place == len(word):
        return []
    for end in range(min(len(word), place + _LONGEST), place, -1):
        part = word[place:end]
        if part in _GLUED or (part == "rec" and place > 0):
            rest = _split(word, end)
            if rest or end == len(word):
                return [part, *rest]
    return []


def about(header: str) -> frozenset[str]:
    """Return everything a header may be about, as keys of `CONCEPTS`.

    >>> sorted(about("Wheels In")), "start" in about("In Network")
    (['actual', 'start'], False)
    """
    words = set(words_of(header))
    found = {concept for concept, known in CONCEPTS.items() if not words.isdisjoint(known)}
    if words & _AT_THE_DOOR and words & {"in", "out"}:
        found.add("start" if "in" in words else "end")
    if words in ({"in"}, {"out"}):
        found.add("start" if "in" in words else "end")
    if words & {"beginnt", "endet"} and words & {"am", "um"}:
        found.add("date" if "am" in words else "time")
    if "pt" in words and words & {"id", "name", "no", "number", "acct", "account", "chart"}:
        found.add("patient")
    if "by" in words and words & {"seen", "treated", "furnished", "performed"}:
        found.add("provider")
    if "provider" in found and words & {"type", "types"}:
        found.add("role")
    if words & ELSEWHERE:
        found.add("elsewhere")
    if {"no", "show"} <= words or {"not", "arrive"} <= words or {"not", "attend"} <= words:
        found.add("no_show")
    if {"all", "day"} <= words or "ganztägiges" in words:
        found = {"all_day"}
    return frozenset(found)


def rank(header: str, concept: str) -> int:
    """Return how plainly a header is about a concept, 0 the plainest: the place of its plainest word."""
    known = CONCEPTS[concept]
    return min((known.index(word) for word in words_of(header) if word in known), default=len(known))


def stem(header: str) -> frozenset[str]:
    """Return the words of a clock's header that say whose start or end it is.

    >>> sorted(stem("Schedule Start")), sorted(stem("Start Time")), sorted(stem("check_out_time"))
    (['schedule'], [], ['check'])
    """
    dropped = {*CONCEPTS["start"], *CONCEPTS["end"], *CONCEPTS["date"], *CONCEPTS["time"], *_PLAIN, "in", "out"}
    return frozenset(words_of(header)) - dropped


def known_header(cells: Iterable[str]) -> int:
    """Count the cells that are about something; what a header row has many of."""
    return sum(bool(about(cell)) for cell in cells if 0 < len(cell) <= 60)
