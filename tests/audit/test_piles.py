"""Units that follow from the minutes of piles are those the unit engine counts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.schedules_of import analysed
from timeline.audit.columns import columns
from timeline.audit.piles import Changes, piles
from timeline.record import Record


def added(record: Record, **seconds: int) -> tuple[int, bool]:
    """Return what seconds more or fewer of codes add to the first visit, and whether the engine has to be asked."""
    codes = list(columns(record).codes)
    told = np.array([(0, codes.index(code[1:]), more) for code, more in seconds.items()], np.int64).T
    units, anew = piles(record, record.contest).added(Changes(np.zeros(1, np.int64), *told))
    return int(units[0]), bool(anew[0])


def test_codes_of_a_payer_who_adds_up_minutes_are_one_pile() -> None:
    record = analysed("9:00-9:10 P1 PT1 97110", "9:10-9:23 P1 PT1 97112", "9:23-9:40 P1 PT1 97161").record
    assert piles(record, record.contest).exact.tolist() == [True]
    assert [added(record, _97110=60 * minutes) for minutes in (-1, 1, 14, 15)] == [
        (-1, False),
        (0, False),
        (0, False),
        (1, False),
    ]
    assert added(record, _97110=-60, _97112=60) == (0, False)


def test_a_code_that_enters_the_pile_adds_its_minutes_and_one_that_leaves_takes_them_along() -> None:
    record = analysed("9:00-9:10 P1 PT1 97110", "9:00-9:10 P2 PT2 97116").record
    assert added(record, _97116=300) == (0, False)
    assert added(record, _97116=780) == (1, False)
    assert added(record, _97110=-541) == (-1, False)
    assert added(record, _97116=59) == (0, False)


@pytest.mark.parametrize("code", ["97140", "97112"])
def test_a_code_that_enters_beside_one_of_a_pair_is_counted_anew(code: str) -> None:
    record = analysed("9:00-9:10 P1 PT1 97110", "9:10-9:20 P1 PT1 97124", f"9:00-9:10 P2 PT2 {code}").record
    assert added(record, **{f"_{code}": 600})[1] == (code == "97140")


def test_a_payer_who_counts_each_code_by_itself_has_a_pile_for_each() -> None:
    record = analysed("9:00-9:10 P1 PT1 97110", "9:10-9:20 P1 PT1 97112", payer="cpt-midpoint").record
    assert [added(record, _97110=60 * minutes) for minutes in (-3, -2, 12, 13)] == [
        (-1, False),
        (0, False),
        (0, False),
        (1, False),
    ]


def test_a_booking_has_one_pile_whatever_the_code() -> None:
    record = analysed("9:00-9:20 P1 PT1 97110 appointment").record
    assert [added(record, _97110=60 * minutes) for minutes in (-30, 2, 3)] == [(-1, False), (0, False), (1, False)]


def test_of_a_code_that_does_not_share_the_timed_units_the_engine_is_asked() -> None:
    record = analysed("9:00-9:10 P1 PT1 97110", "9:10-9:40 P1 PT1 97161").record
    assert added(record, _97161=60)[1]
