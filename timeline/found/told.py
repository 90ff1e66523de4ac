"""The pieces of many messages: what is the same is written once."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import numpy as np

from timeline.attendance.numbered import Ints, Texts, texts
from timeline.clock import DAY, clock_at, duration, wall_column
from timeline.contracts.sentences import Gathered, Said, Sentences, Words, each_said, sentences, written
from timeline.found.lists import Lists
from timeline.found.of_rows import row_numbers
from timeline.record import Record
from timeline.words import NAMED, series


def each_told(values: Ints, tell: Callable[[int], str]) -> Texts:
    """Write what `each_said` says."""
    return written(each_said(values, tell))


def clocks_said(seconds: Ints, zone: ZoneInfo | None) -> Words:
    """Say many seconds on the clinic's line as `clock_at` writes one.

    >>> written(clocks_said(np.array([60, 90061]), None)).tolist()
    ['00:01', '01:01:01']
    """
    return each_said(wall_column(seconds, zone).astype(np.int64) % DAY, clock_at)


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


def row_clocks_said(record: Record, row: Ints) -> Sentences:
    """Say when each of some rows is, and for how long, as `Record.row_clock` writes it of one."""
    of = row_numbers(record)
    return when_said(Words(of.date[row], of.words.dates), of.start[row], of.end[row], record.zone)


def all_series(named: Lists, words: Texts) -> Texts:
    """Write what `series_said` says."""
    return written(series_said(named, words))


def series_said(named: Lists, words: Texts) -> Said:
    """List the words of each list in a sentence, as `series` lists those of one.

    >>> written(series_said(Lists.of([[0], [0, 1], [0, 1, 0]]), texts(["a", "b"]))).tolist()
    ['a', 'a and b', 'a, b and a']
    """
    many = np.flatnonzero(named.counts > NAMED)
    few = np.delete(np.arange(len(named.counts)), many)
    listed = texts([series(each) for each in named.take(many).tuples(words)])
    return Gathered.of([(few, named.take(few).said(words, ", ", " and ")), (many, listed)])
