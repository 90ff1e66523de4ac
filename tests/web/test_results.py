from __future__ import annotations

import sys

import pandas as pd
import pytest

from timeline.contracts import INTERVALS, conform
from timeline.web.people import People
from timeline.web.results import Result, Results, bytes_of


@pytest.fixture
def results() -> Results:
    """Have room for ten bytes, and a first result."""
    return Results(10, result(3))


def result(length: int, booked: bytes | None = None, rest: int = 0) -> Result:
    rows: pd.DataFrame = conform(INTERVALS, [])
    return Result(b"x" * length, {}, (), {}, People(rows), booked, rest)


def size(results: Results, session: str) -> int | None:
    seen = results.seen_by(session)
    return None if seen is None else len(seen.payload)


def test_who_imported_nothing_sees_the_first_result(results: Results) -> None:
    assert (size(results, "one"), results.was_let_go("one")) == (3, False)


def test_results_that_find_room_are_all_kept(results: Results) -> None:
    results.put("one", result(5))
    results.put("two", result(5))
    assert (size(results, "one"), size(results, "two")) == (5, 5)


def test_the_result_of_whoever_asked_longest_ago_is_let_go(results: Results) -> None:
    results.put("one", result(4))
    results.put("two", result(4))
    results.seen_by("one")
    results.put("three", result(4))
    assert [size(results, each) for each in ("one", "two", "three")] == [4, None, 4]
    assert [results.was_let_go(each) for each in ("one", "two", "three")] == [False, True, False]


def test_as_few_are_let_go_as_there_is_need_for(results: Results) -> None:
    for session in ("one", "two", "three"):
        results.put(session, result(3))
    results.put("four", result(6))
    assert [size(results, each) for each in ("one", "two", "three", "four")] == [None, None, 3, 6]


def test_a_result_larger_than_the_room_is_kept_alone(results: Results) -> None:
    results.put("one", result(1))
    results.put("two", result(99))
    assert (size(results, "one"), size(results, "two")) == (None, 99)


def test_an_analysis_kept_for_plans_takes_room(results: Results) -> None:
    results.put("one", result(1, b"x" * 9))
    results.put("two", result(1))
    assert results.was_let_go("one")


def test_what_decisions_need_takes_room(results: Results) -> None:
    results.put("one", result(1, rest=9))
    results.put("two", result(1))
    assert results.was_let_go("one")


def test_what_is_held_twice_is_counted_once() -> None:
    text = "x" * 1_000
    once = bytes_of({"a": text})
    assert sys.getsizeof(text) < once < sys.getsizeof(text) + 500
    assert bytes_of({"a": text, "b": [text, text]}) < once + 500


def test_classes_and_programs_take_no_room() -> None:
    assert bytes_of([str, len, bytes_of]) < 1_000


def test_a_later_result_takes_the_place_of_a_session_s_earlier_one(results: Results) -> None:
    results.put("one", result(8))
    results.put("one", result(5))
    results.put("two", result(5))
    assert (size(results, "one"), size(results, "two")) == (5, 5)


def test_a_cleared_page_takes_no_room_and_shows_nothing(results: Results) -> None:
    results.put("one", result(8))
    results.put("one", None)
    results.put("two", result(8))
    assert (size(results, "one"), results.was_let_go("one"), size(results, "two")) == (None, False, 8)


def test_who_was_let_go_may_import_again(results: Results) -> None:
    results.put("one", result(8))
    results.put("two", result(8))
    results.put("one", result(2))
    assert (size(results, "one"), size(results, "two")) == (2, 8)
