"""A file read in pieces is the file read as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.errors import Fault, ScheduleError
from timeline.schedules import ColumnMapping, Schedule, long_file, read_schedule
from timeline.schedules.long_file import LongFile, read_long_file
from timeline.schedules.schedule import SpanColumns, faults_table, settings_of, skipped_table, table_of
from timeline.sheets import FileFormat, pieces

HEADER = "date,start,end,patient,provider,role,code"
ROW = "2026-03-02,9:00,9:30,P1,PT1,PT,97110"


def in_pieces(path: Path, rows: int, *, name: str = "", **options: Any) -> tuple[pd.DataFrame, LongFile | None]:
    """Read a file so many rows at a time."""
    taken: list[SpanColumns] = []
    asked = settings_of(options.get("mapping"), options.get("clinic"), options.get("payer"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_file, "PIECE_ROWS", rows)
        found = read_long_file(name or path.name, path, asked, taken.append, taken.clear)
    return pd.concat(map(table_of, taken), ignore_index=True) if taken else pd.DataFrame(), found


def check_equal(path: Path, rows: int, **options: Any) -> Schedule:
    """Check that a file read in pieces of some rows says what it says as a whole."""
    whole = read_schedule(path, on_fault="skip", **options)
    table, found = in_pieces(path, rows, **options)
    assert found is not None
    pd.testing.assert_frame_equal(table, whole.interval_table)
    pd.testing.assert_frame_equal(skipped_table(found.skipped), whole.skipped_table)
    pd.testing.assert_frame_equal(faults_table(found.faults), whole.fault_table)
    assert set(found.night_rows) == set(whole.night_rows)
    assert found.rows == whole.inputs[0].rows
    assert len(found.faults) == len(whole.fault_table)
    return whole


def faults_in_pieces(path: Path, rows: int, **options: Any) -> list[Fault]:
    """Return what is wrong with a file read in pieces."""
    found = in_pieces(path, rows, **options)[1]
    assert found is not None
    return found.faults


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write_rows(*rows: str, header: str = HEADER) -> Path:
        path = tmp_path / "day.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write_rows


CELLS = {
    "date": st.sampled_from(["2026-03-02", "2026-03-03", "03/04/2026", "04/13/2026", "", "total"]),
    "start": st.sampled_from(["9:00", "3:10", "9:00 AM", "09:30:20", "", "2026-03-02 9:00"]),
    "end": st.sampled_from(["9:45", "10:00 AM", "4:00", "8:00"]),
    "patient": st.sampled_from(["P1", "P2", "Ann, Bob", "Ann", "Bob", "n/a", ""]),
    "provider": st.sampled_from(["PT1", "PT2", "PT1; PT2", "", "none"]),
    "role": st.sampled_from(["PT", "OT", "wizard", ""]),
    "code": st.sampled_from(["97110", "97140", ""]),
    "status": st.sampled_from(["", "", "completed", "cancelled", "odd"]),
    "interval_id": st.sampled_from(["", "", "a", "b", "day.csv:3"]),
}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=9),
    st.integers(1, 4),
    st.sets(st.sampled_from(["status", "interval_id", "date"])),
)
def test_rows_and_what_is_left_out_do_not_depend_on_the_pieces(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], size: int, without: set[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "day.csv"
    pd.DataFrame(rows).drop(columns=sorted(without)).to_csv(path, index=False)
    check_equal(path, size)


def test_day_and_month_are_told_apart_by_the_whole_file(write: Any) -> None:
    path = write(*(ROW.replace("2026-03-02", date) for date in ("03/02/2026", "03/13/2026")))
    table, found = in_pieces(path, 1)
    assert table["date"].tolist() == ["2026-03-02", "2026-03-13"]
    assert found is not None
    assert not found.faults


def test_dates_that_stay_open_are_asked_about_in_every_piece(write: Any) -> None:
    path = write(*(ROW.replace("2026-03-02", date) for date in ("03/02/2026", "04/02/2026")))
    with pytest.raises(ScheduleError) as wrong:
        read_schedule(path)
    assert faults_in_pieces(path, 1) == list(wrong.value.fault_list)


def test_an_id_given_twice_far_apart_is_a_fault_of_both_rows(write: Any) -> None:
    path = write(f"a,{ROW}", f"b,{ROW}", f"a,{ROW}", header=f"interval_id,{HEADER}")
    assert [fault.row for fault in faults_in_pieces(path, 1)] == [2, 4]


def test_an_id_that_is_what_another_row_is_called_is_a_fault_of_both(write: Any) -> None:
    path = write(f",{ROW}", f"b,{ROW}", f"day.csv:2,{ROW}", header=f"interval_id,{HEADER}")
    assert [fault.row for fault in faults_in_pieces(path, 1)] == [2, 4]


def test_a_list_of_people_is_known_by_those_who_stand_alone_elsewhere(write: Any) -> None:
    path = write(
        *(ROW.replace("PT1", who) for who in ('"Ann, Bob"', "Ann", "Bob")),
    )
    check_equal(path, 1)
    assert [fault.column for fault in faults_in_pieces(path, 1)] == ["provider"]


def test_a_clock_of_twenty_four_hours_in_any_piece_settles_the_nights_of_all(write: Any) -> None:
    early = ROW.replace("9:00,9:30", "2:00,2:30")
    assert len(check_equal(write(early, early.replace("P1", "P2")), 1).night_rows) == 2
    assert not check_equal(write(early, ROW.replace("9:00,9:30", "15:00,15:30")), 1).night_rows


def test_rows_have_the_numbers_of_the_file_below_a_title_and_blank_lines(write: Any) -> None:
    path = write("", ROW, "# a note", ROW.replace("9:30", "8:30"), "", ROW, header=f"Schedule\n\n{HEADER}")
    options = {"mapping": ColumnMapping(file=FileFormat(header_row=3))}
    check_equal(path, 2, **options)
    assert [fault.row for fault in faults_in_pieces(path, 2, **options)] == [7]


def test_names_in_place_of_a_header_and_other_signs_between_cells_are_read(tmp_path: Path) -> None:
    path = tmp_path / "day.csv"
    path.write_text("\n".join([ROW, ROW]).replace(",", ";"), encoding="utf-16")
    mapping = ColumnMapping(file=FileFormat(columns=tuple(HEADER.split(","))))
    assert len(check_equal(path, 1, mapping=mapping).interval_table) == 2
    path.write_text(f"sep=;\n{HEADER.replace(',', ';')}\n{ROW.replace(',', ';')}\n", encoding="utf-8-sig")
    check_equal(path, 1)


def test_blank_rows_between_pieces_say_nothing(write: Any) -> None:
    mapping = ColumnMapping(file=FileFormat(columns=tuple(HEADER.split(","))))
    path = write(ROW, *[",,,,,,"] * 4, ROW, ",,,,,,", header=ROW)
    assert len(check_equal(path, 2, mapping=mapping).interval_table) == 3
    check_equal(write(*[",,,,,,"] * 4), 2)


def test_a_word_is_not_shown_that_is_a_name_in_another_piece(write: Any) -> None:
    path = write(ROW.replace(",PT,", ",other1,"), ROW.replace(",PT,", ",other1,"), ROW.replace("P1", "other1"))
    with pytest.raises(ScheduleError) as wrong:
        read_schedule(path)
    assert faults_in_pieces(path, 1) == list(wrong.value.fault_list)
    assert "other1" not in str(wrong.value)


def test_parquet_is_read_in_pieces_of_any_length(tmp_path: Path) -> None:
    path = tmp_path / "day.parquet"
    frame = pd.DataFrame([ROW.split(",")] * 7, columns=HEADER.split(","))
    frame.to_parquet(path, row_group_size=2)
    for rows in (1, 3, 7, 10):
        check_equal(path, rows)


def test_moments_in_a_column_of_another_meaning_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "day.parquet"
    frame = pd.DataFrame([ROW.split(",")] * 3, columns=HEADER.split(","))
    frame["code"] = pd.to_datetime(["2026-03-02 09:00"] * 3)
    frame.to_parquet(path)
    assert set(check_equal(path, 2).intervals["code"]) == {"2026-03-02 09:00:00"}


def test_names_that_a_mapping_gives_take_the_place_of_those_of_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "day.parquet"
    pd.DataFrame([ROW.split(",")] * 3, columns=[f"column {place}" for place in range(7)]).to_parquet(path)
    mapping = ColumnMapping(file=FileFormat(columns=tuple(HEADER.split(","))))
    assert len(check_equal(path, 2, mapping=mapping).intervals) == 3
    below = ColumnMapping(file=FileFormat(header_row=2, columns=tuple(HEADER.split(","))))
    assert in_pieces(path, 1, mapping=below)[1] is None


def test_a_line_far_too_long_for_a_row_is_not_read_to_its_end(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LONGEST_LINE", 100_000)
    path = write(ROW, ROW, "x," * 500_000)
    with pytest.raises(ScheduleError, match=r"day\.csv:4: the row has more than"):
        in_pieces(path, 1)


def test_a_file_whose_rows_depend_on_one_another_is_read_as_a_whole(write: Any, tmp_path: Path) -> None:
    mapping = ColumnMapping(file=FileFormat(fill_down=("date",)))
    assert in_pieces(write(ROW), 1, mapping=mapping)[1] is None
    assert in_pieces(write(ROW), 1, mapping=ColumnMapping(file=FileFormat(leave_out=("totals",))))[1] is None
    other = tmp_path / "day.json"
    other.write_text('{"resourceType": "Bundle"}', encoding="utf-8")
    assert in_pieces(other, 1)[1] is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        HEADER.encode(),
        f'{HEADER}\n{ROW}\n{ROW}\n"open\n'.encode(),
        f"{HEADER}\n{ROW}\n".encode() + b"\xff\n",
        f"{HEADER}\n{ROW}\n".encode() + b"\0\n",
        f"{HEADER}\n{ROW},{'x,' * 16_400}\n".encode(),
        f"a,b\n{ROW}\n".encode(),
        b"PAR1 no such thing PAR1",
        b"%PDF-1.7",
        b",\n,,\n",
    ],
)
def test_what_is_wrong_with_the_whole_file_is_said_in_the_same_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "day.csv"
    path.write_bytes(content)
    said: list[str] = []
    for read in (lambda: read_schedule(path), lambda: in_pieces(path, 1)):
        try:
            read()
            said.append("")
        except ScheduleError as wrong:
            said.append(str(wrong))
    assert said[0] == said[1]
