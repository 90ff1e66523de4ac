from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.test_laws import MONDAY, Rows, any_rule
from tests.days import DATE, frame
from tests.schedules_of import analysed
from tests.strategies import COLUMNS, ticks
from timeline import Analysis, ClinicFile, analyze, contracts, ledger, narrow, read_schedule
from timeline.analysis.ledger import KEYS, Key, cells, claimed_units, hours_of, is_timed, supported_units
from timeline.clock import to_seconds
from timeline.vocabulary import ASSISTANTS, THERAPISTS, ContestRule

OVERLAP = ("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110")


def by(result: Analysis, *keys: Key) -> dict[Any, dict[str, Any]]:
    """Give a ledger as records by its key."""
    found = ledger(result, by=keys).to_dict("records")
    return {tuple(each[key] for key in keys) if len(keys) > 1 else each[keys[0]]: dict(each) for each in found}


def test_units_are_shared_over_the_hours_by_the_seconds_of_their_code() -> None:
    hours = by(analysed("9:00-11:00 PT1 shift", "9:45-10:30 P1 PT1 97110 billed_units=6"), "hour")
    assert [(hour, cell["claimed_units"], cell["supported_units"]) for hour, cell in hours.items()] == [
        (9, 2.0, 1.0),
        (10, 4.0, 2.0),
    ]
    assert [cell["claimed_per_staffed_hour"] for cell in hours.values()] == [2.0, 4.0]


def test_units_are_shared_over_the_providers_who_gave_the_code() -> None:
    providers = by(analysed("9:00-9:30 P1 PT1 97110", "9:30-9:45 P1 PTA1 97110"), "provider")
    assert {name: cell["supported_units"] for name, cell in providers.items()} == {"PT1": 2.0, "PTA1": 1.0}


def test_without_a_claim_the_units_every_minute_asks_for_count_as_claimed() -> None:
    (cell,) = by(analysed(*OVERLAP), "provider").values()
    assert (cell["claimed_units"], cell["claimed_from"], cell["supported_units"]) == (4.0, "documented", 2.0)
    assert (cell["one_on_one_seconds"], cell["documented_seconds"]) == (30 * 60, 60 * 60)
    assert cell["claimed_per_staffed_hour"] == pytest.approx(4 / 0.75)
    assert cell["supported_per_staffed_hour"] == pytest.approx(2 / 0.75)


def test_a_cell_says_where_its_claims_are_known_from() -> None:
    (cell,) = by(analysed(OVERLAP[0] + " billed_units=2", OVERLAP[1]), "hour").values()
    assert cell["claimed_from"] == "billed, documented"


def test_time_with_patients_of_two_payers_is_divided_and_time_without_any_has_none() -> None:
    payers = by(analysed("9:00-10:00 PT1 shift", OVERLAP[0], OVERLAP[1] + " payer=cpt-midpoint"), "payer")
    assert {payer: cell["staffed_seconds"] for payer, cell in payers.items()} == {
        "": 15 * 60,
        "cpt-midpoint": 22.5 * 60,
        "medicare": 22.5 * 60,
    }


def test_an_aide_is_no_staff_whose_time_can_be_claimed() -> None:
    (cell,) = by(analysed("9:00-9:15 P1 AIDE1 97110 billed_units=1", "8:00-9:00 AIDE1 shift"), "provider").values()
    assert (cell["provider"], cell["staffed_seconds"], cell["claimed_units"]) == ("AIDE1", 0, 1)
    assert pd.isna(cell["claimed_per_staffed_hour"])


def claims(*lines: tuple[str, str, int]) -> pd.DataFrame:
    records = [
        {"claim_id": f"c:{number}", "date": DATE, "patient": patient, "code": code, "units": units}
        | {"modifiers": "", "provider": "", "discipline": "", "payer": ""}
        for number, (patient, code, units) in enumerate(lines, start=2)
    ]
    return contracts.conform(contracts.CLAIM_LINES, records)


def test_a_visit_that_is_not_on_a_claims_list_was_not_claimed() -> None:
    day = read_schedule(frame(OVERLAP[0], "10:00-10:30 P2 PT1 97110"))
    hours = by(analyze(day, claims=claims(("P1", "97110", 2))), "hour")
    assert [(cell["claimed_units"], cell["claimed_from"]) for cell in hours.values()] == [(2.0, "billed"), (0.0, "")]


def test_a_claimed_code_without_any_row_is_shared_over_the_rows_of_its_visit() -> None:
    day = read_schedule(frame("9:00-9:15 P1 PT1 97110", "9:15-9:45 P1 PTA1 97112"))
    providers = by(analyze(day, claims=claims(("P1", "97140", 3))), "provider")
    assert {name: cell["claimed_units"] for name, cell in providers.items()} == {"PT1": 1.0, "PTA1": 2.0}


def test_untimed_codes_have_no_part_in_it() -> None:
    (cell,) = by(analysed("9:00-9:30 P1 PT1 97161 billed_units=1"), "provider").values()
    assert (cell["claimed_units"], cell["supported_units"], cell["one_on_one_seconds"]) == (0.0, 0.0, 1800)


def test_units_of_a_visit_without_a_policy_in_force_are_left_out() -> None:
    (cell,) = by(analysed("9:00-9:30 P1 PT1 97110 payer=nobody-knows"), "provider").values()
    assert (cell["claimed_units"], cell["supported_units"], cell["staffed_seconds"]) == (0.0, 0.0, 1800)


