from __future__ import annotations

import tomllib

import pytest

from timeline.schedules.unknown_words import line_to_paste
from timeline.vocabulary import Role


@pytest.mark.parametrize(
    ("column", "word", "meant"),
    [
        ("status", "Completed", "kept"),
        ("status", "No-Shows", "no_show"),
        ("status", "canceld", "cancelled"),
        ("role", "cota", "OTA"),
        ("role", "studnt", "STUDENT"),
        ("kind", "Booking", "appointment"),
    ],
)
def test_a_word_whose_meaning_is_plain_gets_it(column: str, word: str, meant: str) -> None:
    table, line = line_to_paste(column, word, 2)
    assert table == f"values.{column}"
    assert tomllib.loads(line) == {word: meant}


@pytest.mark.parametrize("word", ["Rescheduled", 'the "other"', ""])
def test_a_word_that_may_mean_anything_is_a_remark_that_changes_nothing(word: str) -> None:
    _, line = line_to_paste("status", word, 17)
    assert tomllib.loads(line) == {}
    assert line.endswith('= "kept", "cancelled" or "no_show"')


def test_a_word_that_may_be_a_name_is_told_by_its_row() -> None:
    assert "the word in row 17" in line_to_paste("role", "", 17)[1]


def test_every_choice_is_a_word_of_the_column() -> None:
    _, line = line_to_paste("role", "", 2)
    assert all(f'"{role}"' in line for role in Role)
