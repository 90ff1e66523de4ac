"""One question, one answer: what is kept of earlier visits changes no answer, on no date and for no rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as drawn_from
from hypothesis import strategies as st

from tests.claim_strategies import Date, dates
from tests.unit_rules import ON, given, rules_of
from timeline.code_table import code_table
from timeline.policies import load_policy
from timeline.policies.model import Rules
from timeline.units import CodeTime, VisitTimes, VisitUnits, remembered
from timeline.units.engine import count_date, payable_of
from timeline.units.model import Spans
from timeline.units.remembered import asked, count_remembered, payable_remembered, question_of

DAY = date(2026, 3, 2)
MEDICARE = load_policy("medicare").on(DAY)
#: Codes of a pair, and where each has a stretch of its own.
PLACES = (("97150", "97110"), (32400, 33900), (33900, 34800))
THREE = {"97110": 900, "97112": 900, "97530": 900}


def visit(seconds: dict[str, int], spans: Spans | None = None) -> VisitTimes:
    return VisitTimes("PT", [CodeTime(code, spent) for code, spent in seconds.items()], spans)


def count(told: VisitTimes, payer: str = "medicare", on: date = DAY) -> VisitUnits:
    return count_remembered([asked(told)], load_policy(payer).on(on), on=on)[0]


def is_same_question(one: VisitTimes, other: VisitTimes, payer: str = "medicare", *days: date) -> bool:
    first, second = days or (DAY, DAY)
    rules = load_policy(payer).on(first)
    return question_of([asked(one)], rules, first)[0] == question_of([asked(other)], rules, second)[0]


def moved(visits: list[VisitTimes], by: int) -> list[VisitTimes]:
    """Move all rows of a date alike, and give every row another id."""
    return [
        replace(
            each,
            spans=None
            if each.spans is None
            else {
                code: [(start + by, end + by, f"{row}'") for start, end, row in listed]
                for code, listed in each.spans.items()
            },
        )
        for each in visits
    ]


@drawn_from(drawn=dates(capped=True), by=st.integers(0, 9999))
def test_any_date_is_counted_with_the_memory_as_without_it_and_so_is_its_like(drawn: Date, by: int) -> None:
    rules, visits = rules_of(drawn.law), given(drawn.visits)
    like = moved(visits, by)
    for told in (visits, like):
        assert count_remembered([asked(each) for each in told], rules, on=ON) == count_date(told, rules, on=ON)
        assert payable_remembered([asked(each) for each in told], rules, on=ON) == payable_of(told, rules, on=ON)
    questions = [question_of([asked(each) for each in told], rules, ON)[0] for told in (visits, like)]
    assert questions[0] == questions[1]


#: The first and last days of the quarters of some years, and those on which codes begin or end.
_QUARTERS = {date(year, month, 1) for year in (2024, 2025, 2026) for month in (1, 4, 7, 10)}
_ENDS = {day for code in code_table().values() for day in (code.in_use.start, code.in_use.until) if day is not None}
_DAYS = sorted({day - timedelta(back) for day in _QUARTERS | _ENDS if day.year >= 2024 for back in (0, 1)})


_CODES = st.lists(st.sampled_from(sorted(code_table())), min_size=1, max_size=5, unique=True)


@drawn_from(
    codes=_CODES,
    payer=st.sampled_from(("medicare", "medicare-hospital", "cpt-midpoint")),
    seconds=st.integers(0, 3000),
    days=st.lists(st.sampled_from(_DAYS[1:]), min_size=2, max_size=5),
)
def test_an_answer_of_one_date_serves_no_date_on_which_another_is_due(
    codes: list[str], payer: str, seconds: int, days: list[date]
) -> None:
    """Days lie about the changes of codes, pairs, ceilings and what was verified: there the answers differ."""
    told = [visit(dict.fromkeys(codes, seconds), {code: [(0, seconds + 1, code)] for code in codes})]
    for day in days:
        rules = load_policy(payer).on(day)
        assert count_remembered([asked(each) for each in told], rules, on=day) == count_date(told, rules, on=day)


def test_two_days_of_one_period_ask_the_same_and_each_answer_has_its_date() -> None:
    later = DAY + timedelta(1)
    assert is_same_question(visit(THREE), visit(THREE), "medicare", DAY, later)
    assert [count(visit(THREE), on=day).on for day in (DAY, later)] == [DAY, later]


def test_a_code_out_of_use_is_told_with_its_own_date() -> None:
    retired = visit({"97532": 900})
    texts = [count(retired, on=day).remarks[0].text for day in (DAY, DAY + timedelta(1))]
    assert ["2026-03-02" in texts[0], "2026-03-03" in texts[1]] == [True, True]


def test_rows_matter_only_to_codes_of_pairs() -> None:
    apart = {"97110": [(0, 900, "A")], "97112": [(900, 1800, "B")], "97530": [(0, 900, "C")]}
    assert is_same_question(visit(THREE), visit(THREE, apart))
    group = {"97110": 900, "97150": 900}
    alone, at_once = ({"97110": [(0, 900, "A")], "97150": [(begin, begin + 900, "B")]} for begin in (900, 0))
    assert not is_same_question(visit(group, alone), visit(group, at_once))


def test_an_answer_names_the_rows_of_the_visit_that_asks() -> None:
    told = [
        count(visit({"97110": 900, "97150": 900}, {"97150": [(0, 900, one)], "97110": [(900, 1800, two)]}))
        for one, two in pairwise("ABC")
    ]
    assert [found.edits[0].intervals for found in told] == [("A", "B"), ("B", "C")]
    assert [remark.intervals for found in told for remark in found.remarks if remark.intervals] == [
        ("A", "B"),
        ("B", "C"),
    ]


def counting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Begin with an empty memory, and list the seconds of each visit that the engine counts from here on."""
    counted: list[int] = []

    def count_and_tell(visits: list[VisitTimes], rules: Rules, *, on: date) -> tuple[VisitUnits, ...]:
        counted.append(sum(time.seconds for each in visits for time in each.times))
        return count_date(visits, rules, on=on)

    monkeypatch.setattr(remembered, "_KEPT", remembered._Kept())
    monkeypatch.setattr(remembered, "count_date", count_and_tell)
    return counted


