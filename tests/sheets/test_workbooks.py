from __future__ import annotations

import datetime as dt
import importlib.util
import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from timeline.errors import MissingExtraError, ScheduleError
from timeline.sheets import formats, workbooks
from timeline.sheets.formats import grids
from timeline.sheets.sheet import Grid
from timeline.sheets.texts import Typed
from timeline.sheets.workbooks import workbook_grids


def made(*rows: list[Any], form: str = "yyyy-mm-dd hh:mm") -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": form}) as workbook:
        sheet = workbook.add_worksheet("Visits")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def cells(*rows: list[Any], **options: str) -> list[list[str]]:
    (grid,) = workbook_grids("day.xlsx", made(*rows, **options))
    return grid.records


def spreadsheet(*rows: str) -> bytes:
    """Make an ODS file of cells as XML."""
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="V">{table}</table:table></office:spreadsheet>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml", f"<office:document-content {names}>{body}</office:body></office:document-content>"
        )
    return target.getvalue()


def test_clocks_are_typed_and_rounded_to_the_nearest_second() -> None:
    row = [dt.datetime(2026, 3, 2, 9, 0, 0, 333_000), dt.datetime(2026, 3, 2, 8, 59, 59, 700_000), "9:00"]
    (read,) = cells(row)
    assert read == ["2026-03-02 09:00:00", "2026-03-02 09:00:00", "9:00"]
    assert [type(cell) for cell in read] == [Typed, Typed, str]


def test_times_alone_and_lengths_are_typed() -> None:
    assert cells([dt.time(9, 5), dt.time(0, 0)], form="hh:mm") == [["09:05:00", "00:00:00"]]
    (read,) = cells([dt.timedelta(hours=49, minutes=3)], form="[h]:mm")
    assert (read, type(read[0])) == (["49:03:00"], Typed)


def test_numbers_truth_and_errors_are_what_a_reader_sees() -> None:
    assert cells([97110, 1.25, True, "00123", "=NA()"]) == [["97110", "1.25", "true", "00123", "0"]]
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "patient")
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
        sheet.write_formula(1, 2, '=IF(1,"a")', None, "a")
    (grid,) = workbook_grids("day.xlsx", target.getvalue())
    assert grid.records == [["patient", "", ""], ["", "#N/A", "a"]]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    assert cells([], [], ["a", "b"], [], ["c"]) == [["", ""], ["", ""], ["a", "b"], ["", ""], ["c", ""]]


def test_every_sheet_is_a_table_and_hidden_ones_say_so() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        workbook.add_worksheet("Shown").write(0, 0, "a")
        workbook.add_worksheet("Empty")
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=Shown!$A$1"})
        workbook.add_chartsheet("Chart").set_chart(chart)
        hidden = workbook.add_worksheet("Hidden")
        hidden.write(0, 0, "b")
        hidden.hide()
    assert workbook_grids("day.xlsx", target.getvalue()) == [
        *(Grid([["a"]], "Shown"), Grid([], "Empty"), Grid([["b"]], "Hidden", hidden=True)),
    ]


def test_an_ods_file_is_read_with_its_types() -> None:
    content = spreadsheet(
        "<table:table-cell office:value-type='string'><text:p>start</text:p></table:table-cell>",
        "<table:table-cell office:value-type='date' office:date-value='2026-03-02T09:00:00'/>"
        "<table:table-cell office:value-type='time' office:time-value='PT09H30M00S'/>"
        "<table:table-cell office:value-type='float' office:value='97110'/>"
        "<table:table-cell office:value-type='boolean' office:boolean-value='true'/>",
    )
    (grid,) = grids("day.ods", content, None)
    assert grid.records == [["start", "", "", ""], ["2026-03-02 09:00:00", "09:30:00", "97110", "true"]]


def test_an_xls_file_is_read_with_its_types() -> None:
    shown, hidden = grids("visits", Path(__file__).with_name("visits.xls").read_bytes(), None)
    assert shown.records[1] == ["2026-03-02 09:00:00", "09:05:00", "5", "", "#N/A", "true"]
    assert (hidden.records, hidden.hidden) == ([["x"]], True)


