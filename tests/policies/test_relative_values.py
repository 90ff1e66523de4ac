"""The tables of relative values, and the order and preview made of them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import timeline.units
from timeline.errors import PolicyError
from timeline.policies import load_policy
from timeline.policies.relative_values import STATUSES, Preview, Values, mppr_preview, rank, read_values
from timeline.policies.rules import ReductionRule

MEDICARE = load_policy("medicare")
HALF = ReductionRule(5, Decimal("0.50"))


def values(year: int) -> Values:
    rule = MEDICARE.on(date(year, 7, 1)).relative_values
    assert rule is not None
    return read_values(rule.table)


def test_a_value_is_the_sum_of_its_three_parts() -> None:
    value = values(2024)["97110"]
    assert (value.work, value.practice_expense, value.malpractice) == (
        Decimal("0.45"),
        Decimal("0.42"),
        Decimal("0.01"),
    )
    assert value.total == Decimal("0.88")


def test_each_year_has_its_own_values() -> None:
    """Practice expense of 97112 and 97161, and the first place among timed codes, changed from 2024 to 2026."""
    assert [values(year)["97112"].practice_expense for year in (2024, 2026)] == [Decimal("0.50"), Decimal("0.47")]
    assert [values(year)["97161"].practice_expense for year in (2024, 2026)] == [Decimal("1.43"), Decimal("1.38")]
    assert [rank(["97113", "97530"], values(year))[0] for year in (2024, 2026)] == ["97530", "97113"]


@pytest.mark.parametrize(("year", "codes", "reduced"), [(2024, 79, 45), (2025, 152, 51), (2026, 150, 51)])
def test_each_table_has_as_many_codes_as_were_read(year: int, codes: int, reduced: int) -> None:
    found = values(year)
    assert len(found) == codes
    assert sum(value.multiple_procedure == HALF.multiple_procedure for value in found.values()) == reduced


def test_practice_expense_is_that_outside_a_facility() -> None:
    assert values(2024)["97597"].practice_expense == Decimal("2.20")


def test_every_value_has_a_status_in_words() -> None:
    assert {value.status for year in (2024, 2025, 2026) for value in values(year).values()} <= STATUSES.keys()


def test_a_code_priced_by_the_contractor_is_paid_but_has_no_price() -> None:
    contractor, bundled = values(2026)["97799"], values(2026)["97010"]
    assert (contractor.is_paid, contractor.has_price, bundled.is_paid, bundled.has_price) == (True, False, False, False)


def test_the_highest_practice_expense_ranks_first() -> None:
    assert rank(["97140", "97110", "97530", "97161"], values(2024)) == ["97161", "97530", "97110", "97140"]


def test_equal_practice_expense_is_ranked_by_the_total_then_by_code() -> None:
    assert rank(["97542", "97537", "95852", "97110"], values(2024)) == ["97537", "97542", "97110", "95852"]


def test_rank_names_every_code_without_a_value() -> None:
    with pytest.raises(PolicyError) as caught:
        rank(["97169", "97110", "98975"], values(2024))
    assert [fault.value for fault in caught.value.fault_list] == ["97169", "98975"]


def preview(units: dict[str, int], rule: ReductionRule | None = HALF) -> list[Preview]:
    return mppr_preview(units, values(2024), rule)


def test_one_unit_of_the_highest_practice_expense_stays_whole() -> None:
    assert preview({"97110": 2, "97530": 1}) == [Preview("97530", 1, 0), Preview("97110", 0, 2)]


def test_without_a_rule_nothing_is_reduced() -> None:
    assert preview({"97110": 2, "97530": 1}, None) == [Preview("97530", 1, 0), Preview("97110", 2, 0)]


def test_of_several_units_of_the_highest_code_one_stays_whole() -> None:
    assert preview({"97530": 3}) == [Preview("97530", 1, 2)]


def test_an_evaluation_carries_the_whole_practice_expense() -> None:
    assert preview({"97530": 2, "97161": 1}) == [Preview("97161", 1, 0), Preview("97530", 0, 2)]


def test_codes_outside_the_reduction_keep_their_practice_expense() -> None:
    found = preview({"97597": 1, "97110": 1, "97140": 1})
    assert found == [Preview("97597", 1, 0), Preview("97110", 1, 0), Preview("97140", 0, 1)]


def test_codes_the_schedule_does_not_pay_have_no_units_in_a_preview() -> None:
    assert Preview("97010", 0, 0) in preview({"97010": 1, "97110": 1})


def test_a_preview_accounts_for_every_unit_it_pays() -> None:
    units = {"97110": 2, "97530": 1, "97140": 0, "97129": 1}
    assert {row.code: row.full + row.reduced for row in preview(units)} == {"97110": 2, "97530": 1, "97129": 1}


def test_negative_units_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        preview({"97110": -1})


def test_a_wrong_table_names_every_row_that_cannot_be_read(tmp_path: Path) -> None:
    table = tmp_path / "rvu.csv"
    rows = (
        "code,work,pe_nonfac,pe_fac,mp,status,mult_proc",
        "97110,0.45,x,0.42,0.01,A,5",
        "97112,0.5,0.5,0.5,0.01,Z,5",
    )
    table.write_text("\n".join((*rows, *["97140,0.43,0.37,0.37,0.01,A,5"] * 2)) + "\n", encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        read_values(str(table))
    assert [(fault.row, fault.column) for fault in caught.value.fault_list] == [
        (2, "pe_nonfac"),
        (3, "status"),
        (5, "code"),
    ]


def test_the_engine_that_counts_units_knows_no_amount() -> None:
    """Only the step after the lines does: no tie can be broken by money."""
    folder = Path(timeline.units.__file__).parent
    after = {"threshold.py", "threshold_remarks.py", "used.py", "ask.py"}
    modules = [module for module in folder.glob("*.py") if module.name not in after]
    words = ("relative_values", "policies.amounts", "units.threshold", "conversion_factor")
    assert {
        module.name for module in modules if any(word in module.read_text(encoding="utf-8") for word in words)
    } == set()
