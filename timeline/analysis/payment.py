"""What a payer would pay for each line (claims §7), exact to the cent: a preview that decides nothing.

Per line: the allowed amount after the reduction for several procedures, in which the units of a patient's date are
ranked by practice expense, all disciplines together; the payer's share of it; what is taken off that share for an
assistant and then for sequestration; and the patient's share. A column whose value is not on board for the date
stays empty, and the line says which table is missing. Nothing here ranks codes, breaks a tie or suggests anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.analysis.sent_lines import in_order, lines_without_visit
from timeline.claimed import ClaimedLine
from timeline.contracts.contract import typed
from timeline.policies.amounts import Amount, Pricing, share_of
from timeline.policies.model import Rules
from timeline.record import Record
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import Discipline

#: Which claim a line is of: what the record supports, or what was sent.
SUPPORTED, SENT = "supported", "sent"
_DISCIPLINES, _CENTS = list(Discipline), "_cents"
#: The columns of `PAYMENT` that follow from the lines and their rules.
_PRICED = contracts.PAYMENT.names[contracts.PAYMENT.names.index("allowed_cents") :]
#: The columns that say what a line is and is worth, with their types; equal lines share them.
_TOLD = {column.name: column.dtype for column in contracts.PAYMENT.columns[5:]}
Cells: TypeAlias = tuple[Any, ...]


class _Billed(NamedTuple):
    """One line of one claim, under the rules of its payer; None where no visit is recorded."""

    code: str
    units: int
    modifiers: tuple[str, ...]
    rules: Rules | None


#: Code, units, modifiers as they are written, and rules of a line: what `_Billed` is made of where it has to be.
_Told: TypeAlias = tuple[str, int, str, Rules | None]
#: Visits of one patient's date, and of each of their lines what it says.
_Lines: TypeAlias = tuple[list[VisitKey], list[_Told]]


def payment_table(record: Record) -> pd.DataFrame:
    """Build `PAYMENT`; lines worth the same are made into columns once."""
    found = list(_records(record))
    keys, claims, numbers, priced = zip(*found, strict=True) if found else ((),) * 4
    distinct = {id(cells): cells for cells in priced}
    place = {each: number for number, each in enumerate(distinct)}
    of = np.array([place[id(cells)] for cells in priced], dtype=np.int64)
    told = zip(*distinct.values(), strict=True) if distinct else ((),) * len(_TOLD)
    worth = {name: typed(values, dtype).take(of) for (name, dtype), values in zip(_TOLD.items(), told, strict=True)}
    dates, patients, disciplines = zip(*keys, strict=True) if keys else ((),) * 3
    visits = {"date": dates, "patient": patients, "discipline": disciplines}
    columns = visits | {"claim": claims, "line": numbers} | worth
    return contracts.from_columns(contracts.PAYMENT, columns)


def payment_dict(record: Record) -> dict[str, Any]:
    """Build the document of `timeline payment`: every line, and the totals of each claim; amounts in dollars."""
    names = contracts.PAYMENT.names
    lines = [
        dict(zip(names, (*key, claim, number, *cells), strict=True)) for key, claim, number, cells in _records(record)
    ]
    return {
        "lines": [_line(line) for line in lines],
        "totals": {claim: _totals(lines, claim) for claim in (SUPPORTED, SENT) if _has(lines, claim)},
    }


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if not name.endswith(_CENTS)} | {"usd": _usd(line)}


def _usd(line: Mapping[str, Any]) -> dict[str, str | None]:
    """Write amounts as texts in dollars, so that no reader rounds them."""
    cents = {name.removesuffix(_CENTS): value for name, value in line.items() if name.endswith(_CENTS)}
    return {name: None if value is None else f"{value // 100}.{value % 100:02}" for name, value in cents.items()}


def _records(record: Record) -> Iterator[tuple[VisitKey, str, int, Cells]]:
    """Price every line shown; a reduction looks at all of a patient's date, shown or not.

    Of each line its visit, its claim, its number in it, and the other columns, which equal lines share.
    """
    prices, shown, sent = _prices_of(record.money.pricing), record.accounts, record.whole.claims.lines
    days = {key[:2] for key in shown}
    for who, visits in groupby(record.whole.accounts.values(), key=lambda account: account.key[:2]):
        if who not in days:
            continue
        together = list(visits)
        if len(together) > 1:
            together.sort(key=lambda account: _DISCIPLINES.index(Discipline(account.key[2])))
        for claim, (keys, lines) in ((SUPPORTED, _supported(together)), (SENT, _sent(together, sent))):
            yield from (line for line in _priced(claim, keys, lines, prices) if line[0] in shown)
    for key, claimed in groupby(lines_without_visit(record), key=lambda line: line.key):
        told: list[_Told] = [(line.code, line.units, " ".join(line.modifiers or ()), None) for line in claimed]
        yield from _priced(SENT, [key] * len(told), told, prices)


def _supported(visits: Sequence[VisitAccount]) -> _Lines:
    counted = [(visit, visit.units[visit.contest].lines) for visit in visits if visit.units is not None]
    told: list[_Told] = [
        (line.code, line.units, " ".join(line.modifiers), visit.rules) for visit, lines in counted for line in lines
    ]
    return [visit.key for visit, lines in counted for _ in lines], told


def _sent(visits: Sequence[VisitAccount], claimed: Mapping[VisitKey, Sequence[ClaimedLine]]) -> _Lines:
    """List what was claimed, in the order in which amounts are worked out: discipline, code, modifiers."""
    keys: list[VisitKey] = []
    found: list[_Told] = []
    for visit in visits:
        lines = in_order(visit.key, claimed.get(visit.key, ()))
        keys += [visit.key] * len(lines)
        found += [(line.code, line.units, " ".join(line.modifiers or ()), visit.rules) for line in lines]
    return keys, found


def _priced(
    claim: str, keys: Sequence[VisitKey], lines: Sequence[_Told], prices: _Prices
) -> Iterator[tuple[VisitKey, str, int, Cells]]:
    """List the lines of one claim of a patient's date, numbered visit by visit."""
    if not keys:
        return
    number, before = 0, keys[0]
    for key, cells in zip(keys, prices.of(tuple(lines), before[0]), strict=True):
        number, before = number if key == before else 0, key
        yield key, claim, number, cells
        number += 1


