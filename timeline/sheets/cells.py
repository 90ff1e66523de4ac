"""What one cell may be: a code, a date, units, an amount of money …, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from timeline.sheets.headers import Fix
from timeline.sheets.texts import Texts

#: Reads one trimmed cell: its value, or what is wrong with it.
Reader = Callable[[str], Any]
#: Gives the reader of a column's cells; it may look at all of them first.
Kind = Callable[[Collection[str]], Reader]

_WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_PLACE = re.compile(r"\d\d", re.ASCII)
_BETWEEN_MODIFIERS = re.compile(r"[\s,;:/]+")
_CODE = re.compile(r"[0-9A-Z]{5}", re.ASCII)
_AMOUNT = re.compile(r"\$? ?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,6})?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def each(read: Reader) -> Kind:
    """Read every cell of a column by itself."""
    return lambda _: read


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


def quantity(text: str) -> str | None:
    """Return a whole number of 1 or more as plain digits, the empty string for none, None for anything else.

    >>> quantity("3.0"), quantity(""), quantity("0"), quantity("1.5")
    ('3', '', None, None)
    """
    digits = count(text)
    return digits if not digits or int(digits) else None


def place_of_service(text: str) -> str | None:
    """Return a place-of-service code, the empty string for none, None for anything but two digits.

    >>> [place_of_service(text) for text in ("02", "10.0", "", "2")]
    ['02', '10', '', None]
    """
    digits = without_decimals(text)
    return digits if not digits or _PLACE.fullmatch(digits) else None


def modifiers(text: str) -> str:
    """Write modifiers in upper case, separated by blanks.

    >>> modifiers("gp, 59")
    'GP 59'
    """
    return " ".join(without_decimals(part) for part in _BETWEEN_MODIFIERS.split(text.upper()) if part)


def translate(texts: Texts, meaning: Callable[[str], str | None]) -> tuple[Texts, list[int]]:
    """Translate every text; return the meanings and the positions of texts without one.

    Each distinct text is looked at once.
    """
    unread: set[str] = set()

    def read(text: str) -> str:
        found = meaning(text)
        if found is None:
            unread.add(text)
        return found or ""

    translated = texts.meaning(read)
    places: list[int] = np.flatnonzero(texts.where(unread.__contains__)).tolist() if unread else []
    return translated, places


def units(text: str) -> int | Fix:
    """Read a number of units.

    >>> units("2"), units("two").problem
    (2, 'is not a whole number of 0 or more')
    """
    found = count(text)
    return int(found) if found else Fix("is not a whole number of 0 or more", "Enter the number of units.")


def above_zero(text: str) -> int | Fix:
    """Read a number of people or things that a limit allows."""
    found = count(text)
    return int(found) if found and int(found) else Fix("is not a whole number above 0", "Correct the cell.")


def procedure(text: str) -> str | Fix:
    """Read a code as it must be in a table of codes: five digits or capital letters.

    >>> procedure("g0283"), procedure("9711").problem
    ('G0283', 'is not a code')
    """
    found = code(text)
    return found if _CODE.fullmatch(found) else Fix("is not a code", "A code has five characters, like 97110.")


def money(text: str) -> Decimal | Fix:
    """Read an amount; commas are read as thousands separators only in the right places.

    >>> money("$1,012.50"), money("38,50").problem
    (Decimal('1012.50'), 'is not an amount of 0 or more')
    """
    if _AMOUNT.fullmatch(text):
        return Decimal(text.lstrip("$ ").replace(",", ""))
    return Fix("is not an amount of 0 or more", "Write it like 38.50.")


def iso_date(text: str) -> date | Fix:
    """Read a date with the year first and nothing else: no other order is certain.

    >>> iso_date("2024-01-31"), iso_date("01/31/2024").problem
    (datetime.date(2024, 1, 31), 'is not a date like 2024-01-31')
    """
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else _NO_DATE
    except ValueError:
        return Fix("no such date", "Correct it.")


_NO_DATE = Fix("is not a date like 2024-01-31", "Write the year first; spreadsheets reformat dates on saving.")


def one_of(meanings: Mapping[str, Any], problem: str, repair: str) -> Reader:
    """Read one of a few words, each with its meaning."""
    wrong = Fix(problem, repair)
    return lambda text: meanings.get(text, wrong)
