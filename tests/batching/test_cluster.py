"""Tasks on the workers of a cluster: the same bytes, though a worker is killed in the middle."""

from __future__ import annotations

import importlib.util
import os
import signal
from pathlib import Path

import pytest
from distributed import LocalCluster

from tests.batching.test_run import contents
from timeline.batching import Batch, Progress, batch
from timeline.errors import MissingExtraError


@pytest.mark.slow
def test_a_cluster_of_which_a_worker_is_killed_writes_the_same_bytes(
    chain: Path, finished: Batch, small_tasks: None, tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill_one(now: Progress) -> None:
        if now.what == "dates" and now.done and not killed:
            killed.append(cluster.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        batch(chain, tmp_path / "out", workers=2, cluster=cluster.scheduler_address, progress=kill_one)
    assert killed
    assert contents(tmp_path / "out") == contents(finished.folder)


@pytest.mark.slow
def test_a_cluster_of_this_machine_begins_and_ends_with_the_run(tmp_path: Path) -> None:
    day = tmp_path / "day.csv"
    day.write_text("date,start,end,patient,provider,role,code\n2026-03-02,9:00,9:30,P1,PT1,PT,97110\n")
    done = batch(day, tmp_path / "out", workers=1, cluster=True)
    assert done.table("codes")["minutes"].tolist() == [30]


def test_without_the_package_the_install_line_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "distributed" else find(name))
    with pytest.raises(MissingExtraError, match=r'pip install "clinic-timeline\[cluster\]"'):
        batch(tmp_path, tmp_path / "out", cluster=True)