def test_two_cells_at_the_far_ends_of_a_sheet_are_one_sentence() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "Marker")
        sheet.write(1_048_575, 16_383, "Marker")
    told = refused(target.getvalue())
    assert "too large" in told or "more cells" in told or "memory" in told
    assert "Marker" not in told


def refused(content: bytes) -> str:
    with pytest.raises(ScheduleError) as raised:
        grids("day.xlsx", content, None)
    (fault,) = raised.value.fault_list
    return f"{fault.problem}. {fault.repair}"


def bomb(cells: int) -> bytes:
    """Make a small workbook that unpacks to so many cells."""
    content = made(["a"])
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            more = b'<c r="A1"><v>1</v></c>' * (cells if name.endswith("sheet1.xml") else 0)
            new.writestr(name, old.read(name).replace(b"<sheetData>", b"<sheetData><row>" + more + b"</row>"))
    return target.getvalue()


def test_a_workbook_that_takes_too_much_memory_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_MEMORY", 60)
    monkeypatch.setattr(workbooks, "_SECONDS", 60)
    told = refused(bomb(2_000_000))
    assert "memory" in told or "too large" in told


def test_a_workbook_that_takes_too_long_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_SECONDS", -1)
    assert "too long" in refused(bomb(1_000_000))


def test_a_workbook_whose_parts_are_huge_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_MOST_PARTS", 1000)
    assert "far more than a schedule" in refused(made(["a"]))


def test_a_damaged_workbook_is_one_sentence() -> None:
    with zipfile.ZipFile(target := io.BytesIO(), "w") as archive:
        archive.writestr("[Content_Types].xml", "spreadsheetml.sheet.main")
    assert "damaged" in refused(target.getvalue())


def test_without_the_reader_the_install_line_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r'pip install "clinic-timeline\[excel\]"'):
        workbook_grids("day.xlsx", made(["a"]))


def test_a_date_in_a_column_of_moments_is_a_midnight() -> None:
    evening, midnight = dt.datetime(2026, 3, 2, 23, 0), dt.datetime(2026, 3, 3)
    assert [row[0] for row in cells([evening], [midnight])] == ["2026-03-02 23:00:00", "2026-03-03 00:00:00"]
    assert cells([midnight], [midnight]) == [["2026-03-03"], ["2026-03-03"]]


def test_a_formula_that_was_never_computed_is_no_blank_cell() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made(["a"], ["1"]))) as good, zipfile.ZipFile(content, "w") as bad:
        for name in good.namelist():
            part = good.read(name)
            if name.endswith("sheet1.xml"):
                formulas = b'<c r="B2"><f>1/0</f><v/></c><c r="C2" t="str"><f>""</f><v></v></c>'
                part = part.replace(b"</c></row></sheetData>", b"</c>" + formulas + b"</row></sheetData>")
            bad.writestr(name, part)
    (grid,) = workbook_grids("day.xlsx", content.getvalue())
    assert [cell for cell in grid.records[1] if cell] == ["1", "#CALC!"]


def ending(monkeypatch: pytest.MonkeyPatch, *, printed: bytes = b"", code: int = 0) -> None:
    """Let the program print this and end with this code."""
    done = subprocess.CompletedProcess([], code, printed)
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: done)


def test_a_program_that_ends_in_the_middle_of_a_line_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    ending(monkeypatch, printed=b'{"sheet": "A", "hidden": false, "width": 1}\n[["Mark')
    assert refused(made(["a"])) == "the workbook cannot be read: it is damaged, or too large. " + workbooks._SMALLER


def test_a_program_that_is_killed_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    ending(monkeypatch, code=-9)
    assert "cannot be read" in refused(made(["a"]))


def test_a_workbook_of_charts_alone_has_no_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    ending(monkeypatch)
    assert "has no sheet of cells" in refused(made(["a"]))


def test_a_program_that_hangs_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, timeout: float, **options: object) -> None:
        raise subprocess.TimeoutExpired("workbook_cells.py", timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    assert "takes too long" in refused(made(["a"]))
