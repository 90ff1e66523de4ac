"""Plain CSV: what is read by pyarrow is what Python's reader reads, and nothing else is read by it."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow  # noqa: F401 - plain rows are read where it is loaded
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.errors import ScheduleError
from timeline.sheets import csv_file, pieces, plain_csv
from timeline.sheets.csv_file import csv_grid
from timeline.sheets.layout import FileFormat
from timeline.sheets.plain_csv import plain_rows
from timeline.sheets.sheet import Grid

SIGNS = st.text(alphabet=[*'ab,;\t\n\r" #\ufeff\u2028\x1c\x85\xa0', "é", "\U0001f600"], max_size=60)
CELLS = st.sampled_from(["", " ", "a", "NA", "null", "1.0", "é", "#", "x y", "'", "-", "0"])
MARKS = st.sampled_from(["", "\ufeff"])
LINES = st.sampled_from(["\n", "\r\n"])


def by_python(content: bytes) -> Grid | str:
    """Read a file by Python's reader alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "plain_rows", lambda *_: None)
        return read(content)


def read(content: bytes) -> Grid | str:
    try:
        return csv_grid("day.csv", content)
    except ScheduleError as error:
        return str(error)


def same(found: Grid | str, expected: Grid | str) -> None:
    if isinstance(found, str) or isinstance(expected, str):
        assert found == expected
        return
    assert [*found.every()] == [*expected.every()]
    assert found.body is not None
    assert expected.body is not None
    assert [own.distinct for own in found.body.columns] == [own.distinct for own in expected.body.columns]
    assert (found.body.odd, found.body.of_records) == (expected.body.odd, expected.body.of_records)


@given(text=SIGNS)
def test_whatever_a_file_holds_it_is_read_as_python_reads_it(text: str) -> None:
    content = f"a,b\n{text}".encode()
    same(read(content), by_python(content))


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6),
    end=LINES,
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_plain_rows_are_read_by_their_columns(rows: list[tuple[str, str, str]], end: str, mark: str) -> None:
    content = f"{mark}a,b,c{end}{end.join(map(','.join, rows))}{end}".encode()
    found = plain_rows(content, 1, ",", 3)
    assert found is not None
    assert found[:] == [list(row) for row in rows]
    same(read(content), by_python(content))


@pytest.mark.parametrize(
    "rows",
    ['1,"2"', "1,2\n\n3,4", "1,2\r3,4", "1,2,3", "1", "", f"1,{'2' * 140_000}"],
    ids=["quotes", "blank line", "another line end", "long row", "short row", "no row", "long cell"],
)
def test_what_might_be_read_otherwise_is_left_to_python(rows: str) -> None:
    assert plain_rows(f"a,b\n{rows}".encode(), 1, ",", 2) is None


def test_where_pyarrow_is_not_loaded_it_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pyarrow")
    assert plain_rows(b"a,b\n1,2\n", 1, ",", 2) is None
    assert "pyarrow" not in sys.modules


def piece_by_piece(path: Path, content: bytes, *, by_python: bool = False) -> list[Grid] | str:
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_csv, "_BLOCK", 16)
        if by_python:
            patch.setattr(pieces, "plain_pieces", lambda *_: iter(()))
        try:
            return list(pieces.pieces_of("day.csv", path, FileFormat(), lambda _: True, 3) or ())
        except ScheduleError as error:
            return str(error)


@settings(max_examples=60)
@given(
    rows=st.lists(
        st.sampled_from(["1,2", "3,", "é,4", ",", "", "5", '"6",7', "8,9\r0,1", "\ufeff,1", "\0,2"]), max_size=12
    ),
    plain=st.integers(0, 9),
    end=LINES,
    mark=MARKS,
    closed=st.booleans(),
)
def test_a_long_file_has_the_same_pieces_as_python_reads(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], plain: int, end: str, mark: str, *, closed: bool
) -> None:
    lines = ["a,b", *(f"{place},x" for place in range(plain)), *rows]
    content = (mark + end.join(lines) + end * closed).encode()
    path = tmp_path_factory.getbasetemp() / "long.csv"
    found, expected = (piece_by_piece(path, content, by_python=each) for each in (False, True))
    if isinstance(found, str) or isinstance(expected, str):
        assert found == expected
        return
    assert [(one.top, one.above) for one in found] == [(one.top, one.above) for one in expected]
    for one, other in zip(found, expected, strict=True):
        same(one, other) if one.body is not None else None


def test_a_long_file_of_plain_rows_is_read_to_its_end_without_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file.Table, "of", lambda *_: csv_file.Table([], 0))
    content = b"a,b\n" + b"".join(b"%d,x\n" % place for place in range(7))
    found = piece_by_piece(tmp_path / "long.csv", content)
    assert [(one.above, len(one.body or ())) for one in found if isinstance(one, Grid)] == [(0, 3), (3, 3), (6, 1)]
