from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from timeline.errors import MissingExtraError, ScheduleError
from timeline.schedules import read_schedule
from timeline.sheets import MemoryFile, sqlite
from timeline.sheets.formats import grids
from timeline.sheets.layout import FileFormat

VISITS = """
CREATE TABLE visits (id INTEGER PRIMARY KEY, patient TEXT, units REAL);
INSERT INTO visits VALUES (2, 'P%2', 1.0), (1, NULL, 2.5);
"""


def database(script: str = VISITS) -> bytes:
    held = sqlite3.connect(":memory:")
    held.executescript(script)
    content = bytes(held.serialize())
    held.close()
    return content


def cells(content: bytes, **stated: str) -> list[list[str]]:
    (grid,) = grids("day.db", content, FileFormat(**stated))
    return grid.records


def problem(content: bytes, **stated: str) -> str:
    with pytest.raises(ScheduleError) as raised:
        grids("day.db", content, FileFormat(**stated))
    return str(raised.value)


def test_the_only_table_is_read_in_the_order_of_its_key() -> None:
    assert cells(database()) == [["id", "patient", "units"], ["1", "", "2.5"], ["2", "P%2", "1"]]


def test_a_query_or_a_view_is_read_as_it_stands() -> None:
    content = database(f"{VISITS} CREATE VIEW seen AS SELECT patient FROM visits WHERE id = 2;")
    assert cells(content, table="seen") == [["patient"], ["P%2"]]
    assert cells(content, query="SELECT max(id) AS last FROM visits;") == [["last"], ["2"]]


def test_several_tables_want_one_named() -> None:
    content = database(VISITS + "CREATE TABLE other (a);")
    assert 'holds other and visits. State the one that holds the schedule in a mapping: [file] table = "visits"' in (
        problem(content)
    )
    assert "no such table; it holds other and visits" in problem(content, table="visit")
    assert "holds no table" in problem(database("CREATE TABLE a (b); DROP TABLE a;"))


@pytest.mark.parametrize(
    "query",
    [
        *("DELETE FROM visits", "ATTACH 'made.db' AS made", "PRAGMA query_only = OFF", "CREATE TABLE made (a)"),
        "VACUUM INTO 'made.db'",
    ],
)
def test_a_database_is_only_read(query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "only read" in problem(database(), query=query) or "cannot be run" in problem(database(), query=query)
    assert list(tmp_path.iterdir()) == []


def test_a_query_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_SECONDS", 0.0)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    assert "takes too long" in problem(database(), query=endless)


@pytest.mark.parametrize("query", ["SELECT wrong FROM visits", "SELECT 1; SELECT 2", "no sql", "SELECT ?"])
def test_a_query_that_cannot_be_run_is_one_sentence(query: str) -> None:
    assert "the query cannot be run" in problem(database(), query=query)


def test_a_damaged_database_is_one_sentence() -> None:
    content = database()
    for damaged in (content[:5000], content[:20], content[:4096] + bytes(range(256)) * 16):
        assert "the SQLite database is damaged" in problem(damaged)


def test_changes_that_are_still_beside_the_database_are_not_lost_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "day.db"
    held = sqlite3.connect(path)
    held.execute("PRAGMA journal_mode = WAL")
    held.executescript("CREATE TABLE visits (start, end, patient); INSERT INTO visits VALUES (1, 2, 3);")
    with pytest.raises(ScheduleError, match="still in -wal beside it"):
        read_schedule(path)
    held.close()
    assert cells(path.read_bytes()) == [["start", "end", "patient"], ["1", "2", "3"]]


def test_without_the_reader_the_install_line_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    for source in (MemoryFile("day", database()), "postgresql://clerk@localhost/clinic"):
        with pytest.raises(MissingExtraError, match=r'pip install "clinic-timeline\[sql\]"'):
            read_schedule(source)


def test_a_statement_that_is_no_question_gives_no_table() -> None:
    assert "the query gives no table" in problem(database(), query="/* nothing */")


def test_more_cells_than_can_be_read_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.sheets.database.MOST_CELLS", 5)
    assert "more cells than can be read" in problem(database())
