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

_OTHER_SPELLINGS = {"canceled": "cancelled"}
_SEPARATORS = re.compile(r"[\s\-]+")


def find_word(column: str, text: str) -> str | None:
    """Return the contract's spelling of a word, or None for an unknown one.

    >>> find_word("status", "No Show"), find_word("role", "pta"), find_word("role", "boss")
    ('no_show', 'PTA', None)
    """
    token = _SEPARATORS.sub("_", text).lower()
    return _spellings(column).get(_OTHER_SPELLINGS.get(token, token))


def _spellings(column: str) -> dict[str, str]:
    return {word.value.lower(): word.value for word in VOCABULARIES[column]}


def known_words(column: str) -> str:
    """List the words of a column."""
    return ", ".join(word.value for word in VOCABULARIES[column])
