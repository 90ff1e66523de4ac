"""Many questions at once get the answers that each gets alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from tests import oracle_claims as oracle
from tests.claim_strategies import Date, dates
from tests.unit_codes import CODES
from tests.unit_questions import questions_of
from tests.unit_rules import ON, given, rules_of
from timeline.attendance.compiled import plain
from timeline.code_table import code_table
from timeline.policies import load_policy, policy_names
from timeline.policies.model import Rules
from timeline.units import CodeTime, VisitTimes, VisitUnits, count_date, payable_of
from timeline.units.asking import with_changes
from timeline.units.book import Book
from timeline.units.kernels import payable
from timeline.units.many import Counts, Maker, Questions, count_many, kernels_for, payable_many, standing_remarks
from timeline.units.model import Payable
from timeline.units.plan import plan_for
from timeline.units.remembered import asked

DAY = date(2026, 3, 2)


def told(visits: list[VisitTimes], payer: str = "medicare", on: date = DAY) -> Questions:
    """Write one question."""
    return questions_of(Book(), [([asked(visit) for visit in visits], load_policy(payer).on(on), on)])


def answers(questions: Questions, kernels: Maker | None = plain) -> list[Payable]:
    found = payable_many(questions, kernels)
    return [found.of(questions, visit) for visit in range(len(questions.plan))]


@settings(max_examples=25)
@drawn_from(drawn=st.lists(st.one_of(dates(), dates(capped=True)), min_size=1, max_size=4))
def test_any_dates_together_are_counted_as_each_alone(drawn: list[Date]) -> None:
    listed = [(given(each.visits), rules_of(each.law)) for each in drawn]
    questions = questions_of(Book(), [([asked(visit) for visit in told], rules, ON) for told, rules in listed])
    alone = [
        _recorded(found, visit)
        for told, rules in listed
        for found, visit in zip(payable_of(told, rules, on=ON), told, strict=True)
    ]
    assert answers(questions) == alone
    assert answers(questions, None) == alone


def _recorded(found: Payable, visit: VisitTimes) -> Payable:
    """Leave out an add-on that is not recorded and of which a limit leaves nothing."""
    recorded = {time.code for time in visit.times}
    return found._replace(units={code: units for code, units in found.units.items() if units or code in recorded})


@settings(max_examples=25)
@drawn_from(drawn=dates(capped=True))
def test_the_kernels_and_the_oracle_agree_on_any_date(drawn: Date) -> None:
    questions = questions_of(Book(), [([asked(visit) for visit in given(drawn.visits)], rules_of(drawn.law), ON)])
    expected = oracle.count_date(drawn.visits, CODES, drawn.law)
    told = [{code: units for code, units in found.units.items() if units} for found in answers(questions)]
    assert told == [{code: units for code, units in each.units.items() if units} for each in expected]


def counted(questions: Questions, kernels: Maker | None = plain) -> list[dict[str, object]]:
    """Count questions, and say of each visit what is told in numbers."""
    counts = count_many(questions, kernels)
    return [
        {
            "timed": (int(counts.timed_minutes[visit]), int(counts.payable.timed_units[visit])),
            "units": counts.payable.of(questions, visit).units,
            "ways": int(counts.ways[visit]),
            "removed": {
                code
                for code, is_out in zip(codes_of(questions, visit), removed_of(questions, counts, visit), strict=True)
                if is_out
            },
            "lines": counts.lines_of(questions, visit),
        }
        for visit in range(len(questions.plan))
    ]


def codes_of(questions: Questions, visit: int) -> tuple[str, ...]:
    own = slice(questions.code_bounds[visit], questions.code_bounds[visit + 1])
    return tuple(questions.book.codes[code] for code in questions.entries[own, payable.CODE])


def removed_of(questions: Questions, counts: Counts, visit: int) -> list[bool]:
    found: list[bool] = counts.removed[questions.code_bounds[visit] : questions.code_bounds[visit + 1]].tolist()
    return found


def in_numbers(units: VisitUnits) -> dict[str, object]:
    """Say of a visit that the engine counted what `counted` says."""
    recorded = {time.code for time in units.times}
    return {
        "timed": (units.timed_minutes, units.timed_units),
        "units": {code: count for code, count in units.units.items() if count or code in recorded},
        "ways": len(units.alternatives),
        "removed": units.removed,
        "lines": units.lines,
    }


def is_plain(units: VisitUnits) -> bool:
    """Whether there is nothing to say of a visit but what every such visit is told."""
    plan = plan_for(units.rules, units.discipline, units.on)
    codes = tuple(time.code for time in units.times)
    assisted, remote = (
        any(told) for told in ([t.assistant_seconds for t in units.times], [t.remote for t in units.times])
    )
    standing = standing_remarks(plan, codes, assisted=assisted, remote=remote)
    alone = not units.edits and units.conditional is None and len(units.alternatives) < 2
    return alone and units.remarks == standing


def check_counts(listed: list[tuple[list[VisitTimes], Rules]], on: date) -> None:
    questions = questions_of(Book(), [([asked(visit) for visit in told], rules, on) for told, rules in listed])
    alone = [units for told, rules in listed for units in count_date(told, rules, on=on)]
    assert counted(questions) == [in_numbers(units) for units in alone]
    said = count_many(questions, plain).plain.tolist()
    assert [one for one, units in zip(said, alone, strict=True) if one and not is_plain(units)] == []


def test_a_share_of_exactly_a_tenth_carries_no_modifier_of_the_assistant() -> None:
    times = [CodeTime("97150", 1800, seconds) for seconds in (180, 181)]
    check_counts([([VisitTimes("PT", [time])], load_policy("medicare").on(DAY)) for time in times], DAY)


@settings(max_examples=25)
@drawn_from(drawn=st.lists(st.one_of(dates(), dates(capped=True)), min_size=1, max_size=4))
def test_any_dates_together_have_the_lines_that_each_has_alone(drawn: list[Date]) -> None:
    check_counts([(given(each.visits), rules_of(each.law)) for each in drawn], ON)


_CODES = st.lists(st.sampled_from(sorted(code_table())), min_size=1, max_size=6, unique=True)
_TIMES = st.lists(
    st.tuples(st.integers(0, 4000), st.integers(0, 4), st.integers(0, 2), st.booleans()), min_size=6, max_size=6
)


def _visit(codes: list[str], drawn: list[tuple[int, int, int, bool]], discipline: str, begin: int) -> VisitTimes:
    """Shape a visit: the codes one after the other, an assistant in some quarters of each."""
    told = list(zip(sorted(codes), drawn, strict=False))
    times = [
        CodeTime(code, seconds, seconds * quarters // 4, number or None, remote)
        for code, (seconds, quarters, number, remote) in told
    ]
    spans = {
        code: [(begin + 600 * place, begin + 600 * place + 1 + seconds, code)]
        for place, (code, (seconds, *_)) in enumerate(told)
    }
    return VisitTimes(discipline, times, spans)


@settings(max_examples=20)
@drawn_from(
    first=st.tuples(_CODES, _TIMES),
    second=st.tuples(_CODES, _TIMES),
    payer=st.sampled_from(policy_names()),
    whole=st.booleans(),
)
def test_visits_of_any_codes_under_any_payer_are_counted_alike(
    first: tuple[list[str], list[Any]], second: tuple[list[str], list[Any]], payer: str, whole: bool
) -> None:
    visits = [_visit(*first, "PT", 0), _visit(*second, "OT", 300)]
    rules = load_policy(payer).on(DAY)
    check_counts([(visits, rules)] if whole else [([visit], rules) for visit in visits], DAY)


@drawn_from(
    drawn=dates(),
    changes=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from(sorted(CODES)), st.integers(-2000, 2000)), max_size=3
    ),
)
def test_with_seconds_more_or_fewer_a_question_is_that_of_the_changed_visits(
    drawn: Date, changes: list[tuple[int, str, int]]
) -> None:
    rules, told, book = rules_of(drawn.law), given(drawn.visits), Book()
    changed = {(place % len(told), code): seconds for place, code, seconds in changes}
    visits, codes = (np.array([key[part] for key in changed], object) for part in (0, 1))
    questions = questions_of(book, [([asked(visit) for visit in told], rules, ON)])
    numbers = np.array([book.code(code) for code in codes.tolist()], np.int64)
    found = with_changes(questions, visits.astype(np.int64), numbers, np.array([*changed.values()], np.int64))
    others = [replace(visit, times=_changed(visit, place, changed)) for place, visit in enumerate(told)]
    expected = [_recorded(each, visit) for each, visit in zip(payable_of(others, rules, on=ON), others, strict=True)]
    assert answers(found) == expected


def _changed(visit: VisitTimes, place: int, changes: dict[tuple[int, str], int]) -> list[CodeTime]:
    times = {time.code: time for time in visit.times}
    for (where, code), more in changes.items():
        if where == place:
            time = times.get(code, CodeTime(code, 0))
            seconds = max(0, time.seconds + more)
            times[code] = replace(time, seconds=seconds, assistant_seconds=min(time.assistant_seconds, seconds))
    return [times[code] for code in sorted(times)]


def test_kernels_are_not_loaded_for_few_questions() -> None:
    assert kernels_for(19) is None
