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


@pytest.mark.parametrize(("first", "second"), [("P1", "P2"), ("P2", "P1"), ("P1", "P1")])
def test_the_way_goes_from_the_earlier_patient_to_the_later_whatever_they_are_called(first: str, second: str) -> None:
    rows = (f"9:40-10:10 {second} PT1 97110 clinic=south", f"9:00-9:30 {first} PT1 97110 clinic=north")
    assert [one.span for one in told("time.impossible", *rows, clinic=TWO_SITES)] == ["09:30-09:40"]


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


def test_a_few_minutes_short_of_two_hours_show_no_day() -> None:
    assert not told("time.impossible", "9:00-10:59 P1 PT1 97110", "9:00-10:59 P2 PT1 97110")


def test_without_a_shift_time_away_is_taken_off_too() -> None:
    rows = ("9:00-12:00 P1 PT1 97110", "9:00-12:00 P2 PT1 97110", "9:00-9:30 PT1 away")
    (found,) = findings("time.impossible", *rows)
    assert found.message == (
        "PT1 has 360 minutes of treatment recorded on 2026-03-02, 09:00–12:00, but was present for 150 minutes, from "
        "the first record to the last. Nobody can treat for longer than they are present; 24 units depend on these "
        "minutes."
    )


def test_time_away_is_no_treatment() -> None:
    rows = ("9:00-10:00 PT1 shift", "9:00-10:00 PT1 away", "9:00-9:30 P1 PT1 97110")
    assert [one.minutes for one in told("time.impossible", *rows)] == [30]


@pytest.mark.parametrize(
    "rows",
    [
        ["9:00-10:00 P1 PT1 97110", "9:00-10:00 P1 PT1 97112"],  # one patient
        ["9:00-10:00 P1 PT1 97110 appointment", "9:00-10:00 P2 PT1 97110 appointment"],  # bookings
        ["9:00-9:10 P1 PT1 97110 appointment billed_units=9"],
        ["9:00-9:10 P1 PT1 97110 billed_units=9 payer=sunny-health"],  # nothing says how long a unit takes
        ["9:00-9:10 P1 PT1 97161 billed_units=9"],  # no time makes its units
        ["9:00-9:10 P1 PT1 G0283 billed_units=9"],
    ],
)
def test_what_takes_no_time_of_the_provider_s_own_fits_every_shift(rows: list[str]) -> None:
    assert not told("time.impossible", "9:00-10:00 PT1 shift", *rows)


@pytest.mark.parametrize(
    ("payer", "claimed", "least"),
    [
        ("medicare", {"97110": 3}, 38),
        ("medicare", {"97110": 2, "97112": 1}, 38),
        ("medicare", {"97110": 3, "97112": 0}, 38),
        ("medicare", {"97110": 3, "97161": 1, "99999": 4}, 38),
        ("cpt-midpoint", {"97110": 3}, 38),
        ("cpt-midpoint", {"97110": 2, "97112": 2}, 46),
        ("cpt-midpoint", {"97110": 3, "97112": 0}, 38),
        ("full-unit", {"97110": 1, "97112": 1}, 30),
        ("nearest-quarter", {"97110": 1, "97112": 2}, 31),
    ],
)
def test_units_take_the_fewest_minutes_their_rule_allows(payer: str, claimed: dict[str, int], least: int) -> None:
    rows = [f"9:00-9:05 P1 PT1 {code} payer={payer} billed_units={units}" for code, units in claimed.items()]
    (found,) = findings("time.impossible", "9:00-9:20 PT1 shift", *rows)
    assert found.message.startswith(f"PT1 has units claimed that take at least {least} minutes of treatment")
    assert found.seconds == (least - 20) * 60


def test_a_claim_of_nothing_takes_no_time_off_another() -> None:
    rows = ("9:00-9:10 P1 PT1 97110 billed_units=2", "9:10-9:20 P2 PT1 97110 billed_units=0")
    assert [one.minutes for one in told("time.impossible", "9:00-9:20 PT1 shift", *rows)] == [3]


@pytest.mark.parametrize("row", ["PT2 97161", "AIDE1 97110", "PT2 99999", "PT2 assessment"])
def test_rows_that_make_no_timed_units_hold_none_of_the_claimed_time(row: str) -> None:
    rows = ("9:00-9:10 P1 PT1 97110 billed_units=2", f"9:10-10:00 P1 {row}")
    found = told("time.impossible", "9:00-9:15 PT1 shift", "9:00-10:00 PT2 shift", *rows)
    assert [(one.providers, one.minutes) for one in found] == [("PT1", 8)]


