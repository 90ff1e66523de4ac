"""What the rows of a visit state of its codes besides minutes: where each was furnished, and how many.

Telehealth is contact like any other, so no minute is decided here. Rows that the payer does not pay by telehealth, and
those of staff it does not cover, are left out of what it counts, under every contest rule alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from timeline.attendance import Attendance, VisitSeconds
from timeline.attendance.minutes import CodeSeconds, VisitKey, covered_only
from timeline.attendance.rows import Rows
from timeline.contracts import records
from timeline.policies import Rules
from timeline.vocabulary import CONTEST_RULES, TELEHEALTH_PLACES, ContestRule, Evidence


class EarnedSpan(NamedTuple):
    """A span that earns for its row's code.

    Parameters
    ----------
    row
        Position in `Rows`.
    counts
        Whether it counts under each contest rule.
    """

    row: int
    seconds: int
    assistant: bool
    counts: tuple[bool, ...]


class EarnedSpans:
    """What earns for the codes of each visit, collected once, and only where somebody asks."""

    def __init__(self, found: Attendance) -> None:
        self._found = found

    def of(self, key: VisitKey) -> Sequence[EarnedSpan]:
        """List what earns for the codes of a visit."""
        return self._by_visit.get(key, ())

    @cached_property
    def _by_visit(self) -> Mapping[VisitKey, Sequence[EarnedSpan]]:
        place = {interval: row for row, interval in enumerate(self._found.rows.id)}
        listed: dict[VisitKey, list[EarnedSpan]] = defaultdict(list)
        columns = ("date", "patient", "discipline", "counts_as", "interval_id", "seconds", "assistant")
        for date, patient, discipline, counts_as, interval, seconds, assistant, *counts in records(
            self._found.code_spans, (*columns, *CONTEST_RULES)
        ):
            if counts_as == "earned":
                listed[date, patient, discipline].append(EarnedSpan(place[interval], seconds, assistant, tuple(counts)))
        return listed


@dataclass(slots=True)
class Furnished:
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


def not_payable(rows: Rows, positions: Iterable[int], rules: Rules | None) -> frozenset[int]:
    """Return the rows with a code that their payer does not pay by telehealth; none without rules and of bookings."""
    if rules is None:
        return frozenset()
    rule = rules.telehealth
    return frozenset(
        row
        for row in positions
        if rows.place[row] in TELEHEALTH_PLACES
        and rows.code[row]
        and rows.evidence[row] == Evidence.DOCUMENTED
        and (rule is None or not rule.pays(rows.code[row], rows.place[row]))
    )


def not_covered(rows: Rows, rules: Rules | None) -> frozenset[int]:
    """Return the rows of staff whose services a payer does not cover; none without rules."""
    if rules is None or rules.staff is None:
        return frozenset()
    return frozenset([row for row, role in enumerate(rows.role) if not rules.covers(role)])


def stating(rows: Rows) -> frozenset[int]:
    """Return the rows that state a place of telehealth or a quantity."""
    return frozenset(
        row
        for row, (quantity, place) in enumerate(zip(rows.quantity, rows.place, strict=True))
        if quantity is not None or place in TELEHEALTH_PLACES
    )


def earning_codes(
    visit: VisitSeconds, rows: Rows, spans: Iterable[EarnedSpan], left_out: Collection[int], contest: ContestRule
) -> Mapping[str, CodeSeconds]:
    """Return a visit's seconds by code without those of some rows.

    Parameters
    ----------
    contest
        The rule in force.
    """
    if not left_out:
        return visit.codes
    out = (
        (rows.code[row], seconds, assistant, *counts) for row, seconds, assistant, counts in spans if row in left_out
    )
    return covered_only(visit, out, contest)


def furnished(rows: Rows, spans: Iterable[EarnedSpan], left_out: Collection[int]) -> Stated:
    """Sum up what the rows of one visit state of its codes.

    A quantity counts once for a row of which any second counts, so that a row recorded twice, or beside another
    provider's, is counted as its minutes are.

    Parameters
    ----------
    left_out
        Rows that the payer does not count.
    """
    found: dict[tuple[str, ContestRule], Furnished] = defaultdict(Furnished)
    counted: set[tuple[int, ContestRule]] = set()
    for row, _, _, counts in spans:
        if row in left_out:
            continue
        quantity = rows.quantity[row]
        for rule in [rule for rule, yes in zip(CONTEST_RULES, counts, strict=True) if yes]:
            said = found[rows.code[row], rule]
            said.remote |= rows.place[row] in TELEHEALTH_PLACES
            if quantity is not None and (row, rule) not in counted:
                counted.add((row, rule))
                said.quantity = quantity + (said.quantity or 0)
    return dict(found)
