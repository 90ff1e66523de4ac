from __future__ import annotations

import copy
import multiprocessing
import pickle
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from tests.days import frame
from tests.schedules_of import analysed
from timeline import contracts
from timeline.analysis.document import to_dict
from timeline.attendance.compiled import plain
from timeline.errors import WrongValueError
from timeline.result import Analysis, analyze
from timeline.schedules import read_schedule
from timeline.visits import Accounts, answers

DAY = ("9:00-9:30 P1 PT1 97110", "9:10-9:20 P2 PT1 97110", "9:30-10:00 P1 97014", "9:00-10:30 PT1 shift")


def visits_of(analysis: Analysis) -> list[dict[str, Any]]:
    visits: list[dict[str, Any]] = to_dict(analysis)["visits"]
    return visits


@pytest.fixture(scope="module")
def day() -> Analysis:
    return analysed(*DAY)


def test_every_table_keeps_its_contract(day: Analysis) -> None:
    stated = {table.name: table for table in contracts.ALL}
    for name, table in day.tables().items():
        contract = stated[name]
        pages = contracts.PAGE_ONLY if name == "intervals" else ()
        kept = {column.name: column.type for column in contract.published if column.name not in pages}
        assert {column: str(dtype) for column, dtype in table.dtypes.items()} == kept
        assert not table.duplicated(list(contract.key)).any()


def test_tables_leave_out_the_columns_for_pages(day: Analysis) -> None:
    assert not set(contracts.PAGE_ONLY) & set(day.tables()["intervals"].columns)
    assert set(contracts.PAGE_ONLY) <= set(day.intervals.columns)


def test_editing_a_table_changes_no_result(day: Analysis) -> None:
    before, edited = day.visits.copy(deep=True), day.visits
    edited["timed_units"] = 99
    assert_frame_equal(day.visits, before)


def test_codes_add_up_to_their_visits(day: Analysis) -> None:
    timed = day.codes[day.codes["timed"]].groupby("patient")["minutes"].sum()
    assert timed.to_dict() == dict(zip(day.visits["patient"], day.visits["timed_minutes"], strict=True))


def test_lines_of_the_chosen_allocation_carry_the_units_of_the_codes(day: Analysis) -> None:
    lines = day.lines[day.lines["alternative"] == 0]
    assert lines[["patient", "code", "units", "modifiers"]].to_numpy().tolist() == [
        ["P1", "97110", 1, "GP"],
        ["P1", "G0283", 1, "GP"],
        ["P2", "97110", 1, "GP"],
    ]


def test_units_are_missing_and_not_zero_without_a_policy() -> None:
    analysis = analysed("9:00-9:30 P1 PT1 97110 payer=sunny-health")
    assert analysis.visits["timed_units"].isna().tolist() == [True]
    assert analysis.codes["units"].isna().tolist() == [True]


def test_findings_and_their_rows_join_to_the_source(day: Analysis) -> None:
    shown = day.finding_intervals.merge(day.findings, on="finding_id").merge(day.intervals, on="interval_id")
    contested = shown[shown["rule"] == "overlap.contested"]
    assert contested["interval_id"].tolist() == ["r1", "r2"]


def test_the_contest_rule_is_chosen_by_name() -> None:
    minutes = {
        rule: analysed(*DAY, contest=rule).visits["timed_minutes"].tolist() for rule in ("exclusive", "documented")
    }
    assert minutes == {"exclusive": [20, 0], "documented": [30, 10]}


def test_an_unknown_contest_rule_is_refused() -> None:
    with pytest.raises(WrongValueError, match="known: exclusive, nested, documented"):
        analysed(*DAY, contest="majority")


def test_it_says_counts_and_no_names(day: Analysis) -> None:
    assert repr(day) == "Analysis(2 visits, nested, findings: 1 error, 1 review, 3 notes)"
    shown = day._repr_html_()
    assert "P1" not in shown
    assert "<th>Visits</th><td>2</td>" in shown


