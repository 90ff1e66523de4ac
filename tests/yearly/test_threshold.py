"""C8: a patient's year of visits, in the order of their dates, against the literal reading."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle_money as oracle
from tests.days import frame
from timeline.period import Period
from timeline.policies import load_policy
from timeline.policies.amounts import NATIONAL, Pricing
from timeline.policies.relative_values import read_values
from timeline.record import attendance_of
from timeline.result import Analysis, analyze
from timeline.schedules import ClinicFile, read_schedule
from timeline.units import CodeTime, VisitUnits, count_visit
from timeline.units.threshold import Attested, Standing
from timeline.visits import Accounts, account_visits
from timeline.vocabulary import ContestRule, Pool
from timeline.yearly import (
    Money,
    Standings,
    Years,
    amounts_of,
    attest,
    digest_of,
    pricing_of,
    renamed,
    with_threshold,
)
from timeline.yearly.standings import standing

WEEKS = ("9:00-9:15 P1 PT1 97140", "9:15-9:30 P1 PT1 97530", "9:00-9:30 P1 PT1 97110 next")


def analysed(*lines: str, used: list[tuple[str, str, str, str]] | None = None, **options: Any) -> Analysis:
    stated = None if used is None else pd.DataFrame(used, columns=["patient", "pool", "amount", "as_of"])
    return analyze(read_schedule(frame(*lines)), year_to_date=stated, **options)


def lines(result: Analysis) -> list[str]:
    own = result.lines[result.lines["alternative"] == 0]
    return [f"{code} {modifiers}" for code, modifiers in zip(own["code"], own["modifiers"], strict=True)]


def told(result: Analysis, rule: str) -> list[str]:
    return [finding.message for finding in result.finding_list if finding.rule.id == rule]


def test_the_line_that_passes_the_threshold_and_later_ones_of_the_year_attest() -> None:
    """97140 reduced is 21.21 and 97530 is 35.07 in 2026."""
    result = analysed(*WEEKS, used=[("P1", "PT_SLP", "2440.00", "2026-03-01")])
    assert lines(result) == ["97140 GP", "97530 GP KX", "97110 GP KX"]
    assert len(told(result, "threshold.crossed")) == 1
    assert told(result, "threshold.unknown") == []


def test_visits_on_or_before_the_date_of_the_amount_are_in_it() -> None:
    result = analysed(*WEEKS, used=[("P1", "PT_SLP", "2479.00", "2026-03-02")])
    assert lines(result) == ["97140 GP", "97530 GP", "97110 GP KX"]


def test_a_patient_who_is_not_in_the_file_begins_at_nothing_and_a_note_says_so_once() -> None:
    result = analysed(*WEEKS, used=[("P2", "PT_SLP", "2479.00", "2026-03-01"), ("P1", "OT", "2479.00", "2026-03-01")])
    assert lines(result) == ["97140 GP", "97530 GP", "97110 GP"]
    (note,) = told(result, "threshold.unknown")
    assert "2 visits of 1 patient" in note


def test_the_amount_of_one_year_says_nothing_of_another() -> None:
    result = analysed(*WEEKS, used=[("P1", "PT_SLP", "2479.00", "2025-12-31")])
    assert lines(result) == ["97140 GP", "97530 GP", "97110 GP"]
    assert len(told(result, "threshold.unknown")) == 1


def test_stated_amounts_count_where_they_are_given() -> None:
    used = [("P1", "PT_SLP", "2440.00", "2026-03-01")]
    assert lines(analysed(*WEEKS, used=used, allowed={"97140": 40.01})) == ["97140 GP KX", "97530 GP KX", "97110 GP KX"]


def test_bookings_and_payers_without_policy_are_left_as_they_are() -> None:
    result = analysed("9:00-9:30 P1 PT1 appointment", "9:00-9:30 P2 PT1 97110 payer=sunny-health next")
    assert len(result.lines) == 0


def test_the_clinic_file_states_indices_and_participation() -> None:
    clinic = ClinicFile(
        gpci={"work": Decimal(1), "pe": Decimal("0.958"), "mp": Decimal("0.308")}, qualifying_participant=True
    )
    found = pricing_of(clinic, {})
    assert (found.indices, found.qualifying) == ((Decimal(1), Decimal("0.958"), Decimal("0.308")), True)
    assert pricing_of(ClinicFile(), {}).indices == NATIONAL


def test_other_names_of_patients_keep_their_amounts() -> None:
    used = {
        ("P1", Pool.OT, 2026): (Decimal(5), date(2026, 1, 31)),
        ("P2", Pool.OT, 2026): (Decimal(6), date(2026, 1, 31)),
    }
    assert renamed(used, {"P1": "A"}) == {("A", Pool.OT, 2026): (Decimal(5), date(2026, 1, 31))}


def test_what_is_stated_can_be_hashed_in_any_order() -> None:
    one = {
        ("P1", Pool.OT, 2026): (Decimal(5), date(2026, 1, 31)),
        ("P2", Pool.OT, 2026): (Decimal(6), date(2026, 1, 31)),
    }
    assert digest_of(Money(one)) == digest_of(Money(dict(reversed(one.items()))))
    allowed = {code: [(Period(), Decimal(30))] for code in ("97110", "97530")}
    sent, turned = (Money({}, Pricing(each)) for each in (allowed, dict(reversed(allowed.items()))))
    assert digest_of(sent) == digest_of(turned) == ([], [(code, "None", "None", "30") for code in sorted(allowed)])


#: Codes that form no pair with each other, by discipline.
_CODES = {"PT": ("97110", "97112", "97530", "97140"), "OT": ("97535", "97530"), "SLP": ("92507",)}
_FIRST = date(2026, 1, 5)


@cache
def law(payer: str) -> oracle.Law:
    rules = load_policy(payer).on(_FIRST)
    assert rules.relative_values is not None
    values = {
        code: oracle.Value(
            *(int(part * 100) for part in (of.work, of.practice_expense, of.malpractice)), of.multiple_procedure == 5
        )
        for code, of in read_values(rules.relative_values.table).items()
        if of.status in "AR" and of.total
    }
    return oracle.Law(values, Fraction("33.4009"), 248000, 300000, whole_date=payer == "medicare-hospital")


_dates = st.dictionaries(
    st.integers(0, 60),
    st.dictionaries(
        st.sampled_from(("PT", "OT", "SLP")),
        st.dictionaries(st.integers(0, 3), st.integers(1, 4), min_size=1, max_size=3),
        min_size=1,
    ),
    min_size=1,
    max_size=6,
)


def _counted(day: int, discipline: str, drawn: dict[int, int], payer: str) -> VisitUnits:
    on, codes = _FIRST + timedelta(days=day), _CODES[discipline]
    minutes = {codes[number % len(codes)]: 15 * units for number, units in drawn.items()}
    times = [
        CodeTime(code, 60 * spent, 60 * spent if number % 2 else 0)
        for number, (code, spent) in enumerate(minutes.items())
    ]
    return count_visit(times, load_policy(payer).on(on), discipline=discipline, on=on)


@settings(max_examples=max(200, settings().max_examples))
@given(
    drawn=_dates,
    offsets=st.dictionaries(st.sampled_from(Pool), st.tuples(st.integers(0, 400), st.integers(-1, 40)), max_size=2),
    edge=st.sampled_from((None, 0, -1, 1)),
    payer=st.sampled_from(("medicare", "medicare-hospital")),
)
def test_any_year_of_visits_is_attested_as_the_literal_reading_says(
    drawn: dict[int, dict[str, dict[int, int]]],
    offsets: dict[Pool, tuple[int, int]],
    edge: int | None,
    payer: str,
) -> None:
    """Amounts used are drawn about the threshold; `edge` puts the year's end exactly on it, or a cent beside it."""
    days = {day: [_counted(day, name, codes, payer) for name, codes in of.items()] for day, of in sorted(drawn.items())}
    visits = [
        oracle.Visit(
            day, [oracle.Line(v.discipline, line.code, line.units, line.modifiers) for v in counted for line in v.lines]
        )
        for day, counted in days.items()
    ]
    about = law(payer)
    used = {pool.value: (248000 - 100 * offset, through) for pool, (offset, through) in offsets.items()}
    if edge is not None and used:
        name = min(used)
        through = used[name][1]
        used[name] = (max(0, about.threshold + edge - (_year(name, visits, about, through))), through)
    expected, passed, reviewed = oracle.attested(visits, about, used)
    marks, crossed, told = _walked(days, used)
    assert (marks, crossed, told) == (expected, passed, reviewed)


