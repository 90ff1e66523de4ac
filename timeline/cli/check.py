"""`timeline check`: reads and validates only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from timeline.cli.options import faults_option, files_argument, read, reading_options
from timeline.cli.output import Output, shows
from timeline.errors import EmptyScheduleError, ScheduleError


@click.command("check")
@files_argument
@reading_options
@faults_option
@shows("table", "json")
def command(files: tuple[Path, ...], output: Output, **options: Any) -> int:
    """Read files and list every fault: where, what was found, what is wrong, how to repair it."""
    from timeline.cli.render import checked_text, faults_text

    try:
        schedule = read(files, options)
    except ScheduleError as wrong:
        faults, told = wrong, str(wrong)
        empty = isinstance(wrong, EmptyScheduleError)
        output.show(lambda: told if empty else faults_text(faults.fault_list), faults.to_dict)
        return 2
    output.show(lambda: checked_text(schedule), schedule.to_dict)
    return 0
