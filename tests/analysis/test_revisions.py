from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

import timeline as tl
from tests.days import frame
from timeline import contracts
from timeline.analysis.revisions import Revision

OLD = (
    "9:00-9:21 P1 PT1 97110",
    "9:30-9:45 P2 PT1 97140",
    "10:00-10:15 P3 PT1 97110",
    "10:30-10:45 P4 PT1 97110",
    "11:00-11:15 P5 PT1 97110",
)


def revised(old: Sequence[str], new: Sequence[str], *, ids: bool = False, **options: Any) -> Revision:
    frames = (frame(*lines) if ids else frame(*lines).drop(columns="interval_id") for lines in (old, new))
    return tl.diff(*(tl.read_schedule(schedule) for schedule in frames), **options)


def changes(revision: Revision) -> list[tuple[str, str, int]]:
    """Give patient, what became of the row, and the minutes it gained."""
    table = revision.changes
    return list(zip(table["patient"], table["change"], table["seconds"] // 60, strict=True))


@pytest.fixture(scope="module")
def revision() -> Revision:
    return revised(
        OLD,
        [
            "9:00-9:23 P1 PT1 97110",
            "9:35-9:50 P2 PT1 97140",
            "10:00-10:10 P3 PT1 97110",
            "10:30-10:45 P4 PT1 97530",
            "12:00-12:10 P6 PT1 97110",
        ],
    )


def test_rows_grow_move_shrink_change_vanish_and_appear(revision: Revision) -> None:
    assert changes(revision) == [
        ("P1", "grew", 2),
        ("P2", "moved", 0),
        ("P3", "shrank", -5),
        ("P4", "changed", 0),
        ("P5", "vanished", -15),
        ("P6", "appeared", 10),
    ]


def test_a_change_of_fields_says_what_it_was_and_is(revision: Revision) -> None:
    assert revision.changes["fields"].tolist() == ["", "", "", "code: 97110 -> 97530", "", ""]


def test_clocks_and_ids_of_both_exports_are_told(revision: Revision) -> None:
    grown, *_, gone, come = revision.changes.to_dict("records")
    assert (grown["old_end"], grown["new_end"]) == (pd.Timestamp("2026-03-02 09:21"), pd.Timestamp("2026-03-02 09:23"))
    assert (gone["old_interval_id"], gone["new_interval_id"], gone["new_start"]) == ("frame:6", "", pd.NaT)
    assert (come["old_interval_id"], come["new_interval_id"], come["old_start"]) == ("", "frame:6", pd.NaT)


def test_visits_tell_minutes_units_and_lines_before_and_now(revision: Revision) -> None:
    first, second, *_, gone, come = revision.visits.to_dict("records")
    assert (first["old_timed_minutes"], first["new_timed_minutes"]) == (21, 23)
    assert (first["old_timed_units"], first["new_timed_units"]) == (1, 2)
    assert (first["old_lines"], first["new_lines"]) == ("97110 1 GP", "97110 2 GP")
    assert (second["patient"], second["old_timed_units"], second["new_timed_units"]) == ("P2", 1, 1)
    assert (gone["patient"], gone["old_timed_units"], gone["new_timed_units"]) == ("P5", 1, None)
    assert (come["patient"], come["old_timed_units"], come["new_timed_units"]) == ("P6", None, 1)


def test_the_tables_keep_their_contract(revision: Revision) -> None:
    for name, contract in {"changes": contracts.CHANGES, "revised_visits": contracts.REVISED_VISITS}.items():
        table = revision.tables()[name]
        assert list(table.columns) == contract.names
        assert {str(dtype) for dtype in table.dtypes} <= {column.type for column in contract.published}
        assert not table.duplicated(list(contract.key)).any()


def test_late_edits_are_found_in_order_of_weight(revision: Revision) -> None:
    found = revision.findings
    assert found[["rule", "severity", "patients"]].to_numpy().tolist() == [
        ["late.edit", "review", "P1"],
        ["late.edit", "review", "P6"],
    ]
    assert found["finding_id"].tolist() == [finding.id for finding in revision.finding_list]


def test_the_document_is_plain_json_and_says_the_same(revision: Revision) -> None:
    document = json.loads(revision.to_json())
    assert set(document) == {"version", "contest", "old_inputs", "new_inputs", "changes", "visits", "findings"}
    changed = document["changes"][3]
    assert changed["fields"] == [{"field": "code", "old": "97110", "new": "97530"}]
    assert document["changes"][4]["new_start"] is document["changes"][4]["new_interval_id"] is None
    assert document["visits"][-1]["old_timed_units"] is None
    assert [entry["id"] for entry in document["findings"]] == [finding.id for finding in revision.finding_list]
    assert revision.to_json() == revision.to_json()


def test_an_unchanged_export_gives_empty_tables() -> None:
    same = revised(OLD, OLD)
    assert [len(table) for table in same.tables().values()] == [0, 0, 0]
    assert repr(same) == "Revision(0 changes, 0 visits, 0 late edits)"


def test_a_visit_is_listed_where_only_another_patients_row_changed() -> None:
    """A row that no longer overlaps gives the other patient's minutes back."""
    before = ["9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110"]
    after = ["9:00-9:30 P1 PT1 97110", "9:30-9:45 P2 PT1 97110"]
    other, own = revised(before, after).visits.to_dict("records")
    assert (other["patient"], other["changes"]) == ("P1", 0)
    assert (other["old_timed_minutes"], other["new_timed_minutes"]) == (15, 30)
    assert (own["patient"], own["changes"]) == ("P2", 1)


def test_an_edit_of_one_record_that_raises_anothers_units_is_found_at_that_visit() -> None:
    before = ["9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110"]
    after = ["9:00-9:30 P1 PT1 97110", "9:30-9:45 P2 PT1 97110"]
    assert revised(before, after).findings["patients"].tolist() == ["P1"]


def test_dates_that_only_the_later_export_has_are_no_edits() -> None:
    grown = revised(OLD, [*OLD, "9:00-9:23 P1 PT1 97110 next"])
    assert changes(grown) == [("P1", "appeared", 23)]
    assert grown.findings.empty


def test_a_booking_that_became_a_visit_is_no_edit() -> None:
    kept = revised(["9:00-9:45 P1 PT1 appointment"], ["9:00-9:45 P1 PT1 appointment", "9:00-9:40 P1 PT1 97110"])
    assert changes(kept) == [("P1", "appeared", 40)]
    assert kept.findings.empty


def test_a_row_marked_as_cancelled_says_so_where_ids_tell() -> None:
    after = [OLD[0], f"{OLD[1]} cancelled", *OLD[2:]]
    assert changes(revised(OLD, after, ids=True)) == [("P2", "cancelled", -15)]
    assert changes(revised(OLD, after)) == [("P2", "vanished", -15)]


def test_a_row_given_to_another_patient_changes_both_visits() -> None:
    moved = revised(["9:00-9:20 P1 PT1 97110"], ["9:00-9:20 P2 PT1 97110"])
    assert changes(moved) == [("P2", "changed", 0)]
    assert moved.visits[["patient", "changes"]].to_numpy().tolist() == [["P1", 1], ["P2", 1]]


def test_the_contest_rule_holds_for_both_exports() -> None:
    """A contact inside a longer one: its longer row counts only where recorded minutes all count."""
    before = ["9:00-9:30 P1 PT1 97110", "9:10-9:15 P2 PT1 97110"]
    after = ["9:00-9:30 P1 PT1 97110", "9:10-9:20 P2 PT1 97110"]
    minutes = {
        contest: revised(before, after, contest=contest).visits["new_timed_minutes"].tolist()
        for contest in ("nested", "documented")
    }
    assert minutes == {"nested": [20, 10], "documented": [10]}


def test_notes_and_names_of_people_stay_out_of_everything() -> None:
    old = frame("9:00-9:21 P1 PT1 97110").assign(patient_name="Secretive Sample", note="Hidden Word")
    new = frame("9:00-9:23 P1 PT1 97110").assign(patient_name="Private Person", note="Other Word")
    found = tl.diff(tl.read_schedule(old), tl.read_schedule(new))
    text = found.to_json() + "".join(table.to_csv() for table in found.tables().values())
    assert not any(word in text for word in ("Secretive", "Private", "Person", "Hidden", "Word"))
    assert found.changes["fields"].tolist() == ["note"]


def test_tables_are_copies() -> None:
    once = revised(OLD, OLD[1:])
    table = once.changes
    table["change"] = "edited"
    assert changes(once) == [("P1", "vanished", -21)]
