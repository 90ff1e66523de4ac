from __future__ import annotations

import unicodedata
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.days import frame
from tests.schedules_of import facts, findings, told
from timeline.audit import Finding
from timeline.audit.alike import written
from timeline.audit.likeness import KINDS, add_ids, ids_of, likeness, likenesses
from timeline.result import analyze
from timeline.schedules import read_schedule

TWO = ("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110")


def alike(column: str, one: str, other: str, *lines: str) -> list[Finding]:
    """Give the findings of two rows with two ids in a column."""
    day = frame(*(lines or TWO)).assign(**{column: [one, other]})
    return [found for found in analyze(read_schedule(day)).finding_list if found.rule.id == "id.alike"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PT1", "pt1"),
        ("PT1", "PT 1"),
        ("PT1", "PT-1"),
        ("PT1", "PT1\u200b"),
        ("PT1", "\uff30\uff34\uff11"),
        ("17", "17.0"),
        ("0017", "17"),
        ("PT01", "PT1"),
        ("Smith, Anna", "SMITH,  ANNA"),
        (unicodedata.normalize("NFC", "José"), unicodedata.normalize("NFD", "José")),
    ],
)
def test_ids_that_differ_in_nothing_that_is_meant_look_alike(one: str, other: str) -> None:
    assert likeness(one) == likeness(other)


@pytest.mark.parametrize(("one", "other"), [("PT1", "PT2"), ("10", "1"), ("17", "-17"), ("1.5", "1"), ("#", "-")])
def test_other_ids_do_not(one: str, other: str) -> None:
    assert likeness(one) != likeness(other)


@given(st.lists(st.text("aZ019 .,-#\n\t\u200b\uff11é", max_size=7)))
def test_ids_together_look_as_each_does_by_itself(ids: list[str]) -> None:
    assert likenesses(ids) == [likeness(text) for text in ids]


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2))), st.integers(0, 9))
def test_every_row_of_an_id_is_counted_and_those_of_a_group_by_date(rows: list[tuple[int, int]], cut: int) -> None:
    dates, names = ["2026-03-02", "2026-03-03"], ["G1", "", "G1"]  # a text may be listed twice
    found: dict[tuple[str, str], Counter[str]] = {}
    for part in (rows[:cut], rows[cut:]):
        date, name = np.array(part, dtype=np.int64).reshape(-1, 2).T
        add_ids(found, ids_of((date, dates), dict.fromkeys(KINDS, (name, names))))
    for kind in KINDS:
        expected = Counter(((dates[date] if kind == "group" else ""), names[name]) for date, name in rows)
        own = {(scope, text): count for (of, scope), ids in found.items() if of == kind for text, count in ids.items()}
        assert own == expected


def test_one_provider_spelled_two_ways_is_told_with_what_would_be_claimed_twice() -> None:
    (found,) = alike("provider", "PT1", "pt1")
    assert facts(found) == ("review", "", "PT1 pt1", "09:20-09:30", 10, 2)
    assert "would be claimed twice for 10 minutes on 2026-03-02" in found.message
    assert '[values.provider] "pt1" = "PT1"' in found.remedy
    assert found.intervals == ("r1", "r2")


def test_times_that_would_be_claimed_twice_are_told_from_the_first_to_the_last() -> None:
    lines = (*TWO, "10:00-10:30 P1 PT1 97110", "10:20-10:50 P2 PT1 97110")
    day = frame(*lines).assign(provider=["PT1", "pt1", "PT1", "pt1"])
    (found,) = [one for one in analyze(read_schedule(day)).finding_list if one.rule.id == "id.alike"]
    assert facts(found) == ("review", "", "PT1 pt1", "09:20-10:30", 20, 2)  # 40 of 60 minutes are left to each


def test_bookings_of_one_provider_spelled_two_ways_put_no_unit_at_risk() -> None:
    (found,) = alike("provider", "PT1", "pt1", *(f"{line} appointment" for line in TWO))
    assert (found.seconds, found.units_at_risk) == (600, 0)


def test_nothing_merges_by_itself() -> None:
    day = frame(*TWO).assign(provider=["PT1", "pt1"])
    assert not analyze(read_schedule(day)).totals["provider_minutes_claimed_twice"]


def test_one_session_of_two_spellings_is_no_contest() -> None:
    lines = ("9:00-9:30 P1 PT1 97150", "9:00-9:30 P2 PT1 97150")
    (found,) = alike("provider", "PT1", "pt1", *lines)
    assert (found.seconds, found.units_at_risk) == (0, 0)


def test_time_that_one_spelling_is_claimed_twice_in_is_a_contest_already() -> None:
    day = frame("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110", "9:00-9:30 P3 PT1 97110")
    read = read_schedule(day.assign(provider=["PT1", "PT1", "pt1"]))
    (found,) = [one for one in analyze(read).finding_list if one.rule.id == "id.alike"]
    assert found.seconds == 0


def test_one_patient_spelled_two_ways_has_the_units_of_one_visit() -> None:
    lines = ("9:00-9:12 P1 PT1 97110", "9:12-9:22 P1 PT1 97112")
    (found,) = alike("patient", "MRN1", "mrn1", *lines)
    assert facts(found) == ("review", "MRN1 mrn1", "", "09:00-09:22", 22, 1)
    assert "22 minutes" in found.message


