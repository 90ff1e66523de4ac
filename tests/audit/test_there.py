"""How long providers were there is the same in arrays as span by span."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

from tests.audit.test_registry import analysis_of
from tests.schedules_of import analysed
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


def check(record: Record) -> None:
    """Compare with the spans of everybody on each date, and at each clinic."""
    of, staff, names = record.rows, record.staff, named(record)
    days = np.array(sorted(names), np.int64)
    on = on_days(record, days)
    for number, seconds, by_shift in zip(days.tolist(), on.seconds.tolist(), on.by_shift.tolist(), strict=True):
        key = names[number]
        own = [row for row in range(len(of)) if (of.date[row], of.provider[row]) == key]
        whole = [(min(of.start[row] for row in own), max(of.end[row] for row in own))]
        assert seconds == length(subtract(staff.shifts.get(key, whole), staff.away.get(key, [])))
        assert by_shift == (key in staff.shifts)
    found = at_sites(record)
    sites = dict(zip(site_numbers(record).tolist(), zip(of.date, of.clinic, strict=True), strict=True))
    columns = (found.site, found.day, found.there.seconds, found.there.by_shift)
    told = {
        (sites[site], names[number][1]): (seconds, by_shift)
        for site, number, seconds, by_shift in zip(*(each.tolist() for each in columns), strict=True)
    }
    assert told == {
        (site, one.provider): (length(one.on_duty if one.by_shift else one.spans), one.by_shift)
        for site, listed in staff.sites.items()
        for one in listed
    }


@given(rows())
def test_everybody_is_there_as_long_as_their_spans_say(day: list[dict[str, Any]]) -> None:
    check(analysis_of(day).record)


def test_shifts_count_without_time_away_in_which_nobody_is_treated() -> None:
    away = ("8:00-12:00 PT1 shift", "9:00-10:00 PT1 away", "9:30-9:45 P1 PT1 97110", "10:00-10:15 P2 PT1 97110")
    others = ("8:00-8:30 P3 PT2 97110", "8:20-8:40 PT2 away", "9:00-9:30 P3 PT2 97110")
    beside = ("13:00-14:00 PT1 shift clinic=annex", "9:00-12:00 PT1 shift next", "9:00-9:30 P1 PT1 97110 next")
    record = analysed(*away, *others, *beside).record
    check(record)
    seconds = at_sites(record).there.seconds
    assert sorted((seconds // 60).tolist()) == [60, 90, 180, 195]


def test_of_some_days_only_their_own_shifts_count() -> None:
    record = analysed("9:00-9:30 P1 PT2 97110", "8:00-12:00 PT1 shift", "8:00-12:00 PT3 shift").record
    (day,) = (number for number, (_, provider) in named(record).items() if provider == "PT2")
    found = on_days(record, np.array([day]))
    assert (found.seconds.tolist(), found.by_shift.tolist()) == ([1800], [False])
