"""What the lines of one patient's date are worth: allowed amounts, exact to the cent.

An allowed amount is what the clinic states for the code, else its relative value times the conversion factor in
force, after the reduction for further units of the date, all disciplines together; rounded half up once per line.
Where neither is known it stays unknown, with the reason. It serves the yearly threshold and the payment preview;
no count of units ever asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from timeline.period import Period
from timeline.policies.model import Rules
from timeline.policies.relative_values import RelativeValue, Values, read_values
from timeline.policies.rules import ConversionFactorRule, ReductionRule

#: Code and units of a claim line.
CodeUnits = tuple[str, int]
#: Work, practice expense and malpractice.
Indices = tuple[Decimal, Decimal, Decimal]
_ONE = Decimal(1)
NATIONAL: Indices = (_ONE, _ONE, _ONE)


@dataclass(frozen=True, slots=True)
class Amount:
    """The allowed amount of a claim line, in cents.

    Parameters
    ----------
    cents
        None where it is unknown.
    whole_cents
        What it would be if no unit were reduced; the same where the clinic states the amount.
    reduced
        Units with a reduced practice expense.
    why
        Why it is unknown; empty where it is known.
    """

    cents: int | None
    whole_cents: int | None
    reduced: int = 0
    why: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Pricing:
    """What a clinic states about amounts, and the amounts that follow from it.

    Parameters
    ----------
    stated
        Code -> allowed amounts of one unit in dollars, each with the dates of service it holds for.
    indices
        The three geographic indices of the clinic; those of the nation are 1.
    qualifying
        Whether its clinicians are qualifying participants of an alternative payment model.
    """

    stated: Mapping[str, Sequence[tuple[Period, Decimal]]] = field(default_factory=dict)
    indices: Indices = NATIONAL
    qualifying: bool = False
    _known: dict[object, tuple[Amount, ...]] = field(default_factory=dict, init=False)

    def amounts(self, lines: Sequence[CodeUnits], rules: Rules, on: date) -> tuple[Amount, ...]:
        """Return the allowed amount of each line of one patient's date, as one payer's rules have it.

        The one whole practice expense goes to the unit with the highest, then with the highest total value, then on
        the first line.

        Sources
        -------
        cms-claims-5 §10.7
        """
        key = (rules, on if self.stated else None, tuple(lines))
        if key not in self._known:
            self._known[key] = tuple(self._amounts(lines, rules, on))
        return self._known[key]

    def amount(self, code: str, units: int, rules: Rules, on: date, *, whole: bool) -> Amount:
        """Return the allowed amount of one line, given whether its first unit keeps its whole practice expense."""
        return self._amount(code, units, _values(rules), rules, on, whole=int(whole))

    def order(self, code: str, rules: Rules) -> tuple[Decimal, Decimal] | None:
        """Return the place of a code among those of which one unit keeps its practice expense; None if it is none."""
        value = _values(rules).get(code)
        return value.order if value is not None and value.is_reduced_by(rules.reduction) else None

    def _amounts(self, lines: Sequence[CodeUnits], rules: Rules, on: date) -> list[Amount]:
        values = _values(rules)
        first = _whole_line(lines, values, rules.reduction)
        return [
            self._amount(code, units, values, rules, on, whole=int(place == first))
            for place, (code, units) in enumerate(lines)
        ]

    def _amount(self, code: str, units: int, values: Values, rules: Rules, on: date, *, whole: int) -> Amount:
        stated = next((amount for period, amount in self.stated.get(code, ()) if period.governs(on)), None)
        if stated is not None:
            cents = in_cents(stated * units)
            return Amount(cents, cents)
        value, factor = values.get(code), rules.conversion_factor
        if value is not None and not value.is_paid:
            return Amount(0, 0)
        if value is None or not value.has_price or factor is None or ("reduction" in rules.gaps):
            return Amount(None, None, why=_unknown(code, value, rules))
        reduced = units - whole if value.is_reduced_by(rules.reduction) else 0
        share = rules.reduction.practice_expense_share if rules.reduction else _ONE
        each = self._factor(factor) * self._adjusted(value)
        taken = self._factor(factor) * self.indices[1] * value.practice_expense * (_ONE - share)
        return Amount(in_cents(each * units - taken * reduced), in_cents(each * units), reduced)

    def _adjusted(self, value: RelativeValue) -> Decimal:
        parts = (value.work, value.practice_expense, value.malpractice)
        return sum((part * index for part, index in zip(parts, self.indices, strict=True)), Decimal(0))

    def _factor(self, rule: ConversionFactorRule) -> Decimal:
        return rule.qualifying if self.qualifying and rule.qualifying is not None else rule.factor


def in_cents(dollars: Decimal) -> int:
    """Round an amount of dollars to whole cents, half up.

    >>> in_cents(Decimal("22.2115")), in_cents(Decimal("35.07094")), in_cents(Decimal("0.005"))
    (2221, 3507, 1)
    """
    return int((dollars * 100).to_integral_value(ROUND_HALF_UP))


def share_of(cents: int, share: Decimal) -> int:
    """Return a share of an amount in whole cents, half up.

    >>> share_of(7949, Decimal("0.80"))
    6359
    """
    return int((cents * share).to_integral_value(ROUND_HALF_UP))


def dollars(cents: int) -> str:
    """Write an amount in dollars.

    >>> dollars(248000), dollars(-5)
    ('2,480.00', '-0.05')
    """
    return f"{Decimal(cents) / 100:,.2f}"


def _values(rules: Rules) -> Values:
    return read_values(rules.relative_values.table) if rules.relative_values else {}


def _whole_line(lines: Sequence[CodeUnits], values: Values, rule: ReductionRule | None) -> int | None:
    """Find the line of the unit that keeps its whole practice expense; None where nothing is reduced."""
    places = [
        place
        for place, (code, units) in enumerate(lines)
        if units and code in values and values[code].is_reduced_by(rule)
    ]
    return min(places, key=lambda place: values[lines[place][0]].order, default=None)  # of equals the first


def _unknown(code: str, value: RelativeValue | None, rules: Rules) -> str:
    for name, words in (("relative_values", "relative values"), ("conversion_factor", "conversion factor")):
        if getattr(rules, name) is None:
            return f"{rules.payer} has no {words} for that date"
    if value is None:
        return f"{code} is not in the table of relative values"
    if not value.has_price:
        return f"the contractor sets the price of {code}"
    return f"{rules.payer} has no reduction for several procedures for that date"
