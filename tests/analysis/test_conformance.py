from dataclasses import replace

import pytest

from timeline.analysis.conformance import DayExample, day_differences, worked_days

ALL = {case.id: case for case in worked_days()}


@pytest.mark.parametrize("case", ALL.values(), ids=ALL)
def test_a_worked_day_gives_the_stated_answer(case: DayExample) -> None:
    assert day_differences(case) == []


def test_every_worked_day_expects_something() -> None:
    for case in ALL.values():
        assert case.units or case.alternatives or case.minutes, case.id


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("units", {"P2": {"97116": 3}}),
        ("minutes", {"P2": {"contested": 0}}),
        ("alternatives", {"P2": [{"97116": 3}]}),
        ("lines", {"P2": []}),
        ("interruptions", {"P2": []}),
    ],
)
def test_a_wrong_expectation_is_seen(name: str, wrong: dict[str, object]) -> None:
    (told,) = day_differences(replace(ALL["scenario-5"], **{name: wrong}))
    assert told.startswith(f"P2 {name}: expected")
