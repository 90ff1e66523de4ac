"""Long work outside the event loop: a few threads, a short queue, and a clear refusal when it is full."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class BusyError(Exception):
    """The queue is full, or the work took too long."""


class Workers:
    """Runs work in threads of its own, at most `running` at a time; `waiting` more may queue.

    The threads end with the program, so that stopping the server never waits for an analysis.

    Parameters
    ----------
    running, waiting
        How many pieces of work run, and how many wait.
    seconds
        How long one may take. A thread cannot be stopped: one that takes longer keeps its place till it ends.
    """

    def __init__(self, running: int, waiting: int, *, seconds: float) -> None:
        self._free = asyncio.Semaphore(running)
        self._places, self._taken, self._seconds = running + waiting, 0, seconds

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` and return its result; its exceptions pass through.

        Raises
        ------
        BusyError: the queue is full, or the work took too long.
        """
        if self._taken >= self._places:
            raise BusyError("Too many schedules are being analyzed. Try again in a moment.")
        self._taken += 1
        try:
            await asyncio.wait_for(self._free.acquire(), self._seconds)
        except TimeoutError:
            self._taken -= 1
            raise BusyError("Other schedules are still being analyzed. Try again in a few minutes.") from None
        except BaseException:
            self._taken -= 1
            raise
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        threading.Thread(target=self._work, args=(work, done), daemon=True).start()
        try:
            return await asyncio.wait_for(done, self._seconds)
        except TimeoutError:
            raise BusyError("The analysis took too long. Import fewer days at once.") from None

    def _work(self, work: Callable[[], T], done: asyncio.Future[T]) -> None:
        try:
            result, error = work(), None
        except BaseException as raised:
            result, error = None, raised
        try:
            done.get_loop().call_soon_threadsafe(self._finish, done, result, error)
        except RuntimeError:
            return  # the server has stopped

    def _finish(self, done: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
        self._taken -= 1
        self._free.release()
        if done.done():
            return
        if error is None:
            done.set_result(result)
        else:
            # SystemExit and its like would stop the loop, and StopIteration may not pass through a future.
            passes = isinstance(error, Exception) and not isinstance(error, StopIteration)
            done.set_exception(error if passes else RuntimeError(type(error).__name__))
