from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.cli.conftest import Run
from timeline.analysis import conformance
from timeline.analysis.conformance import worked_days
from timeline.units.examples import worked_examples


def test_every_shipped_example_is_shown_with_what_it_rests_on(run: Run) -> None:
    ran = run("selftest")
    count = len(worked_examples()) + len(worked_days())
    assert ran.status == 0
    assert f"{count} of {count} hold" in ran.out


def test_as_a_document_each_example_has_its_source(run: Run) -> None:
    told = json.loads(run("selftest", "--format", "json").out)
    assert told["failed"] == 0
    assert len(told["cases"]) == len(worked_examples()) + len(worked_days())
    assert all(example["source"] and example["kind"] for example in told["cases"])


def test_an_example_that_differs_gives_status_one_and_says_how(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(worked_days()[0], id="wrong", units={"P1": {"97116": 9}})
    monkeypatch.setattr(conformance, "worked_days", lambda: (wrong,))
    ran = run("selftest")
    assert ran.status == 1
    assert "wrong: P1 units: expected" in ran.out
