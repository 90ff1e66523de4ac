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
        "checked = [{ start = 2024-01-01, through = 2024-12-31 }] }\n"
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
    assert all(
        words in told
        for words in ("a.txt:4 effective date", "a.txt:4 modifier", "b.txt:7 column 1: not a code, got '9753'")
    )


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


CEILINGS_HEADER = [
    ["CPT codes are the property of their owner."],
    ["HCPCS/CPT Code", "Practitioner Services MUE Values", "MUE Adjudication Indicator", "MUE Rationale"],
]
CEILINGS = [
    ["97110", "6", "3 Date of Service Edit: Clinical", "Clinical: Data"],
    ["97161", "1", "2 Date of Service Edit: Policy", "Code Descriptor"],
    ["0001A", "12000", "1 Line Edit", "Other"],
]


def ceilings_file(path: Path, rows: list[list[str]], header: list[list[str]] = CEILINGS_HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([*header, *rows])
    return path


def test_published_ceilings_become_a_table_with_their_indicators(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = imported(tmp_path / "table.csv", ceilings_file(tmp_path / "mue.csv", CEILINGS))
    assert found == [
        {"code": "97110", "practitioner": "6", "practitioner_mai": "3"},
        {"code": "97161", "practitioner": "1", "practitioner_mai": "2"},
    ]
    assert "2 ceilings of codes in the code table" in capsys.readouterr().err


def test_imported_tables_of_both_kinds_serve_a_policy_silently_through_their_quarter(tmp_path: Path) -> None:
    """C6: import, policy, pairs and ceilings: a round trip."""
    imported(tmp_path / "pairs.csv", workbook_file(tmp_path / "q.xlsx", ROWS))
    imported(tmp_path / "ceilings.csv", ceilings_file(tmp_path / "mue.csv", CEILINGS))
    checked = "checked = [{ start = 2027-01-01, through = 2027-03-31 }]"
    cited = 'start = 2004-01-01\nsources = [{ id = "cms-ncci-manual", at = "ch. 1" }]\n'
    (tmp_path / "own.toml").write_text(
        'payer = "medicare"\nextends = "medicare"\nverified_through = 2027-03-31\n\n'
        f'[[rule]]\nname = "edits"\n{cited}[rule.value]\ntables = ["pairs.csv"]\ncolumn = "practitioner"\n'
        f'modifier = "59"\n{checked}\n\n'
        f'[[rule]]\nname = "ceilings"\n{cited}[rule.value]\ntable = "ceilings.csv"\ncolumn = "practitioner"\n'
        f"{checked}\n",
        encoding="utf-8",
    )
    policy = load_policy_file(tmp_path / "own.toml")

    def told(day: date) -> dict[str, int]:
        counted = count_units({"97140": 15, "97124": 15, "97110": 120}, policy=policy, on=day).to_dict()
        rules = [finding["rule"] for finding in counted["findings"]]
        return {rule: rules.count(rule) for rule in ("edit.ncci", "edit.mue", "edit.snapshot")}

    assert told(date(2027, 3, 31)) == {"edit.ncci": 1, "edit.mue": 1, "edit.snapshot": 0}
    assert told(date(2027, 4, 1)) == {"edit.ncci": 1, "edit.mue": 1, "edit.snapshot": 1}


def test_the_table_of_the_other_setting_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = [["HCPCS/CPT Code", "Outpatient Hospital Services MUE Values", "MUE Adjudication Indicator"]]
    hospital = ceilings_file(tmp_path / "mue.csv", CEILINGS, header)
    assert "this is the outpatient hospital table. Pass --column outpatient_hospital" in refused(capsys, hospital)
    assert imported(tmp_path / "table.csv", hospital, "--column", "outpatient_hospital")[0] == {
        "code": "97110",
        "outpatient_hospital": "6",
        "outpatient_mai": "3",
    }
    pairs_of_hospital = text_file(tmp_path / "ccioph-v323r0-f1.txt", ROWS)
    assert "this is the outpatient hospital table" in refused(capsys, pairs_of_hospital)
    practitioners = text_file(tmp_path / "ccipra-v323r0-f1.txt", ROWS)
    assert "this is the practitioner table" in refused(capsys, practitioners, "--column", "outpatient_hospital")


def test_pairs_and_ceilings_are_not_mixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = text_file(tmp_path / "q.txt", ROWS), ceilings_file(tmp_path / "mue.csv", CEILINGS)
    assert "the files hold pairs and ceilings together" in refused(capsys, *both)


def test_the_help_shows_a_policy_that_names_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import-ncci", "--help"])
    told = capsys.readouterr().out
    assert "checked = [{ start = 2004-01-01, through = 2026-12-31 }]" in told
    assert 'tables = ["pairs.csv"]' in told
