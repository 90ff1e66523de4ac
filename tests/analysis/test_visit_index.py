from __future__ import annotations

from tests.views.conftest import analyzed
from timeline.analysis.explain import explain_visit
from timeline.analysis.visit_index import VisitIndex

DAY = ("9:00-10:00 P1 PT1 97110", "9:15-9:30 P2 PT1 97112", "9:30-9:45 P1 rest", "9:00-9:30 P1 PT1 97110 next")


def test_the_spans_of_a_visit_are_those_of_its_rows() -> None:
    result = analyzed(*DAY)
    index = VisitIndex(result.record, result.finding_list)
    for key, account in result.record.accounts.items():
        own = [result.record.rows.id[row] for row in account.positions]
        assert sorted(index.of_visit(key)) == sorted(span for row in own for span in index.of_row(row))


def test_only_time_credited_under_the_rule_in_force_is_kept() -> None:
    for contest in ("exclusive", "nested", "documented"):
        result = analyzed(*DAY, contest=contest)
        index = VisitIndex(result.record, result.finding_list)
        kept = sum(span.seconds for key in result.record.accounts for span in index.of_visit(key))
        assert kept == int(result.code_spans.loc[result.code_spans[contest], "seconds"].sum())


def test_breaks_and_findings_are_found_by_their_rows() -> None:
    result = analyzed(*DAY)
    index = VisitIndex(result.record, result.finding_list)
    breaks = [(row, each.start) for row in result.intervals["interval_id"] for each in index.breaks(row)]
    told = [*result.interruptions["start_second"], *result.displacements["start_second"]]
    assert sorted(start for _, start in breaks) == sorted(told)
    assert index.findings(result.intervals["interval_id"]) == [f for f in result.finding_list if f.intervals]
    assert index.findings(["no such row"]) == []


def test_one_index_explains_every_visit_as_explain_does() -> None:
    result = analyzed(*DAY)
    index = VisitIndex(result.record, result.finding_list)
    for (date, patient, discipline), account in result.record.accounts.items():
        alone = result.explain(patient, date=date).visits
        assert explain_visit(result.record, account, index) in [v for v in alone if v["discipline"] == discipline]
