"""An answer that is kept is the one that the engine would give anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from tests.claim_strategies import Date, dates
from tests.unit_rules import ON, asked_of, rules_of
from timeline.policies import Rules, load_policy
from timeline.units import CodeTime, VisitTimes, VisitUnits, count_date, timed_units_of
from timeline.units import remembered as engine
from timeline.units.model import Spans
from timeline.units.remembered import asked, count_remembered, question_of, timed_units_remembered

MEDICARE = load_policy("medicare").on(ON)
DAY = timedelta(days=1)
#: Codes of a pair, and where each has a stretch of its own.
PLACES = (("97150", "97110"), (32400, 33900), (33900, 34800))


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    engine._ANSWERS.forget()
    engine._DATED.forget()
    yield
    engine._ANSWERS.forget()
    engine._DATED.forget()


def visit(discipline: str = "PT", spans: Spans | None = None, **minutes: int) -> VisitTimes:
    return VisitTimes(discipline, [CodeTime(code[1:], 60 * spent) for code, spent in minutes.items()], spans)


def told(*visits: VisitTimes, rules: Rules = MEDICARE, on: date = ON) -> tuple[VisitUnits, ...]:
    """Ask twice, and find that both answers are the engine's own."""
    expected = count_date(visits, rules, on=on)
    for _ in range(2):
        assert count_remembered([asked(each) for each in visits], rules, on=on) == expected
        assert timed_units_remembered([asked(each) for each in visits], rules, on=on) == timed_units_of(
            visits, rules, on=on
        )
    return expected


@given(date=dates(capped=True))
def test_what_is_remembered_is_what_the_engine_counts(date: Date) -> None:
    told(*asked_of(date.visits), rules=rules_of(date.law))


def test_visits_alike_name_their_own_rows_and_stand_at_their_own_hours() -> None:
    for rows, shift in ((("a", "b"), 0), (("x", "y"), 3600), (("x", "x"), 0)):
        spans = {code: [(start + shift, end + shift, row)] for code, start, end, row in zip(*PLACES, rows, strict=True)}
        (found,) = told(visit(spans=spans, c97150=25, c97110=15))
        assert found.edits[0].intervals == tuple(dict.fromkeys(rows))


def test_rows_of_two_visits_of_a_hospital_are_told_apart() -> None:
    rules = load_policy("medicare-hospital").on(ON)
    group, exercise = ({code: [(start, end, f"row of {code}")]} for code, start, end in zip(*PLACES, strict=True))
    found = told(visit("PT", group, c97150=25), visit("OT", exercise, c97110=15), rules=rules)
    assert [edit.intervals for each in found for edit in each.edits] == [("row of 97150", "row of 97110")]


def test_a_conditional_claim_names_the_rows_of_its_own_visit() -> None:
    turns: Spans = {code: [(start, start + 420, code)] for code, start in (("97530", 0), ("97750", 420))}
    (found,) = told(visit(spans=turns, c97530=14, c97750=14))
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
    assert question_of([asked(known)], MEDICARE, ON) != question_of([asked(other)], MEDICARE, ON)
    told(known)
    told(other)


def test_rows_of_codes_that_no_pair_looks_at_make_no_other_question() -> None:
    plain, recorded = visit(c97110=15), visit(spans={"97110": [(32400, 33300, "a")]}, c97110=15)
    assert question_of([asked(plain)], MEDICARE, ON) == question_of([asked(recorded)], MEDICARE, ON)


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
    for on in (day - DAY, day, day + DAY, day - 2 * DAY):
        rules = load_policy("medicare").on(on)
        for kept in (rules, replace(rules, gaps={})):
            (found,) = told(VisitTimes("PT", [CodeTime(code, 900) for code in codes]), rules=kept, on=on)
            assert found.on == on


def test_days_between_changes_ask_one_question_and_a_day_of_change_another() -> None:
    rules = replace(MEDICARE, gaps={}, verified_through=date(2026, 5, 9))
    since = [question_of([asked(visit(c97110=15))], rules, day)[0].since for day in (ON, ON + DAY)]
    assert since[0] == since[1] <= ON
    assert question_of([asked(visit(c97110=15))], rules, date(2026, 5, 9))[0].since < date(2026, 5, 10)
    for day in (date(2026, 5, 10), date(2026, 5, 11)):
        assert question_of([asked(visit(c97110=15))], rules, day)[0].since == date(2026, 5, 10)


@pytest.mark.parametrize("codes", [("97532",), ("97110", "99999"), ("97110", "G0515")])
def test_a_code_that_is_unknown_or_out_of_use_is_asked_about_for_its_own_date(codes: tuple[str, ...]) -> None:
    rules = replace(MEDICARE, gaps={})
    own = [asked(VisitTimes("PT", [CodeTime(code, 900) for code in codes]))]
    assert question_of(own, rules, ON)[0].since == ON


def test_a_rule_without_a_value_is_asked_about_for_its_own_date() -> None:
    rules = replace(MEDICARE, gaps={"plan_of_care": "Nobody knows."})
    for day in (ON, ON + DAY):
        assert question_of([asked(visit(c97110=15))], rules, day)[0].since == day
        (found,) = told(visit(c97110=15), rules=rules, on=day)
        assert f"has no value on {day}" in found.remarks[-1].text


def test_no_visits_are_no_answer() -> None:
    assert told() == ()


def test_a_question_is_counted_once_and_dated_for_each_date(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = replace(MEDICARE, gaps={})
    counted = []
    monkeypatch.setattr(engine, "_answer", lambda question: counted.append(question) or _counted(question))
    for day in (ON, ON + DAY, ON):
        assert [each.on for each in count_remembered([asked(visit(c97110=15))], rules, on=day)] == [day]
    assert len(counted) == 1


_counted = engine._answer


def test_answers_asked_for_last_are_kept_within_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these lists one claim and itself; a tie lists two."""
    monkeypatch.setattr(engine, "CLAIMS", 4)
    kept, counted = engine._Kept(), []

    def get(minutes: int) -> None:
        def count() -> tuple[VisitUnits, ...]:
            counted.append(minutes)
            return count_date([visit(c97110=minutes)], MEDICARE, on=ON)

        kept.get(minutes, count)

    for minutes in (15, 30, 15, 45, 15, 30, 45):
        get(minutes)
    assert counted == [15, 30, 45, 30, 45]
    kept.forget()
    get(45)
    assert counted[5:] == [45]


def test_an_answer_weighs_as_many_claims_as_it_permits_with_those_somebody_would_have_to_show() -> None:
    assert engine._claims_of(count_date([visit(c97110=20, c97112=20)], MEDICARE, on=ON)) == 3
    shown = count_date([visit(c97150=25, c97110=10, c97112=10)], MEDICARE, on=ON)
    assert shown[0].conditional is not None
    assert engine._claims_of(shown) == 1 + len(shown[0].conditional.alternatives) == 3
