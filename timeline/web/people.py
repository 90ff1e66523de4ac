"""Whether a text names somebody: reasons of decisions are kept for years and hold no patient and no provider."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

_WORD = re.compile(r"[^\W_]+(?:[-'\u2019][^\W_]+)*")
#: Words of invented and of incomplete names that say nothing about anybody.
_NOBODY = frozenset(
    {
        *("patient", "therapist", "assistant", "aide", "student", "provider", "doctor"),
        *("test", "demo", "one", "two", "three", "four"),
    }
)


class People:
    """The patients and providers of a schedule, as words a text is held against.

    An id counts where it stands as a word of its own; ids of one or two signs that are only digits or only letters
    are left out, since every other text has them. Of a name its whole counts, and every word of three
    letters or more where it is written as in the name, capital letter and all.

    Parameters
    ----------
    intervals
        `INTERVALS`.
    """

    def __init__(self, intervals: pd.DataFrame) -> None:
        ids = {
            key.casefold() for column in ("patient", "provider") for key in intervals[column].unique() if _telling(key)
        }
        names = {name for column in ("patient_name", "provider_name") for name in intervals[column].unique() if name}
        self._ids = frozenset(ids)
        self._words = frozenset(word for name in names for word in _words_of(name))

    def named_in(self, text: str) -> bool:
        """Whether `text` names one of them."""
        words = _WORD.findall(text)
        if self._words.intersection(words):
            return True
        parts = {part.strip(".,;:!?()[]\"'").casefold() for part in text.split()}
        return not self._ids.isdisjoint(parts | {word.casefold() for word in words})


def _telling(key: str) -> bool:
    mixed = any(letter.isdigit() for letter in key) and any(letter.isalpha() for letter in key)
    return mixed or len(key) > 3


def _words_of(name: str) -> Iterable[str]:
    return (w for w in _WORD.findall(name) if len(w) >= 3 and not w.isdigit() and w.casefold() not in _NOBODY)
