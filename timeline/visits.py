"""Visits: the minutes of a visit joined to the policy that counts them.

One `VisitAccount` holds what a visit's rows earn under its payer's rules, under each contest rule, and
answers what the units would be with more or fewer seconds: the question every finding asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, Protocol

from timeline.attendance import Attendance, VisitSeconds, visit_seconds
from timeline.attendance.minutes import CodeSeconds
from timeline.attendance.rows import DEFAULT_PAYER
from timeline.attendance.visit_rows import RecordedSpans, VisitRows, rows_of_visits
from timeline.code_table import code_table
from timeline.errors import NotInForceError, UnknownPayerError
from timeline.furnished import (
    NOTHING_STATED,
    EarnedSpans,
    Stated,
    earning_codes,
    furnished,
    not_covered,
    not_payable,
    stating,
)
from timeline.policies import Policy, Rules, load_policy
from timeline.units import CodeTime, VisitTimes, units_for
from timeline.units.counting import threshold_of
from timeline.units.model import Spans
from timeline.units.remembered import Asked, Time, asked, payable_remembered
from timeline.units.under import Together, UnderRules
from timeline.vocabulary import CONTEST_RULES, ContestRule, Evidence

VisitKey = tuple[str, str, str]


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
        return payable_remembered((own, *others), self.rules, on=_day(self.key[0]))[0].timed_units

    def times_with(self, contest: ContestRule, changes: Mapping[str, int]) -> VisitTimes:
        """Return what the payer counts, with some seconds more or fewer per code."""
        times = [CodeTime(*time) for time in self._times(contest, changes)]
        return VisitTimes(self.key[2], times, self.spans)

    def _times(self, contest: ContestRule, changes: Mapping[str, int]) -> tuple[Time, ...]:
        codes = sorted({*self.earning, *changes})
        return tuple([_time(self.earning, self.stated, code, contest, changes.get(code, 0)) for code in codes])

    def units_added(self, contest: ContestRule, changes: Mapping[str, int]) -> int:
        """Count the timed units that some more seconds per code would add; never negative."""
        return max(0, self.units_with(contest, changes) - (self.timed_units_under(contest) or 0))

    def units_lost(self, contest: ContestRule, changes: Mapping[str, int]) -> int:
        """Count the timed units that some fewer seconds per code would cost; never negative."""
        return max(0, (self.timed_units_under(contest) or 0) - self.units_with(contest, changes))


def supportable_units(minutes: int, rules: Rules) -> int:
    """Return the units that one-on-one minutes can support as one service, whatever code they will carry."""
    return units_for(minutes, rules.units.unit_minutes, threshold_of(rules.units))


def exposed_units(under: Callable[[ContestRule], int | None]) -> int:
    """Return the units under `documented` less those under `exclusive`, never negative.

    `under` gives the units under a contest rule; None counts as none.
    """
    most, least = (under(rule) or 0 for rule in (ContestRule.DOCUMENTED, ContestRule.EXCLUSIVE))
    return max(0, most - least)


class PolicySource(Protocol):
    """Where policies come from: a name in, a policy out."""

    def __call__(self, name: str, /) -> Policy:
        """Load a policy; raises UnknownPayerError."""


def account_visits(
    found: Attendance,
    billed: Mapping[tuple[VisitKey, str], int],
    *,
    policies: PolicySource = load_policy,
    payer: str | None = None,
) -> dict[VisitKey, VisitAccount]:
    """Account every visit, sorted by date, patient and discipline.

    Parameters
    ----------
    found
        Attendance under the contest rule in force.
    billed
        Units claimed per visit and code.
    policies
        Loads a payer's policy by name.
    payer
        Count every visit under this policy, whatever its rows say.
    """
    claimed: dict[VisitKey, dict[str, int]] = defaultdict(dict)
    for (key, code), units in billed.items():
        claimed[key][code] = units
    begin, rows = _Beginning(found, _Rulebook(policies), payer), rows_of_visits(found.rows)
    seconds = visit_seconds(found.attendance, found.code_spans, found.contest)
    begun = (begin.visit(visit, rows[key]) for key, visit in seconds.items())
    accounts: dict[VisitKey, VisitAccount] = {}
    for _, of_a_date in groupby(begun, key=lambda visit: visit.key[:2]):
        for together in _looked_at_together(list(of_a_date)):
            for visit, counted, beside in _counted(together, found.contest):
                accounts[visit.key] = VisitAccount(
                    evidence=visit.seconds.evidence,
                    contest=found.contest,
                    billed=claimed.get(visit.key, {}),
                    units=counted,
                    beside=beside,
                    **visit._asdict(),
                )
    return accounts


@lru_cache(maxsize=4096)
def _day(told: str) -> date:
    return date.fromisoformat(told)


class _Rulebook:
    """The values in force per payer and date, looked up once."""

    def __init__(self, policies: PolicySource) -> None:
        self._policies = policies
        self._known: dict[tuple[str, str], tuple[Rules | None, str]] = {}

    def on(self, payer: str, day: str) -> tuple[Rules | None, str]:
        """Return the rules in force, or None and the finding that explains why there are none."""
        if (payer, day) not in self._known:
            self._known[payer, day] = self._look_up(payer, day)
        return self._known[payer, day]

    def _look_up(self, payer: str, day: str) -> tuple[Rules | None, str]:
        try:
            return self._policies(payer).on(_day(day)), ""
        except UnknownPayerError:
            return None, "policy.unknown"
        except NotInForceError:
            return None, "policy.not_in_force"


class _Begun(NamedTuple):
    """One visit before it is counted; fields as in `VisitAccount`."""

    key: VisitKey
    clinic: str
    payer: str
    positions: tuple[int, ...]
    seconds: VisitSeconds
    earning: Mapping[str, CodeSeconds]
    named: tuple[str, ...]
    rules: Rules | None
    refusal: str
    spans: Spans
    stated: Stated
    unpaid: frozenset[str]

    @property
    def counting(self) -> Rules | None:
        """The rules that count it; None for bookings."""
        return self.rules if self.seconds.evidence == Evidence.DOCUMENTED else None

    @property
    def is_uncontested(self) -> bool:
        """Whether its codes have the same times under every contest rule."""
        if self.stated:
            return False
        for time in self.earning.values():
            least, *others = time.by_rule.values()
            if others != [least] * len(others):
                return False
        return True

    def asked(self, contest: ContestRule) -> Asked:
        """Return its codes' times under a contest rule."""
        known = code_table()
        times = [_time(self.earning, self.stated, code, contest) for code in self.named if code in known]
        return Asked(self.key[2], tuple(times), self.spans)


