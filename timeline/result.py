"""The result of an analysis, as Python sees it: tables, questions, documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, overload

import pandas as pd

from timeline import contracts
from timeline.analysis import denials as judged
from timeline.analysis import document, finding_tables
from timeline.analysis import explain as explaining
from timeline.analysis import instant as instants
from timeline.analysis import manifest as manifests
from timeline.analysis import payment as previewed
from timeline.analysis import planned as compared
from timeline.analysis import records as tabled
from timeline.analysis import remittance as remitted
from timeline.analysis import sensitivity as varied
from timeline.analysis import totals as headline
from timeline.analysis.establish import establish
from timeline.analysis.evidence import EvidencePacks
from timeline.analysis.explain import Explanation
from timeline.analysis.given import facts_of
from timeline.analysis.handed_out import breaks_table, handed_out
from timeline.analysis.instant import Instant
from timeline.analysis.narrowed import narrowed
from timeline.arguments import date_text
from timeline.audit import Finding, audit
from timeline.audit.exposure import exposure_table
from timeline.collector import collector_paused
from timeline.contracts import Table
from timeline.contracts.columnar import Columnar, columns_of
from timeline.errors import WrongValueError
from timeline.finding import severities
from timeline.narrowing import narrowing
from timeline.record import Record
from timeline.schedules import (
    AllowedAmounts,
    Claims,
    ClaimsMap,
    Fees,
    Remittance,
    Schedule,
    YearToDate,
    read_remittance,
)
from timeline.vocabulary import ContestRule, Engine, Severity
from timeline.words import counted


class ResultTable:
    """A table of a result, worked out when it is first read; each access hands out a shallow copy.

    Parameters
    ----------
    table
        Its contract: what a row is, and every column with type, unit and meaning.
    build
        Makes it of a result.
    """

    def __init__(self, table: Table, build: Callable[[Analysis], pd.DataFrame | Columnar]) -> None:
        self.table = table
        names = ", ".join(column.name for column in table.published)
        self.__doc__ = f"`{table.name.upper()}`: {table.row}. Columns: {names}."
        self._build = build

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the name under which the result keeps it."""
        self._kept = f"_{name}"

    def __set__(self, result: Analysis, value: object) -> None:
        """Refuse, because a result never changes; being asked is what makes `help` print the columns."""
        raise AttributeError("a result's tables cannot be replaced")

    @overload
    def __get__(self, result: None, owner: type) -> ResultTable: ...

    @overload
    def __get__(self, result: Analysis, owner: type) -> pd.DataFrame: ...

    def __get__(self, result: Analysis | None, owner: type) -> ResultTable | pd.DataFrame:
        """Return the table of a result; on the class, the descriptor itself."""
        if result is None:
            return self
        kept = result.__dict__
        if self._kept not in kept:
            made = self._build(result)
            kept[self._kept] = made.frame() if isinstance(made, Columnar) else self._handed_out(result, made)
        frame: pd.DataFrame = kept[self._kept]
        return frame.copy(deep=False)

    def columns(self, result: Analysis) -> Columnar:
        """Return the same as columns, for who writes it."""
        made = self._build(result)
        return made if isinstance(made, Columnar) else columns_of(self.table, self._handed_out(result, made))

    def _handed_out(self, result: Analysis, frame: pd.DataFrame) -> pd.DataFrame:
        return handed_out(result.record, self.table, frame)


