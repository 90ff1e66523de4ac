"""What the rows of a visit state of its codes besides minutes: where each was furnished, and how many.

Telehealth is contact like any other, so no minute is decided here. What the payer does not pay by telehealth is told
apart, under every contest rule alike, so that nothing is earned by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from timeline.attendance import Attendance
from timeline.attendance.minutes import VisitKey
from timeline.attendance.rows import Rows
from timeline.contracts import records
from timeline.policies import Rules
from timeline.vocabulary import CONTEST_RULES, TELEHEALTH_PLACES, ContestRule, Evidence


class StatedSpan(NamedTuple):
    """A span that counts for a row's code, of a row that states a place of telehealth or a quantity.

    Parameters
    ----------
    row
        Position in `Rows`.
    rules
        The contest rules under which it counts.
    """

    row: int
    seconds: int
    assistant: bool
    rules: tuple[ContestRule, ...]


@dataclass(slots=True)
class Furnished:
    """What is stated of one code of a visit under one contest rule.

    Parameters
    ----------
    unpaid, unpaid_assistant
        Seconds furnished by telehealth that the payer does not pay so; of these the assistant's, under the contest
        rule in force.
    remote
        Whether any second the payer pays was furnished by telehealth.
    quantity
        How many were furnished; None where no row that counts says so.
    """

    unpaid: int = 0
    unpaid_assistant: int = 0
    remote: bool = False
    quantity: int | None = None


#: Code and contest rule -> what is stated; nothing for most visits.
Stated: TypeAlias = Mapping[tuple[str, ContestRule], Furnished]
NOTHING_STATED = Furnished()


def stated_spans(found: Attendance) -> Mapping[VisitKey, Sequence[StatedSpan]]:
    """List what counts for a code, of the rows that state a place of telehealth or a quantity, per visit."""
    rows = found.rows
    said = zip(rows.id, rows.place, rows.quantity, strict=True)
    wanted = {
        interval: row
        for row, (interval, place, quantity) in enumerate(said)
        if place in TELEHEALTH_PLACES or quantity is not None
    }
    spans: dict[VisitKey, list[StatedSpan]] = defaultdict(list)
    if not wanted:
        return spans
    columns = ("date", "patient", "discipline", "interval_id", "counts_as", "seconds", "assistant", *CONTEST_RULES)
    for date, patient, discipline, interval, counts_as, seconds, assistant, *counts in records(
        found.code_spans, columns
    ):
        if interval in wanted and counts_as == "earned":
            under = tuple([rule for rule, yes in zip(CONTEST_RULES, counts, strict=True) if yes])
            spans[date, patient, discipline].append(StatedSpan(wanted[interval], seconds, assistant, under))
    return spans


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


def furnished(rows: Rows, spans: Iterable[StatedSpan], unpaid: frozenset[int], contest: ContestRule) -> Stated:
    """Sum up what the rows of one visit state.

    A quantity counts once for a row of which any second counts, so that a row recorded twice, or beside another
    provider's, is counted as its minutes are.

    Parameters
    ----------
    unpaid
        The rows that `not_payable` names.
    contest
        The contest rule in force.
    """
    found: dict[tuple[str, ContestRule], Furnished] = defaultdict(Furnished)
    counted: set[tuple[int, ContestRule]] = set()
    for row, seconds, assistant, under in spans:
        if assistant and row in unpaid and contest in under:
            for rule in CONTEST_RULES:
                found[rows.code[row], rule].unpaid_assistant += seconds
        for rule in under:
            said = found[rows.code[row], rule]
            if row in unpaid:
                said.unpaid += seconds
                continue
            said.remote |= rows.place[row] in TELEHEALTH_PLACES
            quantity = rows.quantity[row]
            if quantity is not None and (row, rule) not in counted:
                counted.add((row, rule))
                said.quantity = quantity + (said.quantity or 0)
    return found if found else {}
