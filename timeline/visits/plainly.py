"""The full count of a visit of which its lines are all there is to say: written from the numbers of many counts."""

from __future__ import annotations

from datetime import date

from timeline.units.kernels.payable import CODE
from timeline.units.many import Counts, Questions, standing_remarks
from timeline.units.model import CodeTime, VisitUnits
from timeline.units.plan import plan_for
from timeline.units.treatments import Way


def plain_units(questions: Questions, counts: Counts, visit: int, on: date) -> VisitUnits:
    """Return the count of a visit as the engine of single visits makes it, where `Counts.plain` says so.

    Parameters
    ----------
    visit
        Its place in `Questions.plan`.
    on
        Its date: remarks tell it.
    """
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
    lines = counts.lines_of(questions, visit)
    codes = tuple([time.code for time in times])
    assisted, remote = any(time.assistant_seconds for time in times), any(time.remote for time in times)
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
        remarks=standing_remarks(plan, codes, assisted=assisted, remote=remote),
        times=times,
        rules=plan.rules,
        discipline=plan.discipline,
        on=on,
    )
