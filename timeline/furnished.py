"""What the rows of visits state of their codes besides minutes: where each was furnished, and how many.

Telehealth is contact like any other, so no minute is decided here. Rows that the payer does not pay by telehealth, and
those of staff it does not cover, are left out of what it counts, under every contest rule alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from timeline.attendance.minutes import Seconds, sums
from timeline.attendance.numbered import NONE, Flags, Ints, alike, coded
from timeline.attendance.rows import Rows
from timeline.policies import Rules
from timeline.vocabulary import CONTEST_RULES, TELEHEALTH_PLACES, ContestRule, Evidence


class Furnished(NamedTuple):
    """What the rows that count for a code state, under one contest rule.

    Parameters
    ----------
    remote
        Whether any of its seconds was furnished by telehealth.
    quantity
        How many were furnished; None where no row says so.
    """

    remote: bool = False
    quantity: int | None = None


#: Code and contest rule -> what is stated; nothing for most visits.
Stated: TypeAlias = Mapping[tuple[str, ContestRule], Furnished]
NOTHING_STATED = Furnished()


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Earning:
    """What payers count of the codes of visits: an entry for each of `Seconds.code`.

    Parameters
    ----------
    by_rule, assistant
        As in `Seconds`, without the rows that are left out.
    remote, quantity
        As in `Furnished`, by contest rule and entry; `NONE` where nobody states a quantity.
    unpaid
        Of each row in `Rows`: whether its payer does not pay its code by telehealth.
    is_plain
        Whether no row states anything, and none is left out.
    """

    by_rule: Ints
    assistant: Ints
    remote: Flags
    quantity: Ints
    unpaid: Flags
    is_plain: bool = False

    def stated(self, codes: Sequence[str], own: slice) -> Stated:
        """Return what is stated of the codes of one visit, which stand in some entries."""
        remote, quantity = self.remote[:, own], self.quantity[:, own]
        rules, places = np.nonzero(remote | (quantity != NONE))
        return {
            (codes[place], CONTEST_RULES[rule]): Furnished(
                bool(remote[rule, place]), None if quantity[rule, place] == NONE else int(quantity[rule, place])
            )
            for rule, place in zip(rules.tolist(), places.tolist(), strict=True)
        }


def earning(seconds: Seconds, rows: Rows, rules: Ints, listed: Sequence[Rules]) -> Earning:
    """Say what the payers count of each code of each visit.

    Parameters
    ----------
    seconds
        What was recorded.
    rules
        Of each visit the place of its payer's rules among those listed; -1 where there are none.
    """
    count = len(seconds.code.codes)
    said = (np.zeros((len(CONTEST_RULES), count), bool), np.full((len(CONTEST_RULES), count), NONE, np.int64))
    of_row = np.append(rules, -1)[seconds.visits.visit]
    remote = _remote(rows)
    unpaid = _unpaid(rows, remote, of_row, listed)
    left_out = unpaid | _uncovered(rows, of_row, listed)
    quantity = _quantities(rows)
    if not (left_out.any() or remote.any() or (quantity != NONE).any()):
        return Earning(seconds.by_rule, seconds.assistant, *said, unpaid, is_plain=True)
    spans, ids = seconds.earned, seconds.found.code_spans["interval_id"].to_numpy(dtype=object)
    row = pd.Index(rows.id, dtype=object).get_indexer(pd.Index(ids[spans.span], dtype=object))
    kept = ~left_out[row]
    entry, row, under, length = spans.entry[kept], row[kept], spans.under[:, kept], spans.seconds[kept]
    for place, counts in enumerate(under):
        said[0][place, entry[counts & remote[row]]] = True
        told = np.flatnonzero(counts & (quantity[row] != NONE))
        # Once for a row of which any second counts: one that is recorded twice is counted as its minutes are.
        _, first = np.unique(row[told], return_index=True)
        told = told[first]
        summed = sums(entry[told], quantity[row[told]], count)
        said[1][place] = np.where(summed > 0, summed, NONE)
    return Earning(
        np.array([sums(entry, length * counts, count) for counts in under]),
        sums(entry, length * spans.assisted[kept], count),
        *said,
        unpaid,
    )


def _remote(rows: Rows) -> Flags:
    """Find the rows that were furnished by telehealth."""
    if TELEHEALTH_PLACES.isdisjoint(rows.place):
        return np.zeros(len(rows), bool)
    return coded(rows.place).each(lambda place: place in TELEHEALTH_PLACES, bool)


def _quantities(rows: Rows) -> Ints:
    return np.array([NONE if number is None else number for number in rows.quantity], dtype=np.int64)


def _unpaid(rows: Rows, remote: Flags, rules: Ints, listed: Sequence[Rules]) -> Flags:
    """Find the rows with a code that their payer does not pay by telehealth; none without rules and of bookings."""
    found = np.zeros(len(rows), bool)
    asked = np.flatnonzero(remote & (rules >= 0))
    if not len(asked):
        return found
    of = [coded([column[row] for row in asked.tolist()]).codes for column in (rows.code, rows.place, rows.evidence)]
    kinds, first = alike((*of, rules[asked]), len(asked))
    paid = [_is_paid(rows, row, listed[rules[row]]) for row in asked[first].tolist()]
    found[asked] = ~np.array(paid, dtype=bool)[kinds]
    return found


def _is_paid(rows: Rows, row: int, rules: Rules) -> bool:
    if not rows.code[row] or rows.evidence[row] != Evidence.DOCUMENTED:
        return True
    return rules.telehealth is not None and rules.telehealth.pays(rows.code[row], rows.place[row])


def _uncovered(rows: Rows, rules: Ints, listed: Sequence[Rules]) -> Flags:
    """Find the rows of staff whose services their payer does not cover; none without rules."""
    found = np.zeros(len(rows), bool)
    for place, one in enumerate(listed):
        if one.staff is not None and one.staff.not_covered:
            role = coded(rows.role)
            found |= (rules == place) & role.each(lambda word, one=one: not one.covers(word), bool)  # type: ignore[misc]
    return found
