"""The rows of each input file, put down by date: a Parquet file for so many rows, with a row group for each date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from timeline.audit.alike import KINDS, ids_of
from timeline.batching.file_rows import FileRows
from timeline.batching.folder import OutputFolder
from timeline.batching.job import Job, Source
from timeline.contracts import FAULTS, INTERVALS, SKIPPED, conform
from timeline.errors import Fault, ScheduleError
from timeline.files import MOST_BYTES, file_errors, hash_of, read_plain
from timeline.schedules import ClinicFile, Schedule, read_schedule
from timeline.schedules.crowding import REPAIR, Crowd, crowds_in, may_be_crowded
from timeline.schedules.long_file import LongFile, hashes_of, read_long_file
from timeline.schedules.schedule import settings_of
from timeline.sheets import Input, MemoryFile
from timeline.sheets.formats import is_parquet
from timeline.vocabulary import Kind
from timeline.words import counted

if TYPE_CHECKING:
    import pyarrow as pa


def put_down(job: Job, number: int) -> FileRows:
    """Read an input file and put its rows down by date; a long one in pieces, where that reads the same.

    Raises
    ------
    ScheduleError: everything wrong with the file.
    FileError: its rows cannot be written.
    """
    source = job.sources[number]
    with file_errors(source.path, "read"):
        digest, size = hash_of(source.path), source.path.stat().st_size
    gathered = _Gathered(job, number)
    long = _read_long(job, source, gathered) if size >= LONG or _is_parquet(source.path) else None
    if long is not None:
        schedule, count = long.schedule, long.rows
        if long.faults and not job.skip_faults:
            raise ScheduleError(long.faults)
    else:
        schedule = _read_whole(job, source, size)
        count = schedule.inputs[0].rows
        gathered.take(schedule.interval_table)
    return FileRows(
        read=Input(source.name, digest, count),
        parts=gathered.written(),
        ids=gathered.ids,
        own_ids=np.concatenate([*gathered.own_ids, _NONE]),
        speaks_of=frozenset(gathered.speaks_of),
        on_shift=frozenset(gathered.on_shift),
        time_zone=schedule.clinic.time_zone,
        skipped=schedule.skipped_table,
        faults=schedule.fault_table,
        night=frozenset(schedule.night_rows),
    )


def _read_long(job: Job, source: Source, gathered: _Gathered) -> LongFile | None:
    settings = settings_of(job.mappings, job.clinic, job.payer)
    return read_long_file(source.name, source.path, settings, gathered.take, gathered.start_again)


def _read_whole(job: Job, source: Source, size: int) -> Schedule:
    if size > MOST_BYTES:
        raise ScheduleError([Fault(source.name, None, "", "", f"the file has more than {MOST_BYTES:,} bytes", _PIECES)])
    with file_errors(source.path, "read"):
        content = read_plain(source.path)
    return read_schedule(
        MemoryFile(source.name, content),
        mapping=None if job.mappings is None else job.mappings.of(source.name),
        clinic=job.clinic,
        payer=job.payer,
        on_fault="skip" if job.skip_faults else "stop",
    )


def _is_parquet(path: Path) -> bool:
    """Whether a file is Parquet, whose size says little about its rows."""
    with file_errors(path, "read"), path.open("rb") as file:
        return is_parquet(start := file.read(4), start)


#: A file of at least so many bytes is read in pieces; rows are gathered by date until there are so many.
LONG, GATHERED = 8_000_000, 200_000
_NONE = np.array([], dtype=np.uint64)
_PIECES = "Export it as plain CSV or Parquet, read row by row, which may have any length; or export a shorter period."


class _Gathered:
    """Rows of a file, put down by date whenever there are many: a file each time, with a row group for each date."""

    def __init__(self, job: Job, number: int) -> None:
        self._job, self._number = job, number
        self._names = {source.name for source in job.sources}
        self.start_again()

    def start_again(self) -> None:
        """Forget every row; what is put down from now on takes the place of what was."""
        self.ids: Counter[tuple[str, str, str]] = Counter()
        self.own_ids: list[npt.NDArray[np.uint64]] = []
        self.speaks_of: set[str] = set()
        self.on_shift: set[str] = set()
        self._waiting: list[pa.Table] = []
        self._parts: list[dict[str, int]] = []

    def take(self, table: pd.DataFrame) -> None:
        """Take some rows, in the order in which they were read."""
        import pyarrow as pa

        self.ids.update(ids_of(table["date"].tolist(), {kind: table[kind].tolist() for kind in KINDS}))
        self.on_shift.update(table.loc[table["kind"] == Kind.SHIFT, "provider"].tolist())
        own = table["interval_id"]
        given = own[~own.str.startswith(f"{self._job.sources[self._number].name}:")].tolist()
        self.own_ids.append(hashes_of(given))
        for text in given:
            if ":" in text:  # a file and a row, or a file, a sheet in brackets and a row
                called = text.rpartition(":")[0]
                self.speaks_of.update(self._names & {called, called.rpartition("[")[0]})
        self._waiting.append(pa.Table.from_pandas(table, preserve_index=False))
        if sum(part.num_rows for part in self._waiting) >= GATHERED:
            self._put_down()

    def written(self) -> tuple[Mapping[str, int], ...]:
        """Put the rest down; return what each file has."""
        if self._waiting or not self._parts:
            self._put_down()
        return tuple(self._parts)

    def _put_down(self) -> None:
        """Write the rows of each date as a row group, in the order in which they were read."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        whole = pa.concat_tables(self._waiting, promote_options="default") if self._waiting else None
        self._waiting = []
        path = _path(self._job, self._number, len(self._parts))
        if whole is None or not whole.num_rows:
            return
        days = whole.column("date").cast(pa.date32()).cast(pa.int32()).to_numpy()
        order = np.argsort(days, kind="stable")
        found, counts = np.unique(days, return_counts=True)
        dates = np.datetime_as_string(found.astype("datetime64[D]"))
        whole, first, draft = whole.take(order), 0, path.with_suffix(".new")
        with file_errors(path, "written"):
            with pq.ParquetWriter(draft, whole.schema, compression="zstd") as writer:
                for count in counts.tolist():
                    writer.write_table(whole.slice(first, count))
                    first += count
            draft.chmod(0o600)
            draft.replace(path)
        self._parts.append(dict(zip(dates.tolist(), counts.tolist(), strict=True)))


