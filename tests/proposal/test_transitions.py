from __future__ import annotations

from timeline.proposal.layout import laid_out
from timeline.proposal.transitions import Transitions, find_transitions

HEADER = ["id", "patient", "event", "time"]


def found(*rows: tuple[str, str, str, str]) -> Transitions | None:
    return find_transitions(laid_out([HEADER, *map(list, rows)]))


def test_starts_and_completions_are_tied_by_what_they_share() -> None:
    log = found(
        ("1", "A", "start", "2026-03-02 9:00"),
        ("2", "A", "start", "2026-03-02 10:00"),
        ("1", "A", "complete", "2026-03-02 9:30"),
        ("2", "A", "complete", "2026-03-02 10:30"),
        ("3", "B", "note", "2026-03-02 10:30"),
        ("4", "B", "note", "2026-03-02 10:31"),
        ("5", "B", "note", "2026-03-02 10:32"),
        ("6", "B", "Quasimodo", "2026-03-02 10:33"),
    )
    assert log is not None
    assert log.table == {
        "key": ["id"],
        "moment": "time",
        "event": "event",
        "start": ["start"],
        "end": ["complete"],
        "ignore": ["note"],
    }


def test_completions_alone_are_no_spans() -> None:
    log = found(("1", "A", "complete", "2026-03-02 9:30"), ("2", "A", "complete", "2026-03-02 10:30"))
    assert log is not None
    assert log.only_ends


def test_rows_that_nothing_ties_are_no_transitions() -> None:
    assert found(("1", "A", "start", "2026-03-02 9:00"), ("2", "B", "complete", "2026-03-02 9:30")) is None


def test_a_date_and_a_time_are_one_moment() -> None:
    rows = [["7", "in", "2026-03-02", "9:00"], ["7", "out", "2026-03-02", "9:30"]]
    log = find_transitions(laid_out([["visit id", "action", "date", "time"], *rows]))
    assert log is not None
    assert log.table["moment"] == ["date", "time"]


def test_a_file_with_two_clocks_a_row_has_no_transitions() -> None:
    rows = [["7", "in", "2026-03-02 9:00", "2026-03-02 9:30"]]
    assert find_transitions(laid_out([["id", "action", "start", "end"], *rows])) is None


def test_starts_that_repeat_under_one_key_are_not_tied_by_it() -> None:
    log = found(
        ("1", "A", "start", "2026-03-02 8:00"),
        ("1", "A", "start", "2026-03-02 9:00"),
        ("1", "A", "complete", "2026-03-02 9:30"),
    )
    assert log is None
