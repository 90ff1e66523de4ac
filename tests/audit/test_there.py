"""How long providers were there is the same in arrays as span by span."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

from tests.audit.test_registry import analysis_of
from tests.strategies import rows
from timeline.audit.columns import day_numbers
from timeline.audit.there import at_sites, on_days, site_numbers
from timeline.record import Record
from timeline.spans import length, subtract


def named(record: Record) -> dict[int, tuple[str, str]]:
    """Return the date and the provider of each number of a day."""
    of = record.rows
    listed = zip(day_numbers(record).tolist(), of.date, of.provider, strict=True)
    return {number: (date, provider) for number, date, provider in listed if provider}


@given(rows())
def test_a_day_is_as_long_as_its_shifts_without_time_away_or_else_as_its_rows(day: list[dict[str, Any]]) -> None:
    record = analysis_of(day).record
    of, staff, names = record.rows, record.staff, named(record)
    days = np.array(sorted(names), np.int64)
    found = on_days(record, days)
    for number, seconds, by_shift in zip(days.tolist(), found.seconds.tolist(), found.by_shift.tolist(), strict=True):
        key = names[number]
        own = [row for row in range(len(of)) if (of.date[row], of.provider[row]) == key]
        whole = [(min(of.start[row] for row in own), max(of.end[row] for row in own))]
        assert seconds == length(subtract(staff.shifts.get(key, whole), staff.away.get(key, [])))
        assert by_shift == (key in staff.shifts)


@given(rows())
def test_who_is_at_a_site_is_there_as_long_as_the_staff_say(day: list[dict[str, Any]]) -> None:
    record = analysis_of(day).record
    found, names, of = at_sites(record), named(record), record.rows
    sites = dict(zip(site_numbers(record).tolist(), zip(of.date, of.clinic, strict=True), strict=True))
    columns = (found.site, found.day, found.there.seconds, found.there.by_shift)
    told = {
        (sites[site], names[number][1]): (seconds, by_shift)
        for site, number, seconds, by_shift in zip(*(each.tolist() for each in columns), strict=True)
    }
    assert told == {
        (site, one.provider): (length(one.on_duty if one.by_shift else one.spans), one.by_shift)
        for site, listed in record.staff.sites.items()
        for one in listed
    }
