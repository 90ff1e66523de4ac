"""How fast a whole run is, next to the least that any analysis does and to others' part of the job.

    python -m tests.benchmarks.compare                        # 10,000 to 1,000,000 rows, all peers, three rounds
    python -m tests.benchmarks.compare --rows 10000 --rounds 1
    python -m tests.benchmarks.compare --rows 10000 100000 1000000 10000000 --write

`--write` puts the table into the README beside this file. Everything runs in a fresh process, one after another in
turns, and the median counts. Ratios travel between machines, seconds do not.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from tests.benchmarks import dense
from tests.benchmarks.peers import duckdb_join, duckdb_sweep, polars_join
from tests.benchmarks.peers_python import interval_trees, pandas_sweep

README = Path(__file__).parent / "README.md"
BEGINS, ENDS = "<!-- table -->", "<!-- end of table -->"
PEERS: Mapping[str, Callable[[Path], Any]] = {
    "DuckDB, join": duckdb_join,
    "DuckDB, sweep": duckdb_sweep,
    "polars, join": polars_join,
    "pandas, sweep": pandas_sweep,
    "intervaltree": interval_trees,
}
ONE, ALL, LIMIT = "timeline batch, one process", "timeline batch, all cores", "the limit: read, one sort"
#: Beyond these rows a peer is left out: it would take hours, or more memory than there is.
MOST = {"intervaltree": 1_000_000, "pandas, sweep": 1_000_000, ONE: 1_000_000}
#: How the middle size is made once more; the run is compared with that of the plain rows.
VARIANTS: Mapping[str, Mapping[str, bool]] = {"rows shuffled": {"shuffled": True}, "UUIDs as ids": {"uuids": True}}


class Taken(NamedTuple):
    """What a run took: seconds of the clock and of all cores, and mebibytes of the process that had most."""

    wall: float
    cpu: float
    memory: float


def limit(path: Path) -> Any:
    """Read the seven columns and sort the starts and ends of all rows once."""
    import polars as pl

    columns = ["clinic", "date", "patient", "provider", "code", "start", "end"]
    rows = pl.read_parquet(path, columns=columns)
    day = pl.col("date").to_physical().cast(pl.Int64) * 1_440
    return pl.concat([rows.select(day + pl.col(edge)).to_series() for edge in ("start", "end")]).sort()


def run(path: Path, workers: int) -> Any:
    """Carry out a whole run."""
    from timeline.batching import batch

    return batch(path, path.parent / "out", workers=workers, overwrite=True, payer="medicare")


def job(name: str, folder: Path) -> Callable[[], Any]:
    """Return what a contender does."""
    if name in (ONE, ALL):
        return lambda: run(folder / "schedule.parquet", 1 if name == ONE else os.cpu_count() or 1)
    if name == LIMIT:
        return lambda: limit(folder / "peer.parquet")
    return lambda: PEERS[name](folder / "peer.parquet")


def taken_by(name: str, folder: Path) -> Taken:
    """Run a contender in this process, and measure it."""
    for module in ("duckdb", "intervaltree", "pandas", "polars", "pyarrow.parquet", "timeline.batching"):
        import_module(module)  # not what is measured
    work = job(name, folder)
    begun, cpu = time.perf_counter(), _cpu()
    work()
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    most = max(resource.getrusage(who).ru_maxrss for who in both)
    return Taken(time.perf_counter() - begun, _cpu() - cpu, most / 1024)


def _cpu() -> float:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in both)


def measured(folder: Path, names: Sequence[str], rounds: int) -> dict[str, Taken]:
    """Run contenders in turns, each time in a fresh process; return the medians."""
    found: dict[str, list[Taken]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            command = [sys.executable, "-m", "tests.benchmarks.compare", "--one", name, str(folder)]
            told = subprocess.run(command, check=True, capture_output=True, text=True)
            found[name].append(Taken(*json.loads(told.stdout.splitlines()[-1])))
            sys.stderr.write(f"{name}: {found[name][-1].wall:.1f} s\n")
    return {name: Taken(*(median(column) for column in zip(*own, strict=True))) for name, own in found.items()}


def table(sizes: Iterable[int], rounds: int, peers: Sequence[str]) -> str:
    """Measure everything; return it as Markdown."""
    lines = ["| rows | what | seconds | rows a second | × the limit | CPU µs a row | peak MiB |"]
    lines.append("|---:|---|---:|---:|---:|---:|---:|")
    sizes = sorted(sizes)
    with tempfile.TemporaryDirectory() as scratch:
        for size in sizes:
            folder = Path(scratch) / str(size)
            rows = dense.write(folder, max(1, size // dense.ROWS_A_DAY))
            names = [name for name in (LIMIT, ONE, ALL, *peers) if rows <= 1.1 * MOST.get(name, rows)]
            lines += _lines(rows, measured(folder, names, rounds))
        middle = sizes[len(sizes) // 2]
        for name, how in {"plain rows": {}, **VARIANTS}.items():
            folder = Path(scratch) / name.replace(" ", "-")
            rows = dense.write(folder, max(1, middle // dense.ROWS_A_DAY), **how)
            lines += _lines(rows, measured(folder, [LIMIT, ALL], rounds), f", {name}")
        folder = Path(scratch) / "nested"
        rows = dense.write_nested(folder)
        lines += _lines(rows, measured(folder, [ONE], rounds), ", patients of one provider, each inside the last")
    return "\n".join(lines)


def _lines(rows: int, found: Mapping[str, Taken], note: str = "") -> list[str]:
    least = found[LIMIT].wall if LIMIT in found else 0
    return [
        f"| {rows:,} | {name}{note} | {took.wall:.2f} | {rows / took.wall:,.0f} | "
        f"{f'{took.wall / least:.1f}' if least else ''} | {took.cpu / rows * 1e6:.1f} | {took.memory:.0f} |"
        for name, took in found.items()
    ]


def main() -> None:
    """Measure, and print the table or write it."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--peers", nargs="*", choices=list(PEERS), default=list(PEERS))
    given.add_argument("--write", action="store_true", help="put the table into the README")
    given.add_argument("--one", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    asked = given.parse_args()
    if asked.one:
        sys.stdout.write(json.dumps(taken_by(asked.one[0], Path(asked.one[1]))) + "\n")
        return
    found = table(asked.rows, asked.rounds, asked.peers)
    sys.stdout.write(found + "\n")
    if asked.write:
        text = README.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGINS)
        README.write_text(f"{before}{BEGINS}\n{found}\n{ENDS}{rest.partition(ENDS)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
