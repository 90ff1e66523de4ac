import pytest

from timeline.contracts import ALSO_READ, INTERVALS
from timeline.schedules.headers import INPUT, explained, find_columns

BASE = ["start", "end", "patient"]


def problems(header, mapped=None):
    return [(column, fix.problem) for column, fix in explained(header, find_columns(header, mapped or {}))]


def test_the_input_contract_is_the_intervals_less_what_is_computed():
    assert sorted([*INPUT, "start_second", "end_second"]) == sorted(INTERVALS.names)


def test_case_blanks_and_dashes_of_headers_do_not_matter():
    found = find_columns([" START Time", "End-Time", "Patient ID", "Billed Units"], {})
    assert found.places == {"start": (0,), "end": (1,), "patient": (2,), "billed_units": (3,)}


@pytest.mark.parametrize(("ours", "theirs"), [(ours, name) for ours, names in ALSO_READ.items() for name in names])
def test_every_other_known_name_is_read(ours, theirs):
    header = [theirs, *(name for name in BASE if name != ours)]
    assert find_columns(header, {}).places[ours] == (0,)


def test_the_contracts_own_name_wins_and_the_other_is_unused():
    found = find_columns([*BASE, "therapist", "provider"], {})
    assert (found.places["provider"], found.unused) == ((4,), (3,))


def test_two_other_names_for_one_column_are_asked_about():
    assert problems([*BASE, "staff", "therapist"]) == [("provider", "columns 4 and 5 could each be this column")]


def test_the_same_header_twice_is_a_fault_only_where_it_is_read():
    assert problems([*BASE, "note", "Note "]) == [("note", "columns 4 and 5 have the same name")]
    assert problems([*BASE, "remark", "Remark"]) == []


def test_the_second_of_two_equal_headers_is_named_by_its_number():
    found = find_columns([*BASE, "Time", "Time"], {"note": ("time#2",)})
    assert (found.places["note"], found.unused) == ((4,), (3,))
    assert "columns 4 and 5 have the same name" in problems([*BASE, "Time", "Time"], {"note": ("time",)})[0][1]


def test_missing_columns_are_all_named():
    assert [column for column, _ in problems(["code"])] == ["start", "end", "patient"]


def test_a_file_without_a_header_shows_nothing_of_its_first_patient():
    assert "Testcase" not in str(problems(["Testcase, Tom", "Testcase, Tom", "9:00"]))


def test_the_mapping_wins_over_names_and_joins_columns():
    found = find_columns(
        ["Start Date", "Start Time", "start", "end", "patient"], {"start": ("start date", "START TIME")}
    )
    assert (found.places["start"], found.unused) == ((0, 1), (2,))


def test_a_column_mapped_to_nothing_is_not_read():
    found = find_columns([*BASE, "code"], {"code": ()})
    assert (found.places["code"], found.unused) == ((), (3,))


def test_a_column_the_mapping_names_must_be_there():
    assert problems(BASE, {"note": ("Remarks",)}) == [
        ("note", "the file has no column 'Remarks', which the mapping names")
    ]


def test_a_column_mapped_elsewhere_is_not_read_under_its_own_name():
    found = find_columns([*BASE, "code"], {"note": ("code",)})
    assert "code" not in found.places


def test_a_log_of_starts_and_completions_is_told_to_be_joined():
    header = ["handling", "patient", "employee", "registration_type", "time"]
    (found,) = explained(header, find_columns(header, {}))
    assert found[0] == "end"
    assert "join them into spans first" in found[1].repair


def test_one_column_cannot_be_both_start_and_end():
    assert problems(["patient", "time"], {"start": ("time",), "end": ("time",)}) == [
        ("end", "is the same column as start")
    ]
