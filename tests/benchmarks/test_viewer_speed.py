"""How fast the page is ready and follows its reader; shown with `pytest --benchmark-enable tests/benchmarks`.

Rounds are seconds of the page's main thread, asked of Chromium itself, so that what else a machine does counts little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, until
from timeline import analyze
from timeline.samples.generate import sample
from timeline.views.report import report_html

#: What a reader does, as the page's own controls have it.
ACTS: dict[str, Callable[[Page], None]] = {
    "rows by patient": lambda page: page.get_by_role("button", name="By patient").click(),
    "rows by provider": lambda page: page.get_by_role("button", name="By provider").click(),
    "errors only": lambda page: page.locator("#filter-severity").select_option("error"),
    "everything again": lambda page: page.locator("#filter-clear").click(),
    "closer": lambda page: page.locator("#zoom-in").click(),
    "later": lambda page: page.locator("#pan-right").click(),
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = CHROMIUM if CHROMIUM.exists() else Path(playwright.chromium.executable_path)
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield started
        started.close()


#: Seconds until a page is ready, by clinics; to switch a view; of work for a frame while the line is dragged.
READY = {1: 1.0, 4: 1.5, 20: 3.0}
SWITCH = 0.5
FRAME = 0.020
#: Drags the slider over the whole day, a step a frame.
DRAG = """(frames) => new Promise((done) => {
  const slider = document.getElementById("scrub");
  const [first, last] = [Number(slider.min), Number(slider.max)];
  let passed = 0;
  const step = () => {
    slider.value = String(first + Math.floor(((last - first) * passed) / frames / 60) * 60);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    passed += 1;
    if (passed > frames) done();
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""


@pytest.mark.parametrize("clinics", [1, 4, 20], ids=["250 rows", "1000 rows", "5000 rows"])
def test_the_page_of_a_day(benchmark: Any, chromium: Browser, tmp_path: Path, clinics: int) -> None:
    path = tmp_path / "day.html"
    # Where nothing is measured, one clinic shows that it can be.
    result = analyze(sample(clinics=1 if benchmark.disabled else clinics, seed=3))
    path.write_text(report_html(result), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    meter = _meter(page)
    spent = {"ready": _spent(meter, lambda: benchmark.pedantic(_open, args=(page, path.as_uri()), rounds=1))}
    for name, act in ACTS.items():
        spent[name] = _spent(meter, lambda act=act: act(page))  # type: ignore[misc]
    page.locator("#whole-day").click()
    frames = 5 if benchmark.disabled else 120
    spent["a frame of the slider"] = _spent(meter, lambda: page.evaluate(DRAG, frames)) / frames
    benchmark.extra_info |= spent
    assert page.locator("#plot").get_attribute("data-shown")
    page.close()
    if not benchmark.disabled:
        assert spent.pop("ready") < READY[clinics]
        assert clinics > 4 or spent["a frame of the slider"] < FRAME
        assert max(spent.values()) < SWITCH


def test_the_trends_of_a_month(benchmark: Any, chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "month.html"
    result = analyze(sample(clinics=1, days=2 if benchmark.disabled else 21, seed=3))
    path.write_text(report_html(result), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    meter = _meter(page)
    benchmark.pedantic(_open, args=(page, path.as_uri()), rounds=1)

    def show() -> None:
        page.locator("#view-trends").click()
        page.locator(".trend-plot .point").first.wait_for()
        until(lambda: page.evaluate(IN_SIGHT))

    spent = {
        "Plotly, while the page rests": _spent(meter, lambda: until(lambda: page.evaluate("'Plotly' in window"))),
        "the first sight": _spent(meter, show),
    }
    page.locator("#view-month").click()
    spent["the next"] = _spent(meter, show)
    benchmark.extra_info |= spent
    page.close()
    if not benchmark.disabled:
        assert max(spent["the first sight"], spent["the next"]) < SWITCH


#: Whether every figure in the window is drawn.
IN_SIGHT = """[...document.querySelectorAll(".trend-plot")]
  .every((each) => each.getBoundingClientRect().top > innerHeight || each.querySelector(".point"))"""


def _meter(page: Page) -> CDPSession:
    meter = page.context.new_cdp_session(page)
    meter.send("Performance.enable", {"timeDomain": "threadTicks"})
    return meter


def _open(page: Page, address: str) -> None:
    page.goto(address)
    until(lambda: page.evaluate("document.body.dataset.ready === 'true'"))


def _spent(meter: CDPSession, act: Callable[[], Any]) -> float:
    """Return the seconds that the page's main thread spends on something, with what follows until it is drawn."""
    before = _busy(meter)
    act()
    settled = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
    meter.send("Runtime.evaluate", {"expression": settled, "awaitPromise": True})
    return round(_busy(meter) - before, 4)


def _busy(meter: CDPSession) -> float:
    told = meter.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in told if each["name"] == "TaskDuration"))
