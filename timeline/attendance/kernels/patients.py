"""Patients: each instant is credited once; states, code spans and who attends beside (meaning §4)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
#: First part, number of parts, parts (`kernels.parts.open_parts`).
Opened: TypeAlias = tuple[Ints, Ints, Ints]

#: Columns of what is known of a row.
START, END, DISCIPLINE, CODE, ATTENDED, SUPERVISED, EARNS, ASSISTANT, PROVIDER, ORDER = range(10)
#: Columns of an entry: a row that counts in a span under some contest rules (bits).
ROW, FROM, TO, RULES, TOGETHER, EARNED, RANK = range(7)
#: Columns of a piece of a patient's date: its span, the entries credited under each rule, the state in each discipline
#: where none is, the first and the number of the other rows that count, and of the earning supervised rows.
CREDITED, RESTING, BESIDE, RUNNING = 2, 5, 8, 10

#: States, in the order of `State`.
ONE_ON_ONE, GROUP, OTHER_DISCIPLINE, CONTESTED, TREATED_BESIDE, UNSKILLED, WAITING, AWAY = range(8)
#: What a code span counts as, in the order of the words.
EARNING, UNCODED, UNEARNED = range(3)
NONE = -1
DISCIPLINES, RULES_ALL = 3, 7


def patient_tables(
    bounds: Ints, rows: Ints, facts: Ints, opened: Opened, entry_bounds: Ints, entries: Ints, rule: int, away: int
) -> tuple[Ints, Ints, Ints]:
    """Credit every instant of every patient's date, and say what follows visit by visit.

    Parameters
    ----------
    bounds, rows
        Where each patient's rows begin, and the end; the rows of a patient, sorted by start.
    facts
        What is known of every row.
    opened
        The parts of rows.
    entry_bounds, entries
        The same for the rows that count, sorted by start; of those that count at once, the one with the least `RANK`
        is credited.
    rule, away
        The place of the contest rule in force; how long a wait is called away, in seconds.

    Returns
    -------
    attendance
        Patient, discipline, start, end, states under each rule, credited row (-1: none), others, whether treated.
    code_spans
        Patient, discipline, row, start, end, what it counts as, state, contest rules (bits); by visit.
    co_attendance
        Patient, start, end, credited row, other row.
    """
    told, spans = np.empty((4 * len(rows) + 16, 10), np.int64), np.empty((2 * len(rows) + 16, 8), np.int64)
    shared, used = np.empty((16, 5), np.int64), np.zeros(3, np.int64)
    for k in range(len(bounds) - 1):
        own, counting = rows[bounds[k] : bounds[k + 1]], entries[entry_bounds[k] : entry_bounds[k + 1]]
        pieces, others, beside = _pieces(own, facts, opened, counting, rule)
        if used[2] + len(others) > len(shared):
            shared = _grown(shared, used[2] + len(others))
        _share(k, pieces, counting, others, rule, shared, used)
        for discipline in range(DISCIPLINES):
            first, last = _visit(own, facts, pieces, discipline)
            if used[0] + last - first > len(told):
                told = _grown(told, used[0] + last - first)
            if used[1] + 3 * (last - first) + len(beside) > len(spans):
                spans = _grown(spans, used[1] + 3 * (last - first) + len(beside))
            visit = pieces[first:last]
            _tell(k, discipline, visit, facts, counting, others, beside, rule, away, told, used)
            _code(k, discipline, visit, facts, counting, beside, spans, used)
    return told[: used[0]], spans[: used[1]], shared[: used[2]]


def _visit(own: Ints, facts: Ints, pieces: Ints, discipline: int) -> tuple[int, int]:
    """Find the pieces from the first start to the last end of a visit's rows; none without rows."""
    known, start, end = False, 0, 0
    for row in own:
        if facts[row, DISCIPLINE] == discipline:
            start = min(start, facts[row, START]) if known else facts[row, START]
            end = max(end, facts[row, END]) if known else facts[row, END]
            known = True
    first = 0
    while known and pieces[first, 0] < start:
        first += 1
    last = first
    while known and last < len(pieces) and pieces[last, 1] <= end:
        last += 1
    return first, last


