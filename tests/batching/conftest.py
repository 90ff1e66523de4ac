"""Four clinic-days in three files, and the run that every test of the room looks at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from timeline.batching import Batch, batch
from timeline.batching import run as running
from timeline.exports import csv_text
from timeline.samples.generate import sample

#: Small enough that each date is a task of its own.
ROWS_OF_A_TASK = 100


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a clinic's four dates to three files: dates come back in another file, ids are written two ways."""
    folder = tmp_path_factory.mktemp("chain")
    rows = sample(days=4, seed=11).interval_table.drop(columns=["start_second", "end_second", "interval_id"])
    for name in ("start", "end"):
        rows[name] = rows[name].dt.strftime("%H:%M:%S")
    dates = sorted(rows["date"].unique())
    provider = rows.loc[rows["provider"] != "", "provider"].iloc[0]
    rows.loc[(rows["date"] == dates[2]) & (rows["provider"] == provider), "provider"] = f"{provider.lower()} "
    rows.loc[(rows["date"] == dates[1]) & (rows.index % 9 == 0) & (rows["code"] != ""), "code"] = "97999"
    rows.loc[(rows["date"] == dates[3]) & (rows.index % 7 == 0), "payer"] = "acme"
    early, even = rows["date"] < dates[2], rows.index % 2 == 0
    (folder / "later").mkdir()
    for name, part in (
        ("a.csv", rows[early & even]),
        ("b.csv", rows[~even]),
        ("later/a.csv", rows[~early & even]),
    ):
        (folder / name).write_text(csv_text(part), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def files(chain: Path) -> list[Path]:
    """List the three files in the order in which a run reads them."""
    return [chain / "a.csv", chain / "b.csv", chain / "later" / "a.csv"]


@pytest.fixture(scope="session")
def small_tasks() -> Any:
    """Divide a run of few rows into several tasks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "TASK_ROWS", ROWS_OF_A_TASK)
        yield


@pytest.fixture(scope="session")
def finished(chain: Path, small_tasks: None, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Run it once."""
    return batch(chain, tmp_path_factory.mktemp("finished") / "out")


@pytest.fixture(scope="session")
def alike() -> Callable[[pd.DataFrame, pd.DataFrame], None]:
    """Compare two tables whatever the order of their rows."""

    def compare(one: pd.DataFrame, other: pd.DataFrame) -> None:
        assert list(one.columns) == list(other.columns)
        columns = list(one.columns)
        told = [frame.astype(str).sort_values(columns, kind="stable").reset_index(drop=True) for frame in (one, other)]
        pd.testing.assert_frame_equal(*told)

    return compare
