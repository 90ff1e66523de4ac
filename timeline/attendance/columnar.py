"""The columnar engine: attendance of many rows at once, on sorted arrays of numbers (see `kernels`)."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline.attendance.coded import CodedRows, coded_rows
from timeline.attendance.compiled import Kernels, compiled
from timeline.attendance.crediting import AWAY_SECONDS
from timeline.attendance.kernels import breaks, code_order, parts, patients, providers
from timeline.attendance.numbered import Ints, Texts, texts
from timeline.attendance.rows import Rows
from timeline.attendance.span_tables import Columns, SpanTables
from timeline.contracts.sentences import Words
from timeline.vocabulary import CONTEST_RULES, ContestRule, Discipline, Doing, Evidence, Mode, State

#: Makes kernels of a module of them.
Maker = Callable[[ModuleType], Kernels]


class Layout(NamedTuple):
    """Rows sorted by whom they are of, and where each begins, with the end."""

    rows: Ints
    bounds: Ints

    def of(self) -> Ints:
        """Say of whom each sorted row is: 0, 1, and so on."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))


def columnar_tables(rows: Rows, contest: ContestRule, zone: ZoneInfo | None, kernels: Maker = compiled) -> SpanTables:
    """Work out the tables of `Attendance` but `not_seen`, by name.

    Parameters
    ----------
    rows
        The classified rows.
    contest
        The contest rule in force.
    zone
        The clinic's time zone, for showing wall clocks.
    kernels
        Whether kernels are compiled.

    Raises
    ------
    MissingExtraError: they are to be compiled, and numba is not installed.
    """
    of = coded_rows(rows)
    opened, people, grouped = _opened(of, kernels(parts))
    items, held = _items(of)
    rank = of.order - of.earns * len(rows)
    spans = kernels(providers)["provider_spans"](items.bounds, held, opened, grouped, rank)
    found = _provider_tables(of, contest, items, held, spans, kernels(providers))
    found |= _breaks(of, contest, items, held, opened, spans, kernels(breaks))
    found |= _patient_tables(of, contest, people, opened, spans[3], kernels(patients) | kernels(code_order))
    return SpanTables(rows, found, zone)


_DISCIPLINES, _EVIDENCE = texts([str(word) for word in Discipline]), texts([str(word) for word in Evidence])
_DOING, _STATES = texts(list(Doing)), texts(list(State))
_COUNTS_AS = texts(["earned", "uncoded", "unearned"])


def _laid_out(rows: Ints, key: Ints, start: Ints) -> Layout:
    """Sort rows by whom they are of and by their start."""
    order = np.lexsort((start, key))
    return Layout(rows[order], np.append(np.flatnonzero(np.diff(key[order], prepend=-1)), len(rows)))


def _opened(of: CodedRows, kernels: Kernels) -> tuple[Any, Layout, Any]:
    """Find the open parts of rows, lay the rows out by patient, and find the group time of rows."""
    analysed = np.flatnonzero(of.analysed)
    key = of.day * len(of.patient.words) + of.patient.codes
    people = _laid_out(analysed, key[analysed], of.start[analysed])
    of_row = (of.start, of.end, of.provider.codes, of.attended, of.suspends, of.reason)
    opened = kernels["open_parts"](people.bounds, people.rows, *of_row)
    together = np.flatnonzero(of.mode == list(Mode).index(Mode.GROUP))
    group = of.day[together] * len(of.engagements[0]) + of.engagement[together]
    groups = _laid_out(together, group, of.start[together])
    group_of = np.full(len(of.start), -1, np.int64)
    group_of[groups.rows] = groups.of()
    return opened, people, (group_of, *kernels["group_spans"](*groups[::-1], *opened, of.patient.codes))


def _items(of: CodedRows) -> tuple[Layout, Ints]:
    """Lay out what providers have by date and evidence: their attended, busy, away and shift rows.

    Shifts and time away belong to both kinds of evidence; of somebody who has nothing else, to the one the date has.
    """
    working = np.flatnonzero(of.analysed & ((of.attended == 1) | (of.busy == 1)))
    present = np.flatnonzero(of.is_shift | of.is_away)
    many = len(of.provider.words)
    placed = np.unique(of.day[working] * many + of.provider.codes[working])
    has = np.zeros(2 * len(of.date.words) + 2, dtype=bool)
    has[of.day[of.analysed]] = True
    documented = 2 * of.date.codes[present]
    both = [np.isin((documented + booked) * many + of.provider.codes[present], placed) for booked in (0, 1)]
    home = has[documented + 1] & ~has[documented]
    at_home = ~both[0] & ~both[1]
    keys, rows = [of.day[working]], [working]
    for booked in (0, 1):
        here = both[booked] | (at_home & (home == bool(booked)))
        keys.append(documented[here] + booked)
        rows.append(present[here])
    days, listed = np.concatenate(keys), np.concatenate(rows)
    order = np.lexsort((of.start[listed], of.provider.codes[listed], days))
    days, listed = days[order], listed[order]
    layout = _laid_out(listed, days * many + of.provider.codes[listed], of.start[listed])
    engagement = np.where(of.is_shift[listed], -1, of.engagement[listed])
    held = np.column_stack((of.start[listed], of.end[listed], engagement, listed, of.is_shift[listed], days))
    return layout, held.astype(np.int64)


