from __future__ import annotations

from tests.days import DATE, intervals
from timeline.attendance.rows import read_rows
from timeline.attendance.staff import Presence, Staff
from timeline.clock import to_wall
from timeline.code_table import code_table


def presences(*lines: str, clinic: str = "clinic") -> list[Presence]:
    return Staff(read_rows(intervals(*lines), code_table())).sites.get((DATE, clinic), [])


def clocks(spans: tuple[tuple[int, int], ...]) -> list[str]:
    return ["-".join(f"{to_wall(edge):%H:%M}" for edge in span) for span in spans]


def test_a_shift_and_own_rows_are_presence_and_away_time_is_not_on_duty() -> None:
    (one,) = presences("8:00-12:00 PT1 shift", "10:00-10:30 PT1 away", "12:00-12:10 P1 PT1 97110")
    assert (one.by_shift, clocks(one.spans), clocks(one.on_duty)) == (
        True,
        ["08:00-12:10"],
        ["08:00-10:00", "10:30-12:10"],
    )


def test_without_a_shift_presence_runs_from_the_first_start_to_the_last_end() -> None:
    (one,) = presences("9:00-9:30 P1 PT1 97110", "11:00-11:30 P2 PT1 97110")
    assert (one.by_shift, clocks(one.spans), clocks(one.on_duty)) == (
        False,
        ["09:00-11:30"],
        ["09:00-09:30", "11:00-11:30"],
    )


def test_a_shift_in_one_clinic_is_no_presence_in_another() -> None:
    rows = ("8:00-12:00 PT1 shift", "13:00-13:30 P1 PT1 97110 clinic=annex")
    assert [clocks(one.spans) for one in presences(*rows, clinic="annex")] == [["13:00-13:30"]]


def test_bookings_show_nobody_s_presence() -> None:
    assert presences("9:00-9:30 P1 PT1 appointment") == []


def test_away_alone_is_no_presence() -> None:
    assert presences("9:00-17:00 PT1 away") == []


def test_who_treats_while_recorded_as_away_is_on_duty() -> None:
    (one,) = presences("8:00-12:00 PT1 shift", "9:00-10:00 PT1 away", "9:30-9:45 P1 PT1 97110")
    assert clocks(one.on_duty) == ["08:00-09:00", "09:30-09:45", "10:00-12:00"]


def test_everybody_of_a_site_stands_in_order_with_their_first_role() -> None:
    rows = ("9:00-9:30 P1 PT2 97110", "9:00-9:30 P1 X1:PTA 97110", "8:00-8:30 P1 X1:PT 97110", "8:00-8:10 X1:OT shift")
    found = presences(*rows, "9:00-9:30 P1 OT1 97530", "9:00-9:30 P2 97016")
    assert [(one.provider, one.role, one.by_shift) for one in found] == [
        ("OT1", "OT", False),
        ("PT2", "PT", False),
        ("X1", "OT", True),
    ]


def test_shifts_and_time_away_are_joined_and_kept_for_each_date() -> None:
    rows = ("8:00-10:00 PT1 shift", "9:00-11:00 PT1 shift clinic=annex", "9:00-9:30 PT1 away", "9:30-9:40 PT1 away")
    staff = Staff(read_rows(intervals(*rows, "13:00-14:00 PT1 shift", "8:00-9:00 PT1 shift next"), code_table()))
    assert {key: clocks(tuple(spans)) for key, spans in staff.shifts.items()} == {
        (DATE, "PT1"): ["08:00-11:00", "13:00-14:00"],
        ("2026-03-03", "PT1"): ["08:00-09:00"],
    }
    assert {key: clocks(tuple(spans)) for key, spans in staff.away.items()} == {(DATE, "PT1"): ["09:00-09:40"]}
    assert list(staff.sites) == [(DATE, "annex"), (DATE, "clinic"), ("2026-03-03", "clinic")]


def test_without_a_shift_time_away_cuts_nothing_off_and_supervised_rows_are_presence_too() -> None:
    (one,) = presences("9:00-9:30 P1 PT1 97110", "9:10-9:20 PT1 away", "10:00-10:30 P1 PT1 G0283")
    assert (clocks(one.spans), clocks(one.on_duty)) == (["09:00-10:30"], ["09:00-09:30", "10:00-10:30"])


def test_the_roles_at_a_site_are_those_of_the_people_there() -> None:
    rows = ("9:00-9:30 P1 PT2 97110", "9:00-9:30 P1 X1:PTA 97110", "8:00-8:30 P1 X1:PT 97110", "9:00-9:30 P2 AIDE1")
    sites = Staff(read_rows(intervals(*rows, "9:00-9:30 P3 PT1 97110 clinic=annex"), code_table())).sites
    assert {site: sites.roles(site) for site in sites} == {
        site: [one.role for one in listed] for site, listed in sites.items()
    }
