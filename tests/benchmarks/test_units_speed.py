"""How many visits a second the unit engine counts; run with --benchmark-enable."""

from datetime import date
from random import Random

from timeline.policies import load_policy
from timeline.units import CodeTime, VisitTimes, count_visit, payable_of

ON = date(2024, 9, 2)
CODES = ["97110", "97112", "97140", "97530", "97116", "97035", "G0283", "97150", "97161"]


def visits(count: int) -> list[list[CodeTime]]:
    random = Random(7)
    return [
        [CodeTime(code, 60 * random.randint(3, 35), random.choice((0, 0, 120))) for code in random.sample(CODES, size)]
        for size in (random.randint(1, 5) for _ in range(count))
    ]


def test_counting_a_thousand_visits(benchmark) -> None:
    sample, rules = visits(1000), load_policy("medicare").on(ON)
    counted = benchmark(lambda: [count_visit(times, rules, discipline="PT", on=ON) for times in sample])
    assert sum(visit.timed_units for visit in counted) > 1000


def test_counting_only_the_payable_units_of_a_thousand_visits(benchmark) -> None:
    rules = load_policy("medicare").on(ON)
    sample = [[VisitTimes("PT", times)] for times in visits(1000)]
    assert sum(benchmark(lambda: [payable_of(visit, rules, on=ON)[0].timed_units for visit in sample])) > 1000
