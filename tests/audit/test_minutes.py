from __future__ import annotations

import pytest

from tests.schedules_of import facts, findings, told

VISIT = ("10:15-10:30 P2 PTA1 97112", "10:30-11:10 P2 PT1 97116")


def test_an_interruption_that_changes_a_unit_says_both_counts() -> None:
    (found,) = findings("interruption.cost", *VISIT, "10:55-11:00 P1 PT1 assessment")
    assert (found.severity, found.patients, found.units_at_risk) == ("review", ("P1", "P2"), 1)
    assert found.message == (
        "PT1's 97116 with P2 was interrupted by P1 on 2026-03-02, 10:55–11:00 (5 minutes). The remaining time "
        "supports 3 units for the visit; without the interruption it would be 4."
    )


def test_an_interruption_that_changes_no_unit_costs_nothing() -> None:
    assert not told("interruption.cost", *VISIT, "10:55-10:56 P1 PT1 assessment")


def test_interruptions_that_only_together_change_a_unit_are_one_finding() -> None:
    breaks = ("10:40-10:42 P1 PT1 97110", "10:50-10:52 P1 PT1 97110")
    rows = ("10:30-10:54 P2 PT1 97116", *breaks)
    assert told("interruption.cost", *rows) == [("review", "P1 P2", "PT1", "10:40-10:52", 4, 1)]


def test_a_rest_that_costs_a_unit_is_a_note() -> None:
    (found,) = findings("interruption.cost", "9:00-9:25 P1 PT1 97110", "9:10-9:15 P1 rest")
    assert (found.severity, found.units_at_risk) == ("note", 1)
    assert "was interrupted by a rest on" in found.message


def test_being_with_a_group_meanwhile_is_told_without_its_id() -> None:
    group = ("9:10-9:15 P2 PT1 97150 group=G7", "9:10-9:15 P3 PT1 97150 group=G7")
    (found,) = findings("interruption.cost", "9:00-9:25 P1 PT1 97110", *group)
    assert "was interrupted by a group on" in found.message


def test_minutes_without_a_code_that_would_make_a_unit_are_for_review() -> None:
    (found,) = findings("uncoded.minutes", "9:00-9:05 P1 PT1 assessment", "9:05-9:23 P1 PT1 97110")
    assert (found.severity, found.units_at_risk) == ("review", 1)
    assert found.message == (
        "Time of PT1 with P1 (assessment) has no code on 2026-03-02, 09:00–09:05 (5 minutes). Assigned to a timed "
        "code of the visit, it would support 2 units instead of 1."
    )


def test_minutes_without_a_code_that_change_nothing_are_a_note() -> None:
    rows = ("9:00-9:04 P1 PT1 assessment", "9:05-9:23 P1 PT1 97110")
    assert told("uncoded.minutes", *rows) == [("note", "P1", "PT1", "09:00-09:04", 4, 0)]


def test_minutes_without_a_code_in_pieces_are_added_up() -> None:
    rows = ("9:00-9:03 P1 PT1 assessment", "9:05-9:23 P1 PT1 97110", "9:23-9:25 P1 PT1 instruction")
    assert told("uncoded.minutes", *rows) == [("review", "P1", "PT1", "09:00-09:25", 5, 1)]


def test_a_visit_without_a_timed_code_can_take_no_uncoded_minutes() -> None:
    (found,) = findings("uncoded.minutes", "9:00-9:30 P1 PT1 assessment")
    assert found.message.endswith("The visit has no timed code it could belong to.")


def test_coded_minutes_are_not_uncoded() -> None:
    assert not told("uncoded.minutes", "9:00-9:30 P1 PT1 97110")


def test_a_row_over_midnight_is_for_review() -> None:
    assert told("time.midnight", "23:30-24:10 P1 PT1 97110") == [("review", "P1", "PT1", "23:30-00:10", 40, 0)]


def test_a_row_that_ends_at_midnight_stays_on_its_date() -> None:
    assert not told("time.midnight", "23:30-24:00 P1 PT1 97110")


def test_a_group_that_interrupts_is_none_of_the_patients() -> None:
    group = ("9:10-9:15 P2 PT1 97150 group=G7", "9:10-9:15 P3 PT1 97150 group=G7")
    found = told("interruption.cost", "9:00-9:25 P1 PT1 97110", *group)
    assert [one.patients for one in found] == ["P1"]


