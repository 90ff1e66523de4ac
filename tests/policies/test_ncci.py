from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from timeline.code_table import code_table
from timeline.errors import PolicyError
from timeline.policies import load_policy
from timeline.policies.ncci import Pairs, ceilings, pairs

RULES = load_policy("medicare").on(date(2024, 9, 2))
TABLE = pairs(RULES.edits.tables, "practitioner")
HOSPITAL_RULES = load_policy("medicare-hospital").on(date(2026, 10, 1))
HOSPITAL = pairs(HOSPITAL_RULES.edits.tables, "outpatient_hospital")
#: Codes of the published tables that are not, or not yet, in the code table: they earn nothing.
OTHERS = {
    *("92520", "92605", "92606", "92612", "92614", "92616", "92629", "92632", "92635", "92637", "93797", "93798"),
    *("96000", "96001", "96002", "98940", "98941", "98942", "98967", "98968", "G0451", "G2250", "G2251"),
}


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


@pytest.mark.parametrize("table", [TABLE, HOSPITAL])
def test_only_whirlpool_under_debridement_needs_another_site(table: Pairs) -> None:
    found = {(one, two) for one, twos in table.items() for two, rows in twos.items() if rows[-1].separate_site}
    assert found == {("97597", "97022"), ("97598", "97022")}


def test_no_pair_holds_in_both_directions() -> None:
    both = [
        (one, two) for one, twos in TABLE.items() for two in twos if active(TABLE, one, two) and active(TABLE, two, one)
    ]
    assert both == []


def test_every_code_of_the_tables_is_known() -> None:
    listed = {code for table in (TABLE, HOSPITAL) for one, twos in table.items() for two in twos for code in (one, two)}
    listed |= set(ceilings(RULES.ceilings.table, "practitioner"))
    listed |= set(ceilings(HOSPITAL_RULES.ceilings.table, "outpatient_hospital"))
    assert listed - set(code_table()) <= OTHERS


def every(table: Pairs, on: date, known: Callable[[str, str], bool] = lambda one, two: True) -> Counter[str]:
    """Count the pairs in force on a date, by indicator."""
    return Counter(
        pair.indicator
        for one, twos in table.items()
        for two, rows in twos.items()
        for pair in rows
        if pair.governs(on) and known(one, two)
    )


def test_the_tables_have_as_many_active_pairs_as_the_published_ones_of_the_quarter() -> None:
    of_2024 = set(code_table()) | {"98940", "98941", "98942"}

    def known(one: str, two: str) -> bool:
        return {one, two} <= of_2024 - (OTHERS - {"98940", "98941", "98942"})

    assert every(TABLE, date(2024, 7, 1), known) == {"0": 163, "1": 459}
    assert every(HOSPITAL, date(2024, 7, 1), known) == {"0": 130, "1": 492}
    assert every(HOSPITAL, date(2026, 10, 1)) == {"0": 137, "1": 508}


@pytest.mark.parametrize(("one", "two"), [("97597", "97602"), ("97605", "97608")])
def test_the_two_indicators_that_changed_are_0_until_the_first_quarter_known_to_have_1(one: str, two: str) -> None:
    days = [date(2024, 9, 30), date(2026, 9, 30), date(2026, 10, 1)]
    assert [active(HOSPITAL, one, two, day) for day in days] == ["0", "0", "1"]
    (before, _) = HOSPITAL[one][two]
    assert [before.is_assumed(day) for day in days] == [False, True, True]
    assert active(TABLE, one, two, days[2]) == "0"


@pytest.mark.parametrize("table", [TABLE, HOSPITAL])
def test_a_pair_has_one_row_for_a_date(table: Pairs) -> None:
    overlapping = [
        pair
        for twos in table.values()
        for rows in twos.values()
        for pair, later in pairwise(rows)
        if pair.overlaps(later)
    ]
    assert overlapping == []


@pytest.mark.parametrize(
    ("one", "two", "days"),
    [
        (
            "97140",
            "97530",
            {date(2000, 6, 30): "", date(2000, 7, 1): "1", date(2019, 12, 31): "1", date(2020, 1, 1): ""},
        ),
        (
            "97162",
            "97161",
            {date(2019, 12, 31): "0", date(2020, 1, 1): "", date(2020, 10, 1): "0", date(2026, 10, 1): "0"},
        ),
        ("97161", "97750", {date(2017, 12, 31): "0", date(2019, 12, 31): "0", date(2020, 1, 1): "0"}),
        ("97530", "97535", {date(2019, 12, 31): "1", date(2021, 12, 31): "1", date(2022, 1, 1): ""}),
    ],
)
def test_a_pair_holds_in_each_of_its_periods(one: str, two: str, days: dict[date, str]) -> None:
    assert {day: active(TABLE, one, two, day) for day in days} == days


