from __future__ import annotations

import pytest

from timeline.errors import ScheduleError
from timeline.schedules import ColumnMapping, read_schedule
from timeline.schedules.mapping import Blank
from timeline.schedules.people import damaged, listed_people, suspected_blank
from timeline.sheets import MemoryFile
from timeline.toml import parse_toml, understood


def suspected(*texts: str, mapping: ColumnMapping | None = None) -> list[str]:
    return list(suspected_blank("patient", set(texts), mapping or ColumnMapping()))


def test_a_word_that_often_means_nobody_is_asked_about() -> None:
    assert suspected("P1", "N/A", "none") == ["N/A", "none"]


def test_a_mapping_that_says_no_word_means_nobody_ends_the_question() -> None:
    assert suspected("none", mapping=ColumnMapping(blank=Blank(words=()))) == []


def test_an_id_that_a_mapping_spells_so_is_nobody_s_word() -> None:
    assert suspected("none", "na", mapping=ColumnMapping(values={"patient": {"nn": "none"}})) == ["na"]


@pytest.mark.parametrize("text", ["1.23E+10", "4e7", "1,5E+03"])
def test_a_number_in_powers_of_ten_has_lost_figures(text: str) -> None:
    assert list(damaged({text, "P1", "E10"})) == [text]


@pytest.mark.parametrize(
    "text", ["PT1; PTA2", "PT1/PTA2", "PT1 and PTA2", "PT1\nPTA2", "Testcase, Tom; Testcase, Ann", "Tom\nAnn"]
)
def test_a_cell_of_several_people_is_a_list(text: str) -> None:
    assert list(listed_people({text})) == [text]


def test_names_that_stand_alone_elsewhere_are_a_list_where_they_stand_together() -> None:
    assert list(listed_people({"Tom, Ann", "Tom", "Ann"})) == ["Tom, Ann"]


@pytest.mark.parametrize("text", ["Testcase, Tom", "PT1", "12/34", "Tom & Jerry", "PT1;"])
def test_one_person_is_no_list(text: str) -> None:
    assert listed_people({text}) == {}


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
def test_a_word_for_nobody_is_no_person_until_somebody_says_so(word: str) -> None:
    assert problems("P1", word) == [f'provider may mean nobody: "{word}"']
    assert problems("P1", word, "[blank]\nwords = []\n") == []


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!", "#name?", "########", "4.2E+11"])
def test_what_a_spreadsheet_shows_in_place_of_a_value_is_no_person(cell: str) -> None:
    assert len(problems(cell)) == 1


@pytest.mark.parametrize("cell", ["NA", "#N/A", "1.2E+05"])
def test_a_prefix_makes_no_person_of_what_is_none(cell: str) -> None:
    assert len(problems(cell, mapping='[columns]\npatient = { column = "patient", prefix = "W-" }\n')) == 1


def test_ids_that_begin_like_such_words_are_people() -> None:
    assert problems("#12", "#A") == problems("NA1", "Nil-2") == []
