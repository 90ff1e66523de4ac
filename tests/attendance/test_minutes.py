"""Seconds per visit and code, summed from the tables."""

from __future__ import annotations

import pytest

from tests.days import DATE, attended, minutes, visit, visits
from timeline.attendance import CodeSeconds
from timeline.vocabulary import ContestRule

pytestmark = pytest.mark.usefixtures("engine")


def code(*lines: str, name: str = "97110") -> CodeSeconds:
    return visit(attended(*lines), "P1").codes[name]


def test_seconds_are_exact() -> None:
    assert code("9:00:10-9:08:09 P1 PT1 97110").by_rule == dict.fromkeys(ContestRule, 479)


def test_every_analysis_gives_all_three_rules() -> None:
    for contest in ContestRule:
        found = attended("9:00-9:30 P1 PT1 97110", "9:10-9:15 P2 PT1 97110", contest=contest)
        assert (minutes(found, "P1", "97110"), minutes(found, "P2", "97110")) == ((25, 25, 30), (0, 5, 5))


def test_per_code_a_stricter_rule_may_give_more() -> None:
    # Where PT1 is claimed twice the therapist's 97110 falls away and the assistant's 97112 is credited.
    found = attended("9:00-9:20 P1 PT1 97110", "9:00-9:20 P1 PTA1 97112", "9:10-9:30 P2 PT1 97110")
    assert (minutes(found, "P1", "97110"), minutes(found, "P1", "97112")) == ((10, 10, 20), (10, 10, 0))


def test_an_assistants_credited_seconds_are_assistant_time() -> None:
    handed_over = code("9:00-9:10 P1 PT1 97110", "9:10-9:25 P1 PTA1 97110")
    assert (handed_over.by_rule[ContestRule.NESTED], handed_over.assistant) == (1500, 900)


def test_joint_time_is_the_therapists() -> None:
    assert code("9:00-9:20 P1 PT1 97110", "9:00-9:30 P1 PTA1 97110").assistant == 600


def test_supervised_rows_earn_the_union_of_their_spans() -> None:
    assert code("9:00-9:20 P1 G0283", "9:10-9:30 P1 PT1 G0283", "9:10-9:30 P1 PT1 G0283", name="G0283").by_rule == (
        dict.fromkeys(ContestRule, 1800)
    )


@pytest.mark.parametrize(("first", "second"), [("PT1", "PTA1"), ("PTA1", "PT1"), ("", "PTA1")])
def test_the_part_of_the_union_in_an_assistants_rows_is_assistant_time(first: str, second: str) -> None:
    assert code(f"9:00-9:20 P1 {first} G0283", f"9:10-9:30 P1 {second} G0283", name="G0283").assistant == 1200


def test_a_modality_attended_for_a_part_earns_both_spans_once() -> None:
    found = attended("9:00-9:20 P1 G0283", "9:10-9:30 P1 PT1 G0283 one_on_one")
    assert minutes(found, "P1", "G0283") == (30, 30, 30)
    assert visit(found, "P1").treatment == 1800


def test_where_a_modality_is_attended_the_credited_row_decides_whose_time_it_is() -> None:
    assert code("9:00-9:20 P1 PTA1 G0283", "9:00-9:10 P1 PT1 G0283 one_on_one", name="G0283").assistant == 600


@pytest.mark.parametrize(
    ("line", "uncoded", "unearned"),
    [
        ("9:00-9:20 P1 PT1", 20, 0),
        ("9:00-9:20 P1 PT1 99999X", 0, 20),
        ("9:00-9:20 P1 PT1 97150 one_on_one", 0, 20),
        ("9:00-9:20 P1 PT1 97110 group", 0, 20),
        ("9:00-9:20 P1 PT1 97150", 0, 20),
        ("9:00-9:20 P1 PT1 97110", 0, 0),
    ],
)
def test_credited_seconds_are_code_uncoded_or_unearned(line: str, uncoded: int, unearned: int) -> None:
    found = visit(attended(line), "P1")
    assert (found.uncoded / 60, found.unearned / 60, found.treatment) == (uncoded, unearned, 1200)


@pytest.mark.parametrize("line", ["P1 97110 supervised", "P1 PT1 supervised", "P1 rest", "P1 AIDE1 97110"])
def test_what_earns_nothing_and_is_not_credited_is_no_treatment(line: str) -> None:
    assert visit(attended(f"9:00-9:20 {line}"), "P1").treatment == 0


def test_treatment_is_the_union_of_credited_and_supervised_time() -> None:
    found = attended("9:00-9:20 P1 PT1 97110", "9:10-9:30 P1 G0283", "9:30-9:40 P1 rest", "9:50-10:00 P1 PT1 97110")
    assert visit(found, "P1").treatment == 40 * 60


def test_minutes_are_told_by_activity() -> None:
    told = code("9:00-9:10 P1 PT1 97110 assessment", "9:10-9:25 P1 PT1 97110", "9:25-9:30 P1 PT1 97110 assessment")
    assert told.by_activity == {"assessment": 900, "intervention": 900}


def test_one_on_one_time_is_told_under_each_rule() -> None:
    found = attended("9:00-9:30 P1 PT1 97110", "9:10-9:15 P2 PT1 97110")
    assert list(visit(found, "P2").one_on_one.values()) == [0, 300, 300]


def test_visits_are_sorted_by_date_patient_and_discipline() -> None:
    found = attended("9:00-9:10 next P1 PT1 97110", "9:00-9:10 P2 PT1 97110", "9:10-9:20 P2 OT1 97530")
    assert [*visits(found)] == [(DATE, "P2", "OT"), (DATE, "P2", "PT"), ("2026-03-03", "P1", "PT")]


def test_a_visit_reaches_from_its_first_start_to_its_last_end() -> None:
    found = attended("9:30-9:40 P1 PT1 97110", "9:00-9:05 P1 rest", "9:20-9:50 P1 G0283", "9:40-10:30 P1 OT1 97530")
    one = visit(found, "P1")
    assert (f"{one.start:%H:%M}", f"{one.end:%H:%M}", one.evidence) == ("09:00", "09:50", "documented")
