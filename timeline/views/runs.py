"""Rows of a result table that follow one another on a bar, as one mark of a chart.

All of it takes time in proportion to the rows: of hundreds of patients with one provider, each is cut wherever another
begins or ends.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.contracts import records
from timeline.vocabulary import Doing
from timeline.words import NAMED

if TYPE_CHECKING:
    import pandas as pd

#: More interruptions than this on one bar are drawn as one where they touch.
MOST_APART = 50

Whose = tuple[str, str]
Engagement = tuple[str, str]


class Run(NamedTuple):
    """Rows of a table on one bar: their positions by start, seconds on the clinic's line, and the wall clocks."""

    interval_id: str
    rows: Sequence[int]
    start_second: int
    seconds: int
    start: datetime
    end: datetime


class Cut:
    """A result table of spans of recorded rows: it has `interval_id`, `start`, `end`, `start_second` and `seconds`."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._on, self._start, self._seconds = (
            table[name].tolist() for name in ("interval_id", "start_second", "seconds")
        )
        self._clocks = {name: table[name].to_numpy() for name in ("start", "end")}

    def runs(self, rows: Iterable[int]) -> Iterator[Run]:
        """Join what touches or overlaps on a bar; bars in the order of their first rows."""
        by_bar: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            by_bar[self._on[row]].append(row)
        for listed in by_bar.values():
            yield from self._joined(listed)

    def few(self) -> Iterator[Run]:
        """Return every row as a run of its own, but join what touches on a bar that has very many."""
        by_bar: dict[str, list[int]] = defaultdict(list)
        for row, interval in enumerate(self._on):
            by_bar[interval].append(row)
        for listed in by_bar.values():
            if len(listed) > MOST_APART:
                yield from self._joined(listed)
            else:
                yield from (self._run([row]) for row in listed)

    def _joined(self, rows: list[int]) -> Iterator[Run]:
        run, end = list[int](), 0
        for row in sorted(rows, key=self._start.__getitem__):
            if run and self._start[row] > end:
                yield self._run(run)
                run = []
            end = max(end, self._end(row)) if run else self._end(row)
            run.append(row)
        yield self._run(run)

    def _run(self, rows: Sequence[int]) -> Run:
        first, last = rows[0], max(rows, key=self._end)
        start = self._start[first]
        clocks = self._clocks["start"][first].item(), self._clocks["end"][last].item()
        return Run(self._on[first], rows, start, self._end(last) - start, *clocks)

    def _end(self, row: int) -> int:
        return int(self._start[row] + self._seconds[row])


class _Windows(NamedTuple):
    """The spans in which engagements claim a provider, by start, and the latest end up to each."""

    spans: Sequence[tuple[int, int, Engagement]]
    latest: Sequence[int]


class Others(NamedTuple):
    """Engagements in the order of coming: those that a sentence may name, and how many there are."""

    first: Sequence[Engagement]
    count: int


class Claims:
    """Who claims each provider while the provider is claimed twice.

    Parameters
    ----------
    demands, engagements
        Those of one date.
    """

    def __init__(self, demands: pd.DataFrame, engagements: pd.DataFrame) -> None:
        self.contested: list[int] = []
        inside = _inside(engagements)
        open_until: dict[tuple[Whose, Engagement], tuple[int, int]] = {}
        found: dict[Whose, list[tuple[int, int, Engagement]]] = defaultdict(list)
        columns = ("evidence", "provider", "start_second", "seconds", "engagement_kind", "engagement")
        last, twice = None, False
        for row, (evidence, provider, start, seconds, *engagement) in enumerate(records(demands, columns)):
            whose, claim = (evidence, provider), (engagement[0], engagement[1])
            if (whose, start) != last:  # whatever claims a provider at once stands together
                last, twice = (whose, start), inside(whose, start)
            if not twice:
                continue
            self.contested.append(row)
            since, until = open_until.get((whose, claim), (start, start))
            if start > until:
                found[whose].append((since, until, claim))
                since = start
            open_until[whose, claim] = since, max(until, start + seconds)
        for (whose, claim), (since, until) in open_until.items():
            found[whose].append((since, until, claim))
        self._of = {whose: _windows(spans) for whose, spans in found.items()}
        self._known: dict[tuple[Whose, int, int], Others] = {}

    def others(self, whose: Whose, own: Engagement, start: int, seconds: int) -> Others:
        """Tell who else claims a provider in a contested span.

        Parameters
        ----------
        whose
            Evidence and provider.
        """
        first, count = self._in(whose, start, seconds)
        return Others([claim for claim in first if claim != own][:NAMED], count - 1)

    def _in(self, whose: Whose, start: int, seconds: int) -> Others:
        """Tell who claims a provider in a span; many rows have the same one."""
        key = whose, start, seconds
        if key not in self._known:
            spans, latest = self._of[whose]
            place = bisect_left(spans, start + seconds, key=lambda span: span[0])
            here = []
            while place and latest[place - 1] > start:
                place -= 1
                since, until, claim = spans[place]
                if until > start:
                    here.append((max(since, start), claim))
            listed = dict.fromkeys(claim for _, claim in sorted(here))
            self._known[key] = Others(list(islice(listed, NAMED + 1)), len(listed))
        return self._known[key]


def _windows(spans: list[tuple[int, int, Engagement]]) -> _Windows:
    spans.sort()
    return _Windows(spans, list(accumulate((until for _, until, _ in spans), max)))


def _inside(engagements: pd.DataFrame) -> Any:
    """Return a test of (evidence and provider, second): is the provider contested there."""
    windows: dict[Whose, list[tuple[int, int]]] = defaultdict(list)
    contested = engagements[engagements["doing"] == Doing.CONTESTED]
    for evidence, provider, start, seconds in records(contested, ("evidence", "provider", "start_second", "seconds")):
        windows[evidence, provider].append((start, start + seconds))
    for found in windows.values():
        found.sort()

    def inside(whose: Whose, second: int) -> bool:
        found = windows.get(whose, [])
        place = bisect_right(found, second, key=lambda window: window[0]) - 1
        return place >= 0 and second < found[place][1]

    return inside
