from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import stat
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.disk import full_after
from timeline import files
from timeline.errors import FileError, MissingExtraError
from timeline.exports import csv_text, harmless, json_text, write_tables, write_texts

PEOPLE = pd.DataFrame(
    {"patient": ["P1", "=1+1", " @x", "a,b", 'say "hi"', "two\r\nlines"], "seconds": [1, -2, 3, 4, 5, 6]}
)


def test_tables_become_files_in_a_private_folder(tmp_path: Path) -> None:
    write_tables({"people": PEOPLE, "more": PEOPLE}, tmp_path / "new" / "out", "csv")
    folder = tmp_path / "new" / "out"
    assert sorted(path.name for path in folder.iterdir()) == ["more.csv", "people.csv"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_is_written_where_one_file_exists(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("mine")
    with pytest.raises(FileError, match=r"more\.csv"):
        write_tables({"people": PEOPLE, "more": PEOPLE}, tmp_path, "csv")
    assert [path.name for path in tmp_path.iterdir()] == ["more.csv"]


def test_a_full_disk_leaves_every_table_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tables({"people": PEOPLE, "more": PEOPLE}, tmp_path, "csv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(files.os, "fsync", full_after(os.fsync, 1))
    with pytest.raises(FileError, match=r"more\.csv: cannot be written \(No space left"):
        write_tables({"people": PEOPLE[:1], "more": PEOPLE[:1]}, tmp_path, "csv", overwrite=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_parquet_reads_back_as_the_same_table(tmp_path: Path) -> None:
    write_tables({"people": PEOPLE}, tmp_path, "parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "people.parquet"), PEOPLE)


def test_texts_of_another_run_in_the_folder_are_never_mixed_with_these(tmp_path: Path) -> None:
    (tmp_path / "rule.a-1.json").write_text("theirs")
    (tmp_path / "audit.json").write_text("beside")
    with pytest.raises(FileError, match="holds 1 file from another run"):
        write_texts({"rule.a-2.json": "ours"}, tmp_path, overwrite=True, alone=["*.*-*.json"])
    write_texts({"rule.a-1.json": "ours"}, tmp_path, overwrite=True, alone=["*.*-*.json"])
    assert (tmp_path / "rule.a-1.json").read_text() == "ours"


def test_parquet_without_its_writer_gives_the_install_line_and_touches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (tmp_path / "people.parquet").write_text("mine")
    with pytest.raises(MissingExtraError, match="pip install"):
        write_tables({"people": PEOPLE}, tmp_path, "parquet", overwrite=True)
    assert (tmp_path / "people.parquet").read_text() == "mine"


def test_text_that_would_run_as_a_formula_gets_an_apostrophe() -> None:
    assert harmless(PEOPLE)["patient"].tolist() == ["P1", "'=1+1", "' @x", "a,b", 'say "hi"', "two\nlines"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_every_beginning_of_a_formula_is_disarmed(start: str) -> None:
    assert harmless(pd.DataFrame({"a": [f"{start}cmd"]}))["a"][0].startswith("'")


def test_numbers_stay_numbers() -> None:
    assert harmless(PEOPLE)["seconds"].tolist() == PEOPLE["seconds"].tolist()


def test_the_table_handed_in_is_not_changed() -> None:
    harmless(PEOPLE)
    assert PEOPLE["patient"][1] == "=1+1"


def test_a_csv_file_reads_back_cell_by_cell() -> None:
    records = list(csv.reader(io.StringIO(csv_text(PEOPLE), newline="")))
    assert records[0] == ["patient", "seconds"]
    assert [record[0] for record in records[1:]] == harmless(PEOPLE)["patient"].tolist()


def test_missing_cells_are_empty() -> None:
    table = pd.DataFrame({"units": pd.array([1, None], dtype="Int64"), "note": pd.array(["a", None], dtype="str")})
    assert csv_text(table) == "units,note\n1,a\n,\n"


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
DOCUMENTS = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_json_is_what_the_standard_library_writes_with_an_indent_of_one(document: Any) -> None:
    assert json_text(document) == json.dumps(document, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("text", ["\x01", "}\x01{", '"', "\\", "}, {", "\n"])
def test_a_text_like_what_stands_between_records_stays_a_text(text: str) -> None:
    document = {"a": [{text: text}, {"b": text}], "c": [text, text]}
    assert json_text(document) == json.dumps(document, indent=1, ensure_ascii=False)
