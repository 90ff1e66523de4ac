"""How many pieces the rows of a schedule are cut into, and the most that are analyzed.

Time is cut wherever a row of one provider, patient or group starts or ends, and each piece of each row has an answer of
its own. A clinic's rows have a few pieces each. Where every row of a date is open at once and starts at an instant of
its own, the pieces are the square of the rows, and so are the answers: no computer is fast enough for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from timeline.errors import Fault, ScheduleError
from timeline.sheets.texts import Texts
from timeline.words import counted

Numbers = NDArray[np.int64]

#: The most pieces of the rows of a date: as many as 447 rows have of which each lies within the one before, far more
#: than anybody treats. They take some seconds; a date may have more if they are few for its rows.
MOST_PIECES = 200_000
#: So many pieces a row are few; a busy clinic has about five.
FEW = 50

REPAIR = {
    "provider": "Name who treated each patient, and when: a room is no provider, opening hours are no treatment.",
    "patient": "Name whom each row is about, and when it was: opening hours are no treatment.",
    "group": "Give each session a group of its own, and its own start and end.",
}


class Crowd(NamedTuple):
    """Rows of one provider, patient or group that overlap too often on one date, and how many dates are like it.

    Parameters
    ----------
    who
        `provider`, `patient` or `group`.
    date, rows, at_once, pieces
        The date with the most, its rows, how many of them are open at once at most, and into how many pieces others
        cut them.
    most
        How many pieces of that date are analyzed.
    dates
        On how many dates there are too many.
    """

    who: str
    date: str
    rows: int
    at_once: int
    pieces: int
    most: int
    dates: int


def check_crowding(intervals: pd.DataFrame, file: str) -> None:
    """Refuse dates on which so many rows are open at once that nobody would see the answer.

    Parameters
    ----------
    intervals
        `INTERVALS`; each date is judged by itself.
    file
        What the rows were read from, for the message.

    Raises
    ------
    ScheduleError: the rows of a date would be cut into more pieces than are analyzed.
    """
    refuse_crowds(crowds_in(intervals), file)


def refuse_crowds(crowds: Iterable[Crowd], file: str) -> None:
    """Refuse what was found of any dates: one sentence for providers, patients and groups each."""
    found: dict[str, list[Crowd]] = {}
    for crowd in crowds:
        found.setdefault(crowd.who, []).append(crowd)
    if found:
        raise ScheduleError([_fault(found[who], file) for who in REPAIR if who in found])


def _fault(crowds: Sequence[Crowd], file: str) -> Fault:
    found = max(crowds, key=lambda crowd: crowd.pieces)
    problem = (
        f"{found.rows:,} rows of {found.date} have the same {found.who}, {found.at_once:,} of them at once, and would "
        f"be cut into {found.pieces:,} pieces where others start or end; at most {found.most:,} of a date are analyzed"
    )
    others = sum(crowd.dates for crowd in crowds) - 1
    if others:
        problem += f"; {counted(others, 'other date')} would be cut into too many, too"
    return Fault(file, None, found.who, "", problem, REPAIR[found.who])


def may_be_crowded(rows: int) -> bool:
    """Whether so many rows of a date can be cut into too many pieces at all."""
    return rows * (2 * rows - 1) > max(MOST_PIECES, FEW * rows)


def crowds_in(intervals: pd.DataFrame | Mapping[str, Any]) -> list[Crowd]:
    """Find the dates of some whole dates on which too many rows are open at once; columns may be `Texts`."""
    date, names = _numbered(intervals["date"])
    rows = np.bincount(date, minlength=len(names))
    if not any(map(may_be_crowded, rows.tolist())):
        return []
    most = np.maximum(MOST_PIECES, FEW * rows)
    days = _Days(date, names, *(np.asarray(intervals[name], np.int64) for name in ("start_second", "end_second")))
    return [crowd for who in REPAIR for crowd in _crowds(days, who, *_numbered(intervals[who]), most)]


class _Days(NamedTuple):
    """Rows by what matters here: the number of the date of each, dates by number, and starts and ends in seconds."""

    date: Numbers
    names: Sequence[str]
    start: Numbers
    end: Numbers

    def only(self, rows: Any) -> _Days:
        """Keep some rows."""
        return self._replace(date=self.date[rows], start=self.start[rows], end=self.end[rows])


def _numbered(own: Texts | pd.Series) -> tuple[Numbers, Sequence[str]]:
    """Give numbers to a column of text, in the order in which its texts are first met or listed."""
    if not isinstance(own, Texts):
        codes, names = pd.factorize(own)
        return codes, names.tolist()
    place = {name: number for number, name in enumerate(dict.fromkeys(own.distinct))}
    number = np.array([place[name] for name in own.distinct], dtype=np.int64)
    return number[own.codes], list(place)


def _crowds(days: _Days, who: str, person: Numbers, names: Sequence[str], most: Numbers) -> Iterator[Crowd]:
    """Find them of providers, patients or groups; those that are too few to be cut so often are not looked at."""
    date = days.date
    named = np.array([bool(name) for name in names], dtype=np.bool_)[person]
    crowd = pd.factorize(date * len(names) + person)[0].astype(np.int64)
    possible = np.bincount(crowd, weights=named)[crowd] * 2
    likely = named & (np.bincount(date, weights=possible * named, minlength=len(most)) > most)[date]
    if not likely.any():
        return
    rows, crowd, date = days.only(likely), crowd[likely], date[likely]
    pieces = _cut(rows, crowd)
    over = np.bincount(date, weights=pieces, minlength=len(most)) > most
    if over.any():
        here = crowd == np.bincount(crowd, weights=pieces * over[date]).argmax()
        yield _told(
            rows.only(here), who, int(pieces[here].sum()), int(most[date[here][0]]), int(np.count_nonzero(over))
        )


def _told(rows: _Days, who: str, pieces: int, most: int, dates: int) -> Crowd:
    """Describe the rows of one date and one provider, patient or group."""
    starts, ends = np.sort(rows.start), np.sort(rows.end)
    at_once = np.arange(1, len(starts) + 1) - np.searchsorted(ends, starts, side="right")
    return Crowd(who, rows.names[rows.date[0]], len(starts), int(at_once.max()), pieces, most, dates)


def _cut(rows: _Days, crowd: Numbers) -> Numbers:
    """Return into how many pieces each row is cut, given the number of its date and person."""
    first = int(rows.start.min())
    apart = int(rows.end.max()) - first + 1
    starts, ends = crowd * apart + rows.start - first, crowd * apart + rows.end - first
    edges = np.unique(np.concatenate([starts, ends]))
    return np.searchsorted(edges, ends) - np.searchsorted(edges, starts)
