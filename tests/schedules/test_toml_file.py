import pytest

from timeline.errors import ScheduleError
from timeline.schedules.toml_file import read_toml, text, texts, whole_number


def understand(table):
    inner = table.table("inner")
    return (
        table.take("word", text, ""),
        inner.take("count", whole_number, 0),
        [each.need("to", text, "") for each in table.tables("way")],
    )


def test_what_is_stated_is_returned_with_name_and_hash(write):
    path = write('word = " a "\n[inner]\ncount = 2\n[[way]]\nto = "x"\n', "small.toml")
    found, name, sha256 = read_toml(path, understand)
    assert (found, name, len(sha256)) == (("a", 2, ["x"]), "small.toml", 64)


def test_every_fault_comes_at_once_with_its_path(write):
    path = write("word = 1\nwrod = 1\n[inner]\ncount = true\nother = 1\n[[way]]\n", "small.toml")
    with pytest.raises(ScheduleError) as caught:
        read_toml(path, understand)
    assert sorted(fault.column for fault in caught.value.fault_list) == [
        "inner.count",
        "inner.other",
        "way[0].to",
        "word",
        "wrod",
    ]
    assert "unknown key; known: inner, word, way" in str(caught.value)


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe\x00", b"a = 1\na = 2\n"])
def test_a_file_that_is_not_toml_is_one_fault(write, content):
    with pytest.raises(ScheduleError, match=r"1 fault\n  small.toml: "):
        read_toml(write(content, "small.toml"), understand)


def test_a_missing_file_is_one_fault(tmp_path):
    with pytest.raises(ScheduleError, match="there is no such file"):
        read_toml(tmp_path / "none.toml", understand)


def test_a_table_in_the_wrong_place_is_a_fault(write):
    with pytest.raises(ScheduleError, match="inner: must be a table"):
        read_toml(write("inner = 3", "small.toml"), understand)


@pytest.mark.parametrize("content", ["way = 3", "way = [3]", "[way]"])
def test_a_repeated_table_must_be_one(write, content):
    with pytest.raises(ScheduleError, match="way: must be a"):
        read_toml(write(content, "small.toml"), understand)


def test_one_text_or_a_list_of_texts_are_both_texts():
    assert (texts("a"), texts(["a", "b"])) == (("a",), ("a", "b"))
