from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from timeline.contracts import CLAIM_LINES, conform, published
from timeline.errors import ScheduleError, WrongTypeError
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
            "date": pd.Timestamp("2026-03-02"),
            "patient": "P1",
            "code": "97110",
            "units": 2,
            "modifiers": "GP",
            "provider": "PT1",
            "discipline": "",
            "payer": "",
        }
    ]


def test_a_claims_list_need_not_name_the_provider(tmp_path: Path) -> None:
    lines = read_claims(written(tmp_path, "date,patient,code,units\n2026-03-02,P1,97110,2\n"))
    assert (lines["modifiers"].isna().tolist(), lines["provider"].tolist()) == ([True], [""])


def test_a_blank_cell_of_a_modifiers_column_is_a_line_without_any(tmp_path: Path) -> None:
    lines = read_claims(written(tmp_path, "date,patient,code,units,modifiers\n2026-03-02,P1,97110,2,\n"))
    assert lines["modifiers"].tolist() == [""]
    assert read_claims(lines)["modifiers"].tolist() == [""]


def test_unknown_modifiers_stay_unknown_when_the_lines_are_read_again(tmp_path: Path) -> None:
    lines = read_claims(written(tmp_path, "date,patient,code,units\n2026-03-02,P1,97110,2\n"))
    assert read_claims(lines)["modifiers"].isna().tolist() == [True]


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


CLAIMS = pd.DataFrame({"date": ["2026-03-02"] * 2, "patient": ["A", "B"], "code": ["97110", "97112"], "units": [2, 1]})


@pytest.mark.parametrize(
    "dates",
    [
        pd.to_datetime(["2026-03-02"] * 2),
        [dt.date(2026, 3, 2)] * 2,
        ["2026-03-02", "2026-03-02 00:00"],
        ["3/2/2026", "3/13/2026"],
    ],
)
def test_dates_of_a_frame_may_be_dates_or_texts(dates: Any) -> None:
    assert read_claims(CLAIMS.assign(date=dates))["date"].iloc[0] == pd.Timestamp("2026-03-02")


def test_codes_and_units_of_a_frame_may_be_numbers_and_modifiers_missing() -> None:
    lines = read_claims(CLAIMS.assign(code=[97110, 97112], units=[2.0, 1.0]))
    pd.testing.assert_frame_equal(lines, read_claims(CLAIMS))
    pd.testing.assert_series_equal(lines.dtypes, published(CLAIM_LINES, conform(CLAIM_LINES, [])).dtypes)
    assert lines[["claim_id", "provider"]].iloc[1].tolist() == ["claims:3", ""]
    assert lines["modifiers"].isna().all()


def test_a_frame_reads_like_the_file_with_the_same_cells(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    CLAIMS.to_csv(path, index=False)
    ours, theirs = (read_claims(source).drop(columns="claim_id") for source in (CLAIMS, path))
    pd.testing.assert_frame_equal(ours, theirs)


def test_lines_that_were_read_once_come_back_as_they_are(tmp_path: Path) -> None:
    lines = read_claims(written(tmp_path, "date,patient,code,units\n\n2026-03-02,P1,97110,2\n2026-03-02,P1,97110,2\n"))
    pd.testing.assert_frame_equal(read_claims(lines), lines)
    assert read_claims(lines.assign(claim_id="one claim"))["claim_id"].tolist() == ["claims:2", "claims:3"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"date": ["3/2/2026", "3/2/2026"]}, "claims:2 (position 0) date: day or month first?, got '3/2/2026'"),
        ({"date": ["2026-03-02", None]}, "claims:3 (position 1) date: is missing"),
        ({"units": [2, None]}, "claims:3 (position 1) units: is missing"),
        ({"units": [2, 1.5]}, "claims:3 (position 1) units: is not a whole number of 0 or more"),
        ({"code": ["97110", np.nan]}, "claims:3 (position 1) code: is missing"),
        ({"cpt": ["97110", "97112"]}, "claims:1 code: columns 3 and 5 could each be this column"),
    ],
)
def test_a_fault_of_a_frame_says_position_and_column(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        read_claims(CLAIMS.assign(**change))
    assert told in str(caught.value)


def test_a_date_of_claims_is_told_how_it_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(ScheduleError, match=r"day or month first.*Write it like 2026-03-02") as caught:
        read_claims(written(tmp_path, "date,patient,code,units\n3/2/2026,P1,97110,2\n"))
    assert "[format] date" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "date,patient,code,units,units\n2026-03-02,P1,97110,1,7\n",
        "date,patient,code,cpt,units\n2026-03-02,P1,97110,97112,7\n",
    ],
)
def test_two_columns_that_could_be_one_are_never_chosen_from(tmp_path: Path, text: str) -> None:
    with pytest.raises(ScheduleError, match="columns"):
        read_claims(written(tmp_path, text))


def test_the_fee_of_a_code_is_found_whatever_stands_for_code_and_amount() -> None:
    fees = {97110: 30.0, "97112": "$30.50", 97140: Decimal("3E+1"), "g0283": 7}
    expected = {"97110": Decimal(30), "97112": Decimal("30.50"), "97140": Decimal(30), "G0283": Decimal(7)}
    assert read_fees(fees) == expected
    assert read_fees(pd.DataFrame({"cpt": fees.keys(), "fee": fees.values()})) == expected


@pytest.mark.parametrize(
    ("fees", "told"),
    [
        ({"97110": 0.1 + 0.2}, "fees:2 (entry '97110') fee: is not an amount of 0 or more"),
        ({"97110": None}, "fees:2 (entry '97110') fee: is missing"),
        ({"97110": True}, "is not an amount of 0 or more"),
        ({"97110": Decimal("NaN")}, "is not an amount of 0 or more"),
        ({"97110": float("inf")}, "is not an amount of 0 or more"),
        ({"97110": 1, 97110: 2}, "fees:3 (entry '97110') code: is in the list more than once"),
    ],
)
def test_a_fee_that_is_no_exact_amount_is_a_fault(fees: dict[Any, Any], told: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        read_fees(fees)
    assert told in str(caught.value)


@pytest.mark.parametrize("read", [read_claims, read_fees])
@pytest.mark.parametrize("source", [5, ["a"], None])
def test_what_can_hold_no_list_is_told_what_to_pass(read: Callable[[Any], Any], source: Any) -> None:
    with pytest.raises(WrongTypeError, match="expected the path of a CSV file"):
        read(source)
