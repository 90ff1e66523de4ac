"""The rows of each input file, put down by date: one Parquet file for each, one row group for each of its dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from timeline.audit.alike import KINDS, ids_of
from timeline.batching.file_rows import FileRows
from timeline.batching.folder import OutputFolder
from timeline.batching.job import Job
from timeline.batching.known import Known
from timeline.contracts import FAULTS, INTERVALS, SKIPPED, conform
from timeline.errors import Fault
from timeline.files import file_errors, read_plain
from timeline.schedules import ClinicFile, Schedule, read_schedule
from timeline.schedules.crowding import check_crowding
from timeline.sheets import MemoryFile
from timeline.words import counted

if TYPE_CHECKING:
    import pyarrow as pa


def put_down(job: Job, number: int) -> FileRows:
    """Read an input file and put its rows down by date.

    Raises
    ------
    ScheduleError: everything wrong with the file.
    FileError: its rows cannot be written.
    """
    source = job.sources[number]
    with file_errors(source.path, "read"):
        content = read_plain(source.path)
    schedule = read_schedule(
        MemoryFile(source.name, content),
        mapping=None if job.mappings is None else job.mappings.of(source.name),
        clinic=job.clinic,
        payer=job.payer,
        on_fault="skip" if job.skip_faults else "stop",
    )
    table = schedule.interval_table
    dates = _write(table, _path(job, number))
    own = table["interval_id"]
    ours = own.str.startswith(f"{source.name}:")
    return FileRows(
        read=schedule.inputs[0],
        dates=dates,
        ids=ids_of(table["date"].tolist(), {kind: table[kind].tolist() for kind in KINDS}),
        own_ids=tuple(own[~ours].tolist()),
        time_zone=schedule.clinic.time_zone,
        skipped=schedule.skipped_table,
        faults=schedule.fault_table,
        night=frozenset(schedule.night_rows),
        notes=schedule.notes,
    )


def _path(job: Job, number: int) -> Path:
    return OutputFolder(job.folder).state / f"rows-{number:06d}.parquet"


def _write(table: pd.DataFrame, path: Path) -> dict[str, int]:
    """Write the rows of each date as a row group, in the order in which they were read."""
    draft = path.with_suffix(".new")
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pa.Table.from_pandas(table.sort_values("date", kind="stable"), preserve_index=False)
    counts = table["date"].value_counts().sort_index()
    dates = {str(date): int(count) for date, count in counts.items()}
    first = 0
    with file_errors(path, "written"):
        with pq.ParquetWriter(draft, whole.schema, compression="zstd") as writer:
            for count in dates.values():
                writer.write_table(whole.slice(first, count))
                first += count
        draft.chmod(0o600)
        draft.replace(path)
    return dates


def schedule_of(known: Known, dates: Iterable[str]) -> Schedule:
    """Put together the rows of some dates from every file that has any, in the order of the files."""
    job, files = known
    wanted = set(dates)
    parts = [
        _read(_path(job, number), [place for place, date in enumerate(each.dates) if date in wanted])
        for number, each in enumerate(files)
        if not wanted.isdisjoint(each.dates)
    ]
    table = conform(INTERVALS, _columns(parts) if parts else [])
    check_crowding(table, "")
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


def _read(path: Path, groups: list[int]) -> pa.Table:
    import pyarrow.parquet as pq

    with file_errors(path, "read"), pq.ParquetFile(path) as file:
        return file.read_row_groups(groups)


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


def faults_among(files: Sequence[FileRows]) -> list[Fault]:
    """List what is wrong with files that were read one by one: ids given twice, clocks of different zones."""
    seen: set[str] = set()
    faults: list[Fault] = []
    for each in files:
        twice = seen.intersection(each.own_ids)
        if twice:
            faults.append(
                Fault(each.read.file, None, "interval_id", "", f"{counted(len(twice), 'id')} of another file", _UNIQUE)
            )
        seen.update(each.own_ids)
    zones = sorted({each.time_zone or "" for each in files if each.dates})
    if len(zones) > 1:
        told = " and ".join(zone or "none" for zone in zones)
        faults.append(Fault("", None, "", "", f"the files state different time zones ({told})", _ONE_ZONE))
    return faults


_ARRAYS = ("start", "end", "start_second", "end_second")
_UNIQUE = "Give every row an id of its own, or leave the column out."
_ONE_ZONE = "State the clinic's time zone in its clinic file, or run the files of each zone by themselves."