@pytest.mark.parametrize(("one", "other", "units"), [("nobody-knows", "medicare", 1), ("medicare", "nobody-knows", 0)])
def test_a_patient_spelled_two_ways_has_the_units_that_the_first_visits_payer_counts(
    one: str, other: str, units: int
) -> None:
    lines = (f"9:00-9:12 P1 PT1 97110 payer={one}", f"9:12-9:22 P1 PT1 97110 payer={other}")
    (found,) = alike("patient", "MRN1", "mrn1", *lines)
    assert (found.seconds, found.units_at_risk) == (22 * 60, units)


@pytest.mark.parametrize("booked", [0, 1])
def test_a_booking_and_a_visit_of_one_patient_spelled_two_ways_put_no_unit_at_risk(booked: int) -> None:
    lines = ["9:00-9:12 P1 PT1 97110", "9:12-9:22 P1 PT1 97112"]
    lines[booked] += " appointment clinic=annex"
    (found,) = alike("patient", "MRN1", "mrn1", *lines)
    assert (found.seconds, found.units_at_risk) == (22 * 60, 0)


@pytest.mark.parametrize("resting", [0, 1])
def test_where_one_spelling_of_a_patient_is_credited_nothing_no_minute_counts_together(resting: int) -> None:
    lines = ["9:00-9:12 P1 PT1 97110", "9:12-9:22 P1 PT1 97112"]
    lines[resting] = lines[resting].rpartition(" ")[0] + " rest"
    (found,) = alike("patient", "MRN1", "mrn1", *lines)
    assert (found.seconds, found.units_at_risk) == (0, 0)


def test_patients_of_different_dates_have_nothing_at_stake() -> None:
    (found,) = alike("patient", "MRN1", "mrn1", "9:00-9:12 P1 PT1 97110", "9:12-9:22 P1 PT1 97112 next")
    assert (found.seconds, found.date) == (0, "2026-03-02")
    assert found.message.endswith("on 2 dates from 2026-03-02 on, no minute depends on it.")


def test_without_minutes_at_stake_the_first_row_of_each_spelling_is_shown_whatever_their_order() -> None:
    lines = ("9:00-9:30 P1 PT1 97110 next", "9:00-9:30 P2 PT1 97110", "10:00-10:30 P3 PT1 97110")
    day = frame(*lines).assign(provider=["PT1", "PT1", "pt1"])
    (found,) = [one for one in analyze(read_schedule(day)).finding_list if one.rule.id == "id.alike"]
    assert (found.date, found.intervals, found.seconds) == ("2026-03-02", ("r2", "r3"), 0)


def test_a_group_of_two_spellings_is_one_session_read_as_two() -> None:
    lines = ("9:00-9:30 P1 PT1 97150", "9:10-9:30 P2 PT1 97150")
    (found,) = alike("group", "G1", "g1", *lines)
    assert facts(found)[3:5] == ("09:10-09:30", 20)


def test_groups_of_different_dates_are_no_pair() -> None:
    assert not alike("group", "G1", "g1", "9:00-9:30 P1 PT1 97150", "9:10-9:30 P2 PT1 97150 next")


def test_a_clinic_of_two_spellings_is_told_with_the_time_a_provider_is_at_both() -> None:
    (found,) = alike("clinic", "Main St", "Main st")
    assert facts(found)[3:5] == ("09:20-09:30", 10)


def test_a_payer_of_two_spellings_is_told_with_the_time_it_counts() -> None:
    (found,) = alike("payer", "Sample Plan", "sample  plan")
    assert found.seconds == 30 * 60
    assert "[values.payer]" in found.remedy


def test_what_cannot_be_seen_is_written_by_number() -> None:
    (found,) = alike("provider", "PT1", "PT1\u200b")
    assert '"PT1\\u200B"' in found.message
    assert written("e\u0301") == '"e\\u0301"'
    assert written("\U000e0041") == '"\\U000E0041"'


def test_three_spellings_are_three_pairs_and_a_hundred_are_told_against_the_commonest() -> None:
    def count(spellings: int) -> int:
        names = ["PT" + " " * number + "1" for number in range(spellings)]
        lines = [f"{9 + n // 12}:{n % 12 * 5:02}-{9 + n // 12}:{n % 12 * 5 + 3:02} P{n} PT1 97110" for n in range(60)]
        day = pd.concat([frame(*lines)[:spellings]]).assign(provider=names)
        read = read_schedule(day)
        return len([one for one in analyze(read).finding_list if one.rule.id == "id.alike"])

    assert (count(2), count(3), count(6), count(7), count(20)) == (1, 3, 15, 6, 19)


def test_of_many_spellings_each_is_told_against_the_one_with_most_rows() -> None:
    names = ["PT" + "-" * number + "1" for number in range(7)]
    lines = [f"{9 + n}:00-{9 + n}:15 P{n} PT1 97110" for n in range(8)]
    day = frame(*lines).assign(provider=[*names, names[4]])
    found = [one.providers for one in analyze(read_schedule(day)).finding_list if one.rule.id == "id.alike"]
    assert sorted(found) == sorted(tuple(sorted((names[4], name))) for name in names if name != names[4])


def test_a_schedule_of_plain_ids_has_none() -> None:
    assert not findings("id.alike", *TWO)
    assert not told("id.alike", "9:00-9:30 P1 PT1 97110", "9:20-9:50 P10 PT10 97110")
