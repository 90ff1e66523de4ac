from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from timeline.errors import ScheduleError
from timeline.schedules import read_claims, read_fees


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


def test_fees_are_read_as_exact_amounts(tmp_path: Path) -> None:
    path = tmp_path / "fees.csv"
    path.write_text("CPT;Charge\n97110;38,50\n", encoding="utf-8")
    with pytest.raises(ScheduleError, match="not an amount"):
        read_fees(path)
    path.write_text('CPT,Charge\n97110,$38.50\ng0283,"1,012.00"\n', encoding="utf-8")
    assert read_fees(path) == {"97110": Decimal("38.50"), "G0283": Decimal("1012.00")}


def test_every_fault_of_a_fee_list_is_told(tmp_path: Path) -> None:
    path = tmp_path / "fees.csv"
    path.write_text("code,fee\n97110,38\n97110,39\n,5\n97112,free\n97116,-1\n97140,NaN\n", encoding="utf-8")
    with pytest.raises(ScheduleError) as caught:
        read_fees(path)
    assert [(fault.row, fault.column) for fault in caught.value.fault_list] == [
        (3, "code"),
        (4, "code"),
        (5, "fee"),
        (6, "fee"),
        (7, "fee"),
    ]


def test_a_fee_list_without_its_columns_is_one_fault_a_column(tmp_path: Path) -> None:
    path = tmp_path / "fees.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ScheduleError) as caught:
        read_fees(path)
    assert [fault.column for fault in caught.value.fault_list] == ["code", "fee"]
