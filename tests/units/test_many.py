"""Many questions at once get the answers that each gets alone."""

from __future__ import annotations

from datetime import date

from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from tests import oracle_claims as oracle
from tests.claim_strategies import Date, dates
from tests.unit_codes import CODES
from tests.unit_rules import ON, given, rules_of
from timeline.attendance.compiled import plain
from timeline.policies import load_policy
from timeline.policies.model import Rules
from timeline.units import VisitTimes, VisitUnits, count_date, payable_of
from timeline.units.book import Book
from timeline.units.kernels import payable
from timeline.units.many import Counts, Maker, Questions, count_many, payable_many, questions_of, standing_remarks
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


@settings(max_examples=100)
@drawn_from(drawn=st.lists(st.one_of(dates(), dates(capped=True)), min_size=1, max_size=4))
def test_any_dates_together_are_counted_as_each_alone(drawn: list[Date]) -> None:
    listed = [(given(each.visits), rules_of(each.law)) for each in drawn]
    questions = questions_of(Book(), [([asked(visit) for visit in told], rules, ON) for told, rules in listed])
    alone = [found for told, rules in listed for found in payable_of(told, rules, on=ON)]
    assert answers(questions) == alone
    assert answers(questions, None) == alone


@settings(max_examples=100)
@drawn_from(drawn=dates(capped=True))
def test_the_kernels_and_the_oracle_agree_on_any_date(drawn: Date) -> None:
    questions = questions_of(Book(), [([asked(visit) for visit in given(drawn.visits)], rules_of(drawn.law), ON)])
    expected = oracle.count_date(drawn.visits, CODES, drawn.law)
    assert [dict(found.units) for found in answers(questions)] == [dict(each.units) for each in expected]


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


@settings(max_examples=100)
@drawn_from(drawn=st.lists(st.one_of(dates(), dates(capped=True)), min_size=1, max_size=4))
def test_any_dates_together_have_the_lines_that_each_has_alone(drawn: list[Date]) -> None:
    check_counts([(given(each.visits), rules_of(each.law)) for each in drawn], ON)
