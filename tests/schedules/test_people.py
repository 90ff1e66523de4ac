import pytest

from timeline.errors import ScheduleError
from timeline.schedules import ColumnMapping, read_schedule
from timeline.sheets import MemoryFile
from timeline.toml import parse_toml, understood


def problems(patient: str, provider: str = "S1", mapping: str = "") -> list[str]:
    content = f"start,end,patient,provider,role\n2026-03-02 9:00,9:30,{patient},{provider},PT\n"
    stated = understood(parse_toml("map.toml", mapping.encode()), ColumnMapping)
    try:
        read_schedule(MemoryFile("day.csv", content.encode()), mapping=stated)
    except ScheduleError as error:
        return [f"{fault.column} {fault.problem}" for fault in error.fault_list]
    return []


@pytest.mark.parametrize(
    "word", ["n.a.", "<NA>", "\\N", "(null)", "Unassigned", "TBD", "\N{EM DASH}", "NaT", "unknown"]
)
def test_a_word_for_nobody_is_no_person_until_somebody_says_so(word):
    assert problems("P1", word) == [f'provider may mean nobody: "{word}"']
    assert problems("P1", word, "[blank]\nwords = []\n") == []


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!", "#name?", "########", "4.2E+11"])
def test_what_a_spreadsheet_shows_in_place_of_a_value_is_no_person(cell):
    assert len(problems(cell)) == 1


@pytest.mark.parametrize("cell", ["NA", "#N/A", "1.2E+05"])
def test_a_prefix_makes_no_person_of_what_is_none(cell):
    assert len(problems(cell, mapping='[columns]\npatient = { column = "patient", prefix = "W-" }\n')) == 1


def test_ids_that_begin_like_such_words_are_people():
    assert problems("#12", "#A") == problems("NA1", "Nil-2") == []
