"""`timeline sample`: a synthetic schedule of any size."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from timeline.cli.options import PATH, date_type
from timeline.cli.output import Output, shows


@click.command("sample")
@click.option("--clinics", type=click.IntRange(1), default=1, show_default=True)
@click.option(
    "--days", type=click.IntRange(1), default=1, show_default=True, help="Number of weekdays, beginning with --start."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same schedule.")
@click.option("--start", type=date_type, default="2026-03-03", show_default=True)
@click.option("--clean", is_flag=True, help="No contests and no mistakes.")
@click.option(
    "--nested",
    is_flag=True,
    help="Also brief contacts inside other patients' rows, where the contest rules differ.",
)
@click.option(
    "--plant", default="", metavar="RULE,…", help="Findings to plant in an otherwise clean schedule; their ids, or all."
)
@click.option("--plan", type=PATH, metavar="FILE.json", help="Write what was planted, and where, to this file.")
@shows()
def command(
    clinics: int,
    days: int,
    seed: int,
    start: datetime,
    clean: bool,
    nested: bool,
    plant: str,
    plan: Path | None,
    output: Output,
) -> None:
    """Write a synthetic clinic schedule: staggered visits, hand-overs, a group, typical mistakes.

    With --plant, the schedule is clean except for the findings named; `timeline findings` says what each means.
    """
    from timeline.exports import json_text
    from timeline.samples.generate import generate
    from timeline.samples.plants import plants

    names = list(plants()) if plant.strip() == "all" else [name.strip() for name in plant.split(",") if name.strip()]
    made = generate(clinics=clinics, days=days, seed=seed, start=start.date(), clean=clean, nested=nested, plant=names)
    output.emit(made.csv.rstrip("\n"))
    if plan is not None:
        planted = json_text({"planted": [one.to_dict() for one in made.planted]})
        Output("json", plan, output.overwrite).emit(planted)
