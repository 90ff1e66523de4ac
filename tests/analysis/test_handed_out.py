from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import timeline as tl
from tests.days import frame
from tests.schedules_of import analysed
from timeline import contracts
from timeline.analysis.audited import select

TWO_SITES = ("9:00-9:30 P1 PT1 97110 clinic=annex", "9:20-9:50 P2 PT1 97110 clinic=annex", "9:00-9:30 P3 PT2 97110")
BOOKED = (
    "9:00-9:30 P1 PT1 appointment",
    "9:15-9:45 P2 PT1 appointment",
    "8:00-12:00 PT1 shift",
    "8:00-12:00 PTA1 shift",
)
DAY = ("9:00-9:30 P1 PT1 97110", "9:10-9:40 P2 PT1 97140", "10:00-10:30 P3 PTA1 97110")


def test_whatever_belongs_to_a_visit_can_be_grouped_by_its_site_and_payer() -> None:
    result = analysed(*TWO_SITES)
    for name in ("codes", "lines", "attendance", "code_spans"):
        table = getattr(result, name)
        assert set(table["clinic"]) == {"annex", "clinic"}
        assert set(table["payer"]) == {"medicare"}


def test_a_provider_stands_at_the_site_of_its_day() -> None:
    sites = analysed(*TWO_SITES).engagements.groupby("provider")["clinic"].unique()
    assert {provider: list(names) for provider, names in sites.items()} == {"PT1": ["annex"], "PT2": ["clinic"]}


def test_a_demand_stands_at_the_site_of_its_row() -> None:
    demands = analysed(*TWO_SITES).demands
    assert set(zip(demands["provider"], demands["clinic"], strict=True)) == {("PT1", "annex"), ("PT2", "clinic")}


def test_a_demand_and_a_second_provider_have_the_discipline_and_payer_of_their_row() -> None:
    together = ("9:00-9:30 P1 PT1 97110 payer=cpt-midpoint", "9:00-9:30 P1 OT1 97530 payer=medicare")
    result = analysed(*together)
    wanted = {("PT1", "PT", "cpt-midpoint"), ("OT1", "OT", "medicare")}
    columns = ("provider", "discipline", "payer")
    assert set(contracts.records(result.demands, columns)) == wanted
    second = result.co_attendance
    assert len(second) == 1
    assert set(contracts.records(second, columns)) < wanted


def test_a_group_session_stands_at_the_site_of_its_first_row() -> None:
    group = [f"9:0{start}-9:30 P{start} PT1 97150 group=G clinic={clinic}" for start, clinic in ((1, "b"), (2, "a"))]
    assert set(analysed(*group).group_sessions["clinic"]) == {"b"}


def test_people_of_findings_have_the_payer_of_their_visit() -> None:
    lines = ("9:00-9:30 P1 PT1 97110 payer=cpt-midpoint", "9:20-9:50 P2 PT1 97110 payer=medicare")
    people = analysed(*lines).finding_people
    assert set(contracts.records(people, ("person", "payer"))) == {
        ("P1", "cpt-midpoint"),
        ("P2", "medicare"),
        ("PT1", ""),
    }


def test_bookings_come_before_what_is_documented() -> None:
    evidence = analysed("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 appointment next").visits["evidence"]
    assert (evidence.min(), evidence.max()) == ("scheduled", "documented")


def test_people_of_findings_join_to_visits() -> None:
    result = analysed(*TWO_SITES)
    people = result.finding_people.query("kind == 'patient'")
    contest = result.findings.query("rule == 'overlap.contested'")["finding_id"].item()
    own = people[people["finding_id"] == contest]
    met = own.merge(result.visits, left_on=["date", "person", "discipline"], right_on=["date", "patient", "discipline"])
    assert sorted(met["patient"]) == ["P1", "P2"]


def test_a_finding_knows_its_site_and_its_cause() -> None:
    findings = analysed(*TWO_SITES).findings
    assert set(findings["clinic"]) == {"annex"}
    assert set(findings["cause"]) <= set(findings["finding_id"])


def test_a_booking_that_was_not_seen_stands_at_the_site_of_its_row() -> None:
    result = analysed("9:00-9:30 P1 PT1 appointment clinic=annex", "9:00-9:30 P2 PT1 97110 clinic=annex")
    assert result.not_seen["clinic"].tolist() == ["annex"]


PUBLIC: dict[str, Callable[[], dict[str, pd.DataFrame]]] = {
    "forecast": lambda: tl.forecast(analysed(*BOOKED)).tables(),
    "diff": lambda: tl.diff(schedule_of(*DAY), schedule_of(*DAY[:1])).tables(),
    "audit": lambda: select(analysed(*DAY), by="clinic").tables(),
    "others": lambda: {
        "intervals": schedule_of(*DAY).intervals,
        "ledger": tl.ledger(analysed(*DAY)),
        "trends": tl.trends(analysed(*DAY)),
        "comparison": tl.compare(schedule_of(*DAY), payers=["medicare", "cpt-midpoint"]),
        "sensitivity": analysed(*DAY).sensitivity(),
        "claim_lines": tl.read_claims(sent(analysed(*DAY))),
    },
}


@pytest.mark.parametrize("named", PUBLIC)
def test_tables_beside_the_result_have_the_types_their_contracts_state(named: str) -> None:
    contract = {table.name: table for table in contracts.ALL}
    for name, table in PUBLIC[named]().items():
        assert len(table), name
        stated = [(column.name, column.type) for column in contract[name].published]
        assert [(column, str(dtype)) for column, dtype in table.dtypes.items()] == stated


def test_no_category_is_missing_from_its_order() -> None:
    for table in analysed(*DAY).tables().values():
        assert not table.select_dtypes("category").isna().any(axis=None)


def test_intervals_read_back_give_the_same_result() -> None:
    result = analysed(*DAY)
    assert_frame_equal(tl.analyze(tl.read_schedule(result.intervals)).visits, result.visits)


def test_the_lines_of_a_result_are_claims_that_agree_with_it() -> None:
    result = analysed(*DAY)
    compared = tl.analyze(schedule_of(*DAY), claims=sent(result)).reconciliation
    assert set(compared["result"]) == {"agrees"}


def schedule_of(*lines: str) -> tl.Schedule:
    return tl.read_schedule(frame(*lines))


def sent(result: tl.Analysis) -> pd.DataFrame:
    return result.lines.query("alternative == 0")[["date", "patient", "code", "units", "modifiers"]]
