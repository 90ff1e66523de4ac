"""Stable pseudonyms for people, so that a page can be shown to someone who may not know who they are.

The page is pseudonymized, not anonymous: dates, clocks, codes, payers and the clinic stay, and whoever holds
the key file can tell who is who.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, overload

import pandas as pd

from timeline.analysis.narrowed import narrowed
from timeline.claimed import Claimed, ClaimedLine, claimed_on_rows
from timeline.contracts import PAGE_ONLY
from timeline.narrowing import Narrowing
from timeline.privacy.key_file import Person, assign
from timeline.record import Record, attendance_of
from timeline.result import Analysis
from timeline.schedules import Schedule
from timeline.visits import account_visits
from timeline.yearly import Standings, renamed, with_threshold

if TYPE_CHECKING:
    from timeline.sheets import Input

Names = Mapping[Person, str]


@overload
def pseudonymise(subject: Schedule, key_path: str | PathLike[str]) -> Schedule: ...


@overload
def pseudonymise(subject: Analysis, key_path: str | PathLike[str]) -> Analysis: ...


def pseudonymise(subject: Schedule | Analysis, key_path: str | PathLike[str]) -> Schedule | Analysis:
    """Replace every patient, provider and group id by a pseudonym, and remove names and notes.

    An id keeps its pseudonym from run to run as long as the key file is kept; people the key does not know yet
    are added to it. A pseudonym is a number drawn by chance, so that neither the order of ids nor that of visits
    can be read from it. An analysis is worked out again on the renamed schedule, so that
    messages, findings and their ids agree with it. Minutes and units stay what they were. Of two rows that are equal
    but for their provider either may be the credited one, as after any renaming.

    Row ids become `schedule:row` (`schedule-2:row` for the second of several files), names of input and mapping files
    are left out; their hashes stay.

    Parameters
    ----------
    subject
        A schedule, or an analysis of one.
    key_path
        The key: a CSV file of kind, id and pseudonym, made if need be, readable by its owner only. It says who is
        who: keep it apart from what you give away.

    Returns
    -------
    The same, pseudonymized. A subject that is already is given back as it is.

    Raises
    ------
    ScheduleError: the key file is not one, is damaged, or cannot be read or written.
    """
    if isinstance(subject, Analysis) and subject.record.narrowing:
        whole = pseudonymise(Analysis(subject.record.whole), key_path)
        return Analysis(narrowed(whole.record, _renamed_narrowing(subject.record, key_path)))
    schedule = subject if isinstance(subject, Schedule) else subject.schedule
    if schedule.pseudonymised:
        return subject
    claimed = subject.record.claims if isinstance(subject, Analysis) else None
    names = assign(key_path, _people(schedule, claimed))
    renamed = _renamed_schedule(schedule, names)
    return renamed if isinstance(subject, Schedule) else _analysed_again(subject, renamed, names)


def _renamed_narrowing(record: Record, key_path: str | PathLike[str]) -> Narrowing:
    """Name the provider of a narrowing by the pseudonym."""
    shown = record.narrowing
    if not shown.provider or record.schedule.pseudonymised:
        return shown
    person = Person("provider", shown.provider)
    return replace(shown, provider=assign(key_path, {person})[person])


def _people(schedule: Schedule, claimed: Claimed | None) -> set[Person]:
    """Collect everybody who is named anywhere."""
    intervals = schedule.interval_table
    people = {Person(kind, key) for kind in ("patient", "provider", "group") for key in intervals[kind].unique() if key}
    not_kept = schedule.not_kept_table
    people |= {Person(kind, key) for kind in ("patient", "provider") for key in not_kept[kind].unique() if key}
    if claimed is not None:
        people |= {Person("patient", patient) for _, patient, _ in claimed.lines}
        people |= {Person("patient", patient) for _, patient in claimed.without_visit}
        listed = (*claimed.lines.values(), *claimed.without_visit.values())
        people |= {Person("provider", line.provider) for lines in listed for line in lines if line.provider}
    return people


def _renamed_schedule(schedule: Schedule, names: Names) -> Schedule:
    files = _files(schedule.inputs)
    intervals, skipped, faults = schedule.interval_table, schedule.skipped, schedule.faults
    not_kept = schedule.not_kept_table
    rows = _row_names([*intervals["interval_id"], *skipped["interval_id"]], files)
    changed = {kind: _mapped(intervals[kind], _of_kind(names, kind)) for kind in ("patient", "provider", "group")}
    changed |= {name: _mapped(intervals[name], dict.fromkeys(intervals[name], "")) for name in PAGE_ONLY}
    return replace(
        schedule,
        interval_table=intervals.assign(interval_id=_mapped(intervals["interval_id"], rows), **changed),
        skipped_table=skipped.assign(interval_id=_mapped(skipped["interval_id"], rows)),
        not_kept_table=not_kept.assign(
            interval_id=_mapped(not_kept["interval_id"], rows),
            **{kind: _mapped(not_kept[kind], _of_kind(names, kind)) for kind in ("patient", "provider")},
        ),
        fault_table=faults.assign(file=_mapped(faults["file"], files)),
        inputs=tuple(replace(each, file=files[each.file], path="") for each in schedule.inputs),
        clinic=replace(schedule.clinic, name="clinic file" if schedule.clinic.name else ""),
        unused_columns=(),
        notes=(),
        night_rows=tuple(rows[key] for key in schedule.night_rows if key in rows),
        mapping=_without_name(schedule.mapping),
        pseudonymised=True,
    )


def _mapped(column: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """Replace every text of a column; its dtype stays."""
    return pd.Series([names[text] for text in column], index=column.index, dtype=column.dtype)


def _of_kind(names: Names, kind: str) -> dict[str, str]:
    return {"": ""} | {person.key: name for person, name in names.items() if person.kind == kind}


def _files(inputs: Iterable[Input]) -> dict[str, str]:
    """Name the input files by their number."""
    names = [each.file for each in inputs]
    return {name: "schedule" if len(names) == 1 else f"schedule-{n}" for n, name in enumerate(names, start=1)}


def _without_name(mapping: str | None) -> str | None:
    """Leave a mapping file's hash: `FILE sha256:…`."""
    place = mapping.rfind("sha256:") if mapping else -1
    return mapping if mapping is None or place < 0 else f"mapping {mapping[place:]}"


