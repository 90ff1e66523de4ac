from __future__ import annotations

import json
import re
from itertools import count
from pathlib import Path

import pandas as pd
import pytest

from tests.days import frame
from timeline import Analysis, Schedule, analyze, narrow, read_mapping, read_schedule
from timeline.errors import ScheduleError, WrongValueError
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


def test_rows_are_numbered_by_their_clocks_and_lose_their_file(day: Schedule, key: Path) -> None:
    hidden = pseudonymise(day, key)
    assert hidden.intervals["interval_id"].tolist() == [f"schedule:{row}" for row in (1, 2, 3, 4, 5, 7)]
    assert hidden.skipped["interval_id"].tolist() == ["schedule:6"]
    assert hidden.inputs[0].file == "schedule"
    assert hidden.inputs[0].sha256 == day.inputs[0].sha256


def test_several_files_are_told_apart_by_number(tmp_path: Path, key: Path) -> None:
    paths = [tmp_path / name for name in ("ann.csv", "ben.csv")]
    for path in paths:
        frame(ROWS[0]).drop(columns="interval_id").to_csv(path, index=False)
    hidden = pseudonymise(read_schedule(paths), key)
    assert hidden.intervals["interval_id"].tolist() == ["schedule-1:1", "schedule-2:1"]
    assert [each.file for each in hidden.inputs] == ["schedule-1", "schedule-2"]


def test_row_ids_of_the_clinic_s_own_become_numbers(key: Path) -> None:
    table = frame(*ROWS[:3]).assign(interval_id=["ann-1", "ann:2", "x"], status=["kept", "kept", "cancelled"])
    hidden = pseudonymise(read_schedule(table), key)
    found = [*hidden.intervals["interval_id"], *hidden.skipped["interval_id"]]
    assert found == ["schedule:id-1", "schedule:id-3", "schedule:id-2"]


def test_rows_left_out_for_a_fault_lose_their_file_too(tmp_path: Path, key: Path) -> None:
    path = tmp_path / "ann.csv"
    frame(*ROWS[:2]).drop(columns="interval_id").assign(role=["PT", "WIZARD"]).to_csv(path, index=False)
    hidden = pseudonymise(read_schedule(path, on_fault="skip"), key)
    assert hidden.faults["file"].tolist() == ["schedule"]
    assert hidden.skipped["interval_id"].tolist() == ["schedule:2"]


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


def test_the_order_of_the_file_cannot_be_read_from_anything(key: Path) -> None:
    table = frame(*ROWS).drop(columns="interval_id")
    one, two = (pseudonymise(analyze(read_schedule(each)), key) for each in (table, table.iloc[::-1]))
    assert re.sub(r"[0-9a-f]{64}", "", one.to_json()) == re.sub(r"[0-9a-f]{64}", "", two.to_json())
    for name, shown in one.tables().items():
        pd.testing.assert_frame_equal(shown, two.tables()[name], obj=name)


def test_what_stands_in_place_of_a_code_or_payer_is_hidden_and_real_ones_stay(key: Path) -> None:
    table = frame(*ROWS[:3]).assign(code=["97110", "ZZANN", "97112"], payer=["medicare", "ZZPlan", "ZZPlan"])
    hidden = pseudonymise(analyze(read_schedule(table)), key)
    assert "ZZ" not in everything(hidden)
    names = {person.kind: name for person, name in assign(key, ()).items()}
    assert set(hidden.intervals["code"]) == {"97110", "97112", names["code"]}
    assert {"medicare", names["payer"]} <= set(hidden.intervals["payer"])


def test_a_payer_of_the_clinic_s_own_policy_stays(tmp_path: Path, key: Path) -> None:
    shipped = Path(__file__).parents[2] / "timeline" / "policies" / "full-unit.toml"
    own = tmp_path / "own.toml"
    own.write_text(shipped.read_text().replace('payer = "full-unit"', 'payer = "ours"'))
    schedule = read_schedule(frame(ROWS[0] + " payer=ours"))
    hidden = pseudonymise(schedule, key, policy=own)
    assert hidden.intervals["payer"].tolist() == ["ours"]
    assert analyze(hidden, policy=own).visits["timed_units"].tolist() == [2]
    assert pseudonymise(schedule, key).intervals["payer"].str.startswith("Payer-").all()


