"""Stable pseudonyms for people, so that a page can be shown to someone who may not know who they are.

The page is pseudonymized, not anonymous: what the level leaves (at the first one dates, sites and payers) stays, and
whoever holds the key file can tell who is who.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, overload

import pandas as pd

from timeline.analysis.narrowed import narrowed
from timeline.claimed import Claimed, ClaimedLine, claimed_on_rows
from timeline.contracts import PAGE_ONLY
from timeline.errors import WrongValueError
from timeline.narrowing import Narrowing
from timeline.policies import policies_with
from timeline.privacy.key_file import Person, assign, kept_move
from timeline.privacy.levels import Level, is_code, is_payer, known_setting, level_of
from timeline.privacy.moved import moved, moved_claims, moved_date
from timeline.privacy.row_names import in_order_of_clocks, row_names
from timeline.record import Record, attendance_of
from timeline.result import Analysis
from timeline.schedules import ClinicFile, Schedule
from timeline.schedules.clinic import DEFAULT_CLINIC, Travel
from timeline.visits import PolicySource, account_visits
from timeline.yearly import Money, Standings, renamed, with_threshold

if TYPE_CHECKING:
    from timeline.sheets import Input

Names = Mapping[Person, str]
AnyPath = str | PathLike[str]
#: Kind of pseudonym -> the columns that hold it.
_COLUMNS = {
    "patient": "patient",
    "provider": "provider",
    "group": "group",
    "site": "clinic",
    "payer": "payer",
    "code": "code",
}


@overload
def pseudonymise(
    subject: Schedule, key_path: AnyPath, *, level: str = "ids", policy: AnyPath | None = None
) -> Schedule: ...


@overload
def pseudonymise(
    subject: Analysis, key_path: AnyPath, *, level: str = "ids", policy: AnyPath | None = None
) -> Analysis: ...


def pseudonymise(
    subject: Schedule | Analysis, key_path: AnyPath, *, level: str = "ids", policy: AnyPath | None = None
) -> Schedule | Analysis:
    """Replace every patient, provider and group id by a pseudonym, and remove names and notes.

    An id keeps its pseudonym from run to run as long as the key file is kept; people the key does not know yet
    are added to it. A pseudonym is a number drawn by chance, so that neither the order of ids nor that of visits
    can be read from it. An analysis is worked out again on the renamed schedule, so that
    messages, findings and their ids agree with it. Minutes and units stay what they were. Of two rows that are equal
    but for their provider either may be the credited one, as after any renaming.

    Rows are sorted and numbered by their clocks, `schedule:1` (`schedule-2:1` in the second of several files), since a
    file is often sorted by name. Names of input and mapping files are left out. What stands in place of a code or a
    payer and is none gets a pseudonym too, since it may be somebody's name.

    Parameters
    ----------
    subject
        A schedule, or an analysis of one.
    key_path
        The key: a CSV file of kind, id and pseudonym, made if need be, readable by its owner only. It says who is
        who: keep it apart from what you give away. An empty file `KEY.csv.lock` beside it keeps two programs apart.
    level
        `ids`: as above. `sites`: sites get pseudonyms too, and the clinic's setting and the files' hashes, by which
        somebody could confirm a file, are left out. `dates`: dates are moved as well, by whole weeks, and only where
        every minute, unit and finding stays as it is; the key holds by how much. Times of day always stay.
    policy
        The clinic's own policy file, whose payer is known; of an analysis, its own policies are.

    Returns
    -------
    The same, pseudonymized. A subject that is already is given back as it is.

    Raises
    ------
    ScheduleError: the key file is not one, is damaged, or cannot be read or written; dates cannot be moved.
    WrongValueError: no such level; a schedule's dates, which are moved in an analysis only.
    """
    wanted = level_of(level)
    if isinstance(subject, Schedule):
        if wanted is Level.DATES:
            raise WrongValueError("level: dates are moved in an analysis only, where it shows that units stay.")
        if subject.pseudonymised:
            return subject
        policies = policies_with(None if policy is None else Path(policy))
        return _renamed_schedule(subject, assign(key_path, _named(subject, None, wanted, policies)), wanted)
    if subject.schedule.pseudonymised:
        return subject
    if subject.record.narrowing:
        whole = pseudonymise(Analysis(subject.record.whole), key_path, level=level)
        return Analysis(narrowed(whole.record, _renamed_narrowing(subject.record, whole, Path(key_path), wanted)))
    return _analysis(subject, Path(key_path), wanted)


def _analysis(analysis: Analysis, key: Path, level: Level) -> Analysis:
    record = analysis.record
    names = assign(key, _named(record.schedule, record.claims, level, record.policies))
    schedule = _renamed_schedule(record.schedule, names, level)
    claimed = _renamed_claims(record.claims, names) if record.claims.complete else None
    money = replace(record.money, used=renamed(record.money.used, _of_kind(names, "patient")))
    found = _analysed_again(analysis, schedule, claimed, money)
    return moved(found, key, _moved_again) if level is Level.DATES else found


def _moved_again(analysis: Analysis, schedule: Schedule, days: int) -> Analysis:
    record = analysis.record
    claimed = moved_claims(record.claims, days) if record.claims.complete else None
    used = {
        key: (amount, date.fromisoformat(moved_date(as_of.isoformat(), days)))
        for key, (amount, as_of) in record.money.used.items()
    }
    return _analysed_again(analysis, schedule, claimed, replace(record.money, used=used))


def _analysed_again(analysis: Analysis, schedule: Schedule, listed: Claimed | None, money: Money) -> Analysis:
    record = analysis.record
    found = attendance_of(schedule, record.contest, record.attendance.engine)
    claimed = claimed_on_rows(schedule.interval_table, found.rows) if listed is None else listed
    accounts = with_threshold(account_visits(found, claimed.units(), policies=record.policies), Standings(money))
    again = replace(record, schedule=schedule, attendance=found, accounts=accounts, claims=claimed, money=money)
    return replace(analysis, record=again)


def _renamed_narrowing(record: Record, whole: Analysis, key: Path, level: Level) -> Narrowing:
    """Name the provider and the site of a narrowing as the page does, and move its dates."""
    shown, names = record.narrowing, assign(key, ())
    days = kept_move(key) if level is Level.DATES else None
    return replace(
        shown,
        provider=names.get(Person("provider", shown.provider), shown.provider),
        clinic=names.get(Person("site", shown.clinic), shown.clinic) if level.hides_sites else shown.clinic,
        first=moved_date(shown.first, days) if days and shown.first else shown.first,
        last=moved_date(shown.last, days) if days and shown.last else shown.last,
    )


def _named(schedule: Schedule, claimed: Claimed | None, level: Level, policies: PolicySource) -> set[Person]:
    """Collect everybody who is named anywhere, and what else gets a pseudonym."""
    found: set[Person] = set()
    for table in (schedule.interval_table, schedule.not_kept_table):
        for kind, column in _COLUMNS.items():
            found |= {Person(kind, key) for key in (table[column].unique() if column in table else ()) if key}
    if claimed is not None:
        found |= {Person("patient", patient) for _, patient, _ in claimed.lines}
        found |= {Person("patient", patient) for _, patient in claimed.without_visit}
        listed = [line for lines in (*claimed.lines.values(), *claimed.without_visit.values()) for line in lines]
        found |= {Person("provider", line.provider) for line in listed if line.provider}
        found |= {Person("code", line.code) for line in listed}
    if level.hides_sites:
        travel = schedule.clinic.travel
        found |= {Person("site", site) for each in travel for site in (each.origin, each.destination)}
    return {each for each in found if _is_hidden(each, level, policies)}


def _is_hidden(each: Person, level: Level, policies: PolicySource) -> bool:
    if each.kind == "site":
        return level.hides_sites and each.key != DEFAULT_CLINIC
    if each.kind == "code":
        return not is_code(each.key)
    return each.kind != "payer" or not is_payer(each.key, policies)


def _renamed_schedule(schedule: Schedule, names: Names, level: Level) -> Schedule:
    files = _files(schedule.inputs)
    intervals, not_kept = (
        _renamed_table(table, names, level) for table in (schedule.interval_table, schedule.not_kept_table)
    )
    skipped, faults = schedule.skipped, schedule.faults
    rows = row_names([intervals, not_kept, skipped], files)
    intervals, not_kept = (
        in_order_of_clocks(table.assign(interval_id=_mapped(table["interval_id"], rows)))
        for table in (intervals, not_kept)
    )
    skipped = skipped.assign(interval_id=_mapped(skipped["interval_id"], rows))
    hashes = not level.hides_sites
    return replace(
        schedule,
        interval_table=intervals,
        skipped_table=skipped.sort_values(["why", "interval_id"], ignore_index=True),
        not_kept_table=not_kept,
        fault_table=faults.assign(
            file=_mapped(faults["file"], files), row=pd.array([pd.NA] * len(faults), dtype="Int64")
        ),
        inputs=tuple(
            replace(each, file=files[each.file], path="", sha256=each.sha256 if hashes else "")
            for each in schedule.inputs
        ),
        clinic=_renamed_clinic(schedule.clinic, names, level),
        unused_columns=(),
        notes=(),
        night_rows=tuple(sorted(rows[key] for key in schedule.night_rows if key in rows)),
        mapping=_without_name(schedule.mapping, hashes=hashes),
        pseudonymised=str(level),
    )


def _renamed_table(table: pd.DataFrame, names: Names, level: Level) -> pd.DataFrame:
    changed = {
        column: _mapped(table[column], _of_kind(names, kind))
        for kind, column in _COLUMNS.items()
        if column in table and (kind != "site" or level.hides_sites)
    }
    blank = {name: _mapped(table[name], dict.fromkeys(table[name], "")) for name in PAGE_ONLY if name in table}
    return table.assign(**changed, **blank)


def _renamed_clinic(clinic: ClinicFile, names: Names, level: Level) -> ClinicFile:
    """Leave what the clinic file says of names: insurers are not needed any more once rows are read."""
    kept = replace(clinic, name="clinic file" if clinic.name else "", payers={})
    if not level.hides_sites:
        return kept
    sites = _of_kind(names, "site")
    travel = tuple(
        Travel(sites.get(each.origin, each.origin), sites.get(each.destination, each.destination), each.minutes)
        for each in clinic.travel
    )
    site, setting = sites.get(clinic.clinic, DEFAULT_CLINIC), known_setting(clinic.setting)
    return replace(kept, clinic=site, setting=setting, travel=travel, sha256="")


def _mapped(column: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """Replace the texts of a column that have another name; its dtype stays."""
    return pd.Series([names.get(text, text) for text in column], index=column.index, dtype=column.dtype)


def _of_kind(names: Names, kind: str) -> dict[str, str]:
    return {"": ""} | {person.key: name for person, name in names.items() if person.kind == kind}


def _files(inputs: Iterable[Input]) -> dict[str, str]:
    """Name the input files by their number."""
    names = [each.file for each in inputs]
    return {name: "schedule" if len(names) == 1 else f"schedule-{n}" for n, name in enumerate(names, start=1)}


def _without_name(mapping: str | None, *, hashes: bool) -> str | None:
    """Leave a mapping file's hash: `FILE sha256:…`."""
    place = mapping.rfind("sha256:") if mapping else -1
    if mapping is None or place < 0:
        return mapping
    return f"mapping {mapping[place:] if hashes else 'sha256:'}"


def _renamed_claims(claimed: Claimed, names: Names) -> Claimed:
    patients, providers, codes = (_of_kind(names, kind) for kind in ("patient", "provider", "code"))

    def renamed(lines: Sequence[ClaimedLine]) -> list[ClaimedLine]:
        return [
            replace(line, provider=providers[line.provider], code=codes.get(line.code, line.code)) for line in lines
        ]

    return Claimed(
        lines={(date, patients[who], of): renamed(lines) for (date, who, of), lines in claimed.lines.items()},
        without_visit={(date, patients[who]): renamed(lines) for (date, who), lines in claimed.without_visit.items()},
        complete=True,
    )