def _row_names(ids: Iterable[str], files: Mapping[str, str]) -> dict[str, str]:
    """Name rows without the names of files: `schedule:row`; an id of the clinic's own becomes a number."""
    sheets: dict[str, str] = {}
    own: dict[str, str] = {}
    for key in ids:
        place, _, row = key.rpartition(":")
        file = next((file for file in files if place == file or place.startswith(file + "[")), None)
        if file is None or not row.isdecimal():
            own[key] = own.get(key, f"schedule:id-{len(own) + 1}")
        elif place == file:
            own[key] = f"{files[file]}:{row}"
        else:
            sheet = sheets.setdefault(place, f"{files[file]}[{len(sheets) + 1}]")
            own[key] = f"{sheet}:{row}"
    return own


def _analysed_again(analysis: Analysis, schedule: Schedule, names: Names) -> Analysis:
    record = analysis.record
    found = attendance_of(schedule, record.contest)
    listed = record.claims.complete
    claimed = _renamed_claims(record.claims, names) if listed else claimed_on_rows(schedule.interval_table, found.rows)
    money = replace(record.money, used=renamed(record.money.used, _of_kind(names, "patient")))
    accounts = with_threshold(account_visits(found, claimed.units(), policies=record.policies), Standings(money))
    again = replace(record, schedule=schedule, attendance=found, accounts=accounts, claims=claimed, money=money)
    return replace(analysis, record=again)


def _renamed_claims(claimed: Claimed, names: Names) -> Claimed:
    patients, providers = _of_kind(names, "patient"), _of_kind(names, "provider")

    def renamed(lines: Sequence[ClaimedLine]) -> list[ClaimedLine]:
        return [replace(line, provider=providers[line.provider]) for line in lines]

    return Claimed(
        lines={(date, patients[who], of): renamed(lines) for (date, who, of), lines in claimed.lines.items()},
        without_visit={(date, patients[who]): renamed(lines) for (date, who), lines in claimed.without_visit.items()},
        complete=True,
    )
