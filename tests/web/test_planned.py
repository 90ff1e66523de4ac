from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import OWN, VIEWER, Browser, Serve, csv_of
from tests.web.test_imports import until
from timeline.errors import MissingExtraError
from timeline.planning import plan
from timeline.result import Analysis
from timeline.web import app
from timeline.web.uploads import Limits

BOOKED = ("8:00-12:00 PT1 shift", "9:00-9:30 P1 PT1 appointment", "9:15-9:45 P2 PT1 appointment")


def asked(browser: Browser, **sent: object) -> tuple[int, Any]:
    answer = browser.ask("POST", "/api/plan", json=sent, headers=OWN)
    return answer.status_code, answer.json()


def viewer(plans: Any) -> app.Viewer:
    return app.Viewer(VIEWER.page, VIEWER.payload, VIEWER.assets, plans=plans)


def told(analysis: Analysis, *, move: int, keep: list[str]) -> dict[str, Any]:
    found = plan(analysis, move=move, keep=keep, plans=1)
    return {"twice": found.aims["after"].tolist()[0], "changed": found.changes["patient"].tolist(), "move": move}


def missing(analysis: Analysis, *, move: int, keep: list[str]) -> dict[str, Any]:
    raise MissingExtraError("A plan", "plan")


def held(analysis: Analysis, *, move: int, keep: list[str]) -> dict[str, Any]:
    Path(keep[0]).read_bytes()
    return {}


def test_plans_are_made_of_what_the_session_sees_and_change_nothing(serve: Serve) -> None:
    browser = serve(viewer=viewer(told)).browser()
    before = browser.put(csv_of(*BOOKED)).content
    assert asked(browser, move=15, keep=["P1"]) == (200, {"twice": 0, "changed": ["P2"], "move": 15})
    assert browser.get("/api/result").content == before


def test_without_the_solver_the_answer_is_the_line_that_installs_it(serve: Serve) -> None:
    browser = serve(viewer=viewer(missing)).browser()
    browser.put(csv_of(*BOOKED))
    line = 'A plan needs an extra that is not installed. Run: pip install "clinic-timeline[plan]"'
    assert asked(browser) == (422, {"error": line})


@pytest.mark.parametrize("sent", [{"move": -5}, {"move": 241}, {"move": True}, {"keep": "P1"}, {"keep": [1]}])
def test_a_wish_that_is_none_is_refused(serve: Serve, sent: dict[str, Any]) -> None:
    browser = serve(viewer=viewer(told)).browser()
    browser.put(csv_of(*BOOKED))
    status, answer = asked(browser, **sent)
    assert (status, answer["error"].split(":")[0]) == (422, next(iter(sent)))


def test_only_days_that_are_booked_and_shown_whole_are_planned(serve: Serve) -> None:
    browser = serve(viewer=viewer(told)).browser()
    assert asked(browser)[0] == 409
    browser.put(csv_of())
    assert asked(browser)[0] == 409


def test_a_page_that_shows_another_schedule_gets_no_plans_of_this_one(serve: Serve) -> None:
    browser = serve(viewer=viewer(told)).browser()
    browser.put(csv_of(*BOOKED))
    assert asked(browser, of=["0" * 64]) == (
        409,
        {"error": "Another schedule was imported meanwhile. Reload the page."},
    )
    own = hashlib.sha256(csv_of(*BOOKED)).hexdigest()
    assert asked(browser, of=[own])[0] == 200


def test_whose_bookings_were_let_go_is_told_so(serve: Serve) -> None:
    server = serve(viewer=viewer(told), limits=Limits(kept=1))
    one, two = server.browser(), server.browser()
    one.put(csv_of(*BOOKED))
    two.put(csv_of(*BOOKED))
    assert (asked(one)[0], asked(two)[0]) == (410, 200)


def test_a_search_is_stopped_by_who_asked_for_it(serve: Serve, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "gate")
    browser = serve(viewer=viewer(held)).browser()
    browser.put(csv_of(*BOOKED))

    async def stopped() -> tuple[int, str]:
        sent = {"keep": [str(tmp_path / "gate")]}
        search = asyncio.create_task(browser.asked("POST", "/api/plan", json=sent, headers=OWN))
        await until(browser, "plan", stage="Searching for plans")
        await browser.asked("DELETE", "/api/plan", headers=OWN)
        answer = await search
        return answer.status_code, answer.json()["error"]

    assert asyncio.run(stopped()) == (503, "The plan was stopped.")
    assert browser.get("/api/result").status_code == 200


def test_a_search_and_an_import_of_one_session_go_on_beside_each_other(serve: Serve, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    browser = serve(viewer=viewer(held)).browser()
    browser.put(csv_of(*BOOKED))

    async def both() -> tuple[int, int]:
        search = asyncio.create_task(browser.asked("POST", "/api/plan", json={"keep": [str(gate)]}, headers=OWN))
        await until(browser, "plan", stage="Searching for plans")
        imported = await browser.importing(csv_of())
        await asyncio.to_thread(gate.write_bytes, b"go")
        return imported.status_code, (await search).status_code

    assert asyncio.run(both()) == (200, 200)


def test_closing_the_schedule_stops_the_search(serve: Serve, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "gate")
    browser = serve(viewer=viewer(held)).browser()
    browser.put(csv_of(*BOOKED))

    async def closed() -> str:
        sent = {"keep": [str(tmp_path / "gate")]}
        search = asyncio.create_task(browser.asked("POST", "/api/plan", json=sent, headers=OWN))
        await until(browser, "plan", stage="Searching for plans")
        await browser.asked("DELETE", "/api/schedule", headers=OWN)
        return str((await search).json()["error"])

    assert asyncio.run(closed()) == "The plan was stopped."
