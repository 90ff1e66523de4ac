import pytest

from timeline.schedules import words


@pytest.mark.parametrize("column", words.VOCABULARIES)
def test_every_word_is_read_in_any_case_and_spacing(column):
    for word in words.VOCABULARIES[column]:
        assert words.find_word(column, word.upper().replace("_", "-")) == word
        assert words.find_word(column, word.lower().replace("_", " ")) == word


@pytest.mark.parametrize("text", ["no-show", "No Show", "NO_SHOW"])
def test_no_show_is_known_as_clinics_write_it(text):
    assert words.find_word("status", text) == "no_show"


def test_canceled_has_one_l_in_america():
    assert words.find_word("status", "Canceled") == "cancelled"


def test_one_to_one_is_no_mode_we_guess():
    assert words.find_word("mode", "1:1") is None
