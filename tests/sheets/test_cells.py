import pytest

from timeline.sheets.cells import count, translate
from timeline.sheets.texts import Texts


@pytest.mark.parametrize("text", ["1.5", "-1", "two", "1e3", "٣", "9999999999"])
def test_what_is_no_count_is_refused(text):
    assert count(text) is None


def test_texts_without_a_meaning_are_found_wherever_they_stand():
    assert [list(found) for found in translate(Texts.of(["1", "x", "1", "x"]), count)] == [["1", "", "1", ""], [1, 3]]
