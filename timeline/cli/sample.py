"""`timeline sample`: a synthetic schedule of any size."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from timeline.cli.options import emit


@click.command("sample")
@click.option("--clinics", type=click.IntRange(1), default=1, show_default=True)
@click.option("--days", type=click.IntRange(1), default=1, show_default=True, help="Weekdays, from --start on.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same schedule.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), default="2026-03-03", show_default=True)
@click.option("--clean", is_flag=True, help="Without contests and without mistakes.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="OUT.csv", help="File to write; default: stdout."
)
@click.option("--overwrite", is_flag=True, help="Write over a file that exists.")
def command(
    clinics: int, days: int, seed: int, start: datetime, clean: bool, output: Path | None, overwrite: bool
) -> None:
    """Write a synthetic clinic schedule: staggered visits, hand-overs, a group, typical mistakes."""
    from timeline.schedules.generate import generate_schedule, schedule_csv

    frame = generate_schedule(clinics=clinics, days=days, seed=seed, start=start.date(), clean=clean)
    emit(schedule_csv(frame).rstrip("\n"), output, overwrite=overwrite)
