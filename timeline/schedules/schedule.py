"""Schedules read, from files or a DataFrame, into one table of intervals with its provenance."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from html import escape
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from timeline.clock import DAY
from timeline.collector import collector_paused
from timeline.contracts import FAULTS, INTERVALS, NOT_KEPT, SKIPPED, conform, published
from timeline.contracts.contract import typed
from timeline.errors import Fault, ScheduleError, WrongTypeError, WrongValueError
from timeline.exports import plain_records
from timeline.schedules.checks import Settings, check_files
from timeline.schedules.clinic import ClinicFile, policy_of, read_clinic
from timeline.schedules.crowding import check_crowding
from timeline.schedules.narrowing import Dates, Names, narrowed, narrowed_not_kept
from timeline.schedules.not_kept import not_kept
from timeline.schedules.part import Part
from timeline.schedules.per_file import FileMappings, Mappings, file_mappings
from timeline.sheets import AnyPath, Input, MemoryFile, Opened, open_any
from timeline.sheets.texts import Mask, Texts

#: Columns of `INTERVALS` that come from the clocks.
_COMPUTED = ("date", "start", "end", "start_second", "end_second")
_NONE = np.zeros(0, dtype=np.int64)
#: Columns of `INTERVALS`, by name.
SpanColumns = Mapping[str, Texts | NDArray[Any]]
#: A row that was left out: its id, and why.
SkippedRow = tuple[str, str]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Schedule:
    """What a clinic recorded, checked and in one table, with where it came from.

    Parameters
    ----------
    interval_table, skipped_table, fault_table
        `INTERVALS`, `SKIPPED` and `FAULTS` as they are kept: dates as text. Analysts read `intervals`, `skipped` and
        `faults`.
    inputs
        The files read.
    clinic
        The clinic's own facts; its `time_zone` is the one the clocks were read with.
    unused_columns
        Headers in the files that are not used.
    mapping
        Name and sha256 of the mapping files, or None.
    notes
        In which way something was read that could be read in another, and what was not looked at.
    night_rows
        Ids of rows that begin between one and six at night, in files whose clocks do not say which half of the day
        they mean.
    pseudonymised
        How much was replaced by pseudonyms and taken out: the name of a level (see `timeline.privacy`), or empty.
    not_kept_table
        `NOT_KEPT` as it is kept; analysts read `not_kept`.
    """

    interval_table: pd.DataFrame
    skipped_table: pd.DataFrame
    fault_table: pd.DataFrame
    inputs: tuple[Input, ...] = ()
    clinic: ClinicFile = field(default_factory=ClinicFile)
    unused_columns: tuple[str, ...] = ()
    mapping: str | None = None
    notes: tuple[str, ...] = ()
    night_rows: tuple[str, ...] = ()
    pseudonymised: str = ""
    not_kept_table: pd.DataFrame = field(default_factory=lambda: conform(NOT_KEPT, []))
    #: The columns that `interval_table` was made of; None once another table takes its place.
    columns: SpanColumns | None = field(init=False, default=None)

    @classmethod
    def of(cls, columns: SpanColumns, **told: Any) -> Schedule:
        """Make a schedule of the columns of its rows; other arguments as for the class."""
        made = cls(interval_table=table_of(columns), **told)
        object.__setattr__(made, "columns", columns)
        return made

    @property
    def intervals(self) -> pd.DataFrame:
        """`INTERVALS`: the kept rows, in file order."""
        return published(INTERVALS, self.interval_table)

    @property
    def skipped(self) -> pd.DataFrame:
        """`SKIPPED`: rows that were cancelled, not kept or, on request, faulty."""
        return self.skipped_table.copy(deep=False)

    @property
    def not_kept(self) -> pd.DataFrame:
        """`NOT_KEPT`: bookings cancelled or not attended, of the rows left out; they take no part in any minute."""
        return published(NOT_KEPT, self.not_kept_table)

    @property
    def faults(self) -> pd.DataFrame:
        """`FAULTS`: why rows were left out on request; empty otherwise."""
        return self.fault_table.copy(deep=False)

    def input_list(self) -> list[dict[str, Any]]:
        """Return the files read as plain records: name, sha256 and rows."""
        return [{"file": each.file, "sha256": each.sha256, "rows": each.rows} for each in self.inputs]

    def to_dict(self) -> dict[str, Any]:
        """Return what reading found as the JSON of `timeline check`: files, faults, rows left out, unread columns."""
        return {
            "count": len(self.fault_table),
            "faults": plain_records(self.fault_table),
            "inputs": self.input_list(),
            "intervals": len(self.interval_table),
            "notes": list(self.notes),
            "skipped": self.skipped_table.to_dict("records"),
            "unused_columns": list(self.unused_columns),
        }

    def filter(
        self,
        *,
        clinic: Names | None = None,
        provider: Names | None = None,
        patient: Names | None = None,
        dates: Dates | None = None,
    ) -> Schedule:
        """Keep the intervals of some sites, providers, patients and dates; every condition stated must hold.

        The result is analyzed alone: whoever is left out is nowhere, so that a provider who was claimed twice is not
        any more, and a group may have one patient left. What was read, from which files and rows, stays as it is.

        Parameters
        ----------
        clinic, provider, patient
            One id, or several.
        dates
            One date of service, or several, as text (2026-03-02) or as dates; `pandas.date_range` gives a period.

        Raises
        ------
        ScheduleError: no row has one of the names, or a date is none.

        Examples
        --------
        >>> day = pd.DataFrame({"start": ["2026-03-02 9:00"] * 2, "end": ["9:45"] * 2, "patient": ["P1", "P2"]})
        >>> read_schedule(day).filter(patient="P1").intervals["interval_id"].tolist()
        ['frame:2']
        """
        kept = narrowed(self.interval_table, clinic=clinic, provider=provider, patient=patient, dates=dates)
        others = narrowed_not_kept(self.not_kept_table, clinic=clinic, provider=provider, patient=patient, dates=dates)
        return replace(self, interval_table=kept, not_kept_table=others)

    def __repr__(self) -> str:
        counts = ", ".join(f"{what}={count}" for what, count in self._counts().items())
        return f"Schedule({counts})"

    def _repr_html_(self) -> str:
        dates = self.interval_table["date"]
        shown: dict[str, object] = dict(self._counts())
        if len(dates):
            shown["dates"] = f"{dates.min()} to {dates.max()}"
        cells = "".join(
            f"<tr><th>{escape(what)}</th><td>{escape(str(value))}</td></tr>" for what, value in shown.items()
        )
        return f"<table><caption>Schedule</caption>{cells}</table>"

    def _counts(self) -> dict[str, int]:
        return {
            "files": len(self.inputs),
            "rows": sum(each.rows for each in self.inputs),
            "intervals": len(self.interval_table),
            "skipped": len(self.skipped_table),
            "faults": len(self.fault_table),
        }


@collector_paused()
def read_schedule(
    source: AnyPath | Sequence[AnyPath] | pd.DataFrame | MemoryFile,
    /,
    *,
    mapping: Mappings | None = None,
    clinic: AnyPath | ClinicFile | None = None,
    payer: str | None = None,
    on_fault: Literal["stop", "skip"] = "stop",
) -> Schedule:
    """Read what a clinic recorded: each row is a span in which a patient is with a provider or alone.

    Rows with status cancelled or no_show are listed as skipped and not looked at further. A fault is
    anything that leaves the meaning of a row open; nothing is guessed.

    Parameters
    ----------
    source
        A CSV file, several, a DataFrame with the same columns, or the bytes of a file under a name.
    mapping
        How a foreign file is read: a TOML file, the name of a shipped mapping, or `read_mapping`'s result; several
        where files differ, as texts like "calendar*.csv=calendar.toml" or as a dict of patterns of file names.
    clinic
        What the clinic states once: a TOML file, or `read_clinic`'s result.
    payer
        Policy of rows without a payer.
    on_fault
        `stop`: raise; `skip`: leave faulty rows out and list them. A file that cannot be read as a table always stops.

    Raises
    ------
    ScheduleError: everything wrong with all files, mapping and clinic file, at once; or so many rows of one provider,
        patient or group overlap that they cannot be analyzed.
    WrongTypeError: nothing of that kind holds a schedule.

    Examples
    --------
    >>> day = pd.DataFrame({"date": ["2026-03-02"], "start": ["9:00"], "end": ["9:45"], "patient": ["P1"]})
    >>> read_schedule(day)
    Schedule(files=1, rows=1, intervals=1, skipped=0, faults=0)
    """
    read = read_parts(source, settings_of(mapping, clinic, payer), on_fault)
    found, names = made_of(*read), read[2].names
    check_crowding(found.interval_table, names[0] if len(names) == 1 else "")
    return found


def read_parts(
    source: AnyPath | Sequence[AnyPath] | pd.DataFrame | MemoryFile, settings: Settings, on_fault: str
) -> tuple[list[Part], list[Fault], Opened, Settings]:
    """Read the spans of files: what `made_of` makes tables of; errors as for `read_schedule`, but of crowded dates."""
    _check_on_fault(on_fault)
    opened, settings, parts, faults = _opened(source, settings)
    row_faults = [fault for part in parts for fault in part.faults()]
    if faults or (row_faults and on_fault == "stop"):
        raise ScheduleError(_in_order([*faults, *row_faults], opened.names))
    return parts, row_faults, opened, settings


def made_of(parts: Sequence[Part], row_faults: Sequence[Fault], opened: Opened, settings: Settings) -> Schedule:
    """Put what was read into tables."""
    return Schedule.of(
        columns_of(parts),
        skipped_table=skipped_table(row for part in parts for row in part.skipped()),
        not_kept_table=not_kept(parts),
        fault_table=faults_table(row_faults),
        inputs=opened.inputs,
        clinic=settings.clinic,
        unused_columns=_unused(parts),
        mapping=settings.mappings.label,
        notes=(*settings.notes, *opened.notes, *(note for part in parts for note in part.notes)),
        night_rows=night_rows_of(parts),
    )


def _opened(
    source: AnyPath | Sequence[AnyPath] | pd.DataFrame | MemoryFile, settings: Settings
) -> tuple[Opened, Settings, list[Part], list[Fault]]:
    """Open and check every file; return what they are read with, and what is wrong with whole files."""
    with collector_paused():
        opened = open_any(_known_source(source), settings.mappings.form, settings.mappings.wants)
        settings = _in_zone_of_files(settings, opened)
        parts, faults = check_files(opened, settings)
    return opened, settings, parts, [*faults, *settings.mappings.faults(opened.names)]


def _check_on_fault(on_fault: str) -> None:
    if on_fault not in ("stop", "skip"):
        raise WrongValueError(f"on_fault: must be 'stop' or 'skip', got {on_fault!r}.")


def _in_order(faults: Iterable[Fault], names: Sequence[str]) -> list[Fault]:
    order = {name: place for place, name in enumerate(names)}
    return sorted(faults, key=lambda fault: (order.get(fault.file, -1), fault.row or 0))


def _known_source(
    source: AnyPath | Sequence[AnyPath] | pd.DataFrame | MemoryFile,
) -> AnyPath | Sequence[AnyPath] | pd.DataFrame | MemoryFile:
    """Check that a schedule can be read from `source`; for anything else, the error says what to pass."""
    if isinstance(source, str | os.PathLike | pd.DataFrame | MemoryFile):
        return source
    listed = list(source) if isinstance(source, Iterable) else None
    if listed is None or not all(isinstance(one, str | os.PathLike) for one in listed):
        known = "the path of a CSV file, a list of paths, or a DataFrame with the columns start, end and patient"
        raise WrongTypeError(f"read_schedule: expected {known}, got {type(source).__name__}")
    return listed


def settings_of(mapping: Mappings | None, clinic: AnyPath | ClinicFile | None, payer: str | None) -> Settings:
    """Read what decides the meaning of cells besides the file itself; arguments and errors as for `read_schedule`."""
    faults: list[Fault] = []
    mapped, known = FileMappings(), ClinicFile()
    try:
        mapped = file_mappings(mapping)
    except ScheduleError as error:
        faults += error.fault_list
    try:
        if clinic is not None:
            known = clinic if isinstance(clinic, ClinicFile) else read_clinic(clinic)
    except ScheduleError as error:
        faults += error.fault_list
    zones, notes = mapped.zones(), []
    if len(zones) > 1:
        problem = f"the mappings state {len(zones)} time zones"
        faults.append(
            Fault("--map", None, "format.time_zone", "", problem, "Read the files of each zone by themselves.")
        )
    if faults:
        raise ScheduleError(faults)
    if zones and known.time_zone and zones[0] != known.time_zone:
        notes.append(f"clocks are of {zones[0]}, as the mapping says; the clinic file says {known.time_zone}")
    known = replace(
        known,
        time_zone=zones[0] if zones else known.time_zone,
        default_payer=policy_of(payer or known.default_payer, known.payers),
    )
    return Settings(mapped, known, tuple(notes))


def _in_zone_of_files(settings: Settings, opened: Opened) -> Settings:
    """Take the time zone that the files themselves state, where nobody else does and all that state one agree."""
    zones = {sheet.zone for sheet in opened.sheets if sheet.zone}
    if settings.clinic.time_zone or len(zones) != 1:
        return settings
    return replace(settings, clinic=replace(settings.clinic, time_zone=zones.pop()))


def columns_of(parts: Sequence[Part]) -> SpanColumns:
    """Return the columns of `INTERVALS` of what was read, rows in its order; numbers are still texts."""
    kept = [part.kept() for part in parts]
    whole = [bool(rows.all()) for rows in kept]
    rows = list(zip(parts, kept, whole, strict=True))
    columns: dict[str, Texts | NDArray[Any]] = {}
    for name in INTERVALS.names:
        if name not in _COMPUTED:
            columns[name] = Texts.joined(
                [part.texts[name] if all_kept else part.texts[name].take(kept) for part, kept, all_kept in rows]
            )
    for name in ("start", "end"):
        points = [(getattr(part.clocks, name), kept) for part, kept, _ in rows]
        columns[f"{name}_second"] = np.concatenate([_NONE, *(own.second[kept] for own, kept in points)])
        walls = np.concatenate([_NONE, *(own.wall[kept] for own, kept in points)])
        columns[name] = walls.astype("datetime64[s]")
        if name == "start":
            columns["date"] = dates_of(walls)
    return columns


def table_of(columns: SpanColumns) -> pd.DataFrame:
    """Return `INTERVALS` of its columns; numbers may be texts, or arrays of pandas."""
    typed_ones: dict[str, Any] = {}
    for column in INTERVALS.columns:
        own = columns[column.name]
        if isinstance(own, Texts):
            own = _numbers(own) if column.dtype == "Int64" else typed(own.distinct, "str").take(own.codes)
        typed_ones[column.name] = own
    return pd.DataFrame(typed_ones, copy=False)


def _numbers(own: Texts) -> Any:
    values, missing = number_column(own)
    return pd.arrays.IntegerArray(values, missing)


def number_column(own: Texts) -> tuple[NDArray[np.int64], Mask]:
    """Return whole numbers, and where there is none."""
    values = np.array([int(text) if text else 0 for text in own.distinct], dtype=np.int64)
    missing = np.array([not text for text in own.distinct], dtype=np.bool_)
    return values[own.codes], missing[own.codes]


def dates_of(walls: NDArray[np.int64]) -> Texts:
    """Return the date of each wall clock, in seconds since 1970-01-01, as text."""
    codes, distinct = pd.factorize(walls // DAY)
    return Texts(np.datetime_as_string(distinct.astype("datetime64[D]")).tolist(), codes)


def faults_table(faults: Sequence[Fault]) -> pd.DataFrame:
    """Return `FAULTS`."""
    return conform(FAULTS, [asdict(fault) for fault in faults])


def skipped_table(rows: Iterable[SkippedRow]) -> pd.DataFrame:
    """Return `SKIPPED`."""
    return conform(SKIPPED, [{"interval_id": interval_id, "why": why} for interval_id, why in rows])


def night_rows_of(parts: Sequence[Part]) -> tuple[str, ...]:
    """List the rows that begin at night, where no clock of their sheet says which half of the day."""
    return tuple(name for part in parts if not part.tells_half for name in part.night_rows())


def _unused(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(header for part in parts for header in part.unused))
