"""A schedule without a row to analyze: nothing found is not a clean day."""

from __future__ import annotations

from collections import Counter

from timeline.errors import EmptyScheduleError, Fault
from timeline.schedules.schedule import Schedule
from timeline.words import counted, series

_NAMED = 3


def refuse_empty(schedule: Schedule) -> None:
    """Refuse a schedule of which no row can be analyzed.

    Raises
    ------
    EmptyScheduleError: there is none; its one sentence says what became of the rows.
    """
    if len(schedule.interval_table):
        return
    name = schedule.inputs[0].file if len(schedule.inputs) == 1 else ""
    reasons = Counter(schedule.skipped_table["why"].tolist())
    faulty = len(set(schedule.fault_table["row"].tolist()))
    if not reasons:
        problem = "has no row below its header" if name else "none of the files has a row below its header"
    elif faulty:
        problem = f"has no row to analyze: {counted(len(schedule.skipped_table), 'row')} left out, {faulty} with faults"
    else:
        told = [f"{count} {why.replace('_', '-')}" for why, count in reasons.most_common(_NAMED)]
        told += ["more"] if len(reasons) > _NAMED else []
        problem = f"has no row to analyze: {series(told)}"
    if reasons and not name:
        problem = problem.replace("has no row", "no file has a row", 1)
    repair = "Correct the export, or say --allow-empty where a day without rows is right."
    raise EmptyScheduleError([Fault(name, None, "", "", problem, repair)])