def test_interruptions_of_several_kinds_are_one_finding_without_a_reason() -> None:
    rows = ("9:00-9:24 P1 PT1 97110", "9:05-9:07 P1 rest", "9:10-9:12 P2 PT1 97110")
    (found,) = findings("interruption.cost", *rows)
    assert (found.severity, found.units_at_risk, found.seconds) == ("review", 1, 240)
    assert "was interrupted 2 times on" in found.message


def test_where_nobody_keeps_the_provider_no_other_patient_is_named() -> None:
    rows = ("9:00-9:25 P1 PT1 97110", "9:10-9:15 P2 PT1 97110")
    (found,) = findings("interruption.cost", *rows, contest="exclusive")
    assert found.patients == ("P1",)
    assert "P2" not in found.message
    assert " interrupted by  on" not in found.message


EXERCISE = "9:00-9:24 P1 PT1 97110"


@pytest.mark.parametrize(
    ("breaks", "severity", "told"),
    [
        (["9:10-9:12 P1 rest"], "note", "by a rest"),
        (["9:10-9:12 P1 waiting"], "note", "by a wait"),
        (["9:10-9:12 P1 unskilled"], "note", "by unskilled time"),
        (["9:10-9:12 P1 PT1 setup"], "review", "by setup"),
        (["9:10-9:12 P1 PT1 documentation_away"], "review", "by documentation away"),
        (["9:10-9:12 PT1 away"], "review", "by the provider being away or busy"),
        (["9:10-9:12 P2 PT1 97110"], "review", "by P2"),
        (["9:10-9:12 P2 PT1 97150 group=G1"], "review", "by a group"),
        (["9:10-9:11 P3 PT1 97110", "9:12-9:13 P2 PT1 97110"], "review", "2 times by P2 and P3"),
        (["9:10-9:11 P3 PT1 97110", "9:12-9:13 P2 PT1 97150 group=G1"], "review", "2 times by P3 and a group"),
        (["9:10-9:11 P1 rest", "9:12-9:13 P1 waiting"], "note", "2 times"),
    ],
)
def test_an_interruption_is_told_with_its_reason(breaks: list[str], severity: str, told: str) -> None:
    (found,) = findings("interruption.cost", "9:00-9:23 P1 PT1 97110", *breaks)
    assert f"PT1's 97110 with P1 was interrupted {told} on 2026-03-02, 09:10–" in found.message
    assert (found.severity, found.seconds) == (severity, 2 * 60)


def test_where_nobody_keeps_the_provider_another_record_is_the_reason() -> None:
    (found,) = findings("interruption.cost", EXERCISE, "9:10-9:12 P2 PT1 97110", contest="exclusive")
    assert "was interrupted by another record of the provider at the same time on" in found.message


def test_three_interruptions_reach_from_the_first_to_the_last() -> None:
    breaks = [f"9:{start:02}-9:{start:02}:30 P2 PT1 97110" for start in (5, 10, 15)]
    (found,) = findings("interruption.cost", "9:00-9:23:30 P1 PT1 97110", *breaks)
    assert (facts(found).span, found.seconds, found.intervals) == ("09:05-09:15:30", 90, ("r1",))
    assert found.message.endswith(
        "The remaining time supports 1 unit for the visit; without the interruptions it would be 2."
    )


def test_of_interruptions_one_of_which_costs_a_unit_that_one_is_told() -> None:
    breaks = ("9:05-9:07 P2 PT1 97110", "9:10-9:11 P3 PT1 97110")
    assert [(one.span, one.at_risk) for one in told("interruption.cost", EXERCISE, *breaks)] == [("09:05-09:07", 1)]


def test_time_that_earns_nothing_loses_nothing_by_an_interruption() -> None:
    assert not told("interruption.cost", f"{EXERCISE} group group=G1", "9:10-9:12 P1 rest")


@pytest.mark.parametrize(
    ("row", "short"),
    [
        ("P1 PT1 97110", "P1 PT1 97110 group group=G1"),
        ("P1 SLP1 97533", "P1 SLPA1 97533"),
        ("P1 PT1 97140", "P1 PT1 97140 place=02"),
    ],
)
def test_an_interruption_of_time_that_does_not_count_costs_the_rest_of_its_code_nothing(row: str, short: str) -> None:
    """Two minutes more of the code would earn a unit, but not those of a row that earns none."""
    rest, counting = "9:10-9:12 P1 rest", f"10:00-10:06 {row}"
    assert told("interruption.cost", f"9:00-9:20 {row}", rest, f"10:00-10:03 {row}")
    assert not told("interruption.cost", f"9:00-9:20 {short}", rest, counting)