def test_equal_questions_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = counting(monkeypatch)
    for spent in (900, 960, 900, 900):
        assert count(visit({"97110": spent})).timed_units == 1
    assert counted == [900, 960]


def test_what_was_not_asked_for_longest_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three answers have room: each lists a claim, and takes room of its own."""
    counted = counting(monkeypatch)
    monkeypatch.setattr(remembered, "CLAIMS", 6)
    for spent in (900, 960, 1020, 900, 1080):
        count(visit({"97110": spent}))
    for spent in (1080, 900, 1020, 960):
        count(visit({"97110": spent}))
    assert counted == [900, 960, 1020, 1080, 960]


def test_what_is_kept_lists_no_more_claims_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four codes of seven minutes tie for two units: six claims in each answer."""
    counting(monkeypatch)
    monkeypatch.setattr(remembered, "CLAIMS", 20)
    for spent in range(420, 480):
        tied = visit(dict.fromkeys(("97110", "97112", "97116", "97530"), spent))
        assert len(count(tied).alternatives) == 6
        assert count(tied) == count_date([tied], load_policy("medicare").on(DAY), on=DAY)[0]
        assert remembered._KEPT.claims <= 20


def told(*visits: VisitTimes, rules: Rules = MEDICARE, on: date = DAY) -> tuple[VisitUnits, ...]:
    """Ask twice, and find that both answers are the engine's own."""
    expected = count_date(visits, rules, on=on)
    for _ in range(2):
        assert count_remembered([asked(each) for each in visits], rules, on=on) == expected
        assert payable_remembered([asked(each) for each in visits], rules, on=on) == payable_of(visits, rules, on=on)
    return expected


def test_rows_of_two_visits_of_a_hospital_are_told_apart() -> None:
    rules = load_policy("medicare-hospital").on(DAY)
    group, exercise = ({code: [(start, end, f"row of {code}")]} for code, start, end in zip(*PLACES, strict=True))
    found = told(
        VisitTimes("PT", [CodeTime("97150", 1500)], group),
        VisitTimes("OT", [CodeTime("97110", 900)], exercise),
        rules=rules,
    )
    assert [edit.intervals for each in found for edit in each.edits] == [("row of 97150", "row of 97110")]


def test_a_conditional_claim_names_the_rows_of_its_own_visit() -> None:
    turns: Spans = {code: [(start, start + 420, code)] for code, start in (("97530", 0), ("97750", 420))}
    (found,) = told(VisitTimes("PT", [CodeTime("97530", 840), CodeTime("97750", 840)], turns))
    assert found.conditional is not None
    assert found.conditional.edits[0].intervals == ("97530", "97750")


@pytest.mark.parametrize(
    "other",
    [
        VisitTimes("OT", [CodeTime("97597", 900)]),
        VisitTimes("PT", [CodeTime("97597", 960)]),
        VisitTimes("PT", [CodeTime("97597", 900, 60)]),
        VisitTimes("PT", [CodeTime("97597", 900, quantity=2)]),
        VisitTimes("PT", [CodeTime("97597", 900, remote=True)]),
        VisitTimes("PT", [CodeTime("97598", 900)]),
    ],
)
def test_whatever_the_engine_reads_of_a_code_makes_another_question(other: VisitTimes) -> None:
    known = VisitTimes("PT", [CodeTime("97597", 900)])
    assert question_of([asked(known)], MEDICARE, DAY) != question_of([asked(other)], MEDICARE, DAY)
    told(known)
    told(other)


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2020, 1, 1), ("97140", "97530")),  # a pair ended the day before
        (date(2018, 1, 1), ("97532", "97110")),  # a code ended the day before
        (date(2026, 4, 1), ("92629", "92626")),  # a ceiling began
        (date(2027, 1, 1), ("97110", "97112")),  # nobody has verified the policy any more
    ],
)
def test_on_the_day_of_a_change_and_the_day_before_each_gets_its_own_answer(day: date, codes: tuple[str, str]) -> None:
    for on in (day - timedelta(1), day, day + timedelta(1), day - timedelta(2)):
        rules = load_policy("medicare").on(on)
        for kept in (rules, replace(rules, gaps={})):
            (found,) = told(VisitTimes("PT", [CodeTime(code, 900) for code in codes]), rules=kept, on=on)
            assert found.on == on
