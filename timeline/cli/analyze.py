"""`timeline analyze`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from timeline.cli.options import (
    analysis_of,
    analysis_options,
    emit,
    fail_option,
    files_argument,
    format_option,
    output_options,
    status_of,
)


@click.command("analyze")
@files_argument
@analysis_options
@fail_option
@format_option("table", "json", "csv", "parquet")
@output_options
def command(
    files: tuple[Path, ...],
    kind: str,
    output: Path | None,
    overwrite: bool,
    fail_on: str | None,
    **options: Any,
) -> int:
    """Work out minutes, units and findings of one or more schedule files.

    A table for reading by default; json is one document; csv and parquet write a folder (-o DIR), one file per table.
    """
    if kind in ("csv", "parquet") and output is None:
        raise click.UsageError(f"--format {kind} writes one file per table: give a folder with -o DIR.")
    analysis = analysis_of(files, options)
    if kind == "json":
        emit(analysis.to_json(), output, overwrite=overwrite)
    elif kind == "table":
        from timeline.cli.render import analysis_text

        emit(analysis_text(analysis, plain=output is not None), output, overwrite=overwrite)
    else:
        from timeline.exports import write_tables

        write_tables(analysis.tables(), output or Path(), kind, overwrite=overwrite)
        click.echo(f"wrote {len(analysis.tables())} tables to {output}", err=True)
    return status_of(analysis, fail_on)
