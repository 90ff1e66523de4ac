from __future__ import annotations

import asyncio
import os
import signal
import threading
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest

from timeline.errors import Fault, ScheduleError
from timeline.web import processes
from timeline.web.faults import WorkFailedError
from timeline.web.worker import tell
from timeline.web.workers import BusyError, Workers, warm


class Odd(Exception):  # noqa: N818
    """An exception that cannot be made again."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def fail(error: BaseException) -> NoReturn:
    raise error


def odd() -> NoReturn:
    raise Odd("secret", "secret")


def unsendable() -> object:
    return lambda: 1


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def held(gate: str) -> int:
    """Work until somebody has written into a pipe."""
    tell("waiting")
    Path(gate).read_bytes()
    return os.getpid()


def noisy() -> str:
    os.write(1, b"something printed")
    return "result"


def greedy() -> int:
    return len(bytearray(8_000_000_000))


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "gate")
    return tmp_path / "gate"


def done(work: Any, **limits: Any) -> Any:
    return asyncio.run(Workers(**{"running": 1, "waiting": 0, "seconds": 30} | limits).run(work))


async def until_it_runs(workers: Workers, owner: str) -> None:
    while not (found := workers.progress(owner)) or found.stage != "waiting":
        await asyncio.sleep(0)


async def waiting(workers: Workers, owner: str) -> asyncio.Task[str]:
    """Ask for work behind other work, and return once it waits for its turn."""
    task = asyncio.create_task(workers.run(noisy, owner))
    while workers.progress(owner) is None:
        await asyncio.sleep(0)
    return task


def test_work_runs_in_another_process_which_is_kept_for_the_next_piece() -> None:
    warm(noisy)
    first, second = done(os.getpid), done(os.getpid)
    assert first == second != os.getpid()


def test_a_process_that_cannot_be_warmed_is_no_failure() -> None:
    warm(die)
    assert done(noisy) == "result"


def test_a_warm_up_ends_with_everything_else_and_says_nothing(gate: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = set(threading.enumerate())
    processes.thread(warm, partial(held, str(gate)))
    with gate.open("wb"):  # opens once the work waits at it
        processes.end()
    assert set(threading.enumerate()) <= before
    assert capfd.readouterr() == ("", "")
    assert done(noisy) == "result"


def test_what_work_prints_is_no_part_of_its_result() -> None:
    assert done(noisy) == "result"


def test_a_fault_of_the_input_comes_through_as_it_is() -> None:
    fault = Fault("day.csv", 2, "role", "", "is not a known role", "Name one.")
    with pytest.raises(ScheduleError) as raised:
        done(partial(fail, ScheduleError([fault])))
    assert raised.value.fault_list == (fault,)


@pytest.mark.parametrize("error", [ValueError("secret"), SystemExit(1), KeyboardInterrupt(), StopIteration()])
def test_another_failure_is_named_by_its_kind_and_place_alone(error: BaseException) -> None:
    with pytest.raises(WorkFailedError, match=f"^{type(error).__name__} at test_workers.py:[0-9]+$"):
        done(partial(fail, error))


@pytest.mark.parametrize("work", [odd, unsendable])
def test_what_cannot_be_sent_back_is_a_failure_and_the_process_goes_on(work: Any) -> None:
    with pytest.raises(WorkFailedError) as raised:
        done(work)
    assert "secret" not in str(raised.value)
    assert done(noisy) == "result"


def test_what_cannot_be_sent_there_is_a_failure() -> None:
    with pytest.raises(RuntimeError):
        done(lambda: 1)


def test_a_process_that_dies_is_told_and_replaced() -> None:
    with pytest.raises(BusyError, match="more memory than one import may take"):
        done(die)
    assert done(noisy) == "result"


def test_work_that_needs_too_much_memory_is_refused() -> None:
    with pytest.raises(BusyError, match="more memory than one import may take"):
        done(greedy)


def test_work_that_takes_too_long_is_killed_and_its_place_is_free(gate: Path) -> None:
    async def late() -> str:
        workers = Workers(1, 0, seconds=5)
        workers._seconds = 0.05
        with pytest.raises(BusyError, match=r"more than 0\.05 seconds, the longest for one import"):
            await workers.run(partial(held, str(gate)))
        workers._seconds = 30
        return await workers.run(noisy)

    assert asyncio.run(late()) == "result"


def test_work_nobody_waits_for_any_more_is_stopped(gate: Path) -> None:
    async def cancelled() -> str:
        workers = Workers(1, 1, seconds=30)
        first = asyncio.create_task(workers.run(partial(held, str(gate)), "one"))
        await until_it_runs(workers, "one")
        second = await waiting(workers, "two")
        for task in (second, first):
            task.cancel()
        await asyncio.wait([first, second])
        return await workers.run(noisy)

    assert asyncio.run(cancelled()) == "result"


def test_who_waits_learns_how_many_are_before(gate: Path) -> None:
    async def three() -> list[int]:
        workers = Workers(1, 2, seconds=30)
        tasks = [asyncio.create_task(workers.run(partial(held, str(gate)), "0"))]
        await until_it_runs(workers, "0")
        tasks += [await waiting(workers, owner) for owner in "12"]
        found = [workers.progress(owner) for owner in "012"]
        with pytest.raises(BusyError, match="1 schedule may be analyzed at once and 2 may wait"):
            await workers.run(noisy)
        await asyncio.to_thread(gate.write_bytes, b"go")
        await asyncio.gather(*tasks)
        return [each.place for each in found if each is not None]

    assert asyncio.run(three()) == [0, 1, 2]


def test_stopping_somebody_who_waits_lets_the_others_on(gate: Path) -> None:
    async def two() -> str:
        workers = Workers(1, 1, seconds=30)
        first = asyncio.create_task(workers.run(partial(held, str(gate)), "one"))
        await until_it_runs(workers, "one")
        second = await waiting(workers, "two")
        workers.stop("two")
        with pytest.raises(BusyError, match="was stopped"):
            await second
        workers.stop("nobody")
        await asyncio.to_thread(gate.write_bytes, b"go")
        assert await first != os.getpid()
        return await workers.run(noisy)

    assert asyncio.run(two()) == "result"
