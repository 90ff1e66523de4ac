"""What every process of a run knows: the job, and what is known of its files once they were read."""

from __future__ import annotations

from typing import NamedTuple

from timeline.batching.file_rows import FileRows
from timeline.batching.job import Job


class Known(NamedTuple):
    """The job and its files; none before they were read."""

    job: Job
    files: tuple[FileRows, ...] = ()
