"""Pairs of codes and ceilings: codes a claim may not carry together, and how many units of a code it may carry.

A pair denies its column-two code. It is set aside only where the records prove it: both codes are
timed or group codes, the pair is not about another body site, and no recorded span of one overlaps a
recorded span of the other. Then the column-two line carries the modifier, with the rows that prove it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from timeline.policies.ncci import ABSOLUTE, NEVER, Ceiling, Pair, Pairs
from timeline.policies.rules import EditsRule
from timeline.units.model import Line, RecordedSpan, Remark, Spans
from timeline.units.plan import Plan
from timeline.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the pairs did: recorded codes denied, recorded codes that need the modifier, and why."""

    denied: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    remarks: tuple[Remark, ...] = ()


UNTOUCHED = Outcome()


def pairs_among(codes: Iterable[str], table: Pairs, on: date) -> list[Pair]:
    """Find the pairs in force among billed codes, sorted."""
    present = set(codes)
    found = []
    for one in present:
        partners = table.get(one)
        if partners is None or present.isdisjoint(partners):
            continue
        for two in present.intersection(partners):
            found += [pair for pair in partners[two] if pair.governs(on)][:1]
    if len(found) > 1:
        found.sort(key=lambda pair: (pair.column_one, pair.column_two))
    return found


def settle(recorded: Iterable[str], plan: Plan, spans: Spans | None) -> Outcome:
    """Apply the pairs to the codes of a visit that have units.

    A code that is itself denied is not on the claim and denies nothing.
    """
    if plan.on is None or plan.rules.edits is None:
        return UNTOUCHED
    treatments = plan.treatments
    billed = {treatments[code].billed: code for code in recorded}
    found = pairs_among(billed, plan.pairs, plan.on)
    if not found:
        return UNTOUCHED
    denials: dict[str, list[Remark]] = {}
    apart: dict[str, list[Remark]] = {}
    for pair in _from_the_top(found):
        one, two = billed[pair.column_one], billed[pair.column_two]
        if one in denials:
            continue
        rows = _evidence(one, two, pair, plan, spans)
        if rows is not None:
            apart.setdefault(two, []).append(_apart(pair, plan.rules.edits, plan, rows))
        else:
            denials.setdefault(two, []).append(_denied(pair, plan))
    remarks = [remark for listed in denials.values() for remark in listed]
    remarks += [remark for code, listed in apart.items() if code not in denials for remark in listed]
    remarks.sort(key=lambda remark: remark.codes)
    return Outcome(frozenset(denials), frozenset(apart.keys() - denials.keys()), tuple(remarks))


def _from_the_top(found: list[Pair]) -> Iterator[Pair]:
    """Yield the pairs so that whatever may deny a column-one code comes before the pairs it opens."""
    waiting = found
    while len(waiting) > 1:
        seconds = {pair.column_two for pair in waiting}
        ready = [pair for pair in waiting if pair.column_one not in seconds] or waiting
        yield from ready
        waiting = [pair for pair in waiting if pair not in ready]
    yield from waiting


def _evidence(one: str, two: str, pair: Pair, plan: Plan, spans: Spans | None) -> tuple[str, ...] | None:
    """Return the rows that prove two services apart; None where nothing does."""
    if pair.indicator == NEVER or pair.separate_site or spans is None:
        return None
    if not (plan.of(one).apart_by_time and plan.of(two).apart_by_time):
        return None
    first, second = spans.get(one, ()), spans.get(two, ())
    if not first or not second or overlap(first, second):
        return None
    return tuple(dict.fromkeys(row for _, _, row in (*first, *second)))


def overlap(first: Iterable[RecordedSpan], second: Iterable[RecordedSpan]) -> bool:
    """Whether any span of one overlaps any span of the other; touching ends do not.

    >>> overlap([(0, 600, "a")], [(600, 900, "b")]), overlap([(0, 600, "a")], [(599, 900, "b")])
    (False, True)
    """
    marked = sorted([(*span[:2], 0) for span in first] + [(*span[:2], 1) for span in second])
    ends = [marked[0][0]] * 2 if marked else []
    for start, end, side in marked:
        if start < ends[1 - side]:
            return True
        ends[side] = max(ends[side], end)
    return False


def _apart(pair: Pair, rule: EditsRule, plan: Plan, rows: tuple[str, ...]) -> Remark:
    return Remark(
        "edit.ncci",
        Severity.NOTE,
        f"{pair.column_two} claimed with {pair.column_one} carries modifier {rule.modifier}: their recorded spans do "
        "not overlap",
        "Keep the records that show the times.",
        (pair.column_one, pair.column_two),
        plan.rules.source("edits"),
        rows,
    )


def _denied(pair: Pair, plan: Plan) -> Remark:
    if pair.indicator == NEVER:
        why, remedy = "no modifier allows it", f"Leave {pair.column_two} off the claim."
    elif pair.separate_site:
        why = "only a different site or wound would allow a modifier, and times cannot show that"
        remedy = "If the record shows a different site, add the modifier by hand."
    else:
        why = "the records do not prove that they were separate"
        remedy = "If the record shows separate services, add the modifier by hand."
    return Remark(
        "edit.ncci",
        Severity.ERROR if pair.indicator == NEVER else Severity.REVIEW,
        f"{pair.column_two} is not paid together with {pair.column_one}: {why}",
        remedy,
        (pair.column_one, pair.column_two),
        plan.rules.source("edits"),
    )


def ceiling_remarks(lines: Iterable[Line], plan: Plan) -> list[Remark]:
    """Report the codes of a claim that exceed the daily ceiling; no units are taken away."""
    units: dict[str, int] = {}
    for line in lines:
        units[line.code] = units.get(line.code, 0) + line.units
    remarks = []
    for code, count in units.items():
        ceiling = plan.ceilings.get(code)
        if ceiling is not None and count > ceiling.units:
            remarks.append(_above(code, count, ceiling, plan))
    return remarks


def _above(code: str, count: int, ceiling: Ceiling, plan: Plan) -> Remark:
    absolute = ceiling.adjudication == ABSOLUTE
    return Remark(
        "edit.mue",
        Severity.ERROR if absolute else Severity.REVIEW,
        f"{code}: {count} units exceed the daily ceiling of {ceiling.units} (adjudication indicator "
        f"{ceiling.adjudication})",
        "The ceiling is absolute." if absolute else "Keep the records that support the units ready.",
        (code,),
        plan.rules.source("ceilings"),
    )
