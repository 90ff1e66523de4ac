from timeline.schedules import template_csv
from timeline.schedules.headers import INPUT
from timeline.sheets.csv_file import csv_grid
from timeline.vocabulary import Activity, Mode, Role


def test_the_template_reads_back_as_no_rows(read):
    schedule = read(template_csv())
    assert (len(schedule.intervals), schedule.unused_columns) == (0, ())


def test_the_template_has_every_column_and_a_line_of_help_for_each():
    text = template_csv()
    assert csv_grid("t.csv", text.encode()).records[0] == list(INPUT)
    helped = [line.strip('"')[2:].partition(":")[0].removesuffix(" (required)") for line in text.splitlines()[1:]]
    assert helped == list(INPUT)


def test_the_template_names_every_accepted_word():
    text = template_csv()
    assert all(word in text for vocabulary in (Role, Mode, Activity) for word in vocabulary)


def test_a_template_filled_in_below_its_help_is_read(read):
    filled = template_csv() + "2026-03-02,9:00,9:15,P1\n"
    assert read(filled).intervals["interval_id"].item() == f"day.csv:{len(INPUT) + 2}"


def test_a_spreadsheet_may_pad_the_comments(read):
    padded = "\n".join(
        line + "," * 20 if line.startswith(("#", '"#')) else line for line in template_csv().splitlines()
    )
    assert len(read(padded).intervals) == 0
