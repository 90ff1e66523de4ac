from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.views.conftest import analyzed
from timeline.privacy.pseudonyms import pseudonymise
from timeline.views.cells import privacy, row_cells
from timeline.views.people import People

ROW = {
    "interval_id": "r1",
    "date": "2026-03-02",
    "start": "2026-03-02T09:00:00",
    "end": "2026-03-02T09:30:00",
    "patient": "P1",
    "provider": "PT1",
    "role": "PT",
    "code": "97110",
    "kind": "service",
    "mode": "",
    "activity": "intervention",
    "place": "",
    "quantity": None,
    "billed_units": None,
    "billed_modifiers": "",
}
IDS = People({}, {}, {})


def test_a_row_is_set_in_cells() -> None:
    cells = row_cells(ROW, People({"P1": "Ann"}, {}, {"PT1": "PT"}))
    assert (cells.clocks, cells.patient, cells.provider) == ("09:00–09:30", "P1 Ann", "PT1 (PT)")
    assert (cells.recorded_as, cells.claimed) == ("", "")


def test_what_is_not_a_plain_service_says_what_it_was() -> None:
    cells = row_cells({**ROW, "kind": "appointment", "mode": "one_on_one", "activity": "rest", "provider": ""}, IDS)
    assert (cells.recorded_as, cells.provider) == ("appointment, one-on-one, rest", "nobody")


@pytest.mark.parametrize("missing", [None, pd.NA, float("nan")])
def test_what_was_claimed_is_told_with_its_modifiers_and_left_out_where_it_is_missing(missing: object) -> None:
    assert row_cells({**ROW, "billed_units": 2, "billed_modifiers": "GP"}, IDS).claimed == "2 GP"
    assert row_cells({**ROW, "billed_units": missing}, IDS).claimed == ""


def test_a_reader_is_told_what_is_in_hand(tmp_path: Path) -> None:
    result = analyzed("9:00-9:30 P1 PT1 97110")
    assert privacy(result, names=True) == "Contains patient data: ids and names"
    assert privacy(result, names=False) == "Contains patient data: ids, no names"
    assert privacy(pseudonymise(result, tmp_path / "key.csv"), names=True).startswith("Pseudonymized")
