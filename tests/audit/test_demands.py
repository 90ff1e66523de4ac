from __future__ import annotations

from tests.schedules_of import analysed
from timeline.audit.demands import demands


def test_demands_are_told_by_the_rows_and_engagements_of_the_table() -> None:
    record = analysed("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97150 group=G1", "9:20-9:25 PT1 away").record
    found, table = demands(record), record.attendance.demands
    assert [record.rows.id[row] for row in found.row.tolist()] == table["interval_id"].tolist()
    assert [found.labels[number] for number in found.engagement.tolist()] == table["engagement"].tolist()
    kinds = [
        "busy" if busy else "group" if grouped else "patient"
        for busy, grouped in zip(found.busy.tolist(), found.grouped.tolist(), strict=True)
    ]
    assert kinds == table["engagement_kind"].tolist()
    assert found.alone.tolist() == [kind == "patient" for kind in kinds]
    assert (found.end - found.start).tolist() == table["seconds"].tolist()


def test_some_demands_are_kept_with_all_labels() -> None:
    record = analysed("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110").record
    every = demands(record)
    kept = every.only(every.engaged)
    assert len(kept.row) == int(every.engaged.sum()) < len(every.row)
    assert kept.labels == every.labels