def _pieces(own: Ints, facts: Ints, opened: Opened, counting: Ints, rule: int) -> tuple[Ints, Ints, Ints]:
    """Cut a patient's date into pieces in which nothing changes.

    Returns the pieces; the other rows that count in each, by position, with their providers; and the supervised rows
    that earn in each.
    """
    edges = _edges(own, facts, counting)
    pieces = np.empty((len(edges) - 1, 12), np.int64)
    others, beside = np.empty((4, 2), np.int64), np.empty((4, 1), np.int64)
    n_others = n_beside = np.int64(0)
    came = n_open = arrived = n_active = 0
    is_open, active = np.empty(len(own), np.int64), np.empty(len(counting), np.int64)
    for j in range(len(edges) - 1):
        left = edges[j]
        kept = 0
        for i in range(n_open):
            if facts[is_open[i], END] > left:
                is_open[kept] = is_open[i]
                kept += 1
        n_open = kept
        while came < len(own) and facts[own[came], START] <= left:
            is_open[n_open] = own[came]
            n_open, came = n_open + 1, came + 1
        kept = 0
        for i in range(n_active):
            if counting[active[i], TO] > left:
                active[kept] = active[i]
                kept += 1
        n_active = kept
        while arrived < len(counting) and counting[arrived, FROM] <= left:
            active[n_active] = arrived
            n_active, arrived = n_active + 1, arrived + 1
        if n_others + n_active > len(others):
            others = _grown(others, n_others + n_active)
        if n_beside + n_open > len(beside):
            beside = _grown(beside, n_beside + n_open)
        pieces[j, 0], pieces[j, 1], pieces[j, BESIDE], pieces[j, RUNNING] = left, edges[j + 1], n_others, n_beside
        _credit(pieces[j], active[:n_active], counting)
        n_others = _others(pieces[j], active[:n_active], counting, facts, rule, others, n_others)
        n_beside = _rest(pieces[j], is_open[:n_open], facts, opened, beside, n_beside)
        pieces[j, BESIDE + 1], pieces[j, RUNNING + 1] = n_others - pieces[j, BESIDE], n_beside - pieces[j, RUNNING]
    return pieces, others[:n_others], beside[:n_beside]


def _edges(own: Ints, facts: Ints, counting: Ints) -> Ints:
    """List the instants at which something may change: edges of rows (suspending ones too) and of what counts."""
    edges, many = np.empty(2 * len(own) + 2 * len(counting), np.int64), len(own)
    for i in range(many):
        edges[2 * i], edges[2 * i + 1] = facts[own[i], START], facts[own[i], END]
    for i in range(len(counting)):
        edges[2 * (many + i)], edges[2 * (many + i) + 1] = counting[i, FROM], counting[i, TO]
    _sort(edges)
    n = 1
    for i in range(1, len(edges)):
        if edges[i] != edges[n - 1]:
            edges[n] = edges[i]
            n += 1
    return edges[:n]


def _credit(piece: Ints, active: Ints, counting: Ints) -> None:
    """Credit, under each rule, the entry that comes first."""
    for rule in range(3):
        best = NONE
        for one in active:
            counts = counting[one, RULES] >> rule & 1
            if counts == 1 and (best == NONE or counting[one, RANK] < counting[best, RANK]):
                best = one
        piece[CREDITED + rule] = best


def _others(piece: Ints, active: Ints, counting: Ints, facts: Ints, rule: int, others: Ints, n: np.int64) -> np.int64:
    """Write the rows of other providers that count under the rule in force, by position."""
    credited, begin = piece[CREDITED + rule], n
    if credited == NONE:
        return n
    provider = facts[counting[credited, ROW], PROVIDER]
    for one in active:
        row = counting[one, ROW]
        if (counting[one, RULES] >> rule & 1) == 1 and facts[row, PROVIDER] != provider:
            at = n
            while at > begin and others[at - 1, 0] > row:
                others[at, 0], others[at, 1] = others[at - 1, 0], others[at - 1, 1]
                at -= 1
            others[at, 0], others[at, 1] = row, facts[row, PROVIDER]
            n += 1
    return n


