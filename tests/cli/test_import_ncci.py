import csv
import sys
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from timeline.cli import main
from timeline.policies import load_policy_file
from timeline.policies.ncci import pairs
from timeline.units import count_units

HEADER = [
    ["CPT codes are the property of their owner."],
    ["Column 1", "Column 2", "*=in existence prior to 1996", "Effective Date", "Deletion Date *=no data", "Modifier"],
    ["", "", "", "", "", "0=not allowed"],
]
ROWS = [
    ["97140", "97124", "", "20200101", "*", "0", "Misuse"],
    ["97530", "97116", "", "20200101", "20240930", "1", "Misuse"],
    ["99281", "97110", "*", "19960101", "*", "9", "Standards"],
]
XML = '<?xml version="1.0"?>'
OPEN = "http://schemas.openxmlformats.org"
RELATIONS = f'{XML}<Relationships xmlns="{OPEN}/package/2006/relationships"><Relationship Id="r1" '
TYPES = f"{OPEN}/officeDocument/2006/relationships"
MAIN = f"{OPEN}/spreadsheetml/2006/main"
WORKBOOK = {
    "[Content_Types].xml": f'{XML}<Types xmlns="{OPEN}/package/2006/content-types"/>',
    "_rels/.rels": f'{RELATIONS}Type="{TYPES}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{TYPES}"><sheets>'
    '<sheet name="PTP" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{RELATIONS}Type="{TYPES}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def text_file(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("".join("\t".join(row) + "\r\n" for row in [*HEADER, *rows]), encoding="latin-1")
    return path


def workbook_file(path: Path, rows: list[list[str]]) -> Path:
    def cell(text: str) -> str:
        number = f"<c><v>{text}</v></c>"
        return number if text.isdigit() else f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'

    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in [*HEADER, *rows])
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**WORKBOOK, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(name, content)
    return path


def imported(target: Path, *arguments: str | Path) -> list[dict[str, str]]:
    with pytest.raises(SystemExit) as ended:
        main(["import-ncci", *map(str, arguments), "-o", str(target)])
    assert ended.value.code == 0
    with target.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["import-ncci", *map(str, arguments)])
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_the_published_text_becomes_a_table_with_both_dates(tmp_path: Path) -> None:
    found = imported(tmp_path / "table.csv", text_file(tmp_path / "q.txt", ROWS))
    assert [(row["column_one"], row["practitioner"], row["start"], row["until"]) for row in found] == [
        ("97140", "0", "2020-01-01", ""),
        ("97530", "1", "2020-01-01", "2024-10-01"),
    ]


def test_the_workbook_gives_the_same_table_as_the_text(tmp_path: Path) -> None:
    from_text = imported(tmp_path / "text.csv", text_file(tmp_path / "q.txt", ROWS))
    assert imported(tmp_path / "book.csv", workbook_file(tmp_path / "q.xlsx", ROWS)) == from_text


def test_pairs_of_codes_outside_the_code_table_are_kept_on_request(tmp_path: Path) -> None:
    found = imported(tmp_path / "table.csv", text_file(tmp_path / "q.txt", ROWS), "--all-codes")
    assert [row["column_one"] for row in found] == ["97140", "97530", "99281"]


def test_several_files_become_one_table(tmp_path: Path) -> None:
    one, two = text_file(tmp_path / "a.txt", ROWS[:1]), text_file(tmp_path / "b.txt", ROWS[1:2])
    assert len(imported(tmp_path / "table.csv", one, two)) == 2


def test_a_file_without_pairs_of_known_codes_gives_an_empty_table(tmp_path: Path) -> None:
    assert imported(tmp_path / "table.csv", text_file(tmp_path / "q.txt", ROWS[2:])) == []


def test_a_clinics_policy_uses_the_table_beside_it(tmp_path: Path) -> None:
    source = text_file(tmp_path / "q.txt", ROWS)
    imported(tmp_path / "pairs.csv", source)
    (tmp_path / "own.toml").write_text(
        'payer = "own"\nextends = "medicare"\n\n[[rule]]\nname = "edits"\nstart = 2024-01-01\n'
        'value = { tables = ["pairs.csv"], column = "practitioner", modifier = "59", '
        "snapshot_from = 2024-07-01, snapshot_to = 2024-12-31 }\n"
        'sources = [{ id = "cms-ncci-ptp-2024q3", at = "practitioner" }]\n',
        encoding="utf-8",
    )
    policy = load_policy_file(tmp_path / "own.toml")

    def codes_on_claim(day: date) -> list[str]:
        counted = count_units({"97530": 20, "97116": 20}, policy=policy, on=day)
        return [line["code"] for line in counted.to_dict()["lines"]]

    assert codes_on_claim(date(2024, 9, 30)) == ["97530"]
    assert codes_on_claim(date(2024, 10, 1)) == ["97116", "97530"]


def test_the_hospital_table_gets_the_hospitals_column(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    imported(target, text_file(tmp_path / "q.txt", ROWS), "--column", "outpatient_hospital")
    assert pairs((str(target),), "outpatient_hospital")["97140"]["97124"][0].indicator == "0"


def test_all_faults_of_all_files_are_listed_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = text_file(tmp_path / "a.txt", [["97140", "97124", "", "2020", "*", "7", "x"]])
    two = text_file(tmp_path / "b.txt", [*ROWS, ["9753", "97116", "", "20200101", "*", "1", "x"]])
    told = refused(capsys, one, two)
    assert told.startswith("3 faults")
    assert all(words in told for words in ("a.txt:4 effective date", "a.txt:4 modifier", "b.txt:7: not a pair"))


def test_a_date_that_is_no_day_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = text_file(tmp_path / "q.txt", [["97140", "97124", "", "20200101", "20230230", "1", "x"]])
    assert "deletion date: not a date, got '20230230'" in refused(capsys, file)


def test_a_table_is_not_written_over_by_accident(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "table.csv"
    source = text_file(tmp_path / "q.txt", ROWS)
    imported(target, source)
    assert "--overwrite" in refused(capsys, source, "-o", target)
    assert imported(target, source, "--overwrite")


def test_a_workbook_without_the_extra_names_the_line_that_installs_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    told = refused(capsys, workbook_file(tmp_path / "q.xlsx", ROWS))
    assert 'pip install "clinic-timeline[excel]"' in told


def test_what_is_no_workbook_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "q.xlsx"
    file.write_text("97140\t97124")
    assert "not a workbook" in refused(capsys, file)
    assert "cannot be read" in refused(capsys, tmp_path / "missing.xlsx")