def sited(tmp_path: Path) -> Schedule:
    (tmp_path / "clinic.toml").write_text(
        'clinic = "ZZMain"\nsetting = "ZZHall"\ntime_zone = "America/New_York"\n'
        '[[travel]]\nfrom = "ZZMain"\nto = "ZZOther"\nminutes = 20\n[payers]\n"ZZPlan" = "medicare"\n'
    )
    lines = [line for line in ROWS if "cancelled" not in line]
    path = tmp_path / "day.csv"
    table = frame(*lines).drop(columns="interval_id").assign(clinic=[""] * 5 + ["ZZOther"], payer="ZZPlan")
    table.to_csv(path, index=False)
    return read_schedule(path, clinic=tmp_path / "clinic.toml")


@pytest.mark.parametrize("level", ["sites", "dates"])
def test_above_the_first_level_sites_and_hashes_are_hidden_too(tmp_path: Path, key: Path, level: str) -> None:
    open_day = analyze(sited(tmp_path))
    hidden = pseudonymise(open_day, key, level=level)
    said = everything(hidden)
    assert "ZZ" not in said
    assert open_day.schedule.inputs[0].sha256 not in said
    assert open_day.schedule.clinic.sha256 not in said
    assert sorted(hidden.visits["timed_units"]) == sorted(open_day.visits["timed_units"])
    rules = [sorted(each.rule.id for each in result.finding_list) for result in (hidden, open_day)]
    assert rules[0] == rules[1]
    assert "ZZMain" in everything(pseudonymise(open_day, tmp_path / "other.csv"))


def test_dates_are_moved_by_whole_weeks_and_by_as_many_in_every_run(tmp_path: Path, key: Path) -> None:
    open_day = analyze(sited(tmp_path))
    hidden = pseudonymise(open_day, key, level="dates")
    days = (hidden.intervals["date"] - open_day.intervals["date"].iloc[0]).dt.days.unique().tolist()
    assert len(days) == 1
    assert days[0] % 7 == 0 != days[0]
    assert "2026-03-02" not in everything(hidden)
    assert hidden.intervals["start"].dt.time.tolist() == sorted(open_day.intervals["start"].dt.time)
    assert pseudonymise(open_day, key, level="dates").to_json() == hidden.to_json()


def test_claims_and_amounts_move_with_the_dates(day: Schedule, tmp_path: Path, key: Path) -> None:
    claims, used = tmp_path / "claims.csv", tmp_path / "used.csv"
    claims.write_text("date,patient,code,units\n2026-03-02,ZZAnn,97110,9\n2026-03-02,ZZGina,97110,1\n")
    used.write_text("patient,pool,amount,as_of\nZZAnn,PT_SLP,2400,2026-03-01\n")
    open_day = analyze(day, claims=claims, year_to_date=used)
    hidden = pseudonymise(open_day, key, level="dates")
    assert "2026-03-0" not in everything(hidden)
    assert sorted(hidden.reconciliation["result"]) == sorted(open_day.reconciliation["result"])


def test_where_every_move_meets_other_rules_dates_stay_and_it_is_said(
    day: Schedule, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = count()
    monkeypatch.setattr("timeline.privacy.moved._compared", lambda analysis: next(answers))
    with pytest.raises(ScheduleError, match=r"dates cannot be moved.*Use the level sites"):
        pseudonymise(analyze(day), key, level="dates")


def test_a_part_is_shown_under_its_pseudonyms_and_moved_dates(tmp_path: Path, key: Path) -> None:
    part = narrow(analyze(sited(tmp_path)), clinic="ZZMain", first="2026-03-02", last="2026-03-02")
    hidden = pseudonymise(part, key, level="dates")
    assert len(hidden.visits) == len(part.visits) > 0
    assert "ZZ" not in everything(hidden)


def test_a_level_that_there_is_not_is_refused_and_so_are_dates_of_a_schedule_alone(day: Schedule, key: Path) -> None:
    with pytest.raises(WrongValueError, match="no such level; known: ids, sites, dates"):
        pseudonymise(day, key, level="all")
    with pytest.raises(WrongValueError, match="in an analysis only"):
        pseudonymise(day, key, level="dates")
