"""Which parts of attended rows are open, and when a group has two patients (meaning §2, suspension; §3, groups)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]

#: A suspending row that suspends every attended row of its patient; others suspend those of their own provider.
ALL = 1


def open_parts(
    bounds: Ints, rows: Ints, start: Ints, end: Ints, provider: Ints, attended: Ints, suspends: Ints, reason: Ints
) -> tuple[Ints, Ints, Ints]:
    """Cut every attended row into open and suspended parts.

    Parameters
    ----------
    bounds
        Where each patient's rows begin in `rows`, and the end.
    rows
        Analyzed rows by position, patient after patient.
    start, end, provider, attended, suspends, reason
        Of every row; `suspends` is 0, `ALL` or more, and `reason` the place of its name in the alphabet, from 1.

    Returns
    -------
    The first part of each row, how many it has (none unless attended), and the parts: start, end and the reason they
    are suspended for, 0 where open. The parts of a row are in order and make up the row.
    """
    first, count = np.zeros(len(start), np.int64), np.zeros(len(start), np.int64)
    parts = np.empty((len(rows) + 16, 3), np.int64)
    pausing = np.empty(len(rows), np.int64)
    n = np.int64(0)
    for k in range(len(bounds) - 1):
        resting = 0
        for i in range(bounds[k], bounds[k + 1]):
            if suspends[rows[i]] > 0:
                pausing[resting] = rows[i]
                resting += 1
        for i in range(bounds[k], bounds[k + 1]):
            row = rows[i]
            if attended[row] == 0:
                continue
            if n + 2 * resting + 1 > len(parts):
                parts = _grown(parts, n + 2 * resting + 1)
            first[row] = n
            if resting == 0:
                parts[n, 0], parts[n, 1], parts[n, 2] = start[row], end[row], 0
                n, count[row] = n + 1, 1
                continue
            n = _cut(row, pausing[:resting], start, end, provider, suspends, reason, parts, n)
            count[row] = n - first[row]
    return first, count, parts[:n]


def _cut(
    row: int,
    pausing: Ints,
    start: Ints,
    end: Ints,
    provider: Ints,
    suspends: Ints,
    reason: Ints,
    parts: Ints,
    n: np.int64,
) -> np.int64:
    """Write the parts of one row from place `n` on; return the place after them."""
    edges = np.empty(2 * len(pausing) + 2, np.int64)
    over = np.empty(len(pausing), np.int64)
    m = 0
    for other in pausing:
        own = suspends[other] == ALL or provider[other] == provider[row]
        if own and start[other] < end[row] and start[row] < end[other]:
            over[m] = other
            edges[2 * m], edges[2 * m + 1] = max(start[row], start[other]), min(end[row], end[other])
            m += 1
    edges[2 * m], edges[2 * m + 1] = start[row], end[row]
    cuts = edges[: 2 * m + 2]
    _sort(cuts)
    begin = n
    for j in range(len(cuts) - 1):
        if cuts[j] == cuts[j + 1]:
            continue
        why = 0
        for other in over[:m]:
            # Of several suspensions at once, the first in the alphabet is named.
            if start[other] <= cuts[j] < end[other] and (why == 0 or reason[other] < why):
                why = reason[other]
        if n > begin and parts[n - 1, 2] == why:
            parts[n - 1, 1] = cuts[j + 1]
        else:
            parts[n, 0], parts[n, 1], parts[n, 2] = cuts[j], cuts[j + 1], why
            n += 1
    return n


def group_spans(bounds: Ints, rows: Ints, first: Ints, count: Ints, parts: Ints, patient: Ints) -> tuple[Ints, Ints]:
    """Find when each group has open rows of two or more patients, whoever the provider.

    Parameters
    ----------
    bounds, rows
        The attended rows of each group of a date and evidence, as in `open_parts`.
    first, count, parts
        What `open_parts` returned.
    patient
        Of every row, numbered from 0.

    Returns
    -------
    Where each group's spans begin, and the end; the spans, sorted and apart.
    """
    begin, spans = np.zeros(len(bounds), np.int64), np.empty((len(rows) + 16, 2), np.int64)
    many = np.int64(1)
    for row in rows:
        many = max(many, patient[row] + 1)
    present = np.zeros(many, np.int64)
    n = 0
    for g in range(len(bounds) - 1):
        comings = _comings(rows[bounds[g] : bounds[g + 1]], first, count, parts, patient, many)
        if n + len(comings) > len(spans):
            spans = _grown(spans, n + len(comings))
        together, j = 0, 0
        while j < len(comings):
            at, before = comings[j] // (2 * many), together
            while j < len(comings) and comings[j] // (2 * many) == at:
                one = comings[j] % many
                if comings[j] // many % 2 == 1:
                    present[one] += 1
                    together += present[one] == 1
                else:
                    present[one] -= 1
                    together -= present[one] == 0
                j += 1
            if before < 2 <= together:
                spans[n, 0] = at
            elif together < 2 <= before:
                spans[n, 1] = at
                n += 1
        begin[g + 1] = n
    return begin, spans[:n]


def _comings(rows: Ints, first: Ints, count: Ints, parts: Ints, patient: Ints, many: np.int64) -> Ints:
    """List when patients come and go, in order: twice the instant, one more for a coming; times `many`, plus who."""
    most = 0
    for row in rows:
        most += 2 * count[row]
    found = np.empty(most, np.int64)
    n = 0
    for row in rows:
        for part in range(first[row], first[row] + count[row]):
            if parts[part, 2] == 0:
                found[n] = (2 * parts[part, 0] + 1) * many + patient[row]
                found[n + 1] = 2 * parts[part, 1] * many + patient[row]
                n += 2
    found = found[:n]
    _sort(found)
    return found


def _grown(table: Ints, least: int | np.int64) -> Ints:
    """Make room for at least so many lines."""
    larger = np.empty((max(least, 2 * len(table)), table.shape[1]), np.int64)
    for line in range(len(table)):
        for column in range(table.shape[1]):
            larger[line, column] = table[line, column]
    return larger


def _sort(values: Ints) -> None:
    """Sort a few numbers in place, in ever smaller steps (Shell's way)."""
    step = 1
    while 3 * step < len(values):
        step = 3 * step + 1
    while step > 0:
        for i in range(step, len(values)):
            value, at = values[i], i
            while at >= step and values[at - step] > value:
                values[at] = values[at - step]
                at -= step
            values[at] = value
        step //= 3