#: How many claims are kept; the commonest are met again at once.
_MOST_CLAIMS = 20_000


class _Prices:
    """What the lines of a claim are worth, worked out once for equal claims: a chain's claims repeat."""

    def __init__(self, pricing: Pricing) -> None:
        self._pricing = pricing
        self._known: dict[tuple[tuple[_Told, ...], str], list[Cells]] = {}

    def of(self, told: tuple[_Told, ...], day: str) -> list[Cells]:
        """Return the columns of each line of one patient's date that do not name its visit."""
        key = (told, day if self._pricing.stated else "")
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_CLAIMS:
                self._known.clear()  # another thread may be reading here, which has its own by now
            lines = [_Billed(code, units, tuple(sent.split()), rules) for code, units, sent, rules in told]
            amounts = _amounts(lines, self._pricing, date.fromisoformat(day))
            found = self._known[key] = [_cells(line, amount) for line, amount in zip(lines, amounts, strict=True)]
        return found


@lru_cache(maxsize=1)
def _prices_of(pricing: Pricing) -> _Prices:
    """Return the prices of a clinic's amounts: those of a run's dates are worked out together."""
    return _Prices(pricing)


def _cells(line: _Billed, amount: Amount) -> Cells:
    columns = _columns(line, amount)
    return (line.code, line.units, " ".join(line.modifiers), *[columns[name] for name in _PRICED])


def _amounts(lines: Sequence[_Billed], pricing: Pricing, on: date) -> list[Amount]:
    """Return the allowed amounts of a patient's date; one payer's rules see all their lines together."""
    found = [Amount(None, None, why=_NO_VISIT)] * len(lines)
    together: dict[int, tuple[Rules, list[int]]] = {}
    for place, line in enumerate(lines):
        if line.rules is not None:
            together.setdefault(id(line.rules), (line.rules, []))[1].append(place)
    for rules, places in together.values():
        priced = pricing.amounts([(lines[place].code, lines[place].units) for place in places], rules, on)
        for place, amount in zip(places, priced, strict=True):
            found[place] = amount
    return found


_NO_VISIT = "no visit is recorded on that date, so no policy says what it is worth"
_EMPTY = dict.fromkeys(("programme_cents", "assistant_cents", "sequestration_cents", "paid_cents", "patient_cents"))


def _columns(line: _Billed, amount: Amount) -> dict[str, Any]:
    """Divide an allowed amount: each part in whole cents, rounded half up, so that the parts add up to it."""
    known: dict[str, Any] = {
        "allowed_cents": amount.cents,
        "reduced_units": None if amount.cents is None else amount.reduced,
        "reduction_cents": None if amount.cents is None else (amount.whole_cents or 0) - amount.cents,
    }
    if amount.cents is None or line.rules is None:
        return {**known, **_EMPTY, "why": amount.why}
    rules = line.rules
    if rules.programme_share is None:
        return {**known, **_EMPTY, "why": f"{rules.payer} has no share of the payer for that date"}
    programme = share_of(amount.cents, rules.programme_share.share)
    known |= {"programme_cents": programme, "patient_cents": amount.cents - programme}
    assistants = rules.assistant.modifiers.values() if rules.assistant is not None else ()
    assisted = any(modifier in assistants for modifier in line.modifiers)
    rest = dict.fromkeys(("assistant_cents", "sequestration_cents", "paid_cents"))
    share = rules.assistant_share if assisted else None
    if assisted and share is None:
        return {**known, **rest, "why": f"{rules.payer} has no share for assistants for that date"}
    left = programme if share is None else share_of(programme, share.share)
    known["assistant_cents"] = programme - left
    if rules.sequestration is None:
        return {**rest, **known, "why": f"{rules.payer} has no sequestration for that date"}
    withheld = share_of(left, rules.sequestration.share)
    return {**known, "sequestration_cents": withheld, "paid_cents": left - withheld, "why": ""}


def _has(lines: Sequence[Mapping[str, Any]], claim: str) -> bool:
    return any(line["claim"] == claim for line in lines)


def _totals(lines: Sequence[Mapping[str, Any]], claim: str) -> dict[str, Any]:
    """Add up one claim's columns, where they are known, and count the lines of which something is not."""
    own = [line for line in lines if line["claim"] == claim]
    sums = {name: sum(line[name] or 0 for line in own) for name in own[0] if name.endswith(_CENTS)}
    return {"lines": len(own), "incomplete": sum(line["paid_cents"] is None for line in own), "usd": _usd(sums)}
