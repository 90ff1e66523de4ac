from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from timeline.audit import Finding
from timeline.clock import to_wall
from timeline.result import analyze
from timeline.schedules import read_schedule

#: Minutes of one visit: codes one after the other.
Minutes = tuple[int, ...]
CODES = ("97110", "97112", "97140")


def days(
    count: int, minutes: Callable[[int], Minutes], *, provider: str = "PT1", resting: Iterable[int] = ()
) -> list[dict[str, Any]]:
    """Write visits, ten a day, every one an hour after the last; those in `resting` end with a rest."""
    rows = []
    for number in range(count):
        clock = datetime(2026, 3, 2, 7) + timedelta(days=number // 10, hours=number % 10)
        who = {"patient": f"{provider}-P{number % 30}", "provider": provider, "role": "PT"}
        for code, length in zip(CODES, minutes(number), strict=False):
            end = clock + timedelta(minutes=length)
            rows.append({"start": clock, "end": end, "code": code, "activity": "", **who})
            clock = end
        if number in resting:
            rows.append({"start": clock, "end": clock + timedelta(minutes=3), "code": "", "activity": "rest", **who})
    return rows


def asked(rule: str, rows: list[dict[str, Any]]) -> list[Finding]:
    found = analyze(read_schedule(pd.DataFrame(rows)))
    return [finding for finding in found.finding_list if finding.rule.id == rule]


def varied(number: int) -> Minutes:
    """Spread the visits' total evenly over 20 to 49 minutes."""
    return 10, 10 + number * 7 % 30


def half_on_the_edge(number: int) -> Minutes:
    return (10, 28) if number % 2 else varied(number)


def test_visits_that_end_on_the_edge_of_a_unit_far_too_often_are_asked_about() -> None:
    (found,) = asked("pattern.heaping", days(120, half_on_the_edge))
    assert (found.severity, found.providers, found.patients, found.date) == ("review", ("PT1",), (), "2026-03-02")
    assert found.message == (
        "With PT1, from 2026-03-02 to 2026-03-13, 64 of 120 visits have exactly 8, 23, 38 or 53 minutes; spread "
        "evenly over these and the next 4 minutes, they would number about 16. Are these minutes read from a clock?"
    )


def test_visits_spread_evenly_are_not_asked_about() -> None:
    assert not asked("pattern.heaping", days(120, varied))


def test_fewer_than_a_hundred_visits_say_too_little() -> None:
    assert not asked("pattern.heaping", days(99, half_on_the_edge))


def test_times_of_codes_heap_where_visits_do_not() -> None:
    (found,) = asked("pattern.heaping", days(120, lambda number: (8, 8, 9 + number * 7 % 15)))
    assert "times of one code in a visit have exactly 8, 23, 38 or 53 minutes" in found.message


def test_a_clinic_whose_providers_have_too_few_visits_each_is_asked_together() -> None:
    rows = [row for name in ("PT1", "PT2") for row in days(60, half_on_the_edge, provider=name)]
    (found,) = asked("pattern.heaping", rows)
    assert found.providers == ()
    assert found.message.startswith("With everybody at clinic, from 2026-03-02 to 2026-03-07, 64 of 120 visits")


def test_a_clinic_is_not_asked_again_for_what_one_provider_was_asked() -> None:
    rows = [*days(120, half_on_the_edge), *days(60, varied, provider="PT2")]
    assert [found.providers for found in asked("pattern.heaping", rows)] == [("PT1",)]


def test_the_same_minutes_for_patient_after_patient_are_asked_about() -> None:
    (found,) = asked("pattern.identical", days(120, lambda number: (15, 15) if number % 3 else varied(number)))
    assert found.message == (
        "With PT1, from 2026-03-02 to 2026-03-13, 80 of 120 visits, with 20 patients, have exactly 15 minutes of "
        "97110 and 15 minutes of 97112; more than about 12 would be unusual. Are these minutes read from a clock?"
    )


def test_the_same_minutes_for_few_patients_may_be_their_programme() -> None:
    rows = days(120, lambda number: (15, 15) if number % 30 < 4 else varied(number))
    assert not asked("pattern.identical", rows)


def test_different_minutes_are_not_asked_about() -> None:
    assert not asked("pattern.identical", days(120, varied))


def test_a_provider_whose_visits_are_never_interrupted_is_compared_with_the_colleagues() -> None:
    rows = [*days(110, varied), *days(110, varied, provider="PT2", resting=range(0, 110, 8))]
    (found,) = asked("pattern.no_interruptions", rows)
    assert found.message == (
        "With PT1, from 2026-03-02 to 2026-03-12, none of 110 visits was interrupted and no rest is recorded, while "
        "14 of the colleagues' 110 visits were. Are breaks left out of the record?"
    )


def test_where_interruptions_are_rare_their_absence_says_nothing() -> None:
    rows = [*days(110, varied), *days(110, varied, provider="PT2", resting=[5])]
    assert not asked("pattern.no_interruptions", rows)


@pytest.mark.parametrize(("visits", "expected"), [(120, 6), (130, 7)])  # one in twenty; halves are rounded up
def test_where_nobody_records_interruptions_a_base_rate_is_the_measure(visits: int, expected: int) -> None:
    (found,) = asked("pattern.no_interruptions", days(visits, varied))
    told = f"none of {visits} visits was interrupted and no rest is recorded, while about {expected} would be expected"
    assert told in found.message


def test_one_interruption_is_enough_to_ask_nothing() -> None:
    assert not asked("pattern.no_interruptions", days(120, varied, resting=[50]))


def test_work_on_a_code_that_stops_and_goes_on_is_an_interruption() -> None:
    rows = days(120, varied)
    first = rows[0] | {"start": rows[1]["end"] + timedelta(minutes=3), "end": rows[1]["end"] + timedelta(minutes=9)}
    assert not asked("pattern.no_interruptions", [*rows, first])


def test_an_id_does_not_change_with_another_provider_s_rows() -> None:
    alone, beside = (
        asked("pattern.identical", rows)[0].identity
        for rows in (days(120, lambda _: (15, 15)), [*days(120, lambda _: (15, 15)), *days(5, varied, provider="PT2")])
    )
    assert alone == beside


def test_minutes_short_of_the_first_unit_are_not_on_an_edge() -> None:
    assert not asked("pattern.heaping", days(120, lambda _: (7,)))


def test_the_chance_is_shared_among_the_groups_tested() -> None:
    own = days(100, lambda number: (8,) if number < 23 else (9,) if number < 66 else (20,))
    assert asked("pattern.heaping", own)
    assert not asked("pattern.heaping", [*own, *days(100, lambda _: (20,), provider="PT2")])


def test_the_same_minutes_of_five_patients_are_enough_to_ask() -> None:
    rows = days(240, lambda number: (15, 15) if number % 30 < 5 else varied(number))
    assert len(asked("pattern.identical", rows)) == 1


def test_a_pattern_reaches_from_the_first_row_to_the_last_and_counts_the_minutes_it_shows() -> None:
    rows = days(120, lambda number: (15, 15) if number % 3 else varied(number))
    (found,) = asked("pattern.identical", rows)
    last = max(row["end"] for row in rows)
    assert [to_wall(edge) for edge in (found.start, found.end)] == [rows[0]["start"], last]
    assert (found.seconds, len(found.intervals)) == (80 * 30 * 60, 160)


def test_visits_that_no_policy_counts_are_not_asked_about() -> None:
    rows = [row | {"payer": "sunny-health"} for row in days(120, lambda _: (15, 15))]
    assert not asked("pattern.identical", rows)


def test_the_order_of_codes_in_a_visit_decides_nothing() -> None:
    rows = days(120, lambda number: (15, 15))
    for row in rows[::4]:
        row["code"] = CODES[1]
    for row in rows[1::4]:
        row["code"] = CODES[0]
    (found,) = asked("pattern.identical", rows)
    assert (
        "120 of 120 visits, with 30 patients, have exactly 15 minutes of 97110 and 15 minutes of 97112" in found.message
    )


def test_a_hundred_visits_on_one_date_are_enough_and_the_date_is_told() -> None:
    rows = days(100, lambda _: (15,))
    for number, row in enumerate(rows):
        start = datetime(2026, 3, 2, 1) + timedelta(minutes=13 * number)
        row.update(start=start, end=start + timedelta(minutes=8), patient=f"P{number}", provider="PT1")
    (found,) = asked("pattern.heaping", rows)
    assert found.message.startswith("With PT1, on 2026-03-02, 100 of 100 visits have exactly 8, 23, 38 or 53 minutes;")
    assert found.message.endswith("they would number about 20. Are these minutes read from a clock?")


def test_alike_visits_that_chance_explains_are_not_asked_about() -> None:
    rows = days(240, lambda number: (15, 15) if number % 30 in (1, 2, 3, 4, 5) and number < 150 else varied(number))
    assert not asked("pattern.identical", rows)


def test_visits_counted_code_by_code_are_looked_at_code_by_code() -> None:
    def minutes(number: int) -> Minutes:
        return (8, 15) if number % 2 else (9 + number * 7 % 15, 9 + number * 7 % 15)

    rows = [row | {"payer": "cpt-midpoint"} for row in days(120, minutes)]
    (found,) = asked("pattern.heaping", rows)
    assert "of 240 times of one code in a visit have exactly 8, 23, 38 or 53 minutes" in found.message


def test_the_minutes_of_a_pattern_are_those_of_the_visits_that_show_it_or_else_of_all() -> None:
    (heaping,) = asked("pattern.heaping", days(120, half_on_the_edge))
    edges = [sum(half_on_the_edge(number)) for number in range(120)]
    assert heaping.seconds == sum(minutes for minutes in edges if minutes in (8, 23, 38, 53)) * 60
    (uninterrupted,) = asked("pattern.no_interruptions", days(110, varied))
    assert uninterrupted.seconds == sum(sum(varied(number)) for number in range(110)) * 60
    assert uninterrupted.intervals == ()


def test_seconds_below_a_minute_and_untimed_codes_are_no_minutes_of_a_visit() -> None:
    rows = days(120, lambda number: (15,))
    beside = [
        row | {"code": "97161", "start": row["end"], "end": row["end"] + timedelta(minutes=1 + n)}
        for n, row in enumerate(rows[:40])
    ]
    short = [
        row | {"code": "97112", "start": row["end"], "end": row["end"] + timedelta(seconds=59)} for row in rows[40:]
    ]
    (found,) = asked("pattern.identical", [*rows, *beside, *short])
    assert "120 of 120 visits, with 30 patients, have exactly 15 minutes of 97110; more" in found.message


def test_the_provider_who_furnished_most_leads_a_visit_and_of_equals_the_first() -> None:
    rows = days(200, lambda number: (15, 15))
    for number, row in enumerate(rows):
        row["provider"] = "PT2" if number % 2 else "PT1"
    (found,) = asked("pattern.identical", rows)
    assert (found.providers, "200 of 200 visits" in found.message) == (("PT1",), True)
    for row in rows[1::2]:
        row["end"] += timedelta(minutes=1)
    (found,) = asked("pattern.identical", rows)
    assert found.providers == ("PT2",)


def test_a_clinic_where_only_one_provider_stands_out_is_asked_of_nobody_else() -> None:
    rows = [*days(120, lambda _: (15, 15)), *days(120, varied, provider="PT2")]
    elsewhere = [row | {"clinic": "annex", "provider": "PT3"} for row in days(99, lambda _: (15, 15), provider="PT3")]
    more = [row | {"clinic": "annex", "provider": "PT4"} for row in days(9, lambda _: (15, 15), provider="PT4")]
    found = asked("pattern.identical", [*rows, *elsewhere, *more])
    assert [(one.providers, one.clinic) for one in found] == [((), "annex"), (("PT1",), "clinic")]
    assert "With everybody at annex, from 2026-03-02 to 2026-03-11, 108 of 108 visits" in found[0].message


@pytest.mark.parametrize("activity", ["rest", "waiting"])
def test_a_pause_of_a_patient_is_an_interruption(activity: str) -> None:
    rows = days(120, varied, resting=[50])
    found = asked(
        "pattern.no_interruptions", [row | {"activity": activity} if row["activity"] else row for row in rows]
    )
    assert not found


def test_work_that_goes_on_without_a_gap_or_with_another_provider_is_no_interruption() -> None:
    rows = days(120, varied)
    first = rows[0]
    next_half = first | {"start": first["end"], "end": first["end"] + timedelta(minutes=2)}
    inner = first | {"start": first["start"] + timedelta(minutes=2), "end": first["start"] + timedelta(minutes=4)}
    later = first | {"start": rows[1]["end"] + timedelta(minutes=5), "end": rows[1]["end"] + timedelta(minutes=9)}
    colleague, uncoded, alone = later | {"provider": "PT9"}, later | {"code": ""}, later | {"provider": "", "role": ""}
    for more in ([next_half], [inner], [inner, next_half], [colleague], [uncoded], [alone | {"code": "97016"}]):
        assert asked("pattern.no_interruptions", [*rows, *more])
    assert not asked("pattern.no_interruptions", [*rows, inner, later])


def test_an_interruption_by_another_patient_is_one() -> None:
    rows = days(120, varied)
    inner = {"start": rows[1]["start"] + timedelta(minutes=1), "end": rows[1]["start"] + timedelta(minutes=2)}
    other = rows[1] | inner | {"patient": "other"}
    assert asked("pattern.no_interruptions", rows)
    assert not asked("pattern.no_interruptions", [*rows, other])


def test_bookings_are_not_asked_about() -> None:
    booked = [row | {"kind": "appointment"} for row in days(120, lambda _: (15,))]
    assert not asked("pattern.identical", booked)


def test_too_few_visits_counted_by_their_total_say_nothing_of_totals() -> None:
    few = days(60, lambda _: (10, 28))
    alone = [row | {"payer": "cpt-midpoint"} for row in days(120, varied)[120:]]
    assert not asked("pattern.heaping", [*few, *alone])


def test_of_a_provider_in_several_clinics_the_first_visit_names_the_clinic() -> None:
    rows = days(120, lambda _: (15,))
    for row in rows[1:]:
        row["clinic"] = "annex"
    rows[0]["clinic"] = "main"
    assert [one.clinic for one in asked("pattern.identical", rows) if one.providers] == ["main"]
