"""The full counts of visits of which each permits one claim alone: written from the numbers of many counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from timeline.units.ceilings import ceiling_remarks
from timeline.units.earned import recorded
from timeline.units.kernels.payable import CODE
from timeline.units.many import Counts, Questions, standing_remarks
from timeline.units.model import CodeTime, Line, Remark, VisitTimes, VisitUnits
from timeline.units.plan import Plan, plan_for
from timeline.units.remarks import of_codes, of_plan, rounding
from timeline.units.treatments import Way


def single_units(questions: Questions, counts: Counts, question: int, on: date) -> tuple[VisitUnits, ...]:
    """Return the counts of a question's visits as the engine makes them, where `Counts.single` says so of each.

    Parameters
    ----------
    on
        The date of the visits: remarks tell it.
    """
    visits = range(int(questions.bounds[question]), int(questions.bounds[question + 1]))
    lines = [counts.lines_of(questions, visit) for visit in visits]
    found = []
    for place, visit in enumerate(visits):
        beside = [line for other, listed in enumerate(lines) if other != place for line in listed]
        found.append(_single(questions, counts, visit, on, lines[place], beside))
    return tuple(found)


def _single(
    questions: Questions, counts: Counts, visit: int, on: date, lines: tuple[Line, ...], beside: Sequence[Line]
) -> VisitUnits:
    """Return the count of one visit, given its lines and those of the other visits of its question."""
    own, words = questions.book.plans[questions.plan[visit]], questions.book.codes
    plan = plan_for(own.rules, own.discipline, on)
    asked = questions.entries[questions.code_bounds[visit] : questions.code_bounds[visit + 1], CODE:].tolist()
    times = tuple(
        [
            CodeTime(words[code], seconds, assistant, quantity if quantity > 0 else None, bool(remote))
            for code, seconds, assistant, quantity, remote in asked
        ]
    )
    payable, treatments = counts.payable.of(questions, visit), plan.treatments
    pool = {code: units for code, units in payable.units.items() if units and treatments[code].way is Way.POOL}
    codes = tuple([time.code for time in times])
    assisted, remote = any(time.assistant_seconds for time in times), any(time.remote for time in times)
    remarks = standing_remarks(plan, codes, assisted=assisted, remote=remote)
    if counts.says_more(visit):
        remarks = (
            *_remarks(VisitTimes(plan.discipline, times), plan, payable.units, lines, beside),
            *of_plan(plan, recorded=bool(codes), assisted=assisted, remote=remote),
        )
    return VisitUnits(
        timed_minutes=int(counts.timed_minutes[visit]),
        timed_units=payable.timed_units,
        units=payable.units,
        billed_as={code: treatments[code].billed for code in codes if treatments[code].billed != code},
        removed=frozenset(),
        alternatives=(pool,) if payable.timed_units else (),
        lines=lines,
        alternative_lines=(lines,) if payable.timed_units else (),
        edits=(),
        conditional=None,
        remarks=remarks,
        times=times,
        rules=plan.rules,
        discipline=plan.discipline,
        on=on,
    )


def _remarks(
    told: VisitTimes, plan: Plan, units: Mapping[str, int], lines: tuple[Line, ...], beside: Sequence[Line]
) -> list[Remark]:
    """Return what the engine remarks on how codes were recorded, on daily ceilings and on whole minutes."""
    visit = recorded(told, plan)
    whole = plan.rules.ceilings is not None and plan.rules.ceilings.whole_date
    found = of_codes(visit, units)
    if plan.ceilings:
        found += ceiling_remarks(lines, plan, beside=beside if whole else ())
    return found + rounding(visit, units)
