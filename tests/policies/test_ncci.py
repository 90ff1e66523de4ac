from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from timeline.code_table import code_table
from timeline.errors import PolicyError
from timeline.policies import load_policy
from timeline.policies.ncci import Pairs, ceilings, pairs

RULES = load_policy("medicare").on(date(2024, 9, 2))
TABLE = pairs(RULES.edits.tables, "practitioner")
HOSPITAL = pairs(RULES.edits.tables[:1], "outpatient_hospital")


def active(table: Pairs, one: str, two: str, on: date = date(2024, 9, 2)) -> str:
    """Give the indicator in force; empty where there is no edit."""
    return next((pair.indicator for pair in table.get(one, {}).get(two, ()) if pair.governs(on)), "")


@pytest.mark.parametrize(
    ("one", "two", "private", "hospital"),
    [
        ("97140", "97124", "0", "0"),
        ("97161", "97750", "0", "1"),
        ("97150", "97110", "1", "1"),
        ("20560", "97602", "1", ""),
        ("97602", "20560", "", "1"),
        ("97110", "97140", "", ""),
    ],
)
def test_each_column_has_its_own_indicators(one: str, two: str, private: str, hospital: str) -> None:
    assert (active(TABLE, one, two), active(HOSPITAL, one, two)) == (private, hospital)


def test_a_deleted_pair_holds_through_its_last_day() -> None:
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2024, 9, 2)]
    assert [active(TABLE, "97140", "97530", day) for day in days] == ["1", "", ""]


def test_rows_marked_not_applicable_are_no_edits_on_any_date() -> None:
    assert {active(TABLE, "97161", "97140", date(2020, month, 1)) for month in range(1, 13)} == {""}


def test_only_whirlpool_under_debridement_needs_another_site() -> None:
    found = {(one, two) for one, twos in TABLE.items() for two, rows in twos.items() if rows[-1].separate_site}
    assert found == {("97597", "97022"), ("97598", "97022")}


def test_no_pair_holds_in_both_directions() -> None:
    both = [
        (one, two) for one, twos in TABLE.items() for two in twos if active(TABLE, one, two) and active(TABLE, two, one)
    ]
    assert both == []


def test_every_code_of_the_tables_is_in_the_code_table() -> None:
    current = {code for one, twos in HOSPITAL.items() for two in twos for code in (one, two)}
    current |= set(ceilings(RULES.ceilings.table, "practitioner"))
    assert current - set(code_table()) == set()


@pytest.mark.parametrize(
    ("code", "private", "hospital"),
    [("97110", 6, 8), ("97112", 4, 6), ("97116", 4, 4), ("97150", 1, 2), ("97010", 0, 1)],
)
def test_ceilings_of_both_columns(code: str, private: int, hospital: int) -> None:
    table = RULES.ceilings.table
    assert ceilings(table, "practitioner")[code].units == private
    assert ceilings(table, "outpatient_hospital")[code].units == hospital


HEADER = "column_one,column_two,practitioner,start,until,separate_site\n"


def table_faults(folder: Path, content: str | bytes, load: Callable[[str], object] | None = None) -> list[str]:
    """Give what is wrong with a table, as `row column: problem` lines."""
    path = folder / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(PolicyError) as caught:
        load(str(path)) if load else pairs((str(path),), "practitioner")
    return [f"{fault.row} {fault.column}: {fault.problem}" for fault in caught.value.fault_list]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("97140,97530,x,2020-01-01,,", "2 practitioner: is not a modifier indicator"),
        ("97140,97530", "2 : the row has fewer cells than the header"),
        ("97140,97530,1,2020-01-01,,,9", "2 : the row has more cells than the header"),
        ('"97140,97530,1,2020-01-01,,\n97110,97112,1,,,', "2 : a quotation mark is not closed"),
        ("97140,97530,1,2020-01-01,2019-01-01,", "2 until: is not after start"),
        ("97140,97530,1,2020-01-01,2020-01-01,", "2 until: is not after start"),
        ("97140,97530,1,01/01/2020,,", "2 start: is not a date like 2024-01-31"),
        ("97140,97530,1,2020-02-30,,", "2 start: no such date"),
        ("9714,97530,1,,,", "2 column_one: is not a code"),
        (",97530,1,,,", "2 column_one: is missing"),
        ("97140,97530,1,,,maybe", "2 separate_site: is neither Y nor N"),
        ("97140,\0,1,,,", "1 : this is not a text file"),
        ("97140," + "9" * 200_000 + ",1,,,", "2 : a quotation mark is not closed"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_fault_and_never_no_edit(tmp_path: Path, row: str, fault: str) -> None:
    (found,) = table_faults(tmp_path, HEADER + row + "\n")
    assert found.startswith(fault)


def test_a_table_in_another_encoding_or_with_a_column_twice_is_a_fault(tmp_path: Path) -> None:
    assert table_faults(tmp_path, (HEADER + "é,97530,1,,,\n").encode("latin-1")) == ["None : the text is not UTF-8"]
    twice = HEADER.replace("separate_site", "until")
    assert table_faults(tmp_path, twice + "97140,97530,1,,,\n") == ["1 : columns 5 and 6 have the same name"]


def test_every_fault_of_a_table_comes_at_once(tmp_path: Path) -> None:
    text = HEADER + "97140,97530,x,,,\n97140,97530,1,,,\n97140,97530,1,soon,,\n"
    assert [told[:1] for told in table_faults(tmp_path, text)] == ["2", "4"]


def test_a_table_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes((HEADER + "97140,97530,1,2020-01-01,,\n97140,97116,9,,,\n").encode("utf-8-sig"))
    assert {two for twos in pairs((str(path),), "practitioner").values() for two in twos} == {"97530"}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("97110,6,3\n97110,4,3\n", "3 code: is in the table more than once"),
        ("97110,six,3\n", "2 practitioner: is not a whole number of 0 or more"),
        ("97110,6,4\n", "2 practitioner_mai: is not an adjudication indicator"),
        ("97110,6,\n", "2 practitioner_mai: is missing"),
        ("97110\n", "2 : the row has fewer cells than the header"),
    ],
)
def test_a_ceiling_that_cannot_be_read_is_a_fault(tmp_path: Path, rows: str, fault: str) -> None:
    text = "code,practitioner,practitioner_mai\n" + rows
    assert table_faults(tmp_path, text, lambda table: ceilings(table, "practitioner")) == [fault]


def test_a_code_without_a_ceiling_has_none(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code,practitioner,practitioner_mai\n97110,,\n97112,4,3\n", encoding="utf-8")
    assert set(ceilings(str(path), "practitioner")) == {"97112"}


def test_the_row_of_a_pair_that_ended_stands_before_the_open_one(tmp_path) -> None:
    table = tmp_path / "pairs.csv"
    rows = "97110,97112,1,,,\n97110,97112,0,,2020-01-01,\n"
    table.write_text("column_one,column_two,practitioner,start,until,separate_site\n" + rows)
    found = pairs((str(table),), "practitioner")
    assert [active(found, "97110", "97112", day) for day in (date(2019, 12, 31), date(2020, 1, 1))] == ["0", "1"]
