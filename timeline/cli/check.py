"""`timeline check`: reads and validates only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from timeline.cli.options import files_argument, format_option, read, reading_options
from timeline.errors import ScheduleError


@click.command("check")
@files_argument
@reading_options
@format_option("table", "json")
def command(files: tuple[Path, ...], kind: str, **options: Any) -> int:
    """Read files and list every fault: where, what was found, what is wrong, how to repair it."""
    try:
        schedule = read(files, options)
    except ScheduleError as wrong:
        if kind == "json":
            faults = wrong.faults.astype(object).where(wrong.faults.notna(), None).to_dict("records")
            click.echo(json.dumps({"count": len(faults), "faults": faults}, indent=1, ensure_ascii=False))
        else:
            from timeline.cli.render import faults_text

            click.echo(faults_text(wrong.fault_list))
        return 2
    told = {
        "count": len(schedule.faults),
        "faults": schedule.faults.astype(object).where(schedule.faults.notna(), None).to_dict("records"),
        "inputs": [{"file": i.file, "sha256": i.sha256, "rows": i.rows} for i in schedule.inputs],
        "intervals": len(schedule.intervals),
        "skipped": schedule.skipped.to_dict("records"),
        "unused_columns": list(schedule.unused_columns),
    }
    if kind == "json":
        click.echo(json.dumps(told, indent=1, ensure_ascii=False))
    else:
        from timeline.cli.render import checked_text

        click.echo(checked_text(schedule))
    return 0
