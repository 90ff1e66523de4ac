"""Spellings of the closed vocabularies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from timeline.vocabulary import Activity, Discipline, Kind, Mode, Role, Status

#: Columns whose words are closed lists.
VOCABULARIES: Mapping[str, type[StrEnum]] = {
    "role": Role,
    "mode": Mode,
    "activity": Activity,
    "kind": Kind,
    "status": Status,
    "discipline": Discipline,
}
#: What an empty cell means, column by column.
BLANK_MEANS = {"activity": Activity.INTERVENTION.value, "kind": Kind.SERVICE.value, "status": Status.KEPT.value}

#: What other systems often call the same, by our word. They are proposed for a mapping, never taken by themselves.
COMMON: Mapping[str, str] = {
    **dict.fromkeys(
        ("completed", "complete", "arrived", "attended", "checked_in", "checked_out", "fulfilled", "finished", "done"),
        Status.KEPT.value,
    ),
    **dict.fromkeys(
        ("active", "confirmed", "scheduled", "booked", "open", "pending", "rescheduled", "inactive", "new"), ""
    ),
    **dict.fromkeys(("cancel", "cancellation", "void", "voided", "deleted", "late_cancel"), Status.CANCELLED.value),
    **dict.fromkeys(("noshow", "did_not_arrive", "missed", "absent", "dna"), Status.NO_SHOW.value),
    **dict.fromkeys(("physical_therapist", "physiotherapist", "dpt"), Role.PT.value),
    **dict.fromkeys(("occupational_therapist", "otr"), Role.OT.value),
    **dict.fromkeys(("speech_therapist", "speech_language_pathologist", "st"), Role.SLP.value),
    **dict.fromkeys(("physical_therapist_assistant", "physical_therapy_assistant"), Role.PTA.value),
    **dict.fromkeys(("occupational_therapy_assistant", "cota"), Role.OTA.value),
    **dict.fromkeys(("tech", "technician", "rehab_tech"), Role.AIDE.value),
    **dict.fromkeys(("individual", "1:1"), Mode.ONE_ON_ONE.value),
    **dict.fromkeys(("treatment", "session", "visit", "therapy"), Kind.SERVICE.value),
    **dict.fromkeys(("booking", "appt", "consultation"), Kind.APPOINTMENT.value),
}
_OTHER_SPELLINGS = {"canceled": "cancelled"}
_SEPARATORS = re.compile(r"[\s\-]+")


def find_word(column: str, text: str) -> str | None:
    """Return the contract's spelling of a word, or None for an unknown one.

    >>> find_word("status", "No Show"), find_word("role", "pta"), find_word("role", "boss")
    ('no_show', 'PTA', None)
    """
    token = token_of(text)
    return _spellings(column).get(_OTHER_SPELLINGS.get(token, token))


def token_of(text: str) -> str:
    """Return a word as words are compared: lower case, joined by underscores."""
    return _SEPARATORS.sub("_", text.strip()).lower()


def _spellings(column: str) -> dict[str, str]:
    return {word.value.lower(): word.value for word in VOCABULARIES[column]}


def known_words(column: str) -> str:
    """List the words of a column."""
    return ", ".join(word.value for word in VOCABULARIES[column])
