"""Visits: the minutes of a visit joined to the policy that counts them.

One `VisitAccount` holds what a visit's rows earn under its payer's rules, under each contest rule, and
answers what the units would be with more or fewer seconds: the question every finding asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from timeline.attendance import Attendance, VisitSeconds, visit_seconds
from timeline.attendance.rows import DEFAULT_PAYER, Rows
from timeline.code_table import code_table
from timeline.errors import NotInForceError, UnknownPayerError
from timeline.policies import Policy, Rules, load_policy
from timeline.units import CodeTime, VisitUnits, count_visit, timed_units_of, units_for
from timeline.units.counting import threshold_of
from timeline.vocabulary import CONTEST_RULES, ContestRule, Evidence, Mode

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
        The count under each contest rule; None without rules and for bookings.
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
    named: tuple[str, ...]
    billed: Mapping[str, int]
    rules: Rules | None
    refusal: str
    units: Mapping[ContestRule, VisitUnits] | None

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
        return self.booked_units(rule) if self.units is None else self.units[rule].timed_units

    def booked_units(self, contest: ContestRule) -> int | None:
        """Return the most units a booking's one-on-one minutes can support."""
        return None if self.rules is None else supportable_units(self.seconds.one_on_one[contest] // 60, self.rules)

    def recorded_as(self, code: str) -> frozenset[str]:
        """Return the codes whose rows a claimed code rests on: its own, and those the payer takes it in place of."""
        replaced = self.units[self.contest].billed_as if self.units else {}
        return frozenset({code, *(recorded for recorded, billed_as in replaced.items() if billed_as == code)})

    def units_with(self, contest: ContestRule, changes: Mapping[str, int]) -> int:
        """Count the timed units with some seconds more or fewer per code; 0 without rules.

        A booking has one account without a code: every change counts for it.
        """
        if self.rules is None:
            return 0
        if self.is_scheduled:
            return supportable_units(max(0, self.seconds.one_on_one[contest] + sum(changes.values())) // 60, self.rules)
        seconds = {code: counted.by_rule[contest] for code, counted in self.seconds.codes.items()}
        for code, change in changes.items():
            seconds[code] = max(0, seconds.get(code, 0) + change)
        minutes = {code: value // 60 for code, value in seconds.items()}
        return timed_units_of(minutes, self.rules, on=date.fromisoformat(self.key[0]))


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
    rows = found.rows
    positions: dict[VisitKey, list[int]] = defaultdict(list)
    for row, evidence in enumerate(rows.evidence):
        if evidence:
            positions[rows.date[row], rows.patient[row], rows.discipline[row]].append(row)
    claimed: dict[VisitKey, dict[str, int]] = defaultdict(dict)
    for (key, code), units in billed.items():
        claimed[key][code] = units
    rulebook = _Rulebook(policies)
    seconds = visit_seconds(found.attendance, found.code_spans, found.contest)
    return {
        key: _account(found, visit, tuple(positions[key]), claimed.get(key, {}), rulebook, payer)
        for key, visit in seconds.items()
    }


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
            return self._policies(payer).on(date.fromisoformat(day)), ""
        except UnknownPayerError:
            return None, "policy.unknown"
        except NotInForceError:
            return None, "policy.not_in_force"


def _account(
    found: Attendance,
    visit: VisitSeconds,
    positions: tuple[int, ...],
    billed: Mapping[str, int],
    rulebook: _Rulebook,
    payer: str | None,
) -> VisitAccount:
    rows = found.rows
    payer = payer or visit_payer(rows, positions)
    rules, refusal = rulebook.on(payer, visit.key[0])
    first = min(positions, key=lambda row: (rows.start[row], rows.clinic[row]))
    named = tuple(sorted({rows.code[row] for row in positions if rows.code[row]}))
    counting = rules if visit.evidence == Evidence.DOCUMENTED else None
    return VisitAccount(
        key=visit.key,
        evidence=visit.evidence,
        clinic=rows.clinic[first],
        payer=payer,
        contest=found.contest,
        positions=positions,
        seconds=visit,
        named=named,
        billed=billed,
        rules=rules,
        refusal=refusal,
        units=None if counting is None else _units(rows, visit, positions, named, counting),
    )


def visit_payer(rows: Rows, positions: tuple[int, ...]) -> str:
    """Return the policy of a visit: the payer stated on its earliest row that states one."""
    stated = [(rows.start[row], rows.stated_payer[row]) for row in positions if rows.stated_payer[row]]
    return min(stated)[1] if stated else DEFAULT_PAYER


def _units(
    rows: Rows, visit: VisitSeconds, positions: tuple[int, ...], named: tuple[str, ...], rules: Rules
) -> dict[ContestRule, VisitUnits]:
    """Count the visit under each contest rule; equal seconds are counted once."""
    day, _, discipline = visit.key
    spans, on = _recorded_spans(rows, positions), date.fromisoformat(day)
    known = [code for code in named if code in code_table()]
    counted: dict[tuple[CodeTime, ...], VisitUnits] = {}
    units = {}
    for contest in CONTEST_RULES:
        times = tuple([_code_time(visit, code, contest) for code in known])
        if times not in counted:
            counted[times] = count_visit(times, rules, discipline=discipline, on=on, spans=spans)
        units[contest] = counted[times]
    return units


def _code_time(visit: VisitSeconds, code: str, contest: ContestRule) -> CodeTime:
    counted = visit.codes.get(code)
    if counted is None:
        return CodeTime(code, 0, 0)
    return CodeTime(code, counted.by_rule[contest], min(counted.assistant, counted.by_rule[contest]))


def _recorded_spans(rows: Rows, positions: tuple[int, ...]) -> dict[str, list[tuple[int, int, str]]]:
    """Collect the spans recorded per code, before any crediting: what separates two codes in time."""
    spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in positions:
        if rows.nature[row].attended or rows.nature[row].mode == Mode.SUPERVISED:
            spans[rows.code[row]].append((rows.start[row], rows.end[row], rows.id[row]))
    return dict(spans)
