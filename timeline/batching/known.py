"""What every process of a run knows: the job, what is known of its files once they were read, facts it has begun."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from timeline.attendance.engines import engine_for
from timeline.batching.file_rows import FileRows
from timeline.batching.job import Job
from timeline.batching.rows import schedule_of
from timeline.record import Record
from timeline.vocabulary import Engine
from timeline.yearly import Amounts


class Held(NamedTuple):
    """Facts of a task that was begun, and what they add to the amounts of the year."""

    record: Record
    amounts: Amounts


@dataclass(frozen=True, repr=False)
class Known:
    """The job and its files; none before they were read.

    Parameters
    ----------
    on_shift
        Who has a shift on any date of the run.
    held
        Facts of tasks this process has begun and not finished, by their numbers; another process does not get them.
    """

    job: Job
    files: tuple[FileRows, ...] = ()
    on_shift: frozenset[str] = frozenset()
    held: dict[int, Held] = field(default_factory=dict, compare=False)

    def __reduce__(self) -> tuple[type[Known], tuple[Job, tuple[FileRows, ...], frozenset[str]]]:
        return type(self), (self.job, self.files, self.on_shift)

    def record_of(self, dates: Iterable[str]) -> Record:
        """Establish the record of some whole dates, without the yearly threshold."""
        wanted = tuple(dates)
        engine = self.engine if wanted else Engine.TREE  # of no date: kernels would be loaded for no row
        record = self.job.record_of(schedule_of(self.job, self.files, wanted), wanted, engine)
        return replace(record, known_on_shift=self.on_shift)

    @property
    def engine(self) -> Engine:
        """What works out attendance: chosen by the rows of the whole run, since kernels are loaded once a process."""
        return engine_for(sum(sum(each.dates.values()) for each in self.files), compiling=True)