def _path(job: Job, number: int, part: int) -> Path:
    return OutputFolder(job.folder).state / f"rows-{number:06d}-{part:04d}.parquet"


def schedule_of(job: Job, files: Sequence[FileRows], dates: Iterable[str]) -> Schedule:
    """Put together the rows of some dates from every file that has any, in the order of the files."""
    parts = _parts_of(job, files, set(dates))
    table = conform(INTERVALS, _columns(parts) if parts else [])
    present = set(table["interval_id"].tolist())
    return Schedule(
        interval_table=table,
        skipped_table=conform(SKIPPED, []),
        fault_table=conform(FAULTS, []),
        inputs=tuple(each.read for each in files),
        clinic=clinic_of(job, files),
        mapping=job.mappings.label if job.mappings else None,
        night_rows=tuple(sorted(row for each in files for row in each.night & present)),
    )


def crowds_among(job: Job, files: Sequence[FileRows], dates: Iterable[str]) -> list[Crowd]:
    """Find which of some dates have too many rows at once, of all files together."""
    rows: Counter[str] = Counter()
    for each in files:
        rows.update(each.dates)
    likely = {date for date in dates if may_be_crowded(rows[date])}
    parts = _parts_of(job, files, likely, ["date", *REPAIR, "start_second", "end_second"])
    return crowds_in(pd.concat([part.to_pandas() for part in parts], ignore_index=True)) if parts else []


