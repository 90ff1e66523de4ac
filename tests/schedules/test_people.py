from __future__ import annotations

import pytest

from timeline.schedules import ColumnMapping
from timeline.schedules.mapping import Blank
from timeline.schedules.people import damaged, listed_people, suspected_blank


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
