from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from timeline.contracts.columnar import in_columns
from timeline.contracts.columns import text
from timeline.contracts.contract import Table
from timeline.contracts.sentences import (
    Gathered,
    Said,
    Sentences,
    Words,
    as_arrow,
    either,
    sentences,
    texts_of,
    words_of,
    written,
)

TEXT = st.text(st.sampled_from("aé–'{}"), max_size=3)


def columns_of(many: int, depth: int = 2) -> st.SearchStrategy[tuple[Said, list[str]]]:
    """Draw a column in any form, and the texts that it is made of."""
    plain = st.lists(TEXT, min_size=many, max_size=many)
    leaf = st.one_of(plain.map(lambda each: (texts_of(each), each)), plain.map(lambda each: (words_of(each), each)))
    if not depth:
        return leaf
    inner = columns_of(many, depth - 1)
    return st.one_of(
        leaf, st.tuples(inner, TEXT, inner).map(_behind), st.tuples(inner, inner, st.randoms()).map(_mixed)
    )


def _behind(drawn: tuple[tuple[Said, list[str]], str, tuple[Said, list[str]]]) -> tuple[Said, list[str]]:
    (one, firsts), between, (other, lasts) = drawn
    told = [f"{first}{between}{last}" for first, last in zip(firsts, lasts, strict=True)]
    return Sentences(len(told), (one, between, other)), told


def _mixed(drawn: tuple[tuple[Said, list[str]], tuple[Said, list[str]], Random]) -> tuple[Said, list[str]]:
    (one, firsts), (other, lasts), random = drawn
    places = [random.randrange(2 * len(firsts)) for _ in firsts]
    return Gathered((one, other), np.array(places, np.int64)), [[*firsts, *lasts][place] for place in places]


@given(st.integers(0, 4).flatmap(columns_of))
def test_a_column_says_in_arrow_what_it_says_in_python_whatever_its_form(drawn: tuple[Said, list[str]]) -> None:
    said, told = drawn
    assert written(said).tolist() == told
    assert as_arrow(said).to_pylist() == told


def test_a_form_is_filled_in_with_a_column_for_each_name() -> None:
    named = sentences("{{{who}}} is here{end}", 2, who=words_of(["a", "b"]), end=texts_of([".", "!"]))
    assert written(named).tolist() == ["{a} is here.", "{b} is here!"]


def test_one_thing_is_said_where_something_holds_and_the_other_where_not() -> None:
    assert written(either(np.array([True, False]), "yes", "no")).tolist() == ["yes", "no"]


def test_columns_are_put_together_in_the_order_of_what_they_are_about() -> None:
    said = Gathered.of(
        [(np.array([2, 0]), texts_of(["c", "a"])), (np.array([1]), Words(np.array([0]), texts_of(["b"])))]
    )
    assert written(said).tolist() == ["a", "b", "c"]
    assert written(Gathered.of([])).tolist() == as_arrow(Gathered.of([])).to_pylist() == []


def test_a_table_with_a_column_in_pieces_is_the_table_of_its_texts() -> None:
    table = Table("said", "a text", ("what",), (text("what", "it"),))
    said = Sentences(2, ("It is ", words_of(["so", "not"])))
    made, plain = (in_columns(table, {"what": what}).frame() for what in (said, ["It is so", "It is not"]))
    assert made.equals(plain)
