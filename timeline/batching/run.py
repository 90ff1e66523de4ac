"""One run from its files to its folder: read, begin and finish in any number of processes, settle at the end."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from timeline.attendance.engines import has_to_compile
from timeline.attendance.numbered import Ints
from timeline.audit.across import ACROSS, ALIKE, PATTERNS, Collected, settle
from timeline.audit.alike import rows_of
from timeline.audit.likeness import Ids, Pair, add_ids, pairs_among
from timeline.audit.seen import SeenVisits
from timeline.batching import tasks
from timeline.batching.cluster import Cluster
from timeline.batching.file_rows import FileRows
from timeline.batching.folder import OutputFolder, described
from timeline.batching.job import Job, Task
from timeline.batching.kept_rows import shown_in
from timeline.batching.known import Known
from timeline.batching.pool import Begun, Executor, Pool, Processes
from timeline.batching.rows import crowds_among, faults_among, nothing_read, put_down
from timeline.batching.summary import manifest_of, write_skipped
from timeline.batching.tables import TABLES, write_across
from timeline.collector import collector_paused
from timeline.errors import Fault, FileError, ScheduleError, WrongValueError
from timeline.files import file_errors, force_all
from timeline.files import hash_of as sha256_of
from timeline.found import Findings, in_order
from timeline.schedules.crowding import Crowd, refuse_crowds
from timeline.schedules.emptiness import refuse_empty
from timeline.shown import Shown, ShownRows
from timeline.yearly import Amounts, Standings

#: A task takes whole dates until it has this many rows: enough to keep a process busy, few enough for its memory.
TASK_ROWS = 15_000


def cores() -> int:
    """Count the cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class Progress(NamedTuple):
    """How far a run is: `what` is `read` for files, `dates` for rows of the dates that are worked out.

    It is `compile` once, before the first date, where what works them out has to be compiled first.
    """

    what: str
    done: int
    of: int


