from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.days import frame
from timeline import Analysis, Schedule, analyze, read_mapping, read_schedule
from timeline.privacy.key_file import Person, assign
from timeline.privacy.pseudonyms import pseudonymise

#: People whose ids and names stand out in any text.
ROWS = (
    "10:00-10:30 P1 PT1 97110",
    "10:55-11:00 P1 PT1 assessment",
    "10:15-10:30 P2 PTA1 97112",
    "10:30-11:10 P2 PT1 97116",
    "12:00-12:30 P3 PT1 97150 group=G7",
    "13:00-13:30 P1 PT1 97110 cancelled",
    "14:00-14:10 P3 PT1 97110",
)
SECRETS = ("ZZAnn", "ZZBen", "ZZCara", "ZZDora", "ZZElla", "ZZFay")


def secret(text: str) -> str:
    for word, name in zip(("P1", "P2", "P3", "PTA1", "PT1", "G7"), SECRETS, strict=True):
        text = re.sub(rf"\b{word}\b", name, text)
    return text


@pytest.fixture
def day(tmp_path: Path) -> Schedule:
    table = frame(*ROWS).map(lambda cell: secret(cell) if isinstance(cell, str) else cell)
    table = table.drop(columns="interval_id").assign(
        patient_name="ZZAnn Sample", provider_name="ZZ", note="ZZ was late"
    )
    path = tmp_path / "ZZAnn_tuesday.csv"
    table.to_csv(path, index=False)
    return read_schedule(path)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "key.csv"


def everything(result: Analysis) -> str:
    """Write down whatever an analysis says anywhere."""
    told = [result.to_json(), repr(result), repr(result.schedule), result._repr_html_(), repr(vars(result.schedule))]
    told += [table.to_csv() for table in (*result.tables().values(), result.intervals, result.schedule.faults)]
    told += [result.explain(patient).text for patient in result.visits["patient"]]
    told += [json.dumps(result.at(clock).to_dict(), default=str) for clock in ("10:20", "10:57", "12:10")]
    return "\n".join(told)


def test_nothing_an_analysis_says_names_anybody(day: Schedule, key: Path) -> None:
    open_day, hidden = analyze(day), pseudonymise(analyze(day), key)
    assert [name for name in SECRETS if name not in everything(open_day)] == []
    assert "ZZ" not in everything(hidden)
    assert "Patient-" in hidden.findings["message"].iloc[0]


def test_a_schedule_renamed_before_is_the_same_as_its_analysis_renamed_after(day: Schedule, key: Path) -> None:
    before, after = analyze(pseudonymise(day, key)), pseudonymise(analyze(day), key)
    assert before.to_json() == after.to_json()


def test_minutes_units_and_findings_stay_what_they_were(tuesday: Analysis, key: Path) -> None:
    hidden = pseudonymise(tuesday, key)
    names = {person.key: name for person, name in assign(key, ()).items() if person.kind == "patient"}
    patients = tuesday.codes["patient"]
    expected = tuesday.codes.assign(patient=patients.map(names).astype(patients.dtype))
    order = ["date", "patient", "discipline", "code"]
    pd.testing.assert_frame_equal(expected.sort_values(order, ignore_index=True), hidden.codes)
    counted = [each.findings.groupby(["rule", "severity"])["seconds"].sum() for each in (tuesday, hidden)]
    pd.testing.assert_series_equal(*counted)


def test_pseudonyms_stay_from_run_to_run(day: Schedule, key: Path) -> None:
    assert pseudonymise(analyze(day), key).to_json() == pseudonymise(analyze(day), key).to_json()


def test_rows_keep_their_number_and_lose_their_file(day: Schedule, key: Path) -> None:
    hidden = pseudonymise(day, key)
    assert hidden.intervals["interval_id"].tolist() == [f"schedule:{row}" for row in (2, 3, 4, 5, 6, 8)]
    assert hidden.skipped["interval_id"].tolist() == ["schedule:7"]
    assert hidden.inputs[0].file == "schedule"
    assert hidden.inputs[0].sha256 == day.inputs[0].sha256


