from __future__ import annotations

import pandas as pd

from timeline.privacy.row_names import in_order_of_clocks, row_names

TABLE = pd.DataFrame(
    {
        "interval_id": ["day.csv:2", "day.csv:3", "day.csv:4", "own"],
        "start_second": [300, 100, 100, 200],
        "end_second": [400, 200, 200, 300],
        "patient": ["A", "C", "B", "D"],
    }
)


def test_rows_are_numbered_by_their_clocks_then_by_what_they_say() -> None:
    found = row_names([TABLE], {"day.csv": "schedule"})
    assert found == {
        "day.csv:4": "schedule:1",
        "day.csv:3": "schedule:2",
        "own": "schedule:id-1",
        "day.csv:2": "schedule:3",
    }


def test_rows_without_clocks_come_last() -> None:
    skipped = pd.DataFrame({"interval_id": ["day.csv:9", "day.csv:2"], "why": ["no end", "cancelled"]})
    assert row_names([TABLE, skipped], {"day.csv": "schedule"})["day.csv:9"] == "schedule:4"


def test_sheets_become_numbers() -> None:
    skipped = pd.DataFrame({"interval_id": ["a.xlsx[Ann]:2", "a.xlsx[Ben]:2"], "why": ["x", "y"]})
    assert list(row_names([skipped], {"a.xlsx": "schedule"}).values()) == ["schedule[1]:1", "schedule[2]:1"]


def test_a_table_is_sorted_as_its_rows_are_numbered() -> None:
    assert in_order_of_clocks(TABLE)["patient"].tolist() == ["B", "C", "D", "A"]