def _rest(piece: Ints, is_open: Ints, facts: Ints, opened: Opened, beside: Ints, n: np.int64) -> np.int64:
    """Write the state of each discipline where nothing is credited, and the supervised rows that earn."""
    for discipline in range(DISCIPLINES):
        piece[RESTING + discipline] = WAITING
    first, count, parts = opened
    for row in is_open:
        state = UNSKILLED
        if facts[row, ATTENDED] == 1:
            state = CONTESTED
            for part in range(first[row], first[row] + count[row]):
                if parts[part, 0] <= piece[0] < parts[part, 1] and parts[part, 2] > 0:
                    state = UNSKILLED
        elif facts[row, SUPERVISED] == 1:
            state = TREATED_BESIDE
            if facts[row, EARNS] == 1:
                beside[n, 0] = row
                n += 1
        piece[RESTING + facts[row, DISCIPLINE]] = min(piece[RESTING + facts[row, DISCIPLINE]], state)
    return n


def _share(k: int, pieces: Ints, counting: Ints, others: Ints, rule: int, shared: Ints, used: Ints) -> None:
    """Write who attends beside, joined where nothing changes."""
    for p in range(len(pieces)):
        credited, begin, many = pieces[p, CREDITED + rule], pieces[p, BESIDE], pieces[p, BESIDE + 1]
        if many == 0:
            continue
        row = counting[credited, ROW]
        same = p > 0 and pieces[p - 1, BESIDE + 1] == many
        same = same and counting[pieces[p - 1, CREDITED + rule], ROW] == row
        for i in range(many):
            same = same and others[begin + i, 0] == others[pieces[p - 1, BESIDE] + i, 0]
        if same:
            for i in range(used[2] - many, used[2]):
                shared[i, 2] = pieces[p, 1]
            continue
        for i in range(many):
            n = used[2]
            shared[n, 0], shared[n, 1], shared[n, 2] = k, pieces[p, 0], pieces[p, 1]
            shared[n, 3], shared[n, 4] = row, others[begin + i, 0]
            used[2] += 1


def _states(visit: Ints, discipline: int, facts: Ints, counting: Ints, away: int) -> Ints:
    """Name the state of every piece of a visit under each contest rule."""
    states = np.empty((len(visit), 3), np.int64)
    for rule in range(3):
        since = 0
        for p in range(len(visit)):
            credited = visit[p, CREDITED + rule]
            state = visit[p, RESTING + discipline]
            if credited != NONE:
                state = GROUP if counting[credited, TOGETHER] == 1 else ONE_ON_ONE
                if facts[counting[credited, ROW], DISCIPLINE] != discipline:
                    state = OTHER_DISCIPLINE
            states[p, rule] = state
            if state != WAITING:
                since = p + 1
            elif visit[p, 1] - visit[since, 0] >= away:
                # A long wait is called away from its first instant on.
                for each in range(since, p + 1):
                    states[each, rule] = AWAY
    return states


def _tell(
    k: int,
    discipline: int,
    visit: Ints,
    facts: Ints,
    counting: Ints,
    others: Ints,
    beside: Ints,
    rule: int,
    away: int,
    told: Ints,
    used: Ints,
) -> None:
    """Write a visit's states, joined where nothing changes under any rule."""
    states = _states(visit, discipline, facts, counting, away)
    rows = np.empty((len(visit), 3), np.int64)
    treated = np.zeros(len(visit), np.int64)
    for p in range(len(visit)):
        for each in range(3):
            credited = visit[p, CREDITED + each]
            rows[p, each] = NONE if credited == NONE else counting[credited, ROW]
        for i in range(visit[p, RUNNING], visit[p, RUNNING] + visit[p, RUNNING + 1]):
            treated[p] |= facts[beside[i, 0], DISCIPLINE] == discipline
        n = used[0]
        same = p > 0 and treated[p] == treated[p - 1]
        for each in range(3):
            same = same and states[p, each] == states[p - 1, each] and rows[p, each] == rows[p - 1, each]
        if same and _same_providers(others, visit[p - 1], visit[p]):
            told[n - 1, 3] = visit[p, 1]
            continue
        told[n, 0], told[n, 1], told[n, 2], told[n, 3] = k, discipline, visit[p, 0], visit[p, 1]
        told[n, 4], told[n, 5], told[n, 6] = states[p, 0], states[p, 1], states[p, 2]
        told[n, 7], told[n, 8] = rows[p, rule], _distinct(others, visit[p])
        told[n, 9] = treated[p] == 1 or states[p, rule] <= GROUP
        used[0] += 1


