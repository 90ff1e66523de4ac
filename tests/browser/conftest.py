"""Chromium, and pages opened in it that may neither load anything nor complain."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.stand_in import Server
from tests.views.conftest import SAMPLES
from timeline import Analysis, analyze, read_schedule
from timeline.views.report import report_html

#: A machine that builds other things as well opens pages slowly.
expect.set_options(timeout=20_000)

#: The system's Chromium; without it, Playwright's own (Ubuntu's is a snap, which sees no temporary file).
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}


# Not for the whole session: while Playwright runs it keeps an event loop, and other tests start loops of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start Chromium once for these tests; without it they fail and say how to get it."""
    with sync_playwright() as playwright:
        program = CHROMIUM if CHROMIUM.exists() else Path(playwright.chromium.executable_path)
        if not program.exists():
            pytest.fail("There is no Chromium. Run: bash .ci/setup")
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield started
        started.close()


class Watched:
    """Opens pages, and knows what they asked for and what they complained about."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def context(self, **options: Any) -> BrowserContext:
        """Give a context of its own, watched."""
        context = self._browser.new_context(**({"viewport": DESK, "reduced_motion": "reduce"} | options))
        context.set_default_timeout(30_000)
        self._contexts.append(context)
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return context

    def open(self, address: str, **options: Any) -> Page:
        """Open an address and wait until the page has drawn itself."""
        page = self.context(**options).new_page()
        page.goto(address)
        until(lambda: page.evaluate("document.body.dataset.ready === 'true'"))
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def until(true: Callable[[], Any], seconds: float = 20) -> None:
    """Ask again and again: the page's policy forbids the functions Playwright would wait with."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "the page never got there"
        time.sleep(0.02)


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """Give a browser whose pages must stay silent and load nothing from outside."""
    watching = Watched(browser)
    yield watching
    watching.close()
    outside = [
        url
        for url in watching.requests
        if not url.startswith(("file:", "data:", "blob:", "about:", "http://viewer.test/"))
    ]
    assert (outside, watching.complaints) == ([], [])


@pytest.fixture(scope="session")
def tuesday() -> Analysis:
    return analyze(read_schedule(SAMPLES / "busy_tuesday.csv"))


@pytest.fixture(scope="session")
def tuesday_file(tuesday: Analysis, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the viewer of a busy day and give its address."""
    path = tmp_path_factory.mktemp("viewer") / "day.html"
    path.write_text(report_html(tuesday), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def day(watched: Watched, tuesday_file: str) -> Page:
    """Open the viewer of a busy day."""
    return watched.open(tuesday_file)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def home(watched: Watched, server: Server) -> Page:
    """Open the server's page."""
    context = watched.context()
    context.route("http://viewer.test/**", server.answer)
    page = context.new_page()
    page.goto("http://viewer.test/")
    until(lambda: page.evaluate("document.body.dataset.ready === 'true'"))
    return page
