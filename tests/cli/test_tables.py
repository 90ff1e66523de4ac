from __future__ import annotations

import json

from tests.cli.conftest import Run
from timeline import contracts


def test_without_a_name_every_table_is_listed_with_what_a_row_is(run: Run) -> None:
    ran = run("tables")
    assert (ran.status, ran.err) == (0, "")
    assert all(table.name in ran.out for table in contracts.ALL)
    assert "one patient, one date, one discipline" in ran.out


def test_a_table_named_shows_type_unit_and_meaning(run: Run) -> None:
    shown = run("tables", "visits").out
    assert "key: date, patient, discipline" in shown
    (line,) = (line for line in shown.splitlines() if line.startswith("timed_minutes"))
    assert line.split()[:3] == ["timed_minutes", "int64", "minutes"]


def test_json_has_the_columns_in_their_order(run: Run) -> None:
    told = json.loads(run("tables", "visits", "--format", "json").out)
    assert [column["column"] for column in told["columns"]] == contracts.VISITS.names
    assert len(json.loads(run("tables", "--format", "json").out)) == len(contracts.ALL)


def test_csv_is_the_table_of_columns(run: Run) -> None:
    assert run("tables", "lines", "--format", "csv").out.splitlines()[0] == "table,column,type,unit,key,meaning"


def test_an_unknown_table_is_refused_with_the_known_ones(run: Run) -> None:
    ran = run("tables", "visit")
    assert (ran.status, ran.out) == (2, "")
    assert "no table 'visit'; known: alternatives" in ran.err
