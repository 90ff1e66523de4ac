from __future__ import annotations

import csv
import io
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.disk import full
from timeline import files
from timeline.errors import FileError, ScheduleError
from timeline.privacy.key_file import Person, assign
from timeline.wrapped import FORMULA_STARTS

ANN, BEN, PT = Person("patient", "ann"), Person("patient", "ben"), Person("provider", "ann")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "key.csv"


def test_everybody_gets_a_pseudonym_of_his_kind(key: Path) -> None:
    found = assign(key, [ANN, BEN, PT, Person("group", "G1")])
    words = {person: name.rpartition("-")[0] for person, name in found.items()}
    assert words == {ANN: "Patient", BEN: "Patient", PT: "Provider", Person("group", "G1"): "Group"}
    assert [len(found[person].rpartition("-")[2]) for person in (ANN, PT)] == [4, 2]


def test_a_pseudonym_stays_from_run_to_run_and_new_people_are_added(key: Path) -> None:
    first = assign(key, [ANN])
    second = assign(key, [BEN])
    assert second[ANN] == first[ANN]
    assert assign(key, []) == second
    assert len(set(second.values())) == 2


def test_the_key_is_private_even_where_it_was_not(key: Path) -> None:
    key.touch(mode=0o644)
    assign(key, [ANN])
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_pseudonyms_are_drawn_by_chance(tmp_path: Path) -> None:
    people = [Person("patient", f"{n:03}") for n in range(50)]
    one, two = (assign(tmp_path / name, people) for name in ("one.csv", "two.csv"))
    assert one != two
    assert sorted(people, key=lambda person: one[person]) != people


def test_the_lines_of_the_key_are_in_the_order_of_pseudonyms(key: Path) -> None:
    assign(key, [Person("patient", f"{n:03}") for n in range(50)])
    _, *lines = key.read_text().splitlines()
    assert lines == sorted(lines, key=lambda line: line.split(",")[2])
    assert len(lines) == 50


def test_numbers_grow_longer_before_they_run_out(key: Path) -> None:
    names = assign(key, [Person("provider", str(n)) for n in range(200)]).values()
    lengths = [len(name.rpartition("-")[2]) for name in names]
    assert (len(set(names)), lengths.count(2), lengths.count(3)) == (200, 50, 150)


def test_processes_that_share_a_key_agree(key: Path) -> None:
    people = [Person("patient", str(n)) for n in range(20)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: assign(key, people[n : n + 10]), range(11)))
    found = assign(key, people)
    assert len(key.read_text().splitlines()) == len(set(found.values())) + 1 == 21


@given(ids=st.sets(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=5))
def test_any_id_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, ids: set[str]) -> None:
    path = tmp_path_factory.mktemp("keys") / "key.csv"
    people = {Person("patient", key) for key in ids}
    assert assign(path, people).keys() == assign(path, ()).keys() == people


@pytest.mark.parametrize("start", [*FORMULA_STARTS, "'", " ="])
def test_no_id_runs_as_a_formula_in_a_spreadsheet(key: Path, start: str) -> None:
    person = Person("patient", f"{start}1+1")
    assign(key, [person])
    _, (_, cell, _) = csv.reader(io.StringIO(key.read_bytes().decode(), newline=""))
    assert cell.startswith("'")
    assert person in assign(key, ())


@pytest.mark.parametrize(
    "content",
    [
        b"start,end,patient\n9:00,9:30,Secret Jane\n",
        b"kind,id,pseudonym\npatient,Secret Jane,Patient-0001",
        b"kind,id,pseudonym\npatient,Secret Jane\n",
        b"kind,id,pseudonym\nnurse,Secret Jane,Patient-0001\n",
        b"kind,id,pseudonym\npatient,,Patient-0001\n",
        b"kind,id,pseudonym\npatient,Secret Jane,Patient-0001\npatient,Secret Jane,Patient-0002\n",
        b"kind,id,pseudonym\npatient,Secret Jane,Patient-0001\npatient,Secret Bo,Patient-0001\n",
        b'kind,id,pseudonym\npatient,"Secret Jane',
        b"Secret Jane \xff\xfe",
    ],
)
def test_a_file_that_is_no_sound_key_is_refused_and_left_alone(key: Path, content: bytes) -> None:
    key.write_bytes(content)
    with pytest.raises(ScheduleError) as refused:
        assign(key, [ANN])
    assert key.read_bytes() == content
    assert "Secret" not in str(refused.value)
    assert refused.value.fault_list[0].file == "key.csv"


def test_a_key_in_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"^key\.csv: cannot be opened \(No such file or directory\)\. Check"):
        assign(tmp_path / "none" / "key.csv", [ANN])


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_loses_nothing_of_the_key(key: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    first = assign(key, [ANN])
    before = key.read_bytes()
    with monkeypatch.context() as disk:
        disk.setattr(files.os, step, full)
        with pytest.raises(FileError, match="No space left"):
            assign(key, [BEN])
    assert key.read_bytes() == before
    assert assign(key, [BEN])[ANN] == first[ANN]


def test_a_key_that_knows_everybody_is_not_written(key: Path) -> None:
    assign(key, [ANN])
    before = key.stat().st_ino
    assign(key, [ANN])
    assert key.stat().st_ino == before


def test_people_who_join_later_do_not_stand_apart(key: Path) -> None:
    for n in range(30):
        assign(key, [Person("patient", f"{n:03}")])
    _, *lines = key.read_text().splitlines()
    assert lines == sorted(lines, key=lambda line: line.split(",")[2])
