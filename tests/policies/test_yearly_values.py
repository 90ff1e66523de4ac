"""CMS's yearly file of relative values, in the layouts of several years; the rows are invented."""

import csv
import sys
from pathlib import Path

import pytest
import xlsxwriter

from timeline.errors import MissingExtraError, PolicyError
from timeline.policies.relative_values import read_values
from timeline.policies.yearly_values import import_rvu

TITLE = [
    ",,2026 National Physician Fee Schedule Relative Value File July Release,,,,,,,,,,,,,,,,,,,,,,,,,,,,",
    ",,Descriptions are the property of their owner.,,,,,,,,,,,,,,,,,,,,,,,,,,,,",
    ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,",
]
UPPER = (
    ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,"
    "CO-,TEAM,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT"
)
LOWER = (
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,"
    "SURG,SURG,SURG,SURG,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT"
)


def line(
    code: str, work: str, expense: str, total: str, *, modifier: str = "", status: str = "A", several: str = "5"
) -> str:
    return (
        f'{code},{modifier},"A name, with a comma",{status},,{work},{expense},,{expense},NA,0.01,{total},{total},9,XXX,'
        f"0,0,0,{several},0,0,0,0,,33.4009,09,0,99,0.00,0.00,0.00"
    )


ROWS = [
    line("97110", "0.45", "0.41", "0.87"),
    line("97530", "0.44", "0.60", "1.05"),
    line("77067", "0.74", "0.27", "1.02", modifier="26"),
    line("99213", "1.30", "1.40", "2.71", several="0"),
]


def written(folder: Path, lines: list[str], name: str = "PPRRVU2026.csv", end: str = "\r\n") -> Path:
    file = folder / name
    file.write_bytes((end.join(lines) + end).encode("latin-1"))
    return file


def test_a_published_file_becomes_a_table_that_a_policy_takes(tmp_path: Path) -> None:
    table, factors = import_rvu(written(tmp_path, [*TITLE, UPPER, LOWER, *ROWS]))
    assert table["code"].tolist() == ["97110", "97530", "99213"]
    assert factors == ("33.4009",)
    table.to_csv(tmp_path / "rvu.csv", index=False)
    assert str(read_values(str(tmp_path / "rvu.csv"))["97530"].total) == "1.05"


def test_only_the_codes_asked_for_are_kept(tmp_path: Path) -> None:
    table, _ = import_rvu(written(tmp_path, [*TITLE, UPPER, LOWER, *ROWS]), codes={"97110"})
    assert table.to_numpy().tolist() == [["97110", "0.45", "0.41", "0.41", "0.01", "A", "5"]]


def test_a_year_with_a_further_column_is_read_alike(tmp_path: Path) -> None:
    def widened(text: str, cell: str) -> str:
        cells = text.replace("A name, with a comma", "A name").split(",")
        return ",".join([*cells[:18], cell, *cells[18:]])

    lines = [*TITLE, widened(UPPER, "PRIC"), widened(LOWER, "IND"), *(widened(row, "1") for row in ROWS)]
    table, _ = import_rvu(written(tmp_path, lines))
    assert table["mult_proc"].tolist() == ["5", "5", "0"]


def test_tab_separated_text_is_read_too(tmp_path: Path) -> None:
    lines = [
        text.replace("A name, with a comma", "A name").replace(",", "\t") for text in (*TITLE, UPPER, LOWER, *ROWS)
    ]
    assert len(import_rvu(written(tmp_path, lines, "PPRRVU2026.txt", "\n"))[0]) == 3


def test_every_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    wrong = [
        line("97110", "0.45", "x", "0.87"),
        line("97530", "0.44", "0.60", "9.99"),
        line("9753", "0.44", "0.60", "1.05", status="?"),
        ROWS[3],
        ROWS[3],
    ]
    with pytest.raises(PolicyError) as caught:
        import_rvu(written(tmp_path, [*TITLE, UPPER, LOWER, *wrong]))
    assert [(fault.row, fault.column) for fault in caught.value.fault_list] == [
        (6, "pe_nonfac"),
        (6, "pe_fac"),
        (7, "total"),
        (8, "code"),
        (8, "status"),
        (10, "code"),
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["97110  Exercises   A   0.45"], "neither a line of headings"),
        ([LOWER, ROWS[0]], "no column is headed STATUS CODE"),
        ([UPPER.replace("WORK", "NON-FAC").replace("PE RVU", "RVU"), LOWER, ROWS[0]], "no column is headed WORK RVU"),
        ([UPPER, LOWER], "no relative values"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, lines: list[str], said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        import_rvu(written(tmp_path, lines))


def test_a_column_found_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="several columns are headed NON-FAC PE RVU"):
        import_rvu(written(tmp_path, [UPPER.replace("FACILITY,NA,MP", "NON-FAC,NA,MP"), LOWER, *ROWS]))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        import_rvu(tmp_path / "none.csv")


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="workbook"):
        import_rvu(written(tmp_path, ["x"], "PPRRVU2026.xlsx"))


