"""The laws of the whole analysis: L9, every figure is traceable; L10, the same bytes give the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import COLUMNS, ticks
from timeline import Analysis, analyze, read_schedule
from timeline.code_table import code_table
from timeline.policies import sources
from timeline.units import reasons
from timeline.vocabulary import ContestRule

TUESDAY = Path(__file__).parents[2] / "sample_schedules" / "busy_tuesday.csv"
MONDAY = datetime(2026, 3, 2)
VISIT = ["date", "patient", "discipline"]
Rows = list[dict[str, Any]]
any_rule = st.sampled_from(ContestRule)


def analyzed(drawn: Rows, contest: str = "nested") -> Analysis:
    """Read drawn rows as a clinic's table, without ids of their own, and analyse them."""
    records = [
        {**row, **{edge: (MONDAY + timedelta(seconds=row[edge])).isoformat() for edge in ("start", "end")}}
        for row in drawn
    ]
    return analyze(read_schedule(pd.DataFrame(records, columns=["start", "end", *COLUMNS])), contest=contest)


def sums(frame: pd.DataFrame, by: list[str]) -> dict[Any, int]:
    """Sum the seconds of a table per value of some columns."""
    counted: Counter[Any] = Counter()
    for *key, seconds in zip(*(frame[name] for name in [*by, "seconds"]), strict=True):
        counted[tuple(key)] += seconds
    return dict(counted)


# L9


@given(drawn=ticks, contest=any_rule)
def test_l9_every_code_minute_is_a_sum_of_spans(drawn: tuple[Rows, int], contest: ContestRule) -> None:
    result = analyzed(drawn[0], contest)
    codes = result.codes[result.codes["evidence"] == "documented"]
    for rule in ContestRule:
        counting = result.code_spans[(result.code_spans["counts_as"] == "earned") & result.code_spans[rule]]
        seconds = sums(counting[counting["evidence"] == "documented"], [*VISIT, "code"])
        for *key, minutes in zip(*(codes[name] for name in [*VISIT, "code", f"minutes_{rule}"]), strict=True):
            assert minutes == seconds.pop(tuple(key), 0) // 60
        assert not seconds


@given(drawn=ticks)
def test_l9_every_span_of_a_code_lies_in_a_source_row_of_that_code(drawn: tuple[Rows, int]) -> None:
    result = analyzed(drawn[0])
    rows = result.intervals.set_index("interval_id").to_dict("index")
    for span in result.code_spans.to_dict("records"):
        row = rows[span["interval_id"]]
        assert row["start"] <= span["start"] < span["end"] <= row["end"]
        assert [row[name] for name in ("date", "patient", "code", "provider")] == [
            span[name] for name in ("date", "patient", "code", "provider")
        ]


@given(drawn=ticks, contest=any_rule)
def test_l9_the_states_of_a_visit_sum_to_its_span(drawn: tuple[Rows, int], contest: ContestRule) -> None:
    visits = analyzed(drawn[0], contest).visits
    states = visits[[name for name in visits if name.endswith("_seconds")]].sum(axis=1)
    assert states.tolist() == ((visits["end"] - visits["start"]) // pd.Timedelta(seconds=1)).tolist()


@given(drawn=ticks)
def test_l9_every_row_a_finding_or_an_interruption_names_exists(drawn: tuple[Rows, int]) -> None:
    result = analyzed(drawn[0])
    known = set(result.intervals["interval_id"])
    for table in (
        result.finding_intervals,
        result.interruptions,
        result.displacements,
        result.demands,
        result.not_seen,
    ):
        assert set(table["interval_id"]) <= known
    assert set(result.finding_intervals["finding_id"]) == set(result.findings["finding_id"])


@given(drawn=ticks)
def test_l9_every_unit_has_a_reason_and_every_reason_a_known_source(drawn: tuple[Rows, int]) -> None:
    in_code_table = {code.cited for code in code_table().values()}
    for account in analyzed(drawn[0]).record.accounts.values():
        for counted in (account.units or {}).values():
            assert reasons(counted) or not any(counted.units.values())
            cited = {reason.source for reason in reasons(counted) if reason.source} - in_code_table
            assert {source.split(" ")[0] for source in cited} <= sources().keys()


# L10


def essence(result: Analysis) -> Any:
    """Keep what must not depend on row numbers: minutes, units, lines and the ids of findings."""
    document = json.loads(result.to_json())
    for visit in document["visits"]:
        for interruption in visit["interruptions"]:
            del interruption["interval_id"]
        visit["interruptions"].sort(key=repr)
        for edit in visit["edits"]:
            del edit["intervals"]
    told = [{name: value for name, value in finding.items() if name != "intervals"} for finding in document["findings"]]
    return {name: document[name] for name in ("visits", "providers")} | {"findings": told}


@pytest.mark.slow
@given(drawn=ticks, data=st.data(), contest=any_rule)
def test_l10_row_order_changes_no_minute_no_unit_and_no_finding(
    drawn: tuple[Rows, int], contest: ContestRule, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(drawn[0]))
    assert essence(analyzed(order, contest)) == essence(analyzed(drawn[0], contest))


def test_l10_row_order_of_a_whole_day_changes_no_minute_no_unit_and_no_finding() -> None:
    day = pd.read_csv(TUESDAY, dtype=str, keep_default_na=False)
    backwards = day.iloc[::-1]
    assert essence(analyze(read_schedule(backwards))) == essence(analyze(read_schedule(day)))


def test_l10_the_same_bytes_give_the_same_document_twice() -> None:
    assert analyze(read_schedule(TUESDAY)).to_json() == analyze(read_schedule(TUESDAY)).to_json()


SURROUNDINGS = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "Pacific/Chatham", "LC_ALL": "C.UTF-8"},
)


def test_l10_hash_seed_time_zone_and_locale_change_no_byte() -> None:
    command = [sys.executable, "-m", "timeline", "analyze", str(TUESDAY), "--format", "json"]
    printed = [
        subprocess.run(command, env=os.environ | around, capture_output=True, check=True).stdout
        for around in SURROUNDINGS
    ]
    assert json.loads(printed[0])["visits"]
    assert printed[0] == printed[1]
