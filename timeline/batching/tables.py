"""The tables a run writes, and the files they are in: one for each table and date, in a folder for its month."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from timeline import contracts
from timeline.analysis import finding_tables
from timeline.analysis.handed_out import handed_out
from timeline.batching.folder import OutputFolder
from timeline.exports import arrow_table, parquet_bytes
from timeline.files import write_private
from timeline.finding import Finding
from timeline.found import Findings
from timeline.record import Record
from timeline.result import Analysis
from timeline.shown import Shown

#: Tables of a result that have a date, as they are written.
OF_DATES = (
    "visits",
    "codes",
    "lines",
    "alternatives",
    "edits",
    "exposure",
    "interruptions",
    "displacements",
    "providers",
    "payment",
    "not_seen",
)
OF_FINDINGS = ("findings", "finding_intervals", "finding_people")
TABLES = (*OF_DATES, *OF_FINDINGS)

#: The part of a month's findings that rest on several dates.
ACROSS = "across-dates"


def write_dates(folder: OutputFolder, record: Record, findings: Sequence[Finding], dates: Iterable[str]) -> None:
    """Write every table of some dates, a file for each date on which the table has a row."""
    result = Analysis(record)
    wanted = set(dates)
    for name in OF_DATES:
        frame = getattr(result, name)
        _write_by_date(folder, name, frame, frame["date"].to_numpy(), wanted)
    frames = findings_frames(record, findings)
    days = frames["findings"]["date"].to_numpy()
    dates_of = {
        "findings": days,
        "finding_intervals": np.repeat(days, Findings.of(findings).found.rows.counts),
        "finding_people": frames["finding_people"]["date"].to_numpy(),
    }
    for name, frame in frames.items():
        _write_by_date(folder, name, frame, dates_of[name], wanted)


def _write_by_date(
    folder: OutputFolder, name: str, frame: pd.DataFrame, days: npt.NDArray[Any], wanted: Container[str]
) -> None:
    """Write the rows of each wanted date, in their order; one pass makes the columns of all of them."""
    if frame.empty:
        return
    order = None if (days[1:] >= days[:-1]).all() else np.argsort(days, kind="stable")
    whole = arrow_table(frame if order is None else frame.iloc[order])
    found, firsts = np.unique(days if order is None else days[order], return_index=True)
    for day, first, last in zip(found, firsts, [*firsts[1:], len(frame)], strict=True):
        date = str(day.astype("datetime64[D]"))
        if date in wanted:
            _put(folder, name, date, date, parquet_bytes(whole.slice(first, last - first)))


def findings_frames(record: Record, findings: Sequence[Finding]) -> dict[str, pd.DataFrame]:
    """Build the tables of findings whose rows a record has."""
    return {
        "findings": handed_out(record, contracts.FINDINGS, finding_tables.findings_table(findings, record.zone)),
        "finding_intervals": handed_out(
            record, contracts.FINDING_INTERVALS, finding_tables.finding_intervals_table(findings)
        ),
        "finding_people": handed_out(
            record, contracts.FINDING_PEOPLE, finding_tables.finding_people_table(record, findings)
        ),
    }


def write_across(folder: OutputFolder, record: Record, findings: Sequence[Finding], shown: Mapping[str, Shown]) -> None:
    """Write the findings that rest on several dates, each in the month of its first one."""
    payers = {(row.date, row.patient, row.discipline): row.payer for row in shown.values()}
    derived = {
        "clinic": lambda frame: [shown[row].clinic for row in frame["interval_id"].tolist()],
        "discipline": lambda frame: [shown[row].discipline for row in frame["interval_id"].tolist()],
        "payer": lambda frame: [payers.get(key, "") for key in contracts.records(frame, _PERSON)],
    }
    by_month: dict[str, list[Finding]] = {}
    for finding in findings:
        by_month.setdefault(finding.date[:7], []).append(finding)
    for month, listed in by_month.items():
        people = [
            (finding.id, finding.date, kind, person, of, finding.clinic)
            for finding in listed
            for kind, person, of in _people(finding, shown)
        ]
        frames = {
            contracts.FINDINGS: finding_tables.findings_table(listed, record.zone),
            contracts.FINDING_INTERVALS: finding_tables.finding_intervals_table(listed),
            contracts.FINDING_PEOPLE: contracts.from_records(contracts.FINDING_PEOPLE, people),
        }
        for table, frame in frames.items():
            if frame.empty:
                continue
            content = parquet_bytes(arrow_table(contracts.published(table, frame, derived)))
            _put(folder, table.name, month, ACROSS, content)


_PERSON = ("date", "person", "discipline")


def _people(finding: Finding, shown: Mapping[str, Shown]) -> Iterable[tuple[str, str, str]]:
    """List everybody a finding is about, once for each discipline of the rows that show them."""
    rows = [shown[interval] for interval in finding.intervals]
    named = [("patient", person) for person in finding.patients]
    named += [("provider", person) for person in finding.providers]
    for kind, person in named:
        own = sorted({row.discipline for row in rows if getattr(row, kind) == person and row.discipline})
        yield from ((kind, person, of) for of in own or [""])


def _put(folder: OutputFolder, table: str, date: str, part: str, content: bytes) -> None:
    write_private(folder.part(table, date[:7], part), content, overwrite=True, forced=False)