@pytest.mark.parametrize(("end", "seconds"), [("9:23", []), ("9:22:59", [1])])
def test_a_second_more_than_the_shift_is_too_much_and_a_colleague_s_visit_adds_none(
    end: str, seconds: list[int]
) -> None:
    own = ("9:00-9:10 P1 PT1 97110 billed_units=2", "9:10-9:15 P2 PT1 97110 billed_units=1", "9:15-9:40 P2 PT2 97110")
    found = findings("time.impossible", f"9:00-{end} PT1 shift", "9:00-10:00 PT2 shift", *own)
    assert [one.seconds for one in found] == seconds


def test_only_the_treatment_recorded_of_a_provider_shows_what_is_impossible() -> None:
    others = ("8:00-8:30 P3 PT1 G0283", "13:00-13:30 P4 PT1 97110 appointment clinic=annex", "9:00-9:30 P5 PT2 97110")
    (found,) = findings("time.impossible", "8:00-10:00 PT1 shift", *all_at_once(2), *others)
    assert found.intervals == ("r2", "r3")
    assert (found.patients, found.providers, found.seconds) == (("P1", "P2"), ("PT1",), 2 * 3600)


@pytest.mark.parametrize(
    ("payer", "claimed", "row", "shift", "units"),
    [
        ("medicare", 9, "9:00-9:10 P1 PT1 97110", "9:10", 8),  # all that are not supported
        ("medicare", 9, "9:00-9:10 P1 PT1 97161", "9:10", 0),
        ("cpt-midpoint", 3, "9:00-9:30 P1 PT1 97110", "9:30", 1),
    ],
)
def test_units_claimed_beyond_the_record_are_at_risk(
    payer: str, claimed: int, row: str, shift: str, units: int
) -> None:
    found = told("time.impossible", f"9:00-{shift} PT1 shift", f"{row} payer={payer} billed_units={claimed}")
    assert [one.at_risk for one in found] == [units] * bool(units)


@pytest.mark.parametrize(("payer", "units"), [("medicare", 3), ("cpt-midpoint", 6)])
def test_a_provider_s_part_of_a_claim_holds_no_more_units_than_it_has_room_for(payer: str, units: int) -> None:
    # The claim takes at least 98 minutes, the colleague's row holds 58 of them: 40 are left for PT1.
    rows = (f"9:00-9:10 P1 PT1 97110 payer={payer} billed_units=7", f"9:10-10:08 P1 PT2 97110 payer={payer}")
    contested = "9:10-10:08 P2 PT2 97112"
    found = findings("time.impossible", "9:00-9:20 PT1 shift", "9:00-12:00 PT2 shift", *rows, contested)
    assert [(one.providers, one.seconds, one.units_at_risk) for one in found] == [(("PT1",), 20 * 60, units)]


NOBODY_S = "9:00-9:30 P3 97110"


def test_a_clinic_is_told_with_its_claims_its_staff_and_what_is_at_risk() -> None:
    shifts = ("9:00-10:00 PT1 shift", "9:00-10:00 PT2 shift")
    rows = ("9:20-9:50 P2 PT2 97110", "9:05-9:50 P1 PT1 97110", NOBODY_S)
    elsewhere = ("9:00-10:00 PT8 shift clinic=annex", "9:00-9:55 P8 PT8 97110 clinic=annex")
    (found,) = billed(*shifts, *rows, *elsewhere, "9:50-9:55 P7 PT1 97010", units=4)
    assert found.message == (
        "At clinic, the units claimed take at least 159 minutes of treatment on 2026-03-02, 09:00–09:50, but the "
        "therapists and assistants were present for 120 minutes. Nobody can treat for longer than they are present; 7 "
        "units depend on these minutes."
    )
    assert (found.seconds, found.units_at_risk, found.severity) == (39 * 60, 2 + 1 + 4, "error")
    assert (found.patients, found.intervals, found.clinic) == (("P1", "P2", "P3"), ("r3", "r4", "r5"), "clinic")


def test_hours_of_an_aide_are_no_hours_of_treatment() -> None:
    aide = "9:00-10:00 AIDE1 shift"
    (found,) = billed("9:00-10:00 PT1 shift", aide, "9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 AIDE1 97110", units=3)
    assert (found.seconds, found.severity) == (16 * 60, "error")
    assert not billed(aide, "9:00-9:40 P1 AIDE1 97110", units=5)


