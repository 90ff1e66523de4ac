from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline as tl
from tests.analysis.test_laws import Rows, analyzed
from tests.schedules_of import analysed
from tests.strategies import ticks
from timeline.analysis.records import code_records, visit_record
from timeline.contracts import ALTERNATIVES, CODES, EDITS, LINES, VISITS, Table, as_text, conform, published
from timeline.contracts.columnar import columns_of
from timeline.exports import ArrowTables, arrow_table
from timeline.result import ResultTable
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule

#: A booking, two disciplines, a group, an assistant, a code nobody knows, a payer without a policy, and a claim.
DAY = (
    "9:00-9:30 P1 PT1 97110 billed_units=3",
    "9:20-9:50 P2 PT1 97110 payer=nobody",
    "9:30-10:00 P1 PTA1 97140",
    "9:30-10:00 P1 OT1 97530",
    "10:00-10:30 P1 PT2 97150 group=G1",
    "10:00-10:30 P3 PT2 97150 group=G1",
    "11:00-11:20 P4 PT1",
    "11:20-11:40 P4 PT1 99999",
    "13:00-13:25 P5 PT1 appointment 97110",
)


def of_visit(account: VisitAccount) -> dict[str, Any]:
    return dict(zip(("date", "patient", "discipline"), account.key, strict=True)) | {
        "clinic": account.clinic,
        "payer": account.payer,
    }


def rows_of_counts(account: VisitAccount) -> dict[str, list[dict[str, Any]]]:
    """Read the lines, alternatives and edits of one visit off its count."""
    if account.units is None:
        return {"lines": [], "alternatives": [], "edits": []}
    units = account.units[account.contest]
    return {
        "lines": [
            {"alternative": which, "line": place, "code": line.code, "units": line.units}
            | {"modifiers": " ".join(line.modifiers)}
            for which, lines in enumerate(units.alternative_lines or (units.lines,))
            for place, line in enumerate(lines)
        ],
        "alternatives": [
            {"alternative": which, "code": code, "units": number}
            for which, allocation in enumerate(units.alternatives)
            for code, number in allocation.items()
        ],
        "edits": [edit.to_dict() | {"interval_ids": " ".join(edit.intervals)} for edit in units.edits],
    }


def assert_same(table: Table, made: pd.DataFrame, records: list[dict[str, Any]]) -> None:
    columns = {column.name: [record[column.name] for record in records] for column in table.published}
    joined = {column.name: lambda _, name=column.name: columns[name] for column in table.joined}
    pd.testing.assert_frame_equal(made, published(table, conform(table, columns), joined))


def assert_tables_of_accounts(result: tl.Analysis) -> None:
    accounts, fees = list(result.record.accounts.values()), result.record.fees
    assert_same(VISITS, result.visits, [visit_record(one, fees) for one in accounts])
    assert_same(CODES, result.codes, [code | of_visit(one) for one in accounts for code in code_records(one)])
    for table in (LINES, ALTERNATIVES, EDITS):
        records = [row | of_visit(one) for one in accounts for row in rows_of_counts(one)[table.name]]
        assert_same(table, getattr(result, table.name), records)


@pytest.mark.parametrize("contest", ContestRule)
def test_the_tables_of_a_day_have_what_each_visit_says_by_itself(contest: str) -> None:
    result = analysed(*DAY, contest=contest)
    assert_tables_of_accounts(result)
    assert result.codes["billed_units"].dropna().tolist() == [3]


def test_the_tables_of_no_visit_are_empty_and_keep_their_types() -> None:
    nobody = analysed("9:00-17:00 PT1 shift", "9:00-9:10 P1 PT1 cancelled")
    assert_tables_of_accounts(nobody)
    assert nobody.exposure.empty
    assert nobody.payment.empty


def test_the_tables_of_a_part_have_what_its_visits_say() -> None:
    assert_tables_of_accounts(tl.narrow(analysed(*DAY), provider="PTA1"))


def test_exposure_is_valued_at_the_fees_of_a_clinic() -> None:
    fees = pd.DataFrame({"code": ["97110", "97140"], "fee": ["40.00", "38.50"]})
    schedule = tl.read_schedule(analysed(*DAY).intervals[["start", "end", "patient", "provider", "role", "code"]])
    valued = tl.analyze(schedule, fees=fees)
    assert_tables_of_accounts(valued)
    assert valued.visits["exposure_cents"].dropna().sum() > 0


@settings(max_examples=15)
@given(drawn=ticks, contest=st.sampled_from(ContestRule))
def test_the_tables_of_drawn_days_have_what_each_visit_says_by_itself(drawn: tuple[Rows, int], contest: str) -> None:
    assert_tables_of_accounts(analyzed(drawn[0], contest))


def test_what_is_written_is_the_frame_that_is_handed_out() -> None:
    result = analysed(*DAY)
    for name, table in vars(type(result)).items():
        if isinstance(table, ResultTable):
            written = ArrowTables().of(table.columns(result))
            assert written.equals(arrow_table(getattr(result, name)), check_metadata=True), name


def test_a_frame_becomes_columns_and_a_frame_again() -> None:
    frame = analysed(*DAY).interruptions
    columns = columns_of(analysed(*DAY).__class__.interruptions.table, frame)
    pd.testing.assert_frame_equal(columns.frame(), frame)
    assert as_text(columns.table, columns.frame())["date"].tolist() == [str(day)[:10] for day in columns.days]
