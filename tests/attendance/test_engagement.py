"""What a provider is doing: engagements, contests and who keeps the provider."""

from __future__ import annotations

import pytest

from tests.days import DATE, account, attended, broken, minutes, states, visit
from timeline.attendance.engagement import GroupTime
from timeline.spans import union

pytestmark = pytest.mark.usefixtures("engine")

#: Code minutes of P1's first row and P2's second under exclusive, nested, documented.
CONTESTS = {
    "nested": ("9:00-9:30", "9:10-9:15", (25, 25, 30), (0, 5, 5)),
    "sharing the start": ("9:00-9:30", "9:00-9:05", (25, 25, 30), (0, 0, 5)),
    "sharing the end": ("9:00-9:30", "9:25-9:30", (25, 25, 30), (0, 0, 5)),
    "partly overlapping": ("9:00-9:20", "9:15-9:30", (15, 15, 20), (10, 10, 15)),
    "equal": ("9:00-9:20", "9:00-9:20", (0, 0, 20), (0, 0, 20)),
    "touching": ("9:00-9:20", "9:20-9:30", (20, 20, 20), (10, 10, 10)),
}


@pytest.mark.parametrize(("one", "two", "first", "second"), CONTESTS.values(), ids=CONTESTS)
def test_two_patients_of_one_provider(one: str, two: str, first: tuple[int, ...], second: tuple[int, ...]) -> None:
    found = attended(f"{one} P1 PT1 97110", f"{two} P2 PT1 97110")
    assert (minutes(found, "P1", "97110"), minutes(found, "P2", "97110")) == (first, second)


def test_of_three_nested_contacts_the_innermost_wins() -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:05-9:25 P2 PT1 97110", "9:10-9:20 P3 PT1 97110")
    assert [minutes(found, patient, "97110")[1] for patient in ("P1", "P2", "P3")] == [10, 10, 10]


def test_of_three_contacts_one_must_lie_within_every_other() -> None:
    # From 9:10 to 9:15 P3 lies in P1's run, but P2 only overlaps it: nobody is engaged.
    found = attended("9:00-9:30 P1 PT1 97110", "9:05-9:15 P2 PT1 97110", "9:10-9:20 P3 PT1 97110")
    assert [minutes(found, patient, "97110") for patient in ("P1", "P2", "P3")] == [
        (15, 15, 30),
        (0, 5, 10),
        (0, 5, 10),
    ]


def test_a_class_of_three_that_ends_together_engages_nobody_while_it_lasts() -> None:
    found = attended("13:00-13:45 P1 PT1 97110", "13:00-13:45 P2 PT1 97110", "13:01-13:45 P3 PT1 97110")
    assert [minutes(found, patient, "97110") for patient in ("P1", "P2", "P3")] == [(0, 0, 45), (0, 0, 45), (0, 0, 44)]


def test_a_contact_must_start_later_and_end_earlier_than_every_other() -> None:
    # P3 lies strictly inside P1's run but ends together with P2's.
    found = attended("9:00-9:30 P1 PT1 97110", "9:05-9:20 P2 PT1 97110", "9:10-9:20 P3 PT1 97110")
    assert [minutes(found, patient, "97110")[1] for patient in ("P1", "P2", "P3")] == [15, 5, 0]


def test_two_twins_inside_a_longer_contact_engage_nobody() -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:10-9:15 P2 PT1 97110", "9:10-9:15 P3 PT1 97110")
    assert [minutes(found, patient, "97110")[1] for patient in ("P1", "P2", "P3")] == [25, 0, 0]


def test_two_rows_of_one_patient_are_one_engagement() -> None:
    found = attended("9:00-9:20 P1 PT1 97110", "9:10-9:30 P1 PT1 97112")
    assert account(found, "PT1") == {"presence": "inferred", "one_on_one": 30}


def test_a_contact_run_joins_touching_rows_of_one_patient() -> None:
    found = attended("9:00-9:10 P1 PT1 97110", "9:10-9:20 P1 PT1 97112", "9:05-9:15 P2 PT1 97140")
    assert minutes(found, "P2", "97140") == (0, 10, 10)


