from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from tests import days
from timeline import Analysis, analyze, narrow, read_schedule
from timeline.views.viewer.payload import page_payload

#: Two sites on Monday, the first again on Tuesday; PT1 is claimed twice at the first, PT9 at both at once.
ROWS = (
    "9:00-9:30 P1 PT1 97110",
    "9:20-9:50 P2 PT1 97112",
    "10:00-10:30 P3 PT2 97110 clinic=annex",
    "11:00-11:30 P4 PT9 97110",
    "11:20-11:50 P5 PT9 97110 clinic=annex",
    "9:00-9:30 P1 PT1 97110 next",
)
CLAIMS = [
    {"date": date, "patient": patient, "code": code, "units": units}
    for date, patient, code, units in (
        *(("2026-03-02", "P1", "97110", 4), ("2026-03-02", "P2", "97112", 1), ("2026-03-02", "P3", "97110", 3)),
        *(("2026-03-02", "P4", "97110", 2), ("2026-03-02", "P5", "97110", 2), ("2026-03-03", "P1", "97110", 1)),
    )
]


def result_of(*, claimed: bool, fees: dict[str, Any] | None = None) -> Analysis:
    schedule = read_schedule(days.frame(*ROWS))
    return analyze(schedule, claims=pd.DataFrame(CLAIMS) if claimed else None, fees=fees)


def month(result: Analysis) -> Any:
    return json.loads(json.dumps(page_payload(result)["month"]))


@pytest.fixture(scope="module")
def claimed() -> Analysis:
    return result_of(claimed=True, fees={"97110": Decimal("38.50")})


def test_one_date_has_no_month() -> None:
    assert page_payload(analyze(read_schedule(days.frame(*ROWS[:2]))))["month"] is None


def test_the_totals_are_those_of_the_result(claimed: Analysis) -> None:
    told, totals = month(claimed), claimed.totals
    assert told["twice"] / 60 == totals["provider_minutes_claimed_twice"] == 20
    assert told["not_credited"] / 60 == totals["patient_minutes_not_credited"]
    assert (told["visits"], told["exposure_units"]) == (totals["visits"], totals["exposure_units"])


def test_units_claimed_and_supported_are_sums_of_the_reconciliation(claimed: Analysis) -> None:
    told, table = month(claimed)["claim"], claimed.reconciliation
    assert (told["billed"], told["supported"]) == (table["billed_units"].sum(), table["supported_units"].sum())
    assert told["over"] - told["under"] == table["difference"].sum()
    assert told["over"] == table.loc[table["difference"] > 0, "difference"].sum() > 0


def test_differences_are_valued_at_the_fees_there_are(claimed: Analysis) -> None:
    told, table = month(claimed)["claim"], claimed.reconciliation
    over = table[table["difference"] > 0]
    assert told["over_cents"] == over["amount_cents"].sum()
    assert told["unvalued"] == table.loc[table["difference"] != 0, "amount_cents"].isna().sum()
    without = month(result_of(claimed=True))["claim"]
    assert (without["over_cents"], without["under_cents"]) == (None, None)


def test_without_claims_nothing_is_said_to_be_billed() -> None:
    told = month(result_of(claimed=False))
    assert (told["claim"], told["claimed_visits"]) == (None, 0)
    assert all(site["claim"] is None for site in told["sites"])


def test_sites_add_up_to_the_totals_but_for_minutes_claimed_at_both(claimed: Analysis) -> None:
    told = month(claimed)
    sites = {site["clinic"]: site for site in told["sites"]}
    for name in ("billed", "supported", "over", "under"):
        assert sum(site["claim"][name] for site in sites.values()) == told["claim"][name]
    assert {clinic: site["twice"] // 60 for clinic, site in sites.items()} == {"annex": 10, "clinic": 20}
    for clinic, site in sites.items():
        totals = narrow(claimed, clinic=clinic).totals
        assert site["twice"] / 60 == totals["provider_minutes_claimed_twice"]
        assert site["not_credited"] / 60 == totals["patient_minutes_not_credited"]


def test_the_calendar_adds_up_to_sites_therapists_and_days(claimed: Analysis) -> None:
    told = month(claimed)
    for name, listed in (("by_site", "sites"), ("by_therapist", "therapists")):
        for number, each in enumerate(told[listed]):
            assert sum(cell[2] for cell in told[name] if cell[1] == number) == each["twice"]
    assert sum(cell[2] for cell in told["by_date"]) == told["twice"]
    assert sum(cell[3] for cell in told["by_date"]) == told["claim"]["over"]


def test_therapists_stand_with_the_worst_first(claimed: Analysis) -> None:
    told = month(claimed)["therapists"]
    table = claimed.providers.groupby("provider")["contested_seconds"].sum()
    assert {each["provider"]: each["twice"] for each in told if each["twice"]} == table[table > 0].to_dict()
    assert [each["twice"] for each in told] == sorted((each["twice"] for each in told), reverse=True)


def test_a_part_is_the_month_of_what_it_shows(claimed: Analysis) -> None:
    told = month(narrow(claimed, clinic="clinic"))
    assert [site["clinic"] for site in told["sites"]] == ["clinic"]
    assert "P3" not in json.dumps(told)


def test_the_worklist_holds_every_finding_where_it_stands(claimed: Analysis) -> None:
    payload = page_payload(claimed)
    assert [each["id"] for each in payload["work"]] == [each.id for each in claimed.finding_list]
    for each in payload["work"]:
        there = payload["days"][each["day"]]["findings"][each["number"]]
        assert (there["id"], there["message"]) == (each["id"], each["message"])


def test_dates_with_visits_that_are_only_booked_are_told_apart() -> None:
    booked = "9:00-9:30 P1 PT1 appointment"
    both = pd.concat([days.frame("9:00-9:30 P1 PT1 97110"), days.frame(booked).assign(interval_id="b")])
    both.loc[both["interval_id"] == "b", ["start", "end"]] += pd.Timedelta(days=30)
    told = month(analyze(read_schedule(both)))
    assert told["booked"] == [1]
    assert told["told"].endswith("2 days")


def test_a_date_of_which_one_site_has_only_bookings_is_not_only_booked() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT2 appointment clinic=annex", "9:00-9:30 P1 PT1 97110 next")
    result = analyze(read_schedule(days.frame(*rows)))
    assert {str(account.evidence) for account in result.record.accounts.values()} == {"documented", "scheduled"}
    assert month(result)["booked"] == []