@dataclass(frozen=True, eq=False, repr=False)
class Analysis:
    """What a schedule supports, minute by minute and with proof.

    Every table is a pandas DataFrame whose columns `timeline.tables(name)` explains; each access hands out a shallow
    copy, so editing one changes no result. A result can be pickled, copied and sent to another process.

    Parameters
    ----------
    record
        The facts everything is made of.
    """

    record: Record

    visits = ResultTable(contracts.VISITS, lambda result: tabled.visits_table(result.record))
    codes = ResultTable(contracts.CODES, lambda result: tabled.codes_table(result.record))
    lines = ResultTable(contracts.LINES, lambda result: tabled.lines_table(result.record))
    alternatives = ResultTable(contracts.ALTERNATIVES, lambda result: tabled.alternatives_table(result.record))
    attendance = ResultTable(contracts.ATTENDANCE, lambda result: result.record.attendance.attendance)
    code_spans = ResultTable(contracts.CODE_SPANS, lambda result: result.record.attendance.code_spans)
    engagements = ResultTable(contracts.ENGAGEMENTS, lambda result: result.record.attendance.engagements)
    demands = ResultTable(contracts.DEMANDS, lambda result: result.record.attendance.demands)
    group_sessions = ResultTable(contracts.GROUP_SESSIONS, lambda result: result.record.group_sessions)
    co_attendance = ResultTable(contracts.CO_ATTENDANCE, lambda result: result.record.attendance.co_attendance)
    interruptions = ResultTable(
        contracts.INTERRUPTIONS, lambda result: breaks_table(result.record, contracts.INTERRUPTIONS)
    )
    displacements = ResultTable(
        contracts.DISPLACEMENTS, lambda result: breaks_table(result.record, contracts.DISPLACEMENTS)
    )
    providers = ResultTable(contracts.PROVIDERS, lambda result: result.record.providers)
    findings = ResultTable(
        contracts.FINDINGS, lambda result: finding_tables.findings_table(result.finding_list, result.record.zone)
    )
    finding_intervals = ResultTable(
        contracts.FINDING_INTERVALS, lambda result: finding_tables.finding_intervals_table(result.finding_list)
    )
    exposure = ResultTable(contracts.EXPOSURE, lambda result: exposure_table(result.record))
    finding_people = ResultTable(
        contracts.FINDING_PEOPLE, lambda result: finding_tables.finding_people_table(result.record, result.finding_list)
    )
    edits = ResultTable(contracts.EDITS, lambda result: tabled.edits_table(result.record))
    reconciliation = ResultTable(
        contracts.RECONCILIATION,
        lambda result: tabled.reconciliation_table(result.record, judged.worst_by_code(result.denial_list)),
    )
    denials = ResultTable(contracts.DENIALS, lambda result: judged.denials_table(result.denial_list))
    payment = ResultTable(contracts.PAYMENT, lambda result: previewed.payment_table(result.record))
    not_seen = ResultTable(contracts.NOT_SEEN, lambda result: result.record.attendance.not_seen)
    skipped = ResultTable(contracts.SKIPPED, lambda result: result.record.schedule.skipped)
    not_kept = ResultTable(contracts.NOT_KEPT, lambda result: compared.not_kept_table(result.record))
    planned = ResultTable(contracts.PLANNED, lambda result: compared.planned_table(result.record))
    planned_intervals = ResultTable(
        contracts.PLANNED_INTERVALS, lambda result: compared.planned_intervals_table(result.record)
    )
    planned_summary = ResultTable(contracts.PLANNED_SUMMARY, lambda result: compared.summary_table(result.record))
    rows = ResultTable(contracts.ROWS, lambda result: tabled.rows_shown(result.record))
    intervals = ResultTable(contracts.INTERVALS, lambda result: result.record.schedule.interval_table)

    @property
    def schedule(self) -> Schedule:
        """What was read."""
        return self.record.schedule

    @property
    def contest(self) -> ContestRule:
        """The contest rule in force."""
        return self.record.contest

    @cached_property
    def finding_list(self) -> Sequence[Finding]:
        """Every finding as an object, in the order of the table `findings`."""
        with collector_paused():
            found = audit(self.record.whole)
        whole = self.record.whole is self.record
        return found if whole else tuple(finding for finding in found if self.record.shows(finding))

    @cached_property
    def denial_list(self) -> list[judged.Denial]:
        """What a payer would do with each line, the worst first."""
        return judged.denial_list(self.record, self.finding_list)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What a re-run needs to be comparable byte for byte: inputs, rules and version, with their hashes."""
        return manifests.manifest(self.record)

    @cached_property
    def totals(self) -> dict[str, Any]:
        """Headline sums, each under a name that says whose minutes it counts; see `timeline.analysis.totals`."""
        return headline.totals(self.record)

    def sensitivity(self, *, minutes: int = 1) -> pd.DataFrame:
        """`SENSITIVITY`: what each visit's timed units would be if its clocks were read some minutes otherwise.

        Parameters
        ----------
        minutes
            How much one code's minutes are shortened or lengthened, at least 1.

        Raises
        ------
        WrongValueError: fewer minutes than 1.
        """
        return varied.sensitivity(self.record, minutes=minutes)

    def remittance(self, source: Remittance) -> pd.DataFrame:
        """`REMITTANCE`: what a payer would do with each line by our rules, next to what its remittance says it did.

        Parameters
        ----------
        source
            Whatever `read_remittance` reads: an X12 835, its bytes under a name, or a table.

        Raises
        ------
        ScheduleError: everything wrong with the remittance, at once.
        """
        table = remitted.remittance_table(self.record, self.denial_list, read_remittance(source))
        return handed_out(self.record, contracts.REMITTANCE, table)

    def evidence(self, finding_id: str) -> dict[str, Any]:
        """Return the evidence of one finding: everybody named on one axis, source rows, rule, minutes under each rule.

        Raises
        ------
        WrongValueError: no finding has that id.
        """
        found = next((finding for finding in self.finding_list if finding.id == finding_id), None)
        if found is None:
            raise WrongValueError("finding_id: no finding has that id. Take one from the table findings.")
        return EvidencePacks(self.record).pack(found)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return every result table by name, without the columns that are for pages only."""
        names = [name for name, value in vars(type(self)).items() if isinstance(value, ResultTable)]
        frames: dict[str, pd.DataFrame] = {name: getattr(self, name) for name in names}
        frames["intervals"] = frames["intervals"].drop(columns=list(contracts.PAGE_ONLY))
        return frames

    def at(self, clock: str | time | datetime, *, date: date | str | None = None) -> Instant:
        """Return who is with whom at a clock time, as HH:MM or a `time`; several dates need one, or a `datetime`."""
        if isinstance(clock, datetime):
            date = clock.date() if date is None else date
            clock = clock.time()
        return instants.instant(self.record, clock, date=date_text(date))

    def explain(self, patient: str, *, code: str | None = None, date: date | str | None = None) -> Explanation:
        """Explain why a patient's visits have these minutes and units, down to the source rows."""
        return explaining.explain(self.record, self.finding_list, patient, code=code, date=date_text(date))

    def to_dict(self, *, rows: bool = False) -> dict[str, Any]:
        """Return the whole result as plain lists, dicts, text and numbers; `rows` adds what each input row became."""
        return document.to_dict(self.record, self.finding_list, rows=rows)

    def to_json(self) -> str:
        """Return the whole result as one JSON document, sorted and stable."""
        return document.to_json(self.record, self.finding_list)

    def __dir__(self) -> list[str]:
        """Offer public names only, whatever was worked out so far."""
        return [name for name in super().__dir__() if not name.startswith("_")]

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is worked out when asked for."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __repr__(self) -> str:
        visits = counted(len(self.record.accounts), "visit")
        return f"Analysis({visits}, {self.contest}, findings: {severities(self.finding_list)})"

    def _repr_html_(self) -> str:
        findings = Counter(finding.severity for finding in self.finding_list)
        cells = {
            "Dates": ", ".join(sorted({key[0] for key in self.record.accounts})[:3]) or "none",
            "Visits": self.totals["visits"],
            "One-on-one minutes": int(self.totals["one_on_one"]),
            "Provider minutes claimed twice": int(self.totals["provider_minutes_claimed_twice"]),
            "Patient minutes not credited": int(self.totals["patient_minutes_not_credited"]),
            "Contest rule": self.contest,
            **{f"Findings: {severity}": findings[severity] for severity in Severity},
        }
        rows = "".join(f"<tr><th>{escape(str(k))}</th><td>{escape(str(v))}</td></tr>" for k, v in cells.items())
        return f"<table>{rows}</table>"


