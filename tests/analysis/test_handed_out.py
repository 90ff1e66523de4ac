from __future__ import annotations

from tests.schedules_of import analysed

TWO_SITES = ("9:00-9:30 P1 PT1 97110 clinic=annex", "9:20-9:50 P2 PT1 97110 clinic=annex", "9:00-9:30 P3 PT2 97110")


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
