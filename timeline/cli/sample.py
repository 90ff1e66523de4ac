"""`timeline sample`: a synthetic schedule of any size."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import PATH, date_type
from timeline.cli.output import Output, shows
from timeline.words import counted

if TYPE_CHECKING:
    from timeline.samples.scenes import Planted


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

    -o DIR (a folder, or a name without an ending) writes a chain: a file for each clinic and month, of any number of
    them, with brief contacts in other patients' rows, assistants shared by two sites, and clocks with seconds. With
    --plant, the schedule is clean except for the findings named; `timeline findings` says what each means.
    """
    from timeline.exports import json_text
    from timeline.samples.generate import generate
    from timeline.samples.plants import plants

    names = list(plants()) if plant.strip() == "all" else [name.strip() for name in plant.split(",") if name.strip()]
    asked: dict[str, Any] = {"clinics": clinics, "days": days, "seed": seed, "start": start.date()}
    asked |= {"clean": clean, "nested": nested, "plant": names}
    if output.path is not None and (output.path.is_dir() or not output.path.suffix):
        planted = _write_months(output.path, asked, overwrite=output.overwrite)
    else:
        made = generate(**asked)
        output.emit(made.csv.rstrip("\n"))
        planted = list(made.planted)
    if plan is not None:
        told = json_text({"planted": [one.to_dict() for one in planted]})
        Output("json", plan, output.overwrite).emit(told)


def _write_months(folder: Path, asked: dict[str, Any], *, overwrite: bool) -> list[Planted]:
    """Write a file for each clinic and month; return what was planted."""
    from timeline.files import private_folder, write_private
    from timeline.samples.chain import chain_months
    from timeline.samples.generate import generate_months

    planted: list[Planted] = []
    files = 0

    def write(name: str, text: str) -> None:
        nonlocal files
        clinic, _, month = name.partition("/")
        write_private(private_folder(folder / clinic) / f"{month}.csv", text, overwrite=overwrite)
        files += 1

    if asked["plant"]:
        for name, made in generate_months(**asked):
            write(name, made.csv)
            planted += made.planted
    else:
        for name, text in chain_months(**{name: value for name, value in asked.items() if name != "plant"}):
            write(name, text)
    click.echo(f"wrote {counted(files, 'file')} to {folder}", err=True)
    return sorted(planted, key=lambda one: (one.date, one.clinic, one.start, one.rule))