class _Beginning:
    """What the rows of a schedule say of each visit before it is counted."""

    def __init__(self, found: Attendance, rulebook: _Rulebook, payer: str | None) -> None:
        self._contest, self._rows = found.contest, found.rows
        self._rulebook, self._payer = rulebook, payer
        self._earned = EarnedSpans(found)
        self._stating = stating(found.rows)
        self._not_covered: dict[Rules | None, frozenset[int]] = {}

    def visit(self, visit: VisitSeconds, recorded: VisitRows) -> _Begun:
        """Collect what is counted of one visit, and by which rules."""
        rows, positions = self._rows, recorded.positions
        payer = self._payer or recorded.payer or DEFAULT_PAYER
        rules, refusal = self._rulebook.on(payer, visit.key[0])
        states = not self._stating.isdisjoint(positions)
        unpaid = not_payable(rows, positions, rules) if states else frozenset()
        left_out = unpaid | self._uncovered(rules).intersection(positions)
        listed = self._earned.of(visit.key) if left_out or states else ()
        return _Begun(
            key=visit.key,
            clinic=recorded.clinic,
            payer=payer,
            positions=positions,
            seconds=visit,
            earning=earning_codes(visit, rows, listed, left_out, self._contest),
            named=recorded.codes,
            rules=rules,
            refusal=refusal,
            spans=RecordedSpans(rows, [row for row in positions if row not in unpaid] if unpaid else positions),
            stated=furnished(rows, listed, left_out) if listed else {},
            unpaid=frozenset([rows.id[row] for row in unpaid]),
        )

    def _uncovered(self, rules: Rules | None) -> frozenset[int]:
        """Return all rows of staff whose services a payer does not cover."""
        if rules not in self._not_covered:
            self._not_covered[rules] = not_covered(self._rows, rules)
        return self._not_covered[rules]


def _looked_at_together(begun: Sequence[_Begun]) -> Iterator[Sequence[_Begun]]:
    """Divide a patient's visits of a date into those their payer's rules look at together (claims §3, scope)."""
    if len(begun) == 1:
        yield begun
        return
    whole: dict[int, list[_Begun]] = {}
    for visit in begun:
        if visit.counting is not None and visit.counting.looks_at_whole_date:
            whole.setdefault(id(visit.counting), []).append(visit)
        else:
            yield [visit]
    yield from whole.values()


def _counted(
    begun: Sequence[_Begun], contest: ContestRule
) -> Iterator[tuple[_Begun, UnderRules | None, dict[ContestRule, tuple[VisitTimes, ...]]]]:
    """Count visits together under the contest rule in force; equal times under another are counted already."""
    rules, on = begun[0].counting, _day(begun[0].key[0])
    if rules is None:
        yield from ((visit, None, {}) for visit in begun)
        return
    together = Together(begun, rules, on)
    if len(begun) == 1 and begun[0].is_uncontested:
        (units,) = together.count(contest)
        yield begun[0], UnderRules(dict.fromkeys(CONTEST_RULES, units)), {}
        return
    same = CONTEST_RULES if all(visit.is_uncontested for visit in begun) else (contest,)
    for index, (visit, units) in enumerate(zip(begun, together.count(contest), strict=True)):
        told = {} if len(begun) == 1 else {rule: _others(together.asked(rule), index) for rule in CONTEST_RULES}
        yield visit, UnderRules(dict.fromkeys(same, units), together, index), told


def _others(visits: Sequence[Asked], index: int) -> tuple[VisitTimes, ...]:
    """Return the visits of a date but one."""
    others = [other for place, other in enumerate(visits) if place != index]
    return tuple(
        [VisitTimes(other.discipline, [CodeTime(*time) for time in other.times], other.spans) for other in others]
    )


def _time(earning: Mapping[str, CodeSeconds], stated: Stated, code: str, contest: ContestRule, change: int = 0) -> Time:
    counted = earning.get(code)
    seconds, assistant = (0, 0) if counted is None else (counted.by_rule[contest], counted.assistant)
    seconds = max(0, seconds + change)
    said = stated.get((code, contest), NOTHING_STATED) if stated else NOTHING_STATED
    return code, seconds, min(assistant, seconds), said.quantity, said.remote
