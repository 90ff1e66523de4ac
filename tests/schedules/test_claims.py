from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from timeline.errors import ScheduleError, WrongTypeError
from timeline.result import analyze
from timeline.schedules import MemoryFile, read_claim_list, read_claims, read_schedule
from timeline.schedules.claims import ClaimsMapping, read_claims_mapping

FOREIGN = """Exported on Monday
Visit,Client,Proc,Qty,Mod A,Mod B,Who,State,Insurer,Plan
03/02/2026,P1,97110-GP,2.0,CQ,,PT1,posted,Acme,PT
03/02/2026,P2,CPT 97140,1,GP,59,PT1,void,Acme,PT
03/02/2026,P3,97110,1,GP,,PT1,posted,test,PT
Total,,,4,,,,,,
"""
MAP = """
[file]
header_row = 2
leave_out = ["totals"]
[columns]
date = "Visit"
patient = { column = "Client", prefix = "W-" }
code = "Proc"
units = "Qty"
modifiers = ["Mod A", "Mod B"]
provider = "Who"
status = "State"
payer = "Insurer"
discipline = "Plan"
[format]
date = "%m/%d/%Y"
[blank]
words = ["-"]
[values.payer]
"Acme" = "medicare"
[[leave_out]]
column = "Insurer"
when = "is"
values = ["test"]
why = "a test"
"""


def written(tmp_path: Path, text: str, name: str = "claims.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(ScheduleError) as caught:
        read_claims(MemoryFile("claims.csv", text.encode()))
    return [(fault.row, fault.column) for fault in caught.value.fault_list]


def test_a_foreign_list_is_read_through_its_mapping(tmp_path: Path) -> None:
    found = read_claim_list(MemoryFile("claims.csv", FOREIGN.encode()), written(tmp_path, MAP))
    (line,) = found.lines.to_dict("records")
    assert (line["patient"], line["code"], line["units"], line["payer"]) == ("W-P1", "97110", 2, "medicare")
    assert set(line["modifiers"].split()) == {"CQ", "GP"}
    assert dict(found.left_out) == {"claims.csv:4": "cancelled", "claims.csv:5": "a test", "claims.csv:6": "totals"}


def test_lines_left_out_and_columns_not_used_stand_in_the_result() -> None:
    day = read_schedule(
        pd.DataFrame(
            {"start": ["2026-03-02 9:00"], "end": ["9:30"], "patient": ["P1"], "provider": "PT1", "role": "PT"}
        )
    )
    text = "date,patient,code,units,status,remark\n2026-03-02,P1,97110,2,voided,x\n2026-03-02,P1,97110,2,paid,x\n"
    result = analyze(day, claims=MemoryFile("claims.csv", text.encode()))
    assert result.skipped.to_numpy().tolist() == [["claims.csv:2", "cancelled"]]
    assert any("not used" in note for note in result.schedule.notes)


def test_numbered_columns_of_modifiers_are_read_together() -> None:
    text = "date,patient,code,units,mod1,mod2\n2026-03-02,P1,97110,2,GP,CQ\n"
    assert read_claims(MemoryFile("claims.csv", text.encode()))["modifiers"].tolist() == ["GP CQ"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2026-03-02,P1,97110,-1,,", "units"),
        ("2026-03-02,P1,97110,1,XX,", "discipline"),
        ("2026-03-02,P1,97110,1,,queued", "status"),
        ("soon,P1,97110,1,,", "date"),
    ],
)
def test_what_cannot_be_read_is_a_fault_of_its_line(row: str, column: str) -> None:
    assert faults(f"date,patient,code,units,discipline,status\n{row}\n") == [(2, column)]


