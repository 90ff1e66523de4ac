from __future__ import annotations

import random
from collections.abc import Sequence

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.days import frame
from timeline.analysis.matching import Pair, differences, pair_rows
from timeline.clock import clock, to_wall
from timeline.schedules import read_schedule


def paired(old: Sequence[str], new: Sequence[str], *, ids: bool = False) -> list[Pair]:
    """Pair two small exports; with `ids`, rows are called r1, r2, … in both."""
    schedules = (frame(*lines) if ids else frame(*lines).drop(columns="interval_id") for lines in (old, new))
    return pair_rows(*(read_schedule(schedule) for schedule in schedules))


def told(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    """Give the clocks of each pair, before and now."""
    return [tuple("" if row is None else f"{_clock(row.start)}-{_clock(row.end)}" for row in pair) for pair in pairs]


def _clock(second: int) -> str:
    return clock(to_wall(second))


def test_rows_that_agree_in_who_and_what_are_paired_by_the_nearest_clocks() -> None:
    pairs = paired(
        ["9:00-9:15 P1 PT1 97110", "10:00-10:15 P1 PT1 97110"], ["9:05-9:20 P1 PT1 97110", "10:10-10:20 P1 PT1 97110"]
    )
    assert told(pairs) == [("09:00-09:15", "09:05-09:20"), ("10:00-10:15", "10:10-10:20")]


def test_identical_rows_are_paired_before_nearer_ones() -> None:
    pairs = paired(["9:00-9:15 P1 PT1 97110", "9:10-9:25 P1 PT1 97110"], ["9:10-9:25 P1 PT1 97110"])
    assert told(pairs) == [("09:00-09:15", ""), ("09:10-09:25", "09:10-09:25")]


def test_copies_are_paired_by_count() -> None:
    copy = "9:00-9:15 P1 PT1 97110"
    assert told(paired([copy] * 3, [copy])) == [("09:00-09:15", "09:00-09:15"), *[("09:00-09:15", "")] * 2]


def test_a_row_with_another_code_at_the_same_clocks_is_the_same_row() -> None:
    (pair,) = paired(["9:00-9:15 P1 PT1 97110"], ["9:00-9:15 P1 PTA1 97530"])
    assert differences(pair) == [
        ("provider", "PT1", "PTA1"),
        ("role", "PT", "PTA"),
        ("code", "97110", "97530"),
    ]


def test_a_row_with_another_code_and_other_clocks_is_the_same_row_where_both_overlap() -> None:
    assert len(paired(["9:00-9:15 P1 PT1 97110"], ["9:10-9:30 P1 PT1 97530"])) == 1
    assert len(paired(["9:00-9:15 P1 PT1 97110"], ["9:15-9:30 P1 PT1 97530"])) == 2


def test_a_corrected_patient_is_the_same_row() -> None:
    (pair,) = paired(["9:00-9:15 P1 PT1 97110"], ["9:00-9:15 P2 PT1 97110"])
    assert differences(pair) == [("patient", "P1", "P2")]


def test_the_shift_of_one_person_never_becomes_that_of_another() -> None:
    seen = "9:00-9:15 P1 PT3 97110"
    assert len(paired([seen, "8:00-17:00 PT1 shift"], [seen, "8:00-17:00 PT2 shift"])) == 3


def test_rows_with_ids_of_their_own_are_followed_by_them_alone() -> None:
    pairs = paired(
        ["9:00-9:15 P1 PT1 97110", "10:00-10:15 P1 PT1 97110"],
        ["14:00-14:30 P5 PTA2 97140 id=r1", "10:00-10:15 P1 PT1 97110 id=r7"],
        ids=True,
    )
    assert told(pairs) == [("10:00-10:15", ""), ("", "10:00-10:15"), ("09:00-09:15", "14:00-14:30")]


def test_numbers_of_file_rows_are_no_ids() -> None:
    pairs = paired(["9:00-9:15 P1 PT1 97110"], ["8:00-8:15 P2 PT1 97110", "9:00-9:15 P1 PT1 97110"])
    assert told(pairs) == [("", "08:00-08:15"), ("09:00-09:15", "09:00-09:15")]


def test_a_changed_note_is_told_without_its_text() -> None:
    old, new = (frame("9:00-9:15 P1 PT1 97110").assign(note=note) for note in ("calm", "Private Word"))
    (pair,) = pair_rows(read_schedule(old), read_schedule(new))
    assert differences(pair) == [("note", "", "")]


spans = st.tuples(
    st.integers(0, 8), st.integers(1, 4), st.sampled_from(["P1", "P2"]), st.sampled_from(["97110", "97140"])
)


def written(rows: Sequence[tuple[int, int, str, str]]) -> list[str]:
    return [f"{9 + start}:00-{9 + start}:{15 * length - 1} {who} PT1 {code}" for start, length, who, code in rows]


def both(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    return sorted(told(paired(old, new)))


exports = st.lists(spans, min_size=1, max_size=6).map(written)


@given(exports, exports)
def test_every_row_is_in_one_pair_and_none_in_two(old: list[str], new: list[str]) -> None:
    pairs = paired(old, new)
    assert sorted(pair.old.position for pair in pairs if pair.old) == list(range(len(old)))
    assert sorted(pair.new.position for pair in pairs if pair.new) == list(range(len(new)))
    assert all(pair.old or pair.new for pair in pairs)


@given(exports, exports, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_no_pair(old: list[str], new: list[str], chance: random.Random) -> None:
    mixed = [chance.sample(rows, len(rows)) for rows in (old, new)]
    assert both(old, new) == both(*mixed)


@given(exports)
def test_an_export_compared_with_itself_differs_nowhere(rows: list[str]) -> None:
    same = [pair for pair in paired(rows, rows) if pair.old and pair.new and pair.old.content == pair.new.content]
    assert len(same) == len(rows)


def test_missing_units_are_no_difference() -> None:
    day = frame("9:00-9:15 P1 PT1 97110").assign(billed_units=pd.NA)
    (pair,) = pair_rows(read_schedule(day), read_schedule(day))
    assert differences(pair) == []