def _same_providers(others: Ints, one: Ints, other: Ints) -> bool:
    """Whether the same providers attend beside in two pieces."""
    if _distinct(others, one) != _distinct(others, other):
        return False
    for i in range(one[BESIDE], one[BESIDE] + one[BESIDE + 1]):
        found = False
        for j in range(other[BESIDE], other[BESIDE] + other[BESIDE + 1]):
            found = found or others[i, 1] == others[j, 1]
        if not found:
            return False
    return True


def _distinct(others: Ints, piece: Ints) -> int:
    """Count the providers who attend beside."""
    many = 0
    for i in range(piece[BESIDE], piece[BESIDE] + piece[BESIDE + 1]):
        many += 1
        for j in range(piece[BESIDE], i):
            if others[i, 1] == others[j, 1]:
                many -= 1
                break
    return many


def _code(
    k: int, discipline: int, visit: Ints, facts: Ints, counting: Ints, beside: Ints, spans: Ints, used: Ints
) -> None:
    """Write what counts for a visit's codes, joined where it touches, in the order of starts."""
    live, n_live = np.empty(3 + len(beside), np.int64), 0
    now = np.empty((3 + len(beside), 4), np.int64)
    for p in range(len(visit)):
        many = _counted(visit[p], discipline, facts, counting, beside, now)
        still = np.empty(many, np.int64)
        for i in range(many):
            at = NONE
            for each in live[:n_live]:
                if (
                    spans[each, 2] == now[i, 0]
                    and spans[each, 5] == now[i, 1]
                    and spans[each, 6] == now[i, 2]
                    and spans[each, 7] == now[i, 3]
                ):
                    at = each
            if at == NONE:
                at = used[1]
                spans[at, 0], spans[at, 1], spans[at, 2], spans[at, 3] = k, discipline, now[i, 0], visit[p, 0]
                spans[at, 5], spans[at, 6], spans[at, 7] = now[i, 1], now[i, 2], now[i, 3]
                used[1] += 1
            spans[at, 4] = visit[p, 1]
            still[i] = at
        live, n_live = still, many


def _counted(piece: Ints, discipline: int, facts: Ints, counting: Ints, beside: Ints, now: Ints) -> int:
    """Write what counts in a piece: row, what it counts as, state, contest rules; return how many do."""
    n = 0
    for rule in range(3):
        entry = piece[CREDITED + rule]
        if entry == NONE or facts[counting[entry, ROW], DISCIPLINE] != discipline:
            continue
        row, state = counting[entry, ROW], GROUP if counting[entry, TOGETHER] == 1 else ONE_ON_ONE
        at = 0
        while at < n and not (now[at, 0] == row and now[at, 2] == state):
            at += 1
        if at == n:
            counts_as = EARNING if counting[entry, EARNED] == 1 else UNEARNED if facts[row, CODE] > 0 else UNCODED
            now[n, 0], now[n, 1], now[n, 2], now[n, 3] = row, counts_as, state, 0
            n += 1
        now[at, 3] |= 1 << rule
    attended = n
    for i in range(piece[RUNNING], piece[RUNNING] + piece[RUNNING + 1]):
        row, left = beside[i, 0], RULES_ALL
        if facts[row, DISCIPLINE] != discipline:
            continue
        at = attended
        while at < n and facts[now[at, 0], CODE] != facts[row, CODE]:
            at += 1
        if at < n:
            # An assistant's row comes first, then the order of rows.
            before = facts[now[at, 0], ASSISTANT] - facts[row, ASSISTANT]
            if before < 0 or (before == 0 and facts[row, ORDER] < facts[now[at, 0], ORDER]):
                now[at, 0] = row
            continue
        for one in range(attended):
            if now[one, 1] == EARNING and facts[now[one, 0], CODE] == facts[row, CODE]:
                left &= ~now[one, 3]
        if left > 0:
            now[n, 0], now[n, 1], now[n, 2], now[n, 3] = row, EARNING, TREATED_BESIDE, left
            n += 1
    return n


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
