from __future__ import annotations

from timeline import Analysis
from timeline.contracts import PAGE_ONLY
from timeline.privacy.names import without_names


def test_names_and_notes_go_and_ids_stay(tuesday: Analysis) -> None:
    shown = without_names(tuesday)
    assert any((tuesday.intervals[name] != "").any() for name in PAGE_ONLY)
    assert all((shown.intervals[name] == "").all() for name in PAGE_ONLY)
    assert shown.intervals["patient"].equals(tuesday.intervals["patient"])


def test_what_was_worked_out_stays(tuesday: Analysis) -> None:
    assert without_names(tuesday).to_json() == tuesday.to_json()


def test_a_schedule_loses_its_names_too(tuesday: Analysis) -> None:
    assert without_names(tuesday.schedule).intervals.equals(without_names(tuesday).schedule.intervals)


def test_the_analysis_handed_in_keeps_its_names(tuesday: Analysis) -> None:
    before = tuesday.intervals.copy()
    without_names(tuesday)
    assert tuesday.intervals.equals(before)
