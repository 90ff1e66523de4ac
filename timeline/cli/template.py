"""`timeline template`: an empty schedule to fill in."""

from __future__ import annotations

import click

from timeline.cli.output import Output, shows


@click.command("template")
@shows()
def command(output: Output) -> None:
    """Write an empty schedule: the header, and a line of help for every column."""
    from timeline.schedules import template_csv

    output.emit(template_csv().rstrip("\n"))
