"""The tables a run writes, and the files they are in: one for each table and date, in a folder for its month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Any

import numpy as np
import numpy.typing as npt

from timeline import contracts
from timeline.analysis import finding_tables
from timeline.batching.folder import OutputFolder
from timeline.contracts.columnar import Columnar, columns_of
from timeline.exports import ArrowTables, parquet_bytes
from timeline.finding import Finding
from timeline.found import Findings
from timeline.record import Record
from timeline.result import Analysis
from timeline.shown import Shown, ShownRows

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


def write_across(folder: OutputFolder, record: Record, findings: Findings, shown: Sequence[Sequence[Shown]]) -> None:
    """Write the findings that rest on several dates, each in the month of its first one."""
    months = np.array([date[:7] for date in findings.found.words.dates.tolist()], object)[findings.found.date]
    arrow, people = ArrowTables(), _People(findings, shown)
    for month in sorted({*months.tolist()}):
        listed = findings.some(np.flatnonzero(months == month))
        for columns in (
            finding_tables.findings_table(listed, record.zone),
            finding_tables.finding_intervals_table(listed),
            people.table(listed),
        ):
            if len(columns):
                _put(folder, columns.table.name, month, ACROSS, parquet_bytes(arrow.of(columns)))


_PERSON = ("date", "person", "discipline")


class _People:
    """Whom findings across dates are about; rows are looked at for those alone that are about somebody."""

    def __init__(self, findings: Findings, shown: Sequence[Sequence[Shown]]) -> None:
        listed = _about_somebody(findings)
        ids = {row for finding in listed for row in finding.intervals}
        people = {person for finding in listed for person in (*finding.patients, *finding.providers)}
        rows = [row for part in shown for row in _wanted(part, ids, people)]
        self._rows = {row.id: row for row in rows}
        self._payers = {(row.date, row.patient, row.discipline): row.payer for row in rows}

    def table(self, findings: Findings) -> Columnar:
        """Build `FINDING_PEOPLE`: everybody findings are about, once for each discipline of the rows that show them."""
        people = [
            (finding.id, finding.date, kind, person, of, finding.clinic)
            for finding in _about_somebody(findings)
            for kind, person, of in self._of(finding)
        ]
        table = contracts.FINDING_PEOPLE
        derived = {"payer": lambda frame: [self._payers.get(key, "") for key in contracts.records(frame, _PERSON)]}
        return columns_of(table, contracts.published(table, contracts.from_records(table, people), derived))

    def _of(self, finding: Finding) -> Iterable[tuple[str, str, str]]:
        rows = [self._rows[interval] for interval in finding.intervals]
        named = [("patient", person) for person in finding.patients]
        named += [("provider", person) for person in finding.providers]
        for kind, person in named:
            own = sorted({row.discipline for row in rows if getattr(row, kind) == person and row.discipline})
            yield from ((kind, person, of) for of in own or [""])


def _about_somebody(findings: Findings) -> Findings:
    """Return the findings that are about somebody."""
    return findings.some(np.flatnonzero(findings.found.patients.counts + findings.found.providers.counts))


def _wanted(rows: Sequence[Shown], ids: Set[str], patients: Set[str]) -> Sequence[Shown]:
    """Return at least the rows that have one of some ids, or are of one of some patients."""
    if not isinstance(rows, ShownRows) or not ids:
        return rows if ids else ()
    has = np.zeros(len(rows), bool)
    for name, wanted in (("id", ids), ("patient", patients)):
        codes, words = rows.of(name)
        used, place = np.unique(codes, return_inverse=True)
        has |= np.array([word in wanted for word in words[used].tolist()], bool)[place]
    return rows.taken(np.flatnonzero(has))


def _put(folder: OutputFolder, table: str, date: str, part: str, content: bytes) -> None:
    folder.put(f"{table}/month={date[:7]}/part-{part}.parquet", content)
