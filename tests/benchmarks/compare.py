"""How fast a whole run is, next to the least that any analysis does and to others' part of the job.

    python -m tests.benchmarks.compare --write                # the whole table: 10,000, 100,000 and 1,000,000 rows
    python -m tests.benchmarks.compare --rows 10000 --rounds 1
    python -m tests.benchmarks.compare --rows 10000 100000 1000000 10000000 --seconds 3600 --write

`--write` puts the table into the README beside this file. Everything runs in a fresh process, one after another in
turns, and the median counts; what takes longer than a minute is run once. What would take longer than `--seconds` is
left out, and the table says so. Ratios travel between machines, seconds do not.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from tests.benchmarks import dense, plain
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
#: What takes longer than so many seconds is run once.
ONCE = 60
#: How the middle size is made once more; the run is compared with that of the dense rows.
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
    wall, spent = time.perf_counter() - begun, _cpu() - cpu
    return Taken(wall, spent, max(_most(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024)


def _most() -> int:
    """Return the most memory this process had, in kibibytes; what Linux adds up has that of its parent in it."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii", errors="replace").splitlines() if status.exists() else []
    stated = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return stated[0] if stated else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _cpu() -> float:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in both)


class Table:
    """The lines of the table, measured one after another.

    Parameters
    ----------
    rounds
        How often everything is run.
    seconds
        What takes longer is left out: it is stopped, or not begun where so many fewer rows took that much less.
    """

    def __init__(self, rounds: int, seconds: float) -> None:
        self._rounds, self._seconds = rounds, seconds
        #: How many seconds a row takes, by what was measured; of what was left out, no fewer than that.
        self._slowest: dict[str, float] = {}
        self.lines = [
            "| rows | what | seconds | rows a second | × the limit | CPU µs a row | peak MiB |",
            "|---:|---|---:|---:|---:|---:|---:|",
        ]

    def add(self, folder: Path, rows: int, names: Sequence[str], note: str = "") -> None:
        """Run contenders in turns, and add a line for each."""
        found: dict[str, list[Taken]] = {name: [] for name in names}
        over = {name for name in names if self._slowest.get(name, 0) * rows > self._seconds}
        for turn in range(self._rounds):
            for name in names:
                took = found[name]
                if name in over or (turn and took[0].wall > ONCE):
                    continue
                one = measured(name, folder, self._seconds)
                if one is None:
                    over.add(name)
                    self._slowest[name] = self._seconds / rows
                else:
                    took.append(one)
                    self._slowest[name] = one.wall / rows
                sys.stderr.write(f"{rows:,} {name}{note}: {'left out' if one is None else f'{one.wall:.1f} s'}\n")
        least = median(each.wall for each in found[LIMIT]) if found.get(LIMIT) else 0
        for name, took in found.items():
            self.lines.append(_line(f"| {rows:,} | {name}{note} |", rows, [] if name in over else took, least))


def measured(name: str, folder: Path, seconds: float) -> Taken | None:
    """Run a contender in a fresh process; None where it takes longer than so many seconds."""
    command = [sys.executable, "-m", "tests.benchmarks.compare", "--one", name, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            told, _ = process.communicate(timeout=seconds)
        except BaseException as stopped:
            os.killpg(process.pid, signal.SIGKILL)  # and the processes it has begun
            if isinstance(stopped, subprocess.TimeoutExpired):
                return None
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Taken(*json.loads(told.splitlines()[-1]))


def _line(named: str, rows: int, taken: Sequence[Taken], least: float) -> str:
    if not taken:
        return f"{named} left out | | | | |"
    took = Taken(*(median(column) for column in zip(*taken, strict=True)))
    speed, times = f"{rows / took.wall:,.0f}", f"{took.wall / least:.1f}" if least else ""
    # Processes begun by others are not counted among those that have ended, so that of several the sum is not known.
    told = "  |  |" if ALL in named else f" {took.cpu / rows * 1e6:.1f} | {took.memory:.0f} |"
    return f"{named} {took.wall:.2f} | {speed} | {times} |{told}"


def table(sizes: Iterable[int], rounds: int, peers: Sequence[str], seconds: float) -> str:
    """Measure everything; return it as Markdown."""
    found, sizes = Table(rounds, seconds), sorted(sizes)
    ours = [name for name in (ONE, ALL) if name == ONE or (os.cpu_count() or 1) > 1]
    with tempfile.TemporaryDirectory() as scratch:
        kernels = Path(scratch) / "kernels"
        dense.write(kernels, 10_500 // dense.ROWS_A_DAY)
        measured(ONE, kernels, seconds)  # they are compiled once on a machine, which is not what is measured
        for size in sizes:
            folder = Path(scratch) / f"dense-{size}"
            rows = dense.write(folder, max(1, size // dense.ROWS_A_DAY))
            found.add(folder, rows, [LIMIT, *ours, *peers])
        for size in sizes:
            folder = Path(scratch) / f"plain-{size}"
            found.add(folder, plain.write(folder, size), ours, ", a clinic's own rows")
        middle = sizes[(len(sizes) - 1) // 2]
        for name, how in VARIANTS.items():
            folder = Path(scratch) / name.replace(" ", "-")
            rows = dense.write(folder, max(1, middle // dense.ROWS_A_DAY), **how)
            found.add(folder, rows, [LIMIT, ONE], f", {name}")
        folder = Path(scratch) / "nested"
        found.add(folder, dense.write_nested(folder), [ONE], ", patients of one provider, each inside the last")
    return "\n".join(found.lines)


def main() -> None:
    """Measure, and print the table or write it."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--seconds", type=float, default=1_200, help="what takes longer is left out")
    given.add_argument("--peers", nargs="*", choices=list(PEERS), default=list(PEERS))
    given.add_argument("--write", action="store_true", help="put the table into the README")
    given.add_argument("--one", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    asked = given.parse_args()
    if asked.one:
        sys.stdout.write(json.dumps(taken_by(asked.one[0], Path(asked.one[1]))) + "\n")
        return
    found = table(asked.rows, asked.rounds, asked.peers, asked.seconds)
    sys.stdout.write(found + "\n")
    if asked.write:
        text = README.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGINS)
        README.write_text(f"{before}{BEGINS}\n{found}\n{ENDS}{rest.partition(ENDS)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
