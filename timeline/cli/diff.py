"""`timeline diff`: what changed between two exports of one schedule."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import (
    PATH,
    contest_option,
    fail_option,
    narrowing_options,
    policy_option,
    read,
    reading_options,
    shown_by,
    status_of,
)
from timeline.cli.output import TABLES, Output, shows
from timeline.errors import Fault, ScheduleError

if TYPE_CHECKING:
    from timeline.analysis.revisions import Revision
    from timeline.schedules import Schedule


@click.command("diff")
@click.argument("old", type=PATH)
@click.argument("new", type=PATH)
@policy_option
@contest_option
@reading_options
@narrowing_options
@fail_option
@shows("table", "json", *TABLES, folder=True)
def command(
    old: Path, new: Path, policy: Path | None, contest: str, fail_on: str | None, output: Output, **options: Any
) -> int:
    """Compare two exports of one schedule: what moved, grew or vanished, and what it did to minutes and units.

    Rows that have their own ids in both files are matched by id; others are paired by their contents. csv writes a
    folder (-o DIR), one file per table.
    """
    from timeline.analysis.revisions import diff

    shown = shown_by(options)
    revision = diff(*_both(old, new, options), contest=contest, policy=policy, shown=shown)
    output.show(lambda: revision_text(revision, plain=output.plain), revision.to_dict, revision.tables)
    return status_of(revision, fail_on)


def _both(old: Path, new: Path, options: dict[str, Any]) -> list[Schedule]:
    """Read both files; every fault of both is reported together."""
    schedules: list[Schedule] = []
    faults: list[Fault] = []
    for path in (old, new):
        try:
            schedules.append(read(path, dict(options)))
        except ScheduleError as error:
            faults += [fault for fault in error.fault_list if fault not in faults]
    if faults:
        raise ScheduleError(faults)
    return schedules


def revision_text(revision: Revision, *, plain: bool = False) -> str:
    """Show a comparison: what changed, what that did to each visit, and the edits that raise units."""
    from timeline.cli.terminal import Page

    page = Page(plain=plain)
    changes, visits = revision.changes, revision.visits
    files = [", ".join(item.file for item in side.schedule.inputs) for side in (revision.old, revision.new)]
    page.line(f"{files[0]} -> {files[1]} · contest rule: {revision.new.contest}", "bold")
    counts = Counter(changes["change"].tolist())
    page.line(", ".join(f"{counts[name]} {name}" for name in sorted(counts)) or "No rows changed.")
    if len(changes):
        header = ["Date", "Patient", "Provider", "Code", "Change", "Before", "Now", "Else"]
        page.table("Rows", header, [_row(record) for record in changes.to_dict("records")])
    if len(visits):
        header = ["Date", "Patient", "For", "Timed min", "Timed units", "Claim before", "Claim now"]
        page.table("Visits", header, [_visit(record) for record in visits.to_dict("records")])
    for finding in revision.finding_list:
        page.line()
        page.line(f"{finding.severity}: {finding.message}")
        page.line(finding.remedy, "dim")
    return page.text


def _row(record: dict[Any, Any]) -> list[str]:
    clocks = [_span(record[f"{when}_start"], record[f"{when}_end"]) for when in ("old", "new")]
    who = [record[name] or "–" for name in ("patient", "provider", "code")]
    return [f"{record['date']:%Y-%m-%d}", *who, record["change"], *clocks, record["fields"]]


def _span(start: Any, end: Any) -> str:
    from timeline.clock import clock

    return f"{clock(start)}–{clock(end)}" if start == start else "–"  # a missing clock is unequal to itself


def _visit(record: dict[Any, Any]) -> list[str]:
    numbers = [_went(record[f"old_{name}"], record[f"new_{name}"]) for name in ("timed_minutes", "timed_units")]
    lines = [record[f"{when}_lines"] or "–" for when in ("old", "new")]
    return [f"{record['date']:%Y-%m-%d}", record["patient"], record["discipline"], *numbers, *lines]


def _went(old: Any, new: Any) -> str:
    before, now = (str(value) if isinstance(value, int) else "–" for value in (old, new))
    return before if before == now else f"{before} -> {now}"
