"""Long work outside the server: a few processes that can be killed, a queue that says its length, clear refusals."""

from __future__ import annotations

import asyncio
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from timeline.web import processes
from timeline.web.processes import Process
from timeline.web.worker import DONE, STAGE
from timeline.words import counted

T = TypeVar("T")


class BusyError(Exception):
    """The queue is full, the work took too long or too much memory, or somebody stopped it; the message says which."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a piece of work is.

    Parameters
    ----------
    place
        How many pieces are before it; 0 once it runs.
    stage
        What is being done; empty while it waits.
    seconds
        How long it has waited and run.
    """

    place: int
    stage: str
    seconds: float


@dataclass(eq=False)
class _Job:
    work: Callable[[], Any]
    what: str = "import"
    outcome: Future[Any] = field(default_factory=Future)
    since: float = field(default_factory=time.monotonic)
    stage: str = ""
    process: Process | None = None
    #: Why it was stopped; empty while it was not.
    stopped: str = ""


class Workers:
    """Runs work in processes of their own, at most `running` at a time; `waiting` more may queue.

    Every piece ends: by itself, or killed after `seconds`. So whoever waits gets an answer, too.

    Parameters
    ----------
    running, waiting
        How many pieces of work run, and how many wait.
    seconds
        How long one may run.
    """

    def __init__(self, running: int, waiting: int, *, seconds: float) -> None:
        self._most, self._waiting_most, self._seconds = running, waiting, seconds
        self._lock = threading.Lock()
        self._running: set[_Job] = set()
        self._queue: deque[_Job] = deque()
        #: By owner and what it is.
        self._of: dict[tuple[str, str], _Job] = {}

    async def run(self, work: Callable[[], T], owner: str = "", what: str = "import") -> T:
        """Run `work`, which must be picklable, and return its result; its exceptions pass through.

        Parameters
        ----------
        owner
            Whose it is; a piece of the same owner and kind that is under way is stopped, one of another kind goes on.
        what
            Its kind, as messages call it: an import, or a plan.

        Raises
        ------
        BusyError: the queue is full, the work took too long or too much memory, or was stopped.
        """
        job = _Job(work, what)
        self.stop(owner, what)
        with self._lock:
            if len(self._queue) >= self._waiting_most and self._busy() >= self._most:
                told = f"{counted(self._most, 'schedule')} may be analyzed at once and {self._waiting_most} may wait"
                raise BusyError(f"The server is busy: {told}. Try again in a moment.")
            self._queue.append(job)
            if owner:
                self._of[owner, what] = job
        self._next()
        try:
            result: T = await asyncio.wrap_future(job.outcome)
            return result
        finally:
            self._end(job, f"The {job.what} was stopped.")
            with self._lock:
                if self._of.get((owner, what)) is job:
                    del self._of[owner, what]

    def progress(self, owner: str, what: str = "import") -> Progress | None:
        """Say where an owner's piece of work is; None where there is none of the kind."""
        with self._lock:
            job = self._of.get((owner, what))
            if job is None:
                return None
            place = self._queue.index(job) + 1 if job in self._queue else 0
            return Progress(place, job.stage, time.monotonic() - job.since)

    def stop(self, owner: str, what: str = "import") -> None:
        """Stop an owner's piece of work of a kind, waiting or running."""
        with self._lock:
            job = self._of.pop((owner, what), None)
        if job is not None:
            self._end(job, f"The {job.what} was stopped.")

    def _busy(self) -> int:
        """Count what runs; a piece that is being killed has given its place away."""
        return sum(not job.stopped for job in self._running)

    def _next(self) -> None:
        """Start what waits, as far as there is a place."""
        with self._lock:
            while self._queue and self._busy() < self._most:
                job = self._queue.popleft()
                self._running.add(job)
                processes.thread(self._work, job)

    def _end(self, job: _Job, why: str) -> None:
        """Stop a piece that has no outcome yet."""
        with self._lock:
            waited = job in self._queue
            if not waited and job not in self._running:
                return
            job.stopped = job.stopped or why
            if waited:
                self._queue.remove(job)
            if job.process is not None:
                job.process.kill()
        if waited:
            _fail(job.outcome, BusyError(job.stopped))

    def _work(self, job: _Job) -> None:
        limit = f"{self._seconds:g} seconds, the longest for one {job.what}"
        told = f"The analysis took more than {limit}. {job.what.capitalize()} fewer days at once."
        clock = threading.Timer(self._seconds, self._end, (job, told))
        clock.daemon = True
        process = None
        try:
            process = processes.taken()
            with self._lock:
                job.process = process
                if job.stopped:
                    process.kill()
            clock.start()
            kind, value = _answer(job, process)
        except Exception as error:
            kind, value = "", error
        finally:
            clock.cancel()
        with self._lock:
            job.process = None
            self._running.discard(job)
            lost = bool(job.stopped) or not kind
        if process is not None:
            processes.gone(process) if lost else processes.given_back(process)
        self._next()
        _settle(job, kind, value)


def _answer(job: _Job, process: Process) -> tuple[str, Any]:
    """Send a piece of work to a process, and return its outcome once it is there."""
    assert process.stdin is not None  # noqa: S101 (both are pipes)
    assert process.stdout is not None  # noqa: S101
    content = pickle.dumps(job.work)
    process.stdin.write(content)
    process.stdin.flush()
    while True:
        kind, value = pickle.load(process.stdout)  # noqa: S301 (from the process that this program started)
        if kind != STAGE:
            return kind, value
        job.stage = value


def _settle(job: _Job, kind: str, value: Any) -> None:
    if job.stopped:
        _fail(job.outcome, BusyError(job.stopped))
    elif kind == DONE:
        with suppress(Exception):  # nobody waits any more
            job.outcome.set_result(value)
    elif kind and not isinstance(value, MemoryError):
        _fail(job.outcome, value)
    elif not isinstance(value, MemoryError | EOFError | OSError | pickle.UnpicklingError):
        _fail(job.outcome, RuntimeError(type(value).__name__))
    else:
        fewer = f"{job.what.capitalize()} fewer days at once."
        told = f"The analysis needed more memory than one {job.what} may take. {fewer}"
        _fail(job.outcome, BusyError(told))


def _fail(outcome: Future[Any], error: BaseException) -> None:
    with suppress(Exception):  # nobody waits any more
        outcome.set_exception(error)


def warm(work: Callable[[], Any]) -> None:
    """Start a process and let it do something, so that the first piece need not wait until everything is loaded.

    Nobody waits for it: a process that could not be warmed, or that was ended meanwhile, is no failure.
    """
    process = None
    try:
        process = processes.started()
        _answer(_Job(work), process)
    except Exception:
        if process is not None:
            processes.gone(process)
    else:
        processes.given_back(process)
