"""The server as a process of its own, asked over a real connection to this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import httpx
import pytest

from tests.web.conftest import VIEWER, analysed, csv_of
from timeline.errors import FaultyInputError
from timeline.web.app import Service
from timeline.web.serve import bind, serve

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from dataclasses import replace
from functools import partial
from tests.web.conftest import VIEWER, analysed
from tests.web.test_serve import held
from timeline.cli.serve import _log_quietly
from timeline.web.app import Service
from timeline.web.serve import bind, serve
from timeline.web.uploads import Limits
_log_quietly()
limits = Limits(bytes=1_000_000, drained=1_000_000)
viewer = replace(VIEWER, payload=partial(held, sys.argv[1])) if sys.argv[1:] else VIEWER
serve(Service(viewer, analysed, limits=limits), bind(0), partial(print, flush=True))
"""


def held(gate: str, analysis: object) -> dict[str, object]:
    """Make a page's data once somebody has written into a pipe."""
    Path(gate).read_bytes()
    return {}


class Process:
    """A running server: its address, and a client that has entered it."""

    def __init__(self, *arguments: str) -> None:
        surroundings = os.environ | {"HOST": "0.0.0.0", "UVICORN_HOST": "0.0.0.0", "PORT": "1"}  # noqa: S104 (ignored)
        self.running = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            cwd=ROOT,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.running.stdout is not None
        self.link = self.running.stdout.readline().strip()
        self.port = urlsplit(self.link).port or 0
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            follow_redirects=True,
            trust_env=False,
            timeout=60,
        )

    def entered(self) -> Process:
        assert self.client.get(self.link).status_code == 200
        self.cookie = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        return self

    def send(self, sent: bytes) -> bytes:
        """Send bytes as they are and give what comes back until the line is closed or cut."""
        found = b""
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=10) as line,
            suppress(ConnectionResetError, BrokenPipeError),
        ):
            line.sendall(sent)
            with suppress(OSError):  # the server may have hung up on nonsense already; what it said can still be read
                line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65_536):
                found += piece
        return found

    def head(self, start: str, *more: str) -> bytes:
        lines = [start, f"Host: 127.0.0.1:{self.port}", f"Cookie: {self.cookie}", "X-Timeline: 1", *more, "", ""]
        return "\r\n".join(lines).encode()

    def end(self, way: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Press Ctrl-C, or send another signal; give the exit status and what was printed."""
        self.client.close()
        if self.running.poll() is None:
            self.running.send_signal(way)
        out, err = self.running.communicate(timeout=20)
        return self.running.returncode, out, err


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    started = Process()
    try:
        yield started.entered()
    finally:
        started.end()


def test_the_server_listens_on_this_machine_s_own_address_whatever_the_environment_says(process: Process) -> None:
    assert urlsplit(process.link).hostname == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", process.port), timeout=5)


def test_a_schedule_goes_in_and_its_result_comes_out(process: Process) -> None:
    answer = process.client.put("/api/schedule?name=day.csv", content=csv_of(), headers={"X-Timeline": "1"})
    assert (answer.status_code, answer.json()["visits"]) == (200, 3)
    assert process.client.get("/api/result").json() == answer.json()
    assert "server" not in answer.headers


def test_a_name_that_points_here_is_misdirected(process: Process) -> None:
    assert process.client.get("/", headers={"Host": f"evil.example:{process.port}"}).status_code == 421


def test_a_file_somewhat_too_large_hears_the_answer(process: Process) -> None:
    answer = process.client.put("/api/schedule", content=b"x" * 1_500_000, headers={"X-Timeline": "1"})
    assert answer.status_code == 413


def test_an_endless_upload_is_cut_off(process: Process) -> None:
    sent = 0
    with socket.create_connection(("127.0.0.1", process.port), timeout=10) as line:
        line.sendall(process.head("PUT /api/schedule HTTP/1.1", "Transfer-Encoding: chunked"))
        with suppress(OSError):
            while sent < 100_000_000:
                line.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
                sent += 0x10000
    assert sent < 50_000_000
    assert process.client.get("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/../../etc/passwd", "/../../../../etc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd"]
)
def test_no_path_leads_out(process: Process, path: str) -> None:
    answer = process.send(process.head(f"GET {path} HTTP/1.1", "Connection: close"))
    assert answer.startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00garbage",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"PUT /api/schedule HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: " + b"x" * 200_000,
        b"\n" * 1_000,
    ],
)
def test_a_request_that_is_none_is_refused_and_the_server_goes_on(process: Process, sent: bytes) -> None:
    answer = process.send(sent)
    assert not answer or answer[9:12] in (b"400", b"421")
    assert b"Traceback" not in answer
    assert process.client.get("/").status_code == 200


def test_an_address_in_the_request_line_leads_nowhere(process: Process) -> None:
    answer = process.send(process.head(f"GET http://127.0.0.1:{process.port}/ HTTP/1.1", "Connection: close"))
    assert answer.startswith(b"HTTP/1.1 400")


def test_a_caller_who_hangs_up_does_no_harm(process: Process) -> None:
    with socket.create_connection(("127.0.0.1", process.port), timeout=10) as line:
        line.sendall(process.head("PUT /api/schedule HTTP/1.1", "Content-Length: 1000") + b"start")
    assert process.client.get("/").status_code == 200


def test_ctrl_c_ends_quietly_and_nothing_that_was_sent_is_on_the_console() -> None:
    process = Process().entered()
    for content in (csv_of(patient="Secret Jane"), b"Secret Jane", csv_of(role="Secret Jane")):
        process.client.put("/api/schedule?name=Secret_Jane.csv", content=content, headers={"X-Timeline": "1"})
    process.client.get("/Secret/Jane?name=Secret")
    status, out, err = process.end()
    assert status == 0
    assert [urlsplit(line).netloc for line in out.split()] == [f"127.0.0.1:{process.port}"]
    assert err == ""


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_quietly_and_with_its_processes_while_it_warms_up(tmp_path: Path, way: signal.Signals) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    process = Process(str(gate))
    with gate.open("wb", buffering=0) as held_open:  # opens once the warm-up waits at it
        status, _, err = process.end(way)
        assert (status, err) == (0 if way == signal.SIGINT else -way, "")
        with pytest.raises(BrokenPipeError):  # whoever read from it is gone
            held_open.write(b"x")


def test_a_port_that_is_taken_is_a_fault_with_its_repair() -> None:
    with bind(0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(FaultyInputError, match=f"port {port}: cannot be used .*Choose another"):
            bind(port)


def test_connections_that_ask_for_nothing_shut_nobody_out(process: Process) -> None:
    silent = [socket.create_connection(("127.0.0.1", process.port), timeout=10) for _ in range(300)]
    for number, line in enumerate(silent):
        with suppress(OSError):  # the first ones gave way already
            line.sendall(b"GET / HTTP/1.1\r\nHost: x" if number % 2 else b"")
    try:
        assert process.client.get("/").status_code in (200, 403)
    finally:
        for line in silent:
            line.close()


def test_the_link_is_announced_when_it_can_be_opened_and_ctrl_c_closes_the_port() -> None:
    taken = bind(0)
    opened: list[int] = []

    def visit(link: str) -> None:
        with httpx.Client(follow_redirects=True, trust_env=False) as client:
            opened.append(client.get(link).status_code)
        os.kill(os.getpid(), signal.SIGINT)

    def announce(link: str) -> None:
        if not visitors:
            visitors.append(Thread(target=visit, args=(link,)))
            visitors[0].start()
        told.append(link)

    visitors, told = list[Thread](), list[str]()
    serve(Service(VIEWER, analysed), taken, announce)
    visitors[0].join(10)
    assert (opened, len(set(told)), taken.fileno()) == ([200], 2, -1)
