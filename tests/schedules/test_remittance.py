from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.standards import MARKER, interchange, paid_claim
from timeline.errors import ScheduleError, WrongTypeError
from timeline.schedules import MemoryFile, read_remittance

LINE = "20260302 97110:GP 100 70.50 CO-45:29.50"


def test_an_835_is_read_to_the_cent() -> None:
    read = read_remittance(MemoryFile("pay.835", interchange("835", *paid_claim("C1", "P1", LINE))))
    row = read.iloc[0]
    assert (row["remitted_id"], row["patient"], row["patient_control_number"]) == ("pay.835:6", "P1", "C1")
    assert (row["charged_cents"], row["paid_cents"], row["units"], row["paid_units"]) == (10000, 7050, 2, 2)
    assert (row["paid_code"], row["adjustments"]) == ("97110", "CO-45:29.50")


def test_a_table_with_the_same_columns_is_read_too() -> None:
    table = {"date": ["2026-03-02"], "patient": ["P1"], "code": [97110], "units": [2], "charged": [100], "paid": ["-5"]}
    row = read_remittance(pd.DataFrame(table)).iloc[0]
    assert (row["paid_units"], row["paid_code"], row["paid_cents"]) == (2, "97110", -500)


def test_payments_taken_back_in_the_same_file_do_not_count() -> None:
    back = paid_claim("C1", "P1", "20260302 97110:GP -100 -70", status="22")
    content = interchange("835", *paid_claim("C1", "P1", LINE), *back)
    assert len(read_remittance(MemoryFile("pay.835", content))) == 0


def test_what_cannot_be_read_is_a_fault_that_names_nobody() -> None:
    content = interchange("835", *paid_claim("C1", "P1", LINE.replace("70.50", f"{MARKER}")))
    with pytest.raises(ScheduleError, match=r"pay\.835:6 paid: is not an amount like 38\.50") as caught:
        read_remittance(MemoryFile("pay.835", content))
    assert MARKER not in str(caught.value)


def test_nothing_else_holds_a_remittance(tmp_path: Path) -> None:
    with pytest.raises(WrongTypeError, match="expected the path of an 835 file, got int"):
        read_remittance(7)  # type: ignore[arg-type]
