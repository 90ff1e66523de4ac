"""Fifty people at one server, each looking at a day and deciding, while one of them imports 10,000 rows.

`pytest --benchmark-enable tests/benchmarks/test_load.py` does all of it and holds the slowest pages against a second; a
build does a tenth of it, and only asks that nobody is refused.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.pages import unpacked
from timeline.decisions import verify_log
from timeline.exports import csv_text
from timeline.samples.generate import generate

ROOT = Path(__file__).parents[2]
OWN = {"X-Timeline": "1"}
#: The slowest of twenty pages, in seconds.
SLOWEST = 1.0


class Server:
    """`timeline serve` as a process; each session is opened with the last link it printed."""

    def __init__(self, folder: Path) -> None:
        day = folder / "day.csv"
        day.write_text(csv_text(generate(clinics=1).frame), encoding="utf-8")
        self.log = folder / "decisions.log"
        self.running = subprocess.Popen(
            [sys.executable, "-m", "timeline", "serve", str(day), "--log", str(self.log)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def user(self) -> httpx.Client:
        """Open a session."""
        assert self.running.stdout is not None
        link = self.running.stdout.readline().strip()
        client = httpx.Client(base_url=re.sub(r"/\?.*", "", link), follow_redirects=True, timeout=300, trust_env=False)
        assert client.get(link).status_code == 200
        return client


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    started = Server(tmp_path)
    yield started
    started.running.terminate()
    started.running.communicate(timeout=30)


def long_file(rows: int) -> bytes:
    """Write as many rows, each copy of a generated clinic on another date."""
    day = csv_text(generate(clinics=1).frame).splitlines()
    found = [day[0]]
    for copy in range(-(-rows // (len(day) - 1))):
        month, date = divmod(copy, 28)
        found += [re.sub(r"2026-\d\d-\d\d", f"2026-{month + 1:02}-{date + 1:02}", line) for line in day[1:]]
    return "\n".join(found[: rows + 1]).encode()


def look_and_decide(user: httpx.Client, times: list[float], importing: threading.Event, pause: float) -> int:
    """Load the page and decide on its first finding, again and again while somebody imports; count the decisions."""
    decided, finding = 0, ""
    while decided < 2 or importing.is_set():
        for path in ("/", "/api/result", "/api/decisions"):
            start = time.perf_counter()
            answer = user.get(path, headers=OWN)
            times.append(time.perf_counter() - start)
            assert answer.status_code == 200, answer.text[:200]
            if path == "/api/result" and not finding:
                finding = unpacked(answer.json())["days"][0]["findings"][0]["id"]
        sent = {"finding": finding, "decision": "accepted", "reason": "seen", "initials": "AB"}
        assert user.post("/api/decisions", json=sent, headers=OWN).status_code == 200
        decided += 1
        time.sleep(pause)
    return decided


def everybody(server: Server, users: int, rows: int, pause: float) -> list[float]:
    """Let everybody work at once; return how long each page took."""
    sessions, importer = [server.user() for _ in range(users)], server.user()
    importing, times = threading.Event(), list[float]()
    importing.set()

    def load() -> None:
        try:
            answer = importer.put("/api/schedule?name=long.csv", content=long_file(rows), headers=OWN)
            assert answer.status_code == 200, answer.text[:300]
        finally:
            importing.clear()

    with ThreadPoolExecutor(users + 1) as threads:
        loading = threads.submit(load)
        looking = [threads.submit(look_and_decide, each, times, importing, pause) for each in sessions]
        decided = sum(each.result() for each in looking)
        loading.result()
    for each in (*sessions, importer):
        each.close()
    check = verify_log(server.log)
    assert (check.ok, check.count) == (True, decided)
    return times


def told(times: list[float], users: int, rows: int) -> str:
    """Say how long pages took, for how many people, and how busy the machine was."""
    middle, slowest = times[len(times) // 2], times[int(len(times) * 0.95)]
    return (
        f"\n{users} people, one importing {rows:,} rows: {len(times)} pages, median {middle:.3f} s, "
        f"p95 {slowest:.3f} s, worst {times[-1]:.3f} s; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
    )


@pytest.mark.slow
def test_many_people_at_one_server(benchmark: Any, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    users, rows, pause = (50, 10_000, 3) if benchmark.enabled else (5, 500, 0)
    times = sorted(benchmark.pedantic(everybody, args=(server, users, rows, pause), rounds=1))
    assert len(times) >= users * 6
    slowest = times[int(len(times) * 0.95)]
    with capsys.disabled():
        print(told(times, users, rows) if benchmark.enabled else "", end="")  # noqa: T201 (the figure that is asked for)
    benchmark.extra_info.update(pages=len(times), median=times[len(times) // 2], p95=slowest, worst=times[-1])
    assert slowest < SLOWEST or not benchmark.enabled, f"p95 {slowest:.2f} s of {len(times)} pages"