def _parts_of(
    job: Job, files: Sequence[FileRows], dates: AbstractSet[str], columns: list[str] | None = None
) -> list[pa.Table]:
    """Read the rows of some dates from every file that has any, in the order of the files."""
    return [
        _read(_path(job, number, place), [group for group, date in enumerate(part) if date in dates], columns)
        for number, each in enumerate(files)
        for place, part in enumerate(each.parts)
        if not dates.isdisjoint(part)
    ]


def nothing_read(files: Sequence[FileRows]) -> Schedule:
    """Return what was read of files that have no row to analyze: what was left out, and why."""
    return Schedule(
        interval_table=conform(INTERVALS, []),
        skipped_table=pd.concat([each.skipped for each in files], ignore_index=True),
        fault_table=pd.concat([each.faults for each in files], ignore_index=True),
        inputs=tuple(each.read for each in files),
    )


def clinic_of(job: Job, files: Sequence[FileRows]) -> ClinicFile:
    """Return the clinic's facts, in the time zone that the files were read in."""
    zone = next((each.time_zone for each in files if each.time_zone), None)
    return replace(job.clinic, time_zone=zone) if zone else job.clinic


def _read(path: Path, groups: list[int] | None, columns: list[str] | None = None) -> pa.Table:
    import pyarrow.parquet as pq

    with file_errors(path, "read"), pq.ParquetFile(path) as file:
        return file.read(columns) if groups is None else file.read_row_groups(groups, columns)


def _columns(parts: Sequence[pa.Table]) -> dict[str, Any]:
    """Return columns as they are checked: clocks and seconds as arrays, all else as lists."""
    found: dict[str, Any] = {}
    for name in INTERVALS.names:
        columns = [part.column(name) for part in parts]
        if name in _ARRAYS:
            found[name] = np.concatenate([column.to_numpy() for column in columns])
        else:
            found[name] = [value for column in columns for value in column.to_pylist()]
    return found


def faults_among(job: Job, files: Sequence[FileRows]) -> list[Fault]:
    """List what is wrong with files that were read one by one: ids given twice, clocks of different zones."""
    faults = list(_ids_given_twice(job, files))
    zones = sorted({each.time_zone or "" for each in files if each.dates})
    if len(zones) > 1:
        told = " and ".join(zone or "none" for zone in zones)
        faults.append(Fault("", None, "", "", f"the files state different time zones ({told})", _ONE_ZONE))
    return faults


def _ids_given_twice(job: Job, files: Sequence[FileRows]) -> Iterator[Fault]:
    """Find files that give an id of another one: those with one hash are looked at."""
    spoken_of = {name for each in files for name in each.speaks_of}
    places = [
        hashes_of([name for name in _ids_of(job, number, each) if name.startswith(f"{each.read.file}:")])
        for number, each in enumerate(files)
        if each.read.file in spoken_of
    ]
    hashes = np.sort(np.concatenate([*(each.own_ids for each in files), *places, _NONE]))
    same = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    del hashes
    seen: set[str] = set()
    for number, each in enumerate(files if len(same) else ()):
        if each.read.file not in spoken_of and not np.isin(each.own_ids, same).any():
            continue
        names = _ids_of(job, number, each)
        own = {name for name, found in zip(names, np.isin(hashes_of(names), same).tolist(), strict=True) if found}
        twice = seen & own
        if twice:
            yield Fault(
                each.read.file, None, "interval_id", "", f"{counted(len(twice), 'id')} of another file", _UNIQUE
            )
        seen |= own


def _ids_of(job: Job, number: int, read: FileRows) -> list[str]:
    """Return what the rows of a file are called."""
    paths = [_path(job, number, place) for place in range(len(read.parts))]
    return [name for path in paths for name in _read(path, None, ["interval_id"]).column(0).to_pylist()]


_ARRAYS = ("start", "end", "start_second", "end_second")
_UNIQUE = "Give every row an id of its own, or leave the column out."
_ONE_ZONE = "State the clinic's time zone in its clinic file, or run the files of each zone by themselves."
