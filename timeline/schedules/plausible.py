"""What a message may show of a cell: only what can be nothing but a clock, a code, or a known word misspelled."""

from __future__ import annotations

import re
from difflib import get_close_matches

from timeline.schedules import words

#: Figures, and between them what clocks and dates are written with: month names, AM and PM, zones. Nothing that has
#: matched is tried another way, which would take for ever in a long row of figures.
_CLOCK = re.compile(
    r"(?=.*\d)(?:\d|[\s:./,+-]|am|pm|a\.m\.|p\.m\.|t|z|utc|gmt|est|edt|cst|cdt|mst|mdt|pst|pdt|h|min|"
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)++",
    re.IGNORECASE | re.ASCII,
)
#: A clock has no more figures than a date, a time and a fraction; a number of ten figures may be somebody's.
_MOST_FIGURES, _LONGEST_RUN = 24, 8
_CODE = re.compile(r"\d{5}|[A-Z]\d{4}|\d{4}[A-Z]", re.ASCII)
_CLOCKS = frozenset({"start", "end", "date"})
_AMOUNT = re.compile(r"(?=.*\d)[\d.,$\N{EURO SIGN}\s+-]{1,14}", re.ASCII)


def may_be_shown(column: str, text: str) -> bool:
    """Whether a message may show a cell of a column.

    >>> may_be_shown("start", "25:00"), may_be_shown("start", "Tom 2"), may_be_shown("status", "cancled")
    (True, False, True)
    """
    if column in _CLOCKS:
        return _is_like_a_clock(text)
    if column == "code":
        return bool(_CODE.fullmatch(text))
    if column in words.VOCABULARIES:
        known = [str(word).lower() for word in words.VOCABULARIES[column]]
        token = re.sub(r"[\s\-]+", "_", text.strip()).lower()
        return token in words.COMMON or bool(get_close_matches(token, known, 1, 0.75))
    return False


def like_a_date(text: str) -> bool:
    """Whether a cell of a list can be nothing but a date that is written wrong."""
    return may_be_shown("date", text)


def like_a_code(text: str) -> bool:
    """Whether a cell of a list can be nothing but a code."""
    return may_be_shown("code", text)


def like_an_amount(text: str) -> bool:
    """Whether a cell of a list can be nothing but an amount of money.

    >>> like_an_amount("38,50 $"), like_an_amount("Tom 38")
    (True, False)
    """
    return bool(_AMOUNT.fullmatch(text))


def _is_like_a_clock(text: str) -> bool:
    if not _CLOCK.fullmatch(text) or sum(sign.isdigit() for sign in text) > _MOST_FIGURES:
        return False
    runs = re.findall(r"\d+", text)
    separated = len(runs) > 1
    return separated and max(map(len, runs)) <= _LONGEST_RUN
