"""Units that depend on the last minute of a clock reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from timeline.audit.piles import pile_of, units_with
from timeline.clock import MINUTE
from timeline.finding import Finding, FindingRule
from timeline.policies import Rules
from timeline.record import Record
from timeline.units.counting import POOLED
from timeline.units.plan import plan_for
from timeline.units.treatments import Way
from timeline.visits import VisitAccount
from timeline.vocabulary import Severity
from timeline.words import counted, series

ON_EDGE = FindingRule(
    "units.on_edge",
    "A visit is so close to a threshold that reading the clock a minute the other way would change its units.",
    "Nothing to correct: the recorded minutes stand. Where starts and ends are read from a clock, a reviewer can check "
    "them.",
    "cms-claims-5 §20.2.C",
)


def on_edge(record: Record) -> Iterator[Finding]:
    """Report visits whose timed units change with a minute more or less; the finding never says in which direction."""
    for visit in record.accounts.values():
        if visit.rules is None or visit.units is None:
            continue
        now = visit.units[visit.contest].timed_units
        found = _varied(visit, visit.rules, record.thresholds(visit.key[0]).edge.minutes)
        changes = {code: max(abs(units - now) for units in counted) for code, counted in found.items()}
        change = max(changes.values(), default=0)
        if change:
            decisive = [code for code, units in changes.items() if units]
            codes = decisive if _is_apart(visit, visit.rules) else list(_pooled_minutes(visit, visit.rules))
            yield _finding(record, visit, sorted(codes), change)


def varied_units(visit: VisitAccount, rules: Rules, slack: int) -> tuple[int, int]:
    """Return the fewest and the most timed units of a visit if some minutes of one of its codes were fewer or more.

    Parameters
    ----------
    slack
        Whole minutes by which one code's minutes are shortened or lengthened, never below 0.
    """
    now = visit.timed_units or 0
    found = [units for counted in _varied(visit, rules, slack).values() for units in counted]
    return min([now, *found]), max([now, *found])


def _varied(visit: VisitAccount, rules: Rules, slack: int) -> dict[str, list[int]]:
    """Return the timed units with some minutes of one code fewer, and more, by the code tried."""
    pile = pile_of(visit, visit.contest)
    minutes = _pooled_minutes(visit, rules) if pile is None else {c: s // MINUTE for c, s in pile.seconds.items()}
    tried = minutes if _is_apart(visit, rules) else sorted(minutes, key=lambda code: -minutes[code])[:1]
    return {code: [units_with(visit, {code: by * MINUTE}, pile=pile) for by in (-slack, slack)] for code in tried}


def _is_apart(visit: VisitAccount, rules: Rules) -> bool:
    """Whether a minute of one code may do other than a minute of another.

    Where codes are counted together it is all one, unless a pair takes one of them off or a limit counts some of them.
    """
    removed = visit.units is not None and bool(visit.units[visit.contest].removed)
    return rules.units.method not in POOLED or rules.caps is not None or removed


def _pooled_minutes(visit: VisitAccount, rules: Rules) -> dict[str, int]:
    """Return the whole minutes of the codes that share the timed units and have any; of all that might share them."""
    treatments = plan_for(rules, visit.key[2], date.fromisoformat(visit.key[0])).treatments
    return {
        code: counted.by_rule[visit.contest] // MINUTE
        for code, counted in visit.earning.items()
        if counted.by_rule[visit.contest] >= MINUTE and treatments[code].way is Way.POOL
    }


def _finding(record: Record, visit: VisitAccount, codes: list[str], change: int) -> Finding:
    rows, (day, patient, _) = record.rows, visit.key
    slack = record.thresholds(day).edge.minutes
    positions = [row for row in visit.positions if rows.code[row] in codes and rows.nature[row].attended]
    extent = record.extent(positions)
    verb = "depends" if change == 1 else "depend"
    last = "the last minute" if slack == 1 else f"the last {slack} minutes"
    return record.finding(
        ON_EDGE,
        Severity.NOTE,
        positions,
        f"The units of {patient} with {series(extent.providers)} on {day}, {record.clock(extent.start)}–"
        f"{record.clock(extent.end)}, depend on {last} of a clock reading. The recorded minutes stand; "
        f"{counted(change, 'unit')} {verb} on how the clock was read.",
        units_at_risk=change,
        seconds=slack * MINUTE,
    )
