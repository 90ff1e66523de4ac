from __future__ import annotations

from collections.abc import Sequence

from tests.proposal.conftest import Check, Propose


def visits(words: Sequence[str], header: str = "status") -> str:
    """Write a visit a day, each with one word more."""
    rows = [f"A{n},T,2026-03-0{n} 9:00,2026-03-0{n} 9:30,{word}" for n, word in enumerate(words, start=1)]
    return "\n".join([f"patient,therapist,start,end,{header}", *rows])


def test_a_cancellation_that_names_somebody_is_left_out_by_a_pattern(propose: Propose, check: Check) -> None:
    text = visits(["Seen", "Seen", "Cancelled by Quasimodo", "Seen", "Seen"])
    proposal = propose(text)
    assert proposal.mapping["leave_out"] == [
        {"column": "status", "when": "matches", "pattern": ".*(cancel|cxl).*", "why": "cancelled"}
    ]
    assert "Quasimodo" not in proposal.toml
    assert check(text).intervals["patient"].tolist() == ["A1", "A2", "A4", "A5"]


def test_other_words_that_may_be_names_are_counted_and_not_shown(propose: Propose) -> None:
    proposal = propose(visits(["Seen", "Seen", "Quasimodo", "Seen", "Seen"]))
    assert "# 1 of its words may be names and are not shown here" in proposal.toml
    assert ("Quasimodo" in proposal.toml, proposal.mapping["values"]["status"]) == (False, {"Seen": "kept"})


def test_a_status_of_the_visit_goes_before_one_of_its_billing(propose: Propose) -> None:
    rows = [f"A{n},T,2026-03-0{n} 9:00,2026-03-0{n} 9:30,Pending,Seen" for n in (1, 2)]
    proposal = propose("\n".join(["patient,therapist,start,end,billing status,visit status", *rows]))
    assert proposal.mapping["columns"]["status"] == "visit status"


def test_a_flag_that_never_says_yes_leaves_nothing_out(propose: Propose) -> None:
    assert "leave_out" not in propose(visits(["No", "No"], "cancelled")).mapping


def test_a_cancellation_that_is_filled_in_every_row_is_no_sign_of_one(propose: Propose) -> None:
    assert "leave_out" not in propose(visits(["weather", "illness"], "cancelled")).mapping


def test_rows_left_out_already_need_no_second_reason(propose: Propose) -> None:
    header = "patient,therapist,start,end,cancelled"
    rows = ["A,T,2026-03-02 9:00,2026-03-02 9:30,No", ",T,2026-03-02 10:00,2026-03-02 10:30,Yes"]
    left_out = propose("\n".join([header, *rows])).mapping["leave_out"]
    assert left_out == [{"column": "cancelled", "when": "is", "values": ["Yes"], "why": "cancelled"}]


def test_ids_that_repeat_with_one_time_of_recording_are_no_versions(propose: Propose) -> None:
    rows = [f"{n // 2},A{n // 2},T,2026-03-02 {n // 2}:00,2026-03-02 {n // 2}:30,2026-03-01 9:00" for n in range(6)]
    proposal = propose("\n".join(["appointment_id,patient,therapist,start,end,time_stamp", *rows]))
    assert "latest" not in proposal.mapping
