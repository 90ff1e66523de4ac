"""Join several schedules into one; each row keeps its provenance."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from timeline.errors import Fault, ScheduleError, WrongTypeError
from timeline.schedules.clinic import DEFAULT_CLINIC, ClinicFile, Travel
from timeline.schedules.crowding import check_crowding
from timeline.schedules.schedule import Schedule
from timeline.sheets import Input
from timeline.sheets.sources import file_names
from timeline.words import counted

#: What clinic files must agree in, for it is applied to every row when the schedule is analyzed.
_AGREED = ("time_zone", "state", "setting")


def concat(schedules: Iterable[Schedule]) -> Schedule:
    """Join schedules into one, as if their files had been read together.

    Files of one name get their folders as prefix, or a number where they have none; parts of one schedule, as
    `Schedule.filter` gives them, are put together again. Rows are in the order of the schedules.

    Raises
    ------
    ScheduleError: a row is in two of the schedules, their clinic files contradict each other, or too many rows overlap.
    WrongTypeError: no schedules are given.

    Examples
    --------
    >>> from timeline.schedules import read_schedule
    >>> day = pd.DataFrame({"start": ["2026-03-02 9:00"] * 2, "end": ["9:45"] * 2, "patient": ["P1", "P2"]})
    >>> schedule = read_schedule(day)
    >>> concat([schedule.filter(patient="P1"), schedule.filter(patient="P2")])
    Schedule(files=1, rows=2, intervals=2, skipped=0, faults=0)
    """
    parts = (
        [schedules] if isinstance(schedules, Schedule) else list(schedules) if isinstance(schedules, Iterable) else []
    )
    if not parts or not all(isinstance(part, Schedule) for part in parts):
        raise WrongTypeError("concat: expected one or more schedules in a list; read_schedule reads them")
    if len({part.pseudonymised for part in parts}) > 1:
        problem = "some of the schedules are pseudonymized and some are not"
        raise ScheduleError([Fault("concat", None, "", "", problem, "Join them before replacing names.")])
    clinic = _agreed_clinic([part.clinic for part in parts])
    inputs = _inputs(parts)
    renamed = [_renamed(part, inputs) for part in parts]
    intervals = pd.concat([part.interval_table for part in renamed], ignore_index=True)
    _check_ids(intervals["interval_id"])
    check_crowding(intervals, "concat")
    # Parts of one reading list the same rows as left out.
    readings = list({part.inputs: part for part in renamed}.values())
    return Schedule(
        interval_table=intervals,
        skipped_table=pd.concat([part.skipped_table for part in readings], ignore_index=True),
        not_kept_table=_together([part.not_kept_table for part in renamed]),
        fault_table=pd.concat([part.fault_table for part in readings], ignore_index=True),
        inputs=tuple(replace(each, file=name) for each, name in inputs.items()),
        clinic=clinic,
        unused_columns=tuple(dict.fromkeys(header for part in parts for header in part.unused_columns)),
        mapping="; ".join(dict.fromkeys(part.mapping for part in parts if part.mapping)) or None,
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        night_rows=tuple(interval_id for part in readings for interval_id in part.night_rows),
        pseudonymised=parts[0].pseudonymised,
    )


def _inputs(parts: Sequence[Schedule]) -> dict[Input, str]:
    """Name every file the schedules were read from, each once."""
    listed = list(dict.fromkeys(each for part in parts for each in part.inputs))
    placed = [each for each in listed if each.path]
    names = dict(zip(placed, file_names([Path(each.path) for each in placed]), strict=True))
    names = {each: names.get(each, each.file) for each in listed}
    given = Counter(names.values())
    numbers: Counter[str] = Counter()
    for each, name in names.items():
        if given[name] > 1:
            numbers[name] += 1
            names[each] = f"{name} {numbers[name]}"
    return names


def _renamed(part: Schedule, names: Mapping[Input, str]) -> Schedule:
    """Rename the files of a schedule, and the rows named after them, as in the joined schedule."""
    changed = {each.file: names[each] for each in part.inputs if names[each] != each.file}
    if not changed:
        return part
    row = re.compile(rf"({'|'.join(re.escape(file) for file in changed)})((?:\[.*\])?:\d+)", re.DOTALL)

    def own(interval_id: str) -> str:
        found = row.fullmatch(interval_id)
        return f"{changed[found[1]]}{found[2]}" if found else interval_id

    def mapped(table: pd.DataFrame, column: str, rename: Callable[[str], str]) -> pd.DataFrame:
        texts = pd.Series(
            [rename(text) for text in table[column]], index=table.index, dtype=table[column].dtype, name=column
        )
        return table.assign(**{column: texts})

    return replace(
        part,
        interval_table=mapped(part.interval_table, "interval_id", own),
        skipped_table=mapped(part.skipped_table, "interval_id", own),
        not_kept_table=mapped(part.not_kept_table, "interval_id", own),
        fault_table=mapped(part.fault_table, "file", lambda file: changed.get(file, file)),
        night_rows=tuple(map(own, part.night_rows)),
    )


def _together(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join bookings that were not kept; one that several parts of a reading have is one."""
    return pd.concat(tables, ignore_index=True).drop_duplicates(ignore_index=True)


def _check_ids(ids: pd.Series) -> None:
    repeated = int(ids.duplicated().sum())
    if repeated:
        problem = f"{counted(repeated, 'id')} on more than one row"
        repair = "Join each row once, and give every row its own id."
        raise ScheduleError([Fault("concat", None, "interval_id", "", problem, repair)])


def _agreed_clinic(stated: Sequence[ClinicFile]) -> ClinicFile:
    """Join clinic files that agree in everything the analysis uses.

    Raises
    ------
    ScheduleError: they contradict each other.
    """
    distinct = [each for place, each in enumerate(stated) if each not in stated[:place]]
    if len(distinct) == 1:
        return distinct[0]
    differing = [name for name in _AGREED if len({getattr(each, name) for each in distinct}) > 1]
    payers: dict[str, str] = {}
    travel: dict[frozenset[str], Travel] = {}
    for each in distinct:
        if any(payers.setdefault(name, policy) != policy for name, policy in each.payers.items()):
            differing.append("payers")
        for way in each.travel:
            known = travel.setdefault(frozenset((way.origin, way.destination)), way)
            if known.minutes != way.minutes:
                differing.append("travel")
    if differing:
        problem, repair = "the clinic files of the schedules contradict each other", "Read them with one clinic file."
        raise ScheduleError(Fault("concat", None, name, "", problem, repair) for name in dict.fromkeys(differing))
    named = [each for each in distinct if each.name]
    digests = [each.sha256 for each in named]
    return ClinicFile(
        **{name: getattr(distinct[0], name) for name in _AGREED},
        clinic=_same([each.clinic for each in distinct], DEFAULT_CLINIC),
        default_payer=_same([each.default_payer for each in distinct], ""),
        payers=payers,
        travel=tuple(travel.values()),
        name=", ".join(dict.fromkeys(each.name for each in named)),
        sha256=digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest(),
    )


def _same(texts: Sequence[str], otherwise: str) -> str:
    """Return the value all share; where they differ, each row has its own, and the joined schedule none."""
    return texts[0] if len(set(texts)) == 1 else otherwise
