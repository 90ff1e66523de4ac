import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.errors import SHOWN, ScheduleError
from timeline.schedules import ColumnMapping, read_schedule
from timeline.schedules.headers import INPUT
from timeline.schedules.part import shown

HEADER = "date,start,end,patient,provider,role,code,mode,activity,kind,status,discipline,place,quantity,billed_units\n"
GOOD = "2026-03-02,9:00,9:15,P1,PT1,PT,97110,one_on_one,intervention,service,kept,PT,02,3,1\n"


def one_row(**cells):
    return ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"


def row(**changes):
    cells = dict(zip(HEADER.strip().split(","), GOOD.strip().split(","), strict=True)) | changes
    return HEADER + ",".join(cells.values()) + "\n"


@pytest.mark.parametrize(
    ("changes", "column", "problem"),
    [
        ({"start": ""}, "start", "is missing"),
        ({"end": ""}, "end", "is missing"),
        ({"end": "8:00"}, "end", "is not after start"),
        ({"end": "2026-03-04 9:00"}, "end", "is more than 24 hours after start"),
        ({"patient": ""}, "patient", "is missing on a service row or booking"),
        ({"patient": "", "kind": "appointment"}, "patient", "is missing on a service row or booking"),
        ({"role": ""}, "role", "is missing for the provider"),
        ({"role": "boss"}, "role", "is not a known role"),
        ({"mode": "1:1"}, "mode", "is not a known mode"),
        ({"activity": "nap"}, "activity", "is not a known activity"),
        ({"kind": "party"}, "kind", "is not a known kind"),
        ({"status": "late"}, "status", "is not a known status"),
        ({"discipline": "MD"}, "discipline", "is not a known discipline"),
        ({"billed_units": "1.5"}, "billed_units", "is not a whole number of 0 or more"),
        ({"billed_units": "-1"}, "billed_units", "is not a whole number of 0 or more"),
        *(({"place": text}, "place", "is not a place-of-service code of two digits") for text in ("2", "home", "010")),
        *(({"quantity": text}, "quantity", "is not a whole number of 1 or more") for text in ("0", "1.5", "-1", "two")),
        ({"kind": "shift", "provider": "", "role": ""}, "provider", "is missing on a shift or away row"),
        ({"kind": "away", "provider": "", "role": ""}, "provider", "is missing on a shift or away row"),
    ],
)
def test_one_thing_wrong_is_one_fault_in_its_row_and_column(faults_of, changes, column, problem):
    (fault,) = faults_of(row(**changes))
    assert (fault.file, fault.row, fault.column, fault.problem) == ("day.csv", 2, column, problem)
    assert fault.repair


def test_all_faults_of_a_row_and_a_file_come_at_once(faults_of):
    bad = row(start="", role="boss", mode="1:1", patient="")
    found = faults_of(bad + GOOD + row(end="25:00").splitlines()[1] + "\n")
    assert [(fault.row, fault.column) for fault in found] == [
        (2, "start"),
        (2, "patient"),
        (2, "role"),
        (2, "mode"),
        (4, "end"),
    ]


@pytest.mark.parametrize("kind", ["shift", "away"])
def test_a_providers_own_time_needs_no_patient(read, kind):
    assert len(read(row(kind=kind, patient="", code="")).intervals) == 1


def test_an_unknown_code_is_no_fault(read):
    assert read(row(code="00xyz")).intervals["code"].item() == "00XYZ"


def test_a_code_as_a_spreadsheet_mangles_it_is_mended(read):
    assert read(row(code=" 97110.0 ")).intervals["code"].item() == "97110"


@pytest.mark.parametrize("status", ["cancelled", "Canceled", "no-show", "No Show"])
def test_a_row_that_never_took_place_is_listed_and_not_checked(read, status):
    schedule = read(row(status=status, role="boss", start="", billed_units="x"))
    assert (len(schedule.intervals), schedule.skipped["interval_id"].tolist()) == (0, ["day.csv:2"])
    assert schedule.skipped["why"].item() in ("cancelled", "no_show")


def test_empty_cells_get_the_contracts_defaults(read):
    interval = read(row(mode="", activity="", kind="", status="", discipline="", billed_units="")).intervals.iloc[0]
    found = interval[["mode", "activity", "kind", "status", "discipline", "clinic", "payer"]].tolist()
    assert found == ["", "intervention", "service", "kept", "", "clinic", ""]
    assert interval.isna()["billed_units"]


