"""What a payer would pay for each line (claims §7), exact to the cent: a preview that decides nothing.

Per line: the allowed amount after the reduction for several procedures, in which the units of a patient's date are
ranked by practice expense, all disciplines together; the payer's share of it; what is taken off that share for an
assistant and then for sequestration; and the patient's share. A column whose value is not on board for the date
stays empty, and the line says which table is missing. Nothing here ranks codes, breaks a tie or suggests anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, groupby, islice
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from timeline import contracts
from timeline.analysis.sent_lines import lines_without_visit
from timeline.attendance.numbered import NONE, Coded, Ints, alike, alike_lists, bounds_of, entries_of, texts
from timeline.contracts.columnar import Cells, Columnar, in_columns
from timeline.contracts.contract import typed
from timeline.contracts.sentences import Words, words_of
from timeline.policies.amounts import Amount, Pricing, share_of
from timeline.policies.model import Rules
from timeline.reconcile.plainly import claimed_visits
from timeline.record import Record
from timeline.units.counted import bounds_by
from timeline.visit_arrays import VisitArrays
from timeline.vocabulary import Discipline

#: Which claim a line is of: what the record supports, or what was sent.
SUPPORTED, SENT = _CLAIMS = ("supported", "sent")
_DISCIPLINES, _CENTS, _VISIT = [str(each) for each in Discipline], "_cents", ("date", "patient", "discipline")
#: The columns of `PAYMENT` that follow from the lines and their rules.
_PRICED = contracts.PAYMENT.names[contracts.PAYMENT.names.index("allowed_cents") :]
#: The columns that say what a line is and is worth, with their types; equal lines share them.
_TOLD = {column.name: column.dtype for column in contracts.PAYMENT.columns[5:]}
Priced: TypeAlias = tuple[Any, ...]
#: Code, units and modifiers of a line as they are written.
_Line: TypeAlias = tuple[str, int, str]


class _Billed(NamedTuple):
    """One line of one claim, under the rules of its payer; None where no visit is recorded."""

    code: str
    units: int
    modifiers: tuple[str, ...]
    rules: Rules | None


#: Code, units, modifiers as they are written, and rules of a line: what `_Billed` is made of where it has to be.
_Told: TypeAlias = tuple[str, int, str, Rules | None]


def payment_table(record: Record) -> Columnar:
    """Build `PAYMENT`; claims worth the same are priced once."""
    found = _priced(record)
    of, lines = record.whole.visit_arrays, list(chain.from_iterable(found.claims))
    bounds, entry = entries_of(bounds_of(np.array([*map(len, found.claims)], dtype=np.int64)), found.claim)
    many = np.diff(bounds)
    visit = np.repeat(found.visit, many)
    told = zip(*lines, strict=True) if lines else ((),) * len(_TOLD)
    return in_columns(
        contracts.PAYMENT,
        {
            **{name: _named(getattr(of, name), visit, found.others[name]) for name in found.others},
            "claim": Words(np.repeat(found.sent, many), texts(_CLAIMS)),
            "line": np.arange(len(visit)) - np.repeat(bounds[:-1], many),
            **{name: _taken(values, _TOLD[name], entry) for name, values in zip(_TOLD, told, strict=True)},
        },
    )


def _named(column: Coded, visit: Ints, others: Sequence[str]) -> Words:
    """Return a column of visits, and behind it what is told of those that are none."""
    codes = np.append(column.codes, len(column.words) + np.arange(len(others)))
    return Words(codes, texts([*column.words.tolist(), *others])).taken(visit)


def _taken(values: Sequence[Any], dtype: str, rows: Ints) -> Cells:
    return words_of(values).taken(rows) if dtype == "str" else typed(values, dtype).take(rows)


def payment_dict(record: Record) -> dict[str, Any]:
    """Build the document of `timeline payment`: every line, and the totals of each claim; amounts in dollars."""
    table = contracts.as_text(contracts.PAYMENT, payment_table(record).frame())
    names = contracts.PAYMENT.names
    told = table[names].astype(object).where(table[names].notna(), None)
    lines = [dict(zip(names, line, strict=True)) for line in contracts.records(told, names)]
    return {
        "lines": [_line(line) for line in lines],
        "totals": {claim: _totals(lines, claim) for claim in _CLAIMS if _has(lines, claim)},
    }


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if not name.endswith(_CENTS)} | {"usd": _usd(line)}


def _usd(line: Mapping[str, Any]) -> dict[str, str | None]:
    """Write amounts as texts in dollars, so that no reader rounds them."""
    cents = {name.removesuffix(_CENTS): value for name, value in line.items() if name.endswith(_CENTS)}
    return {name: None if value is None else f"{value // 100}.{value % 100:02}" for name, value in cents.items()}


class _Priced(NamedTuple):
    """The claims of the visits shown, in the order of the table.

    Parameters
    ----------
    visit
        Whose each is: a place in the arrays of visits, or behind them in `others`.
    sent
        Whether each is what was sent.
    claim
        Its lines: a place in `claims`.
    claims
        Of each line of each, the columns that equal lines share.
    others
        Date, patient, discipline, clinic and payer of what was claimed without a visit.
    """

    visit: Ints
    sent: Ints
    claim: Ints
    claims: Sequence[Sequence[Priced]]
    others: Mapping[str, list[str]]


def _priced(record: Record) -> _Priced:
    """Price every line shown; a reduction looks at all of a patient's date, shown or not."""
    of, prices = record.whole.visit_arrays, _prices_of(record.money.pricing)
    claims: list[Sequence[Priced]] = []
    claim = np.stack([_claims_of(of, asked, prices, claims) for asked in (_supported(of), _sent(record.whole))])
    if record.narrowing:
        claim[:, [key not in record.accounts for key in record.whole.accounts]] = NONE
    sent, visit = np.nonzero(claim != NONE)
    day = _days(of)
    rank = of.discipline.each(_rank)
    order = np.lexsort((rank[visit], sent, day[visit]))
    visit, sent = visit[order], sent[order]
    found = _Priced(visit, sent, claim[sent, visit], claims, {name: [] for name in (*_VISIT, "clinic", "payer")})
    return _with_others(found, record, prices)