def analyze(
    schedule: Schedule,
    *,
    contest: ContestRule | str = ContestRule.NESTED,
    policy: Path | str | None = None,
    claims: Claims | None = None,
    fees: Fees | None = None,
    year_to_date: YearToDate | None = None,
    allowed: AllowedAmounts | None = None,
    claims_map: ClaimsMap | None = None,
    engine: Engine | str = Engine.AUTO,
) -> Analysis:
    """Analyse a schedule: who was with whom, what each visit supports, what a reviewer should see.

    Parameters
    ----------
    schedule
        What `read_schedule` gave.
    contest
        Who keeps a provider claimed twice: `nested` (default), `exclusive` or `documented`.
    policy
        A clinic's own policy file; it counts for visits whose payer has its name.
    claims
        The claim lines sent: whatever `read_claims` reads; they replace `billed_units` of the rows.
    fees
        The clinic's own fee per code: whatever `read_fees` reads. Values differences in money, decides nothing.
    year_to_date
        What patients have used of the year's threshold before the schedule: whatever `read_year_to_date` reads. A
        patient who is not in it begins the year at 0, and a finding says so.
    allowed
        What the payer allows for a unit of each code: whatever `read_allowed` reads. Without it the relative values
        on board answer, where they are of the year of service.
    claims_map
        How a foreign list of claims is read: a TOML file, or the name of a shipped mapping.
    engine
        What works out who was with whom: `tree`, `columnar` (many rows; it needs the extra `batch`), or `auto`
        (default), which chooses by the number of rows. The result is the same.

    Raises
    ------
    MissingExtraError: the columnar engine is asked for, and numba is not installed.
    PolicyError: the policy file is wrong; every fault is listed.
    ScheduleError: a list of claims, fees or amounts is wrong; every fault is listed.
    """
    return Analysis(
        establish(
            schedule,
            contest=contest,
            policy=policy,
            claims=claims,
            fees=fees,
            year_to_date=year_to_date,
            allowed=allowed,
            claims_map=claims_map,
            engine=engine,
        )
    )


