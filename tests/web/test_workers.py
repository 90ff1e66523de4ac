from __future__ import annotations

import asyncio
import threading
from typing import NoReturn

import pytest

from timeline.web.workers import BusyError, Workers


def test_work_runs_in_another_thread_and_gives_its_result() -> None:
    found = asyncio.run(Workers(1, 0, seconds=5).run(threading.current_thread))
    assert found is not threading.main_thread()
    assert found.daemon


@pytest.mark.parametrize("error", [ValueError("told"), KeyError("told"), MemoryError()])
def test_an_exception_comes_through(error: Exception) -> None:
    def fail() -> NoReturn:
        raise error

    with pytest.raises(type(error)):
        asyncio.run(Workers(1, 0, seconds=5).run(fail))


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), StopIteration()])
def test_what_would_stop_the_loop_is_a_fault_like_others(error: BaseException) -> None:
    def fail() -> NoReturn:
        raise error

    with pytest.raises(RuntimeError, match=type(error).__name__):
        asyncio.run(Workers(1, 0, seconds=5).run(fail))


def test_after_a_failure_the_place_is_free_again() -> None:
    async def both() -> int:
        workers = Workers(1, 0, seconds=5)
        with pytest.raises(ZeroDivisionError):
            await workers.run(lambda: 1 // 0)
        return await workers.run(lambda: 1)

    assert asyncio.run(both()) == 1


def test_no_more_work_runs_at_once_than_allowed() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.01)
        with lock:
            running -= 1

    async def many() -> None:
        workers = Workers(2, 6, seconds=5)
        await asyncio.gather(*(workers.run(work) for _ in range(8)))

    asyncio.run(many())
    assert most == 2


def test_work_that_takes_too_long_keeps_its_place_until_it_ends() -> None:
    go = threading.Event()

    async def late() -> int:
        workers = Workers(1, 0, seconds=0.02)
        with pytest.raises(BusyError, match="too long"):
            await workers.run(lambda: go.wait(10))
        with pytest.raises(BusyError, match="Too many"):
            await workers.run(lambda: 1)
        go.set()
        for _ in range(500):
            try:
                return await workers.run(lambda: 1)
            except BusyError:
                await asyncio.sleep(0.01)
        return 0

    assert asyncio.run(late()) == 1


def test_work_nobody_waits_for_any_more_gives_its_turn_away() -> None:
    go = threading.Event()

    async def cancelled() -> int:
        workers = Workers(1, 1, seconds=5)
        first = asyncio.create_task(workers.run(lambda: go.wait(10)))
        second = asyncio.create_task(workers.run(lambda: True))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.wait([second])
        third = asyncio.create_task(workers.run(lambda: True))
        go.set()
        return sum(await asyncio.gather(first, third))

    assert asyncio.run(cancelled()) == 2


def test_whoever_waits_too_long_for_others_is_told_to_come_back() -> None:
    go = threading.Event()

    async def waited() -> int:
        workers = Workers(1, 1, seconds=0.05)
        first = asyncio.create_task(workers.run(lambda: go.wait(10)))
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="still being analyzed"):
            await workers.run(lambda: 1)
        with pytest.raises(BusyError, match="took too long"):
            await first
        go.set()
        return workers._taken

    assert asyncio.run(waited()) <= 1
