"""The processes of a run; with one worker everything happens in this one."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver, get_context, parent_process, resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from threading import Thread
from types import TracebackType
from typing import Any, NamedTuple, Protocol, TypeVar

from timeline.batching.file_rows import FileRows
from timeline.batching.job import Job
from timeline.batching.known import Known
from timeline.errors import Fault, FileError

A = TypeVar("A")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Step = Callable[..., Any]
_HERE: list[Known] = []


class Executor(Protocol):
    """What carries out steps: processes of this machine, or workers of a cluster.

    `ended` are the errors that a step gives, and that are not its own, where what carried it out is no more.
    """

    ended: tuple[type[Exception], ...]

    def submit(self, step: Step, arguments: tuple[Any, ...], after: Begun[Any] | None) -> Begun[Any]:
        """Begin a step; one that comes after another goes where that was carried out, if it can."""

    def tell(self, known: Known) -> None:
        """Tell what every step begun from now on knows; none is under way."""

    def shutdown(self) -> None:
        """End it; what has not begun is dropped."""


class Pool:
    """Carries out the steps of a job, in order of their results.

    Parameters
    ----------
    workers
        How many steps run at once.
    begin
        Makes what carries them out, given what every step knows; None: this process does.
    """

    def __init__(self, job: Job, workers: int, begin: Callable[[Known, int], Executor] | None) -> None:
        self.known, self.workers = Known(job), workers
        self._executor = None if begin is None else begin(self.known, workers)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown()
            if isinstance(error, self._executor.ended):
                problem = "was stopped: a process of it ended"
                repair = "Run it again with --resume; fewer workers need less memory."
                raise FileError([Fault("batch", None, "", "", problem, repair)]) from None

    @property
    def at_once(self) -> int:
        """How many steps are carried out at once."""
        return 1 if self._executor is None else self.workers

    def tell(self, files: Sequence[FileRows]) -> None:
        """Tell the processes what is known of the files; steps given later may use it."""
        on_shift = frozenset(provider for each in files for provider in each.on_shift)
        self.known = Known(self.known.job, tuple(each.without_ids() for each in files), on_shift)
        if self._executor is not None:
            self._executor.tell(self.known)

    def each(self, step: Callable[[Known, A], T], asked: Iterable[A]) -> Iterator[T]:
        """Carry out a step for everything asked, results in their order, no more than a few ahead."""
        running: deque[Begun[T]] = deque()
        for each in asked:
            running.append(self.submit(step, each))
            if len(running) >= 2 * self.at_once:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

    def submit(self, step: Callable[..., T], *arguments: Any, after: Begun[Any] | None = None) -> Begun[T]:
        """Carry out a step on what is known of the job and its files.

        `after` is an earlier step that has left something where it was carried out.
        """
        if self._executor is not None:
            return self._executor.submit(step, arguments, after)
        done: Future[T] = Future()
        done.set_result(step(self.known, *arguments))
        return done


class Begun(Protocol[T_co]):
    """A step that was begun."""

    def result(self) -> T_co:
        """Wait for what it gives."""


class Processes:
    """Processes of this machine, each with steps of its own."""

    ended: tuple[type[Exception], ...] = (BrokenProcessPool,)

    def __init__(self, known: Known, workers: int) -> None:
        self._workers = [_Process(known) for _ in range(workers)]

    def tell(self, known: Known) -> None:
        """Send it to each of them; what they have loaded stays."""
        for told in [process.submit(_tell, (known,)) for process in self._workers]:
            told.result()

    def submit(self, step: Step, arguments: tuple[Any, ...], after: Begun[Any] | None) -> Begun[Any]:
        """Begin a step in the process that carried out the one before it, or in the one with the fewest steps."""
        if isinstance(after, _Placed):
            return after.process.submit(step, arguments)
        return min(self._workers, key=lambda process: process.waiting).submit(step, arguments)

    def shutdown(self) -> None:
        """End them."""
        for process in self._workers:
            process.executor.shutdown(wait=True, cancel_futures=True)


class _Process:
    """One process, and how many steps it has yet to carry out."""

    def __init__(self, known: Known) -> None:
        self.executor = ProcessPoolExecutor(1, _context(), initializer=_begin, initargs=(known,))
        self._steps: list[Future[Any]] = []

    @property
    def waiting(self) -> int:
        self._steps = [step for step in self._steps if not step.done()]
        return len(self._steps)

    def submit(self, step: Step, arguments: tuple[Any, ...]) -> _Placed:
        self._steps.append(self.executor.submit(carry_out, step, arguments))
        return _Placed(self._steps[-1], self)


class _Placed(NamedTuple):
    """A step that a process carries out."""

    future: Future[Any]
    process: _Process

    def result(self) -> Any:
        """Wait for what it gives."""
        return self.future.result()


def _context() -> BaseContext:
    """Return how processes begin: where the system can, as copies of one that has loaded everything once."""
    if sys.platform != "linux":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    _begin_tracker()  # it would let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # until `held_back` is loaded
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def _begin_tracker() -> None:
    """Begin what clears up after all processes; of a run that is killed it does so without a word on the terminal."""
    sys.warnoptions.append(_UNSAID)
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(_UNSAID)


_UNSAID = "ignore::UserWarning:multiprocessing.resource_tracker"
#: What every process of a run needs; what threads it begins are prepared for the process to be copied.
_LOADED = ["timeline.held_back", "timeline.batching.run", "pyarrow.parquet"]


def _begin(known: Known) -> None:
    """Prepare a process of this machine: Ctrl-C ends it at once and without a word, and so does its parent's end."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    _prepare(known)


def _end_with(sentinel: int) -> None:
    # Nobody else tells it: of a parent that is killed, the queue of steps stays open, for this process holds it too.
    wait([sentinel])
    os._exit(1)


def _prepare(known: Known) -> None:
    _HERE[:] = [known]


def _tell(before: Known, known: Known) -> None:
    del before
    _prepare(known)


def carry_out(step: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    """Carry out a step in a process that knows the job."""
    return step(_HERE[0], *arguments)
