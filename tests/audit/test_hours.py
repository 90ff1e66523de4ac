from __future__ import annotations

import pytest

from tests.days import frame
from tests.schedules_of import findings, told
from timeline.result import analyze
from timeline.schedules import ClinicFile, read_schedule
from timeline.schedules.clinic import Travel

TWO_SITES = ClinicFile(travel=(Travel("north", "south", 20),))


def billed(*lines: str, units: int, **reading: object) -> list[object]:
    """Give the impossible-time findings of a day whose coded rows each claim some units."""
    rows = frame(*lines)
    claimed = [str(units) if code else "" for code in rows["code"]]
    found = analyze(read_schedule(rows.assign(billed_units=claimed), **reading))
    return [finding for finding in found.finding_list if finding.rule.id == "time.impossible"]


def all_at_once(count: int) -> list[str]:
    return [f"9:00-11:00 P{number} PT1 97110" for number in range(1, count + 1)]


def test_more_treatment_than_the_shift_holds_cannot_be() -> None:
    (found,) = findings("time.impossible", "8:00-12:00 PT1 shift", *all_at_once(3))
    assert (found.severity, found.seconds) == ("error", 2 * 3600)
    assert found.message == (
        "PT1 has 360 minutes of treatment recorded on 2026-03-02, 09:00–11:00, but was present for 240 minutes. "
        "Nobody can treat for longer than they are present; 24 units depend on these minutes."
    )


def test_what_the_shift_holds_can_be() -> None:
    assert not told("time.impossible", "8:00-12:00 PT1 shift", *all_at_once(2))


def test_lunch_is_no_time_to_treat() -> None:
    rows = ("8:00-12:00 PT1 shift", "8:00-9:00 PT1 away", *all_at_once(2))
    assert [one.minutes for one in told("time.impossible", *rows)] == [60]


def test_a_group_takes_its_provider_once() -> None:
    group = [f"9:00-11:00 P{number} PT1 97150 group=G1" for number in range(1, 5)]
    assert not told("time.impossible", "9:00-11:00 PT1 shift", *group)


def test_without_shifts_presence_is_read_off_the_rows_and_it_is_a_review() -> None:
    assert [one.severity for one in told("time.impossible", *all_at_once(2))] == ["review"]


def test_a_file_of_a_few_rows_shows_no_day() -> None:
    assert not told("time.impossible", "9:00-9:45 P1 PT1 97110", "9:00-9:45 P2 PT1 97110")


def test_a_file_of_a_few_rows_shows_no_site_s_day_either() -> None:
    assert not billed("9:00-9:24 P1 PT1 97110", units=4)


def test_a_site_whose_presence_is_read_off_long_rows_is_a_review() -> None:
    # Nobody's own rows need more than they hold: what nobody furnished is the site's.
    rows = ("9:00-11:00 P1 PT1 97110", "9:00-11:00 P2 97112")
    (found,) = billed(*rows, units=8)
    assert (found.severity, found.clinic) == ("review", "clinic")
    assert found.message.startswith("At clinic, the units claimed take at least")


def test_claimed_units_that_take_longer_than_the_shift_cannot_be() -> None:
    rows = [f"9:{10 * place:02}-9:{10 * place + 8:02} P{place} PT1 97110" for place in range(1, 6)]
    (found,) = billed("9:00-10:00 PT1 shift", *rows, units=2)
    assert found.message.startswith("PT1 has units claimed that take at least 115 minutes of treatment on 2026-03-02")
    assert (found.seconds, found.units_at_risk) == (55 * 60, 5)


def test_seven_patients_at_eight_minutes_within_an_hour_can_be() -> None:
    rows = [f"9:{8 * place:02}-9:{8 * place + 8:02} P{place} PT1 97110" for place in range(7)]
    assert not billed("9:00-10:00 PT1 shift", *rows, units=1)


def test_what_a_colleague_recorded_is_not_the_provider_s() -> None:
    rows = ("9:00-9:08 P1 PT1 97110", "9:08-10:00 P1 PT2 97112")
    assert not billed("9:00-9:15 PT1 shift", "9:00-10:00 PT2 shift", *rows, units=2)


def test_a_clinic_cannot_claim_more_than_its_staff_s_hours() -> None:
    shifts = ("9:00-10:00 PT1 shift", "9:00-10:00 PT2 shift")
    rows = ("9:00-9:50 P1 PT1 97110", "9:00-9:50 P2 PT2 97110", "9:00-9:30 P3 97110")
    (found,) = billed(*shifts, *rows, units=4)
    assert (found.providers, found.severity) == (("PT1", "PT2"), "error")
    assert found.message.startswith("At clinic, the units claimed take at least 159 minutes of treatment")


