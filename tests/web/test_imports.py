from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import httpx
import pytest

from tests.web.conftest import OWN, Browser, Gate, Serve, csv_of
from timeline.errors import ScheduleError
from timeline.schedules import MemoryFile, read_schedule
from timeline.web.uploads import Limits

NOON = datetime(2026, 3, 2, 12)


def test_a_full_queue_names_its_limits_and_the_others_are_served(serve: Serve, gate: Gate) -> None:
    server = serve(analyse=gate.analyse, limits=Limits(running=1, waiting=1))
    browsers = [server.browser() for _ in range(3)]

    async def three() -> list[int]:
        asking = [asyncio.create_task(each.importing(csv_of())) for each in browsers]
        first, _ = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
        (refused,) = [task.result() for task in first]
        assert "1 schedule may be analyzed at once and 1 may wait" in refused.json()["error"]
        return [refused.status_code, *await let_all_through(gate, set(asking) - first)]

    assert asyncio.run(three()) == [503, 200, 200]


def test_while_one_analysis_runs_others_are_answered(serve: Serve, gate: Gate) -> None:
    server = serve(analyse=gate.analyse)
    busy, idle = server.browser(), server.browser()

    async def both() -> list[int]:
        importing = asyncio.create_task(busy.importing(csv_of()))
        page = await idle.asked("GET", "/")
        await asyncio.to_thread(gate.let_through)
        return [page.status_code, (await importing).status_code]

    assert asyncio.run(both()) == [200, 200]


def test_an_import_under_way_says_where_it_is(serve: Serve, gate: Gate) -> None:
    server = serve(analyse=gate.analyse, limits=Limits(running=1, waiting=3))
    first, second = server.browser(), server.browser()

    async def asked() -> list[dict[str, object]]:
        importing = [asyncio.create_task(first.importing(csv_of()))]
        told = [(await until(first, place=0, stage="Reading and analyzing")).json()]
        importing.append(asyncio.create_task(second.importing(csv_of())))
        told.append((await until(second, place=1, stage="")).json())
        assert await let_all_through(gate, set(importing)) == [200, 200]
        return told

    told = asyncio.run(asked())
    assert all(each["limit"] == Limits().analysis_seconds and each["seconds"] >= 0 for each in told)
    assert first.get("/api/progress").status_code == 204


async def let_all_through(gate: Gate, waiting: set[asyncio.Task[httpx.Response]]) -> list[int]:
    """Let one import after the other through, each once the one before has its answer."""
    found: list[int] = []
    while waiting:
        await asyncio.to_thread(gate.let_through)
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        found += [each.result().status_code for each in done]
    return found


async def until(browser: Browser, of: str = "import", **state: object) -> httpx.Response:
    """Ask how far an import, or a search for plans, is until it is there."""
    while True:
        answer = await browser.asked("GET", f"/api/progress?of={of}", headers=OWN)
        if answer.status_code == 200 and state.items() <= answer.json().items():
            return answer
        await asyncio.sleep(0)  # the asking itself never gives the others a turn


def test_an_import_is_stopped_by_the_next_one_and_by_closing_the_schedule(serve: Serve, gate: Gate) -> None:
    browser = serve(analyse=gate.analyse, limits=Limits(running=1, waiting=0)).browser()

    async def three() -> list[int]:
        first = asyncio.create_task(browser.importing(csv_of()))
        await until(browser, stage="Reading and analyzing")
        second = asyncio.create_task(browser.importing(csv_of()))
        stopped = (await first).json()["error"]
        assert stopped == "The import was stopped."
        await until(browser, stage="Reading and analyzing")
        closed = await browser.asked("DELETE", "/api/schedule", headers=OWN)
        return [(await first).status_code, closed.status_code, (await second).status_code]

    assert asyncio.run(three()) == [503, 204, 503]


def test_an_analysis_that_takes_too_long_is_stopped_and_the_limit_named(serve: Serve, gate: Gate) -> None:
    browser = serve(analyse=gate.analyse, limits=Limits(analysis_seconds=0.05)).browser()
    answer = browser.put(csv_of())
    assert answer.status_code == 503
    assert "more than 0.05 seconds, the longest for one import" in answer.json()["error"]


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
