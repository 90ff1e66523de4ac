import pytest

from tests.schedules.mapped import faults, left_out
from timeline.schedules.columns import unwrapped

DAY = '[columns]\n[defaults]\nrole = "PT"\n'
HEADER = "patient,provider,start,end\n"


@pytest.mark.parametrize(
    ("cell", "text"), [('="00123"', "00123"), ("'00123", "00123"), ("=1", "=1"), ("P'1", "P'1"), ('="a""b"', 'a"b')]
)
def test_what_keeps_a_cell_text_is_not_content(cell, text):
    assert unwrapped(cell) == text


def test_blank_words_mean_nothing_in_any_case_and_every_column(mapped):
    found = mapped(HEADER + "P1,n/A,2026-03-02 9:00,9:30\n", DAY + '[blank]\nwords = ["N/A"]\n')
    assert found.intervals["provider"].tolist() == [""]


def test_words_that_may_mean_nobody_are_faults_that_propose_the_line(mapped):
    found = mapped(HEADER + "P1,null,2026-03-02 9:00,9:30\n", DAY)
    assert "words = [" in found.faults["repair"][0]


def test_such_words_are_ids_where_no_word_is_stated_to_be_blank(mapped):
    found = mapped(HEADER + "NA,null,2026-03-02 9:00,9:30\n", DAY + "[blank]\nwords = []\n")
    assert found.intervals["patient"].tolist() == ["NA"]


FILL = DAY + '[file]\nfill_down = ["provider"]\nleave_out = ["repeated header", "totals"]\n'


def test_an_empty_cell_takes_what_stands_above(mapped):
    found = mapped(HEADER + "P1,S1,2026-03-02 9:00,9:30\nP2,,2026-03-02 10:00,10:30\n", FILL)
    assert found.intervals["provider"].tolist() == ["S1", "S1"]


@pytest.mark.parametrize("between", [HEADER, ",Total,,\n"])
def test_neither_a_header_nor_a_total_is_filled_down(mapped, between):
    found = mapped(HEADER + "P1,S1,2026-03-02 9:00,9:30\n" + between + "P2,,2026-03-02 10:00,10:30\n", FILL)
    assert found.intervals["provider"].tolist() == ["S1", "S1"]
    assert list(left_out(found)) == ["day.csv:3"]


def test_a_blank_word_is_not_filled_but_is_what_the_next_cells_take(mapped):
    rows = "P1,S1,2026-03-02 9:00,9:30\nP2,NA,2026-03-02 10:00,10:30\nP3,,2026-03-02 11:00,11:30\n"
    found = mapped(HEADER + rows, FILL + '[blank]\nwords = ["NA"]\n')
    assert found.intervals["provider"].tolist() == ["S1", "", ""]


def test_file_and_sheet_stand_wherever_a_column_can(mapped):
    mapping = '[columns]\nprovider = ""\nclinic = "<file>"\n[[leave_out]]\ncolumn = "<file>"\nwhen = "is"\n'
    rows = "patient,start,end\nP1,2026-03-02 9:00,9:30\n"
    assert mapped(rows, mapping + 'values = ["other"]\nwhy = "x"\n', "north.csv").intervals["clinic"][0] == "north"
    assert left_out(mapped(rows, mapping + 'values = ["NORTH"]\nwhy = "x"\n', "north.csv")) == {"north.csv:2": "x"}


def test_the_second_column_of_a_name_is_named_by_its_number(mapped):
    mapping = '[columns]\nprovider = ""\nstart = "Time#1"\nend = "Time#2"\n'
    found = mapped("patient,Time,TIME\nP1,2026-03-02 9:00,2026-03-02 9:30\n", mapping)
    assert not faults(found)
    assert len(found.intervals) == 1
