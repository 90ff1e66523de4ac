"""C6: one note in an analysis for every use of a table beyond what it is checked for."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given, settings

from tests.audit.test_registry import analysis_of
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.audit import Finding
from timeline.audit.edit_tables import used_beyond
from timeline.result import Analysis, analyze
from timeline.schedules import read_schedule
from timeline.units.snapshot import remark_on, uses_beyond


def snapshots(result: Analysis) -> list[Finding]:
    return [finding for finding in result.finding_list if finding.rule.id == "edit.snapshot"]


def made(*dates: str, codes: tuple[str, str] = ("97110", "97124"), payer: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "date": on,
                "start": f"{9 + place}:00",
                "end": f"{9 + place}:30",
                "patient": "P1",
                "provider": "PT1",
                "role": "PT",
                "code": code,
                "payer": payer,
            }
            for on in dates
            for place, code in enumerate(codes)
        ]
    )


def test_a_period_of_many_dates_has_one_note_with_its_first_and_last() -> None:
    result = analyze(read_schedule(made("2026-03-02", "2026-03-03", "2026-03-31")))
    (found,) = snapshots(result)
    assert (found.severity, found.date, found.patients, found.providers) == ("note", "2026-03-02", (), ())
    assert found.message.startswith(
        "Medicare's table of code pairs (ptp_practitioner.csv) was used for services from 2026-03-02 to 2026-03-31; it "
        "is checked only for 97124: 2024-07-01 to 2025-03-31. To become current: `timeline import-ncci PTP_FILE"
    )
    assert len(found.intervals) == 6
    assert "name it in a policy file" in found.remedy
    assert [f for f in result.finding_list if f.rule.id == "policy.unverified"] == []


def test_only_the_rows_of_visits_beyond_the_dates_show_it() -> None:
    (found,) = snapshots(analyze(read_schedule(made("2025-03-31", "2025-04-01"))))
    assert (found.date, len(found.intervals)) == ("2025-04-01", 2)


def test_within_the_dates_the_analysis_is_silent() -> None:
    assert snapshots(analyze(read_schedule(made("2026-03-02", codes=("97530", "97116"))))) == []
    assert snapshots(analyze(read_schedule(made("2026-03-02", payer="medicare-hospital")))) == []


def test_two_payers_beyond_their_tables_are_one_note() -> None:
    frame = pd.concat([made("2027-03-02"), made("2027-03-03", payer="medicare-hospital")])
    (found,) = snapshots(analyze(read_schedule(frame)))
    assert "Medicare's table" in found.message
    assert "medicare-hospital's table" in found.message


def test_clinics_together_are_one_note_of_no_clinic() -> None:
    frame = pd.concat([made("2026-03-02").assign(clinic="east"), made("2026-03-03").assign(clinic="west")])
    (found,) = snapshots(analyze(read_schedule(frame)))
    (alone,) = snapshots(analyze(read_schedule(made("2026-03-02").assign(clinic="east"))))
    assert (found.clinic, alone.clinic) == ("", "east")


def test_a_visit_that_no_policy_counts_uses_no_table() -> None:
    assert snapshots(analyze(read_schedule(made("2026-03-02", payer="sunny-health")))) == []


@settings(max_examples=15)
@given(rows())
def test_visits_of_one_kind_use_the_tables_that_each_of_them_uses(day: list[dict[str, Any]]) -> None:
    record = analysis_of(day).record
    counted = [visit for visit in record.accounts.values() if visit.units is not None]
    beyond = [(visit, uses_beyond(visit.units[visit.contest])) for visit in counted if visit.units is not None]
    expected = [row for visit, used in beyond if used for row in visit.positions]
    found = used_beyond(record, 3)
    assert [(each.rows.part, each.rows.rows.tolist()) for each in found] == ([(3, expected)] if expected else [])
    assert remark_on(one for each in found for one in each.beyond) == remark_on(
        one for _, used in beyond for one in used
    )
    assert {clinic for each in found for clinic in each.clinics} == {visit.clinic for visit, used in beyond if used}


def test_a_booking_of_the_same_codes_hides_no_visit_that_uses_a_table_beyond_its_check() -> None:
    booked = ("9:00-9:30 P1 PT1 97110 appointment clinic=annex", "9:30-10:00 P1 PT1 97124 appointment clinic=annex")
    (found,) = snapshots(analysed(*booked, "9:00-9:30 P2 PT2 97110", "9:30-10:00 P2 PT2 97124"))
    assert (found.intervals, found.clinic) == (("r3", "r4"), "clinic")