def test_a_gap_ends_a_contact_run() -> None:
    found = attended("9:00-9:10 P1 PT1 97110", "9:11-9:20 P1 PT1 97112", "9:05-9:15 P2 PT1 97140")
    assert minutes(found, "P2", "97140") == (1, 1, 10)


def test_another_providers_rows_neither_contest_nor_join_the_run() -> None:
    found = attended("9:00-9:20 P1 PT1 97110", "9:20-9:30 P1 PT2 97110", "9:15-9:25 P2 PT1 97140")
    assert minutes(found, "P2", "97140") == (5, 5, 10)


@pytest.mark.parametrize(
    ("contest", "first", "second"), [("exclusive", 25, 0), ("nested", 25, 5), ("documented", 30, 5)]
)
def test_the_rule_in_force_decides_the_states(contest: str, first: int, second: int) -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:10-9:15 P2 PT1 97110", contest=contest)
    assert (states(found, "P1")["one_on_one"], states(found, "P2").get("one_on_one", 0)) == (first, second)


@pytest.mark.parametrize(
    "busy", ["9:10-9:15 PT1 away", "9:10-9:15 P2 PT1 setup", "9:10-9:15 P2 PT1 documentation_away"]
)
def test_away_and_set_up_make_one_engagement_called_busy(busy: str) -> None:
    found = attended("9:00-9:30 P1 PT1 97110", busy)
    assert minutes(found, "P1", "97110") == (25, 25, 30)
    assert broken(found.interruptions) == [("r1", "9:10", "9:15", "busy", "busy")]


def test_touching_busy_rows_of_different_kinds_are_one_run() -> None:
    found = attended("9:10-9:20 PT1 away", "9:20-9:30 P2 PT1 setup", "9:15-9:25 P1 PT1 97110")
    assert minutes(found, "P1", "97110") == (0, 10, 10)


def test_an_aide_setting_up_is_busy() -> None:
    assert account(attended("9:00-9:10 P1 AIDE1 setup"), "AIDE1") == {"presence": "inferred", "busy": 10}


def test_a_group_is_one_engagement_whatever_its_size() -> None:
    found = attended(*(f"9:00-9:30 P{n} PT1 97150 group=G1" for n in (1, 2, 3)))
    assert account(found, "PT1") == {"presence": "inferred", "group": 30}
    assert [minutes(found, f"P{n}", "97150") for n in (1, 2, 3)] == [(30, 30, 30)] * 3


def test_a_group_row_and_a_one_on_one_row_of_one_patient_are_two_engagements() -> None:
    found = attended("9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1", "9:10-9:15 P1 PT1 97110")
    assert minutes(found, "P1", "97110") == (0, 5, 5)
    assert minutes(found, "P2", "97150") == (25, 25, 30)


def test_a_group_id_ties_providers_and_clinics() -> None:
    found = attended("9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P2 PTA1 97150 group=G1 clinic=annex")
    assert (states(found, "P1"), states(found, "P2")) == ({"group": 30}, {"group": 30})


def test_without_an_id_a_group_is_provider_and_code() -> None:
    apart = attended("9:00-9:30 P1 PT1 97150", "9:00-9:30 P2 PTA1 97150")
    assert (states(apart, "P1"), states(apart, "P2")) == ({"one_on_one": 30}, {"one_on_one": 30})
    whole = attended("9:00-9:30 P1 PT1 97150", "9:00-9:30 P2 PT1 97150")
    assert states(whole, "P1") == {"group": 30}


def test_an_unnamed_group_is_never_the_group_whose_id_reads_the_same() -> None:
    found = attended("9:00-9:30 P1 PT1 97150", "9:00-9:30 P2 PT1 97150 group=PT1:97150")
    assert account(found, "PT1") == {"presence": "inferred", "contested": 30}


def test_a_group_that_shrinks_to_one_is_contact_that_earns_nothing() -> None:
    found = attended("9:00-9:20 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1")
    assert states(found, "P2") == {"group": 20, "one_on_one": 10}
    assert (minutes(found, "P2", "97150"), visit(found, "P2").unearned) == ((20, 20, 20), 600)


