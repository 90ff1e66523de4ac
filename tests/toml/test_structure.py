from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.errors import Fault, ScheduleError
from timeline.toml import NotRead, entry, parse_toml, structured, understood, unread, whole


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Inner:
    to: str
    far: int = entry(whole, key="miles", default=0)


def shout(value: Any) -> str:
    if not isinstance(value, str):
        raise NotRead("must be a word")
    return value.upper()


@dataclass(frozen=True, slots=True)
class Outer:
    word: str
    count: int = 0
    on: bool = False
    share: Decimal | None = None
    part: Fraction | None = None
    day: date | None = None
    colour: Colour = Colour.RED
    texts: tuple[str, ...] = ()
    ways: list[Inner] = field(default_factory=list)
    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    loud: str = entry(shout, default="")
    name: str = unread("")


def read(text: str) -> Outer:
    return understood(parse_toml("small.toml", text.encode()), Outer)


def faults(text: str) -> dict[str, str]:
    with pytest.raises(ScheduleError) as caught:
        read(text)
    return {fault.column: fault.problem for fault in caught.value.fault_list}


def test_every_kind_of_value_is_read() -> None:
    text = 'word = "a"\ncount = 2\non = true\nshare = "0.10"\npart = "1/20"\nday = 2024-01-31\ncolour = "blue"\n'
    text += 'texts = ["x"]\nloud = "hey"\nways = [{ to = "y", miles = 3 }]\n[tables.t]\nn = 1\n'
    inner, tables = [Inner("y", 3)], {"t": {"n": 1}}
    day = date(2024, 1, 31)
    expected = Outer("a", 2, True, Decimal("0.10"), Fraction(1, 20), day, Colour.BLUE, ("x",), inner, tables, "HEY")
    assert read(text) == expected


def test_every_fault_comes_at_once_under_its_path() -> None:
    text = 'word = 1\ncount = true\nsurprise = 1\ncolour = "green"\nloud = 3\nways = [{ miles = -1 }, 3]\n'
    assert faults(text + "[tables]\nt = { n = 1.5 }\n") == {
        "word": "expected text in quotes, got 1",
        "count": "expected a whole number, got true",
        "colour": "expected one of red, blue, got 'green'",
        "loud": "must be a word",
        "ways[0].to": "is missing",
        "ways[0].miles": "expected a whole number of 0 or more, got -1",
        "ways[1]": "expected a table of keys and values, got 3",
        "tables.t.n": "expected a whole number, got 1.5",
        "surprise": "unknown key; known: word, count, on, share, part, day, colour, texts, ways, tables, loud",
    }


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('texts = "abc"', "expected a list, got 'abc'"),
        ("tables = [1]", "expected a table of keys and values, got a list"),
        ("ways = { to = 'x' }", "expected a list, got a table"),
        ("share = 0.1", 'expected a number in quotes such as "0.10", got 0.1'),
        ('share = "NaN"', "expected a number in quotes such as \"0.10\", got 'NaN'"),
        ('share = "a tenth"', "expected a number in quotes such as \"0.10\", got 'a tenth'"),
        ('part = "3/2"', "expected a share in quotes such as \"1/20\", got '3/2'"),
        ('part = "1"', "expected a share in quotes such as \"1/20\", got '1'"),
        ("day = 2024-01-31T10:00:00", "expected a date such as 2024-01-31 without quotes, got 2024-01-31 10:00:00"),
        ("colour = 3", "expected one of red, blue, got 3"),
        ("word = 0x" + "f" * 99, "expected text in quotes, got a huge number"),
        ("count = '" + "x" * 99 + "'", "expected a whole number, got '" + "x" * 39 + "…"),
    ],
)
def test_a_value_of_another_kind_is_a_fault(line: str, problem: str) -> None:
    start = "" if line.startswith("word") else 'word = "a"\n'
    assert faults(start + line) == {line.split(" ")[0]: problem}


def test_what_no_file_states_is_an_unknown_key() -> None:
    assert faults('word = "a"\nname = "x"')["name"].startswith("unknown key")


def test_a_strange_key_is_quoted_in_its_path() -> None:
    assert faults('word = "a"\n[tables]\n"a b" = 1\n') == {'tables."a b"': "expected a table of keys and values, got 1"}


def test_a_part_of_a_file_is_told_by_where_it_stands() -> None:
    found: list[Fault] = []
    assert structured({"to": 3}, Inner, "way[2]", file="small.toml", faults=found) is None
    assert [(fault.file, fault.column) for fault in found] == [("small.toml", "way[2].to")]


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
KEYS = st.sampled_from(["word", "count", "ways", "tables", "texts", "part", "share", "loud", "to", "miles"]) | st.text()


@given(st.dictionaries(KEYS, VALUES) | VALUES)
def test_whatever_stands_there_is_read_or_a_fault(value: object) -> None:
    found: list[Fault] = []
    built = structured(value, Outer, "", file="small.toml", faults=found)
    assert (built is None) == bool(found)
    assert all(str(fault).isprintable() for fault in found)
