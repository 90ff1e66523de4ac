from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

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
    ("cell", "negative"), [("-1", True), ("-1.5", True), ("-x", False), ("x", False), ("1.5", False), ("-", False)]
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