@dataclass(frozen=True, repr=False)
class Batch:
    """A finished run.

    Parameters
    ----------
    folder
        Where its tables are: `folder/visits/month=2026-03/part-2026-03-02.parquet` and so on.
    manifest
        What it was made of and with, how many rows, visits and findings it has, and the hash of every file.
    """

    folder: Path
    manifest: dict[str, Any]

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table, dates in order.

        Raises
        ------
        WrongValueError: the run wrote no table of that name.
        """
        paths = sorted((self.folder / name).glob("month=*/part-*.parquet"))
        if not paths:
            raise WrongValueError(f"name: the run has no table {name!r} with a row.")
        return pd.concat([pd.read_parquet(path, engine="pyarrow") for path in paths], ignore_index=True)

    def tables(self) -> list[str]:
        """List the tables that have a row."""
        return [name for name in TABLES if (self.folder / name).is_dir()]

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}={self.manifest[name]}" for name in ("rows", "visits", "findings"))
        return f"Batch({counts})"


def run(
    job: Job,
    *,
    workers: int = 1,
    cluster: bool | str = False,
    resume: bool = False,
    overwrite: bool = False,
    allow_empty: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Batch:
    """Carry out a run; arguments as for `batch`.

    Raises
    ------
    ScheduleError: everything wrong with the input files, at once.
    EmptyScheduleError: no row can be analyzed.
    FileError: the folder cannot be used or written.
    """
    folder = OutputFolder(job.folder)
    with folder.held():
        folder.begin(resume=resume, overwrite=overwrite)
        if folder.is_finished:
            return Batch(job.folder, folder.manifest())
        with Pool(job, workers, _executor(workers, cluster)) as pool:
            files, pairs = _read(pool, folder, progress)
            pool.tell(files)
            del files  # their ids are many
            if not allow_empty and not any(each.dates for each in pool.known.files):
                folder.forget()
                refuse_empty(nothing_read(pool.known.files))
            _check_crowding(pool, folder)
            done = _worked_out(pool, folder, pairs, progress)
        return _ended(pool.known, folder, done)


def _ended(known: Known, folder: OutputFolder, done: Sequence[tasks.Done]) -> Batch:
    """Settle what looks across dates, and say what the run was made of."""
    across = _settled(known, folder, done)
    manifest = manifest_of(known, done, across, write_skipped(known, folder), folder)
    force_all()
    folder.finish(described(manifest))
    return Batch(folder.path, manifest)


def _executor(workers: int, cluster: bool | str) -> Callable[[Known, int], Executor] | None:
    """Choose what carries out the steps: this process, several of this machine, or a cluster."""
    if cluster:
        address = cluster if isinstance(cluster, str) else None
        return lambda known, count: Cluster(known, count, address)
    return Processes if workers > 1 else None


def plan(known: Known) -> list[Task]:
    """Divide all dates into tasks; what is in a task depends on the rows alone."""
    rows: Counter[str] = Counter(dict.fromkeys(known.job.claim_dates(), 0))
    for each in known.files:
        rows.update(each.dates)
    planned: list[Task] = []
    dates: list[str] = []
    for date in sorted(rows):
        dates.append(date)
        if sum(rows[each] for each in dates) >= TASK_ROWS:
            planned.append(Task(len(planned) + 1, tuple(dates)))
            dates = []
    return [*planned, Task(len(planned) + 1, tuple(dates))] if dates else planned


def _read(
    pool: Pool, folder: OutputFolder, progress: Callable[[Progress], None]
) -> tuple[list[FileRows], Sequence[Pair]]:
    """Read every file that was not read before, and return which of their ids look alike.

    Everything wrong with all of them is said at once.
    """
    job = pool.known.job
    hashes = list(pool.each(hash_of, range(len(job.sources))))
    faults = [fault for each in hashes if isinstance(each, list) for fault in each]
    if faults:
        raise ScheduleError(faults)
    named = {source.name: str(digest) for source, digest in zip(job.sources, hashes, strict=True)}
    folder.open_state(job.fingerprint(named.values()), named)
    files: list[FileRows] = []
    ids: Ids = {}
    for number, read in enumerate(pool.each(read_file, range(len(job.sources)))):
        if isinstance(read, list):
            faults += read
        else:
            add_ids(ids, read.ids)
            files.append(replace(read, ids={}))
        progress(Progress("read", number + 1, len(job.sources)))
    faults = faults or faults_among(job, files)
    if faults:
        folder.forget()
        raise ScheduleError(faults)
    return files, pairs_among(ids)


def _check_crowding(pool: Pool, folder: OutputFolder) -> None:
    """Refuse dates with too many rows at once, all of them in one sentence, before the first is worked out."""
    sources = pool.known.job.sources
    found = [crowd for each in pool.each(crowds_of, plan(pool.known)) for crowd in each]
    if found:
        folder.forget()
    refuse_crowds(found, sources[0].name if len(sources) == 1 else "")


def crowds_of(known: Known, task: Task) -> list[Crowd]:
    """Find the dates of a task that have too many rows at once."""
    return crowds_among(known.job, known.files, task.dates)


def hash_of(known: Known, number: int) -> str | list[Fault]:
    """Return the SHA-256 of an input file, or why it cannot be read."""
    source = known.job.sources[number]
    try:
        with file_errors(source.path, "read", source.name):
            return sha256_of(source.path)
    except FileError as wrong:
        return list(wrong.fault_list)


def read_file(known: Known, number: int) -> FileRows | list[Fault]:
    """Put the rows of a file down unless they are already; return what is known of it, or what is wrong with it."""
    folder, name = OutputFolder(known.job.folder), f"file-{number:06d}"
    kept: FileRows | None = folder.kept(name)
    if kept is not None:
        return kept
    try:
        read = put_down(known.job, number)
    except ScheduleError as wrong:
        return list(wrong.fault_list)
    folder.keep(name, read)
    return read


def _worked_out(
    pool: Pool, folder: OutputFolder, pairs: Sequence[Pair], progress: Callable[[Progress], None]
) -> list[tasks.Done]:
    """Begin as many tasks as there are processes, and finish each once the years before it are known."""
    standings = Standings(pool.known.job.money)
    planned = plan(pool.known)
    total = sum(sum(each.dates.values()) for each in pool.known.files)
    earlier = {task.number: folder.kept(tasks.done_name(task)) for task in planned}
    rows = sum(each.rows for each in earlier.values() if each is not None)
    begun: deque[tuple[Task, Begun[Amounts] | None]] = deque()
    waiting = iter(planned)
    finishing: deque[Begun[tasks.Done] | tasks.Done] = deque()
    done: list[tasks.Done] = []
    progress(Progress("compile" if has_to_compile(pool.known.engine) else "dates", rows, total))

    def more() -> None:
        for task in waiting:
            begun.append((task, None if earlier[task.number] else pool.submit(tasks.begin, task)))
            if len(begun) >= pool.at_once:  # each holds its facts in memory
                return

    def settle_oldest() -> None:
        nonlocal rows
        oldest = finishing.popleft()
        if isinstance(oldest, tasks.Done):
            done.append(oldest.without_years())
            return
        done.append(oldest.result().without_years())
        rows += done[-1].rows
        progress(Progress("dates", rows, total))

    more()
    # What is written at the end is written here: what it needs is loaded while processes work out the first dates.
    import_module("pyarrow.parquet")
    while begun:
        task, future = begun.popleft()
        if future is None:
            finishing.append(earlier[task.number])
            standings.go_on(earlier[task.number].after)
        else:
            finishing.append(_finish(pool, task, future, standings, pairs))
        more()
        while len(finishing) >= 2 * pool.at_once:
            settle_oldest()
    while finishing:
        settle_oldest()
    return done


def _finish(
    pool: Pool, task: Task, future: Begun[Amounts], standings: Standings, pairs: Sequence[Pair]
) -> Begun[tasks.Done]:
    passed, after = standings.add(future.result())
    return pool.submit(tasks.finish, task, passed, after, pairs, after=future)


@collector_paused()
def _settled(known: Known, folder: OutputFolder, done: Sequence[tasks.Done]) -> Findings:
    """Make and write the findings that look across dates."""
    names = [name for name in ACROSS if name != PATTERNS]
    collected: Collected = {name: [each for part in done for each in part.collected[name]] for name in names}
    shown: list[Sequence[Shown]] = [[row for stake in collected[ALIKE] for row in rows_of(stake)]]
    # Of patterns one part after another is read: first the numbers, then the visits of those who may have one.
    collected[PATTERNS] = (
        each for number in range(1, len(done) + 1) for each in folder.kept(tasks.tallies_name(number))
    )
    of_task = shown_in(folder)

    def visits(leads: Collection[str], clinics: Collection[str]) -> Iterator[tuple[int, SeenVisits]]:
        for number in range(1, len(done) + 1):
            yield number, folder.kept(tasks.seen_name(number)).of(leads, clinics)

    def shows(part: int, rows: Ints) -> ShownRows:
        found = of_task(part, rows)
        shown.append(found)
        return found

    record = known.record_of(())
    found = in_order(settle(record, collected, visits, shows))
    write_across(folder, record, found, shown)
    return found
