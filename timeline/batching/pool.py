"""The processes of a run; with one worker everything happens in this one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import Any, TypeVar

from timeline.batching.file_rows import FileRows
from timeline.batching.job import Job
from timeline.batching.known import Known
from timeline.errors import Fault, FileError

T = TypeVar("T")
_HERE: list[Known] = []


class Pool:
    """Carries out the steps of a job, in order of their results."""

    def __init__(self, job: Job, workers: int) -> None:
        self.known, self.workers = Known(job), workers
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
        if isinstance(error, BrokenProcessPool):
            problem = "was stopped: a process of it ended"
            repair = "Run it again with --resume; fewer --workers need less memory."
            raise FileError([Fault("batch", None, "", "", problem, repair)]) from None

    @property
    def ahead(self) -> int:
        """How many tasks are begun before the oldest is waited for."""
        return 0 if self.workers == 1 else 2 * self.workers

    def tell(self, files: Sequence[FileRows]) -> None:
        """Tell the processes what is known of the files; steps given later may use it."""
        self.known = Known(self.known.job, tuple(files))
        if self._executor is not None:
            self._executor.shutdown(wait=True)
            self._executor = None

    def each(self, step: Callable[[Known, int], T], numbers: Iterable[int]) -> Iterator[T]:
        """Carry out a step for every number, results in their order, no more than a few ahead."""
        running: deque[Future[T]] = deque()
        for number in numbers:
            running.append(self._given(step, number))
            if len(running) > self.ahead:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

    def submit(self, step: Callable[..., T], *arguments: Any) -> Future[T]:
        """Carry out a step on what is known of the files."""
        return self._given(step, *arguments)

    def _given(self, step: Callable[..., T], *arguments: Any) -> Future[T]:
        if self.workers == 1:
            future: Future[T] = Future()
            future.set_result(step(self.known, *arguments))
            return future
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                self.workers, get_context("spawn"), initializer=_prepare, initargs=(self.known,)
            )
        return self._executor.submit(_carry_out, step, arguments)


def _prepare(known: Known) -> None:
    _HERE[:] = [known]


def _carry_out(step: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    return step(_HERE[0], *arguments)
