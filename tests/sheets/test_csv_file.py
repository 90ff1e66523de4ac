import pytest

from timeline.errors import ScheduleError
from timeline.sheets import csv_file
from timeline.sheets.csv_file import csv_grid
from timeline.sheets.sheet import Sheet, make_sheet

DAY = "date,start,end,patient\n2026-03-02,9:00,9:15,P1\n"


def parse_csv(name: str, content: bytes, **stated: str) -> Sheet:
    return make_sheet(name, csv_grid(name, content, **stated))


def fault_of(content: bytes, name: str = "day.csv", **stated: str):
    with pytest.raises(ScheduleError) as caught:
        parse_csv(name, content, **stated)
    (fault,) = caught.value.fault_list
    return fault


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_and_plain_unicode_files_read_alike(encoding):
    sheet = parse_csv("day.csv", DAY.replace("P1", "Pé").encode(encoding))
    assert (sheet.header[0], sheet.rows[0][3]) == ("date", "Pé")


def test_other_bytes_are_one_fault_that_says_how_to_save():
    fault = fault_of(DAY.replace("P1", "Pé").encode("cp1252"))
    assert fault.row is None
    assert "CSV UTF-8" in fault.repair
    assert "encoding" in fault.repair


def test_a_stated_encoding_is_used():
    sheet = parse_csv("day.csv", DAY.replace("P1", "Pé").encode("cp1252"), encoding="cp1252")
    assert sheet.rows[0][3] == "Pé"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_from_the_header_line(delimiter):
    sheet = parse_csv("day.csv", DAY.replace(",", delimiter).encode())
    assert sheet.header == ["date", "start", "end", "patient"]


def test_a_separator_line_is_honoured_and_not_counted():
    sheet = parse_csv("day.csv", ("sep=;\n" + DAY.replace(",", ";")).encode())
    assert (sheet.header_row, list(sheet.numbers)) == (1, [2])


def test_a_stated_delimiter_wins():
    sheet = parse_csv("day.csv", b"a,b~c\n1,2~3\n", delimiter="~")
    assert list(sheet.rows) == [["1,2", "3"]]


def test_row_numbers_count_records_as_a_spreadsheet_shows_them():
    text = 'a,b\r\n"two\nlines",1\r\n\r\n# a comment,\r\nx,2\r\n'
    assert parse_csv("day.csv", text.encode()).numbers == [2, 5]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(ending):
    assert list(parse_csv("day.csv", DAY.replace("\n", ending).encode()).numbers) == [2]


def test_short_rows_are_padded_and_empty_extra_cells_are_ignored():
    sheet = parse_csv("day.csv", b"a,b,c\n1\n1,2,3,,\n")
    assert list(sheet.rows) == [["1", "", ""], ["1", "2", "3"]]


def test_a_row_with_more_cells_than_the_header_is_a_fault_of_that_row():
    sheet = parse_csv("day.csv", b"a,b\n1,2\nSmythe, J,3\n")
    assert [fault.row for fault in sheet.faults] == [3]
    assert sheet.numbers == [2]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"# only help\n"])
def test_an_empty_file_is_a_fault_of_row_one(content):
    assert (fault_of(content).row, fault_of(content).problem) == (1, "the file is empty")


@pytest.mark.parametrize("content", [b"a,b\n1,\x002\n", bytes(range(256)), "a".encode("utf-32")])
def test_what_is_not_text_is_a_fault_of_row_one(content):
    assert (fault_of(content).row, fault_of(content).problem) == (1, "this is not a text file")


def test_half_a_utf_16_file_is_a_fault():
    assert "UTF-16" in fault_of(DAY.encode("utf-16")[:-1]).problem


@pytest.mark.parametrize("content", [b"a,b\n%s,1\n", b"%s,b\n1,2\n"])
def test_a_cell_beyond_all_measure_is_a_fault(content):
    assert fault_of(content % (b"x" * 200_000)).row in (1, 2)


def test_an_open_quotation_mark_never_swallows_rows():
    fault = fault_of(b'a,b\n1,2\n"3,4\n5,6\n')
    assert (fault.row, "quotation mark" in fault.problem) == (3, True)


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029", "\v", "\f", "\x1e"])
def test_a_file_whose_lines_end_in_no_line_end_is_refused_and_not_all_header(end: str) -> None:
    with pytest.raises(ScheduleError, match="all of it is one row"):
        csv_grid("day.csv", f"start,end,patient{end}2026-03-02 9:00,9:30,P1{end}".encode())
    assert len(list(csv_grid("day.csv", f"patient,note\nP1,a{end}b\n".encode()).every())) == 2


def test_a_file_with_more_lines_or_columns_than_any_schedule_has_is_refused_with_the_limit(monkeypatch):
    assert "more than 16,384 cells" in fault_of(b"a,b\n1,2\n" + b"," * 20_000).problem
    monkeypatch.setattr(csv_file, "MOST_LINES", 3)
    assert "more than 3 lines" in fault_of(b"a,b\n\n\n\n1,2\n").problem


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ('start,end,"kind (a;b;c;d;e)"\n9:00,9:30,x\n', 3),
        ('start;end;"note, as a, b, c"\n9:00;9:30;"1,2,3,4"\n', 3),
        ("Visits; North; South; East; West\nstart,end,patient\n9:00,9:30,P1\n", 3),
        ("start\tend\tnote a,b,c,d,e\n9:00\t9:30\tx\n", 3),
        ("start;end;Name, given\n9:00;9:30;Testcase, Tom\n", 3),
        ("start;minutes;patient\n9:00;0,5;P1\n9:00;0,5;P2\n", 3),
    ],
)
def test_the_delimiter_is_what_makes_a_table_and_not_the_most_frequent_sign(text: str, width: int) -> None:
    assert {len(record) for record in list(csv_grid("day.csv", text.encode()).every())[-2:]} >= {width}
    assert len(list(csv_grid("day.csv", text.encode()).every())[-1]) == width


def test_the_delimiter_that_gives_the_wanted_columns_wins() -> None:
    text = b"Name, given, title, born;start;end\nTestcase, Tom, Dr, 1950;9:00;9:30\n"
    assert len(csv_grid("day.csv", text).records[0]) == 4
    assert len(csv_grid("day.csv", text, wanted=lambda record: "start" in record).records[0]) == 3


def test_a_line_far_too_long_for_a_row_is_refused_before_it_is_text(monkeypatch):
    monkeypatch.setattr(csv_file, "LONGEST_LINE", 100)
    fault = fault_of((DAY + "x," * 300 + "\n").encode())
    assert (fault.file, fault.row) == ("day.csv", 3)
    assert "more than 100 characters" in fault.problem
    assert "one row a line" in fault.repair
    assert len(parse_csv("day.csv", (DAY + "2026-03-02,9:00,9:15,P1\n" * 50).encode()).rows) == 51