def _provider_tables(
    of: CodedRows, contest: ContestRule, items: Layout, held: Ints, found: tuple[Ints, ...], kernels: Kernels
) -> dict[str, Columns]:
    """Return the columns of `ENGAGEMENTS` and `DEMANDS`."""
    _, spans, asked, _ = found
    first = items.bounds[:-1]
    provider, day = of.provider.codes[held[first, 3]], held[first, 5]
    has_shifts = np.maximum.reduceat(held[:, 4], first) if len(first) else first
    many, keeps = spans[:, 3], np.full(len(spans), -1, np.int64)
    keeps[many == 1] = asked[spans[many == 1, 7], 2]
    if contest == ContestRule.NESTED:
        keeps[many > 1] = spans[many > 1, 4]
    begins = np.flatnonzero(kernels["says_otherwise"](spans, asked, keeps))
    ends = spans[np.append(begins[1:], len(spans))[: len(begins)] - 1, 2]
    joined, labels = spans[begins], of.engagements[1]
    engagements = {
        **_days(of, day[joined[:, 0]]),
        "provider": Words(provider[joined[:, 0]], of.provider.words),
        **_span(joined[:, 1], ends),
        "doing": Words(joined[:, 5], _DOING),
        "engaged_with": _or_none(labels, keeps[begins]),
        "demands": joined[:, 3],
        "in_shift": (joined[:, 6] == 1) | (has_shifts[joined[:, 0]] == 0),
    }
    at = spans[asked[:, 0]]
    kept = (at[:, 3] == 1) | (contest == ContestRule.DOCUMENTED)
    demands = {
        **_days(of, day[at[:, 0]]),
        "provider": Words(provider[at[:, 0]], of.provider.words),
        **_span(at[:, 1], at[:, 2]),
        "engagement": Words(asked[:, 2], labels),
        "engagement_kind": Words(asked[:, 2], of.engagements[0]),
        "interval_id": Words(asked[:, 1], of.ids),
        "patient": of.patient.of(asked[:, 1]),
        "engaged": kept | (keeps[asked[:, 0]] == asked[:, 2]),
    }
    return {"engagements": engagements, "demands": demands}


def _breaks(
    of: CodedRows,
    contest: ContestRule,
    items: Layout,
    held: Ints,
    opened: Any,
    provided: tuple[Ints, ...],
    kernels: Kernels,
) -> dict[str, Columns]:
    """Return the columns of `INTERRUPTIONS` and `DISPLACEMENTS`."""
    own = opened[1][held[:, 3]] > 0
    labels, words = pd.factorize(of.engagements[1])
    reasons = (1 + of.reasons.index("busy"), 1 + of.reasons.index("contest"))
    rule = CONTEST_RULES.index(contest)
    broken = kernels["breaks"](
        held[own, 3],
        items.of()[own],
        (of.start, of.end),
        opened,
        provided[:3],
        (of.engagement, labels.astype(np.int64)),
        reasons,
        rule,
    )
    broken = broken[_in_order(of, broken)]
    return {
        name: _break_columns(of, broken[broken[:, 5] == inside], words)
        for name, inside in (("interruptions", 1), ("displacements", 0))
    }


def _in_order(of: CodedRows, broken: Ints) -> Ints:
    """Sort breaks by their columns from first to last: a visit has one kind of evidence, a row one break at once."""
    row = broken[:, 0]
    rows, which = np.unique(row, return_inverse=True)
    discipline = _ranks(_DISCIPLINES)[of.discipline[row]]
    named = _ranks(of.ids[rows])[which]
    return np.lexsort((broken[:, 1], named, discipline, of.patient.codes[row], of.date.codes[row]))


def _ranks(words: Texts) -> Ints:
    """Rank texts, of which no two are alike, by their order."""
    order = sorted(range(len(words)), key=words.tolist().__getitem__)
    rank = np.empty(len(words), np.int64)
    rank[order] = np.arange(len(words))
    return rank


