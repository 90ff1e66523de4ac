from __future__ import annotations

from itertools import pairwise

import pytest

from tests.schedules_of import facts, findings, told


def in_turn(*minutes: int, code: str = "97110") -> list[str]:
    """Let PT1 turn between two patients at these minutes past nine."""
    return [
        f"9:{start:02}-9:{end:02} P{1 + place % 2} PT1 {code}" for place, (start, end) in enumerate(pairwise(minutes))
    ]


def test_brief_contacts_in_turn_may_be_group_treatment() -> None:
    rows = in_turn(0, 4, 8, 12, 16)
    assert told("group.pattern", *rows) == [("review", "P1 P2", "PT1", "09:00-09:16", 16, 2)]


def test_the_message_names_people_clock_length_stake_and_asks_nothing_else() -> None:
    (found,) = findings("group.pattern", *in_turn(0, 4, 8, 12, 16))
    assert found.message == (
        "PT1 went back and forth between P1 and P2 in 4 contacts of under 5 minutes on 2026-03-02, 09:00–09:16 (16 "
        "minutes). Contacts this brief may be group treatment; 2 units depend on these minutes."
    )


def test_contacts_of_five_minutes_are_long_enough() -> None:
    assert not told("group.pattern", *in_turn(0, 5, 10, 15, 20))


def test_three_brief_contacts_are_too_few() -> None:
    assert not told("group.pattern", *in_turn(0, 4, 8, 12))


def test_brief_contacts_with_ever_new_patients_do_not_alternate() -> None:
    rows = [f"9:{4 * place:02}-9:{4 * place + 4:02} P{place} PT1 97110" for place in range(1, 7)]
    assert not told("group.pattern", *rows)


def test_brief_contacts_far_apart_are_no_pattern() -> None:
    rows = [f"{9 + place}:00-{9 + place}:04 P{1 + place % 2} PT1 97110" for place in range(6)]
    assert not told("group.pattern", *rows)


def test_brief_contacts_without_a_code_are_no_pattern() -> None:
    assert not told("group.pattern", *in_turn(0, 4, 8, 12, 16, code="assessment"))


def test_contacts_nested_in_another_patient_s_row_alternate_too() -> None:
    inner = [f"9:{start:02}-9:{start + 2:02} P2 PT1 97112" for start in (4, 10, 16)]
    found = told("group.pattern", "9:00-9:20 P1 PT1 97110", *inner)
    assert [(one.patients, one.span) for one in found] == [("P1 P2", "09:00-09:20")]


def together(minutes: int, *more: str) -> list[str]:
    return [f"9:00-9:{minutes:02} P1 PT1 97110", f"9:00-9:{minutes:02} P2 PT1 97112", "10:00-12:00 P3 PT1 97110", *more]


def test_much_contested_time_and_no_group_treatment_hides_a_group() -> None:
    assert told("group.concealed", *together(40)) == [("review", "P1 P2", "PT1", "09:00-09:40", 40, 6)]


def test_the_message_compares_contested_with_attended_time() -> None:
    (found,) = findings("group.concealed", *together(40))
    assert found.message == (
        "PT1 is recorded one-on-one with two or more of P1 and P2 at once for 40 minutes of the 160 minutes "
        "attended on 2026-03-02, 09:00–09:40, and no group treatment is recorded on that date. Treating patients "
        "together is group treatment; 6 units depend on these minutes."
    )


def test_less_than_half_an_hour_of_contest_hides_no_group() -> None:
    assert not told("group.concealed", *together(29))


def test_less_than_a_tenth_of_the_attended_time_hides_no_group() -> None:
    long_day = [f"{hour}:00-{hour}:55 P{hour} PT1 97110" for hour in range(12, 18)]
    assert not told("group.concealed", *together(40, *long_day))


def test_a_provider_who_records_groups_hides_none() -> None:
    group = ("13:00-13:30 P4 PT1 97150 group=G1", "13:00-13:30 P5 PT1 97150 group=G1")
    assert not told("group.concealed", *together(40, *group))


def test_contests_with_being_away_hide_no_group() -> None:
    assert not told("group.concealed", "9:00-9:45 P1 PT1 97110", "9:00-9:45 PT1 away")


def test_double_bookings_hide_no_group() -> None:
    assert not told("group.concealed", "9:00-9:45 P1 PT1 appointment", "9:00-9:45 P2 PT1 appointment")


def test_contacts_that_follow_within_five_minutes_are_one_run() -> None:
    rows = [f"9:{9 * place:02}-9:{9 * place + 4:02} P{1 + place % 2} PT1 97110" for place in range(4)]
    assert [one.span for one in told("group.pattern", *rows)] == ["09:00-09:31"]
    later = [f"9:{10 * place:02}-9:{10 * place + 4:02} P{1 + place % 2} PT1 97110" for place in range(4)]
    assert not told("group.pattern", *later)


