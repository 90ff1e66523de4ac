"""An analysis without names of people: ids stay, names and notes are removed."""

from __future__ import annotations

from dataclasses import replace
from typing import overload

from timeline.contracts import PAGE_ONLY
from timeline.result import Analysis
from timeline.schedules import Schedule


@overload
def without_names(subject: Schedule) -> Schedule: ...


@overload
def without_names(subject: Analysis) -> Analysis: ...


def without_names(subject: Schedule | Analysis) -> Schedule | Analysis:
    """Remove names and notes; ids, minutes, units and findings stay the same.

    Parameters
    ----------
    subject
        A schedule, or an analysis of one.

    Returns
    -------
    The same with the columns for pages left blank.
    """
    if isinstance(subject, Analysis):
        record = subject.record
        return replace(subject, record=replace(record, schedule=without_names(record.schedule)))
    blank = subject.interval_table.assign(**dict.fromkeys(PAGE_ONLY, ""))
    return replace(subject, interval_table=blank)
