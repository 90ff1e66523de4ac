"""Columns of text as numbers whose order is that of the text, and many numbers in few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from timeline.contracts.sentences import Words
from timeline.sheets import texts as columns

Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Texts: TypeAlias = npt.NDArray[np.object_]

#: Stands for a number that there is none of.
NONE = -1
#: How far numbers are packed into one.
_ROOM = 2**62


class Coded(NamedTuple):
    """A column of text in numbers: `words` are sorted, the first is the empty one, and `codes` are places in them."""

    codes: Ints
    words: Texts

    def at(self, rows: Ints) -> Texts:
        """Return the words of some rows."""
        return self.words[self.codes[rows]]

    def of(self, rows: Ints) -> Words:
        """Return the column of some rows."""
        return Words(self.codes[rows], self.words)

    def each(self, what: Callable[[str], Any], dtype: Any = np.int64) -> npt.NDArray[Any]:
        """Apply a function of a word to the column, word by word."""
        return np.array([what(word) for word in self.words.tolist()], dtype=dtype)[self.codes]

    def where(self, word: str) -> Flags:
        """Say which rows have a word."""
        return self.each(lambda other: other == word, bool)

    def meaning(self, what: Callable[[str], str]) -> Coded:
        """Return what each word means; a word of no row may be among them."""
        return _ranked(self.codes, [what(word) for word in self.words.tolist()])

    def written(self) -> Texts:
        """Return the word of every row."""
        return self.words[self.codes]


def coded(values: Sequence[str] | Texts | columns.Texts) -> Coded:
    """Give numbers to a column of text.

    >>> coded(["PT2", "", "PT1"]).codes.tolist()
    [2, 0, 1]
    """
    if isinstance(values, columns.Texts):
        own = values.trimmed()
        return _ranked(own.codes, own.distinct)
    codes, words = pd.factorize(texts(values))
    return _ranked(codes, words.tolist())


def _ranked(codes: Ints, words: Sequence[str]) -> Coded:
    """Sort the words of a column."""
    ranked = sorted({"", *words})
    place = {word: rank for rank, word in enumerate(ranked)}
    rank = np.array([place[word] for word in words], dtype=np.int64)
    return Coded(rank[codes] if len(codes) else np.zeros(0, np.int64), texts(ranked))


def texts(values: Sequence[Any] | Texts) -> Texts:
    """Make an array of text, or of other objects.

    >>> texts(["a", "b"])
    array(['a', 'b'], dtype=object)
    """
    if isinstance(values, np.ndarray) and values.dtype == object:
        return values
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def packed(keys: Iterable[Ints]) -> list[Ints]:
    """Pack keys of sorting into few, in the same order; the first counts most. No number is negative.

    >>> [key.tolist() for key in packed([np.array([1, 0]), np.array([3, 5])])]
    [[9, 5]]
    """
    found: list[Ints] = []
    size = _ROOM
    for key in keys:
        width = int(key.max()) + 1 if len(key) else 1
        if size * width < _ROOM:
            found[-1] = found[-1] * width + key
            size *= width
        else:
            found.append(key)
            size = width
    return found


def alike(parts: Iterable[Ints | Flags], many: int) -> tuple[Ints, Ints]:
    """Find the rows that are alike in everything.

    Parameters
    ----------
    parts
        What they may differ in: numbers of each of them.
    many
        How many rows there are.

    Returns
    -------
    Of each row which kind it is, in the order in which the kinds are first met; of each kind its first row.

    Examples
    --------
    >>> which, first = alike([np.array([7, 8, 7]), np.array([True, True, True])], 3)
    >>> which.tolist(), first.tolist()
    ([0, 1, 0], [0, 1])
    """
    which, size = np.zeros(many, np.int64), 1
    for part in parts:
        width = int(part.max()) + 1 if many else 1
        if size * width >= _ROOM:
            which = pd.factorize(which)[0].astype(np.int64)
            size = many
        which = which * width + part
        size *= width
    which = pd.factorize(which)[0].astype(np.int64)
    first = np.empty(int(which.max()) + 1 if many else 0, np.int64)
    first[which[::-1]] = np.arange(many)[::-1]
    return which, first


def united(group: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Join the spans of each group that overlap or touch.

    >>> [each.tolist() for each in united(np.array([1, 0, 0]), np.array([0, 5, 0]), np.array([3, 9, 5]))]
    [[0, 1], [0, 0], [9, 3]]
    """
    if not len(group):
        return group, start, end
    order = np.lexsort((start, group))
    of, begins, ends = group[order], start[order], end[order]
    # Groups stand one behind the other on a line, so that the ends of one are before the starts of the next: by their
    # place, as their numbers may be too large for it.
    place = np.cumsum(np.append(False, of[1:] != of[:-1]))
    shift = place * (int(ends.max()) - int(begins.min()) + 2)
    reached = np.maximum.accumulate(ends + shift)
    opens = np.ones(len(of), bool)
    opens[1:] = (of[1:] != of[:-1]) | (begins[1:] + shift[1:] > reached[:-1])
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(of)) - 1
    return of[first], begins[first], reached[last] - shift[last]


