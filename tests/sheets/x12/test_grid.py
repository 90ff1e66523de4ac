from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.standards import claim, damaged, interchange, paid_claim, subscriber, survives
from timeline.errors import ScheduleError
from timeline.sheets.formats import grids
from timeline.sheets.x12 import x12_grid

CLAIMS = interchange("837", *subscriber(), *claim("C1", "20260302 97110:GP 2", "20260302 97140:GP:59 1"))
PAID = interchange("835", *paid_claim("C1", "P1", "20260302 97110:GP 100 70 CO-45:30"))


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (interchange("837", "SV2*0420", version="005010X223A2"), "837I (institutional claims)"),
        (interchange("837", "SV3*AD:D0120", version="005010X224A2"), "837D (dental claims)"),
        (interchange("837", "SV2*0420", version="005010"), "837I (institutional claims)"),
        (interchange("270", "BHT*0022"), "270 (an eligibility question)"),
        (interchange("999", "AK1*HC"), "999 (an acknowledgment)"),
        (interchange("856", "BSN*00"), "another transaction"),
    ],
)
def test_what_is_not_read_is_refused_by_name(content: bytes, named: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        x12_grid("day.837", content)
    assert f"this is an X12 {named}, which is not read" in str(caught.value)
    assert "--claims" in str(caught.value)


def test_it_is_recognized_by_content() -> None:
    (grid,) = grids("day.csv", CLAIMS, None)
    assert grid.records[0][:4] == ["date", "patient", "code", "units"]


def test_claims_and_remittances_in_one_file_are_refused() -> None:
    with pytest.raises(ScheduleError, match="are in one file"):
        x12_grid("both.txt", CLAIMS + PAID)


@given(damaged(CLAIMS))
def test_damaged_claims_are_answered_in_time_without_a_name_in_rows_of_one_width(content: bytes) -> None:
    sheet = survives(x12_grid, content)
    assert sheet is None or {len(row) for row in sheet.rows} <= {len(sheet.header)}


@given(damaged(PAID))
def test_damaged_remittances_are_answered_in_time_without_a_name_in_rows_of_one_width(content: bytes) -> None:
    sheet = survives(x12_grid, content)
    assert sheet is None or {len(row) for row in sheet.rows} <= {len(sheet.header)}


@given(st.integers(0, CLAIMS.count(b"~") - 1))
def test_a_missing_segment_is_never_a_missing_line(place: int) -> None:
    """Take out any one segment: the file is refused, or has both lines."""
    segments = re.findall(rb"[^~]*~\n?", CLAIMS)
    content = b"".join(segments[:place] + segments[place + 1 :])
    try:
        grid = x12_grid("file", content)
    except ScheduleError:
        return
    assert len(grid.records) == 3