def test_time_credited_to_another_discipline_meanwhile_costs_nothing() -> None:
    rows = (EXERCISE, "9:10-9:12 P2 PT1 97110")
    assert told("interruption.cost", *rows)
    assert not told("interruption.cost", *rows, "9:10-9:12 P1 OT1 97530")


def test_uncoded_time_is_told_with_everybody_what_was_done_and_in_order() -> None:
    rows = ("9:40-9:50 P1 PT2 instruction", "9:00-9:10 P1 PT1 assessment", "9:20-9:30 P1 PT1 instruction")
    (found,) = findings("uncoded.minutes", *rows, "10:00-10:20 P1 PT1 97110", "9:50-9:55 P1 PT1 97112")
    assert found.message == (
        "Time of PT1 and PT2 with P1 (assessment and instruction) has no code on 2026-03-02, 09:00–09:50 (30 minutes). "
        "Assigned to a timed code of the visit, it would support 4 units instead of 2."
    )
    assert (found.units_at_risk, found.intervals) == (2, ("r1", "r2", "r3"))


@pytest.mark.parametrize(
    ("rows", "effect"),
    [
        (["9:10-9:20 P1 PT1 97161"], "The visit has no timed code it could belong to."),
        (["9:10-9:20 P1 PT1 97110 group group=G1"], "The visit has no timed code it could belong to."),
        (["9:10-9:40 P1 PT1 97110"], "Assigned to a timed code of the visit, it would change no units."),
        (["9:10-9:27 P1 PT1 97110"], "Assigned to a timed code of the visit, it would support 2 units instead of 1."),
        (
            ["9:10-9:27 P1 PT1 97110 payer=sunny-health"],
            "Assigned to a timed code of the visit, it would change no units.",
        ),
    ],
)
def test_what_a_code_for_uncoded_time_would_change_is_told(rows: list[str], effect: str) -> None:
    (found,) = findings("uncoded.minutes", "9:00-9:06 P1 PT1 assessment", *rows)
    changed = "instead of" in effect
    assert found.message.endswith(effect)
    assert (found.units_at_risk, found.severity) == (int(changed), "review" if changed else "note")


def test_the_code_that_gains_most_is_the_measure() -> None:
    rows = ("9:00-9:08 P1 PT1 assessment", "9:10-9:18 P1 PT1 97110", "9:20-9:27 P1 PT1 97112")
    (found,) = findings("uncoded.minutes", *rows, payer="cpt-midpoint")
    assert "it would support 2 units instead of 1" in found.message


def test_uncoded_time_of_somebody_claimed_elsewhere_or_of_a_booking_is_none() -> None:
    assert not told("uncoded.minutes", "9:00-9:10 P1 PT1 assessment", "9:00-9:10 P2 PT1 97110")
    assert not told("uncoded.minutes", "9:00-9:10 P1 PT1 assessment appointment")


def test_uncoded_time_of_staff_the_payer_does_not_cover_is_none() -> None:
    assert not told("uncoded.minutes", "9:00-9:10 P1 SLPA1 assessment", "9:10-9:30 P1 SLP1 92507")
    assert told("uncoded.minutes", "9:00-9:10 P1 SLP1 assessment", "9:10-9:30 P1 SLP1 92507")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "23:30-24:00:01 P1 PT1 97110",
            "A row of P1 with PT1 runs past midnight on 2026-03-02, 23:30–00:00:01 (30 min 1 s).",
        ),
        ("23:30-24:10 P1 G0283", "A row of P1 runs past midnight on 2026-03-02, 23:30–00:10 (40 minutes)."),
    ],
)
def test_a_row_over_midnight_is_told_by_a_second(row: str, message: str) -> None:
    (found,) = findings("time.midnight", row)
    assert found.message == f"{message} All of it is counted on the date it starts."


def test_who_interrupted_is_told_in_their_order() -> None:
    breaks = [f"9:{start:02}-9:{start:02}:30 P{9 - start} PT1 97110" for start in range(2, 7)]
    (found,) = findings("interruption.cost", "9:00-9:23 P1 PT1 97110", *breaks)
    assert (
        "was interrupted 5 times by P3, P4, P5, P6 and P7 on 2026-03-02, 09:02–09:06:30 (2 min 30 s)." in found.message
    )
