"""What every process of a run knows: the job, and what is known of its files once they were read."""

from __future__ import annotations

from typing import NamedTuple

from timeline.attendance.engines import engine_for
from timeline.batching.file_rows import FileRows
from timeline.batching.job import Job
from timeline.vocabulary import Engine


class Known(NamedTuple):
    """The job and its files; none before they were read."""

    job: Job
    files: tuple[FileRows, ...] = ()

    @property
    def engine(self) -> Engine:
        """What works out attendance: chosen by the rows of the whole run, since kernels are loaded once a process."""
        return engine_for(sum(sum(each.dates.values()) for each in self.files))
