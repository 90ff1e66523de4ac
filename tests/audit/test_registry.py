from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given

from tests.days import frame
from tests.product import IN_FORCE, intervals
from tests.schedules_of import analysed
from tests.strategies import rows
from timeline.audit import FINDING_RULES
from timeline.audit.visit_rules import REMARKS
from timeline.result import Analysis, analyze
from timeline.schedules import Schedule, read_schedule

#: One day on which much goes wrong.
DAY = (
    "9:00-9:30 P1 PT1 97110",
    "9:20-9:50 P2 PT1 97110",
    "9:50-9:55 P2 PT1 assessment",
    "10:00-10:20 P3 AIDE1 97110",
    "10:00-10:20 P4 PT1 97150",
    "10:30-10:45 P5 PT1 99999",
    "11:00-11:10 P6 PT1 97110 payer=sunny-health",
    "11:00-11:10 P7 X1:PT 97032",
    "11:10-11:20 P7 X1:PTA 97032",
    "12:00-12:30 P8 PT1 appointment",
)


def analysis_of(day: Sequence[Mapping[str, Any]]) -> Analysis:
    """Analyse drawn rows as if they had been read."""
    empty = read_schedule(frame("9:00-9:15 P1 PT1 97110 cancelled"))
    read = Schedule(
        interval_table=intervals(day, first=IN_FORCE), skipped_table=empty.skipped, fault_table=empty.faults
    )
    return analyze(read)


def ids(analysis: Analysis) -> list[str]:
    return [finding.id for finding in analysis.finding_list]


@given(rows())
def test_contested_findings_add_up_to_the_providers_contested_time(day: list[dict[str, Any]]) -> None:
    analysis = analysis_of(day)
    told: dict[str, int] = defaultdict(int)
    for finding in analysis.finding_list:
        if finding.rule.id == "overlap.contested":
            told[finding.providers[0]] += finding.seconds
    accounts = analysis.providers.groupby("provider")["contested_seconds"].sum()
    assert dict(told) == {provider: seconds for provider, seconds in accounts.items() if seconds}


@given(rows())
def test_every_message_is_one_or_two_sentences_that_name_somebody_and_the_date(day: list[dict[str, Any]]) -> None:
    for finding in analysis_of(day).finding_list:
        assert len(re.findall(r"[.!?](?= [A-Z]|$)", finding.message)) in (1, 2), finding.message
        assert finding.message.endswith(".")
        people = (*finding.patients, *finding.providers)
        assert any(person in finding.message for person in people) or not people
        assert finding.date in finding.message or not people


@given(rows())
def test_time_and_units_of_a_finding_lie_within_bounds(day: list[dict[str, Any]]) -> None:
    for finding in analysis_of(day).finding_list:
        assert re.fullmatch(r"[0-9a-f]{12}(-\d+)?", finding.id)
        # Impossible time adds up the patients of a provider: that it exceeds the clock is the finding.
        assert 0 <= finding.seconds <= finding.end - finding.start or finding.rule.id == "time.impossible"
        assert finding.units_at_risk >= 0
        assert finding.intervals


@given(rows())
def test_ids_are_distinct(day: list[dict[str, Any]]) -> None:
    found = ids(analysis_of(day))
    assert len(found) == len(set(found))


@given(rows())
def test_the_order_of_rows_changes_no_finding(day: list[dict[str, Any]]) -> None:
    mixed = random.Random(7).sample(day, len(day))
    listed = analysis_of(day).finding_list
    told = [(f.id, f.message, sorted(f.intervals)) for f in listed]
    after = [(f.id, f.message, sorted(f.intervals)) for f in analysis_of(mixed).finding_list]
    twins = {row for f in listed if f.rule.id == "overlap.duplicate_row" for row in f.intervals}
    assert [item[:2] for item in told] == [item[:2] for item in after]
    assert [item for item in told if not twins.intersection(item[2])] == [
        item for item in after if not twins.intersection(item[2])
    ]


def test_unrelated_rows_change_no_id() -> None:
    before = ids(analysed(*DAY))
    more = analysed("7:00-7:30 P9 PT9 97110", *DAY, "7:15-7:45 P10 PT9 97140", "8:00-8:05 P11 AIDE9 97110 next")
    assert len(before) >= 8
    assert set(before) <= set(ids(more))


def test_names_of_people_stay_out_of_every_finding() -> None:
    named = frame(*DAY).assign(patient_name="Secretive Sample", provider_name="Private Person", note="Hidden Word")
    told = "\n".join(f"{f.message} {f.remedy}" for f in analyze(read_schedule(named)).finding_list)
    assert told
    assert not re.search("Secretive|Sample|Private|Person|Hidden", told)


def test_findings_stand_from_severe_to_slight_and_then_by_clock() -> None:
    order = ["error", "review", "note"]
    keys = [(order.index(f.severity), f.date, f.start) for f in analysed(*DAY).finding_list]
    assert keys == sorted(keys)


@pytest.mark.parametrize("rule", FINDING_RULES.values(), ids=lambda rule: rule.id)
def test_every_rule_says_what_it_means_and_how_to_mend_it(rule: Any) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+|cotreatment", rule.id)
    assert rule.meaning.endswith(".")
    assert rule.remedy.endswith(".")


def test_two_findings_with_one_hash_get_a_number() -> None:
    row = "9:00-9:15 P1 AIDE1 97110"
    found = [f.id for f in analysed(row, row).finding_list if f.rule.id == "claim.aide"]
    assert found[1] == f"{found[0]}-2"


def test_a_day_without_anything_wrong_has_no_findings() -> None:
    found = analysed("9:00-9:30 P1 PT1 97110", "9:30-10:00 P2 PT1 97140", "8:00-12:00 PT1 shift").finding_list
    assert [finding.rule.id for finding in found] == ["threshold.unknown"]  # nobody stated what was used before


def test_hostile_ids_are_told_as_they_are() -> None:
    day = frame("9:00-9:30 P1 PT1 97110", "9:20-9:50 P2 PT1 97110").assign(patient=["<b>", "=1+1"])
    (found, *_) = analyze(read_schedule(day)).finding_list
    assert found.patients == ("<b>", "=1+1")


def test_twins_keep_their_numbers_when_their_rows_change_places() -> None:
    twins = ["9:00-9:15 P1 AIDE1 97110 id=a", "9:00-9:15 P1 AIDE1 97110 id=b"]
    told, after = (
        [(f.id, f.intervals) for f in analysed(*day).finding_list if f.rule.id == "claim.aide"]
        for day in (twins, twins[::-1])
    )
    assert told == after


def test_what_the_unit_engine_remarks_is_a_rule_of_the_audit_too() -> None:
    assert REMARKS.items() <= FINDING_RULES.items()


def test_twins_of_several_rows_keep_their_numbers_when_their_rows_change_places() -> None:
    twins = [f"9:00-9:15 P1 AIDE1 97110 id={name} clinic={site}" for name, site in ("dx", "ax", "by", "cy")]
    told, after = (
        [(f.id, sorted(f.intervals)) for f in analysed(*day).finding_list if f.rule.id == "overlap.duplicate_row"]
        for day in (twins, [*twins[2:], *twins[:2]])
    )
    assert [rows for _, rows in told] == [["a", "d"], ["b", "c"]]
    assert told == after
