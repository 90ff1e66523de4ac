"""Tasks on the workers of a cluster: the same bytes, though a worker is killed in the middle."""

from __future__ import annotations

import importlib.util
import os
import signal
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from tests.batching.test_run import contents
from timeline.batching import Batch, Progress, batch
from timeline.errors import FileError, MissingExtraError, WrongValueError

DAY = "date,start,end,patient,provider,role,code\n2026-03-02,9:00,9:30,P1,PT1,PT,97110\n"


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
    day.write_text(DAY)
    done = batch(day, tmp_path / "out", workers=1, cluster=True)
    assert done.table("codes")["minutes"].tolist() == [30]


def test_without_the_package_the_install_line_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "distributed" else find(name))
    with pytest.raises(MissingExtraError, match=r'pip install "clinic-timeline\[cluster\]"'):
        batch(tmp_path, tmp_path / "out", cluster=True)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tls://127.0.0.1:1", "10.0.0.5 8786"])
def test_a_scheduler_that_cannot_be_reached_is_named(address: str, tmp_path: Path) -> None:
    """Nothing listens at port 1; the others are no address, and one without a certificate."""
    (tmp_path / "day.csv").write_text(DAY)
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "100ms"}),
        pytest.raises(WrongValueError, match=f"^--scheduler {address}: no scheduler can be reached there"),
    ):
        batch(tmp_path / "day.csv", tmp_path / "out", cluster=address)


def test_a_scheduler_without_workers_is_said(tmp_path: Path) -> None:
    (tmp_path / "day.csv").write_text(DAY)
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None, silence_logs=50) as cluster,
        dask.config.set({"distributed.comm.timeouts.connect": "100ms"}),
        pytest.raises(WrongValueError, match=r"^the cluster has no worker"),
    ):
        batch(tmp_path / "day.csv", tmp_path / "out", cluster=cluster.scheduler_address)


@pytest.mark.slow
def test_a_scheduler_that_ends_stops_a_run_that_goes_on_without_it(
    chain: Path, finished: Batch, small_tasks: None, tmp_path: Path
) -> None:
    cluster = LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50)

    def end(now: Progress) -> None:
        if now.what == "dates" and now.done:
            cluster.close()

    with pytest.raises(FileError, match=r"was stopped: a process of it ended\. Run it again with --resume"):
        batch(chain, tmp_path / "out", cluster=cluster.scheduler_address, progress=end)
    batch(chain, tmp_path / "out", resume=True)
    assert contents(tmp_path / "out") == contents(finished.folder)
