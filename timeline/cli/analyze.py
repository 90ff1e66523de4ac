"""`timeline analyze`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from timeline.cli.options import analysis_of, analysis_options, fail_option, faults_option, files_argument, status_of
from timeline.cli.output import TABLES, Output, shows
from timeline.cli.period import all_option


@click.command("analyze")
@files_argument
@analysis_options
@faults_option
@fail_option
@shows("table", "json", *TABLES, "trace", folder=True)
@click.option(
    "--rows", is_flag=True, help="In JSON: list each row with the mode, discipline, payer and evidence assigned to it."
)
@all_option
def command(
    files: tuple[Path, ...], fail_on: str | None, output: Output, *, rows: bool, everything: bool, **options: Any
) -> int:
    """Work out minutes, units and findings of one or more schedule files.

    The default is a table to read, of several dates a summary with the first findings (--all lists everything); json is
    one document; csv, parquet and xlsx write a folder (-o DIR), one file per table; -o FILE.xlsx is one workbook; trace
    is a timeline that ui.perfetto.dev and other viewers of trace events open (-o FILE).
    """
    from timeline.cli.render import analysis_text

    analysis = analysis_of(files, options)
    if output.kind == "trace":
        from timeline.views.trace import trace_json

        output.emit(trace_json(analysis))
        return status_of(analysis, fail_on)
    output.show(
        lambda: analysis_text(analysis, plain=output.plain, everything=everything),
        lambda: analysis.to_dict(rows=rows),
        analysis.tables,
    )
    return status_of(analysis, fail_on)
