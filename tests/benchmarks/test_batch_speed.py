"""Rows a second of a whole run, from files to tables, next to reading the files and sorting their events once.

`pytest tests/benchmarks/test_batch_speed.py --benchmark-enable` shows both; only their ratio travels between machines.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from timeline.batching import Batch, batch
from timeline.samples.generate import generate_months


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chain")
    for name, made in generate_months(clinics=2, days=2, seed=5, nested=True):
        (folder / f"{name.replace('/', '-')}.csv").write_text(made.csv, encoding="utf-8")
    return folder


def read_and_sort(folder: Path) -> int:
    """Read every file and sort the events of all rows: the least that any analysis does."""
    rows = pd.concat([pd.read_csv(path, dtype="str") for path in sorted(folder.glob("*.csv"))])
    events = pd.to_datetime(pd.concat([rows["date"] + " " + rows[edge] for edge in ("start", "end")]))
    return len(np.sort(events.to_numpy()))


@pytest.mark.benchmark(group="a chain's rows")
def test_a_whole_run(benchmark: BenchmarkFixture, chain: Path, tmp_path: Path) -> None:
    runs = iter(range(1_000))

    def once() -> Batch:
        return batch(chain, tmp_path / str(next(runs)))

    done = benchmark.pedantic(once, rounds=3)
    assert done.manifest["rows"] > 500


@pytest.mark.benchmark(group="a chain's rows")
def test_the_limit_reading_and_one_sort(benchmark: BenchmarkFixture, chain: Path) -> None:
    assert benchmark(read_and_sort, chain) > 1_000
