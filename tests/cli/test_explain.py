from __future__ import annotations

import json

from tests.cli.conftest import Run, Write


def test_a_code_is_explained_down_to_its_rows(run: Run, write: Write) -> None:
    ran = run("explain", write(), "--patient", "P2", "--code", "97116")
    assert ran.status == 0
    assert "97116 Gait training: 35 whole minutes, 2 units" in ran.out
    assert "day.csv:5" in ran.out


def test_an_explanation_as_json(run: Run, write: Write) -> None:
    (visit,) = json.loads(run("explain", write(), "--patient", "P2", "--format", "json").out)["visits"]
    assert [code["code"] for code in visit["codes"]] == ["97112", "97116"]
    assert visit["timed_units"] == 3


def test_an_unknown_patient_is_refused_without_being_repeated(run: Run, write: Write) -> None:
    ran = run("explain", write(), "--patient", "Secretive")
    assert ran.status == 2
    assert "Secretive" not in ran.err


def test_the_patient_must_be_named(run: Run, write: Write) -> None:
    assert run("explain", write()).status == 2
