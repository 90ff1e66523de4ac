"""The unit engine, the reconciliation and the literal reading of the rules see the same visits and say the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle_units as oracle
from tests.unit_strategies import APART, CODES, DECIDED, POOL, Errors, amounts, claim_of, errors, laws, visits
from timeline.policies.model import Rules
from timeline.policies.rules import (
    AssistantRule,
    Cap,
    CapScope,
    CapsRule,
    CoverageRule,
    EvaluationRule,
    Method,
    OnExcess,
    PlanOfCareRule,
    ThresholdRule,
    UnitRule,
)
from timeline.reconcile import Claimed, ClaimedLine, claimed_on_rows, exposure_cents, reconcile
from timeline.units import CodeTime, VisitUnits, count_visit
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule

ON = date(2024, 9, 2)
KEY = ("2024-09-02", "P1", "PT")
METHODS = {
    "chart": Method.TOTAL_MINUTES,
    "midpoint": Method.MIDPOINT,
    "full": Method.FULL_UNITS,
    "nearest": Method.NEAREST,
}
often = settings(max_examples=max(1000, settings().max_examples))
Times = Mapping[str, oracle.Time]


def rules_of(law: oracle.Law) -> Rules:
    """Write the oracle's law as the product's rules."""
    share = law.share and Decimal(law.share.numerator) / Decimal(law.share.denominator)
    statuses = {code: f"use_instead:{billed}" for code, billed in law.replaced.items()}
    limits = [Cap(CapScope(scope), most, OnExcess.DENY, tuple(named)) for scope, most, named in law.caps]
    return Rules(
        payer="own",
        verified_through=None,
        units=UnitRule(METHODS[law.method], 15, 8 if law.method == "chart" else None),
        sources={},
        unverified={},
        coverage=CoverageRule(
            unpaid={"bundled": "code.bundled"}, codes=statuses | dict.fromkeys(law.unpaid, "bundled")
        ),
        assistant=AssistantRule(share is not None, {"PT": law.assistant}, share, law.therapist_minutes),
        plan_of_care=PlanOfCareRule({"PT": law.plan_of_care}) if law.plan_of_care else None,
        threshold=ThresholdRule(law.threshold[0], law.threshold[1], Decimal(0)) if law.threshold else None,
        caps=CapsRule(tuple(limits)) if limits else None,
        evaluation=EvaluationRule(("evaluation",), assistants=False) if law.therapist_only else None,
    )


def counted_by_the_product(times: Times, law: oracle.Law, used: Decimal | None) -> VisitUnits:
    given_times = [CodeTime(code, sum(time), time.assistant) for code, time in times.items()]
    return count_visit(given_times, rules_of(law), discipline="PT", on=ON, year_to_date=used)


def lines_of(lines: Any) -> list[oracle.Line]:
    return [(line.code, line.units, line.modifiers) for line in lines]


@often
@given(times=visits, law=laws, used=amounts)
def test_engine_and_oracle_agree_on_units_alternatives_in_their_order_and_lines(
    times: dict[str, oracle.Time], law: oracle.Law, used: Decimal | None
) -> None:
    expected = oracle.count(times, CODES, law, year_to_date=used)
    found = counted_by_the_product(times, law, used)
    assert (found.timed_minutes, found.timed_units) == (expected.timed_minutes, expected.timed_units)
    assert dict(found.units) == expected.units
    assert lines_of(found.lines) == expected.lines
    assert [dict(allocation) for allocation in found.alternatives] == expected.alternatives
    assert [lines_of(lines) for lines in found.alternative_lines] == expected.alternative_lines


def account(counted: Mapping[ContestRule, VisitUnits], named: Times) -> VisitAccount:
    first = counted[ContestRule.NESTED]
    return VisitAccount(
        key=KEY,
        evidence="documented",
        clinic="clinic",
        payer="own",
        contest=ContestRule.NESTED,
        positions=(),
        seconds=None,  # type: ignore[arg-type]
        named=tuple(sorted(named)),
        billed={},
        rules=first.rules,
        refusal="",
        units=counted,
    )


@often
@given(times=visits, law=laws, drawn=errors)
def test_reconciliation_and_oracle_agree_on_every_line(
    times: dict[str, oracle.Time], law: oracle.Law, drawn: Errors
) -> None:
    counted = oracle.count(times, CODES, law)
    sent = claim_of(counted, drawn)
    expected = oracle.compare(counted, sent, decided=DECIDED, apart=APART, law=law)
    ours = account(dict.fromkeys(ContestRule, counted_by_the_product(times, law, None)), times)
    lines = [ClaimedLine(line.code, line.units, " ".join(sorted(line.modifiers or ()))) for line in sent]
    found = reconcile({KEY: ours}, Claimed({KEY: lines}, {}, complete=True))
    assert {item.code: (item.supported, item.billed, item.result) for item in found} == expected


@often
@given(documented=visits, exclusive=visits, law=laws, fees=st.lists(st.integers(0, 9999), min_size=20, max_size=20))
def test_exposure_is_what_stands_or_falls_and_never_negative(
    documented: dict[str, oracle.Time], exclusive: dict[str, oracle.Time], law: oracle.Law, fees: list[int]
) -> None:
    most, least = (oracle.count(times, CODES, law).units for times in (documented, exclusive))
    amounts = dict(zip(CODES, fees, strict=False))
    both = {rule: counted_by_the_product(documented, law, None) for rule in ContestRule}
    both[ContestRule.EXCLUSIVE] = counted_by_the_product(exclusive, law, None)
    found = exposure_cents(account(both, documented), {code: Decimal(fee) / 100 for code, fee in amounts.items()})
    assert found == oracle.exposure(most, least, amounts)


@given(written=st.lists(st.tuples(st.sampled_from(POOL), st.integers(0, 4), st.sampled_from(("", "GP", "CQ GP")))))
def test_units_written_on_several_rows_of_a_code_are_the_largest(written: list[tuple[str, int, str]]) -> None:
    count = len(written)
    codes, units, modifiers = ([row[column] for row in written] for column in range(3))
    rows = SimpleNamespace(
        evidence=["documented"] * count,
        code=codes,
        date=[KEY[0]] * count,
        patient=[KEY[1]] * count,
        discipline=[KEY[2]] * count,
    )
    table = pd.DataFrame({"billed_units": units, "billed_modifiers": modifiers})
    found = claimed_on_rows(table, rows)  # type: ignore[arg-type]
    assert {code: units for (_, code), units in found.units().items()} == oracle.largest_of(
        zip(codes, units, strict=True)
    )
