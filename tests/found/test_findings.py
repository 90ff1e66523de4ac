from __future__ import annotations

import pickle
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given

from tests.days import frame
from tests.product import IN_FORCE, intervals
from tests.schedules_of import analysed, claims
from tests.strategies import rows
from timeline.finding import Finding, FindingRule
from timeline.found import Findings, found_in, in_order
from timeline.result import Analysis, analyze
from timeline.schedules import Schedule, read_schedule
from timeline.vocabulary import Severity

BUSY = ("9:00-9:40 P1 PT1 97110", "9:10-9:30 P2 PT1 97140", "9:20-9:50 P1 OT1 97530", "10:00-10:08 P3 AIDE1 97110")
RULE = FindingRule("own.rule", "It means this.", "Do that.")


def drawn(day: Sequence[Mapping[str, Any]]) -> Analysis:
    empty = read_schedule(frame("9:00-9:15 P1 PT1 97110 cancelled"))
    read = Schedule(
        interval_table=intervals(day, first=IN_FORCE), skipped_table=empty.skipped, fault_table=empty.faults
    )
    return analyze(read)


def finding(date: str = "2026-03-02", message: str = "It is.", **other: Any) -> Finding:
    stated = {"patients": ("P1",), "providers": ("PT1",), "start": 60, "end": 120, "seconds": 60, "intervals": ("r",)}
    return Finding(RULE, Severity.NOTE, date, units_at_risk=0, message=message, **(stated | other))


@given(rows())
def test_findings_are_what_they_were_made_of_and_named_by_their_identity(day: list[dict[str, Any]]) -> None:
    found = drawn(day).finding_list
    assert isinstance(found, Findings)
    assert tuple(Findings(found_in(list(found)))) == tuple(replace(each, cause=each.id) for each in found)
    assert all(each.id.partition("-")[0] == each.identity for each in found)


@given(rows())
def test_the_order_in_which_findings_are_given_decides_nothing(day: list[dict[str, Any]]) -> None:
    found = [replace(each, id="", cause="") for each in drawn(day).finding_list]
    mixed = random.Random(7).sample(found, len(found))
    assert [each.message for each in in_order(mixed)] == [each.message for each in found]


def test_findings_are_counted_by_rule_without_being_made() -> None:
    found = Findings(found_in(list(analysed(*BUSY).finding_list)))
    counted = found.by_rule
    assert "_all" not in vars(found)
    assert counted == Counter(each.rule.id for each in found)
    assert Findings(found_in([])).by_rule == Counter()


def test_findings_read_like_a_tuple() -> None:
    found = analysed(*BUSY).finding_list
    listed = tuple(found)
    assert (len(found), found[0], found[-1], found[1:3]) == (len(listed), listed[0], listed[-1], listed[1:3])
    assert (found == listed, listed == found, hash(found), repr(found)) == (True, True, hash(listed), repr(listed))
    assert (found + found, found + listed, listed + found) == (listed * 2, listed * 2, listed * 2)
    assert pickle.loads(pickle.dumps(found)) == listed  # noqa: S301 (our own)


def test_some_findings_keep_their_ids_and_their_causes() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110", "10:00-10:30 P3 AIDE1 97110")
    day = read_schedule(frame(*rows))
    found = analyze(day, claims=claims(("P1", "97110", 2, ""), ("P2", "97110", 2, ""))).finding_list
    places = [*range(len(found))][::-1]
    assert {each.cause == each.id for each in found[1:]} == {True, False}
    assert list(found.some(np.array(places))) == [found[place] for place in places]


def test_nothing_is_found_where_nothing_is() -> None:
    assert (len(in_order([])), list(in_order([])), in_order([]).ids.tolist()) == (0, [], [])


def test_findings_that_only_their_words_or_rows_tell_apart_are_sorted_by_them() -> None:
    given_ = [finding(message="b"), finding(message="a", intervals=("z",)), finding(message="a", intervals=("y", "x"))]
    assert [(each.message, each.intervals) for each in in_order(given_)] == [
        ("a", ("y", "x")),
        ("a", ("z",)),
        ("b", ("r",)),
    ]


def test_findings_with_one_identity_are_numbered_in_their_order() -> None:
    first, second, third = in_order([finding(message="b"), finding(message="a"), finding(message="c", about="97110")])
    assert (second.id, first.cause, "-" in third.id) == (f"{first.id}-2", first.id, False)
    assert first.id == first.identity


def test_a_finding_about_nobody_has_no_clock_span_in_its_identity() -> None:
    nobody: dict[str, Any] = {"patients": (), "providers": ()}
    one, other = (in_order([finding(start=start, **nobody)])[0].id for start in (60, 90))
    assert one == other == finding(**nobody).identity


def test_what_a_finding_says_is_not_written_before_it_is_read() -> None:
    found = found_in([finding()])
    asked: list[int] = []

    def messages(places: Any) -> list[str]:
        asked.extend(places.tolist())
        return ["Read."] * len(places)

    listed = Findings(replace(found, messages=messages))
    assert (listed.ids.tolist(), asked) == ([finding().identity], [])
    assert (listed[0].message, asked) == ("Read.", [0])
