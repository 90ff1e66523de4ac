"""Tables as they are handed out: with real dates, ordered categories, and whose visit and site a row is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from timeline.attendance.engagement import GROUP
from timeline.attendance.numbered import NONE, Coded, Ints
from timeline.contracts import Table, published, records
from timeline.contracts.columnar import Columnar, in_columns
from timeline.contracts.sentences import Words, words_of
from timeline.record import Record
from timeline.visit_arrays import VisitArrays

_VISIT, _PERSON = ("date", "patient", "discipline"), ("date", "person", "discipline")
_DAY, _SESSION = ("date", "evidence", "provider"), ("date", "evidence", "engagement")


def handed_out(record: Record, table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Publish a table of a record.

    `clinic` and `payer` are those of the visit a row belongs to, else the clinic of its source row, of its group
    session or of the provider's date; empty where a claim has no visit. `discipline` is that of the source row.
    """
    return published(
        table,
        frame,
        {
            "clinic": lambda frame: _clinics(record.whole, frame),
            "payer": lambda frame: _payers(record.whole, frame),
            "discipline": lambda frame: _of_rows(record.whole, frame, record.whole.rows.discipline),
        },
    )


def _clinics(whole: Record, frame: pd.DataFrame) -> Any:
    if set(_VISIT) <= set(frame.columns):
        return _of_visits(whole, whole.visit_arrays.clinic, frame, _VISIT)
    if "interval_id" in frame.columns:
        return _of_rows(whole, frame, whole.rows.clinic)
    if "engagement" in frame.columns:
        return _found(_sites_of_sessions(whole), records(frame, _SESSION))
    sites = {tuple(day): clinic for *day, clinic in records(whole.providers, (*_DAY, "clinic"))}
    return _found(sites, records(frame, _DAY))


def _payers(whole: Record, frame: pd.DataFrame) -> Any:
    payers = whole.visit_arrays.payer
    if set(_VISIT) <= set(frame.columns):
        return _of_visits(whole, payers, frame, _VISIT)
    if "person" in frame.columns:
        return _of_visits(whole, payers, frame, _PERSON)
    disciplines = _of_rows(whole, frame, whole.rows.discipline)
    return _of_visits(whole, payers, frame.assign(discipline=disciplines), _VISIT)


def _of_visits(whole: Record, column: Coded, frame: pd.DataFrame, names: Sequence[str]) -> Any:
    """Return what the visit of each row of a table has, by the columns that name it; empty where there is none."""
    return _known(whole, column, [words_of(frame[name].to_numpy(dtype=object)) for name in names]).texts()


def payers_of(whole: Record, names: Sequence[Words]) -> Words:
    """Return the payers of visits by date, patient and discipline; empty where there is no such visit."""
    return _known(whole, whole.visit_arrays.payer, names)


def breaks_table(record: Record, table: Table) -> Columnar:
    """Build `INTERRUPTIONS` or `DISPLACEMENTS`."""
    of, whole = record.attendance.numbers(table.name), record.whole
    start, end = of["start"], of["end"]
    columns = {"start": start, "end": end, "seconds": end - start, "start_second": start}
    columns |= {each.name: of.column(each.name) for each in table.columns if each.name not in columns}
    visits = [columns[name] for name in _VISIT]
    columns |= {name: _known(whole, getattr(whole.visit_arrays, name), visits) for name in ("clinic", "payer")}
    return in_columns(table, columns, record.zone)


def _known(whole: Record, column: Coded, names: Sequence[Words]) -> Words:
    visit = _visits(whole.visit_arrays, names)
    # The first word is the empty one.
    return Words(np.append(column.codes, 0)[visit], column.words)


def _visits(of: VisitArrays, names: Sequence[Words]) -> Ints:
    """Find visits by date, patient and discipline: their places; -1 where there is no such visit."""
    asked, known = np.zeros(len(names[0].codes), dtype=np.int64), np.zeros(len(of), dtype=np.int64)
    nobody = np.zeros(len(asked), dtype=bool)
    for (codes, words), column in zip(names, (of.date, of.patient, of.discipline), strict=True):
        place = {word: number for number, word in enumerate(column.words.tolist())}
        told = np.array([*(place.get(word, NONE) for word in words.tolist()), NONE], dtype=np.int64)[codes]
        asked, known = asked * len(place) + told, known * len(place) + column.codes
        nobody |= told == NONE
    found = np.searchsorted(known, asked)
    nobody |= np.append(known, NONE)[found] != asked
    return np.where(nobody, NONE, found)


def _of_rows(whole: Record, frame: pd.DataFrame, values: Sequence[str]) -> list[str]:
    """Return what the source row of each row of a table has."""
    return [values[whole.index[interval]] for interval in frame["interval_id"].tolist()]


def _sites_of_sessions(whole: Record) -> dict[tuple[str, ...], str]:
    """Return the site of each group session: that of its first row."""
    demands, sites = whole.attendance.demands, dict[tuple[str, ...], str]()
    listed = demands[demands["engagement_kind"] == GROUP].sort_values("start_second", kind="stable")
    for *session, interval in records(listed, (*_SESSION, "interval_id")):
        sites.setdefault(tuple(session), whole.rows.clinic[whole.index[interval]])
    return sites


def _found(values: Mapping[Any, str], keys: Iterable[Any]) -> list[str]:
    return [values.get(key, "") for key in keys]
