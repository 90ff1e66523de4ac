"""What somebody states was used of the year's threshold before one visit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from timeline.errors import WrongValueError
from timeline.policies.amounts import in_cents
from timeline.units.threshold import Standing
from timeline.vocabulary import Pool, pool_of

#: An amount in dollars: exact, whole, or as text.
Dollars: TypeAlias = Decimal | int | str
#: Dollars used of the pool of the visit, or of each pool.
Used: TypeAlias = Dollars | Mapping[str, Dollars]

_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
_HOW = "Write an amount like 2400.00, or one for each pool: PT_SLP=2400.00,OT=310.50."


def standings_of(used: Used, disciplines: Iterable[str]) -> dict[Pool, Standing]:
    """Return where each pool stands before the visits of some disciplines.

    Raises
    ------
    WrongValueError: one amount for disciplines of two pools, an unknown pool, or an amount that is none.

    Examples
    --------
    >>> standings_of("2400.00", ["PT", "SLP"])[Pool.PT_SLP].cents, standings_of({"OT": 310}, ["PT"])[Pool.OT].cents
    (240000, 31000)
    """
    if isinstance(used, Mapping):
        unknown = [str(name) for name in used if str(name).upper() not in list(Pool)]
        if unknown:
            raise WrongValueError(
                f"year_to_date: no pool is named {', '.join(unknown)}; there are PT_SLP and OT. {_HOW}"
            )
        return {Pool(str(name).upper()): _standing(amount) for name, amount in used.items()}
    pools = {pool_of(discipline) for discipline in disciplines}
    if len(pools) > 1:
        raise WrongValueError(f"year_to_date: one amount, but the visits are of two pools, PT_SLP and OT. {_HOW}")
    return {pool: _standing(used) for pool in pools}


def _standing(amount: Dollars) -> Standing:
    text = str(amount).strip() if isinstance(amount, Decimal | int | str) else ""
    if not _AMOUNT.fullmatch(text):
        raise WrongValueError(f"year_to_date: not an amount of dollars and cents. {_HOW}")
    return Standing(in_cents(Decimal(text)), stated=True)