def test_patients_are_named_in_their_order() -> None:
    rows = [f"9:{4 * place:02}-9:{4 * place + 4:02} P{9 - place % 5} PT1 97110" for place in range(10)]
    (found,) = findings("group.pattern", *rows)
    assert found.patients == ("P5", "P6", "P7", "P8", "P9")
    assert "between P5, P6, P7, P8 and P9 in 10 contacts" in found.message


def test_patients_together_all_the_time_are_named_in_their_order() -> None:
    (found,) = findings("group.concealed", *(f"9:00-9:40 P{9 - place} PT1 97110" for place in range(5)))
    assert "two or more of P5, P6, P7, P8 and P9 at once" in found.message


def test_contacts_with_two_patients_at_once_are_no_turns() -> None:
    rows = [f"9:{4 * n:02}-9:{4 * n + 4:02} P{1 + (n + other) % 2} PT1 97110" for n in range(6) for other in (0, 1)]
    assert not told("group.pattern", *rows, contest="documented")
    assert told("group.pattern", *rows[::2], contest="documented")


def test_brief_contacts_end_at_a_long_one() -> None:
    rows = [*in_turn(0, 4, 8), "9:08-9:20 P1 PT1 97110", "9:20-9:24 P2 PT1 97110", "9:24-9:28 P1 PT1 97110"]
    assert not told("group.pattern", *rows)


def test_touching_rows_of_one_patient_are_one_contact() -> None:
    rows = ["9:00-9:03 P1 PT1 97110", "9:03-9:06 P1 PT1 97112", *in_turn(6, 10, 14, 18)]
    assert not told("group.pattern", *rows)


def test_only_the_provider_s_own_time_is_at_risk() -> None:
    rows = [*in_turn(0, 4, 8, 12, 16), "10:00-10:40 P1 PT2 97110"]
    assert [one.at_risk for one in told("group.pattern", *rows)] == [1]


def test_touching_rows_later_in_a_run_are_one_contact_too() -> None:
    rows = ["9:00-9:04 P1 PT1 97110", "9:04-9:07 P2 PT1 97110", "9:07-9:10 P2 PT1 97112"]
    assert not told("group.pattern", *rows, "9:10-9:14 P1 PT1 97110", "9:14-9:18 P2 PT1 97110")


def test_every_row_of_a_contact_is_shown() -> None:
    rows = ["9:00-9:02 P1 PT1 97110", "9:02-9:04 P1 PT1 97112", *in_turn(4, 8, 12, 16)]
    lines = rows[:2] + [row.replace("P1", "P0").replace("P2", "P1").replace("P0", "P2") for row in rows[2:]]
    (found,) = findings("group.pattern", *lines)
    assert found.intervals == ("r1", "r2", "r3", "r4", "r5")


def test_a_long_contact_begins_no_run() -> None:
    assert not told("group.pattern", "8:00-9:00 P2 PT1 97110", *in_turn(0, 4, 8, 12))


def test_half_an_hour_and_a_tenth_of_the_attended_time_are_enough() -> None:
    assert [one.minutes for one in told("group.concealed", *together(30))] == [30]
    nine_times_as_long = ["12:00-13:00 P4 PT1 97110", "14:00-15:20 P5 PT1 97110"]
    assert [one.minutes for one in told("group.concealed", *together(30, *nine_times_as_long[:1]))] == [30]
    tenth = [*together(30), "12:00-14:30 P4 PT1 97110"]
    assert len(told("group.concealed", *tenth)) == 1
    assert not told("group.concealed", *tenth[:-1], "12:00-14:30:01 P4 PT1 97110")


@pytest.mark.parametrize(
    "row",
    ["13:00-13:30 P4 PT1 97545 group=G1", "13:00-13:30 P4 PT1 97110 group", "13:00-13:30 P4 PT1 97150 one_on_one"],
)
def test_whatever_is_recorded_as_a_group_is_group_treatment(row: str) -> None:
    assert not told("group.concealed", *together(40, row))


@pytest.mark.parametrize(
    "row",
    ["13:00-13:30 P4 PT2 97150 group=G1", "13:00-13:30 P4 PT1 97150 group=G1 next", "13:00-13:30 P4 PT1 99999"],
)
def test_a_group_of_another_provider_or_date_and_an_unknown_code_are_none_of_it(row: str) -> None:
    assert len(told("group.concealed", *together(40, row))) == 1


