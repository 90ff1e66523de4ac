"""Results as tables for a terminal."""

from __future__ import annotations

import io
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from timeline.clock import clock, duration, exact_minutes
from timeline.errors import SHOWN, Fault
from timeline.vocabulary import Severity, State

if TYPE_CHECKING:
    from timeline.analysis import Analysis, Instant
    from timeline.audit import Identified
    from timeline.schedules import Schedule
    from timeline.visits import VisitAccount

_COLOUR = {Severity.ERROR: "bold red", Severity.REVIEW: "yellow", Severity.NOTE: "dim"}
_WIDEST = 140


class Page:
    """Collects tables and lines as text of the terminal's width, coloured only where a terminal shows it."""

    def __init__(self, *, plain: bool = False) -> None:
        width = min(shutil.get_terminal_size((120, 40)).columns, _WIDEST)
        colour = not plain and Console().is_terminal
        self._text = io.StringIO()
        self._console = Console(file=self._text, width=width, force_terminal=colour, highlight=False, markup=False)

    def line(self, text: str = "", style: str = "") -> None:
        """Add one line."""
        self._console.print(Text(text, style=style))

    def table(
        self, title: str, header: Sequence[str], rows: Iterable[Sequence[str | Text]], *, right: Iterable[str] = ()
    ) -> None:
        """Add a table; columns named in `right` are numbers."""
        numbers = set(right)
        table = Table(title=Text(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for name in header:
            table.add_column(Text(name), justify="right" if name in numbers else "left", overflow="fold")
        for row in rows:
            table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
        self._console.print(table)

    @property
    def text(self) -> str:
        """Everything added so far."""
        return "\n".join(line.rstrip() for line in self._text.getvalue().rstrip("\n").split("\n"))


def analysis_text(analysis: Analysis, *, plain: bool = False) -> str:
    """Show an analysis: what was read, every visit, the findings worth an action."""
    page = Page(plain=plain)
    _summary(page, analysis)
    _visit_table(page, list(analysis.accounts.values()))
    _provider_table(page, analysis)
    _finding_table(page, analysis.identified)
    return page.text


def _summary(page: Page, analysis: Analysis) -> None:
    schedule, accounts = analysis.schedule, list(analysis.accounts.values())
    files = ", ".join(item.file for item in schedule.inputs)
    days = sorted({day.date for day in analysis.found.days})
    period = "no date" if not days else days[0] if len(days) == 1 else f"{days[0]} to {days[-1]} ({len(days)} dates)"
    page.line(f"{files} · {period} · contest rule: {analysis.contest}", "bold")
    seconds = Counter[State]()
    for account in accounts:
        seconds.update({State(state): length for state, length in account.seconds.states.items()})
    page.line(
        f"{_count(len(accounts), 'visit')} · {_number(seconds[State.ONE_ON_ONE])} one-on-one minutes · "
        f"{_number(seconds[State.GROUP])} group · {_number(seconds[State.CONTESTED])} contested · "
        f"{_number(seconds[State.SUPERVISED])} supervised · {_number(seconds[State.UNSKILLED])} unskilled"
    )
    if len(schedule.skipped):
        reasons = Counter(schedule.skipped["why"].tolist())
        told = ", ".join(f"{count} {why}" for why, count in sorted(reasons.items()))
        page.line(f"{_count(len(schedule.skipped), 'row')} left out: {told}")
    if schedule.unused_columns:
        page.line(f"columns nobody reads: {', '.join(schedule.unused_columns)}")


def _visit_table(page: Page, accounts: Sequence[VisitAccount]) -> None:
    if not accounts:
        return
    several = len({account.key[0] for account in accounts}) > 1
    header = ["Date"] * several + [
        "Patient",
        "For",
        "Payer",
        "1:1",
        "Group",
        "Contested",
        "Superv.",
        "Timed min",
        "Units",
        "On the claim",
    ]
    rows = []
    for account in accounts:
        date, patient, discipline = account.key
        states = account.seconds.states
        timed = account.units[account.contest].timed_minutes if account.units else "–"
        rows.append(
            [date] * several
            + [patient, discipline, account.payer]
            + [_number(states[s]) for s in (State.ONE_ON_ONE, State.GROUP, State.CONTESTED, State.SUPERVISED)]
            + [str(timed), "?" if account.timed_units is None else str(account.timed_units), _claim(account)]
        )
    page.table("Visits (minutes)", header, rows, right=("1:1", "Group", "Contested", "Superv.", "Timed min", "Units"))


def _claim(account: VisitAccount) -> str:
    if account.is_scheduled:
        return "booking: the most it can support"
    if account.units is None:
        return "left open: no policy counts it"
    counted = account.units[account.contest]
    lines = "  ".join(" ".join((f"{line.code}×{line.units}", *line.modifiers)) for line in counted.lines)
    choices = f"  (or {len(counted.alternatives) - 1} more)" if len(counted.alternatives) > 1 else ""
    return (lines or "nothing") + choices


def _provider_table(page: Page, analysis: Analysis) -> None:
    providers = analysis.providers
    if providers.empty:
        return
    several = providers["date"].nunique() > 1
    names = ("one_on_one", "group", "contested", "busy", "idle", "outside_shift")
    header = ["Date"] * several + [
        "Provider",
        "Role",
        "Present",
        "1:1",
        "Group",
        "Contested",
        "Busy",
        "Idle",
        "Outside shift",
    ]
    rows = [
        [record["date"]] * several
        + [record["provider"], record["role"], record["presence"]]
        + [_number(record[f"{name}_seconds"]) for name in names]
        for record in providers.to_dict("records")
    ]
    page.table("Providers (minutes as recorded)", header, rows, right=header[-6:])


def _finding_table(page: Page, identified: Sequence[Identified]) -> None:
    counts = Counter(finding.severity for _, finding in identified)
    told = ", ".join(f"{counts[severity]} {severity}" for severity in Severity if counts[severity]) or "none"
    shown = [finding for _, finding in identified if finding.severity != Severity.NOTE]
    page.line(f"Findings: {told}" + ("" if len(shown) == len(identified) else " (notes: --format json)"), "bold")
    if not shown:
        return
    rows: list[list[str | Text]] = [
        [
            Text(str(f.severity), style=_COLOUR[f.severity]),
            f.rule.id,
            Text.assemble(f.message, "\n", (f.remedy, "dim")),
        ]
        for f in shown
    ]
    page.table("", ["Severity", "Rule", "What happened, and what to do"], rows)


def instant_text(instant: Instant) -> str:
    """Show who is with whom at one instant."""
    page = Page()
    page.line(f"{instant.wall:%Y-%m-%d} {clock(instant.wall)}", "bold")
    providers = [
        [
            now.provider,
            now.role,
            now.doing.replace("_", "-"),
            ", ".join(now.engaged_with) or "–",
            ", ".join(now.patients) or "–",
        ]
        for now in instant.providers
    ]
    page.table("Providers", ["Provider", "Role", "Doing", "Engaged with", "Recorded with"], providers)
    patients = [
        [
            now.patient,
            now.discipline,
            now.state.replace("_", "-"),
            now.provider or "–",
            now.code or "–",
            ", ".join(now.co_attending) or "–",
            ", ".join(now.intervals),
        ]
        for now in instant.patients
    ]
    page.table("Patients", ["Patient", "For", "State", "Credited to", "Code", "Also attending", "Open rows"], patients)
    return page.text


def faults_text(faults: Sequence[Fault]) -> str:
    """Show what cannot be read, and how to repair it."""
    page = Page()
    rows = [
        [
            fault.file,
            "" if fault.row is None else str(fault.row),
            fault.column,
            repr(fault.value) if fault.value else "",
            fault.problem,
            fault.repair,
        ]
        for fault in faults[:SHOWN]
    ]
    page.table(
        _count(len(faults), "fault"), ["File", "Row", "Column", "Found", "Problem", "Repair"], rows, right=["Row"]
    )
    if len(faults) > SHOWN:
        page.line(f"… and {len(faults) - SHOWN} more")
    return page.text


def checked_text(schedule: Schedule) -> str:
    """Show that files can be read, and what was left out."""
    page = Page()
    for item in schedule.inputs:
        page.line(f"{item.file}: {_count(item.rows, 'row')}, sha256 {item.sha256[:16]}…")
    left_out = _count(len(schedule.skipped), "row")
    page.line(f"{_count(len(schedule.intervals), 'interval')} can be analysed, {left_out} left out")
    if len(schedule.skipped):
        page.table("Left out", ["Row", "Why"], schedule.skipped.to_numpy().tolist())
    if schedule.unused_columns:
        page.line(f"columns nobody reads: {', '.join(schedule.unused_columns)}")
    return page.text


def _number(seconds: int) -> str:
    minutes = exact_minutes(int(seconds))
    return f"{minutes:g}" if isinstance(minutes, int) else duration(int(seconds))


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
