"""`timeline at`: who is with whom at an instant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from timeline.cli.options import analysis_of, analysis_options, file_argument
from timeline.cli.output import Output, shows


@click.command("at")
@file_argument
@click.argument("clock", metavar="HH:MM[:SS]")
@click.option("--date", metavar="YYYY-MM-DD", help="Which date, if the file has several.")
@analysis_options
@shows("table", "json")
def command(file: Path, clock: str, date: str | None, output: Output, **options: Any) -> None:
    """Show who is with whom at a clock time: every provider present, every visit under way."""
    from timeline.cli.render import instant_text

    instant = analysis_of(file, options).at(clock, date=date)
    output.show(lambda: instant_text(instant), instant.to_dict)
