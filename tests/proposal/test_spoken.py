from __future__ import annotations

import pytest

from timeline.proposal.contents import Profile, profiles
from timeline.proposal.spoken import Discretion, is_flag, known_share, meaning, yes_words


def column(header: str, *cells: str) -> Profile:
    (found,) = profiles([header], [[cell] for cell in cells])
    return found


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("Completed", "kept"),
        ("Checked Out", "kept"),
        ("Late Cancel", "cancelled"),
        ("CANCELED", "cancelled"),
        ("No-Show", "no_show"),
        ("Did Not Arrive", "no_show"),
        ("Rescheduled", "rescheduled"),
        ("programada", "planned"),
        ("Asistió", "kept"),
        ("Inactive", ""),
        ("Not Completed", ""),
        ("x" * 100, ""),
    ],
)
def test_a_status_means_what_the_field_means_by_it(word: str, ours: str) -> None:
    assert meaning("status", word) == ours


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("Physical Therapist", "PT"),
        ("Physical Therapist Assistant", "PTA"),
        ("LPTA", "PTA"),
        ("OTR/L", "OT"),
        ("COTA", "OTA"),
        ("CCC-SLP", "SLP"),
        ("Rehab Tech", "AIDE"),
        ("Front Desk", "OTHER"),
        ("Wizard", ""),
    ],
)
def test_a_role_means_what_the_field_means_by_it(word: str, ours: str) -> None:
    assert meaning("role", word) == ours


def test_a_known_word_is_shown_even_once() -> None:
    assert Discretion([]).may_show(column("status", "No-Show", *["Completed"] * 9), "No-Show")


@pytest.mark.parametrize(
    "word", ["Cancelled by Quasimodo", "Maria Lopez", "Dr Frollo", "Room 7", "Frollo, C", "a@b.example"]
)
def test_a_word_that_may_be_a_person_is_not_shown(word: str) -> None:
    assert not Discretion([]).may_show(column("status", *[word] * 50), word)


def test_a_word_that_is_in_a_column_of_people_is_not_shown() -> None:
    people = column("patient", "Quasimodo, A", "Frollo, C")
    status = column("status", *["Quasimodo"] * 20, *["Wibble"] * 20, *["Kept", "No Show"] * 9)
    shown = Discretion([people])
    assert not shown.may_show(status, "Quasimodo")
    assert shown.may_show(status, "Wibble")


def test_an_unknown_word_that_stands_once_is_not_shown() -> None:
    assert not Discretion([]).may_show(column("status", "Wibble", *["Completed"] * 9), "Wibble")


def test_a_column_of_many_words_is_not_closed() -> None:
    assert not Discretion([]).closed(column("status", *[chr(97 + number) for number in range(26)]))
    assert known_share("status", column("status", *map(str, range(40)))) == 0


def test_yes_and_no_are_known_in_several_languages() -> None:
    assert is_flag(column("all day", "Ein", "Aus"))
    assert yes_words(column("x", "TRUE", "False")) == ["TRUE"]
    assert not is_flag(column("x", "yes", "maybe"))


def test_a_list_of_words_most_of_which_nobody_knows_may_be_one_of_persons() -> None:
    shown = Discretion([])
    assert not shown.may_show(column("status", *["Quasimodo"] * 20, *["Frollo"] * 20, *["Kept"] * 20), "Quasimodo")
    assert shown.may_show(column("status", *["Wibble"] * 20, *["Kept"] * 20), "Wibble")


@pytest.mark.parametrize("word", ["seen " * 30, "seen\u202e"])
def test_a_word_too_long_or_not_printable_is_not_shown(word: str) -> None:
    assert not Discretion([]).may_show(column("status", *[word] * 50), word)
