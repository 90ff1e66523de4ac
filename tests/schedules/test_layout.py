import pytest

from timeline.errors import Fault, ScheduleError
from timeline.schedules import read_mapping, read_schedule
from timeline.sheets import MemoryFile


@pytest.fixture
def wrong(write):
    def read(content: str, mapping: str = "") -> list[Fault]:
        stated = read_mapping(write(mapping, "map.toml"))
        with pytest.raises(ScheduleError) as caught:
            read_schedule(MemoryFile("day.csv", content.encode()), mapping=stated)
        return list(caught.value.fault_list)

    return read


def test_a_file_without_a_column_of_who_attended_is_one_fault_that_names_the_likely_one(wrong):
    (fault,) = wrong("patient,start,end,TreatingTherapist\n" + "P1,2026-03-02 9:00,9:30,S1\n" * 3)
    assert fault.column == "provider"
    assert "column 4" in fault.problem


def test_where_the_header_is_further_down_its_row_is_named(wrong):
    faults = wrong("Clinic North\nMarch\npatient,start,end\nP1,2026-03-02 9:00,9:30\n")
    assert any("header_row = 3" in fault.repair for fault in faults)


def test_a_file_without_a_header_is_asked_for_names(wrong):
    faults = wrong("P1,2026-03-02 9:00,2026-03-02 9:30\n" * 2)
    assert any("[file] columns" in fault.repair for fault in faults)


def test_a_grid_with_a_column_for_each_person_is_refused_with_the_way_out(wrong):
    faults = wrong("Time,Anna,Ben,Cleo\n9:00,P1,,P3\n9:15,P1,P2,\n")
    assert any("one row for each span" in fault.repair for fault in faults)


def test_every_column_a_mapping_names_must_be_there_wherever_it_is_named(wrong):
    mapping = '[columns]\nprovider = "who"\n[file]\nfill_down = ["down"]\n[latest]\nkey = ["id"]\nby = "version"\n'
    mapping += '[[leave_out]]\ncolumn = "flag"\nwhen = "filled"\nwhy = "x"\n'
    found = " ".join(fault.problem for fault in wrong("patient,start,end\nP1,2026-03-02 9:00,9:30\n", mapping))
    assert all(f"'{name}'" in found for name in ("who", "down", "id", "version", "flag"))


def test_two_columns_of_one_name_are_a_fault_only_where_they_are_used(wrong, write):
    content = "patient,start,end,note2,note2\nP1,2026-03-02 9:00,9:30,a,b\n"
    assert len(read_schedule(MemoryFile("day.csv", content.encode())).intervals) == 1
    assert any("same name" in fault.problem for fault in wrong(content, '[columns]\nnote = "note2"\n'))


def test_names_stand_in_place_of_a_header_or_of_a_file_without_one(write):
    names = 'columns = ["patient", "start", "end"]\n'
    row = "P1,2026-03-02 9:00,9:30\n"
    mapping = read_mapping(write(f"[file]\n{names}", "map.toml"))
    found = read_schedule(MemoryFile("day.csv", row.encode()), mapping=mapping)
    assert found.intervals["interval_id"].tolist() == ["day.csv:1"]
    mapping = read_mapping(write(f"[file]\nheader_row = 2\n{names}", "map.toml"))
    found = read_schedule(MemoryFile("day.csv", f"title,,\na,b,c\n{row}".encode()), mapping=mapping)
    assert found.intervals["interval_id"].tolist() == ["day.csv:3"]


def test_a_title_without_a_delimiter_does_not_decide_the_delimiter(write):
    mapping = read_mapping(write("[file]\nheader_row = 2\n", "map.toml"))
    content = "Clinic North\npatient;start;end\nP1;2026-03-02 9:00;9:30\n"
    assert len(read_schedule(MemoryFile("day.csv", content.encode()), mapping=mapping).intervals) == 1


def test_where_the_first_row_has_clocks_it_is_data_and_not_the_head_of_a_grid(wrong):
    faults = wrong("2026-03-02 9:00,2026-03-02 9:30,P1,S1\n" * 2)
    assert any("[file] columns" in fault.repair for fault in faults)
    assert any("timeline map" in fault.repair for fault in wrong("a,b,c\nx,y,z\n"))