def test_a_role_without_a_provider_is_nobodys(read):
    assert read(row(provider="")).intervals["role"].item() == ""


def test_a_default_role_waits_for_a_provider(read):
    text = HEADER + row(role="").splitlines()[1] + "\n" + row(role="", provider="").splitlines()[1] + "\n"
    assert read(text, mapping=ColumnMapping(defaults={"role": "PTA"})).intervals["role"].tolist() == ["PTA", ""]


def test_an_unknown_role_is_one_fault_even_with_a_default(faults_of):
    assert len(faults_of(row(role="boss"), mapping=ColumnMapping(defaults={"role": "PTA"}))) == 1


def test_their_spellings_become_ours_in_any_case_of_known_words_and_exactly_elsewhere(read):
    mapping = ColumnMapping(values={"role": {"phys. ther.": "PT"}, "code": {"Ther Ex": "97110", "ther ex": "97112"}})
    interval = read(row(role="Phys. Ther.", code="Ther Ex"), mapping=mapping).intervals.iloc[0]
    assert (interval["role"], interval["code"]) == ("PT", "97110")


def test_billed_modifiers_are_separated_by_blanks(read):
    text = one_row(start="2026-03-02 9:00", end="9:15", patient="P1", billed_modifiers="gp;59.0")
    assert read(text).intervals["billed_modifiers"].item() == "GP 59"


def test_rows_with_one_id_are_all_faults(faults_of):
    header = "interval_id,date,start,end,patient\n"
    found = faults_of(header + "a,2026-03-02,9:00,9:15,P1\nb,2026-03-02,9:00,9:15,P1\na,2026-03-02,9:15,9:30,P1\n")
    assert [(fault.row, fault.column) for fault in found] == [(2, "interval_id"), (4, "interval_id")]


def test_a_row_too_long_is_a_fault_of_its_own(faults_of):
    found = faults_of(HEADER + GOOD.strip() + ",extra\n")
    assert [(fault.row, fault.problem) for fault in found] == [(2, "the row has more cells than the header")]


def test_five_hundred_faults_are_counted_and_two_hundred_shown(write):
    words = (f"boss {number}" for number in range(500))
    path = write(HEADER + "".join(GOOD.replace(",PT,97110", f",{word},97110") for word in words))
    with pytest.raises(ScheduleError) as caught:
        read_schedule(path)
    lines = str(caught.value).splitlines()
    assert (len(caught.value.faults), lines[0]) == (500, "500 faults")
    assert lines[SHOWN + 1] == "  … and 300 more"


def test_one_unknown_word_of_many_rows_is_one_entry_with_its_rows_and_what_to_paste(write):
    path = write(HEADER + GOOD.replace(",PT,97110", ",COTA,97110") * 500 + GOOD.replace(",PT,97110", ",boss,97110"))
    with pytest.raises(ScheduleError) as caught:
        read_schedule(path)
    lines = str(caught.value).splitlines()
    assert (len(caught.value.faults), len(lines)) == (501, 7)
    assert lines[1].endswith("(500 rows: 2, 3, 4, 5, 6, …)")
    assert lines[4:6] == ["[values.role]", '"COTA" = "OTA"']
    assert lines[6].startswith('# "the word in row 502" = ')
    assert "boss" not in str(caught.value)


def test_two_hidden_words_of_one_column_are_two_entries(write):
    rows = "".join(GOOD.replace(",PT,97110", f",{word},97110") for word in ("boss", "chief", "Boss", "boss"))
    with pytest.raises(ScheduleError) as caught:
        read_schedule(write(HEADER + rows))
    assert [same["rows"] for same in caught.value.to_dict()["same"]] == [[2, 4, 5], [3]]


def test_a_fault_shows_no_cell_that_could_be_anything_else_than_its_column_holds(faults_of):
    cells = {"start": "9 Testcase", "status": "testcase", "role": "Testcase", "kind": "P1"}
    for column, cell in cells.items():
        assert {fault.value for fault in faults_of(row(**{column: cell}))} == {""}


