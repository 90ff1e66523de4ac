from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given

from tests.product import IN_FORCE, intervals
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.analysis.forecast import forecast
from timeline.analysis.totals import totals
from timeline.result import Analysis, analyze, narrow
from timeline.schedules import read_schedule
from timeline.vocabulary import Evidence

THREE = tuple(f"9:00-9:30 P{number} PT1 97110" for number in (1, 2, 3))
#: One contest of fifteen minutes, and one of an hour, of two providers who share a patient.
TOMORROW = (
    "8:00-8:30 P1 PT1 appointment",
    "8:15-8:45 P2 PT1 appointment",
    "10:00-11:00 P1 PT2 appointment",
    "10:00-11:00 P3 PT2 appointment",
)


def test_three_patients_at_once_are_thirty_minutes_of_the_provider_and_ninety_of_the_patients() -> None:
    told = analysed(*THREE).totals
    assert (told["provider_minutes_claimed_twice"], told["patient_minutes_not_credited"]) == (30, 90)


def test_a_day_without_a_contest_claims_nobody_twice() -> None:
    told = analysed("9:00-9:40 P1 PT1 97110", "9:00-9:20 P2 PT2 97110").totals
    assert (told["provider_minutes_claimed_twice"], told["patient_minutes_not_credited"]) == (0, 0)
    assert (told["one_on_one"], told["visits"], told["timed_units"], told["exposure_units"]) == (60, 2, 4, 0)


def test_each_provider_risks_what_its_own_contests_cost() -> None:
    expected = forecast(analysed(*TOMORROW)).providers
    assert dict(zip(expected["provider"], expected["units_at_risk"], strict=True)) == {"PT1": 2, "PT2": 8}


FLOATS = (
    "9:00-9:40 P1 PT1 97110 clinic=A",
    "11:00-11:40 P2 PT1 97110 clinic=B",
    "11:10-11:50 P3 PT1 97110 clinic=B",
)


def test_a_provider_is_claimed_twice_at_the_site_whose_rows_claim_it() -> None:
    whole = analysed(*FLOATS)
    told = {site: narrow(whole, clinic=site).totals["provider_minutes_claimed_twice"] for site in "AB"}
    assert (whole.totals["provider_minutes_claimed_twice"], told) == (30, {"A": 0, "B": 30})


def test_of_one_provider_only_its_own_minutes_are_told() -> None:
    other = ("9:30-9:50 P1 PT2 97110", "9:30-9:50 P4 PT2 97110")
    told = narrow(analysed(*FLOATS, *other), provider="PT2").totals
    assert told["provider_minutes_claimed_twice"] == 20


def test_what_is_booked_can_be_told_apart_from_what_is_documented() -> None:
    record = analysed(*THREE, *(f"{line} next" for line in TOMORROW)).record
    told = {kind: totals(record, evidence=kind) for kind in Evidence}
    assert {kind: of["provider_minutes_claimed_twice"] for kind, of in told.items()} == {
        Evidence.DOCUMENTED: 30,
        Evidence.SCHEDULED: 75,
    }
    assert sum(of["visits"] for of in told.values()) == totals(record)["visits"] == 6


def read(day: list[dict[str, Any]]) -> Analysis:
    return analyze(read_schedule(intervals(day, first=IN_FORCE)))


@given(rows())
def test_sums_are_those_of_the_tables(day: list[dict[str, Any]]) -> None:
    result = read(day)
    told = result.totals
    assert told["provider_minutes_claimed_twice"] * 60 == result.providers["contested_seconds"].sum()
    assert told["patient_minutes_not_credited"] * 60 == result.visits["contested_seconds"].sum()
    assert told["exposure_minutes"] * 60 == result.exposure["seconds"].sum()
    assert told["exposure_units"] == result.exposure["units"].sum()


@given(rows())
def test_no_provider_risks_more_than_the_visits_it_shares(day: list[dict[str, Any]]) -> None:
    result = read([row | {"kind": "appointment"} if row["kind"] in ("", "service") else row for row in day])
    booked = [visit for visit in result.record.accounts.values() if visit.is_scheduled]
    if not booked:
        return
    expected = forecast(result)
    most = {date: sum(visit.exposed for visit in booked if visit.key[0] == date) for date in result.record.dates}
    for date, risk, contested in expected.providers[["date", "units_at_risk", "contested_seconds"]].to_numpy():
        assert risk <= most[f"{date:%Y-%m-%d}"]
        assert contested or not risk


@given(rows())
def test_no_provider_risks_more_than_its_contested_minutes_can_hold(day: list[dict[str, Any]]) -> None:
    result = read([row | {"kind": "appointment"} if row["kind"] in ("", "service") else row for row in day])
    record, shared = result.record, Counter[tuple[str, str]]()
    for visit in record.accounts.values():
        if visit.is_scheduled:
            shared.update({(visit.key[0], record.rows.provider[row]) for row in visit.positions})
    for told in forecast(result).providers.to_dict("records") if shared else ():
        date, provider, risk, contested = (
            told[name] for name in ("date", "provider", "units_at_risk", "contested_seconds")
        )
        assert risk <= shared[f"{date:%Y-%m-%d}", provider] * (contested // 900 + 1)
