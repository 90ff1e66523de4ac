"""Visits: the minutes of a visit joined to the policy that counts them.

One `VisitAccount` holds what a visit's rows earn under its payer's rules, under each contest rule, and
answers what the units would be with more or fewer seconds: the question every finding asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from timeline.attendance import CodeSeconds, VisitSeconds
from timeline.attendance.visit_rows import VisitKey
from timeline.furnished import NOTHING_STATED, Stated
from timeline.policies import Rules
from timeline.units import CodeTime, VisitTimes, units_for
from timeline.units.counting import threshold_of
from timeline.units.model import Spans
from timeline.units.remembered import Asked, Time, asked, payable_remembered
from timeline.units.under import UnderRules
from timeline.vocabulary import ContestRule, Evidence


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class VisitAccount:
    """What one visit supports.

    Parameters
    ----------
    key
        Date, patient, discipline.
    positions
        The visit's rows, by position in `Rows`.
    payer, rules
        The policy that counts, and its values in force on the date; None where there are none, with
        the reason in `refusal` (`policy.not_in_force` or `policy.unknown`).
    units
        The count under each contest rule, in full under the one in force; None without rules and for bookings.
    earning
        Code -> the seconds the payer counts: those of `seconds`, without the time of staff it does not cover
        and without what it does not pay by telehealth.
    spans
        Code -> the spans it was recorded in, before any crediting.
    beside
        Contest rule -> the patient's other visits of the date, where the payer looks at the date as a whole.
    stated
        What its rows state of its codes besides minutes.
    unpaid
        Ids of the rows furnished by telehealth with a code that the payer does not pay so: they earn nothing.
    named
        Every code on the visit's rows, sorted; unknown codes too.
    billed
        What was or will be claimed per code, where the schedule says so.
    """

    key: VisitKey
    evidence: str
    clinic: str
    payer: str
    contest: ContestRule
    positions: tuple[int, ...]
    seconds: VisitSeconds
    earning: Mapping[str, CodeSeconds]
    named: tuple[str, ...]
    billed: Mapping[str, int]
    rules: Rules | None
    refusal: str
    units: UnderRules | None
    spans: Spans
    beside: Mapping[ContestRule, tuple[VisitTimes, ...]]
    stated: Stated = field(default_factory=dict)
    unpaid: frozenset[str] = frozenset()

    @property
    def is_scheduled(self) -> bool:
        """Whether the visit is a booking."""
        return self.evidence == Evidence.SCHEDULED

    @property
    def timed_units(self) -> int | None:
        """Timed units under the contest rule in force; None where no policy is in force."""
        return self.timed_units_under(self.contest)

    @property
    def exposed(self) -> int:
        """Timed units that stand or fall with contested minutes: with all of them, less those without any.

        Of this visit alone, never negative, whatever precedence moves between codes; 0 where nothing is counted.
        """
        return exposed_units(self.timed_units_under)

    def timed_units_under(self, rule: ContestRule) -> int | None:
        """Return the timed units under a contest rule, of a booking the most it can support.

        None where no policy is in force.
        """
        return self.booked_units(rule) if self.units is None else self.units.payable(rule).timed_units

    def booked_units(self, contest: ContestRule) -> int | None:
        """Return the most units a booking's one-on-one minutes can support."""
        return None if self.rules is None else supportable_units(self.seconds.one_on_one[contest] // 60, self.rules)

    def covers(self, role: str) -> bool:
        """Whether the payer covers the services of a role that may furnish therapy."""
        return self.rules is None or self.rules.covers(role)

    def recorded_as(self, code: str) -> frozenset[str]:
        """Return the codes whose rows a claimed code rests on: its own, and those the payer takes it in place of."""
        replaced = self.units[self.contest].billed_as if self.units else {}
        return frozenset({code, *(recorded for recorded, billed_as in replaced.items() if billed_as == code)})

    def units_with(self, contest: ContestRule, changes: Mapping[str, int], *, beside: Sequence[VisitTimes] = ()) -> int:
        """Count the timed units with some seconds more or fewer per code; 0 without rules.

        A booking has one account without a code: every change counts for it.

        Parameters
        ----------
        beside
            The patient's visits in other disciplines where they change too; matters where the payer looks at the date.
        """
        if self.rules is None:
            return 0
        if self.is_scheduled:
            return supportable_units(max(0, self.seconds.one_on_one[contest] + sum(changes.values())) // 60, self.rules)
        changed = {other.discipline: other for other in beside}
        others = [asked(changed.get(other.discipline, other)) for other in self.beside.get(contest, ())]
        own = Asked(self.key[2], self._times(contest, changes), self.spans)
        return payable_remembered((own, *others), self.rules, on=day_of(self.key[0]))[0].timed_units

    def times_with(self, contest: ContestRule, changes: Mapping[str, int]) -> VisitTimes:
        """Return what the payer counts, with some seconds more or fewer per code."""
        times = [CodeTime(*time) for time in self._times(contest, changes)]
        return VisitTimes(self.key[2], times, self.spans)

    def _times(self, contest: ContestRule, changes: Mapping[str, int]) -> tuple[Time, ...]:
        codes = sorted({*self.earning, *changes})
        return tuple([_time(self.earning, self.stated, code, contest, changes.get(code, 0)) for code in codes])


def supportable_units(minutes: int, rules: Rules) -> int:
    """Return the units that one-on-one minutes can support as one service, whatever code they will carry."""
    return units_for(minutes, rules.units.unit_minutes, threshold_of(rules.units))


def exposed_units(under: Callable[[ContestRule], int | None]) -> int:
    """Return the units under `documented` less those under `exclusive`, never negative.

    `under` gives the units under a contest rule; None counts as none.
    """
    most, least = (under(rule) or 0 for rule in (ContestRule.DOCUMENTED, ContestRule.EXCLUSIVE))
    return max(0, most - least)


@lru_cache(maxsize=4096)
def day_of(told: str) -> date:
    """Read a date of service."""
    return date.fromisoformat(told)


def _time(earning: Mapping[str, CodeSeconds], stated: Stated, code: str, contest: ContestRule, change: int = 0) -> Time:
    counted = earning.get(code)
    seconds, assistant = (0, 0) if counted is None else (counted.by_rule[contest], counted.assistant)
    seconds = max(0, seconds + change)
    said = stated.get((code, contest), NOTHING_STATED) if stated else NOTHING_STATED
    return code, seconds, min(assistant, seconds), said.quantity, said.remote
