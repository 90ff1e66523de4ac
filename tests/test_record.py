from __future__ import annotations

import pickle
from dataclasses import replace
from zoneinfo import ZoneInfo

from tests.days import DATE, frame
from tests.schedules_of import analysed
from timeline.record import attendance_of
from timeline.schedules import ClinicFile, read_schedule
from timeline.visits import Accounts
from timeline.vocabulary import ContestRule, Severity

GROUP = (
    "10:00-10:30 P1 PT1 97150 group=G1",
    "10:00-10:20 P2 PT1 97150 group=G1",
    "10:05-10:30 P3 PT1 97150 group=G1",
)
CONTEST = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110")


def test_the_visits_of_a_date_are_those_of_the_people_asked_for() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110", "9:00-9:15 P1 OT1 97530", "9:15-9:30 P2 PT1 97110").record
    assert [visit.key for visit in case.visits_of("2026-03-02", ["P1"])] == [
        ("2026-03-02", "P1", "OT"),
        ("2026-03-02", "P1", "PT"),
    ]


def test_visits_of_several_people_stand_by_patient_each_once() -> None:
    case = analysed("9:00-9:15 P2 PT1 97110", "9:15-9:30 P1 PT1 97110", "9:00-9:15 P1 PT1 97110 next").record
    found = case.visits_of(DATE, ["P2", "P1", "P2", "P7"])
    assert [visit.key for visit in found] == [(DATE, "P1", "PT"), (DATE, "P2", "PT")]
    assert [visit.key for visit in case.visits_on(DATE)] == [(DATE, "P1", "PT"), (DATE, "P2", "PT")]
    assert (case.visits_on("2026-03-04"), case.dates) == ([], [DATE, "2026-03-03"])


def test_nothing_a_booking_says_is_an_error() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110 appointment").record
    assert case.severity(0, Severity.ERROR) == Severity.REVIEW
    assert case.severity(0, Severity.NOTE) == Severity.NOTE


def test_what_is_recorded_is_as_severe_as_it_is() -> None:
    assert analysed("9:00-9:15 P1 PT1 97110").record.severity(0, Severity.ERROR) == Severity.ERROR


def test_a_span_in_pieces_says_its_own_length() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110").record
    start, end = case.rows.start[0], case.rows.end[0]
    assert case.when("2026-03-02", start, end, seconds=90) == "on 2026-03-02, 09:00–09:15 (1 min 30 s)"
    assert case.when("2026-03-02", start, end, seconds=0) == "on 2026-03-02, 09:00–09:15 (0 minutes)"
    assert case.row_clock(0) == "on 2026-03-02, 09:00–09:15 (15 minutes)"


def test_rows_are_said_with_the_time_they_share_once() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110", "9:10-9:30 P1 PT2 97112", "10:00-10:10 P2 PT1 97110").record
    assert case.when_of([0, 1]) == "on 2026-03-02, 09:00–09:30 (30 minutes)"
    assert case.when_of([1, 2]) == "on 2026-03-02, 09:10–10:10 (30 minutes)"
    extent = case.extent([2, 0])
    assert (extent.patients, extent.providers, extent.seconds) == (("P1", "P2"), ("PT1",), 25 * 60)


def test_a_row_is_shown_with_the_payer_of_its_visit_and_without_one_where_it_belongs_to_none() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110 payer=cpt-midpoint", "8:00-12:00 PT1 shift").record
    shift, treated = case.all_shown([1, 0])
    assert (treated.id, treated.payer, treated.place, treated.discipline) == ("r1", "cpt-midpoint", 0, "PT")
    assert (shift.id, shift.payer, shift.place, shift.patient) == ("r2", "", 1, "")
    assert case.all_shown([0]) == (treated,)


def test_credited_seconds_are_those_of_each_contest_rule() -> None:
    found = analysed(*CONTEST, "10:00-10:10 P1 PT1 97112").record.credited_seconds
    assert found == {(DATE, "P1", "PT"): (1800, 1800, 2400), (DATE, "P2", "PT"): (1200, 1200, 1800)}


def test_a_group_code_was_shared_with_the_most_patients_at_once_and_other_codes_with_nobody() -> None:
    case = analysed(*GROUP, "9:00-9:30 P1 PT1 97110", "11:00-11:30 P1 PT1 99999").record
    one, two = (case.accounts[DATE, patient, "PT"] for patient in ("P1", "P2"))
    assert case.sessions_of(one, "97150")["participants"].tolist() == [2, 3, 2]
    assert case.sessions_of(two, "97150")["participants"].tolist() == [2, 3]
    assert case.sessions_of(one, "97110").empty
    assert [case.participants(one, code) for code in ("97150", "97110", "99999")] == [3, None, None]


def test_a_group_code_without_a_session_was_shared_with_nobody() -> None:
    case = analysed("9:00-9:30 P1 97150 group=G1").record
    assert case.participants(case.accounts[DATE, "P1", "PT"], "97150") == 0


def test_a_provider_has_rows_and_a_row_without_one_is_nobodys() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110", "9:15-9:30 P1 97014", "9:30-9:45 P2 PT1 97110").record
    assert case.rows_of == {(DATE, "PT1"): [0, 2]}


def test_patients_are_those_of_treatments_and_bookings_and_no_one_else() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110", "9:00-9:30 P2 PT2 appointment", "8:00-12:00 PT1 shift").record
    assert case.patients == {"P1", "P2"}


def test_who_has_a_shift_is_known_from_the_schedule_or_from_all_dates_it_is_a_part_of() -> None:
    case = analysed("9:00-9:15 P1 PT2 97110", "8:00-12:00 PT1 shift").record
    assert case.on_shift == {"PT1"}
    assert replace(case, known_on_shift=frozenset({"PT7"})).on_shift == {"PT7"}
    assert replace(case, known_on_shift=frozenset()).on_shift == frozenset()


def test_before_the_first_thresholds_the_first_hold() -> None:
    case = analysed("9:00-9:15 P1 PT1 97110").record
    assert case.thresholds("1990-01-01") == case.thresholds("1991-01-01")
    assert case.thresholds(DATE).group_pattern.episode_minutes == 5


def test_a_record_crosses_a_process_without_what_can_be_worked_out_again() -> None:
    case = analysed(*CONTEST).record
    case.kept["what somebody worked out"] = 1
    before = case.credited_seconds
    again = pickle.loads(pickle.dumps(case))  # noqa: S301 (our own)
    assert (again.kept, again.credited_seconds) == ({}, before)


def test_what_is_known_of_a_count_by_its_identity_does_not_cross_a_process() -> None:
    case = analysed(*CONTEST).record
    assert case.visit_arrays.answers
    again = pickle.loads(pickle.dumps(case)).accounts  # noqa: S301 (our own)
    assert isinstance(again, Accounts)
    assert not {"arrays", "places"} & vars(again).keys()
    assert [vars(again)[name] for name in ("_told", "_made")] == [{}, {}]


def test_clocks_are_those_of_the_clinics_zone_where_it_states_one() -> None:
    schedule = read_schedule(frame("9:00-9:15 P1 PT1 97110"))
    assert attendance_of(schedule, ContestRule.NESTED).zone is None
    placed = replace(schedule, clinic=ClinicFile(time_zone="America/New_York"))
    assert attendance_of(placed, ContestRule.NESTED).zone == ZoneInfo("America/New_York")
