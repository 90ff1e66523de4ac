"""Whether a text names someone: reasons for decisions are kept for years and must name no patient or provider."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

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
_ORDINARY = """
    and april art august back baker banks bean best bill black brook brown bush case chase church close
    cook cross day days drew early east english faith field fields foot ford frank french gene good grace
    grant gray green grey hall hand hands head hill hope joy june lane late light little long love man
    march mark may north old page park pat power price ray rice rich rivers rob rose sample sharp short
    sky small son south star stone street strong summer sun swift test the wall ward week wells west
    white will winter wise wood young
"""
#: First and last names that are words of an ordinary reason; in small letters they are taken for those.
ORDINARY = frozenset(_ORDINARY.split())


class People:
    """The patients and providers of a schedule, as words that a text is checked for.

    An id counts where it is a word of its own; ids of one or two signs that are only digits or only letters
    are left out, since every other text has them. Of a name every word of three letters or more counts, each part of a
    hyphenated one too, where it begins with a capital letter; in small letters only where it is no ordinary word
    (`ORDINARY`). Accents, invisible signs, and blanks or hyphens within an id make no difference.

    Parameters
    ----------
    intervals
        `INTERVALS`.
    """

    def __init__(self, intervals: pd.DataFrame) -> None:
        ids = {key for column in ("patient", "provider") for key in intervals[column].unique() if _telling(key)}
        names = {name for column in ("patient_name", "provider_name") for name in intervals[column].unique() if name}
        self._ids = frozenset(_joined(key) for key in ids)
        self._words = frozenset(_plain(form) for name in names for word in _words_of(name) for form in _forms(word))

    def named_in(self, text: str) -> bool:
        """Whether `text` names one of them."""
        words = [form for word in _WORD.findall(_visible(text)) for form in _forms(_without_s(word))]
        if any(_plain(word) in self._words and not _ordinary(word) for word in words):
            return True
        parts = [part.strip(_AROUND) for part in _visible(text).split()]
        return not self._ids.isdisjoint({_joined(_without_s(each)) for each in [*words, *parts, *_pieces(parts)]})


def _ordinary(word: str) -> bool:
    return word.islower() and _plain(word) in ORDINARY


def _pieces(parts: Sequence[str]) -> Iterable[str]:
    """Give what a stroke or comma without a blank joins: `P1/P2`."""
    return (piece for part in parts for piece in re.split(r"[/,;:+&()]", part) if piece)


def _visible(text: str) -> str:
    """Write full-width letters as others, and leave signs out that nobody sees, such as soft hyphens."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


def _plain(word: str) -> str:
    """Leave accents and capitals out."""
    apart = unicodedata.normalize("NFKD", _visible(word).casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _joined(key: str) -> str:
    """Write an id without the signs that people put into it or leave out: `P-12`, `p12`."""
    return "".join(sign for sign in _plain(key) if sign.isalnum())


def _without_s(word: str) -> str:
    return word.removesuffix("'s").removesuffix("\u2019s")


def _forms(word: str) -> list[str]:
    """Give a word and the parts that hyphens and apostrophes join, those of three letters or more."""
    return [word, *(part for part in re.split("[-'\u2019]", word) if len(part) >= 3 and part.casefold() not in _NOBODY)]


def _telling(key: str) -> bool:
    mixed = any(letter.isdigit() for letter in key) and any(letter.isalpha() for letter in key)
    return mixed or len(key) > 2


def _words_of(name: str) -> Iterable[str]:
    words = _WORD.findall(_visible(name))
    return (w for w in words if len(w) >= 3 and not w.isdigit() and w.casefold() not in _NOBODY)