def _days(of: VisitArrays) -> Ints:
    """Give each visit the number of its patient's date; those of one stand together."""
    begins = (np.diff(of.date.codes, prepend=-1) != 0) | (np.diff(of.patient.codes, prepend=-1) != 0)
    return np.cumsum(begins) - 1


def _with_others(found: _Priced, record: Record, prices: _Prices) -> _Priced:
    """Add the lines of dates on which nothing is recorded for the patient."""
    claims, others = list(found.claims), found.others
    for key, claimed in groupby(lines_without_visit(record), key=lambda line: line.key):
        told = tuple([(line.code, line.units, " ".join(line.modifiers or ()), None) for line in claimed])
        claims.append(prices.of(told, key[0]))
        for name, values in others.items():
            values.append(dict(zip(_VISIT, key, strict=True)).get(name, ""))
    more = np.arange(len(claims) - len(found.claims))
    return found._replace(
        visit=np.append(found.visit, len(record.whole.visit_arrays) + more),
        sent=np.append(found.sent, np.ones(len(more), dtype=np.int64)),
        claim=np.append(found.claim, len(found.claims) + more),
        claims=claims,
    )


def _rank(discipline: str) -> int:
    """Return the place of a discipline among those of one patient's date."""
    return [*_DISCIPLINES, discipline].index(discipline)


class _Asked(NamedTuple):
    """Claims of visits: the place of each visit's in `claims`, -1 without one; of each line code, units, modifiers."""

    claim: Ints
    claims: Sequence[tuple[_Line, ...]]


def _supported(of: VisitArrays) -> _Asked:
    lines, many = of.answers.lines, len(of.answers)
    bounds, nothing = bounds_by(lines.owner, many), np.zeros(many, dtype=np.int64)
    told, _ = alike((lines.code, lines.units, lines.modifiers), len(lines.code))
    claim, first = alike((alike_lists(nothing, bounds, told),), many)
    codes, modifiers = of.answers.codes, [" ".join(each) for each in of.answers.modifiers]
    each = list(zip(lines.code.tolist(), lines.units.tolist(), lines.modifiers.tolist(), strict=True))
    claims = [
        tuple([(codes[code], units, modifiers[number]) for code, units, number in each[begin:end]])
        for begin, end in zip(bounds[first].tolist(), bounds[first + 1].tolist(), strict=True)
    ]
    return _Asked(np.append(claim, NONE)[of.answer], claims)