def _year(name: str, visits: list[oracle.Visit], about: oracle.Law, through: int) -> int:
    total = 0
    for visit in visits:
        ordered = oracle.in_order(visit.lines)
        for line, cents in zip(ordered, oracle.amounts(ordered, about), strict=True):
            if oracle.pool(line.discipline) == name and visit.day > through:
                total += cents or 0
    return total


def _walked(
    days: dict[int, list[VisitUnits]], used: dict[str, tuple[int, int]]
) -> tuple[list[list[bool]], set[tuple[int, str]], set[tuple[int, str]]]:
    """Walk the year with the product, date by date; lines in the order of the law."""
    standings = {
        Pool(name): Standing(cents, stated=True, through=_FIRST + timedelta(days=through))
        for name, (cents, through) in used.items()
    }
    marks, crossed, reviewed = [], set(), set()
    for day, counted in days.items():
        step = Attested(counted, standings, Pricing())
        ordered = sorted(step.visits, key=lambda found: oracle.DISCIPLINES.index(found.discipline))
        marks.append(["KX" in line.modifiers for found in ordered for line in found.lines])
        for found in step.visits:
            rules = {remark.rule for remark in found.remarks}
            crossed |= {(day, oracle.pool(found.discipline))} if "threshold.crossed" in rules else set()
            reviewed |= {(day, oracle.pool(found.discipline))} if "threshold.review" in rules else set()
        standings |= step.after
    return marks, crossed, reviewed