def test_time_away_or_idle_is_not_attended() -> None:
    (found,) = findings("group.concealed", *together(40, "7:00-18:00 PT1 shift", "12:30-13:00 PT1 away"))
    assert "for 40 minutes of the 160 minutes attended" in found.message


def test_two_rows_of_one_patient_are_no_two_patients() -> None:
    rows = ("9:00-9:40 P1 PT1 97110", "9:00-9:40 P1 PT1 97112", "9:00-9:40 P1 PT1 97150 group=G1")
    assert not told("group.concealed", *rows[:2])
    assert not told("group.concealed", *rows)


def test_patients_together_more_than_once_are_told_from_the_first_time_to_the_last() -> None:
    later = (
        "12:00-12:20 P4 PT1 97110",
        "12:10-12:20 P3 PT1 97110",
        "12:30-12:40 P4 PT1 97110",
        "12:30-12:40 P1 PT1 97112",
    )
    (found,) = findings("group.concealed", *together(30, *later))
    assert (facts(found).span, facts(found).minutes, found.patients) == ("09:00-12:40", 50, ("P1", "P2", "P3", "P4"))
    assert found.intervals == ("r1", "r2", "r4", "r5", "r6", "r7")
    assert found.message.startswith(
        "PT1 is recorded one-on-one with two or more of P1, P2, P3 and P4 at once for 50 minutes of the 180 minutes "
        "attended on 2026-03-02, 09:00–12:40, and"
    )


def test_only_what_a_colleague_did_not_record_is_at_risk() -> None:
    colleague = ("12:00-12:38 P1 PT2 97110", "13:00-13:08 P2 PT2 97112")
    assert [one.at_risk for one in told("group.concealed", *together(40))] == [6]
    assert [one.at_risk for one in told("group.concealed", *together(40, *colleague))] == [2 + 2]


def test_a_run_of_contacts_starts_again_after_a_long_one_and_after_a_pause() -> None:
    for pause in (["9:08-9:18 P3 PT1 97110"], []):
        rows = [*in_turn(0, 4, 8), *pause, *in_turn(18, 22, 26, 30, 34)]
        assert [one.span for one in told("group.pattern", *rows)] == ["09:18-09:34"]
    rows = [*in_turn(0, 4, 8, 12, 16), *in_turn(30, 34, 38, 42, 46)]
    assert [one.span for one in told("group.pattern", *rows)] == ["09:00-09:16", "09:30-09:46"]


def test_four_turns_that_return_to_nobody_do_not_alternate_and_five_contacts_of_three_patients_do() -> None:
    who = (1, 2, 3, 4)
    rows = [f"9:{4 * n:02}-9:{4 * n + 4:02} P{patient} PT1 97110" for n, patient in enumerate(who)]
    assert not told("group.pattern", *rows)
    (found,) = told("group.pattern", *rows[:3], "9:12-9:16 P1 PT1 97110")
    assert (found.patients, found.span) == ("P1 P2 P3", "09:00-09:16")


def test_contacts_of_one_patient_after_a_pause_are_two_contacts_and_one_turn() -> None:
    rows = ["9:00-9:04 P1 PT1 97110", "9:05-9:09 P1 PT1 97110", "9:09-9:13 P2 PT1 97110", "9:13-9:17 P1 PT1 97110"]
    assert not told("group.pattern", *rows)
    (found,) = findings("group.pattern", *rows, "9:17-9:21 P2 PT1 97110")
    assert "in 5 contacts of under 5 minutes on 2026-03-02, 09:00–09:21 (20 minutes)" in found.message
    assert found.intervals == ("r1", "r2", "r3", "r4", "r5")


def test_bookings_in_turn_are_no_pattern() -> None:
    assert not told("group.pattern", *(f"{row} appointment" for row in in_turn(0, 4, 8, 12, 16)))


def test_contacts_that_do_not_earn_for_their_code_are_no_pattern() -> None:
    assert not told("group.pattern", *(f"{row} group group=G" for row in in_turn(0, 4, 8, 12, 16)))
    assert not told("group.pattern", *in_turn(0, 4, 8, 12, 16, code="99999"))


def test_a_contact_without_a_code_between_two_keeps_them_apart() -> None:
    rows = ["9:00-9:02 P1 PT1 97110", "9:02-9:04 P1 PT1 assessment", "9:04-9:07 P1 PT1 97110", *in_turn(7, 11, 15, 19)]
    (found,) = findings("group.pattern", *rows[:3], "9:07-9:11 P2 PT1 97110", *in_turn(11, 15, 19))
    assert "in 5 contacts" in found.message
    assert found.seconds == 17 * 60