def _break_columns(of: CodedRows, broken: Ints, words: Any) -> Columns:
    row = broken[:, 0]
    return {
        **_visits(of, row),
        "interval_id": Words(row, of.ids),
        "code": of.code.of(row),
        "provider": of.provider.of(row),
        **_span(broken[:, 1], broken[:, 2]),
        "by": _or_none(words, broken[:, 3]),
        "reason": Words(broken[:, 4] - 1, texts(of.reasons)),
    }


def _patient_tables(
    of: CodedRows, contest: ContestRule, people: Layout, opened: Any, entries: Ints, kernels: Kernels
) -> dict[str, Columns]:
    """Return the columns of `ATTENDANCE`, `CODE_SPANS` and `CO_ATTENDANCE`."""
    row, together = entries[:, 0], entries[:, 4] == 1
    earned = np.where(together, of.earns[row], of.earns_alone[row])
    rank = (together - 4 * of.therapist[row] - 2 * earned) * len(of.start) + of.order[row]
    whose = np.zeros(len(of.start), np.int64)
    whose[people.rows] = people.of()
    order = np.lexsort((entries[:, 1], whose[row]))
    bounds = np.searchsorted(whose[row][order], np.arange(len(people.bounds)))
    counting = np.column_stack((entries, earned, rank))[order]
    supervised = of.mode == list(Mode).index(Mode.SUPERVISED)
    facts = np.column_stack(
        (
            *(of.start, of.end, of.discipline, of.code.codes, of.attended, supervised),
            *(of.earns, of.assistant, of.provider.codes, of.order),
        )
    ).astype(np.int64)
    rule = CONTEST_RULES.index(contest)
    told, spans, shared = kernels["patient_tables"](
        people.bounds, people.rows, facts, opened, bounds, counting, rule, AWAY_SECONDS
    )
    kernels["sort_by_code"](spans, of.code.codes)
    first = people.rows[people.bounds[:-1]]
    return {
        "attendance": _attendance(of, first, told, rule),
        "code_spans": _code_spans(of, first, spans),
        "co_attendance": {
            **_days(of, of.day[first[shared[:, 0]]]),
            "patient": of.patient.of(first[shared[:, 0]]),
            **_span(shared[:, 1], shared[:, 2]),
            "credited_interval_id": Words(shared[:, 3], of.ids),
            "credited_provider": of.provider.of(shared[:, 3]),
            "interval_id": Words(shared[:, 4], of.ids),
            "provider": of.provider.of(shared[:, 4]),
        },
    }


def _attendance(of: CodedRows, first: Ints, told: Ints, rule: int) -> Columns:
    row = told[:, 7]
    return {
        **_visits(of, first[told[:, 0]], told[:, 1]),
        **_span(told[:, 2], told[:, 3]),
        "state": Words(told[:, 4 + rule], _STATES),
        "interval_id": Words(row, of.ids),
        "provider": Words(np.where(row < 0, 0, of.provider.codes[row]), of.provider.words),
        "co_attending": told[:, 8],
        "treatment": told[:, 9] == 1,
        **{f"state_{each}": Words(told[:, 4 + place], _STATES) for place, each in enumerate(CONTEST_RULES)},
    }


def _code_spans(of: CodedRows, first: Ints, spans: Ints) -> Columns:
    row = spans[:, 2]
    return {
        **_visits(of, first[spans[:, 0]], spans[:, 1]),
        "code": of.code.of(row),
        **_span(spans[:, 3], spans[:, 4]),
        "interval_id": Words(row, of.ids),
        "provider": of.provider.of(row),
        "role": of.role.of(row),
        "activity": of.activity.of(row),
        "counts_as": Words(spans[:, 5], _COUNTS_AS),
        "state": Words(spans[:, 6], _STATES),
        "assistant": of.assistant[row] == 1,
        **{str(each): spans[:, 7] >> place & 1 == 1 for place, each in enumerate(CONTEST_RULES)},
    }


def _days(of: CodedRows, day: Ints) -> Columns:
    return {"date": Words(day // 2, of.date.words), "evidence": Words(day % 2, _EVIDENCE)}


def _visits(of: CodedRows, row: Ints, discipline: Ints | None = None) -> Columns:
    which = of.discipline[row] if discipline is None else discipline
    return {
        **_days(of, of.day[row]),
        "patient": of.patient.of(row),
        "discipline": Words(which, _DISCIPLINES),
    }


def _span(start: Ints, end: Ints) -> Columns:
    return {"start": start, "end": end, "seconds": end - start}


def _or_none(words: Texts, places: Ints) -> Words:
    """Return a column of words by place; the empty one for -1."""
    return Words(places, np.append(words, ""))