@pytest.mark.parametrize("place", [0, 1])
def test_the_order_of_a_schedules_rows_changes_nothing(place: int) -> None:
    used = [("P1", "PT_SLP", "2440.00", "2026-03-01")]
    turned = WEEKS[place:] + WEEKS[:place]
    assert lines(analysed(*turned, used=used)) == lines(analysed(*WEEKS, used=used))


MONTHS = tuple(f"2026-{month:02}-05" for month in range(1, 13))
_ROWS = st.tuples(
    st.sampled_from(MONTHS[:6]),
    st.sampled_from(("P1", "P2")),
    st.sampled_from((("PT", "97110"), ("PT", "97150"), ("OT", "97535"), ("SLP", "92507"), ("PT", "97750"))),
    st.integers(1, 8),
    st.sampled_from(("medicare", "medicare", "medicare-hospital", "cpt-midpoint")),
)
_STATED = st.dictionaries(
    st.tuples(st.sampled_from(("P1", "P2")), st.sampled_from(Pool)),
    st.tuples(st.sampled_from((0, 2300, 2440, 2480, 2990, 3000)), st.sampled_from(("2025-12-31", "2026-02-05"))),
    max_size=3,
)


def _accounts(rows: list[tuple[Any, ...]]) -> Accounts:
    """Account visits, each a row; those of a patient's date stand one after another."""
    table = [
        {
            "interval_id": f"r{number}",
            "start": f"{day} {7 + number % 14:02}:00",
            "end": f"{day} {7 + number % 14:02}:{7 * units:02}",
            "patient": patient,
            "provider": f"{role}{patient}",
            "role": role,
            "code": code,
            "payer": payer,
        }
        for number, (day, patient, (role, code), units, payer) in enumerate(rows)
    ]
    schedule = read_schedule(pd.DataFrame(table))
    return account_visits(attendance_of(schedule, ContestRule.NESTED), {})


@given(rows=st.lists(_ROWS, min_size=1, max_size=12), stated=_STATED, allowed=st.booleans())
def test_all_visits_at_once_are_what_they_are_date_by_date(
    rows: list[tuple[Any, ...]], stated: dict[tuple[str, Pool], tuple[int, str]], *, allowed: bool
) -> None:
    used = {(who, pool, 2026): (Decimal(of), date.fromisoformat(on)) for (who, pool), (of, on) in stated.items()}
    money = Money(used, Pricing({"97110": [(Period(), Decimal("90.05"))]} if allowed else {}))
    accounts, standings = _accounts(rows), Standings(money)
    found, after = _attested(accounts, standings)
    stands = {(who, 2026): {pool: _begun(used.get((who, pool, 2026))) for pool in Pool} for who in ("P1", "P2")}
    for (_, patient), visits in groupby(accounts.values(), key=lambda visit: visit.key[:2]):
        counted = [(visit.key, visit.units[visit.contest]) for visit in visits if visit.units]
        if counted:
            step = Attested([units for _, units in counted], stands[patient, 2026], money.pricing)
            assert [found[key].units[ContestRule.NESTED] for key, _ in counted] == list(step.visits)  # type: ignore[index]
            stands[patient, 2026] |= step.after
    assert _stands(after) == {year: stands[year] for year in after.years}


def _begun(stated: tuple[Decimal, date] | None) -> Standing:
    return Standing() if stated is None else Standing(int(stated[0] * 100), stated=True, through=stated[1])


def _attested(accounts: Accounts, standings: Standings) -> tuple[Accounts, Years]:
    """Apply the threshold as a run does: what a task adds, how it was gone through, and where the years stand then."""
    amounts = amounts_of(accounts, standings.money.pricing)
    passed, after = standings.add(amounts)
    return attest(accounts, amounts, passed, standings.money.pricing), after


def _stands(after: Years) -> dict[tuple[str, int], dict[Pool, Standing]]:
    rows = map(standing, after.stands)
    return {year: {pool: next(rows) for pool in Pool} for year in after.years}


def _marks(accounts: Accounts) -> list[tuple[str, ...]]:
    return [line.modifiers for visit in accounts.values() if visit.units for line in visit.units[visit.contest].lines]


