from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run, Write


def test_an_instant_shows_providers_and_patients(run: Run, write: Write) -> None:
    ran = run("at", write(), "10:57")
    assert ran.status == 0
    assert "2026-03-02 10:57" in ran.out
    assert "contested" in ran.out
    assert "Rows of day.csv" in ran.out


def test_an_instant_as_json(run: Run, write: Write) -> None:
    found = json.loads(run("at", write(), "10:57", "--format", "json").out)
    assert set(found) == {"at", "providers", "patients"}
    assert {now["patient"]: now["state"] for now in found["patients"]} == {"P1": "one_on_one", "P2": "contested"}


@pytest.mark.parametrize(
    "arguments", [("25:00",), ("soon",), ("10:57", "--date", "2020-01-01"), ("10:57", "--date", "x")]
)
def test_what_cannot_be_asked_is_refused(run: Run, write: Write, arguments: tuple[str, ...]) -> None:
    ran = run("at", write(), *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "Usage" in ran.err


def test_nobody_there_is_an_empty_page(run: Run, write: Write) -> None:
    assert run("at", write(), "3:00").status == 0
