from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from timeline.errors import MissingExtraError, ScheduleError
from timeline.sheets import parquet as reader
from timeline.sheets.formats import grids
from timeline.sheets.texts import Typed


def column(values: list[object], kind: pa.DataType, **options: object) -> list[str]:
    target = pa.BufferOutputStream()
    parquet.write_table(pa.table({"a": pa.array(values, kind)}), target, **options)
    (grid,) = grids("day", target.getvalue().to_pybytes(), None)
    assert grid.records[0] == ["a"]
    return [record[0] for record in list(grid.every())[1:]]


MOMENT = dt.datetime(2026, 3, 2, 9, 0, 0, 500_000, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (MOMENT, pa.timestamp("us", tz="America/New_York"), "2026-03-02 04:00:00.500000-05:00"),
        (MOMENT.replace(tzinfo=None, microsecond=0), pa.timestamp("ms"), "2026-03-02 09:00:00"),
        (pd.Timestamp("2026-03-02 09:00:00.123456789"), pa.timestamp("ns"), "2026-03-02 09:00:00.123456789"),
        (dt.date(2026, 3, 2), pa.date32(), "2026-03-02"),
        (dt.time(9, 5), pa.time64("us"), "09:05:00"),
        (dt.timedelta(minutes=45), pa.duration("s"), "00:45:00"),
    ],
)
def test_dates_and_times_are_typed_and_exact(value: object, kind: pa.DataType, text: str) -> None:
    (cell, blank) = column([value, None], kind, version="2.6")
    assert (cell, type(cell), blank) == (text, Typed, "")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (2**63 - 1, pa.int64(), "9223372036854775807"),
        (Decimal("12.50"), pa.decimal128(10, 2), "12.50"),
        (17.0, pa.float64(), "17"),
        (0.1, pa.float32(), "0.1"),
        (float("nan"), pa.float64(), ""),
        (True, pa.bool_(), "true"),
        ("007", pa.string(), "007"),
        ("P1", pa.dictionary(pa.int8(), pa.string()), "P1"),
        (b"P1", pa.binary(), "P1"),
        (b"\xff", pa.binary(), "ff"),
        (["P1", "P2"], pa.list_(pa.string()), '["P1", "P2"]'),
    ],
)
def test_values_keep_every_digit(value: object, kind: pa.DataType, text: str) -> None:
    assert column([value, None], kind) == [text, ""]


def test_more_cells_than_fit_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_CELLS", 2)
    with pytest.raises(ScheduleError, match="more cells than can be read"):
        column(["a", "b", "c"], pa.string())


def test_without_the_reader_the_install_line_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r'pip install "clinic-timeline\[batch\]"'):
        grids("day", b"PAR1PAR1", None)