def taken(column: Coded, rows: Ints) -> Coded:
    """Take some rows of a column, and of its words those that they have.

    >>> found = taken(coded(["b", "a", "c"]), np.array([2, 1]))
    >>> found.codes.tolist(), found.words.tolist()
    ([2, 1], ['', 'a', 'c'])
    """
    codes = column.codes[rows]
    used = np.zeros(len(column.words), dtype=bool)
    used[codes], used[0] = True, True
    return Coded((np.cumsum(used) - 1)[codes], column.words[used])


def bounds_of(counts: Ints | Sequence[int]) -> Ints:
    """Say where the entries of each begin, given how many there are; one more says where the last ones end.

    >>> bounds_of(np.array([2, 0, 1])).tolist()
    [0, 2, 2, 3]
    """
    return np.append(0, np.cumsum(counts)).astype(np.int64)


def entries_of(bounds: Ints, places: Ints) -> tuple[Ints, Ints]:
    """List the entries of some: the bounds of theirs, and where each entry stands.

    >>> [each.tolist() for each in entries_of(np.array([0, 2, 2, 3]), np.array([2, 0]))]
    [[0, 1, 3], [2, 0, 1]]
    """
    first, last = bounds[places], bounds[places + 1]
    return bounds_of(last - first), ranges_of(first, last)[1]


def ranges_of(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """List every place from a first one up to, and without, a last one, of many: whose it is, and the place.

    >>> [each.tolist() for each in ranges_of(np.array([5, 7, 0]), np.array([7, 7, 1]))]
    [[0, 0, 2], [5, 6, 0]]
    """
    counts = last - first
    whose = np.repeat(np.arange(len(counts)), counts)
    return whose, np.arange(len(whose)) + np.repeat(last - np.cumsum(counts), counts)


def alike_lists(heads: Ints, bounds: Ints, values: Ints) -> Ints:
    """Give lists of numbers a number: those that are alike, and have one head, have the same.

    Lists are compared place by place, all at once; the few that are longer than `_LONG` are like no other.

    >>> alike_lists(np.array([5, 5, 5, 6]), np.array([0, 2, 3, 5, 7]), np.array([1, 2, 1, 1, 2, 1, 2])).tolist()
    [0, 1, 0, 2]
    """
    length = np.diff(bounds)
    long = length > _LONG
    which = heads * (_LONG + 2) + np.minimum(length, _LONG + 1)
    size, width = int(which.max(initial=0)) + 1, int(values.max(initial=0)) + 1
    for place in range(int(length[~long].max(initial=0))):
        if size * width >= _ROOM:
            which = pd.factorize(which)[0].astype(np.int64)
            size = len(which)
        own = np.flatnonzero((length > place) & ~long)
        which = which * width  # lists of one number are as long: all or none of them are told
        which[own] += values[bounds[own] + place]
        size *= width
    which = pd.factorize(which)[0].astype(np.int64)
    if long.any():
        which[long] = int(which.max()) + 1 + np.arange(np.count_nonzero(long))
        which = pd.factorize(which)[0].astype(np.int64)
    return which


#: How long lists are that are compared with others.
_LONG = 64
