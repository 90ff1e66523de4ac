"""Lists of amounts: what was used of the year's threshold, and what a payer allows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from timeline.errors import ScheduleError, WrongTypeError
from timeline.period import Period
from timeline.schedules import MemoryFile, read_allowed, read_year_to_date
from timeline.vocabulary import Pool


def used(*lines: str, header: str = "patient,pool,amount,as_of") -> MemoryFile:
    return MemoryFile("used.csv", "\n".join((header, *lines)).encode() + b"\n")


def test_amounts_are_read_by_patient_pool_and_year() -> None:
    found = read_year_to_date(used('P1,pt_slp,"$1,812.40",2026-02-27', "P1,OT,0,2026-01-31", "P1,OT,99,2025-12-31"))
    assert found == {
        ("P1", Pool.PT_SLP, 2026): (Decimal("1812.40"), date(2026, 2, 27)),
        ("P1", Pool.OT, 2026): (Decimal(0), date(2026, 1, 31)),
        ("P1", Pool.OT, 2025): (Decimal(99), date(2025, 12, 31)),
    }


def test_every_fault_is_listed_and_no_patient_named() -> None:
    rows = ("Ann,PT,5,2026-01-31", "Ann,OT,-5,2026-01-31", "Ann,OT,5.005,31.01.2026", ",OT,5,2026-01-31", "Ann,OT")
    with pytest.raises(ScheduleError) as caught:
        read_year_to_date(used(*rows))
    assert {(fault.row, fault.column) for fault in caught.value.fault_list} == {
        (2, "pool"),
        (3, "amount"),
        (4, "amount"),
        (4, "as_of"),
        (5, "patient"),
        (6, ""),
    }
    assert "Ann" not in str(caught.value)


def test_one_amount_for_a_patient_pool_and_year() -> None:
    with pytest.raises(ScheduleError, match="more than once"):
        read_year_to_date(used("P1,OT,5,2026-01-31", "P1,OT,6,2026-02-28"))


def test_a_missing_column_is_a_fault() -> None:
    with pytest.raises(ScheduleError, match="as_of"):
        read_year_to_date(used("P1,OT,5", header="patient,pool,amount"))


def test_a_data_frame_with_real_dates_is_read_alike() -> None:
    frame = pd.DataFrame({"patient": ["P1"], "pool": ["OT"], "amount": [12.5], "as_of": pd.to_datetime(["2026-01-31"])})
    assert read_year_to_date(frame) == {("P1", Pool.OT, 2026): (Decimal("12.5"), date(2026, 1, 31))}


def test_another_kind_of_thing_is_refused() -> None:
    with pytest.raises(WrongTypeError, match="year_to_date: expected the path"):
        read_year_to_date({"P1": 5})  # type: ignore[arg-type]
    with pytest.raises(WrongTypeError, match="allowed: expected the path"):
        read_allowed(5)  # type: ignore[arg-type]


def test_allowed_amounts_may_change_with_the_date(tmp_path: Path) -> None:
    file = tmp_path / "allowed.csv"
    file.write_text("code,amount,start,until\n97110,29.40,,2026-01-01\n97110,30.10,2026-01-01,\n", encoding="utf-8")
    assert read_allowed(file) == {
        "97110": (
            (Period(None, date(2026, 1, 1)), Decimal("29.40")),
            (Period(date(2026, 1, 1), None), Decimal("30.10")),
        )
    }


def test_allowed_amounts_may_be_a_mapping() -> None:
    assert read_allowed({97110: 29.4})["97110"] == ((Period(), Decimal("29.4")),)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("97110,29.40,,\n97110,30,2026-01-01,", "two amounts hold on one date"),
        ("97110,29.40,2026-01-02,2026-01-01", "is not after start"),
        ("97110,x,,", "not an amount"),
    ],
)
def test_allowed_amounts_that_contradict_are_faults(rows: str, said: str) -> None:
    with pytest.raises(ScheduleError, match=said):
        read_allowed(MemoryFile("allowed.csv", f"code,amount,start,until\n{rows}\n".encode()))


def test_what_was_used_may_be_read_again() -> None:
    frame = pd.DataFrame({"patient": ["P1"], "pool": ["OT"], "amount": ["1812.40"], "as_of": ["2026-02-27"]})
    used = read_year_to_date(frame)
    assert read_year_to_date(used) == used


@pytest.mark.parametrize("wrong", [{"P1": 100}, {("P1", "OT"): (1, 2)}])
def test_amounts_by_patient_alone_are_no_list_of_what_was_used(wrong: dict) -> None:
    with pytest.raises(WrongTypeError, match="columns patient, pool, amount and as_of"):
        read_year_to_date(wrong)


@pytest.mark.parametrize("column", ["pool", "amount", "as_of", "start", "until"])
def test_no_message_shows_a_name_that_stands_in_a_wrong_column_of_amounts(column: str) -> None:
    used = {"patient": "P1", "pool": "OT", "amount": "5", "as_of": "2026-02-27"}
    allowed = {"code": "97110", "amount": "5", "start": "", "until": ""}
    for read, row in ((read_year_to_date, used), (read_allowed, allowed)):
        if column in row:
            with pytest.raises(ScheduleError) as caught:
                read(pd.DataFrame([row | {column: "Tom Testcase"}]))
            assert "testcase" not in f"{caught.value} {caught.value.to_dict()}".lower()