def narrow(
    result: Analysis,
    *,
    clinic: str | None = None,
    provider: str | None = None,
    first: date | str | None = None,
    last: date | str | None = None,
) -> Analysis:
    """Show a part of an analysis: one clinic, one provider, some dates.

    Nothing is analyzed apart: minutes, units and findings stay what they are where everything is seen together, and
    totals are those of what is shown. (`Schedule.filter` leaves rows out before the analysis.)

    Parameters
    ----------
    result
        An analysis.
    clinic
        A site, as the rows write it: visits whose first row is there, and providers whose date begins there.
    provider
        A provider id: visits in which the provider has a row, the provider's own days, and what is found there.
    first, last
        First and last date of service, both included.

    Raises
    ------
    WrongTypeError: `result` is no analysis.
    WrongValueError: a clinic, provider or dates that no row has.

    Examples
    --------
    >>> from timeline.schedules import read_schedule
    >>> narrow(analyze(read_schedule("sample_schedules/scenario_5.csv")), provider="PTA1")
    Analysis(1 visit, nested, findings: 1 note)
    """
    whole = facts_of(result, "narrow").whole
    shown = narrowing(clinic=clinic, provider=provider, first=first, last=last)
    shown.check(whole.schedule)
    return Analysis(narrowed(whole, shown)) if shown else result
