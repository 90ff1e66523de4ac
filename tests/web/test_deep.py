"""Schedules whose rows are deep in one another, sent to the server."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.web.conftest import Browser
from timeline.errors import ScheduleError
from timeline.schedules import MemoryFile, read_schedule

NOON = datetime(2026, 3, 2, 12)


def nested(count: int) -> bytes:
    """Write as many patients of one provider, each within the time of the one before."""
    spans = ((NOON - timedelta(seconds=n), NOON + timedelta(seconds=n), n) for n in range(count, 0, -1))
    rows = [f"{start:%Y-%m-%d %H:%M:%S},{end:%Y-%m-%d %H:%M:%S},P{n},PT1,PT,97110" for start, end, n in spans]
    return "\n".join(["start,end,patient,provider,role,code", *rows]).encode()


def test_rows_too_deep_for_anybody_are_refused_with_the_sentence_of_the_command_line(browser: Browser) -> None:
    with pytest.raises(ScheduleError) as refused:
        read_schedule(MemoryFile("deep.csv", nested(1_000)))
    (told,) = refused.value.fault_list
    answer = browser.put(nested(1_000), "deep.csv")
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert (fault["problem"], fault["repair"]) == (told.problem, told.repair)
    assert told.problem.startswith("1,000 rows of 2026-03-02 have the same provider, 1,000 of them at once")


def test_a_refusal_leaves_the_session_what_it_showed_and_the_server_at_work(browser: Browser) -> None:
    shown = browser.put(nested(30)).json()
    assert browser.put(nested(1_000)).status_code == 422
    assert browser.get("/api/result").json() == shown
    assert shown["visits"] == 30
