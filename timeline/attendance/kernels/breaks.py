"""Interruptions and displacements of attended rows (meaning §5)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]

#: Contest rules, in their order.
NESTED, DOCUMENTED = 1, 2
BUSY, NONE = 0, -1


def breaks(
    rows: Ints,
    day_of: Ints,
    edges: tuple[Ints, Ints],
    opened: tuple[Ints, Ints, Ints],
    provided: tuple[Ints, Ints, Ints],
    named: tuple[Ints, Ints],
    reasons: tuple[int, int],
    contest: int,
) -> Ints:
    """Find the runs of attended rows in which their provider is not engaged with them.

    Parameters
    ----------
    rows, day_of
        The attended rows, and of each which provider's date it is on.
    edges
        Start and end of every row.
    opened
        The parts of rows.
    provided
        Where each provider's spans begin, the spans, the rows that ask.
    named
        The engagement of every row, and the label of every engagement.
    reasons
        The numbers of the reasons `busy` and `contest`; those of suspensions stand in the parts.
    contest
        The rule in force.

    Returns
    -------
    Row, start, end, label of whom the provider is with instead (-1: nobody), reason, and 1 inside or 0 at an edge.
    """
    (start, end), (begin, spans, _), (engagement, _) = edges, provided, named
    found, n = np.empty((len(rows) + 16, 6), np.int64), 0
    for i in range(len(rows)):
        row = rows[i]
        place = _from(spans, begin[day_of[i]], begin[day_of[i] + 1], start[row])
        last = place
        while last < begin[day_of[i] + 1] and spans[last, 1] < end[row]:
            last += 1
        if n + last - place > len(found):
            found = _grown(found, n + last - place)
        of_row, kept_first, kept_last, running = n, end[row], start[row], False
        for span in range(place, last):
            told, reason = _told(spans[span], row, engagement[row], opened, provided[2], named[1], reasons, contest)
            if reason == 0:
                kept_first, kept_last, running = min(kept_first, spans[span, 1]), spans[span, 1], False
            elif running and found[n - 1, 3] == told and found[n - 1, 4] == reason:
                found[n - 1, 2] = spans[span, 2]
            else:
                found[n, 0], found[n, 1], found[n, 2] = row, spans[span, 1], spans[span, 2]
                found[n, 3], found[n, 4], found[n, 5] = told, reason, 0
                n, running = n + 1, True
        for one in range(of_row, n):
            found[one, 5] = kept_first < found[one, 1] < kept_last
    return found[:n]


def _from(spans: Ints, first: int, last: int, instant: int) -> int:
    """Find the first span of a provider that does not start before an instant."""
    while first < last:
        middle = (first + last) // 2
        if spans[middle, 1] < instant:
            first = middle + 1
        else:
            last = middle
    return first


def _told(
    span: Ints,
    row: int,
    own: int,
    opened: tuple[Ints, Ints, Ints],
    asked: Ints,
    labels: Ints,
    reasons: tuple[int, int],
    contest: int,
) -> tuple[int, int]:
    """Name whom the provider is with instead and the reason; 0 as the reason where it is engaged with the row."""
    first, count, parts = opened
    reason = 0
    for part in range(first[row], first[row] + count[row]):
        if parts[part, 0] <= span[1]:
            reason = parts[part, 2]
    kept = NONE
    if span[3] == 1:
        kept = asked[span[7], 2]
    elif span[3] > 1 and contest == NESTED:
        kept = span[4]
    if reason == 0:
        # Under `documented` the provider is engaged with every open row.
        if kept == own or contest == DOCUMENTED:
            return NONE, 0
        reason = reasons[0] if kept == BUSY else reasons[1]
    return (NONE if kept in (NONE, own) else labels[kept]), reason


def _grown(table: Ints, least: int) -> Ints:
    """Make room for at least so many lines."""
    larger = np.empty((max(least, 2 * len(table)), table.shape[1]), np.int64)
    for line in range(len(table)):
        for column in range(table.shape[1]):
            larger[line, column] = table[line, column]
    return larger