@pytest.mark.parametrize(
    ("code", "private", "hospital"),
    [
        ("97110", 6, 8),
        ("97112", 4, 6),
        ("97116", 4, 4),
        ("97150", 1, 2),
        ("97010", 0, 1),
        ("98979", 1, 1),
        ("98984", 1, 1),
        ("98985", 1, 1),
        ("G0541", 1, 1),
        ("G0542", 2, 2),
        ("G0543", 1, 1),
        ("92607", 1, 1),
    ],
)
def test_ceilings_of_both_columns(code: str, private: int, hospital: int) -> None:
    assert ceilings(RULES.ceilings.table, "practitioner")[code].units == private
    assert ceilings(HOSPITAL_RULES.ceilings.table, "outpatient_hospital")[code].units == hospital


def test_a_ceiling_holds_from_its_start() -> None:
    days = (date(2026, 3, 31), date(2026, 4, 1))
    assert ["92629" in ceilings(RULES.ceilings.table, "practitioner", day) for day in days] == [False, True]


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
    assert table_faults(tmp_path, twice + "97140,97530,1,,,\n") == ["1 until: columns 5 and 6 have the same name"]


def test_every_fault_of_a_table_comes_at_once(tmp_path: Path) -> None:
    text = HEADER + "97140,97530,x,,,\n97140,97530,1,,,\n97140,97116,1,soon,,\n"
    assert [told[:1] for told in table_faults(tmp_path, text)] == ["2", "4"]


@pytest.mark.parametrize(
    "rows",
    [
        "97110,97112,1,,,\n97110,97112,1,,,\n",
        "97110,97112,1,,,\n97110,97112,0,,2020-01-01,\n",
        "97110,97112,1,2020-01-01,2021-01-01,\n97110,97112,0,2020-12-31,,\n",
    ],
)
def test_two_rows_of_a_pair_for_one_date_are_a_fault(tmp_path: Path, rows: str) -> None:
    """C6: tables are read by the one strict reader."""
    assert table_faults(tmp_path, HEADER + rows) == ["3 start: this pair has another row for some of these dates"]


@pytest.mark.parametrize(
    "rows",
    [
        "97110,97112,1,,2020-01-01,\n97110,97112,0,2020-01-01,,\n",
        "97110,97112,1,,,\n97112,97110,9,,,\n97110,97112,9,,,\n",
        "97110,97112,1,,,\n97110,97116,1,,,\n",
    ],
)
def test_rows_of_a_pair_that_follow_one_another_and_rows_that_are_no_edits_are_read(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    assert pairs((str(path),), "practitioner")["97110"]["97112"]


def test_a_table_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes((HEADER + "97140,97530,1,2020-01-01,,\n97140,97116,9,,,\n").encode("utf-8-sig"))
    assert {two for twos in pairs((str(path),), "practitioner").values() for two in twos} == {"97530"}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("97110,6,3\n97110,4,3\n", "3 code: is in the table more than once for some dates"),
        ("97110,six,3\n", "2 practitioner: is not a whole number of 0 or more"),
        ("97110,6,4\n", "2 practitioner_mai: is not an adjudication indicator"),
        ("97110,6,\n", "2 practitioner_mai: is missing"),
        ("97110,6,3\n97110,,\n", "3 code: is in the table more than once for some dates"),
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
    rows = "97110,97112,1,2020-01-01,,\n97110,97112,0,,2020-01-01,\n"
    table.write_text("column_one,column_two,practitioner,start,until,separate_site\n" + rows)
    found = pairs((str(table),), "practitioner")
    assert [active(found, "97110", "97112", day) for day in (date(2019, 12, 31), date(2020, 1, 1))] == ["0", "1"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("97110,6,3,,2025-01-01\n97110,4,3,2025-01-01,\n", []),
        ("97110,6,3,,2025-01-02\n97110,4,3,2025-01-01,\n", ["3 code: is in the table more than once for some dates"]),
        ("97110,6,3,2025-01-01,2025-01-01\n", ["2 until: is not after start"]),
    ],
)
def test_ceilings_of_a_code_follow_one_another(tmp_path: Path, rows: str, told: list[str]) -> None:
    text = "code,practitioner,practitioner_mai,start,until\n" + rows
    if told:
        assert table_faults(tmp_path, text, lambda table: ceilings(table, "practitioner")) == told
        return
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    days = (date(2024, 12, 31), date(2025, 1, 1), None)
    assert [ceilings(str(path), "practitioner", day)["97110"].units for day in days] == [6, 4, 4]
