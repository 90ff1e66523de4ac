"""Units that depend on the last minute of a clock reading."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.clock import MINUTE
from timeline.code_table import code_table
from timeline.finding import Finding, FindingRule
from timeline.policies import Rules
from timeline.record import Record
from timeline.units.counting import POOLED
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
        fewest, most = varied_units(visit, visit.rules, record.thresholds(visit.key[0]).edge.minutes)
        change = max(now - fewest, most - now)
        if change:
            yield _finding(record, visit, sorted(_pooled_minutes(visit)), change)


def varied_units(visit: VisitAccount, rules: Rules, slack: int) -> tuple[int, int]:
    """Return the fewest and the most timed units of a visit if some minutes of one of its codes were fewer or more.

    Parameters
    ----------
    slack
        Whole minutes by which one code's minutes are shortened or lengthened, never below 0. Codes that are counted
        together give the same answer whichever is tried.
    """
    minutes, now = _pooled_minutes(visit), visit.timed_units or 0
    # Where codes are counted together, a minute of one is a minute of any.
    tried = sorted(minutes, key=lambda code: -minutes[code])[:1] if rules.units.method in POOLED else minutes
    found = [visit.units_with(visit.contest, {code: by * MINUTE}) for code in tried for by in (-slack, slack)]
    return min([now, *found]), max([now, *found])


def _pooled_minutes(visit: VisitAccount) -> dict[str, int]:
    """Return the whole minutes of the codes that share the timed units and have any."""
    removed = visit.units[visit.contest].removed if visit.units else frozenset()
    return {
        code: counted.by_rule[visit.contest] // MINUTE
        for code, counted in visit.earning.items()
        if counted.by_rule[visit.contest] >= MINUTE and code_table()[code].pool == "cms15" and code not in removed
    }


def _finding(record: Record, visit: VisitAccount, codes: list[str], change: int) -> Finding:
    rows, (date, patient, _) = record.rows, visit.key
    slack = record.thresholds(date).edge.minutes
    positions = [row for row in visit.positions if rows.code[row] in codes and rows.nature[row].attended]
    extent = record.extent(positions)
    verb = "depends" if change == 1 else "depend"
    last = "the last minute" if slack == 1 else f"the last {slack} minutes"
    return record.finding(
        ON_EDGE,
        Severity.NOTE,
        positions,
        f"The units of {patient} with {series(extent.providers)} on {date}, {record.clock(extent.start)}–"
        f"{record.clock(extent.end)}, depend on {last} of a clock reading. The recorded minutes stand; "
        f"{counted(change, 'unit')} {verb} on how the clock was read.",
        units_at_risk=change,
        seconds=slack * MINUTE,
    )
