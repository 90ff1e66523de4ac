"""No claim that a visit permits carries more units than is said of it in numbers."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from tests.claim_strategies import Date, dates
from tests.unit_questions import questions_of
from tests.unit_rules import ON, given, rules_of
from timeline.attendance.compiled import plain
from timeline.policies import load_policy
from timeline.policies.model import Rules
from timeline.units import CodeTime, VisitTimes, VisitUnits, count_date
from timeline.units.book import Book
from timeline.units.many import count_many
from timeline.units.most import most_units
from timeline.units.remembered import asked


def claims_of(units: VisitUnits) -> list[Counter[str]]:
    """Return the units by code of every claim that a visit permits, also of those that somebody would have to show."""
    listed = [units.lines, *units.alternative_lines]
    if units.conditional is not None:
        listed += [units.conditional.lines, *units.conditional.alternative_lines]
    claims = [Counter[str]() for _ in listed]
    for claim, lines in zip(claims, listed, strict=True):
        for line in lines:
            claim[line.code] += line.units
    return claims


def check(told: list[tuple[list[VisitTimes], Rules]], on: date) -> list[bool]:
    """Compare with every claim that each visit permits; and return which visits are said to permit one only."""
    questions = questions_of(Book(), [([asked(visit) for visit in visits], rules, on) for visits, rules in told])
    single = count_many(questions, plain).single
    bounds, code, units = most_units(questions, np.ones(len(single), bool))
    counted = [each for visits, rules in told for each in count_date(visits, rules, on=on)]
    for place, one in enumerate(counted):
        most = Counter[str]()
        for at in range(bounds[place], bounds[place + 1]):
            most[questions.book.codes[code[at]]] += int(units[at])
        claims = claims_of(one)
        assert all(claim <= most for claim in claims)
        assert not single[place] or all(claim == claims[0] for claim in claims)
    return [bool(each) for each in single]


@settings(max_examples=40)
@drawn_from(drawn=st.lists(st.one_of(dates(), dates(capped=True)), min_size=1, max_size=4))
def test_no_permitted_claim_exceeds_what_is_said_of_its_visit(drawn: list[Date]) -> None:
    check([(given(each.visits), rules_of(each.law)) for each in drawn], ON)


def test_ties_pairs_and_chains_stay_below_it() -> None:
    day = date(2026, 3, 2)
    tied = [CodeTime("97110", 1320), CodeTime("97112", 1320)]
    chain, pair = [CodeTime("97129", 2400)], [CodeTime("97140", 1200), CodeTime("97530", 1200)]
    visits = [VisitTimes("PT", times) for times in (tied, chain, pair, tied[:1])]
    assert check([([visit], load_policy("medicare").on(day)) for visit in visits], day) == [False, True, False, True]


def test_a_visit_that_is_not_asked_about_has_no_codes() -> None:
    visit = asked(VisitTimes("PT", [CodeTime("97110", 1320)]))
    questions = questions_of(Book(), [([visit], load_policy("medicare").on(ON), ON)] * 2)
    count_many(questions, plain)
    bounds, _, units = most_units(questions, np.array([False, True]))
    assert (bounds.tolist(), units.tolist()) == ([0, 0, 1], [2])
