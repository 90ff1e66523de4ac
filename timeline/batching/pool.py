"""The processes of a run; with one worker everything happens in this one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Protocol, TypeVar

from timeline.batching.file_rows import FileRows
from timeline.batching.job import Job
from timeline.batching.known import Known
from timeline.errors import Fault, FileError

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_HERE: list[Known] = []


class Executor(Protocol):
    """What carries out steps: processes of this machine, or workers of a cluster."""

    def submit(self, call: Callable[..., Any], /, *arguments: Any) -> Any:
        """Begin a call; what comes back has `result()`."""

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
        if isinstance(error, BrokenProcessPool):
            problem = "was stopped: a process of it ended"
            repair = "Run it again with --resume; fewer --workers need less memory."
            raise FileError([Fault("batch", None, "", "", problem, repair)]) from None

    @property
    def ahead(self) -> int:
        """How many tasks are begun before the oldest is waited for."""
        return 0 if self._executor is None else 2 * self.workers

    def tell(self, files: Sequence[FileRows]) -> None:
        """Tell the processes what is known of the files; steps given later may use it."""
        self.known = Known(self.known.job, tuple(files))
        if self._executor is not None:
            self._executor.tell(self.known)

    def each(self, step: Callable[[Known, int], T], numbers: Iterable[int]) -> Iterator[T]:
        """Carry out a step for every number, results in their order, no more than a few ahead."""
        running: deque[Begun[T]] = deque()
        for number in numbers:
            running.append(self.submit(step, number))
            if len(running) > self.ahead:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

    def submit(self, step: Callable[..., T], *arguments: Any) -> Begun[T]:
        """Carry out a step on what is known of the job and its files."""
        if self._executor is not None:
            begun: Begun[T] = self._executor.submit(carry_out, step, arguments)
            return begun
        done: Future[T] = Future()
        done.set_result(step(self.known, *arguments))
        return done


class Begun(Protocol[T_co]):
    """A step that was begun."""

    def result(self) -> T_co:
        """Wait for what it gives."""


class Processes:
    """Processes of this machine."""

    def __init__(self, known: Known, workers: int) -> None:
        self._workers = workers
        self._executor = self._prepared(known)

    def _prepared(self, known: Known) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, get_context("spawn"), initializer=_prepare, initargs=(known,))

    def tell(self, known: Known) -> None:
        """Begin new ones, which know it."""
        self.shutdown()
        self._executor = self._prepared(known)

    def submit(self, call: Callable[..., Any], /, *arguments: Any) -> Any:
        """Begin a call in one of them."""
        return self._executor.submit(call, *arguments)

    def shutdown(self) -> None:
        """End them."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _prepare(known: Known) -> None:
    _HERE[:] = [known]


def carry_out(step: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    """Carry out a step in a process that knows the job."""
    return step(_HERE[0], *arguments)
