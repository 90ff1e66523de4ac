"""Group sessions: how many patients were in them, minute by minute."""

from __future__ import annotations

from typing import Any

import pytest

from tests.days import attended
from timeline.attendance.groups import sessions_by_row, sessions_table

pytestmark = pytest.mark.usefixtures("engine")


def sessions(*lines: str) -> list[list[Any]]:
    """Give (group, minutes, participants, providers) in order."""
    table = sessions_table(attended(*lines).numbers("demands"), None)
    return [[group, seconds // 60, *rest] for group, seconds, *rest in table.drop(columns=_CLOCKS).values.tolist()]


_CLOCKS = ["date", "evidence", "start", "end", "start_second"]


def test_a_group_that_shrinks_is_told_span_by_span() -> None:
    lines = [f"9:00-9:{end} P{n} PT1 97150 group=G1" for n, end in ((1, 20), (2, 30), (3, 30))]
    assert sessions(*lines) == [["G1", 20, 3, "PT1"], ["G1", 10, 2, "PT1"]]


def test_participants_are_counted_across_providers_and_once_each() -> None:
    lines = ["9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P1 PTA1 97150 group=G1", "9:00-9:30 P2 PTA1 97150 group=G1"]
    assert sessions(*lines) == [["G1", 30, 2, "PT1, PTA1"]]


def test_a_member_who_rests_is_no_participant() -> None:
    lines = ["9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1", "9:10-9:15 P2 rest"]
    assert [one[1:3] for one in sessions(*lines)] == [[10, 2], [5, 1], [15, 2]]


def test_a_pause_of_the_whole_group_is_no_session() -> None:
    lines = [f"9:{start}-9:{end} P{n} PT1 97150 group=G1" for start, end in (("00", 10), (20, 30)) for n in (1, 2)]
    assert sessions(*lines) == [["G1", 10, 2, "PT1"], ["G1", 10, 2, "PT1"]]


def test_a_row_takes_part_in_the_spans_it_is_open_in() -> None:
    found = attended(
        *(f"9:{start:02}-9:{end} P{n} PT1 97150 group=G1" for n, start, end in ((1, 0, 20), (2, 0, 40), (3, 20, 40)))
    )
    table = sessions_table(found.numbers("demands"), None)
    assert dict(sessions_by_row(found.numbers("demands"), table)) == {"r1": [0], "r2": [0, 1], "r3": [1]}


def test_a_booked_group_of_the_same_name_is_another_group() -> None:
    booked = (f"9:00-9:40 P{n} PT2 97150 group=G1 clinic=annex appointment" for n in (3, 4, 5))
    found = attended("9:00-9:40 P1 PT1 97150 group=G1", "9:00-9:40 P2 PT1 97150 group=G1", *booked)
    table = sessions_table(found.numbers("demands"), None)
    rows = sessions_by_row(found.numbers("demands"), table)
    assert [table["participants"].tolist()[place] for row in ("r1", "r3") for place in rows[row]] == [2, 3]


def test_groups_stand_in_their_order_and_providers_in_theirs() -> None:
    lines = [
        f"9:00-9:30 P{n} {who} 97150 group={g}" for n, who, g in ((1, "PTA1", "G2"), (2, "PT1", "G2"), (3, "PT3", "G1"))
    ]
    assert sessions(*lines) == [["G1", 30, 1, "PT3"], ["G2", 30, 2, "PT1, PTA1"]]


def test_one_on_one_time_is_no_session() -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT2 97150 group=P1")
    table = sessions_table(found.numbers("demands"), None)
    assert (table["engagement"].tolist(), dict(sessions_by_row(found.numbers("demands"), table))) == (
        ["P1"],
        {"r2": [0]},
    )
