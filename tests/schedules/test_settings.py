import pytest

from timeline.schedules.settings import entries, text, texts
from timeline.toml import NotRead


def test_one_text_or_a_list_of_texts_are_both_texts() -> None:
    assert (texts(" a "), texts(["a", "b"])) == (("a",), ("a", "b"))


def test_what_is_no_text_is_not_repeated_in_the_message() -> None:
    with pytest.raises(NotRead, match=r"^must be text in quotation marks$"):
        text(["Lopez"])


def test_every_entry_that_cannot_be_read_is_told_under_its_key() -> None:
    with pytest.raises(NotRead) as caught:
        entries(lambda key, value: key + text(value))({"a": 1, "b": "x", "c": 2})
    assert [problem.path for problem in caught.value.problems] == [("a",), ("c",)]


def test_entries_stand_in_a_table() -> None:
    with pytest.raises(NotRead, match="must be a table"):
        entries(lambda key, _: key)([])