def test_several_files_are_told_apart_by_number(tmp_path: Path, key: Path) -> None:
    paths = [tmp_path / name for name in ("ann.csv", "ben.csv")]
    for path in paths:
        frame(ROWS[0]).drop(columns="interval_id").to_csv(path, index=False)
    hidden = pseudonymise(read_schedule(paths), key)
    assert hidden.intervals["interval_id"].tolist() == ["schedule-1:2", "schedule-2:2"]
    assert [each.file for each in hidden.inputs] == ["schedule-1", "schedule-2"]


def test_row_ids_of_the_clinic_s_own_become_numbers(key: Path) -> None:
    table = frame(*ROWS[:3]).assign(interval_id=["ann-1", "ann:2", "x"], status=["kept", "kept", "cancelled"])
    hidden = pseudonymise(read_schedule(table), key)
    found = [*hidden.intervals["interval_id"], *hidden.skipped["interval_id"]]
    assert found == ["schedule:id-1", "schedule:id-2", "schedule:id-3"]


def test_rows_left_out_for_a_fault_lose_their_file_too(tmp_path: Path, key: Path) -> None:
    path = tmp_path / "ann.csv"
    frame(*ROWS[:2]).drop(columns="interval_id").assign(role=["PT", "WIZARD"]).to_csv(path, index=False)
    hidden = pseudonymise(read_schedule(path, on_fault="skip"), key)
    assert hidden.faults["file"].tolist() == ["schedule"]
    assert hidden.skipped["interval_id"].tolist() == ["schedule:3"]


def test_of_mapping_and_clinic_file_the_hash_stays(tmp_path: Path, key: Path) -> None:
    (tmp_path / "ann.toml").write_text("")
    (tmp_path / "dr_ben.toml").write_text('clinic = "north"')
    mapping = read_mapping(tmp_path / "ann.toml")
    hidden = pseudonymise(read_schedule(frame(*ROWS), mapping=mapping, clinic=tmp_path / "dr_ben.toml"), key)
    assert hidden.mapping == f"mapping sha256:{mapping.sha256}"
    assert (hidden.clinic.name, hidden.clinic.clinic) == ("clinic file", "north")


def test_a_claims_list_is_renamed_with_the_schedule(day: Schedule, tmp_path: Path, key: Path) -> None:
    path = tmp_path / "claims.csv"
    lines = ("2026-03-02,ZZAnn,97110,9,ZZHana", "2026-03-02,ZZGina,97110,1,ZZIna")
    path.write_text("\n".join(["date,patient,code,units,provider", *lines]))
    open_day, hidden = analyze(day, claims=path), pseudonymise(analyze(day, claims=path), key)
    columns = ["code", "supported_units", "billed_units", "result"]
    assert sorted(hidden.reconciliation[columns].to_numpy().tolist()) == sorted(
        open_day.reconciliation[columns].to_numpy().tolist()
    )
    assert "ZZ" not in everything(hidden)
    assert {Person("patient", "ZZGina"), Person("provider", "ZZHana"), Person("provider", "ZZIna")} <= set(
        assign(key, ())
    )
    (named,) = (finding for finding in hidden.finding_list if finding.rule.id == "claim.rendering_provider")
    assert len(named.providers) == 2


def test_the_clinic_s_own_policy_counts_after_renaming_too(day: Schedule, tmp_path: Path, key: Path) -> None:
    shipped = Path(__file__).parents[2] / "timeline" / "policies" / "full-unit.toml"
    own = tmp_path / "own.toml"
    own.write_text(shipped.read_text().replace('payer = "full-unit"', 'payer = "medicare"'))
    open_day, hidden = analyze(day, policy=own), pseudonymise(analyze(day, policy=own), key)
    assert sorted(hidden.visits["timed_units"]) == sorted(open_day.visits["timed_units"])
    assert sorted(hidden.visits["timed_units"]) != sorted(analyze(day).visits["timed_units"])


def test_what_is_pseudonymised_stays_as_it_is(day: Schedule, key: Path) -> None:
    hidden = pseudonymise(day, key)
    before = key.read_bytes()
    assert pseudonymise(hidden, key) is hidden
    assert key.read_bytes() == before


def test_the_subject_itself_is_not_changed(day: Schedule, key: Path) -> None:
    pseudonymise(day, key)
    assert day.intervals["patient_name"].tolist()[0] == "ZZAnn Sample"
    assert not day.pseudonymised
