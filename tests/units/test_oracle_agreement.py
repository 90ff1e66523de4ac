"""The unit engine, the reconciliation and the literal reading of the rules see the same visits and say the same."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle_claims as oracle
from tests.claim_strategies import Date, plain, recorded
from tests.oracle_units import Law, Pair, Time, Visit
from tests.unit_codes import APART, CODES, DECIDED, POOL
from tests.unit_rules import account_of, counted_by_the_product
from tests.unit_strategies import Errors, claim_of, errors
from timeline.attendance.numbered import coded
from timeline.claimed import ClaimedLine, claimed_on_rows
from timeline.reconcile import exposure_cents
from timeline.reconcile.nearest import Beside, compare_visit
from timeline.vocabulary import ContestRule

KEY = ("2024-09-02", "P1", "PT")
often = settings(max_examples=max(150, settings().max_examples))


@often
@given(date=st.one_of(plain, recorded), drawn=errors)
def test_c5_reconciliation_and_oracle_agree_on_every_line(date: Date, drawn: Errors) -> None:
    (visit,) = date.visits
    ways = [way.lines for way in oracle.supported(visit, CODES, date.law)]
    sent = claim_of(ways, drawn)
    ours = oracle.compare(visit, sent, CODES, date.law, decided=DECIDED, apart=APART)
    assert _reconciled(visit, date.law, sent) == ours


@given(date=st.one_of(plain, recorded), drawn=st.data())
def test_c5_claims_of_some_of_the_recorded_codes_are_compared_alike(date: Date, drawn: st.DataObject) -> None:
    (visit,) = date.visits
    codes = sorted({date.law.billed(code) for code in visit.times})
    units = drawn.draw(st.lists(st.integers(0, 2), min_size=len(codes), max_size=len(codes)))
    marked = drawn.draw(st.sampled_from(("GP", "GP", "GP 59")))
    sent = [oracle.Claim(code, n, frozenset(marked.split())) for code, n in zip(codes, units, strict=True) if n]
    ours = oracle.compare(visit, sent, CODES, date.law, decided=DECIDED, apart=APART)
    assert _reconciled(visit, date.law, sent) == ours


def _reconciled(visit: Visit, law: Law, sent: list[oracle.Claim]) -> dict[str, tuple[int, int, str]]:
    counted = dict.fromkeys(ContestRule, counted_by_the_product([visit], law, frozenset())[0])
    account = account_of(visit, law, counted)
    lines = [
        ClaimedLine(line.code, line.units, None if line.modifiers is None else " ".join(sorted(line.modifiers)))
        for line in sent
    ]
    assert account.units is not None
    found = compare_visit(account, account.units[account.contest], lines, Beside())
    return {item.code: (item.supported, item.billed, item.result) for item in found}


TWO_TO_CONFIRM = Visit(
    "PT",
    {code: Time(900, 0) for code in ("97012", "97164", "95992", "97112")},
    {code: [(900 * place, 900 * place + 900)] for place, code in enumerate(("97012", "97164", "95992", "97112"))},
)
CONFIRMED = Law(plan_of_care={"PT": "GP"}, pairs=(Pair("97012", "97164", 1), Pair("95992", "97112", 1)))


def test_c5_of_two_pairs_to_confirm_a_claim_may_show_one() -> None:
    kept = {"97012": "GP", "95992": "GP", "97112": "GP 59"}
    sent = [oracle.Claim(code, 1, frozenset(modifiers.split())) for code, modifiers in kept.items()]
    assert _reconciled(TWO_TO_CONFIRM, CONFIRMED, sent) == dict.fromkeys(kept, (1, 1, "agrees"))


def test_c5_a_stated_absence_of_modifiers_is_none_and_nothing_stated_is_unknown() -> None:
    blank, silent = ([oracle.Claim("97012", 1, stated)] for stated in (frozenset[str](), None))
    assert _reconciled(TWO_TO_CONFIRM, CONFIRMED, blank)["97012"] == (1, 1, "wrong_modifiers")
    assert _reconciled(TWO_TO_CONFIRM, CONFIRMED, silent)["97012"] == (1, 1, "agrees")


@often
@given(documented=plain, exclusive=plain, fees=st.lists(st.integers(0, 9999), min_size=60, max_size=60))
def test_exposure_is_what_stands_or_falls_and_never_negative(
    documented: Date, exclusive: Date, fees: list[int]
) -> None:
    law, (visit,), (other,) = documented.law, documented.visits, exclusive.visits
    least = other._replace(discipline=visit.discipline)
    amounts = dict(zip(CODES, fees, strict=False))
    counted = dict.fromkeys(ContestRule, counted_by_the_product([visit], law, frozenset())[0])
    counted[ContestRule.EXCLUSIVE] = counted_by_the_product([least], law, frozenset())[0]
    found = exposure_cents(account_of(visit, law, counted), {code: Decimal(fee) / 100 for code, fee in amounts.items()})
    units = [oracle.count_date([one], CODES, law)[0].units for one in (visit, least)]
    assert found == oracle.exposure(units[0], units[1], amounts)


@given(written=st.lists(st.tuples(st.sampled_from(POOL), st.integers(0, 4), st.sampled_from(("", "GP", "CQ GP")))))
def test_units_written_on_several_rows_of_a_code_are_the_largest(written: list[tuple[str, int, str]]) -> None:
    count = len(written)
    codes, units, modifiers = ([row[column] for row in written] for column in range(3))
    told = {"evidence": ["documented"] * count, "code": codes}
    told |= {name: [word] * count for name, word in zip(("date", "patient", "discipline"), KEY, strict=True)}
    rows = SimpleNamespace(numbers=SimpleNamespace(texts={name: coded(words) for name, words in told.items()}))
    table = pd.DataFrame({"billed_units": units, "billed_modifiers": modifiers})
    found = claimed_on_rows(table, rows)  # type: ignore[arg-type]
    assert {code: units for (_, code), units in found.units().items()} == oracle.largest_of(
        zip(codes, units, strict=True)
    )


@pytest.mark.parametrize(
    "kept", [{"97124": 1}, {"97124": 2}, {"97140": 2}, {"97124": 1, "97140": 1}, {"97110": 1, "97124": 1}]
)
def test_c5_a_claim_of_one_code_of_a_pair_is_compared_alike(kept: dict[str, int]) -> None:
    minutes = {"97140": 23, "97124": 10, "97110": 15}
    visit = Visit("PT", {code: Time(60 * spent, 0) for code, spent in minutes.items()})
    law = Law(plan_of_care={"PT": "GP"}, pairs=(Pair("97140", "97124", 0),))
    sent = [oracle.Claim(code, units, frozenset({"GP"})) for code, units in kept.items()]
    ours = oracle.compare(visit, sent, CODES, law, decided=DECIDED, apart=APART)
    assert _reconciled(visit, law, sent) == ours