def test_a_clinics_own_policy_counts_for_its_payer(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('payer = "sunny-health"\ntitle = "Own rules"\nextends = "cpt-midpoint"\n')
    schedule = read_schedule(frame("9:00-9:30 P1 PT1 97110 payer=sunny-health"))
    assert analyze(schedule, policy=own).visits["timed_units"].tolist() == [2]


def test_tables_of_an_empty_schedule_are_empty() -> None:
    empty = analysed("9:00-9:30 P1 PT1 97110 cancelled")
    assert {name for name, frame in empty.tables().items() if len(frame)} == {
        "skipped",
        "not_kept",
        "planned",
        "planned_summary",
    }
    assert all(isinstance(frame, pd.DataFrame) for frame in empty.tables().values())


def test_no_part_of_it_shows_people_by_its_repr(day: Analysis) -> None:
    at = day.at("9:15")
    parts = [
        day.record.attendance,
        day.record.rows,
        (days := day.record.attendance.days),
        *map(days.on, days.dates),
        *day.record.accounts.values(),
        day.record.claims,
        *day.record.comparison,
        day.record,
    ]
    parts += [*day.finding_list, at, *at.providers, *at.patients, day.explain("P2")]
    assert not [type(part).__name__ for part in parts if re.search(r"\bP(T|TA)?\d", repr(part))]


def test_a_result_can_be_pickled_and_copied(day: Analysis) -> None:
    for other in (pickle.loads(pickle.dumps(day)), copy.deepcopy(day)):  # noqa: S301 - our own bytes
        assert other.to_json() == day.to_json()


def test_a_result_that_was_counted_in_numbers_can_be_pickled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "kernels_for", lambda _: plain)
    read = analysed(*(f"{line} payer=medicare" for line in DAY))
    before = read.to_json()
    accounts = cast(Accounts, read.record.accounts)
    assert accounts.answers.in_numbers.book.plans
    for other in (pickle.loads(pickle.dumps(read)), copy.deepcopy(read)):  # noqa: S301 - our own bytes
        assert not vars(other.record.accounts)["_made"]
        assert other.to_json() == before


def test_a_result_under_a_policy_of_the_clinic_can_be_pickled(tmp_path: Path) -> None:
    file = tmp_path / "harbor.toml"
    file.write_text('payer = "harbor"\ntitle = "Harbor"\nextends = "medicare"\nverified_through = 2026-12-31\n')
    schedule = read_schedule(frame(*DAY), payer="harbor")
    read = analyze(schedule, policy=file)
    for other in (pickle.loads(pickle.dumps(read)), copy.deepcopy(read)):  # noqa: S301 - our own bytes
        assert other.to_json() == read.to_json()


def test_a_result_comes_back_from_another_process() -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        other = pool.submit(analysed, *DAY).result()
    assert other.to_json() == analysed(*DAY).to_json()


def test_completion_offers_the_same_public_names_before_and_after_tables_are_read(day: Analysis) -> None:
    fresh = copy.deepcopy(day)
    offered = dir(fresh)
    fresh.tables()
    assert dir(fresh) == offered
    assert {"visits", "rows", "demands", "explain"} <= set(offered)
    assert not [name for name in offered if name.startswith("_") or not hasattr(fresh, name)]


def test_a_table_says_its_columns_where_help_asks() -> None:
    assert "timed_units" in (Analysis.visits.__doc__ or "")
    assert "severity" in (Analysis.findings.__doc__ or "")


def test_rows_say_what_each_row_was_taken_for(day: Analysis) -> None:
    told = day.rows.set_index("interval_id")
    assert told.loc["r3", "mode"] == "supervised"
    assert "from its code" in told.loc["r3", "why"]
    assert [row["interval_id"] for row in day.to_dict(rows=True)["rows"]] == told.index.tolist()
    assert "rows" not in day.to_dict()


def test_the_evidence_of_a_finding_is_asked_for_by_its_id(day: Analysis) -> None:
    first = day.findings["finding_id"].iloc[0]
    assert day.evidence(first)["finding"]["id"] == first
    with pytest.raises(WrongValueError, match="no finding has that id"):
        day.evidence("nobody")


def test_a_date_taken_from_a_table_can_be_asked_for(day: Analysis) -> None:
    first = day.visits["date"].iloc[0]
    assert day.explain("P1", date=first).to_dict() == day.explain("P1", date="2026-03-02").to_dict()
    assert day.at("9:15", date=first).to_dict() == day.at("9:15").to_dict()
