from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.schedules_of import analysed, findings, told
from timeline.audit.edges import varied_units
from timeline.policies.thresholds import Minutes, thresholds_on
from timeline.record import Record


@pytest.mark.parametrize("minutes", [7, 8, 22, 23, 37, 38, 52, 53])
def test_a_minute_more_or_less_that_changes_a_unit_is_noted(minutes: int) -> None:
    found = told("units.on_edge", f"9:00-9:{minutes} P1 PT1 97110")
    assert [(one.severity, one.patients, one.providers, one.at_risk) for one in found] == [("note", "P1", "PT1", 1)]


@pytest.mark.parametrize("minutes", [6, 9, 15, 21, 24, 30, 36, 39])
def test_minutes_further_from_a_limit_are_not(minutes: int) -> None:
    assert not told("units.on_edge", f"9:00-9:{minutes:02} P1 PT1 97110")


def test_both_directions_read_the_same() -> None:
    below, above = (findings("units.on_edge", f"9:00-9:{minutes} P1 PT1 97110")[0] for minutes in (22, 23))
    assert below.message.replace("09:22", "09:23") == above.message
    assert (below.units_at_risk, below.seconds) == (above.units_at_risk, above.seconds)


def test_the_message_never_says_how_many_minutes_are_missing() -> None:
    (found,) = findings("units.on_edge", "9:00-9:22 P1 PT1 97110")
    assert found.message == (
        "The units of P1 with PT1 on 2026-03-02, 09:00–09:22, depend on the last minute of a clock reading. The "
        "recorded minutes stand; 1 unit depends on how the clock was read."
    )


def test_codes_counted_together_are_looked_at_together() -> None:
    rows = ("9:00-9:11 P1 PT1 97110", "9:11-9:22 P1 PT1 97112")
    assert len(told("units.on_edge", *rows)) == 1
    assert not told("units.on_edge", *rows, payer="cpt-midpoint")


def test_codes_counted_apart_are_looked_at_apart() -> None:
    rows = ("9:00-9:08 P1 PT1 97110", "9:08-9:20 P1 PT1 97112")
    assert len(told("units.on_edge", *rows, payer="cpt-midpoint")) == 1
    assert not told("units.on_edge", *rows)


def test_untimed_codes_have_no_edge() -> None:
    assert not told("units.on_edge", "9:00-9:23 P1 PT1 97161", "9:30-9:38 P1 G0283")


def test_bookings_and_unknown_payers_have_no_edge() -> None:
    for booking in ("9:00-9:23 P1 PT1 appointment", "9:00-9:23 P1 PT1 97110 appointment"):
        assert not told("units.on_edge", booking)
    assert not told("units.on_edge", "9:00-9:23 P1 PT1 97110", payer="nobody-knows")


def test_a_finding_shows_the_attended_rows_of_the_codes_with_minutes() -> None:
    rows = (
        "9:00-9:22 P1 PT1 97110",
        "9:22-9:22:30 P1 PT2 97112",
        "9:30-9:40 P1 PT3 97161",
        "9:40-9:50 P1 AIDE1 97110",
    )
    (found,) = findings("units.on_edge", *rows)
    assert (found.providers, found.intervals) == (("PT1",), ("r1",))


def test_without_a_unit_a_minute_more_is_noted_too() -> None:
    assert [one.at_risk for one in told("units.on_edge", "9:00-9:07 P1 PT1 97110", payer="cpt-midpoint")] == [1]


def test_a_finding_is_about_a_minute_however_long_the_visit() -> None:
    assert [one.minutes for one in told("units.on_edge", "9:00-9:23 P1 PT1 97110")] == [1]


def test_fewest_and_most_units_are_those_of_the_minutes_varied() -> None:
    record = analysed("9:00-9:08 P1 PT1 97110", "9:08-9:23 P1 PT1 97112").record
    found = [[units.tolist() for units in varied_units(record, slack)] for slack in (0, 1, 15, 60)]
    assert found == [[[2], [2]], [[1], [2]], [[1], [3]], [[1], [6]]]


def test_an_edge_is_told_with_everybody_and_from_the_first_row_to_the_last() -> None:
    rows = ("9:30-9:41 P1 PT2 97110", "9:00-9:11 P1 PT1 97112")
    (found,) = findings("units.on_edge", *rows)
    assert found.message == (
        "The units of P1 with PT1 and PT2 on 2026-03-02, 09:00–09:41, depend on the last minute of a clock reading. "
        "The recorded minutes stand; 1 unit depends on how the clock was read."
    )


def test_where_several_minutes_are_open_they_and_their_units_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = replace(thresholds_on(date(2026, 3, 2)), edge=Minutes(25))
    monkeypatch.setattr(Record, "thresholds", lambda self, day: wide)
    (found,) = findings("units.on_edge", "9:00-9:30 P1 PT1 97110")
    assert (found.units_at_risk, found.seconds) == (2, 25 * 60)
    assert "depend on the last 25 minutes of a clock reading" in found.message
    assert found.message.endswith("2 units depend on how the clock was read.")


@pytest.mark.parametrize(("first", "slack", "fewest"), [(7, 60, 0), (8, 60, 1), (8, 29, 1), (8, 30, 1), (23, 30, 2)])
def test_the_longest_code_of_a_pool_is_varied_and_never_below_nothing(first: int, slack: int, fewest: int) -> None:
    record = analysed(f"9:00-9:{first:02} P1 PT1 97110", "10:00-10:30 P1 PT1 97112").record
    assert varied_units(record, slack)[0].tolist() == [fewest]


def test_a_code_that_a_limit_of_the_date_cuts_is_on_edge_where_a_minute_more_would_keep_it() -> None:
    """Of 97112 and the occupational therapist's 97530, the one with more minutes keeps the fourth unit of the date."""
    rows = ("9:00-9:38 P1 PT1 97110", "9:38-10:00 P1 PT1 97112", "11:00-11:23 P1 OT1 97530")
    found = findings("units.on_edge", *rows, payer="commercial-daily-maximum")
    assert [(one.providers, one.units_at_risk, len(one.intervals)) for one in found] == [
        (("PT1",), 1, 1),
        (("OT1",), 1, 1),
    ]


def test_a_code_that_decides_which_of_a_pair_stands_is_on_edge() -> None:
    """With a minute less, or one more of 97116, 97140 earns nothing and 97124 stands: 60 minutes in place of 45."""
    rows = ("9:00-9:30 P1 PT1 97110", "9:30-9:37 P1 PT1 97116", "9:37-9:45 P1 PT1 97140", "9:45-10:08 P1 PT1 97124")
    (found,) = findings("units.on_edge", *rows)
    assert (found.units_at_risk, len(found.intervals)) == (1, 2)
    assert "09:30–09:45" in found.message


def test_a_code_that_is_not_paid_decides_nothing_of_the_others() -> None:
    rows = ("9:00-9:40 P1 PT1 S8948", "9:40-9:48 P1 PT1 97110")
    (found,) = findings("units.on_edge", *rows)
    assert [found.units_at_risk, len(found.intervals)] == [1, 1]
