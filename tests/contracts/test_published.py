from __future__ import annotations

import pandas as pd
import pytest

from timeline.contracts import ALL, as_text, conform, published
from timeline.contracts.contract import Column, Table

TABLE = Table(
    "told",
    "a date and how much it matters",
    ("date",),
    (
        Column("date", "str", "a date", kind="date"),
        Column("severity", "str", "how much", kind="severity"),
        Column("state", "str", "what", kind="state"),
    ),
    joined=(Column("clinic", "str", "where"),),
)
KEPT = conform(
    TABLE,
    [
        {"date": "2026-03-02", "severity": "note", "state": "waiting"},
        {"date": "", "severity": "error", "state": "group"},
    ],
)


def told() -> pd.DataFrame:
    return published(TABLE, KEPT, {"clinic": lambda frame: ["annex"] * len(frame)})


def test_dates_are_dates_and_a_missing_one_is_missing() -> None:
    assert str(told()["date"].dtype) == "datetime64[s]"
    assert told()["date"].isna().tolist() == [False, True]


def test_severity_rises_from_note_to_error() -> None:
    assert told().sort_values("severity")["severity"].tolist() == ["note", "error"]
    assert (told()["severity"] >= "review").tolist() == [False, True]


def test_states_stand_in_the_order_of_precedence() -> None:
    assert told()["state"].cat.ordered
    assert told()["state"].min() == "group"


def test_joined_columns_come_last() -> None:
    assert list(told().columns) == ["date", "severity", "state", "clinic"]


def test_the_table_that_is_kept_stays_text() -> None:
    told()
    assert {str(dtype) for dtype in KEPT.dtypes} == {"str"}


def test_text_again_is_what_was_kept() -> None:
    assert as_text(TABLE, told()).drop(columns="clinic").to_dict("records") == KEPT.to_dict("records")


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_every_table_has_the_types_it_states_also_when_it_is_empty(table: Table) -> None:
    nothing = {column.name: lambda frame: [] for column in table.joined}
    empty = published(table, conform(table, []), nothing)
    assert [(name, str(dtype)) for name, dtype in empty.dtypes.items()] == [
        (column.name, column.type) for column in table.published
    ]
