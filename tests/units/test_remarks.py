from __future__ import annotations

import pytest

from tests.units.conftest import Count
from timeline.policies import policy_names


def short(visit) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(remark.severity), remark.codes) for remark in visit.remarks if remark.rule == "evaluation.short"]


@pytest.mark.parametrize(("minutes", "expected"), [(1, ["review"]), (10, ["review"]), (11, []), (0, [])])
def test_an_evaluation_short_of_the_midpoint_of_its_typical_time_keeps_its_unit_and_is_remarked(
    count: Count, minutes: int, expected: list[str]
) -> None:
    visit = count({"97161": minutes})
    assert [severity for severity, _ in short(visit)] == expected
    assert visit.units == {"97161": min(1, minutes)}


@pytest.mark.parametrize(("minutes", "expected"), [(22, ["note"]), (23, [])])
def test_a_typical_time_from_memory_is_a_note_that_says_so(count: Count, minutes: int, expected: list[str]) -> None:
    visit = count({"97163": minutes})
    assert [severity for severity, _ in short(visit)] == expected
    told = [remark for remark in visit.remarks if remark.rule == "evaluation.short"]
    assert all("45 are typical (from memory, not verified)" in remark.text for remark in told)
    assert all("Compare the typical minutes with the code book" in remark.remedy for remark in told)


def test_only_the_therapist_s_minutes_are_an_evaluation(count: Count) -> None:
    assert short(count({"97161": (10, 20)})) == [("review", ("97161",))]
    assert short(count({"97161": (0, 20)})) == []


@pytest.mark.parametrize("payer", policy_names())
def test_the_typical_time_is_the_code_set_s_under_every_payer(count: Count, payer: str) -> None:
    assert short(count({"97161": 1}, payer=payer)) == [("review", ("97161",))]


def test_an_evaluation_that_earns_nothing_and_one_without_a_typical_time_are_not_remarked(count: Count) -> None:
    assert short(count({"97161": 30, "97164": 5})) == []
    assert short(count({"92610": 1}, discipline="SLP")) == []
