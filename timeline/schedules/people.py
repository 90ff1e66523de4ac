"""Cells of people that cannot be one person: words for nobody, ids damaged by a spreadsheet, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from timeline.schedules.mapping import ColumnMapping
from timeline.sheets import Fix

#: Words that often mean nobody; as a person they are asked about. The first are those of the contract; then as programs
#: write nothing, and as a front desk does.
SUSPECTED = frozenset(
    {
        *("na", "n/a", "null", "none", "nan", "nil", "-", "--", ".", "?"),
        *("n.a.", "n.a", "n / a", "<na>", "<null>", "(null)", "[null]", "(none)", "(blank)", "\\n", "nat", "nil."),
        *("---", "\N{EN DASH}", "\N{EM DASH}", "_", "??", "???", "..", "..."),
        *("nobody", "no one", "unassigned", "not assigned", "unknown", "tbd", "tba", "undefined", "no provider"),
    }
)
#: What a spreadsheet shows in place of a value: an error, or a column too narrow for it.
_NO_VALUE = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!)|#{3,}", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE | re.ASCII)
#: Without one of these no cell is a list, rounded, or in place of a value: most columns have none in any cell.
_DIVIDING, _ODD = (*";|/&+\n,", "and"), ("#", "e", "E")
_BETWEEN = re.compile(r"\s*[;|/&+]\s*|\s*\n\s*|\s+and\s+|,\s*")
_ID = re.compile(r"[A-Z]{0,6}[-_ ]?\d{1,12}", re.IGNORECASE | re.ASCII)

_DAMAGED = Fix(
    "is a number that a spreadsheet has rounded", "Export it again with the column as text, so that no figure is lost."
)
_ERROR = Fix("is what a spreadsheet shows in place of a value", "Correct the cell, or make the column wider.")
_LIST = Fix(
    "holds several people in one cell",
    "Write a row for each of them; who attended in which minutes cannot be told from a list.",
)


def suspected_blank(column: str, texts: AbstractSet[str], mapping: ColumnMapping) -> dict[str, Fix]:
    """Find words that may mean nobody, unless the mapping says what they are."""
    stated = mapping.blank.words
    if stated == ():
        return {}
    if SUSPECTED.isdisjoint(map(str.casefold, texts)):
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
    """Find ids that a spreadsheet has written in powers of ten, and cells in which it shows no value.

    >>> sorted(damaged({"1.23E+10", "P1", "#REF!"}))
    ['#REF!', '1.23E+10']
    """
    odd = _with_any(_ODD, texts)
    rounded = dict.fromkeys((text for text in odd if _SCIENTIFIC.fullmatch(text)), _DAMAGED)
    return rounded | dict.fromkeys((text for text in odd if _NO_VALUE.fullmatch(text)), _ERROR)


def listed_people(texts: AbstractSet[str]) -> dict[str, Fix]:
    """Find lists: parts that are ids, or that stand alone elsewhere in the column. "Testcase, Tom" is one person.

    >>> list(listed_people({"PT1; PTA2", "Testcase, Tom"}))
    ['PT1; PTA2']
    """
    found = {}
    for text in _with_any(_DIVIDING, texts):
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


def _with_any(signs: Sequence[str], texts: AbstractSet[str]) -> Sequence[str]:
    """Return the texts that have one of some signs; those of a column are looked through at once."""
    together = "\0".join(texts)
    there = [sign for sign in signs if sign in together]
    return [text for text in texts if any(sign in text for sign in there)] if there else ()
