from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.views.conftest import analyzed
from timeline import Analysis
from timeline.views.by_date import ByDate
from timeline.views.printed import printed
from timeline.views.viewer.payload import page_payload

DAY = ("8:00-12:00 PT1 shift", "9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97112", "10:00-10:20 P3 PT1 97110 group=G")


def days(number: int) -> Analysis:
    """Analyse the same day so many times."""
    result = analyzed(*(line + " next" * day for day in range(number) for line in DAY))
    assert result.finding_list
    return result


class Watched:
    """An analysis that counts how often each of its tables is asked for."""

    def __init__(self, result: Analysis) -> None:
        self._result, self._tables = result, frozenset(result.tables())
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.asked[name] += name in self._tables
        return getattr(self._result, name)


def calls(make: Callable[[Analysis], object], result: Analysis) -> int:
    """Count the functions called, ours and others': a measure of work that no load on the machine moves."""
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        make(result)
    finally:
        sys.setprofile(before)
    return counted


def test_no_table_is_read_again_for_a_further_date() -> None:
    few, many = Watched(days(2)), Watched(days(5))
    page_payload(few)  # type: ignore[arg-type]
    page_payload(many)  # type: ignore[arg-type]
    assert +few.asked == +many.asked


@pytest.mark.parametrize("make", [page_payload, lambda result: printed(result, names=True)], ids=["page", "print"])
def test_a_further_date_costs_as_much_as_the_one_before(make: Callable[[Analysis], object]) -> None:
    make(days(1))  # what is worked out once in a process
    one, two, three = (calls(make, days(number)) for number in (3, 6, 9))
    assert three - two == pytest.approx(two - one, rel=0.05)


def test_parts_of_a_table_are_the_table_in_its_order() -> None:
    by_date = ByDate(days(3))
    assert by_date.dates == ["2026-03-02", "2026-03-03", "2026-03-04"]
    for name in ("attendance", "demands", "code_spans", "engagements", "providers", "interruptions"):
        parts = [by_date.table(name, date) for date in by_date.dates]
        whole = getattr(by_date.result, name)
        assert [len(part) for part in parts] == [int((whole["date"] == date).sum()) for date in by_date.dates]
        assert all(part.index.is_monotonic_increasing for part in parts)


def test_a_date_without_rows_is_empty() -> None:
    by_date = ByDate(days(1))
    assert by_date.table("demands", "2026-04-01").empty
    assert (
        list(by_date.table("demands", "2026-04-01").columns)
        == by_date.result.record.attendance.demands.columns.tolist()
    )
    assert not any((by_date.rows("2026-04-01"), by_date.visits("2026-04-01"), by_date.findings("2026-04-01")))


def test_rows_visits_and_findings_stand_with_their_date() -> None:
    result = days(2)
    by_date = ByDate(result)
    assert sorted(row for date in by_date.dates for row in by_date.rows(date)) == list(range(len(result.intervals)))
    assert [a.key for date in by_date.dates for a in by_date.visits(date)] == list(result.record.accounts)
    assert sum(len(by_date.findings(date)) for date in by_date.dates) == len(result.finding_list)
