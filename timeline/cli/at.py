"""`timeline at`: who is with whom at an instant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from timeline.cli.options import analysis_of, analysis_options, file_argument, format_option


@click.command("at")
@file_argument
@click.argument("clock", metavar="HH:MM[:SS]")
@click.option("--date", metavar="YYYY-MM-DD", help="Which date, where the file has several.")
@analysis_options
@format_option("table", "json")
def command(file: Path, clock: str, date: str | None, kind: str, **options: Any) -> None:
    """Tell who is with whom at a clock time: every provider present, every visit under way."""
    analysis = analysis_of(file, options)
    try:
        instant = analysis.at(clock, date=date)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
    if kind == "json":
        click.echo(json.dumps(instant.to_dict(), indent=1, ensure_ascii=False))
    else:
        from timeline.cli.render import instant_text

        click.echo(instant_text(instant))
