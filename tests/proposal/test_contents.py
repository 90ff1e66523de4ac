from __future__ import annotations

import pytest

from timeline.proposal.contents import Profile, look, plain_cell, profiles


def column(header: str, *cells: str) -> Profile:
    (found,) = profiles([header], [[cell] for cell in cells])
    return found


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("2026-03-02 09:05", "moment"),
        ("2026-03-02T09:05:00.000Z", "moment"),
        ("3/2/26 9:05 AM", "moment"),
        ("2 Mar 2026", "day"),
        ("March 2, 2026", "day"),
        ("Mon 03/02/2026", "day"),
        ("2.3.2026", "day"),
        ("9:05", "time"),
        ("9 p.m.", "time"),
        ("9:00-9:30", "range"),
        ("20260302", "day"),
        ("97110000", "number"),
        ("1,5", "number"),
        ("P1", ""),
        ("9" * 100, ""),
    ],
)
def test_a_cell_looks_like_what_it_is(cell: str, kind: str) -> None:
    assert look(cell).kind == kind


def test_offset_fraction_and_midnight_are_seen() -> None:
    assert look("2026-03-02T09:05:00-05:00").offset == "-05:00"
    assert look("2026-03-02 09:05:00.250").fraction
    assert not look("2026-03-02 09:05:00.000").fraction
    assert look("3/2/2026 0:00").midnight
    assert look("3/2/2026 12:00:00 AM").midnight


def test_moments_at_midnight_are_days() -> None:
    assert column("Date", "3/2/2026 0:00", "3/3/2026 0:00").clock == "day"


def test_eight_digits_are_a_day_only_under_a_header_that_says_so() -> None:
    assert column("dos", "03022026", "03032026").clock == "day"
    assert column("mrn", "03022026", "03032026").clock == ""


def test_four_digits_are_a_time_only_under_a_header_that_says_so() -> None:
    assert column("time_in", "0905", "1330").four_digits
    assert column("room", "0905", "1330").clock == ""
    assert column("minutes", "0905", "1330").clock == ""


def test_words_for_nothing_are_no_content() -> None:
    found = column("therapist", "T1", "NA", "n/a", "", "T1")
    assert (found.filled, found.distinct, found.nothing) == (2, 1, {"NA", "n/a"})


def test_wrappers_of_spreadsheets_are_no_content() -> None:
    assert plain_cell(' ="00123" ') == plain_cell("'00123") == "00123"


def test_codes_are_known_with_modifiers_and_words() -> None:
    assert column("code", "97110-GP", "CPT 97140", "G0283", "97530 - Activities").codes
    assert not column("code", "185345009", "410620009").codes


def test_units_stand_behind_numbers() -> None:
    assert column("duration", "30 min", "45 min").unit_words == {"min"}
    assert column("duration", "30", "45 min").unit_words == frozenset()
    assert column("duration", "0:30", "1:15").hours_and_minutes


def test_short_rows_are_counted_as_far_as_they_go() -> None:
    first, second = profiles(["a", "b"], [["1", "2"], ["1"]])
    assert (first.filled, second.filled) == (2, 1)
