"""The tables a run writes, and the files they are in: one for each table and date, in a folder for its month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from timeline import contracts
from timeline.analysis import finding_tables
from timeline.batching.folder import OutputFolder
from timeline.contracts.columnar import Columnar, columns_of
from timeline.exports import ArrowTables, parquet_bytes
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
    result, write = Analysis(record), _Writing(folder, dates)
    for name in OF_DATES:
        columns = getattr(Analysis, name).columns(result)
        write.by_date(columns, columns.days)
    named = Findings.of(findings)
    told = finding_tables.findings_table(named, record.zone)
    write.by_date(told, told.days)
    shown = finding_tables.finding_intervals_table(named)
    write.by_date(shown, np.repeat(told.days, named.found.rows.counts))
    people = finding_tables.finding_people_table(record, named)
    write.by_date(people, people.days)


class _Writing:
    """Writes the tables of some dates."""

    def __init__(self, folder: OutputFolder, dates: Iterable[str]) -> None:
        self._folder, self._dates, self._arrow = folder, frozenset(dates), ArrowTables()

    def by_date(self, columns: Columnar, days: npt.NDArray[Any]) -> None:
        """Write the rows of each date, in their order; one pass makes the columns of all of them."""
        if not len(days):
            return
        whole = self._arrow.of(columns)
        if (days[1:] < days[:-1]).any():
            order = np.argsort(days, kind="stable")
            whole, days = whole.take(order), days[order]
        firsts = np.flatnonzero(np.append(True, days[1:] != days[:-1]))
        for first, last in zip(firsts.tolist(), [*firsts[1:].tolist(), len(days)], strict=True):
            date = str(days[first].astype("datetime64[D]"))
            if date in self._dates:
                content = parquet_bytes(whole.slice(first, last - first))
                _put(self._folder, columns.table.name, date, date, content)


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
        of_people = contracts.from_records(contracts.FINDING_PEOPLE, people)
        for columns in (
            finding_tables.findings_table(listed, record.zone),
            finding_tables.finding_intervals_table(listed),
            columns_of(contracts.FINDING_PEOPLE, contracts.published(contracts.FINDING_PEOPLE, of_people, derived)),
        ):
            if len(columns):
                _put(folder, columns.table.name, month, ACROSS, parquet_bytes(ArrowTables().of(columns)))


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
