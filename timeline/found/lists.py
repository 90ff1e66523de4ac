"""Many lists of numbers, one behind the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import Ints, Texts
from timeline.contracts.sentences import Gathered, Said, Sentences, Words, texts_of, written

#: Lists are ranked place by place; of longer ones the rest is compared at once.
_PLACES = 16


class Lists(NamedTuple):
    """Lists of numbers: those of list `n` are `items[bounds[n] : bounds[n + 1]]`."""

    bounds: Ints
    items: Ints

    @classmethod
    def of(cls, listed: Iterable[Sequence[int]]) -> Lists:
        """Put lists one behind the other.

        >>> Lists.of([[7], [], [8, 9]]).bounds.tolist()
        [0, 1, 1, 3]
        """
        each = list(listed)
        counts = np.fromiter(map(len, each), np.int64, len(each))
        return cls.counted(counts, np.fromiter(chain.from_iterable(each), np.int64, int(counts.sum())))

    @classmethod
    def counted(cls, counts: Ints, items: Ints) -> Lists:
        """Read lists of some lengths from their items."""
        return cls(np.append(np.zeros(1, np.int64), np.cumsum(counts)), items)

    @classmethod
    def grouped(cls, owner: Ints, item: Ints, many: int) -> Lists:
        """Gather the different items of each owner, sorted.

        >>> Lists.grouped(np.array([1, 0, 1, 1]), np.array([5, 6, 4, 5]), 2).items.tolist()
        [6, 4, 5]
        """
        room = int(item.max()) + 1 if len(item) else 1
        keys = np.sort(owner * room + item)
        first = np.ones(len(keys), bool)
        first[1:] = keys[1:] != keys[:-1]
        keys = keys[first]
        return cls.counted(np.bincount(keys // room, minlength=many), keys % room)

    @classmethod
    def single(cls, items: Ints) -> Lists:
        """Make a list of each item."""
        return cls(np.arange(len(items) + 1), items)

    @classmethod
    def joined(cls, parts: Sequence[Lists]) -> Lists:
        """Put many lists behind many others."""
        counts = np.concatenate([part.counts for part in parts])
        return cls.counted(counts, np.concatenate([part.items for part in parts]))

    @property
    def counts(self) -> Ints:
        """How long each list is."""
        return np.diff(self.bounds)

    @property
    def owners(self) -> Ints:
        """Which list each item is in."""
        return np.repeat(np.arange(len(self.bounds) - 1), self.counts)

    def take(self, places: Ints) -> Lists:
        """Return some of the lists.

        >>> Lists.of([[7], [], [8, 9]]).take(np.array([2, 0])).items.tolist()
        [8, 9, 7]
        """
        counts = self.counts[places]
        before = np.cumsum(counts) - counts
        items = self.items[np.repeat(self.bounds[places] - before, counts) + np.arange(int(counts.sum()))]
        return Lists.counted(counts, items)

    def ranks(self) -> Ints:
        """Rank the lists as tuples are sorted; equal ones share a rank.

        >>> Lists.of([[2], [], [1, 9], [1], [2]]).ranks().tolist()
        [3, 0, 2, 1, 3]
        """
        counts = self.counts
        longest = int(counts.max(initial=0))
        rank = np.zeros(len(counts), np.int64)
        if longest > _PLACES:
            longer = np.flatnonzero(counts > _PLACES)
            ends = [self.items[self.bounds[at] + _PLACES : self.bounds[at + 1]].tolist() for at in longer.tolist()]
            ranked = {end: place for place, end in enumerate(sorted(set(map(tuple, ends))), 1)}
            rank[longer] = [ranked[tuple(end)] for end in ends]
        for place in range(min(longest, _PLACES) - 1, -1, -1):
            has = np.flatnonzero(counts > place)
            key = self.items[self.bounds[has] + place] * (int(rank.max()) + 1) + rank[has]
            rank[has] = np.unique(key, return_inverse=True)[1] + 1
        return rank

    def texts(self, words: Texts, between: str) -> Texts:
        """Write each list as the words its numbers stand for.

        >>> Lists.of([[0], [], [0, 1]]).texts(np.array(["a", "b"], object), "+").tolist()
        ['a', '', 'a+b']
        """
        return written(self.said(words, between))

    def said(self, words: Texts, between: str, last: str = "") -> Said:
        """Say each list as the words its numbers stand for, in pieces; before the last word stands `last`, if given.

        >>> written(Lists.of([[1, 0, 1], [0]]).said(np.array(["a", "b"], object), ", ", " and ")).tolist()
        ['b, a and b', 'a']
        """
        counts, told = self.counts, list[tuple[Ints, Said]]()
        for count in np.flatnonzero(np.bincount(counts)).tolist():
            own = np.flatnonzero(counts == count)
            if not 0 < count <= _PLACES:
                listed = (
                    (between.join(each[:-1]), last or between, each[-1]) if each else ()
                    for each in self.take(own).tuples(words)
                )
                told.append((own, texts_of(list(map("".join, listed)))))
                continue
            pieces: list[str | Said] = []
            for place in range(count):
                pieces += [between if place < count - 1 else last or between] if place else []
                pieces.append(Words(self.items[self.bounds[own] + place], words))
            told.append((own, Sentences(len(own), tuple(pieces))))
        return Gathered.of(told)

    def tuples(self, words: Texts) -> list[tuple[str, ...]]:
        """Return the words of each list."""
        listed = words[self.items].tolist()
        return [tuple(listed[start:end]) for start, end in pairwise(self.bounds.tolist())]
