"""What every provider is doing: engagements, contests and who keeps the provider (meaning §3)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
#: First part, number of parts, parts (`kernels.parts.open_parts`).
Opened: TypeAlias = tuple[Ints, Ints, Ints]
#: The group of each row (-1: none), where a group's spans begin, the spans (`kernels.parts.group_spans`).
Grouped: TypeAlias = tuple[Ints, Ints, Ints]

#: Columns of a provider's item: its span, its engagement, its row, whether it is a shift. Open parts are alike, but
#: for the last: the item they are of.
START, END, ENGAGEMENT, ROW, SHIFT, ITEM = 0, 1, 2, 3, 4, 4
#: The engagement of a provider who is busy without a patient.
BUSY = 0
#: What a provider is doing, in the order of `Doing`.
ONE_ON_ONE, GROUP, CONTESTED, OCCUPIED, IDLE = 0, 1, 2, 3, 4
#: Contest rules as bits, in their order: under which of them a provider is engaged with the only demand, with a
#: contest's innermost, with any other.
EVERY, INNERMOST, OTHER = 7, 6, 4
#: Nobody, nothing.
NONE = -1


def provider_spans(bounds: Ints, items: Ints, opened: Opened, grouped: Grouped, rank: Ints) -> tuple[Ints, ...]:
    """Cut every provider's date into spans in which nothing changes.

    Parameters
    ----------
    bounds, items
        Where each provider's items begin, and the end; the items of a provider, sorted by start.
    opened
        The parts of rows; a row without any is open as a whole.
    grouped
        The group time of rows.
    rank
        Of several rows open for one patient, the one with the least counts.

    Returns
    -------
    begin
        Where each provider's spans begin, and the end.
    spans
        Provider, start, end, demands, who keeps a contested provider, doing, whether a shift covers it, and the
        first and the number of the rows that ask.
    asked
        The rows that ask, by engagement and position: span, row, engagement.
    entries
        The rows that count for their patients: row, start, end, contest rules, whether in group time.
    """
    begin = np.zeros(len(bounds), np.int64)
    spans, asked = np.empty((4 * len(items) + 16, 9), np.int64), np.empty((4 * len(items) + 16, 3), np.int64)
    entries, latest = np.empty((2 * len(items) + 16, 5), np.int64), np.zeros(len(rank), np.int64)
    used = np.zeros(3, np.int64)
    for p in range(len(bounds) - 1):
        own = items[bounds[p] : bounds[p + 1]]
        edges = _edges(own, opened, grouped)
        if used[0] + len(edges) > len(spans):
            spans = _grown(spans, used[0] + len(edges))
        occupied, runs = _occupied(own, opened), _contact_runs(own)
        active, here, came, arrived = np.empty(len(occupied), np.int64), np.int64(0), 0, np.int64(0)
        present, on_shift, has_shifts = own[0, START], own[0, START], False
        for i in range(len(own)):
            has_shifts = has_shifts or own[i, SHIFT] == 1
        for j in range(len(edges) - 1):
            left, right = edges[j], edges[j + 1]
            here = _stay(active, here, occupied, left)
            while arrived < len(occupied) and occupied[arrived, START] <= left:
                here, arrived = _insert(active, here, arrived, occupied), arrived + 1
            while came < len(own) and own[came, START] <= left:
                present, came = max(present, own[came, END]), came + 1
                on_shift = max(on_shift, own[came - 1, END]) if own[came - 1, SHIFT] == 1 else on_shift
            if has_shifts and present <= left:
                continue
            if used[1] + here > len(asked):
                asked = _grown(asked, used[1] + here)
            if used[2] + here > len(entries):
                entries = _grown(entries, used[2] + here)
            now = active[:here]
            _write_span(spans, used, p, left, right, now, occupied, runs, on_shift > left)
            spans[used[0], 5] = _ask(spans[used[0]], now, occupied, asked, entries, used, latest, grouped, rank)
            used[0] += 1
        begin[p + 1] = used[0]
    return begin, spans[: used[0]], asked[: used[1]], entries[: used[2]]


def _edges(own: Ints, opened: Opened, grouped: Grouped) -> Ints:
    """List the instants at which something may change: edges of items, of their parts, and of group time inside."""
    (first, count, parts), (group_of, group_first, group_spans) = opened, grouped
    most = 2 * len(own)
    for i in range(len(own)):
        row = own[i, ROW]
        most += count[row]
        if group_of[row] >= 0:
            most += 2 * (group_first[group_of[row] + 1] - group_first[group_of[row]])
    edges = np.empty(most, np.int64)
    n = 0
    for i in range(len(own)):
        row, start, end = own[i, ROW], own[i, START], own[i, END]
        edges[n], edges[n + 1] = start, end
        n += 2
        if count[row] > 1:
            for part in range(first[row], first[row] + count[row]):
                edges[n] = parts[part, 0]
                n += 1
        if group_of[row] >= 0:
            for span in range(group_first[group_of[row]], group_first[group_of[row] + 1]):
                for side in range(2):
                    if start < group_spans[span, side] < end:
                        edges[n] = group_spans[span, side]
                        n += 1
    edges = edges[:n]
    _sort(edges)
    n = 1
    for i in range(1, len(edges)):
        if edges[i] != edges[n - 1]:
            edges[n] = edges[i]
            n += 1
    return edges[:n]


def _occupied(own: Ints, opened: Opened) -> Ints:
    """List the open parts of what occupies the provider, sorted by start: the columns of items, and the item."""
    first, count, parts = opened
    most = 0
    for i in range(len(own)):
        most += max(1, count[own[i, ROW]])
    found = np.empty((most, 5), np.int64)
    n = 0
    for i in range(len(own)):
        row = own[i, ROW]
        for part in range(first[row], first[row] + max(1, count[row])):
            if own[i, SHIFT] == 1 or (count[row] > 0 and parts[part, 2] > 0):
                continue
            start, end, at = own[i, START], own[i, END], n
            if count[row] > 0:
                start, end = parts[part, 0], parts[part, 1]
            while at > 0 and found[at - 1, START] > start:
                for column in range(5):
                    found[at, column] = found[at - 1, column]
                at -= 1
            found[at, START], found[at, END] = start, end
            found[at, ENGAGEMENT], found[at, ROW], found[at, ITEM] = own[i, ENGAGEMENT], row, i
            n += 1
    return found[:n]


def _contact_runs(own: Ints) -> Ints:
    """Give each item the contact run it belongs to: the spans of an engagement joined, suspended or not."""
    runs, run_of = np.empty((len(own), 3), np.int64), np.empty(len(own), np.int64)
    n = 0
    for i in range(len(own)):
        run = n
        if own[i, SHIFT] == 0:
            run -= 1
            while run >= 0 and runs[run, 2] != own[i, ENGAGEMENT]:
                run -= 1
            if run < 0 or runs[run, 1] < own[i, START]:
                run = n
                runs[n, 0], runs[n, 1], runs[n, 2] = own[i, START], own[i, END], own[i, ENGAGEMENT]
                n += 1
            runs[run, 1] = max(runs[run, 1], own[i, END])
        run_of[i] = run
    found = np.empty((len(own), 3), np.int64)
    for i in range(len(own)):
        for column in range(3):
            found[i, column] = runs[run_of[i], column]
    return found


def _stay(active: Ints, here: np.int64, occupied: Ints, left: int) -> np.int64:
    """Keep what is still open; return how many."""
    kept = np.int64(0)
    for i in range(here):
        if occupied[active[i], END] > left:
            active[kept] = active[i]
            kept += 1
    return kept


def _insert(active: Ints, here: np.int64, new: np.int64, occupied: Ints) -> np.int64:
    """Put a part where it belongs in the order of engagements and positions; return how many there are."""
    at = here
    while at > 0:
        before = active[at - 1]
        if occupied[before, ENGAGEMENT] < occupied[new, ENGAGEMENT] or (
            occupied[before, ENGAGEMENT] == occupied[new, ENGAGEMENT] and occupied[before, ROW] < occupied[new, ROW]
        ):
            break
        active[at] = before
        at -= 1
    active[at] = new
    return here + 1


def _write_span(
    spans: Ints,
    used: Ints,
    provider: int,
    left: int,
    right: int,
    active: Ints,
    occupied: Ints,
    runs: Ints,
    in_shift: bool,
) -> None:
    """Write a span, and who keeps the provider: the engagement whose contact run lies strictly inside all others."""
    demands, winner, inner = 0, NONE, 0
    for i in range(len(active)):
        if i == 0 or occupied[active[i], ENGAGEMENT] != occupied[active[i - 1], ENGAGEMENT]:
            demands += 1
        if runs[occupied[active[i], ITEM], 0] > runs[occupied[active[inner], ITEM], 0]:
            inner = i
    if demands > 1:
        # Only the last to start can lie inside all others.
        winner, start, end = (
            occupied[active[inner], ENGAGEMENT],
            runs[occupied[active[inner], ITEM], 0],
            runs[occupied[active[inner], ITEM], 1],
        )
        for i in range(len(active)):
            run = occupied[active[i], ITEM]
            if occupied[active[i], ENGAGEMENT] != winner and not (runs[run, 0] < start and end < runs[run, 1]):
                winner = NONE
                break
    n = used[0]
    spans[n, 0], spans[n, 1], spans[n, 2], spans[n, 3], spans[n, 4] = provider, left, right, demands, winner
    spans[n, 6], spans[n, 7], spans[n, 8] = in_shift, used[1], len(active)


def _ask(
    span: Ints,
    active: Ints,
    occupied: Ints,
    asked: Ints,
    entries: Ints,
    used: Ints,
    latest: Ints,
    grouped: Grouped,
    rank: Ints,
) -> int:
    """Write the rows that ask and those that count for their patients; return what the provider is doing."""
    group_of, group_first, group_spans = grouped
    demands, doing, i = span[3], CONTESTED if span[3] > 1 else IDLE, 0
    while i < len(active):
        engagement, group, best, after = occupied[active[i], ENGAGEMENT], group_of[occupied[active[i], ROW]], i, i
        while after < len(active) and occupied[active[after], ENGAGEMENT] == engagement:
            asked[used[1], 0], asked[used[1], 1], asked[used[1], 2] = used[0], occupied[active[after], ROW], engagement
            used[1] += 1
            if rank[occupied[active[after], ROW]] < rank[occupied[active[best], ROW]]:
                best = after
            after += 1
        together = group >= 0 and _covers(group_spans, group_first[group], group_first[group + 1], span[1])
        rules = EVERY if demands < 2 else INNERMOST if engagement == span[4] else OTHER
        if engagement != BUSY:
            # With a group every open row counts; with a patient one does.
            for one in range(i, after):
                if group >= 0 or one == best:
                    _count(entries, used, latest, occupied[active[one], ROW], span[1], span[2], rules, together)
        if demands == 1:
            doing = OCCUPIED if engagement == BUSY else GROUP if together else ONE_ON_ONE
        i = after
    return doing


def _count(
    entries: Ints, used: Ints, latest: Ints, row: int, left: int, right: int, rules: int, together: bool
) -> None:
    """Let a row count in a span, joined to the span before where nothing changes for it."""
    last, n = latest[row] - 1, used[2]
    if last >= 0 and entries[last, 2] == left and entries[last, 3] == rules and entries[last, 4] == together:
        entries[last, 2] = right
        return
    entries[n, 0], entries[n, 1], entries[n, 2], entries[n, 3], entries[n, 4] = row, left, right, rules, together
    latest[row] = n + 1
    used[2] += 1


def _covers(spans: Ints, first: int, last: int, instant: int) -> bool:
    """Whether one of some spans, sorted and apart, covers an instant."""
    low, high = first, last
    while low < high:
        middle = (low + high) // 2
        if spans[middle, 1] <= instant:
            low = middle + 1
        else:
            high = middle
    return low < last and spans[low, 0] <= instant


def _grown(table: Ints, least: int) -> Ints:
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


def says_otherwise(spans: Ints, asked: Ints, keeps: Ints) -> Ints:
    """Mark the spans that say something else than the one before, or do not touch it.

    Parameters
    ----------
    spans, asked
        What `provider_spans` returned.
    keeps
        Whom the contest rule in force leaves the provider of each span with.
    """
    marked = np.zeros(len(spans), np.int64)
    for n in range(len(spans)):
        same = n > 0 and spans[n, 0] == spans[n - 1, 0] and spans[n, 1] == spans[n - 1, 2]
        same = same and spans[n, 3] == spans[n - 1, 3]
        same = same and spans[n, 5] == spans[n - 1, 5] and spans[n, 6] == spans[n - 1, 6] and keeps[n] == keeps[n - 1]
        if not (same and _same_demands(asked, spans[n - 1, 7], spans[n, 7], spans[n, 7] + spans[n, 8])):
            marked[n] = 1
    return marked


def _same_demands(asked: Ints, one: int, other: int, end: int) -> bool:
    """Whether two spans that follow each other, with as many engagements, have the same."""
    i, j = one, other
    while i < other:
        if asked[i, 2] != asked[j, 2]:
            return False
        demand = asked[i, 2]
        while i < other and asked[i, 2] == demand:
            i += 1
        while j < end and asked[j, 2] == demand:
            j += 1
    return True
