"""The server without a socket, a page that stands in for the real one, and a browser that behaves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.days import frame
from timeline.decisions import DecisionLog
from timeline.result import Analysis, analyze
from timeline.schedules import MemoryFile, read_schedule
from timeline.web.app import Service, Viewer, create_app
from timeline.web.security import App
from timeline.web.uploads import Limits

PORT = 8123
HOME = f"http://127.0.0.1:{PORT}"
#: What the page's own script sends with a change.
OWN = {"X-Timeline": "1", "Origin": HOME, "Sec-Fetch-Site": "same-origin"}
ROWS = ("10:00-10:30 P1 PT1 97110", "10:15-10:30 P2 PTA1 97112", "10:20-10:50 P3 PT1 97116")


def payload(result: Analysis) -> dict[str, object]:
    return {"visits": len(result.visits), "inputs": [each.file for each in result.schedule.inputs]}


VIEWER = Viewer(
    page=lambda: "<!doctype html><title>page</title>",
    payload=payload,
    assets={"viewer.js": ("text/javascript", b"let a = 1"), "plotly.js": ("text/javascript", b"let b = 2")},
)


def csv_of(*lines: str, **columns: object) -> bytes:
    """Write a day in the words of `tests.days` as a CSV file."""
    return bytes(frame(*(lines or ROWS)).drop(columns="interval_id").assign(**columns).to_csv(index=False).encode())


def analysed(name: str, content: bytes) -> Analysis:
    return analyze(read_schedule(MemoryFile(name, content)))


def held(gate: str, name: str, content: bytes) -> Analysis:
    """Analyze once somebody has written into a pipe."""
    Path(gate).read_bytes()
    return analysed(name, content)


@dataclass
class Gate:
    """A pipe that holds imports up, each until it is let through."""

    path: Path

    @property
    def analyse(self) -> Callable[[str, bytes], Analysis]:
        return partial(held, str(self.path))

    def let_through(self) -> None:
        """Wait for one that is held, and let it go on."""
        self.path.write_bytes(b"go")


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    os.mkfifo(tmp_path / "gate")
    return Gate(tmp_path / "gate")


class Browser:
    """Asks as a browser on this machine would, keeping its cookies."""

    def __init__(self, app: App, links: list[str]) -> None:
        self.app, self.links, self.cookies = app, links, httpx.Cookies()

    def ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        return asyncio.run(self.asked(method, path, **sent))

    async def asked(self, method: str, path: str, **sent: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=HOME, cookies=self.cookies) as client:
            answer = await client.request(method, path, **sent)
        self.cookies.update(answer.cookies)
        return answer

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, headers=headers)

    def put(self, content: Any, name: str = "day.csv") -> httpx.Response:
        return asyncio.run(self.importing(content, name))

    async def importing(self, content: Any, name: str = "day.csv") -> httpx.Response:
        return await self.asked("PUT", f"/api/schedule?name={name}", content=content, headers=OWN)

    def decide(self, **sent: object) -> httpx.Response:
        return self.ask("POST", "/api/decisions", json=sent, headers=OWN)

    def enter(self) -> Browser:
        link = urlsplit(self.links[-1])
        answer = self.get(f"{link.path}?{link.query}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        return self


class Server:
    """An application, the links it announced, and browsers that have entered it."""

    def __init__(self, service: Service) -> None:
        self.links: list[str] = []
        self.app = create_app(service, port=PORT, announce=self.links.append)

    def browser(self) -> Browser:
        """Give a browser with a session of its own."""
        return Browser(self.app, self.links).enter()

    def stranger(self) -> Browser:
        """Give a browser without a session."""
        return Browser(self.app, self.links)


Serve = Callable[..., Server]


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    def make(*, log: bool = False, limits: Limits | None = None, **parts: Any) -> Server:
        parts = {"viewer": VIEWER, "analyse": analysed, "limits": limits or Limits()} | parts
        return Server(Service(**parts, log=DecisionLog(tmp_path / "decisions.jsonl") if log else None))

    return make


@pytest.fixture
def browser(serve: Serve) -> Browser:
    return serve().browser()
