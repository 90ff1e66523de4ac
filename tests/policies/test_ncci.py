from datetime import date

import pytest

from timeline.code_table import code_table
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


def test_only_chiropractic_codes_of_the_tables_are_not_in_the_code_table() -> None:
    current = {code for one, twos in HOSPITAL.items() for two in twos for code in (one, two)}
    current |= set(ceilings(RULES.ceilings.table, "practitioner"))
    assert current - set(code_table()) == {"98940", "98941", "98942"}


@pytest.mark.parametrize(
    ("code", "private", "hospital"),
    [("97110", 6, 8), ("97112", 4, 6), ("97116", 4, 4), ("97150", 1, 2), ("97010", 0, 1)],
)
def test_ceilings_of_both_columns(code: str, private: int, hospital: int) -> None:
    table = RULES.ceilings.table
    assert ceilings(table, "practitioner")[code].units == private
    assert ceilings(table, "outpatient_hospital")[code].units == hospital


def test_the_row_of_a_pair_that_ended_stands_before_the_open_one(tmp_path) -> None:
    table = tmp_path / "pairs.csv"
    rows = "97110,97112,1,,,\n97110,97112,0,,2020-01-01,\n"
    table.write_text("column_one,column_two,practitioner,start,until,separate_site\n" + rows)
    found = pairs((str(table),), "practitioner")
    assert [active(found, "97110", "97112", day) for day in (date(2019, 12, 31), date(2020, 1, 1))] == ["0", "1"]
