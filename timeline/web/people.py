"""Whether a text names someone: reasons for decisions are kept for years and must name no patient or provider."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

_WORD = re.compile(r"[^\W_]+(?:[-'\u2019][^\W_]+)*")
_AROUND = ".,;:!?()[]\"'"
#: Words of invented and of incomplete names that say nothing about anybody.
_NOBODY = frozenset(
    {
        *("patient", "therapist", "assistant", "aide", "student", "provider", "doctor"),
        *("test", "demo", "one", "two", "three", "four"),
    }
)


class People:
    """The patients and providers of a schedule, as words that a text is checked for.

    An id counts where it is a word of its own; ids of one or two signs that are only digits or only letters
    are left out, since every other text has them. Of a name every word of three letters or more counts, where it
    is written as in the name, capital letter and all, or in capitals throughout.

    Parameters
    ----------
    intervals
        `INTERVALS`.
    """

    def __init__(self, intervals: pd.DataFrame) -> None:
        ids = {key for column in ("patient", "provider") for key in intervals[column].unique() if _telling(key)}
        names = {name for column in ("patient_name", "provider_name") for name in intervals[column].unique() if name}
        self._ids = frozenset(key.casefold() for key in ids)
        self._words = frozenset(form for name in names for word in _words_of(name) for form in (word, word.upper()))

    def named_in(self, text: str) -> bool:
        """Whether `text` names one of them."""
        words = set(_WORD.findall(text))
        words |= {word.removesuffix("'s").removesuffix("\u2019s") for word in words}
        words |= {part for word in words for part in re.split("[-'\u2019]", word)}
        ids = {word.casefold() for word in words | {part.strip(_AROUND) for part in text.split()}}
        return not (self._words.isdisjoint(words) and self._ids.isdisjoint(ids))


def _telling(key: str) -> bool:
    mixed = any(letter.isdigit() for letter in key) and any(letter.isalpha() for letter in key)
    return mixed or len(key) > 3


def _words_of(name: str) -> Iterable[str]:
    return (w for w in _WORD.findall(name) if len(w) >= 3 and not w.isdigit() and w.casefold() not in _NOBODY)
