"""`timeline batch`: many files, a few dates at a time, into Parquet tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import PATH, counting_options, reading_options
from timeline.words import counted, series

if TYPE_CHECKING:
    from timeline.batching import Batch, Progress

_SHOWN = 12
#: Seconds of work before its rate is told: what was done before a run was stopped comes at once.
_TIMED = 1.0


@click.command("batch")
@click.argument("inputs", nargs=-1, required=True, type=PATH, metavar="IN…")
@click.option(
    "-o",
    "--output",
    "output",
    required=True,
    type=PATH,
    metavar="DIR",
    help="Where the tables go: a new or empty folder.",
)
@click.option(
    "--workers", type=click.IntRange(1), help="How many processes; default: one for each core. The output is the same."
)
@click.option("--cluster", is_flag=True, help="Use a dask.distributed cluster of this machine.")
@click.option("--scheduler", metavar="ADDRESS", help="Use the cluster of this scheduler, like tls://10.0.0.5:8786.")
@click.option("--resume", is_flag=True, help="Go on with the run that was stopped in the folder.")
@click.option("--overwrite", is_flag=True, help="Replace the run in the folder.")
@reading_options
@counting_options
def command(
    inputs: tuple[Path, ...], output: Path, workers: int | None, scheduler: str | None, *, cluster: bool, **options: Any
) -> None:
    """Analyze any number of files into Parquet tables, a few dates at a time: a year of many clinics.

    IN are files, or folders of CSV, Parquet and workbooks; links in a folder are followed, and what can be reached in
    several ways is read once. Every table of `analyze` becomes a folder with a folder for each month and a file for
    each date, which DuckDB, polars and pandas read as one table. Minutes, units, lines and findings are those of
    `analyze` on all files together, whatever the number of processes.

    Everything wrong with all files is said before the first date is analyzed. A run that is stopped after that, by
    whatever, goes on with --resume where it was. Needs the extra `batch`.
    """
    from timeline.batching import batch, cores
    from timeline.batching.inputs import passed_over

    options["mapping"] = list(options["mapping"]) or None
    with _progress() as progress:
        done = batch(
            list(inputs), output, workers=workers or cores(), cluster=scheduler or cluster, progress=progress, **options
        )
    click.echo(summary(done))
    if others := passed_over(inputs):
        click.echo(f"Not read, as they do not look like schedules: {series(others)}.", err=True)


_WORKING = {
    "read": "reading files",
    "compile": "compiling the engine, once on this machine",
    "dates": "analyzing rows",
}


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
        dates = (
            bar.add_task(_WORKING["read"], total=None, rate=""),
            bar.add_task(_WORKING["dates"], total=None, rate=""),
        )
        bars = dict(zip(("read", "dates"), dates, strict=True)) | {"compile": dates[1]}

        began: list[tuple[int, float]] = []

        def show(now: Any) -> None:
            shown = bars[now.what]
            bar.update(shown, description=_WORKING[now.what], completed=now.done, total=now.of)
            if now.what == "read":
                return
            if not began:
                began.append((now.done, monotonic()))
            before, since = began[0]
            if (seconds := monotonic() - since) >= _TIMED:
                bar.update(shown, rate=f"{(now.done - before) / seconds:,.0f} rows/s")

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
