"""What the program prints, asked in this process."""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import runpy
import sys
import zipfile
from types import SimpleNamespace

import pytest
import xlsxwriter

from tests.sheets.test_workbooks import made, spreadsheet
from timeline.sheets import workbook_cells
from timeline.sheets.workbook_cells import TooLargeError, confine, error_cells, main, print_cells, sheet_lines, written


def printed(content: bytes, most: int = 10_000) -> list[object]:
    target = io.BytesIO()
    print_cells(content, target, most)
    return [json.loads(line) for line in target.getvalue().splitlines()]


def test_a_sheet_is_announced_and_then_its_rows_come_without_blanks_at_their_end() -> None:
    assert printed(made(["a", "b"], ["c", ""], [""])) == [
        *({"sheet": "Visits", "hidden": False, "width": 2}, [["a", "b"], ["c"]]),
    ]


def test_a_date_stands_in_brackets() -> None:
    assert printed(made([dt.datetime(2026, 3, 2, 9)]))[1] == [[["2026-03-02 09:00:00"]]]


def test_true_and_one_are_told_apart() -> None:
    assert printed(made([True, 1, False, 0]))[1] == [["true", "1", "false", "0"]]


def test_more_than_may_be_printed_ends_the_run() -> None:
    with pytest.raises(TooLargeError):
        printed(made(["a" * 500]), 100)
    with pytest.raises(TooLargeError):
        list(sheet_lines("a", hidden=False, rows=[["x"]] * 2_000 + [["x"] * 16_000]))


def test_what_is_no_workbook_is_said_to_be_damaged() -> None:
    with zipfile.ZipFile(target := io.BytesIO(), "w") as archive:
        archive.writestr("[Content_Types].xml", "")
    assert printed(target.getvalue()) == [{"fault": "damaged"}]


def test_errors_are_looked_for_in_xlsx_alone() -> None:
    assert list(error_cells(made(["a"]))) == [{}]
    assert list(error_cells(spreadsheet())) == list(error_cells(b"no archive")) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e16, "10000000000000000"),
        (0.1, "0.1"),
        (7, "7"),
        (dt.date(2026, 3, 2), ["2026-03-02"]),
        (dt.time(23, 59, 59, 900_000), ["24:00:00"]),
        (dt.timedelta(seconds=90, microseconds=400_000), ["00:01:30"]),
        (dt.datetime.max, ["9999-12-31 23:59:59"]),  # noqa: DTZ901 (wall clocks are naive)
    ],
)
def test_values_are_written_as_text(value: object, text: object) -> None:
    assert written(value) == text


def test_charts_are_no_sheets_and_hidden_sheets_say_so() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        hidden = workbook.add_worksheet("Hidden")
        workbook.add_worksheet("Shown").activate()
        hidden.hide()
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=Shown!$A$1"})
        workbook.add_chartsheet("Chart").set_chart(chart)
    assert [(line["sheet"], line["hidden"]) for line in printed(target.getvalue()) if isinstance(line, dict)] == [
        ("Hidden", True),
        ("Shown", False),
    ]


def test_an_error_stands_where_the_sheet_shows_it() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_formula(0, 27, "=NA()", None, "#N/A")
        sheet.write(1, 0, "a")
    assert list(error_cells(target.getvalue())) == [{0: {27: "#N/A"}}]
    assert printed(target.getvalue())[1] == [[*[""] * 27, "#N/A"], ["a"]]


@pytest.mark.parametrize("cell", ['<c t="e"><v>#N/A</v></c>', '<c r="A1" t="e"><v>Quasimodo</v></c>'])
def test_an_error_without_a_place_or_a_known_sign_is_no_cell(cell: str) -> None:
    with zipfile.ZipFile(io.BytesIO(made(["a"]))) as old, zipfile.ZipFile(target := io.BytesIO(), "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<sheetData>", b"<sheetData>" + cell.encode()))
    assert list(error_cells(target.getvalue())) == [{}]


def test_a_sheet_that_the_workbook_does_not_say_where_it_is_has_no_errors() -> None:
    with zipfile.ZipFile(target := io.BytesIO(), "w") as archive:
        archive.writestr("xl/workbook.xml", '<sheet name="A" r:id="rId1"/>')
        archive.writestr("xl/_rels/workbook.xml.rels", '<Relationship Id="rId1"/>')
    assert list(error_cells(target.getvalue())) == [{}]


def test_cells_far_apart_are_more_than_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_cells, "_CELLS", 100)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(30, 30, "b")
    with pytest.raises(TooLargeError):
        printed(target.getvalue())


class _Encrypted:
    @staticmethod
    def from_filelike(_: object) -> None:
        import python_calamine

        raise python_calamine.PasswordError


def test_an_encrypted_workbook_is_said_to_need_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("python_calamine.CalamineWorkbook", _Encrypted)
    assert printed(made(["a"])) == [{"fault": "password"}]


@pytest.fixture
def bounds(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """Collect the bounds asked for, and leave those of this process alone."""
    asked: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", asked.__setitem__)
    monkeypatch.setattr(resource, "getrlimit", lambda which: (0, 3 if which == resource.RLIMIT_CPU else -1))
    return asked


def test_the_program_bounds_itself_and_prints_what_it_reads(
    bounds: dict[int, tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = io.BytesIO()
    monkeypatch.setattr(sys, "argv", ["workbook_cells.py", "5000", "2", "10000"])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(made(["a"]))))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=target))
    runpy.run_path(workbook_cells.__file__, run_name="__main__")
    assert [json.loads(line) for line in target.getvalue().splitlines()] == printed(made(["a"]))
    assert bounds == {resource.RLIMIT_AS: (5000, -1), resource.RLIMIT_CPU: (2, 3), resource.RLIMIT_CORE: (0, -1)}


def test_a_bound_is_never_above_what_the_system_allows(bounds: dict[int, tuple[int, int]]) -> None:
    confine(memory=5000, seconds=9)
    assert bounds[resource.RLIMIT_CPU] == (3, 3)


def test_a_bound_that_the_system_does_not_take_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def refuse(which: int, _: tuple[int, int]) -> None:
        if which == resource.RLIMIT_AS:
            raise ValueError
        taken.append(which)

    monkeypatch.setattr(resource, "setrlimit", refuse)
    confine(memory=5000, seconds=9)
    assert taken == [resource.RLIMIT_CPU, resource.RLIMIT_CORE]


def test_a_system_without_bounds_reads_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    target = io.BytesIO()
    main(["5000", "2", "10000"], io.BytesIO(made(["a"])), target)
    assert len(target.getvalue().splitlines()) == 2


@pytest.mark.usefixtures("bounds")
@pytest.mark.parametrize(("most", "fault"), [(10, "too large"), (10_000, "memory")])
def test_what_is_too_much_is_one_line(most: int, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(_: bytes) -> object:
        raise MemoryError

    if fault == "memory":
        monkeypatch.setattr(workbook_cells, "error_cells", exhausted)
    target = io.BytesIO()
    main(["5000", "2", str(most)], io.BytesIO(made(["a"])), target)
    assert json.loads(target.getvalue()) == {"fault": fault}


def test_blank_rows_at_the_end_of_a_sheet_are_not_printed() -> None:
    lines = sheet_lines("A", hidden=False, rows=[["a"], [], ["b", "c"], [], []])
    assert [json.loads(line) for line in lines] == [
        {"sheet": "A", "hidden": False, "width": 2},
        [["a"], [], ["b", "c"]],
    ]


def test_equal_numbers_are_the_same_text() -> None:
    assert printed(made([97110, 97110], [97110, 2]))[1] == [["97110", "97110"], ["97110", "2"]]