def test_clocks_codes_and_misspelled_words_are_shown():
    cells = {"start": "25:00", "date": "3/14/26", "status": "cancled", "role": "PTT", "code": "9711"}
    shown_cells = {column: shown(column, cell) for column, cell in cells.items()}
    assert shown_cells == cells | {"code": ""}


def test_columns_that_may_name_people_are_never_shown():
    words = ("9:00", "97110", "kept", "x1")
    assert {column for column in INPUT for word in words if shown(column, word)} <= {
        *("start", "end", "date", "code", "role", "mode", "kind", "status", "activity", "discipline")
    }


def test_a_row_whose_cells_may_have_moved_shows_nothing(faults_of):
    moved = row().replace("P1,PT1,PT,", "Testcase,PT1,PT,").replace("9:15,", "").replace(",1\n", "\n")
    found = faults_of(moved)
    assert {fault.value for fault in found} == {""}


def test_a_name_that_stands_among_the_people_of_the_file_is_shown_nowhere(faults_of):
    (fault,) = faults_of(row(provider="Testcase") + row(role="Testcase").splitlines()[1] + "\n")
    assert (fault.column, fault.value) == ("role", "")


PERSON = "Testcase"
CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["", "9:00", "2026-03-02", "1/2/26", "24:00", "PT", "shift", "no_show", "a,b", '"', "\n", "#"]),
)
PEOPLE = ("patient", "provider", "patient_name", "provider_name", "note", "group", "interval_id", "clinic", "payer")


@given(st.permutations(INPUT), st.data())
def test_no_person_is_ever_named_in_a_fault(header, data):
    cells = data.draw(st.lists(CELLS, min_size=len(header), max_size=len(header)))
    person = [PERSON if name in PEOPLE else cell for name, cell in zip(header, cells, strict=True)]
    written = io.StringIO(newline="")
    csv.writer(written).writerows([header, person, person])
    assert PERSON not in all_that_is_said(written.getvalue())


@given(st.permutations(INPUT), st.sets(st.integers(0, len(INPUT)), min_size=1), st.sampled_from(["", "x,", "\n", '"']))
def test_no_person_is_named_where_cells_have_moved(header, places, extra):
    cells = [PERSON if name in PEOPLE else "9:00" for name in header]
    moved = "".join((extra if place in places else "") + cell + "," for place, cell in enumerate(cells)).removesuffix(
        ","
    )
    if not extra:
        moved = ",".join(cell for place, cell in enumerate(cells) if place not in places)
    assert PERSON not in all_that_is_said(",".join(header) + "\n" + moved + "\n")


@given(st.lists(st.lists(st.sampled_from([PERSON, "", "9:00", "P1"]), max_size=6), max_size=4))
def test_no_person_is_named_where_the_header_is_missing(records):
    assert PERSON not in all_that_is_said("\n".join(",".join(cells) for cells in records))


def all_that_is_said(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "day.csv"
        path.write_text(text, encoding="utf-8", newline="", errors="replace")
        try:
            schedule = read_schedule(path, on_fault="skip")
        except ScheduleError as error:
            return str(error) + error.faults.to_csv()
    return repr(schedule) + schedule._repr_html_() + schedule.faults.to_csv() + schedule.skipped["why"].to_csv()


def test_a_clock_without_a_digit_is_not_shown():
    assert [shown("start", text) for text in ("Demo Person", "Person 9", "9.70")] == ["", "", "9.70"]


def test_a_row_that_is_left_out_may_repeat_an_id(read):
    header = "interval_id,date,start,end,patient,status\n"
    found = read(header + "a,2026-03-02,9:00,9:15,P1,\na,2026-03-02,9:00,9:15,P1,cancelled\n")
    assert found.intervals["interval_id"].tolist() == ["a"]


def test_a_place_and_a_quantity_are_read_as_a_spreadsheet_may_write_them(read):
    interval = read(row(place="10.0", quantity="2.0")).intervals.iloc[0]
    assert (interval["place"], interval["quantity"]) == ("10", 2)


def test_a_blank_place_is_the_clinic_and_a_blank_quantity_is_not_stated(read):
    interval = read(row(place="", quantity="")).intervals.iloc[0]
    assert interval["place"] == ""
    assert interval.isna()["quantity"]


def test_what_stands_under_place_is_never_shown_as_it_may_be_an_address(faults_of):
    (fault,) = faults_of(row(place="12 Main Street"))
    assert fault.value == ""