def test_a_list_without_its_columns_says_which() -> None:
    assert {column for _, column in faults("a,b\n1,2\n")} == {"date", "patient", "code", "units"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[columns]\nstart = "x"', "columns.start"),
        ('[values.units]\n"1" = "2"', "values.units"),
        ('[values.discipline]\n"x" = "MD"', "values.discipline.x"),
        ('[defaults]\npatient = "P1"', "defaults.patient"),
    ],
)
def test_a_mapping_that_states_what_claims_do_not_have_is_a_fault(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        read_claims_mapping(written(tmp_path, text))
    assert [fault.column for fault in caught.value.fault_list] == [told]


def test_mappings_come_by_name_as_files_or_as_they_are(tmp_path: Path) -> None:
    assert read_claims_mapping(None) == ClaimsMapping()
    assert read_claims_mapping(ClaimsMapping()) == ClaimsMapping()
    assert read_claims_mapping("webpt-charges").name == "webpt-charges.toml"
    with pytest.raises(ScheduleError, match="no mapping of that name"):
        read_claims_mapping("nobody's")


def test_defaults_fill_what_a_list_does_not_say(tmp_path: Path) -> None:
    text = "date,patient,code,units\n2026-03-02,P1,97110,2\n"
    mapping = written(tmp_path, '[defaults]\ndiscipline = "OT"\nmodifiers = "GO"\n')
    (line,) = read_claims(MemoryFile("claims.csv", text.encode()), mapping=mapping).to_dict("records")
    assert (line["discipline"], line["modifiers"]) == ("OT", "GO")


def test_nothing_else_holds_claims() -> None:
    with pytest.raises(WrongTypeError, match="claims: expected"):
        read_claims(3)  # type: ignore[arg-type]


@pytest.mark.parametrize("column", ["date", "code", "modifiers", "units", "discipline", "status"])
@pytest.mark.parametrize("cell", ["Testcase 2", "Testcase", "03/04/1950 Testcase", "TESTCASE"])
def test_no_message_shows_a_name_that_stands_in_a_wrong_column(column: str, cell: str) -> None:
    line = {"date": "2026-03-02", "patient": "P1", "code": "97110", "units": "1"} | {column: cell}
    content = f"{','.join(line)}\n{','.join(line.values())}\n"
    try:
        told = str(read_claim_list(MemoryFile("claims.csv", content.encode())).notes)
    except ScheduleError as error:
        told = f"{error} {error.to_dict()}"
    assert "testcase" not in told.lower()


def test_a_row_of_totals_that_no_mapping_leaves_out_is_one_fault_that_says_what_it_looks_like() -> None:
    assert faults("date,patient,code,units\n2026-03-02,P1,97110,2\nTotal,,,2\n") == [(3, "")]


def listed(text: str) -> pd.DataFrame:
    return read_claims(MemoryFile("claims.csv", text.encode()))


def sent(text: str) -> list[str | None]:
    """Say the modifiers of each line; None where nobody knows."""
    return [None if pd.isna(cell) else cell for cell in listed(text)["modifiers"]]


def test_modifiers_beside_a_code_stand_behind_those_of_the_line_each_once() -> None:
    head = "date,patient,code,units,modifiers\n"
    lines = ("97110-GP-59,2,CQ GP", "97110 GP,1,", "97110,1,KX", "97110,1,")
    rows = "".join(f"2026-03-02,P1,{line}\n" for line in lines)
    assert sent(head + rows) == ["CQ GP 59", "GP", "KX", ""]
    assert listed(head + rows)["code"].tolist() == ["97110"] * 4


def test_without_a_column_for_modifiers_only_those_beside_a_code_are_known() -> None:
    assert sent("date,patient,code,units\n2026-03-02,P1,97110-GP,2\n2026-03-02,P1,97110,1\n") == ["GP", None]


def test_numbered_modifiers_are_left_alone_where_a_column_holds_all_of_them() -> None:
    found = read_claim_list(
        MemoryFile("claims.csv", b"date,patient,code,units,mods,mod1\n2026-03-02,P1,97110,2,GP,CQ\n")
    )
    assert found.lines["modifiers"].tolist() == ["GP"]
    assert found.notes == ("claims.csv: columns not used: mod1",)


def test_what_was_read_once_comes_back_as_it_is() -> None:
    lines = ("2026-03-02,P1,97110,2,GP,void,1", "2026-03-03,P2,97112,1,,paid,1")
    text = "date,patient,code,units,modifiers,status,x\n" + "\n".join(lines)
    once = listed(text)
    assert once["claim_id"].tolist() == ["claims.csv:3"]
    again = read_claim_list(once)
    assert again.lines.equals(once)
    assert (again.notes, again.left_out) == ((), ())
    unknown = listed("date,patient,code,units\n2026-03-02,P1,97110,2\n")
    assert read_claims(unknown).equals(unknown)
    assert read_claim_list(MemoryFile("claims.csv", b"date,patient,code,units\n2026-03-02,P1,97110,2\n")).notes == ()
    both = pd.concat([once, unknown], ignore_index=True)
    assert read_claims(both)["modifiers"].isna().tolist() == [False, True]
    assert read_claims(both)["claim_id"].tolist() == ["claims.csv:3", "claims.csv:2"]


def test_ids_that_repeat_are_no_ids_and_lines_are_numbered_anew() -> None:
    once = listed("date,patient,code,units\n2026-03-02,P1,97110,2\n2026-03-02,P1,97112,1\n")
    assert read_claims(once.assign(claim_id="7"))["claim_id"].tolist() == ["claims:2", "claims:3"]


def test_lines_that_were_taken_back_are_left_out_and_the_others_keep_their_numbers() -> None:
    head = "date,patient,code,units,status\n"
    rows = [
        f"2026-03-02,P{number},97110,{number},{status}"
        for number, status in enumerate(["Paid", "VOID", "", "reversed"], 1)
    ]
    found = read_claim_list(MemoryFile("claims.csv", (head + "\n".join(rows)).encode()))
    assert found.left_out == (("claims.csv:3", "cancelled"), ("claims.csv:5", "cancelled"))
    assert found.lines[["claim_id", "patient", "units"]].to_numpy().tolist() == [
        ["claims.csv:2", "P1", 1],
        ["claims.csv:4", "P3", 3],
    ]


@pytest.mark.parametrize(
    ("cell", "negative"),
    [("-1", True), ("-1.5", True), ("-x", False), ("x", False), ("-1.5.2", False), ("1.5", False), ("-", False)],
)
def test_only_a_number_below_nought_takes_units_back(cell: str, negative: bool) -> None:
    with pytest.raises(ScheduleError) as caught:
        listed(f"date,patient,code,units\n2026-03-02,P1,97110,{cell}\n")
    (fault,) = caught.value.fault_list
    assert ("negative" in fault.problem, fault.column, fault.row) == (negative, "units", 2)


def test_a_default_fills_blank_cells_and_a_spelling_goes_before_it(tmp_path: Path) -> None:
    text = "date,patient,code,units,discipline,payer\n" + "\n".join(
        f"2026-03-02,P1,97110,1,{discipline},{payer}"
        for discipline, payer in (("", ""), ("Occ", "Acme"), ("PT", "Zeta"))
    )
    mapping = (
        '[values.discipline]\n"Occ" = "OT"\n[values.payer]\n"Acme" = ""\n'
        '[defaults]\ndiscipline = "SLP"\npayer = "medicare"\n'
    )
    found = read_claims(MemoryFile("claims.csv", text.encode()), mapping=written(tmp_path, mapping))
    assert found[["discipline", "payer"]].to_numpy().tolist() == [["SLP", "medicare"], ["OT", ""], ["PT", "Zeta"]]


def test_days_and_months_are_told_apart_by_all_dates_of_a_list() -> None:
    found = listed("date,patient,code,units\n03/02/2026,P1,97110,2\n03/25/2026,P1,97110,2\n")
    assert found["date"].astype(str).tolist() == ["2026-03-02", "2026-03-25"]
    assert faults("date,patient,code,units\n03/02/2026,P1,97110,2\n02/13/2026,P1,97110,2\n13/02/2026,P1,97110,2\n")


def test_a_mapping_that_leaves_lines_out_by_their_blanks_fills_down_and_says_why(tmp_path: Path) -> None:
    text = "Day,Who,Code,Qty\n2026-03-02,P1,97110,2\n,,97112,1\n,,n/a,1\n"
    mapping = (
        '[file]\nfill_down = ["Day", "Who"]\n[columns]\ndate = "Day"\npatient = "Who"\ncode = "Code"\nunits = "Qty"\n'
        '[blank]\nwords = ["n/a"]\n[[leave_out]]\ncolumn = "Code"\nwhen = "empty"\nwhy = "no code"\n'
    )
    found = read_claim_list(MemoryFile("claims.csv", text.encode()), written(tmp_path, mapping))
    assert found.lines[["patient", "code"]].to_numpy().tolist() == [["P1", "97110"], ["P1", "97112"]]
    assert found.left_out == (("claims.csv:4", "no code"),)


def test_every_fault_of_a_list_comes_at_once() -> None:
    assert faults("date,patient,code,units\nsoon,P1,97110,2\n2026-03-02,,97110,2\n2026-03-02,P1,97110,x\n") == [
        (2, "date"),
        (3, "patient"),
        (4, "units"),
    ]


def test_of_several_sheets_the_one_with_the_columns_of_claims_each_once_is_read() -> None:
    own = ["date", "patient", "code", "units"]
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, header in {"Summary": ["a", "b"], "Draft": [*own, "dos"], "Sent": own}.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header)
            sheet.write_row(1, 0, ["2026-03-02", "P1", "97110", 2, "2026-03-02"][: len(header)])
    found = read_claims(MemoryFile("claims.xlsx", content.getvalue()))
    assert found["claim_id"].tolist() == ["claims.xlsx[Sent]:2"]


