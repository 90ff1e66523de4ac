"""Many texts of one form, kept in pieces until somebody reads them: what is the same in all of them stands once.

A message of an audit is one form with names, clocks and counts in it. Kept so, ten thousand of them are ten thousand
numbers and a few words; a file is written from the same pieces as the text that a reader sees.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from timeline.contracts.contract import typed

if TYPE_CHECKING:
    import pyarrow as pa

Places: TypeAlias = npt.NDArray[np.integer[Any]]
Texts: TypeAlias = npt.NDArray[np.object_]


class Words(NamedTuple):
    """A column of text: of each row the place of its text in `words`, unsorted; -1 is the last of them."""

    codes: Places
    words: Texts

    def taken(self, rows: Places) -> Words:
        """Return some rows, by their places."""
        return Words(self.codes[rows], self.words)

    def texts(self) -> Any:
        """Return the column as a table has it."""
        return typed(self.words, "str").take(self.codes)


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Sentences:
    """Texts whose pieces stand one behind the other.

    Parameters
    ----------
    many
        How many there are.
    pieces
        A text that is the same in all of them, or a column with a text for each; at least one is a column.
    """

    many: int
    pieces: tuple[str | Said, ...]

    def __len__(self) -> int:
        return self.many


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Gathered:
    """Texts of several columns.

    Parameters
    ----------
    parts
        The columns.
    places
        Of each text its place among all of theirs, one behind the other.
    """

    parts: tuple[Said, ...]
    places: Places

    def __len__(self) -> int:
        return len(self.places)

    @classmethod
    def of(cls, parts: Sequence[tuple[Places, Said]]) -> Said:
        """Put columns together, given which of the texts each of them has; together they have every one, once.

        >>> written(Gathered.of([(np.array([2, 0]), texts_of(["c", "a"])), (np.array([1]), texts_of(["b"]))])).tolist()
        ['a', 'b', 'c']
        """
        order = np.concatenate([own for own, _ in parts]) if parts else np.zeros(0, np.int64)
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        return cls(tuple([said for _, said in parts]), places)


#: A column of text in any of its forms.
Said: TypeAlias = Texts | Words | Sentences | Gathered


def words_of(values: Sequence[str | None] | Texts) -> Words:
    """Put a column of text into words; a text may be missing.

    >>> words_of(["PT2", "", "PT2", None]).codes.tolist()
    [0, 1, 0, 2]
    """
    codes, words = pd.factorize(values if isinstance(values, np.ndarray) else texts_of(values))
    lacking = codes < 0
    if lacking.any():  # a missing text is a word of its own
        codes, words = np.where(lacking, len(words), codes), np.concatenate([words, texts_of([None])])
    return Words(codes, words)


def texts_of(values: Sequence[str | None]) -> Texts:
    """Return texts as a column."""
    return np.array([*values, ""], dtype=object)[:-1]


def either(flags: npt.NDArray[np.bool_], one: str, other: str) -> Words:
    """Say one thing where something holds, another where not.

    >>> written(either(np.array([True, False]), "booked", "recorded")).tolist()
    ['booked', 'recorded']
    """
    return Words(flags.astype(np.int8), texts_of([other, one]))


def each_said(values: npt.NDArray[np.int64], tell: Callable[[int], str]) -> Words:
    """Put numbers into words, each different one once.

    >>> written(each_said(np.array([60, 300, 60]), str)).tolist()
    ['60', '300', '60']
    """
    codes, distinct = pd.factorize(values)
    return Words(codes, texts_of([tell(value) for value in distinct.tolist()]))


def sentences(form: str, many: int, **columns: Said) -> Sentences:
    """Fill a form in, many times.

    >>> written(sentences("{who} is {what}.", 2, who=texts_of(["P1", "P2"]), what=texts_of(["here", "there"]))).tolist()
    ['P1 is here.', 'P2 is there.']
    """
    return Sentences(many, tuple([columns[text] if is_name else text for text, is_name in _pieces(form)]))


@cache
def _pieces(form: str) -> tuple[tuple[str, bool], ...]:
    """Take a form apart: its texts, and the names of its columns."""
    parsed = [((text, False), (name or "", True)) for text, name, _, _ in Formatter().parse(form)]
    return tuple([(piece, is_name) for both in parsed for piece, is_name in both if piece])


def written(said: Said) -> Texts:
    """Write every text of a column."""
    if isinstance(said, Words):
        return said.words[said.codes]
    if isinstance(said, Gathered):
        parts = [written(part) for part in said.parts]
        return np.concatenate(parts)[said.places] if parts else texts_of([])
    if isinstance(said, Sentences):
        columns = [repeat(each, said.many) if isinstance(each, str) else written(each).tolist() for each in said.pieces]
        return texts_of(list(map("".join, zip(*columns, strict=True))))
    return said


def strings_of(texts: Texts) -> pa.Array:
    """Convert texts to Arrow; one that is missing stays so."""
    import pyarrow as pa

    return pa.array(texts, type=pa.string(), from_pandas=True)


class ArrowStrings:
    """Columns of text as Arrow has them; words that several of them share are converted once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, pa.Array]] = {}

    def words(self, words: Texts) -> pa.Array:
        """Convert words."""
        known = self._known.get(id(words))
        if known is None:  # kept with the words, so that the number stays theirs
            known = self._known[id(words)] = words, strings_of(words)
        return known[1]

    def of(self, said: Said) -> pa.Array:
        """Put every text of a column together as `written` does, without a Python object for any of them."""
        import pyarrow as pa
        from pyarrow import compute

        if isinstance(said, Words):
            return self.words(said.words).take(pa.array(said.codes))
        if isinstance(said, Gathered):
            parts = [self.of(part) for part in said.parts if len(part)]
            return pa.concat_arrays(parts or [strings_of(texts_of([]))]).take(pa.array(said.places))
        if isinstance(said, Sentences):
            pieces = [pa.scalar(each) if isinstance(each, str) else self.of(each) for each in said.pieces]
            return compute.binary_join_element_wise(*pieces, "")
        return strings_of(said)
