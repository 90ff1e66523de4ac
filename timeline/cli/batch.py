"""`timeline batch`: many files, a few dates at a time, into Parquet tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import PATH, counting_options, reading_options
from timeline.words import counted

if TYPE_CHECKING:
    from timeline.batching import Batch, Progress

_SHOWN = 12


@click.command("batch")
@click.argument("inputs", nargs=-1, required=True, type=PATH, metavar="IN…")
@click.option("-o", "--output", "output", required=True, type=PATH, metavar="DIR", help="A new or empty folder.")
@click.option("--workers", type=click.IntRange(1), help="In how many processes; default: one for each core.")
@click.option("--cluster", is_flag=True, help="As workers of a dask.distributed cluster on this machine.")
@click.option("--scheduler", metavar="ADDRESS", help="As workers of the cluster whose scheduler is there.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--overwrite", is_flag=True, help="Replace the run in the folder.")
@reading_options
@counting_options
def command(
    inputs: tuple[Path, ...], output: Path, workers: int | None, scheduler: str | None, *, cluster: bool, **options: Any
) -> None:
    """Analyze many files or folders of CSV and Parquet into Parquet tables, one folder a table, by month.

    The tables and the ids of the findings are those of `analyze` on all files together, with any number of workers. A
    run that was stopped at any moment goes on with --resume. Needs the extra `batch`.
    """
    from timeline.batching import batch, cores

    options["mapping"] = list(options["mapping"]) or None
    with _progress() as progress:
        done = batch(
            list(inputs), output, workers=workers or cores(), cluster=scheduler or cluster, progress=progress, **options
        )
    click.echo(summary(done))


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """Show how far the run is, its rate and the time left, on a terminal; elsewhere nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        bars = {
            "read": bar.add_task("files read", total=None, rate=""),
            "dates": bar.add_task("rows analyzed", total=None, rate=""),
        }

        def show(now: Any) -> None:
            shown = bars[now.what]
            bar.update(shown, completed=now.done, total=now.of)
            speed = bar.tasks[shown].speed
            if speed and now.what == "dates":
                bar.update(shown, rate=f"{speed:,.0f} rows/s")

        yield show


def summary(done: Batch) -> str:
    """Say what a run holds and where."""
    from timeline.cli.terminal import Page

    page, told = Page(), done.manifest
    counts = [counted(told[name], name.removesuffix("s")) for name in ("dates", "rows", "visits", "findings")]
    page.line(" · ".join(counts), "bold")
    if told["skipped"]:
        page.line(f"{counted(told['skipped'], 'row')} left out: see skipped.parquet")
    rules = sorted(told["findings_by_rule"].items(), key=lambda rule: (-rule[1], rule[0]))
    rows = [[rule, str(count)] for rule, count in rules[:_SHOWN]]
    if len(rules) > _SHOWN:
        rest = sum(count for _, count in rules[_SHOWN:])
        rows.append([f"{counted(len(rules) - _SHOWN, 'other rule')}", str(rest)])
    if rows:
        page.table("Findings by rule", ["Rule", "Findings"], rows, right=["Findings"])
    page.line(f"Tables are in {done.folder.name}: {', '.join(done.tables())}.")
    return page.text