def test_a_member_who_rests_is_not_in_the_group() -> None:
    found = attended("9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P2 PT1 97150 group=G1", "9:10-9:15 P2 rest")
    assert states(found, "P1") == {"group": 25, "one_on_one": 5}
    assert minutes(found, "P2", "97150") == (25, 25, 25)


def test_work_hardening_in_a_group_earns_in_group_time_and_as_a_group_of_one() -> None:
    found = attended("9:00-9:20 P1 PT1 97545 group=G1", "9:00-9:30 P2 PT1 97545 group=G1")
    assert states(found, "P2") == {"group": 20, "one_on_one": 10}
    assert (minutes(found, "P2", "97545"), visit(found, "P2").unearned) == ((30, 30, 30), 0)


def test_work_hardening_and_a_group_code_of_one_group_are_one_session_and_one_engagement() -> None:
    found = attended("9:00-9:20 P1 PT1 97545 group=G1", "9:00-9:30 P2 PT1 97150 group=G1")
    assert account(found, "PT1") == {"presence": "inferred", "group": 20, "one_on_one": 10}
    assert (minutes(found, "P1", "97545"), minutes(found, "P2", "97150")) == ((20, 20, 20), (20, 20, 20))


def test_work_hardening_without_a_group_is_contested_like_any_other_one_on_one_row() -> None:
    found = attended("9:00-9:20 P1 PT1 97545", "9:00-9:20 P2 PT1 97545")
    assert (minutes(found, "P1", "97545"), states(found, "P1")) == ((0, 0, 20), {"contested": 20})


def test_one_patient_twice_in_a_group_is_no_group() -> None:
    found = attended("9:00-9:30 P1 PT1 97150 group=G1", "9:00-9:30 P1 PTA1 97150 group=G1")
    assert states(found, "P1") == {"one_on_one": 30}


def test_union_joins_what_overlaps_or_touches() -> None:
    assert union([(0, 5), (5, 9), (12, 15), (1, 2)]) == [(0, 9), (12, 15)]


def test_group_time_needs_two_patients_not_two_rows() -> None:
    together = GroupTime([(0, 10, "P1"), (4, 8, "P1"), (6, 12, "P2")])
    assert together.spans == [(6, 10)]
    assert [together.at(t) for t in (5, 6, 9, 10)] == [False, True, True, False]


def test_a_provider_is_free_of_every_row_but_one_and_contested_while_two_are_open() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:10-9:15 P2 PT1 97110", "9:20-9:30 P3 PT1 97110", "9:40-9:50 P3 PT1 97110")
    found = attended(*rows, "9:05-9:08 P1 rest")
    (day,) = found.days.on(DATE)
    provider, nine = day.providers["PT1"], found.rows.start[0]
    at = [(nine + 60 * start, nine + 60 * end) for start, end in ((0, 10), (0, 11), (30, 40), (29, 40), (5, 8), (4, 8))]
    assert [provider.is_free(span) for span in at] == [False, False, True, False, True, False]
    assert [provider.is_free(span, but=0) for span in at] == [True, False, True, False, True, True]
    assert [provider.contested_seconds(row) for row in (None, 0, 1, 2, 3)] == [900, 900, 300, 600, 0]


def test_a_patient_is_free_of_every_row_but_one() -> None:
    found = attended("9:10-9:30 P1 PT1 97110", "9:00-9:20 P1 97016", "9:00-9:30 P2 PT2 97110")
    (day,) = found.days.on(DATE)
    patient, nine = day.patients["P1"], found.rows.start[1]
    at = [(nine + 60 * start, nine + 60 * end) for start, end in ((0, 10), (0, 11), (20, 30), (30, 40))]
    assert [patient.is_free(span) for span in at] == [False, False, False, True]
    assert [patient.is_free(span, but=1) for span in at] == [True, False, False, True]
    assert [patient.open_at(nine + 60 * minute) for minute in (0, 10, 20, 30)] == [[1], [0, 1], [0], []]