def test_a_claim_of_a_visit_that_two_furnished_risks_no_more_than_the_provider_s_part() -> None:
    # Of the 53 minutes that P1's four units take the colleague's row holds 50, though none of it counts.
    colleague = ("9:00-13:00 PT2 shift", "9:10-10:00 P1 PT2 97112", "9:10-10:00 P3 PT2 97112")
    own = ("9:00-9:20 PT1 shift", "9:00-9:08 P1 PT1 97110", "9:08-9:16 P2 PT1 97110")
    found = billed(*colleague, *own, units=2)
    assert [(one.providers, one.units_at_risk) for one in found] == [(("PT1",), 1 + 1)]


def test_where_nobody_qualified_treats_no_presence_is_known() -> None:
    assert not billed("9:00-9:40 P1 AIDE1 97110", units=3)
    assert not billed("9:00-9:40 P1 AIDE1 97110", "13:00-13:10 P2 PT1 97110", units=3)


def test_the_way_between_two_clinics_takes_its_time() -> None:
    rows = ("9:00-9:30 P1 PT1 97110 clinic=north", "9:40-10:10 P2 PT1 97110 clinic=south")
    (found,) = findings("time.impossible", *rows, clinic=TWO_SITES)
    assert (found.severity, found.start, found.end) == ("error", found.end - 600, found.start + 600)
    assert found.message == (
        "PT1 is recorded with P2 at south 10 minutes after P1 at north on 2026-03-02, 09:30–09:40; the trip takes "
        "20 minutes. One of the two records has the wrong time, clinic or provider; 2 units depend on these minutes."
    )


@pytest.mark.parametrize("start", ["9:50", "10:30"])
def test_enough_time_for_the_way_is_no_finding(start: str) -> None:
    rows = ("9:00-9:30 P1 PT1 97110 clinic=north", f"{start}-11:00 P2 PT1 97110 clinic=south")
    assert not told("time.impossible", *rows, clinic=TWO_SITES)


def test_the_way_back_takes_as_long() -> None:
    rows = ("9:00-9:30 P1 PT1 97110 clinic=south", "9:40-10:10 P2 PT1 97110 clinic=north")
    assert len(told("time.impossible", *rows, clinic=TWO_SITES)) == 1


def test_two_clinics_without_a_minute_between_them_are_a_review_where_no_way_is_stated() -> None:
    rows = ("9:00-9:30 P1 PT1 97110 clinic=east", "9:30-10:00 P2 PT1 97110 clinic=west")
    assert [(one.severity, one.minutes) for one in told("time.impossible", *rows)] == [("review", 0)]


def test_two_clinics_at_once_are_another_finding() -> None:
    rows = ("9:00-9:30 P1 PT1 97110 clinic=north", "9:20-10:00 P2 PT1 97110 clinic=south")
    assert not told("time.impossible", *rows, clinic=TWO_SITES)


def test_units_claimed_of_somebody_who_was_away_all_the_shift_cannot_be() -> None:
    rows = ("9:00-10:00 PT1 shift", "9:00-10:00 PT1 away", "9:00-9:30 P1 PT1 97110 billed_units=2", "9:00-9:30 P1 rest")
    assert told("time.impossible", *rows)[0] == ("error", "P1", "PT1", "09:00-09:30", 23, 2)


def test_a_clinic_may_claim_just_its_staff_s_hours() -> None:
    assert not billed("9:00-9:23 PT1 shift", "9:00-9:10 P1 PT1 97110", units=2)


@pytest.mark.parametrize("row", ["9:40-10:10 P2 PT1 G0283 clinic=south", "9:40-10:10 P2 PT1 appointment clinic=south"])
def test_what_a_provider_does_not_attend_asks_for_no_way(row: str) -> None:
    assert not told("time.impossible", "9:00-9:30 P1 PT1 97110 clinic=north", row, clinic=TWO_SITES)


def test_the_last_treatment_to_end_in_a_clinic_is_the_one_before_the_way() -> None:
    rows = ("9:00-9:45 P1 PT1 97110 clinic=north", "9:10-9:20 P2 PT1 97110 clinic=north")
    found = findings("time.impossible", *rows, "9:50-10:10 P3 PT1 97110 clinic=south", clinic=TWO_SITES)
    assert [one.intervals for one in found] == [("r1", "r3")]


def test_ways_there_and_back_are_two_findings() -> None:
    sites = ("north", "south", "north")
    rows = [f"{9 + n}:00-{9 + n}:55 P{n + 1} PT1 97110 clinic={site}" for n, site in enumerate(sites)]
    found = findings("time.impossible", *rows, clinic=TWO_SITES)
    assert [(one.intervals, one.seconds) for one in found] == [(("r1", "r2"), 300), (("r2", "r3"), 300)]
