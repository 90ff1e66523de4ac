"""How a text stands in a CSV file so that a spreadsheet keeps it as it is, and how it is taken out again.

A spreadsheet runs a cell that begins like a formula. An apostrophe before it, as people type it themselves, makes it
text; systems write `="00123"` to keep leading zeros. Neither is part of what the cell says: `unwrapped` takes off one
of them, once, and `unwrapped(wrapped(text)) == text` holds for every text.
"""

from __future__ import annotations

import re

#: A cell that begins so would run as a formula in a spreadsheet (ASCII and full-width forms).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
APOSTROPHE = "'"
#: How a text begins of which `unwrapped` takes something off.
TAKEN_OFF = (APOSTROPHE, '="')
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_QUOTED = re.compile(r'="((?:[^"]|"")*)"')


def wrapped(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run, and before one that begins with an apostrophe.

    A plain number, a negative one too, runs nothing and stays.

    >>> wrapped("=1+1"), wrapped("-1234"), wrapped("-x"), wrapped("'s")
    ("'=1+1", '-1234', "'-x", "''s")
    """
    runs = text.lstrip(" ").startswith(FORMULA_STARTS) or text.lstrip().startswith((*FORMULA_STARTS, APOSTROPHE))
    return APOSTROPHE + text if runs and not _NUMBER.fullmatch(text) else text


def kept(text: str) -> str:
    """Wrap a text for a format in which nothing runs: only where reading would take something off.

    >>> kept("=1+1"), kept("'s")
    ('=1+1', "''s")
    """
    return text if unwrapped(text) == text else APOSTROPHE + text


def unwrapped(text: str) -> str:
    """Take off what keeps a text a text: an apostrophe before it, or an equals sign and quotation marks around it.

    >>> unwrapped("'00123"), unwrapped('="00123"'), unwrapped("O'Neil")
    ('00123', '00123', "O'Neil")
    """
    if text.startswith(APOSTROPHE):
        return text[1:]
    quoted = _QUOTED.fullmatch(text)
    return quoted[1].replace('""', '"') if quoted else text