def test_a_date_that_a_file_holds_as_such_is_not_read_in_the_stated_format(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text('[format]\ndate = "%d.%m.%Y"\n', encoding="utf-8")
    sent = pd.DataFrame({"date": [date(2026, 3, 2), "03.03.2026 "], "patient": "P1", "code": "97110", "units": 1})
    assert read_claims(sent, mapping=path)["date"].astype(str).tolist() == ["2026-03-02", "2026-03-03"]


@pytest.mark.parametrize("name", ["mod", "modifier", "modifier_"])
def test_as_many_numbered_modifiers_are_read_as_a_claim_has(name: str) -> None:
    numbered = ",".join(f"{name}{number}" for number in range(6))
    text = f"date,patient,code,units,{numbered}\n2026-03-02,P1,97110,2,XA,GP,59,,KX,XB\n"
    found = read_claim_list(MemoryFile("claims.csv", text.encode()))
    assert found.lines["modifiers"].tolist() == ["GP 59 KX"]
    assert found.notes == (f"claims.csv: columns not used: {name}0 and {name}5",)


def test_a_condition_on_the_file_leaves_lines_out_and_of_two_reasons_the_first_is_told(tmp_path: Path) -> None:
    text = "date,patient,code,units,kind\n2026-03-02,P1,97110,2,a\n2026-03-02,P2,97110,2,b\nTotal,,,4,b\n"
    mapping = '[file]\nleave_out = ["totals"]\n' + "".join(
        f'[[leave_out]]\ncolumn = "{column}"\nwhen = "is"\nvalues = ["{value}"]\nwhy = "{why}"\n'
        for column, value, why in (
            ("kind", "b", "of kind b"),
            ("patient", "P2", "of P2"),
            ("<file>", "old", "of an old file"),
        )
    )
    path = written(tmp_path, mapping)
    found = read_claim_list(MemoryFile("claims.csv", text.encode()), path)
    assert found.left_out == (("claims.csv:3", "of kind b"), ("claims.csv:4", "totals"))
    old = read_claim_list(MemoryFile("old.csv", text.encode()), path)
    assert old.left_out == (("old.csv:2", "of an old file"), ("old.csv:3", "of kind b"), ("old.csv:4", "totals"))
    assert old.lines.empty


def test_a_file_of_something_else_says_where_it_belongs() -> None:
    remittance = (
        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260302*0900*^*00501*000000001*0*P*:~"
        "GS*HP*A*B*20260302*0900*1*X*005010X221A1~ST*835*0001~BPR*I*0*C*NON************20260302~TRN*1*1*1~"
        "SE*4*0001~GE*1*1~IEA*1*000000001~"
    )
    with pytest.raises(ScheduleError) as caught:
        read_claims(MemoryFile("claims.835", remittance.encode()))
    assert all(fault.row is None for fault in caught.value.fault_list)


def test_a_column_that_a_mapping_names_is_read_in_place_of_ours(tmp_path: Path) -> None:
    text = "date,patient,code,units,payer,provider,therapist\n2026-03-02,P1,97110,2,acme,PT1,PT2\n"
    mapping = written(tmp_path, '[columns]\nprovider = "therapist"\n')
    (line,) = read_claims(MemoryFile("claims.csv", text.encode()), mapping=mapping).to_dict("records")
    assert (line["payer"], line["provider"]) == ("acme", "PT2")


def test_a_fault_of_the_columns_names_the_row_of_the_header(tmp_path: Path) -> None:
    text = "Exported on Monday\nday,who,proc,qty\n2026-03-02,P1,97110,2\n"
    with pytest.raises(ScheduleError) as caught:
        read_claims(MemoryFile("claims.csv", text.encode()), mapping=written(tmp_path, "[file]\nheader_row = 2\n"))
    assert {(fault.row, fault.column) for fault in caught.value.fault_list} == {
        (2, column) for column in ("date", "patient", "code", "units")
    }


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ScheduleError, match=r"nowhere\.csv"):
        read_claims(tmp_path / "nowhere.csv")


def test_a_blank_cell_has_a_default_and_no_spelling(tmp_path: Path) -> None:
    text = "date,patient,code,units,payer\n2026-03-02,P1,97110,2,\n"
    mapping = written(tmp_path, '[values.payer]\n"" = "acme"\n')
    assert read_claims(MemoryFile("claims.csv", text.encode()), mapping=mapping)["payer"].tolist() == [""]


@pytest.mark.parametrize("nothing", ['""', "[]"])
def test_a_column_that_a_mapping_says_is_not_read_has_its_default(tmp_path: Path, nothing: str) -> None:
    text = "date,patient,code,units,payer\n2026-03-02,P1,97110,2,acme\n"
    mapping = written(tmp_path, f'[columns]\npayer = {nothing}\n[defaults]\npayer = "medicare"\n')
    assert read_claims(MemoryFile("claims.csv", text.encode()), mapping=mapping)["payer"].tolist() == ["medicare"]
    read_nothing = written(tmp_path, f"[columns]\npayer = {nothing}\n", "other.toml")
    assert read_claims(MemoryFile("claims.csv", text.encode()), mapping=read_nothing)["payer"].tolist() == [""]
