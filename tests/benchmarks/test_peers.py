"""The peers do the same part of the job: five programs, one result."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.benchmarks import dense
from tests.benchmarks.compare import PEERS
from tests.benchmarks.peers import KEYS
from timeline.schedules import read_schedule


def test_all_peers_find_the_same_minutes_and_units(tmp_path: Path) -> None:
    assert dense.write(tmp_path, 12) > 2_000
    results = []
    for peer in PEERS.values():
        found = peer(tmp_path / "peer.parquet")
        frame = found if isinstance(found, pd.DataFrame) else found.to_pandas()
        frame["date"] = frame["date"].astype(str).str[:10]
        results.append(frame.astype("object").sort_values(KEYS).reset_index(drop=True))
    assert (results[0]["contested"] > 0).sum() > 50
    for other in results[1:]:
        pd.testing.assert_frame_equal(other, results[0])


def test_patients_inside_one_another_are_no_more_than_are_read(tmp_path: Path) -> None:
    assert dense.write_nested(tmp_path) == len(read_schedule(tmp_path / "schedule.parquet").intervals)
