"""`timeline template`: an empty schedule to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli.options import emit, output_options


@click.command("template")
@output_options
def command(output: Path | None, overwrite: bool) -> None:
    """Write an empty schedule: the header, and a line of help for every column."""
    from timeline.schedules import template_csv

    emit(template_csv().rstrip("\n"), output, overwrite=overwrite)