def test_bookings_are_nobodys_claim() -> None:
    result = analysed("8:00-12:00 PT1 shift", "9:00-9:30 P1 PT1 97110 appointment")
    assert ledger(result).empty
    assert list(ledger(result).columns) == contracts.LEDGER.names


def test_hours_are_those_of_the_clinics_clock() -> None:
    result = analysed("9:00-9:30 P1 PT1 97110", clinic=ClinicFile(time_zone="America/New_York"))
    assert list(by(result, "hour")) == [9]


def test_an_hour_that_the_clocks_repeat_counts_twice() -> None:
    zone = ClinicFile(time_zone="America/New_York").zone
    start, end = to_seconds(pd.Timestamp("2026-11-01 00:30"), zone), to_seconds(pd.Timestamp("2026-11-01 02:30"), zone)
    assert list(hours_of(start, end, zone)) == [(0, 1800), (1, 3600), (1, 3600), (2, 1800)]


@pytest.mark.parametrize("keys", [(), ("hour", "hour"), ("weekday",)])
def test_what_it_cannot_be_added_up_by_is_refused(keys: Any) -> None:
    with pytest.raises(ValueError, match="name one or more of date, provider, hour, payer"):
        ledger(analysed(*OVERLAP), by=keys)


@st.composite
def billed_days(draw: st.DrawFn) -> Rows:
    rows, _ = draw(ticks)
    return [{**row, "billed_units": draw(st.sampled_from(("", "", "0", "1", "3")))} for row in rows]


def read(rows: Rows, contest: str = "nested") -> Analysis:
    clocks = [{edge: (MONDAY + timedelta(seconds=row[edge])).isoformat() for edge in ("start", "end")} for row in rows]
    records = [row | clock for row, clock in zip(rows, clocks, strict=True)]
    columns = ["start", "end", "billed_units", *COLUMNS]
    return analyze(read_schedule(pd.DataFrame(records, columns=columns)), contest=contest)


@pytest.mark.slow
@given(rows=billed_days(), contest=any_rule)
def test_the_cells_add_up_to_the_visits(rows: Rows, contest: ContestRule) -> None:
    result = read(rows, contest)
    entries = cells(result.record).values()
    documented = [account for account in result.record.accounts.values() if not account.is_scheduled]
    claimed = sum(sum(claimed_units(account, complete=False)[1].values()) for account in documented)
    assert sum((entry.claimed for entry in entries), Fraction(0)) == claimed
    supported = sum(sum(supported_units(account).values()) for account in documented)
    assert sum((entry.supported for entry in entries), Fraction(0)) == supported
    for name, rule in (("one_on_one", contest), ("documented", ContestRule.DOCUMENTED)):
        seconds = sum(account.seconds.one_on_one[rule] for account in documented)
        assert sum(getattr(entry, name) for entry in entries) == seconds


@pytest.mark.slow
@given(rows=billed_days())
def test_the_units_of_the_tables_are_those_of_the_ledger(rows: Rows) -> None:
    result = read(rows)
    codes = result.codes.to_dict("records")
    supported = sum(r["units"] for r in codes if r["evidence"] == "documented" and is_timed(r["code"]))
    assert ledger(result)["supported_units"].sum() == pytest.approx(supported)


@pytest.mark.slow
@given(rows=billed_days())
def test_staffed_time_is_the_presence_of_therapists_and_assistants(rows: Rows) -> None:
    result = read(rows)
    staff = {(r.date, r.provider) for r in result.intervals.itertuples() if r.role in THERAPISTS | ASSISTANTS}
    present = [
        span.seconds
        for span in result.engagements.itertuples()
        if span.evidence == "documented" and (span.date, span.provider) in staff
    ]
    entries = cells(result.record).values()
    assert sum((entry.staffed for entry in entries), Fraction(0)) == sum(present)
    assert all(entry.staffed >= 0 for entry in entries)


@given(rows=billed_days(), keys=st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
def test_adding_up_loses_nothing(rows: Rows, keys: list[Key]) -> None:
    result = read(rows)
    whole, summed = ledger(result), ledger(result, by=keys)
    for name in ("staffed_seconds", "one_on_one_seconds", "claimed_units", "supported_units"):
        assert summed[name].sum() == pytest.approx(whole[name].sum())
    assert not summed.duplicated(keys).any()


@given(rows=billed_days())
def test_the_ledgers_of_sites_add_up_to_that_of_all(rows: Rows) -> None:
    result = read(rows)
    whole = ledger(result)
    parts = [ledger(narrow(result, clinic=clinic)) for clinic in sorted(set(result.intervals["clinic"]))]
    for name in ("staffed_seconds", "one_on_one_seconds", "claimed_units", "supported_units"):
        assert sum(part[name].sum() for part in parts) == pytest.approx(whole[name].sum())


def test_time_without_a_patient_is_where_the_last_row_was() -> None:
    sites = by(
        analysed("8:00-9:00 PT1 shift", "9:00-9:30 P1 PT1 97110 clinic=annex", "9:45-10:00 P2 PT1 97110 clinic=annex"),
        "clinic",
        "payer",
    )
    assert {key: cell["staffed_seconds"] / 60 for key, cell in sites.items()} == {
        ("clinic", ""): 60.0,
        ("annex", "medicare"): 45.0,
    }


def test_units_claimed_for_time_nobody_qualified_attended_stand_with_who_recorded_it() -> None:
    (cell,) = by(analysed("9:00-9:30 P1 AIDE1 97110 billed_units=2"), "provider").values()
    assert (cell["claimed_units"], cell["supported_units"]) == (2.0, 0.0)
