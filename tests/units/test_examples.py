from collections import Counter
from dataclasses import replace

import pytest

from timeline.policies import load_policy, sources
from timeline.policies.rules import Method
from timeline.units.examples import Example, ExpectedLine, PairExample, Standing, differences, worked_examples

ALL = worked_examples()


@pytest.mark.parametrize("example", ALL, ids=[example.id for example in ALL])
def test_worked_example(example: Example | PairExample) -> None:
    assert differences(example) == []


def test_no_example_stands_twice() -> None:
    assert [name for name, times in Counter(example.id for example in ALL).items() if times > 1] == []


def test_every_example_cites_a_known_source() -> None:
    assert {example.source.id for example in ALL} <= set(sources())


def test_every_example_expects_something() -> None:
    for example in ALL:
        expected = (
            (example.units, example.timed_units, example.alternatives, example.lines)
            if isinstance(example, Example)
            else (example.codes,)
        )
        assert any(part is not None for part in expected), example.id


def test_the_two_methods_in_print_have_published_examples() -> None:
    printed = [
        example
        for example in ALL
        if isinstance(example, Example) and example.kind in (Standing.PUBLISHED, Standing.CHART)
    ]
    methods = {load_policy(example.payer).on(example.on).units.method for example in printed}
    assert methods == {Method.TOTAL_MINUTES, Method.MIDPOINT}


def test_a_wrong_expectation_is_seen() -> None:
    known = next(example for example in ALL if example.id == "cms-example-3")
    wrong = Example(
        id="wrong",
        kind=Standing.DERIVED,
        source=known.source,
        gist="",
        minutes=known.minutes,
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


def test_a_payer_without_a_table_of_pairs_has_none() -> None:
    none = PairExample("none", Standing.DERIVED, ALL[0].source, "", ["97140", "97124"], payer="cpt-midpoint")
    assert differences(none) == []


def test_an_example_may_list_lines_modifiers_and_allocations_in_any_order() -> None:
    """20 minutes of each of two codes are three units; the assistant's unit is 97112's in one claim of two."""
    lines = [ExpectedLine("97112", 1, ["GP", "CQ"]), ExpectedLine("97110", 2, ["GP"])]
    example = Example(
        id="any order",
        kind=Standing.DERIVED,
        source=ALL[0].source,
        gist="",
        minutes={"97110": {"PT": 20}, "97112": {"PTA": 20}},
        units={"97112": 1, "97110": 2},
        timed_units=3,
        alternatives=[{"97112": 2, "97110": 1}, {"97112": 1, "97110": 2}],
        lines=lines,
    )
    assert differences(example) == []
    assert differences(replace(example, lines=lines[:1])) != []
    assert differences(replace(example, units={"97112": 1})) == []