def test_time_away_is_no_time_of_the_clinic_s() -> None:
    rows = ("9:00-9:40 P1 PT1 97110", "9:00-9:40 P2 PT2 97110", NOBODY_S)
    shifts = ("9:00-10:00 PT1 shift", "9:00-10:00 PT2 shift")
    assert not billed(*shifts, *rows, units=3)
    assert [one.seconds for one in billed(*shifts, "9:45-10:00 PT2 away", *rows, units=3)] == [9 * 60]


def test_without_shifts_a_clinic_s_hours_are_from_each_one_s_first_row_to_the_last() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "11:30-12:00 P2 PT1 97110", NOBODY_S)
    (found,) = billed(*rows, units=6)
    assert (found.severity, found.seconds) == ("review", (3 * 83 - 180) * 60)


@pytest.mark.parametrize(("end", "severity"), [("10:00", ["review"]), ("9:59", [])])
def test_a_shift_that_is_missing_makes_it_a_review_and_two_hours_are_needed(end: str, severity: list[str]) -> None:
    rows = ("9:00-10:00 PT1 shift", "9:00-10:00 P1 PT1 97110", f"9:00-{end} P2 PT2 97110", NOBODY_S)
    assert [one.severity for one in billed(*rows, units=4)] == severity


def test_a_clinic_is_not_told_again_what_one_of_its_providers_was() -> None:
    rows = ("9:00-9:20 PT1 shift", "9:00-9:20 PT2 shift", "9:00-9:20 P1 PT1 97110", "9:00-9:20 P2 PT2 97110", NOBODY_S)
    assert {one.providers for one in billed(*rows, units=2)} == {("PT1",), ("PT2",)}
    assert {one.providers for one in billed(rows[0], "9:00-9:40 PT2 shift", *rows[2:], units=2)} == {("PT1",)}


def test_treatments_right_after_one_another_in_two_clinics_are_told_so() -> None:
    rows = ("9:00-9:45 P1 PT1 97110 clinic=east", "9:45-10:00 P2 PT1 97110 clinic=west")
    (found,) = findings("time.impossible", *rows)
    assert found.message == (
        "PT1 is recorded with P2 at west right after P1 at east on 2026-03-02, 09:45–09:45; the clinic file gives no "
        "travel time between them. One of the two records has the wrong time, clinic or provider; 3 units depend on "
        "these minutes."
    )


@pytest.mark.parametrize(("start", "count"), [("9:34:59", 1), ("9:35", 0)])
def test_where_no_way_is_stated_five_minutes_are_enough(start: str, count: int) -> None:
    rows = ("9:00-9:30 P1 PT1 97110 clinic=east", f"{start}-10:00 P2 PT1 97110 clinic=west")
    assert len(told("time.impossible", *rows)) == count


def test_of_treatments_that_end_together_the_later_to_start_is_the_one_before_the_way() -> None:
    rows = ("9:00-9:30 P1 PT1 97110 clinic=north", "9:10-9:30 P2 PT1 97110 clinic=south")
    after = "9:40-10:00 P3 PT1 97110 clinic="
    assert not told("time.impossible", *rows, f"{after}south", clinic=TWO_SITES)
    assert [one.intervals for one in findings("time.impossible", *rows, f"{after}north", clinic=TWO_SITES)] == [
        ("r2", "r3")
    ]


def test_the_order_of_rows_decides_no_way() -> None:
    rows = [f"9:00-9:30 P{who} PT1 97110 clinic={site} id=a{who}" for who, site in ((2, "north"), (1, "north"))]
    after = "9:32-10:00 P3 PT1 97110 clinic=south id=a3"
    there, back = (
        [(one.intervals, one.message) for one in findings("time.impossible", *listed, after, clinic=TWO_SITES)]
        for listed in (rows, rows[::-1])
    )
    assert there == back
    assert [listed for listed, _ in there] == [("a2", "a3")]


def test_only_what_is_claimed_beyond_the_record_on_the_provider_s_own_rows_is_at_risk() -> None:
    rows = (
        "9:00-9:10 P1 PT1 97110 billed_units=4",
        "9:10-9:20 P2 PT1 97161",
        "9:20-9:30 P2 PT2 97110 billed_units=3",
        "9:20-9:22 P3 PT1 97110 payer=sunny-health billed_units=3",
        "9:22-9:45 P4 PT1 97110 billed_units=1",
    )
    found = told("time.impossible", "9:00-9:45 PT1 shift", "9:00-12:00 PT2 shift", *rows)
    assert [(one.providers, one.at_risk) for one in found] == [("PT1", 4 - 1)]
