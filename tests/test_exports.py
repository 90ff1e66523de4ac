from __future__ import annotations

import csv
import importlib.util
import io
import stat
from pathlib import Path

import pandas as pd
import pytest

from timeline.errors import FaultyInputError, MissingExtraError
from timeline.exports import csv_text, harmless, write_private, write_tables

PEOPLE = pd.DataFrame(
    {"patient": ["P1", "=1+1", " @x", "a,b", 'say "hi"', "two\r\nlines"], "seconds": [1, -2, 3, 4, 5, 6]}
)


def test_a_file_is_private_to_its_owner(tmp_path: Path) -> None:
    write_private(tmp_path / "out.json", "{}")
    assert stat.S_IMODE((tmp_path / "out.json").stat().st_mode) == 0o600


def test_overwriting_makes_a_public_file_private(tmp_path: Path) -> None:
    (tmp_path / "out.json").touch(0o644)
    write_private(tmp_path / "out.json", "{}", overwrite=True)
    assert stat.S_IMODE((tmp_path / "out.json").stat().st_mode) == 0o600


def test_an_existing_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("mine")
    with pytest.raises(FaultyInputError, match=r"out\.json: exists already\. Give another name, or add --overwrite"):
        write_private(tmp_path / "out.json", "{}")
    assert (tmp_path / "out.json").read_text() == "mine"


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_folder_in_place_of_a_file_is_a_fault(tmp_path: Path, overwrite: bool) -> None:
    with pytest.raises(FaultyInputError):
        write_private(tmp_path, "{}", overwrite=overwrite)


def test_a_missing_folder_is_a_fault_with_a_repair(tmp_path: Path) -> None:
    with pytest.raises(FaultyInputError, match="Check the folder and its rights"):
        write_private(tmp_path / "nowhere" / "out.json", "{}")


def test_tables_become_files_in_a_private_folder(tmp_path: Path) -> None:
    write_tables({"people": PEOPLE, "more": PEOPLE}, tmp_path / "new" / "out", "csv")
    folder = tmp_path / "new" / "out"
    assert sorted(path.name for path in folder.iterdir()) == ["more.csv", "people.csv"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_is_written_where_one_file_exists(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("mine")
    with pytest.raises(FaultyInputError, match=r"more\.csv"):
        write_tables({"people": PEOPLE, "more": PEOPLE}, tmp_path, "csv")
    assert [path.name for path in tmp_path.iterdir()] == ["more.csv"]


def test_a_file_in_place_of_the_folder_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(FaultyInputError, match="Give a folder, not a file"):
        write_tables({"people": PEOPLE}, tmp_path / "out", "csv")


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
