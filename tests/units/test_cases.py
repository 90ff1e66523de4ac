from collections import Counter

import pytest

from timeline.policies import load_policy, sources
from timeline.policies.rules import Method
from timeline.units.cases import Example, PairExample, Standing, differences, worked_cases

ALL = worked_cases()


@pytest.mark.parametrize("case", ALL, ids=[case.id for case in ALL])
def test_worked_case(case: Example | PairExample) -> None:
    assert differences(case) == []


def test_no_case_stands_twice() -> None:
    assert [name for name, times in Counter(case.id for case in ALL).items() if times > 1] == []


def test_every_case_cites_a_known_source() -> None:
    assert {case.source.id for case in ALL} <= set(sources())


def test_every_case_expects_something() -> None:
    for case in ALL:
        expected = (
            (case.units, case.timed_units, case.alternatives, case.lines)
            if isinstance(case, Example)
            else (case.codes,)
        )
        assert any(part is not None for part in expected), case.id


def test_the_two_methods_in_print_have_published_cases() -> None:
    printed = [case for case in ALL if isinstance(case, Example) and case.kind in (Standing.PUBLISHED, Standing.CHART)]
    methods = {load_policy(case.payer).on(case.on).units.method for case in printed}
    assert methods == {Method.TOTAL_MINUTES, Method.MIDPOINT}


def test_a_wrong_expectation_is_seen() -> None:
    example = next(case for case in ALL if case.id == "cms-example-3")
    wrong = Example(
        id="wrong",
        kind=Standing.DERIVED,
        source=example.source,
        gist="",
        minutes=example.minutes,
        units={"97110": 3},
        timed_units=4,
        alternatives=[],
        lines=[],
    )
    assert [line.split(":")[0] for line in differences(wrong)] == ["units", "timed_units", "alternatives", "lines"]


def test_a_wrong_pair_is_seen() -> None:
    wrong = PairExample(
        "wrong", Standing.DERIVED, ALL[0].source, "", ["97110", "97140"], column_one="97110", indicator="0"
    )
    assert differences(wrong) == ["pair: expected [('97110', '0')], got none"]
