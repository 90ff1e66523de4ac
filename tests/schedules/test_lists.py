from __future__ import annotations

from pathlib import Path

import pytest

from timeline.errors import ScheduleError
from timeline.schedules import read_claims


def written(folder: Path, text: str) -> Path:
    path = folder / "claims.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_claims_list_may_name_the_provider(tmp_path: Path) -> None:
    path = written(tmp_path, "DOS,Patient ID,CPT,Units,Mods,Rendering Provider\n2026-03-02,P1,97110,2,GP, PT1 \n")
    assert read_claims(path).to_dict("records") == [
        {
            "claim_id": "claims.csv:2",
            "date": "2026-03-02",
            "patient": "P1",
            "code": "97110",
            "units": 2,
            "modifiers": "GP",
            "provider": "PT1",
        }
    ]


def test_a_claims_list_need_not_name_the_provider(tmp_path: Path) -> None:
    lines = read_claims(written(tmp_path, "date,patient,code,units\n2026-03-02,P1,97110,2\n"))
    assert lines[["modifiers", "provider"]].to_numpy().tolist() == [["", ""]]


def test_every_fault_of_a_claims_list_is_told_and_nobody_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "date,patient,code,units,provider\n2026-03-02,,97110,2,PT1\n2026-03-02,P1,,two,PT1\n")
    with pytest.raises(ScheduleError) as refused:
        read_claims(path)
    assert [(fault.row, fault.column, fault.value) for fault in refused.value.fault_list] == [
        (2, "patient", ""),
        (3, "code", ""),
        (3, "units", ""),
    ]
