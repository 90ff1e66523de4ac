from decimal import Decimal
from pathlib import Path

import pytest

import timeline.units
from timeline.errors import PolicyError
from timeline.policies import load_policy, sources
from timeline.policies.ncci import ceilings
from timeline.policies.relative_values import (
    LABEL,
    SOURCE,
    STATUSES,
    Preview,
    mppr_preview,
    rank,
    reduction,
    relative_values,
)


def test_a_value_is_the_sum_of_its_three_parts() -> None:
    value = relative_values()["97110"]
    assert (value.work, value.practice_expense, value.malpractice) == (
        Decimal("0.45"),
        Decimal("0.42"),
        Decimal("0.01"),
    )
    assert value.total == Decimal("0.88")


def test_practice_expense_is_that_outside_a_facility() -> None:
    assert relative_values()["97597"].practice_expense == Decimal("2.20")


def test_every_value_has_a_status_in_words() -> None:
    assert {value.status for value in relative_values().values()} <= STATUSES.keys()


def test_the_values_are_of_2024_and_both_sources_are_known() -> None:
    assert LABEL == "2024"
    assert {SOURCE.id, reduction().source.id} <= sources().keys()


def test_the_highest_practice_expense_ranks_first() -> None:
    assert rank(["97140", "97110", "97530", "97161"]) == ["97161", "97530", "97110", "97140"]


def test_equal_practice_expense_is_ranked_by_the_total_then_by_code() -> None:
    assert rank(["97542", "97537", "95852", "97110"]) == ["97537", "97542", "97110", "95852"]


def test_rank_names_every_code_without_a_value() -> None:
    with pytest.raises(PolicyError) as caught:
        rank(["97169", "97110", "98975"])
    assert [fault.value for fault in caught.value.fault_list] == ["97169", "98975"]


def test_one_unit_of_the_highest_practice_expense_stays_whole() -> None:
    assert mppr_preview({"97110": 2, "97530": 1}) == [Preview("97530", 1, 0), Preview("97110", 0, 2)]


def test_of_several_units_of_the_highest_code_one_stays_whole() -> None:
    assert mppr_preview({"97530": 3}) == [Preview("97530", 1, 2)]


def test_an_evaluation_carries_the_whole_practice_expense() -> None:
    assert mppr_preview({"97530": 2, "97161": 1})[0] == Preview("97161", 1, 0)
    assert mppr_preview({"97530": 2, "97161": 1})[1] == Preview("97530", 0, 2)


def test_codes_outside_the_reduction_keep_their_practice_expense() -> None:
    found = mppr_preview({"97597": 1, "97110": 1, "97140": 1})
    assert found == [Preview("97597", 1, 0), Preview("97110", 1, 0), Preview("97140", 0, 1)]


def test_codes_the_schedule_does_not_pay_have_no_units_in_a_preview() -> None:
    assert Preview("97010", 0, 0) in mppr_preview({"97010": 1, "97110": 1})


def test_a_preview_accounts_for_every_unit_it_pays() -> None:
    units = {"97110": 2, "97530": 1, "97140": 0, "97129": 1}
    assert {row.code: row.full + row.reduced for row in mppr_preview(units)} == {"97110": 2, "97530": 1, "97129": 1}


def test_negative_units_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        mppr_preview({"97110": -1})


def test_half_of_the_practice_expense_is_paid_for_further_units() -> None:
    assert reduction().practice_expense_share == Decimal("0.50")


def test_every_code_with_a_value_is_spelt_as_in_the_table_of_ceilings() -> None:
    rule = load_policy("medicare").history["ceilings"][0].value
    assert relative_values().keys() <= ceilings(rule.table, rule.column).keys()


def test_the_unit_engine_knows_no_value() -> None:
    modules = list(Path(timeline.units.__file__).parent.glob("*.py"))
    assert modules
    assert not any("relative_values" in module.read_text(encoding="utf-8") for module in modules)
