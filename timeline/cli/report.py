"""`timeline report`: an analysis as one file to view, keep or print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
@click.option("--log", type=PATH, metavar="FILE", help="Show the decisions of this log, and its last hash.")
@click.option("--key", "seal", type=PATH, metavar="FILE", help="The key that the log was made with.")
@pseudonymise_option
def command(
    files: tuple[Path, ...],
    output: Path,
    overwrite: bool,
    whole: bool | None,
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
    held: dict[str, Any] = {"benchmark": benchmark, "goals": goals, "whole": whole}
    with told_on_terminal() as tell:
        # Before anything else: to import what reads and draws takes a second.
        tell("reading", 0, 0)
        from timeline.views.report import report

        analysis = analysis_of(files, options, tell)
        shown = pseudonymised(analysis, key, level)
        report(shown, output, overwrite=overwrite, log=log, log_key=seal, progress=tell, **held)
    click.echo(f"wrote {output}", err=True)
    return status_of(analysis, fail_on)
