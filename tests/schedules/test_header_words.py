from __future__ import annotations

import time

import pytest

from timeline.schedules.header_words import names_no_one
from timeline.schedules.headers import INPUT


@pytest.mark.parametrize("header", [*INPUT, "Patient ID", "DateOfService", "CPT Code #2", "Terminart", "x1"])
def test_words_that_headers_are_made_of_name_no_one(header: str) -> None:
    assert names_no_one(header)


@pytest.mark.parametrize(
    "header", ["Quasimodo", "Tom Testcase", "Seen by Frollo", "Müller", "", "date\u202e", "date " * 9]
)
def test_any_other_word_may_be_a_name(header: str) -> None:
    assert not names_no_one(header)


def test_a_header_of_words_that_can_be_divided_in_many_ways_is_looked_at_once() -> None:
    began = time.process_time()
    assert not any(names_no_one("ids" * 13 + "q") for _ in range(500))
    assert time.process_time() - began < 2
