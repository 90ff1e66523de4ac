from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from tests.audit.test_registry import analysis_of
from tests.schedules_of import analysed, facts, findings, told
from tests.strategies import rows as drawn
from timeline.audit import cotreatment


def test_two_disciplines_at_once_are_a_cotreatment_for_review() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:10-9:40 P1 OT1 97530")
    assert told("cotreatment", *rows) == [("review", "P1", "OT1 PT1", "09:10-09:30", 20, 0)]


def test_a_therapist_and_an_assistant_together_are_a_note() -> None:
    rows = ("9:00-9:15 P1 PT1 97116", "9:00-9:15 P1 PTA1 97116")
    assert told("cotreatment", *rows) == [("note", "P1", "PT1 PTA1", "09:00-09:15", 15, 0)]


def test_a_student_beside_a_therapist_is_no_cotreatment() -> None:
    assert not told("cotreatment", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 STUDENT1 97110")


def test_one_colleague_s_rows_one_after_the_other_are_one_cotreatment() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:05-9:10 P1 OT1 97530", "9:10-9:20 P1 OT1 97535")
    (found,) = findings("cotreatment", *rows)
    assert facts(found) == ("review", "P1", "OT1 PT1", "09:05-09:20", 15, 0)
    assert found.intervals == ("r1", "r2", "r3")


def test_a_colleague_who_comes_back_or_another_one_is_another_cotreatment() -> None:
    rows = ("9:00-9:30 P1 PT1 97116", "9:05-9:10 P1 PTA1 97116", "9:15-9:20 P1 PTA1 97116", "9:20-9:25 P1 PT2 97116")
    assert [(one.providers, one.span) for one in told("cotreatment", *rows)] == [
        ("PT1 PTA1", "09:05-09:10"),
        ("PT1 PTA1", "09:15-09:20"),
        ("PT1 PT2", "09:20-09:25"),
    ]


def test_three_providers_at_once_are_one_cotreatment_of_three() -> None:
    rows = ("9:00-9:15 P1 PT1 97116", "9:00-9:15 P1 PTA1 97116", "9:00-9:15 P1 PT2 97116")
    assert [one.providers for one in told("cotreatment", *rows)] == ["PT1 PT2 PTA1"]


def splits(*rows: str) -> str:
    (found,) = findings("cotreatment", *rows)
    _, said, listed = found.message.partition(" Permitted splits, with the timed units of each visit: ")
    return listed if said else ""


def test_the_permitted_splits_of_two_disciplines_are_listed_with_the_units_of_each() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:00-9:30 P1 OT1 97530")
    assert splits(*rows) == "all to PT, as counted here: PT 2, OT 0; all to OT: PT 0, OT 2; shared equally: PT 1, OT 1."


def test_the_units_of_a_split_are_those_of_each_whole_visit() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:10-9:40 P1 OT1 97530")
    # Alone PT has 10 minutes and OT 10; the 20 together go with one of them, or 10 and 10.
    assert splits(*rows) == "all to PT: PT 2, OT 1; all to OT, as counted here: PT 1, OT 2; shared equally: PT 1, OT 1."


def test_a_split_moves_the_minutes_to_the_code_that_the_other_discipline_recorded() -> None:
    rows = ("9:00-9:16 P1 PT1 97116", "9:00-9:08 P1 OT1 97535", "9:08-9:16 P1 OT1 97530")
    assert splits(*rows) == "all to PT: PT 1, OT 0; all to OT, as counted here: PT 0, OT 1; shared equally: PT 1, OT 1."


def test_time_that_earns_for_neither_code_moves_no_unit() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:00-9:30 P1 OT1 97535 group")
    assert splits(*rows) == "all to PT, as counted here: PT 2, OT 0; all to OT: PT 0, OT 0; shared equally: PT 1, OT 0."


def test_three_disciplines_may_have_it_each_or_a_third() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:00-9:30 P1 OT1 97530", "9:00-9:30 P1 SLP1 97129")
    listed = splits(*rows).split("; ")
    assert [way.partition(":")[0] for way in listed] == [
        "all to PT, as counted here",
        "all to OT",
        "all to SLP",
        "shared equally",
    ]
    assert listed[-1] == "shared equally: PT 1, OT 1, SLP 0."


def test_the_split_that_counts_stays_as_it_was() -> None:
    visits = analysed("9:00-9:30 P1 PT1 97530", "9:00-9:30 P1 OT1 97530").visits
    assert visits.set_index("discipline")["timed_units"].to_dict() == {"PT": 2, "OT": 0}


def test_one_discipline_and_a_visit_that_no_policy_counts_have_nothing_to_split() -> None:
    assert splits("9:00-9:15 P1 PT1 97116", "9:00-9:15 P1 PTA1 97116") == ""
    assert splits("9:00-9:30 P1 PT1 97530 payer=nobody-knows", "9:00-9:30 P1 OT1 97530 payer=nobody-knows") == ""


def test_only_what_goes_on_with_the_same_people_is_one_cotreatment() -> None:
    rows = ("7:00-10:00 P1 PT1 97116", "7:10-7:20 P1 PTA1 97116", "8:10-8:20 P1 PT2 97116", "9:20-9:30 P1 PT2 97116")
    found = findings("cotreatment", *rows, "9:05-9:10 P1 OT1 97530", "9:10-9:20 P1 OT1 97535")
    assert [(facts(one).providers, facts(one).span, one.intervals) for one in found] == [
        ("OT1 PT1", "09:05-09:20", ("r1", "r5", "r6")),
        ("PT1 PTA1", "07:10-07:20", ("r1", "r2")),
        ("PT1 PT2", "08:10-08:20", ("r1", "r3")),
        ("PT1 PT2", "09:20-09:30", ("r1", "r4")),
    ]
    assert found[0].message.startswith(
        "OT1 and PT1 treated P1 together on 2026-03-02, 09:05–09:20 (15 minutes); the minutes count once, for one of "
        "them."
    )


def test_where_the_payer_looks_at_the_whole_date_the_other_discipline_s_minutes_move_too() -> None:
    # 97530 and 97750 are a pair: beside the other's minutes as they are now, either split would lose a code.
    rows = ("9:00-9:30 P1 PT1 97530 payer=medicare-hospital", "9:00-9:30 P1 OT1 97750 payer=medicare-hospital")
    listed = splits(*rows)
    assert "all to PT, as counted here: PT 2, OT 0" in listed
    assert "all to OT: PT 0, OT 2" in listed


@settings(max_examples=15)
@given(drawn())
def test_the_splits_of_all_spans_are_those_of_each(day: list[dict[str, Any]]) -> None:
    record = analysis_of(day).record
    asked = [(who, run) for who, runs in cotreatment.runs_together(record).items() for run in runs]
    each = [cotreatment.splits(record, who, run) for who, run in asked]
    assert cotreatment._all_splits(record, asked) == each
