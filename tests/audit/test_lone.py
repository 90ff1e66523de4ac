from __future__ import annotations

from tests.schedules_of import findings, told

#: P2's group code goes on alone, then P1's work hardening does.
_MIXED = (
    "9:00-9:20 P1 PT1 97545 group=G1",
    "9:00-9:30 P2 PT1 97150 group=G1",
    "9:30-9:40 P1 PT1 97545 group=G1",
)


def test_a_group_that_shrinks_to_one_is_told_from_there_on() -> None:
    rows = ("9:00-9:20 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1")
    assert told("group.of_one", *rows) == [("note", "P2", "PT1", "09:20-09:30", 10, 0)]


def test_a_group_of_one_all_along_is_an_error() -> None:
    (found,) = findings("group.of_one", "9:00-9:20 P1 PT1 97150 group=G1")
    assert found.severity == "error"
    assert found.message == (
        "P1 is the only patient in the group session of PT1 on 2026-03-02, 09:00–09:20 (20 minutes). One patient is "
        "not a group, so the group code earns nothing for this time."
    )


def test_a_group_across_two_providers_is_a_group() -> None:
    rows = ("9:00-9:20 P1 PT1 97150 group=G1", "9:00-9:20 P2 PTA1 97150 group=G1")
    assert not told("group.of_one", *rows)


def test_work_hardening_as_the_only_member_of_a_group_earns_and_is_no_finding() -> None:
    assert not told("group.of_one", "9:00-9:20 P1 PT1 97545 group=G1")
    assert [finding.patients for finding in told("group.of_one", *_MIXED)] == ["P2"]


def test_one_on_one_time_without_a_code_is_no_group_of_one() -> None:
    assert not told("group.of_one", "9:00-9:20 P1 PT1 assessment")


def test_each_time_alone_in_a_group_is_told_with_its_own_rows_and_whoever_led_it() -> None:
    whole = "9:00-10:00 P1 PT2 97150 group=G1"
    others = ("9:20-9:30 P2 PT1 97150 group=G1", "9:40-9:50 P2 PT1 97150 group=G1")
    found = findings(
        "group.of_one", whole, "9:05-9:15 P1 PT1 97150 group=G1", "9:15-9:35 P1 PT3 97150 group=G1", *others
    )
    assert [(one.providers, one.intervals, one.seconds) for one in found] == [
        (("PT1", "PT2", "PT3"), ("r1", "r2", "r3"), 20 * 60),
        (("PT2", "PT3"), ("r1", "r3"), 10 * 60),
        (("PT2",), ("r1",), 10 * 60),
    ]
    assert "the group session of PT1, PT2 and PT3 on" in found[0].message
