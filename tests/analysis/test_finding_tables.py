from __future__ import annotations

from tests.schedules_of import analysed
from timeline import Analysis, narrow
from timeline.analysis.finding_tables import finding_intervals_table, finding_people_table, findings_table
from timeline.contracts import FINDING_PEOPLE, as_text

#: A patient in two disciplines, two patients at once, a provider who is named by no row's discipline.
BUSY = (
    "9:00-9:40 P1 PT1 97110",
    "9:10-9:30 P2 PT1 97140",
    "9:20-9:50 P1 OT1 97530",
    "9:20-9:50 P2 OT1 97535",
    "10:00-10:08 P3 PTA1 97110",
    "10:00-10:08 P3 PTA1 97110",
)


def by_hand(result: Analysis) -> list[tuple[str, ...]]:
    """List the people of findings as the contract has them, row by row."""
    record = result.record
    found: list[tuple[str, ...]] = []
    for finding in result.finding_list:
        rows = [record.index[interval] for interval in finding.intervals]
        named = [("patient", each, record.rows.patient) for each in finding.patients]
        named += [("provider", each, record.rows.provider) for each in finding.providers]
        for kind, person, column in named:
            own = {record.rows.discipline[row] for row in rows if column[row] == person} - {""}
            found += [(finding.id, finding.date, kind, person, each, finding.clinic) for each in sorted(own) or [""]]
    return found


def test_everybody_a_finding_is_about_stands_once_for_each_discipline_of_its_rows() -> None:
    result = analysed(*BUSY)
    table = as_text(FINDING_PEOPLE, finding_people_table(result.record, result.finding_list).frame())
    people = table[FINDING_PEOPLE.names]
    assert list(people.itertuples(index=False, name=None)) == by_hand(result)
    assert {"PT", "OT"} <= set(people["discipline"])


def test_somebody_whom_no_row_of_the_finding_names_has_no_discipline() -> None:
    result = analysed("8:00-12:00 PT1 shift", "9:00-9:30 P1 PT1 97110", "13:00-13:30 P2 PT1 97110")
    table = as_text(FINDING_PEOPLE, finding_people_table(result.record, result.finding_list).frame())
    assert list(table[FINDING_PEOPLE.names].itertuples(index=False, name=None)) == by_hand(result)


def test_without_findings_the_tables_have_their_columns_and_no_row() -> None:
    result = analysed("9:00-9:30 P1 PT1 97110")
    people, intervals = finding_people_table(result.record, ()).frame(), finding_intervals_table(()).frame()
    assert (len(people), list(people.columns)) == (0, [*FINDING_PEOPLE.names, "payer"])
    assert (len(intervals), list(intervals.columns)) == (0, ["finding_id", "interval_id"])


def test_every_row_that_shows_a_finding_is_listed_in_its_order() -> None:
    found = analysed(*BUSY).finding_list
    table = finding_intervals_table(found).frame()
    assert list(zip(table["finding_id"], table["interval_id"], strict=True)) == [
        (each.id, row) for each in found for row in each.intervals
    ]


def test_of_some_findings_each_keeps_the_cause_it_has_in_the_whole() -> None:
    result = analysed(
        "9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110", "9:05-9:15 PT1 away", "9:00-9:30 P3 PT2 97110"
    )
    part = narrow(result, provider="PT1")
    causes = {each.id: each.cause for each in result.finding_list}
    assert any(own != cause for own, cause in causes.items())
    assert dict(zip(part.findings["finding_id"], part.findings["cause"], strict=True)) == {
        each.id: causes[each.id] for each in part.finding_list
    }
    followers = [each for each in result.finding_list if each.cause != each.id]
    assert findings_table(followers, None).frame()["cause"].tolist() == [each.cause for each in followers]
