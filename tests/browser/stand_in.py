"""A server that only answers the browser: what it was asked is remembered, what it answers is set by a test."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Route

from tests.views.conftest import analyzed
from timeline.views.viewer.pack import packed
from timeline.views.viewer.page import assets, render_page
from timeline.views.viewer.payload import page_payload

#: What the server answers to an import.
SCHEDULE = packed(page_payload(analyzed("10:00-10:30 P1 PT1 97110", "10:15-10:45 P2 PT1 97116")))


class Server:
    """Stands in for the local server: gives the page and its files, and remembers what it was asked."""

    def __init__(self) -> None:
        self.result: Any = None
        self.refusal: tuple[int, Any] | None = None
        self.refused: tuple[int, Any] | None = None
        self.decisions: dict[str, Any] = {"enabled": True, "decisions": []}
        self.proposal: Any = None
        self.plans: tuple[int, Any] = (409, None)
        self.progress: dict[str, Any] | None = None
        self.holds = ""
        self.held: list[Route] = []
        self.asked: list[tuple[str, str, dict[str, str], str]] = []

    def answer(self, route: Route) -> None:
        request = route.request
        path = request.url.removeprefix("http://viewer.test")
        if path.startswith("/static/"):
            kind, content = assets()[path.removeprefix("/static/")]
            route.fulfill(body=content, content_type=kind)
        elif path == "/":
            route.fulfill(body=render_page(None, home="server"), content_type="text/html")
        else:
            self.asked.append((request.method, path, request.headers, request.post_data or ""))
            if path == self.holds or (self.progress is not None and request.method == "PUT"):
                self.held.append(route)
                return
            status, body = self._api(request.method, path, request.post_data)
            route.fulfill(status=status, body="" if body is None else json.dumps(body), content_type="application/json")

    def _api(self, method: str, path: str, sent: str | None) -> tuple[int, Any]:
        if path == "/api/result":
            return (200, self.result) if self.result else (204, None)
        if path.startswith("/api/schedule"):
            if method == "DELETE":
                self.result = None
                return 204, None
            return (self.refusal if "answers=" not in path else None) or (200, SCHEDULE)
        if path.startswith("/api/proposal"):
            return (200, self.proposal) if self.proposal else (422, {"faults": [], "count": 0})
        if path == "/api/plan":
            return self.plans
        if path == "/api/progress":
            return (200, self.progress) if self.progress else (204, None)
        if method == "POST" and self.refused:
            return self.refused
        if method == "POST":
            said = json.loads(sent or "{}") | {"time": "2026-03-02T12:00:00Z"}
            several = said.pop("findings", None)
            records = [said | {"finding": each} for each in several] if several else [said]
            self.decisions["decisions"] += records
            return 200, {"decisions": records} if several else records[0]
        return 200, self.decisions
