import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from timeline.errors import PolicyError, ScheduleError, WrongTypeError
from timeline.toml import parse_toml, read_toml
from timeline.toml.document import DEEPEST, LARGEST


def problem_of(content: bytes) -> str:
    with pytest.raises(ScheduleError) as caught:
        parse_toml("small.toml", content)
    (fault,) = caught.value.fault_list
    assert fault.file == "small.toml"
    return fault.problem


def test_a_file_is_its_name_its_tables_and_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_bytes(b"a = 1\n")
    document = read_toml(path)
    assert (document.name, document.table, len(document.sha256)) == ("small.toml", {"a": 1}, 64)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert parse_toml("small.toml", b"\xef\xbb\xbfa = 1\n").table == {"a": 1}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a = ", "not TOML: "),
        (b"a = 1\na = 2\n", "not TOML: "),
        (b"\xff\xfe\x00", "the text is not UTF-8"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, f"lists, tables or dotted keys are nested more than {DEEPEST} deep"),
        (b".".join([b"a"] * 100_000) + b" = 1", f"lists, tables or dotted keys are nested more than {DEEPEST} deep"),
        (b"a = " + b"{b=" * 5000, f"lists, tables or dotted keys are nested more than {DEEPEST} deep"),
        (b'"a".' * 5000 + b"a = 1", f"lists, tables or dotted keys are nested more than {DEEPEST} deep"),
        (b"a = 1" + b"0" * 5000, "not TOML: a number is far too long"),
        (b"#" * (LARGEST + 1), f"the file has more than {LARGEST:,} bytes"),
    ],
)
def test_what_is_no_toml_or_beyond_all_measure_is_one_fault(content: bytes, problem: str) -> None:
    assert problem_of(content).startswith(problem)


@pytest.mark.parametrize(
    "text", ['a = "[[[["', "a = '{{{{'", 'a = """\n[[[[ " [[\n"""', "a = '''\n[[[[ ' [[\n'''", "# [[[["]
)
def test_brackets_in_texts_and_comments_nest_nothing(text: str) -> None:
    assert parse_toml("small.toml", text.replace("[", "[" * DEEPEST).replace("{", "{" * DEEPEST).encode())


def test_a_long_list_and_many_tables_are_not_deep() -> None:
    text = "a = [" + "[1.5, 2.5]," * 1000 + "]\n" + "[[b.c]]\nd.e = 1\n" * 1000
    assert len(parse_toml("small.toml", text.encode()).table["b"]["c"]) == 1000


def test_a_missing_file_a_folder_and_an_impossible_name_are_one_fault_each(tmp_path: Path) -> None:
    for path, problem in ((tmp_path / "none", "no such file"), (tmp_path, "a folder"), ("a\0b", "cannot be opened")):
        with pytest.raises(PolicyError, match=problem):
            read_toml(path, PolicyError)


def test_what_is_no_path_is_told_so() -> None:
    with pytest.raises(WrongTypeError, match="expected the path of a TOML file, got int"):
        read_toml(3)  # type: ignore[arg-type]


@given(st.text() | st.text(alphabet="[]{}=.,'\"\\\n#ab1 -:"))
@example("a = [" * 100)
@example('"' * 7)
@example("a = 0x" + "f" * 9999)
def test_no_text_ends_in_anything_but_tables_or_a_fault(text: str) -> None:
    with suppress(ScheduleError):
        assert isinstance(parse_toml("small.toml", text.encode()).table, dict)


def test_a_pipe_or_device_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clinic.toml")
    for path in (tmp_path / "clinic.toml", Path(os.devnull)):
        with pytest.raises(ScheduleError, match="not a plain file"):
            read_toml(path)
