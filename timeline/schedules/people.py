"""Cells of people that cannot be one person: words for nobody, ids damaged by a spreadsheet, lists."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from timeline.schedules.mapping import ColumnMapping
from timeline.sheets import Fix

#: Words that often mean nobody; as a person they are asked about.
SUSPECTED = frozenset({"na", "n/a", "null", "none", "nan", "nil", "-", "--", ".", "?"})
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE | re.ASCII)
_BETWEEN = re.compile(r"\s*[;|/&+]\s*|\s*\n\s*|\s+and\s+|,\s*")
_ID = re.compile(r"[A-Z]{0,6}[-_ ]?\d{1,12}", re.IGNORECASE | re.ASCII)

_DAMAGED = Fix(
    "is a number that a spreadsheet has rounded", "Export it again with the column as text, so that no figure is lost."
)
_LIST = Fix(
    "holds several people in one cell",
    "Write a row for each of them; who attended in which minutes cannot be told from a list.",
)


def suspected_blank(column: str, texts: AbstractSet[str], mapping: ColumnMapping) -> dict[str, Fix]:
    """Find words that may mean nobody, unless the mapping says what they are."""
    stated = mapping.blank.words
    if stated == ():
        return {}
    known = {ours.casefold() for ours in mapping.values.get(column, {}).values()}
    found = sorted({text for text in texts if text.casefold() in SUSPECTED} - known)
    words = ", ".join(f'"{word}"' for word in found)
    fix = Fix(
        f"may mean nobody: {words}",
        f"If it does, state [blank] words = [{words}] in the mapping file; if it is an id, words = [].",
    )
    return dict.fromkeys(found, fix)


def damaged(texts: AbstractSet[str]) -> dict[str, Fix]:
    """Find ids that a spreadsheet has written in powers of ten.

    >>> list(damaged({"1.23E+10", "P1"}))
    ['1.23E+10']
    """
    return dict.fromkeys((text for text in texts if _SCIENTIFIC.fullmatch(text)), _DAMAGED)


def listed_people(texts: AbstractSet[str]) -> dict[str, Fix]:
    """Find lists: parts that are ids, or that stand alone elsewhere in the column. "Testcase, Tom" is one person.

    >>> list(listed_people({"PT1; PTA2", "Testcase, Tom"}))
    ['PT1; PTA2']
    """
    found = {}
    for text in texts:
        parts = [part for part in _BETWEEN.split(text) if part]
        if len(parts) < 2:
            continue
        known = sum(part in texts for part in parts)
        if (
            known == len(parts)
            or all(_ID.fullmatch(part) and any(map(str.isalpha, part)) for part in parts)
            or ";" in text
            or "\n" in text
        ):
            found[text] = _LIST
    return found
