"""Files cut off, bent and put into each other: every reader answers with tables or with faults, and quotes no cell."""

from __future__ import annotations

import gzip
import random
import sqlite3
import time
from functools import cache

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sheets.test_formats import zipped
from tests.sheets.test_workbooks import spreadsheet
from timeline.errors import ScheduleError
from timeline.exports import table_content
from timeline.schedules import read_schedule
from timeline.sheets import MemoryFile
from timeline.sheets.formats import grids

#: No message may show it.
MARKER = "Zyxwv"
ROWS = 40


@cache
def good_files() -> dict[str, bytes]:
    """Make one schedule in every format that is read; each patient bears the marker."""
    day = pd.DataFrame(
        {
            "start": pd.Timestamp("2026-03-02 09:00") + pd.to_timedelta(range(ROWS), unit="min"),
            "end": pd.Timestamp("2026-03-02 10:00"),
            "patient": [f"{MARKER} {number}" for number in range(ROWS)],
            "note": MARKER,
        }
    )
    text = table_content(day, "csv")
    held = sqlite3.connect(":memory:")
    day.astype("str").to_sql("visits", held, index=False)
    table = bytes(held.serialize())
    held.close()
    cell = f"<table:table-cell office:value-type='string'><text:p>{MARKER}</text:p></table:table-cell>"
    files = {kind: table_content(day, kind) for kind in ("xlsx", "parquet")}
    csv = text.encode() if isinstance(text, str) else text
    packed = {"gz": gzip.compress(csv), "zip": zipped(day=csv), "sqlite": table, "ods": spreadsheet(*[cell] * ROWS)}
    return {
        "csv": csv,
        **packed,
        **{kind: bytes(content) for kind, content in files.items() if isinstance(content, bytes)},
    }


def bent(content: bytes, seed: int) -> bytes:
    """Change some bytes, cut the file off, take out or double a part, or put it into an archive."""
    draw = random.Random(seed)
    changed = bytearray(content)
    way = seed % 5
    if way in (0, 1):
        for _ in range(draw.randint(1, 8)):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
    elif way == 2:
        del changed[draw.randrange(len(changed)) :]
    elif way == 3:
        first = draw.randrange(len(changed))
        changed[first:first] = changed[first : first + draw.randint(1, 200)]
    else:
        first = draw.randrange(len(changed))
        del changed[first : first + draw.randint(1, 200)]
    return bytes(changed) if draw.random() < 0.8 else zipped(day=bytes(changed))


def check(content: bytes) -> None:
    """Read a file, and hold what comes of it against the rules."""
    began, told = time.process_time(), ""
    try:
        for grid in grids("day", content, None):
            assert all(isinstance(cell, str) for record in grid.every() for cell in record)
    except ScheduleError as error:
        told = f"{error} {error.to_dict()}"
    assert MARKER not in told
    assert time.process_time() - began < 2


@pytest.mark.parametrize("kind", ["csv", "gz", "zip", "sqlite", "parquet"])
@given(seed=st.integers(0, 2**32))
def test_a_bent_file_is_read_or_refused_in_a_sentence(kind: str, seed: int) -> None:
    check(bent(good_files()[kind], seed))


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_bent_workbook_is_read_or_refused_in_a_sentence(kind: str, seed: int) -> None:
    check(bent(good_files()[kind], seed))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(content: bytes) -> None:
    check(content)


@pytest.mark.parametrize(
    "start", [b"PK\x03\x04", b"\x1f\x8b\x08", b"PAR1", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
@given(rest=st.binary(max_size=200))
@settings(max_examples=15, deadline=None)
def test_any_bytes_after_a_known_beginning_are_refused_in_a_sentence(start: bytes, rest: bytes) -> None:
    check(start + rest)


@pytest.mark.parametrize("kind", ["csv", "gz", "zip", "xlsx", "parquet", "sqlite"])
def test_no_row_of_a_good_file_is_lost(kind: str) -> None:
    assert len(read_schedule(MemoryFile("day", good_files()[kind])).intervals) == ROWS


@pytest.mark.parametrize("kind", ["gz", "zip", "xlsx", "parquet"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_a_file_that_is_cut_off_never_gives_fewer_rows(kind: str, seed: int) -> None:
    content = good_files()[kind]
    cut = content[: random.Random(seed).randrange(4, len(content))]
    try:
        (grid,) = grids("day", cut, None)
    except ScheduleError:
        return
    assert len(list(grid.every())) == ROWS + 1
