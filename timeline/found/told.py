"""The pieces of many messages: what is the same is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline.attendance.numbered import Ints, Texts, texts
from timeline.clock import DAY, clock_at, duration, wall_column
from timeline.found.lists import Lists
from timeline.found.of_rows import row_numbers
from timeline.record import Record
from timeline.words import NAMED, series


def each_told(values: Ints, tell: Callable[[int], str]) -> Texts:
    """Put numbers into words, each different one once.

    >>> each_told(np.array([60, 300, 60]), duration).tolist()
    ['1 minute', '5 minutes', '1 minute']
    """
    codes, distinct = pd.factorize(values)
    return texts([tell(value) for value in distinct.tolist()])[codes]


def clocks(seconds: Ints, zone: ZoneInfo | None) -> Texts:
    """Write many seconds on the clinic's line as `clock_at` writes one.

    >>> clocks(np.array([60, 90061]), None).tolist()
    ['00:01', '01:01:01']
    """
    return each_told(wall_column(seconds, zone).astype(np.int64) % DAY, clock_at)


def when(dates: Texts, start: Ints, end: Ints, zone: ZoneInfo | None, *, seconds: Ints | None = None) -> Iterable[str]:
    """Write when each of many things was, and for how long, as `Record.when` writes it of one."""
    lasts = each_told(end - start if seconds is None else seconds, duration)
    columns = (each.tolist() for each in (dates, clocks(start, zone), clocks(end, zone), lasts))
    return (f"on {date}, {first}–{last} ({told})" for date, first, last, told in zip(*columns, strict=True))


def row_clocks(record: Record, row: Ints) -> Iterable[str]:
    """Write when each of some rows is, and for how long, as `Record.row_clock` writes it of one."""
    of = row_numbers(record)
    return when(of.words.dates[of.date[row]], of.start[row], of.end[row], record.zone)


def all_series(named: Lists, words: Texts) -> Texts:
    """List the words of each list in a sentence, as `series` lists those of one.

    >>> all_series(Lists.of([[0], [0, 1], [0, 1, 0]]), texts(["a", "b"])).tolist()
    ['a', 'a and b', 'a, b and a']
    """
    counts, told = named.counts, texts([""] * (len(named.bounds) - 1))
    last = " and " + words
    for count in np.flatnonzero(np.bincount(counts)).tolist():
        own = np.flatnonzero(counts == count)
        if count == 1:
            told[own] = words[named.items[named.bounds[own]]]
        elif 1 < count <= NAMED:
            listed = named.take(own).items.reshape(-1, count)
            most = Lists.counted(np.full(len(own), count - 1), listed[:, :-1].ravel())
            told[own] = most.texts(words, ", ") + last[listed[:, -1]]
        elif count:
            told[own] = [series(each) for each in named.take(own).tuples(words)]
    return told