def test_a_year_in_two_parts_is_the_year() -> None:
    """Where the first part ends the second goes on, told so at its beginning or in between."""
    rows = [(day, "P1", of, 8, "medicare") for day in MONTHS for of in (("PT", "97110"), ("OT", "97535"))]
    money = Money({("P1", Pool.PT_SLP, 2026): (Decimal(1900), date(2026, 1, 1))})
    whole, first = Standings(money), Standings(money)
    every, stands = _attested(_accounts(rows), whole)
    told = _marks(every)
    assert (any("KX" in line for line in told), "KX" in told[0]) == (True, False)
    begun, between = _attested(_accounts(rows[:8]), first)
    later, noted = Standings(money), Standings(money)
    with_threshold(_accounts(rows[:2]), noted)
    for rest in (later, noted):
        rest.go_on(between)
        found, after = _attested(_accounts(rows[8:]), rest)
        assert _marks(begun) + _marks(found) == told
        assert _stands(after) == _stands(stands)


def test_what_is_stated_through_a_date_has_the_visits_of_that_date_in_it() -> None:
    rows = [(day, "P1", ("PT", "97110"), 2, "medicare") for day in MONTHS[:2]]
    spent = [
        _stands(_attested(_accounts(rows), Standings(Money({("P1", Pool.PT_SLP, 2026): (Decimal(100), on)})))[1])
        for on in (date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 4), date(2026, 2, 5))
    ]
    none, one, other, both = (of["P1", 2026][Pool.PT_SLP].cents for of in spent)
    assert none > one == other > both == 100_00


def test_visits_that_share_a_count_share_it_with_its_remarks() -> None:
    """Far from the amounts of the year nothing is counted anew; near them each date is."""
    rows = [(MONTHS[0], who, ("PT", "97110"), 2, "medicare") for who in ("P1", "P2")]
    one, other = (visit.units for visit in with_threshold(_accounts(rows), Standings(Money())).values())
    assert one is not None
    assert other is not None
    assert one[ContestRule.NESTED] is other[ContestRule.NESTED]
    assert [remark.rule for remark in one[ContestRule.NESTED].remarks] == ["threshold.unknown"]


def test_of_two_patients_and_two_years_each_stands_by_itself() -> None:
    used = [("P1", "PT_SLP", "2479.99", "2026-03-01")]
    day = [row.replace("P1", "P2").replace("PT1", "PT2") for row in WEEKS]
    assert lines(analysed(*WEEKS[:2], *day[:2], used=used)) == ["97140 GP KX", "97530 GP KX", "97140 GP", "97530 GP"]


def test_equal_visits_of_whom_one_is_beyond_the_threshold_do_not_share_their_lines() -> None:
    used = [("P1", "PT_SLP", "2490.00", "2026-03-01"), ("P2", "PT_SLP", "0.00", "2026-03-01")]
    assert lines(analysed("9:00-9:30 P1 PT1 97110", "9:30-10:00 P2 PT1 97110", used=used)) == [
        "97110 GP KX",
        "97110 GP",
    ]


def test_a_line_of_unknown_amount_passes_a_threshold_that_is_used_up() -> None:
    day = ("9:00-9:30 P1 PT1 97039", "9:00-9:30 P1 PT1 97110 next")
    result = analysed(*day, used=[("P1", "PT_SLP", "2480.00", "2026-03-01")])
    assert lines(result) == ["97039 GP KX", "97110 GP KX"]
    assert ["2026-03-02" in each for each in told(result, "threshold.crossed")] == [True]


def test_under_other_contest_rules_than_the_one_in_force_nothing_attests() -> None:
    result = analysed(*WEEKS[:2], used=[("P1", "PT_SLP", "2479.99", "2026-03-01")], contest="exclusive")
    (account,) = result.record.accounts.values()
    assert account.units is not None
    assert {str(rule): ["KX" in line.modifiers for line in units.lines] for rule, units in account.units.items()} == {
        "exclusive": [True, True],
        "nested": [False, False],
        "documented": [False, False],
    }


def test_beyond_the_threshold_lines_that_somebody_would_have_to_show_attest_too_beside_a_visit_without_any() -> None:
    rows = ("9:00-9:10 P1 PT1 95992", "9:10-9:30 P1 PT1 97112", "10:00-10:15 P1 OT1 97535")
    used = [("P1", pool, "2480.00", "2026-03-01") for pool in ("PT_SLP", "OT")]
    accounts = analysed(*rows, used=used).record.accounts.values()
    counted = {account.key[2]: account.units[account.contest] for account in accounts if account.units is not None}
    assert counted["OT"].conditional is None
    assert counted["PT"].conditional is not None
    told = (*counted["OT"].lines, *counted["PT"].lines, *counted["PT"].conditional.lines)
    assert [("KX" in line.modifiers) for line in told] == [True] * len(told)
    assert len(counted["PT"].conditional.lines) == len(counted["PT"].lines) + 1
