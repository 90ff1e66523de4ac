"""How fast a long file is read and validated, next to splitting it into cells alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from timeline import read_schedule
from timeline.exports import csv_text
from timeline.files import write_private
from timeline.samples.generate import generate

#: 500,000 rows take 25 times as long; they are to be read in under 10 seconds.
ROWS = 20_000


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write as many rows as wanted, each copy of a generated clinic with people of its own."""
    path = tmp_path_factory.mktemp("files") / "long_file.csv"
    rows = generate(clinics=2).frame
    copies = [
        rows.assign(
            **{name: rows[name].where(rows[name] == "", rows[name] + f"-{copy}") for name in ("patient", "provider")}
        )
        for copy in range(-(-ROWS // len(rows)))
    ]
    write_private(path, csv_text(pd.concat(copies).head(ROWS)))
    return path


def test_reading_a_long_file(benchmark: BenchmarkFixture, long_file: Path) -> None:
    assert benchmark(read_schedule, long_file).inputs[0].rows == ROWS


def test_splitting_a_long_file_into_cells(benchmark: BenchmarkFixture, long_file: Path) -> None:
    assert len(benchmark(pd.read_csv, long_file, dtype=str, keep_default_na=False)) == ROWS
