"""The rows of each input file, put down by date: a file for so many rows, those of a date side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from timeline.audit.likeness import KINDS, Ids, add_ids, ids_of
from timeline.batching.file_rows import FileRows
from timeline.batching.folder import OutputFolder
from timeline.batching.job import Job, Source
from timeline.batching.parts import ID, joined_columns, read_part, write_part
from timeline.collector import collector_paused
from timeline.contracts import FAULTS, INTERVALS, SKIPPED, conform
from timeline.errors import Fault, ScheduleError
from timeline.files import MOST_BYTES, file_errors, hash_of, read_plain
from timeline.schedules import ClinicFile, Schedule
from timeline.schedules.crowding import REPAIR, Crowd, crowds_in, may_be_crowded
from timeline.schedules.long_file import hashes_of, read_long_file
from timeline.schedules.schedule import (
    SkippedRow,
    SpanColumns,
    columns_of,
    faults_table,
    night_rows_of,
    read_parts,
    settings_of,
    skipped_table,
)
from timeline.sheets import Input, MemoryFile
from timeline.sheets.formats import is_parquet
from timeline.sheets.texts import Numbered, Texts
from timeline.vocabulary import Kind
from timeline.words import counted


def put_down(job: Job, number: int) -> FileRows:
    """Read an input file and put its rows down by date; a long one in pieces, where that reads the same.

    Raises
    ------
    ScheduleError: everything wrong with the file.
    FileError: its rows cannot be written.
    """
    source = job.sources[number]
    with file_errors(source.path, "read", source.name):
        size = source.path.stat().st_size
    gathered = _Gathered(job, number)
    long = _read_long(job, source, gathered) if size >= LONG or _is_parquet(source.path) else None
    told = long or _read_whole(job, source, size, gathered)
    parts = gathered.written()  # before what is gathered of them is asked for
    return FileRows(
        read=Input(source.name, told.sha256, told.rows),
        parts=parts,
        ids=gathered.ids,
        own_ids=np.concatenate([*gathered.own_ids, _NONE]),
        speaks_of=frozenset(gathered.speaks_of),
        on_shift=frozenset(gathered.on_shift),
        time_zone=told.time_zone,
        skipped=tuple(told.skipped),
        faults=tuple(told.faults),
        night=frozenset(told.night),
    )


class _Told(NamedTuple):
    """What a file says besides its rows; fields as in `FileRows`, its hash, and how many rows it has."""

    sha256: str
    rows: int
    time_zone: str | None
    skipped: Sequence[SkippedRow]
    faults: Sequence[Fault]
    night: Iterable[str]


def _read_long(job: Job, source: Source, gathered: _Gathered) -> _Told | None:
    with file_errors(source.path, "read", source.name):
        digest = hash_of(source.path)
    settings = settings_of(job.mappings, job.clinic, job.payer)
    long = read_long_file(source.name, source.path, settings, gathered.take, gathered.start_again)
    if long is None:
        return None
    if long.faults and not job.skip_faults:
        raise ScheduleError(long.faults)
    return _Told(digest, long.rows, long.time_zone, long.skipped, long.faults, long.night_rows)


def _read_whole(job: Job, source: Source, size: int, gathered: _Gathered) -> _Told:
    import pyarrow  # noqa: F401 - where it is loaded it reads plain CSV

    if size > MOST_BYTES:
        raise ScheduleError([Fault(source.name, None, "", "", f"the file has more than {MOST_BYTES:,} bytes", _PIECES)])
    with file_errors(source.path, "read", source.name):
        content = read_plain(source.path)
    mapping = None if job.mappings is None else job.mappings.of(source.name)
    settings = settings_of(mapping, job.clinic, job.payer)
    with collector_paused():
        file, stop = MemoryFile(source.name, content), "skip" if job.skip_faults else "stop"
        parts, faults, opened, settings = read_parts(file, settings, stop)
        gathered.take(columns_of(parts))
        zone, read = settings.clinic.time_zone, opened.inputs[0]
        skipped = [row for part in parts for row in part.skipped()]
        return _Told(read.sha256, read.rows, zone, skipped, faults, night_rows_of(parts))


def _is_parquet(path: Path) -> bool:
    """Whether a file is Parquet, whose size says little about its rows."""
    with file_errors(path, "read"), path.open("rb") as file:
        return is_parquet(start := file.read(4), start)


#: A file of at least so many bytes is read in pieces; rows are gathered by date until there are so many.
LONG, GATHERED = 8_000_000, 200_000
_NONE = np.array([], dtype=np.uint64)
_PIECES = "Export it as plain CSV or Parquet, read row by row, which may have any length; or export a shorter period."


class _Gathered:
    """Rows of a file, put down by date whenever there are many: a file each time."""

    def __init__(self, job: Job, number: int) -> None:
        self._job, self._number = job, number
        self._names = {source.name for source in job.sources}
        self.start_again()

    def start_again(self) -> None:
        """Forget every row; what is put down from now on takes the place of what was."""
        self.ids: Ids = {}
        self.own_ids: list[npt.NDArray[np.uint64]] = []
        self.speaks_of: set[str] = set()
        self.on_shift: set[str] = set()
        self._waiting: list[SpanColumns] = []
        self._count = 0
        self._parts: list[dict[str, int]] = []

    def take(self, columns: SpanColumns) -> None:
        """Take some rows, in the order in which they were read."""
        count = len(columns[ID])
        if count:
            self._waiting.append(columns)
            self._count += count
        if self._count >= GATHERED:
            self._put_down()

    def written(self) -> tuple[Mapping[str, int], ...]:
        """Put the rest down; return what each file has."""
        self._put_down()
        return tuple(self._parts)

    def _put_down(self) -> None:
        """Write what waits as a file, by date, and note what it says for the whole run."""
        waiting, self._waiting, self._count = self._waiting, [], 0
        if waiting:
            columns = joined_columns(waiting)
            self._note({name: own for name, own in columns.items() if isinstance(own, Texts)})
            path = _path(self._job, self._number, len(self._parts))
            self._parts.append(write_part(path, columns))

    def _note(self, texts: Mapping[str, Texts]) -> None:
        numbered = {name: (texts[name].codes, texts[name].distinct) for name in ("date", *KINDS)}
        add_ids(self.ids, ids_of(numbered["date"], numbered))
        self.on_shift.update(texts["provider"].take(texts["kind"].where(lambda kind: kind == Kind.SHIFT)).used())
        placed = f"{self._job.sources[self._number].name}:"
        own = texts[ID]
        if isinstance(own, Numbered) and own.prefix.startswith(placed):
            return
        given = [text for text in own if not text.startswith(placed)]
        self.own_ids.append(hashes_of(given))
        for text in given:
            if ":" in text:  # a file and a row, or a file, a sheet in brackets and a row
                called = text.rpartition(":")[0]
                self.speaks_of.update(self._names & {called, called.rpartition("[")[0]})


def _path(job: Job, number: int, part: int) -> Path:
    return OutputFolder(job.folder).state / f"rows-{number:06d}-{part:04d}.arrow"


def schedule_of(job: Job, files: Sequence[FileRows], dates: Iterable[str]) -> Schedule:
    """Put together the rows of some dates from every file that has any, in the order of the files."""
    parts = _parts_of(job, files, set(dates))
    columns = joined_columns(parts) if parts else columns_of([])
    night = [row for each in files for row in each.night]
    present = set(cast(Texts, columns[ID])) if night else set()
    return Schedule.of(
        columns,
        skipped_table=conform(SKIPPED, []),
        fault_table=conform(FAULTS, []),
        inputs=tuple(each.read for each in files),
        clinic=clinic_of(job, files),
        mapping=job.mappings.label if job.mappings else None,
        night_rows=tuple(sorted(row for row in night if row in present)),
    )


def crowds_among(job: Job, files: Sequence[FileRows], dates: Iterable[str]) -> list[Crowd]:
    """Find which of some dates have too many rows at once, of all files together."""
    rows: Counter[str] = Counter()
    for each in files:
        rows.update(each.dates)
    likely = {date for date in dates if may_be_crowded(rows[date])}
    parts = _parts_of(job, files, likely, {"date", *REPAIR, "start_second", "end_second"})
    return crowds_in(joined_columns(parts)) if parts else []


def _parts_of(
    job: Job, files: Sequence[FileRows], dates: AbstractSet[str], columns: Collection[str] = INTERVALS.names
) -> list[SpanColumns]:
    """Read the rows of some dates from every file that has any, in the order of the files."""
    return [
        read_part(_path(job, number, place), part, dates, columns)
        for number, each in enumerate(files)
        for place, part in enumerate(each.parts)
        if not dates.isdisjoint(part)
    ]


def nothing_read(files: Sequence[FileRows]) -> Schedule:
    """Return what was read of files that have no row to analyze: what was left out, and why."""
    return Schedule(
        interval_table=conform(INTERVALS, []),
        skipped_table=skipped_table(row for each in files for row in each.skipped),
        fault_table=faults_table([fault for each in files for fault in each.faults]),
        inputs=tuple(each.read for each in files),
    )


def clinic_of(job: Job, files: Sequence[FileRows]) -> ClinicFile:
    """Return the clinic's facts, in the time zone that the files were read in."""
    zone = next((each.time_zone for each in files if each.time_zone), None)
    return replace(job.clinic, time_zone=zone) if zone else job.clinic


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
    parts = [read_part(_path(job, number, place), part, part, {ID}) for place, part in enumerate(read.parts)]
    return [name for part in parts for name in cast(Texts, part[ID])]


_UNIQUE = "Give every row an id of its own, or leave the column out."
_ONE_ZONE = "State the clinic's time zone in its clinic file, or run the files of each zone by themselves."
