"""Spellings of the closed vocabularies, of codes and of counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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
_WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_BETWEEN_MODIFIERS = re.compile(r"[\s,;:/]+")


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


def code(text: str) -> str:
    """Write a code in upper case, without the decimals a spreadsheet adds.

    >>> code("97110.0"), code("g0283")
    ('97110', 'G0283')
    """
    return without_decimals(text).upper()


def without_decimals(text: str) -> str:
    """Drop the `.0` that spreadsheets append to whole numbers."""
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def count(text: str) -> str | None:
    """Return a whole number of 0 or more as plain digits, the empty string for none, None for anything else.

    >>> count("2.0"), count(""), count("1.5"), count("-1")
    ('2', '', None, None)
    """
    digits = without_decimals(text)
    return digits if not digits or _COUNT.fullmatch(digits) else None


def modifiers(text: str) -> str:
    """Write modifiers in upper case, separated by blanks.

    >>> modifiers("gp, 59")
    'GP 59'
    """
    return " ".join(without_decimals(part) for part in _BETWEEN_MODIFIERS.split(text.upper()) if part)


def translate(texts: Sequence[str], meaning: Callable[[str], str | None]) -> tuple[list[str], list[int]]:
    """Give every text its meaning; return the meanings and the positions of texts without one.

    Each distinct text is looked at once.
    """
    meanings = {text: meaning(text) for text in set(texts)}
    translated = [meanings[text] or "" for text in texts]
    if None not in meanings.values():
        return translated, []
    return translated, [place for place, text in enumerate(texts) if meanings[text] is None]
