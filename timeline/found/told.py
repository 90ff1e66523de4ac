"""The pieces of many messages: what is the same is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline.attendance.numbered import Ints, Texts, texts
from timeline.clock import DAY, clock_at, duration, wall_column
from timeline.contracts.sentences import Gathered, Said, Sentences, Words, sentences, written
from timeline.found.lists import Lists
from timeline.found.of_rows import row_numbers
from timeline.record import Record
from timeline.words import NAMED, series


def each_said(values: Ints, tell: Callable[[int], str]) -> Words:
    """Put numbers into words, each different one once.

    >>> written(each_said(np.array([60, 300, 60]), duration)).tolist()
    ['1 minute', '5 minutes', '1 minute']
    """
    codes, distinct = pd.factorize(values)
    return Words(codes, texts([tell(value) for value in distinct.tolist()]))


def each_told(values: Ints, tell: Callable[[int], str]) -> Texts:
    """Write what `each_said` says."""
    return written(each_said(values, tell))


def clocks_said(seconds: Ints, zone: ZoneInfo | None) -> Words:
    """Say many seconds on the clinic's line as `clock_at` writes one.

    >>> written(clocks_said(np.array([60, 90061]), None)).tolist()
    ['00:01', '01:01:01']
    """
    return each_said(wall_column(seconds, zone).astype(np.int64) % DAY, clock_at)


def clocks(seconds: Ints, zone: ZoneInfo | None) -> Texts:
    """Write what `clocks_said` says."""
    return written(clocks_said(seconds, zone))


def when_said(dates: Said, start: Ints, end: Ints, zone: ZoneInfo | None, *, seconds: Ints | None = None) -> Sentences:
    """Say when each of many things was, and for how long, as `Record.when` writes it of one."""
    return sentences(
        "on {date}, {first}–{last} ({told})",
        len(start),
        date=dates,
        first=clocks_said(start, zone),
        last=clocks_said(end, zone),
        told=each_said(end - start if seconds is None else seconds, duration),
    )


def when(dates: Texts, start: Ints, end: Ints, zone: ZoneInfo | None, *, seconds: Ints | None = None) -> Iterable[str]:
    """Write what `when_said` says."""
    told: list[str] = written(when_said(dates, start, end, zone, seconds=seconds)).tolist()
    return told


def row_clocks_said(record: Record, row: Ints) -> Sentences:
    """Say when each of some rows is, and for how long, as `Record.row_clock` writes it of one."""
    of = row_numbers(record)
    return when_said(Words(of.date[row], of.words.dates), of.start[row], of.end[row], record.zone)


def row_clocks(record: Record, row: Ints) -> Iterable[str]:
    """Write what `row_clocks_said` says."""
    told: list[str] = written(row_clocks_said(record, row)).tolist()
    return told


def all_series(named: Lists, words: Texts) -> Texts:
    """Write what `series_said` says."""
    return written(series_said(named, words))


def series_said(named: Lists, words: Texts) -> Said:
    """List the words of each list in a sentence, as `series` lists those of one.

    >>> written(series_said(Lists.of([[0], [0, 1], [0, 1, 0]]), texts(["a", "b"]))).tolist()
    ['a', 'a and b', 'a, b and a']
    """
    counts, told = named.counts, list[tuple[Ints, Said]]()
    for count in np.flatnonzero(np.bincount(counts)).tolist():
        own = np.flatnonzero(counts == count)
        if count > NAMED or not count:
            told.append((own, texts([series(each) for each in named.take(own).tuples(words)])))
            continue
        pieces: list[str | Said] = []
        for place in range(count):
            pieces += [", " if place < count - 1 else " and "] if place else []
            pieces.append(Words(named.items[named.bounds[own] + place], words))
        told.append((own, Sentences(len(own), tuple(pieces))))
    return Gathered.of(told)
