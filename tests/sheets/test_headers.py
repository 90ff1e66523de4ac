import pytest

from timeline.sheets.headers import Names, absences, match

LIST = Names(("code", "fee"), ("code", "fee"), {"code": ("cpt",), "fee": ("charge", "price")})


def problems(header: list[str], names: Names = LIST) -> list[tuple[str, str]]:
    return [(column, fix.problem) for column, fix in match(header, names).problems]


def test_columns_are_found_under_any_of_their_names() -> None:
    assert match([" CPT ", "Note", "Price"], LIST).places == {"code": (0,), "fee": (2,)}


@pytest.mark.parametrize("header", [["code", "cpt", "fee"], ["cpt", "code", "fee"]])
def test_a_column_under_two_of_its_names_is_a_fault(header: list[str]) -> None:
    assert problems(header) == [("code", "columns 1 and 2 could each be this column")]


def test_two_columns_of_one_name_are_a_fault_where_it_is_read() -> None:
    assert problems(["code", "fee", "Fee"]) == [("fee", "columns 2 and 3 have the same name")]
    assert problems(["code", "fee", "note", "note"]) == []


def test_a_missing_column_is_told_with_its_other_names() -> None:
    found = match(["fee"], LIST)
    ((column, fix),) = absences(found.missing, LIST)
    assert (column, fix.repair) == ("code", "Name a column code (also read: cpt).")


def test_a_message_names_a_few_columns_and_counts_the_rest() -> None:
    told = "columns 2 and 3 and 4 and 5 and 6 and 4 more have the same name"
    assert problems(["code", *["fee"] * 9]) == [("fee", told)]
