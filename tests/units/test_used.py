from __future__ import annotations

from decimal import Decimal

import pytest

from timeline.errors import WrongValueError
from timeline.units.used import standings_of
from timeline.vocabulary import Pool


def test_one_amount_is_of_the_pool_of_the_visits() -> None:
    assert {pool: held.cents for pool, held in standings_of(Decimal("12.50"), ["PT", "SLP"]).items()} == {
        Pool.PT_SLP: 1250
    }
    assert {pool: held.cents for pool, held in standings_of(12, ["OT"]).items()} == {Pool.OT: 1200}


def test_one_amount_for_two_pools_is_refused() -> None:
    with pytest.raises(WrongValueError, match="one amount, but the visits are of two pools"):
        standings_of("100", ["PT", "OT"])


def test_amounts_by_pool_are_taken_as_they_are() -> None:
    found = standings_of({"pt_slp": "1.05", "OT": 2}, ["PT"])
    assert {pool: (held.cents, held.stated) for pool, held in found.items()} == {
        Pool.PT_SLP: (105, True),
        Pool.OT: (200, True),
    }


def test_an_unknown_pool_is_refused() -> None:
    with pytest.raises(WrongValueError, match="no pool is named PT; there are PT_SLP and OT"):
        standings_of({"PT": 1}, ["PT"])


@pytest.mark.parametrize("amount", ["", "-5", "1,000", "NaN", "1.005", "$5", 2.5, None, True])
def test_what_is_no_amount_is_refused(amount: object) -> None:
    with pytest.raises(WrongValueError, match="not an amount"):
        standings_of(amount, ["PT"])  # type: ignore[arg-type]