def as_workbook(file: Path) -> Path:
    """Write a text file as the workbook of the same cells, its whole numbers as numbers."""
    book = file.with_suffix(".xlsx")
    with xlsxwriter.Workbook(str(book)) as workbook:
        sheet = workbook.add_worksheet()
        for number, cells in enumerate(csv.reader(file.read_text("latin-1").splitlines())):
            sheet.write_row(number, 0, [int(cell) if cell.isdigit() else cell for cell in cells])
    return book


def test_a_workbook_is_read_as_the_text_of_the_same_cells(tmp_path: Path) -> None:
    text = written(tmp_path, [*TITLE, UPPER, LOWER, *ROWS])
    table, factors = import_rvu(as_workbook(text))
    told, others = import_rvu(text)
    assert (table.to_numpy().tolist(), factors) == (told.to_numpy().tolist(), others)


def test_without_the_reader_of_workbooks_the_install_line_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MissingExtraError, match=r'pip install "clinic-timeline\[excel\]"'):
        import_rvu(tmp_path / "PPRRVU2026.xlsx")


def test_a_row_without_a_conversion_factor_states_none(tmp_path: Path) -> None:
    rows = [row.replace("33.4009", "") for row in ROWS]
    assert import_rvu(written(tmp_path, [*TITLE, UPPER, LOWER, *rows]))[1] == ()


NOTICES = ["HDR CODES AND DESCRIPTIONS ARE THE PROPERTY   ", "HDR OF THEIR OWNER.                            "]


def plain(
    code: str, work: str, expense: str, total: str, *, modifier: str = "", status: str = "A", several: str = "5"
) -> str:
    """A line of CMS's plain text, each value at its place."""
    return (
        f"{code:<5}{modifier:<2}{'A name':<50}{status:<2}{work:>6} {expense:>6}   {expense:>6}NA {'0.01':>5} {total:>6}"
        f"{total:>6}7XXX.00.00.00{several}0000{'':12}{'33.4009':>8} 090 99   {'0.00':>6} {'0.00':>6} {'0.00':>6}"
    )


PLAIN = [
    plain("97110", "0.45", "0.41", "0.87"),
    plain("97530", "0.44", "0.60", "1.05"),
    plain("77067", "0.74", "0.27", "1.02", modifier="26"),
    plain("99213", "1.30", "1.40", "2.71", several="0"),
    plain("97014", "0.18", "0.19", "0.38", status="I+", several="9"),
]


@pytest.mark.parametrize("above", [NOTICES, []])
def test_the_plain_text_without_headings_is_read_by_the_place_of_each_value(tmp_path: Path, above: list[str]) -> None:
    table, factors = import_rvu(written(tmp_path, [*above, *PLAIN, ""], "PPRRVU2026.txt"))
    assert table.to_numpy().tolist() == [
        ["97110", "0.45", "0.41", "0.41", "0.01", "A", "5"],
        ["97530", "0.44", "0.60", "0.60", "0.01", "A", "5"],
        ["99213", "1.30", "1.40", "1.40", "0.01", "A", "0"],
        ["97014", "0.18", "0.19", "0.19", "0.01", "I", "9"],
    ]
    assert factors == ("33.4009",)


def test_a_line_of_the_plain_text_that_is_laid_out_otherwise_is_named(tmp_path: Path) -> None:
    lines = [*NOTICES, PLAIN[0], PLAIN[1][1:], PLAIN[2][:100], "End of file"]
    with pytest.raises(PolicyError) as caught:
        import_rvu(written(tmp_path, lines, "PPRRVU2026.txt"))
    assert [fault.row for fault in caught.value.fault_list] == [4, 5, 6]
    assert {fault.problem for fault in caught.value.fault_list} == {"is not laid out as CMS's plain text is"}


def test_a_value_of_the_plain_text_that_does_not_add_up_is_named(tmp_path: Path) -> None:
    wrong = plain("97112", "0.50", "0.47", "9.98")
    with pytest.raises(PolicyError) as caught:
        import_rvu(written(tmp_path, [*NOTICES, *PLAIN, wrong], "PPRRVU2026.txt"))
    assert [(fault.row, fault.column) for fault in caught.value.fault_list] == [(8, "total")]