def _sent(whole: Record) -> _Asked:
    """List what was claimed, in the order in which amounts are worked out: code, modifiers, units."""
    of, told = whole.visit_arrays, whole.claims.numbers
    visit, bounds = claimed_visits(of, told), told.bounds
    line, one = alike((told.code.codes, told.units, told.sent), len(told.units))
    own = np.flatnonzero((visit != NONE) & (np.diff(bounds) > 0))
    lists = alike_lists(np.zeros(len(visit), dtype=np.int64), bounds, line)
    kind, first = alike((lists[own],), len(own))
    claim = np.full(len(of), NONE)
    claim[visit[own]] = kind
    sent = [told.texts[place] or "" for place in told.sent[one].tolist()]  # unknown modifiers are written as none
    each = list(zip(told.code.at(one).tolist(), sent, told.units[one].tolist(), strict=True))
    claims = [
        tuple([(code, units, " ".join(text.split())) for code, text, units in sorted([each[at] for at in line[a:b]])])
        for a, b in zip(bounds[own[first]].tolist(), bounds[own[first] + 1].tolist(), strict=True)
    ]
    return _Asked(claim, claims)


def _claims_of(of: VisitArrays, asked: _Asked, prices: _Prices, claims: list[Sequence[Priced]]) -> Ints:
    """Price what is asked, each equal question once: the place of each visit's lines in `claims`, which grows."""
    found, day, rank = np.full(len(of), NONE), _days(of), of.discipline.each(_rank)
    claimed = np.flatnonzero(asked.claim != NONE)
    alone = np.bincount(day[claimed], minlength=len(of))[day[claimed]] == 1
    kinds = [asked.claim, of.rules + 1, of.date.codes if prices.depend_on_date else np.zeros(len(of), dtype=np.int64)]
    single = claimed[alone]
    kind, first = alike([each[single] for each in kinds], len(single))
    found[single] = len(claims) + kind
    claims += [_price(of, asked, prices, [visit])[0] for visit in single[first].tolist()]
    for _, visits in groupby(claimed[~alone].tolist(), key=lambda visit: day[visit]):
        together = sorted(visits, key=rank.__getitem__)
        for visit, lines in zip(together, _price(of, asked, prices, together), strict=True):
            found[visit] = len(claims)
            claims.append(lines)
    return found


def _price(of: VisitArrays, asked: _Asked, prices: _Prices, visits: Sequence[int]) -> list[Sequence[Priced]]:
    """Price the lines of some visits of one patient's date together, and return those of each."""
    rules = (*of.listed_rules, None)
    lines = [asked.claims[asked.claim[visit]] for visit in visits]
    told = [(*line, rules[of.rules[visit]]) for visit, listed in zip(visits, lines, strict=True) for line in listed]
    priced = iter(prices.of(tuple(told), of.date.words[of.date.codes[visits[0]]]))
    return [[*islice(priced, len(listed))] for listed in lines]


#: How many claims are kept; the commonest are met again at once.
_MOST_CLAIMS = 20_000


class _Prices:
    """What the lines of a claim are worth, worked out once for equal claims: a chain's claims repeat."""

    def __init__(self, pricing: Pricing) -> None:
        self._pricing = pricing
        self._known: dict[tuple[tuple[_Told, ...], str], list[Priced]] = {}

    @property
    def depend_on_date(self) -> bool:
        """Whether equal claims of two dates, under the same rules, may be worth something else."""
        return bool(self._pricing.stated)

    def of(self, told: tuple[_Told, ...], day: str) -> list[Priced]:
        """Return the columns of each line of one patient's date that do not name its visit."""
        key = (told, day if self.depend_on_date else "")
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


def _cells(line: _Billed, amount: Amount) -> Priced:
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
