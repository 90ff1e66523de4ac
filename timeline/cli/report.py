"""`timeline report`: an analysis as one file to view, keep or print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import (
    PATH,
    analysis_of,
    analysis_options,
    fail_option,
    files_argument,
    held_against,
    held_options,
    pseudonymise_option,
    pseudonymised,
    status_of,
)
from timeline.cli.progress import told_on_terminal

if TYPE_CHECKING:
    from timeline.planning import Plan
    from timeline.result import Analysis


@click.command("report")
@files_argument
@analysis_options
@held_options
@fail_option
@click.option(
    "-o", "--output", type=PATH, required=True, metavar="OUT.html|OUT.pdf|OUT.trace.json", help="File to write."
)
@click.option("--overwrite", is_flag=True, help="Overwrite an existing file.")
@click.option(
    "--whole", is_flag=True, default=None, help="In a PDF of several dates: every day, not only what is worst."
)
@click.option("--plan", "plans", is_flag=True, help="Preview up to three plans for days that are only booked.")
@click.option("--log", type=PATH, metavar="FILE", help="Show the decisions of this log, and its last hash.")
@click.option("--key", "seal", type=PATH, metavar="FILE", help="The key that the log was made with.")
@pseudonymise_option
def command(
    files: tuple[Path, ...],
    output: Path,
    overwrite: bool,
    whole: bool | None,
    plans: bool,
    fail_on: str | None,
    log: Path | None,
    seal: Path | None,
    key: Path | None,
    level: str | None,
    **options: Any,
) -> int:
    """Write the viewer as one self-contained page (.html), the audit to print (.pdf), or a trace (.trace.json).

    The page needs no other program and no network: open it in a browser to view, filter, replay and prove the days.
    A trace opens in ui.perfetto.dev and similar viewers. Each holds patient data, and only its owner can read the file.
    """
    if seal is not None and log is None:
        raise click.UsageError("--key belongs to a log: name one with --log.")
    benchmark, goals = held_against(options)
    if plans and not output.name.lower().endswith(".html"):
        raise click.UsageError("--plan is shown on a page: name a file that ends in .html.")
    held: dict[str, Any] = {"benchmark": benchmark, "goals": goals, "whole": whole}
    with told_on_terminal() as tell:
        # Before anything else: to import what reads and draws takes a second.
        tell("reading", 0, 0)
        from timeline.views.report import report

        analysis = analysis_of(files, options, tell)
        shown = pseudonymised(analysis, key, level)
        if plans:
            tell("planning", 0, 0)
        found = _plans(shown) if plans else None
        report(shown, output, overwrite=overwrite, log=log, log_key=seal, plans=found, progress=tell, **held)
    click.echo(f"wrote {output}", err=True)
    return status_of(analysis, fail_on)


def _plans(shown: Analysis) -> Plan:
    from timeline.planning import plan
    from timeline.views.viewer.plans import MOST, MOVE, SECONDS

    if shown.record.whole is not shown.record:
        raise click.UsageError("--plan needs the whole schedule: leave out --clinic-only, --provider, --from and --to.")
    return plan(shown, move=MOVE, plans=MOST, time_limit=SECONDS)
