from __future__ import annotations

from pathlib import Path

import pytest

import timeline as tl
from timeline import contracts
from timeline.reference.tables import table_list

SCENARIO = Path(__file__).parents[2] / "sample_schedules" / "scenario_5.csv"


def test_every_contract_is_listed_with_what_a_row_is() -> None:
    listed = tl.tables()
    assert listed["table"].tolist() == [table.name for table in contracts.ALL]
    assert (listed["row"] != "").all()


def test_a_table_tells_type_unit_key_and_meaning_of_each_column() -> None:
    visits = tl.tables("visits").set_index("column")
    assert visits.index.tolist() == contracts.VISITS.names
    assert visits.index[visits["key"]].tolist() == ["date", "patient", "discipline"]
    assert visits.loc["contested_seconds", ["type", "unit"]].tolist() == ["int64", "seconds"]
    assert (visits["meaning"] != "").all()


def test_every_table_of_a_result_is_documented_as_it_is() -> None:
    result = tl.analyze(tl.read_schedule(SCENARIO))
    for name, table in result.tables().items():
        documented = tl.tables(name)["column"].tolist()
        assert [column for column in documented if column not in contracts.PAGE_ONLY] == list(table.columns)


def test_the_document_has_the_same_columns() -> None:
    (told,) = table_list("lines")
    assert told["key"] == list(contracts.LINES.key)
    assert [column["column"] for column in told["columns"]] == tl.tables("lines")["column"].tolist()


def test_an_unknown_table_is_refused_with_the_known_ones() -> None:
    with pytest.raises(tl.WrongValueError, match=r"no table 'visit'; known: .*visits"):
        tl.tables("visit")
