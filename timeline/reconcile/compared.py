"""What was claimed of a code beside what the record supports of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from timeline.claimed import ClaimedLine
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import ContestRule
from timeline.words import modifier_told

#: Units of one line and its modifiers in their order; None where they are unknown.
Quoted = tuple[int, tuple[str, ...] | None]

#: What a comparison may come to, as in `RECONCILIATION`.
RESULTS = ("agrees", "over", "under", "missing", "not_recorded", "wrong_modifiers", "wrong_code")


def in_cents(fee: Decimal) -> int:
    """Convert a fee to whole cents.

    >>> in_cents(Decimal("38.50"))
    3850
    """
    return int((fee * 100).to_integral_value())


def exposure_cents(account: VisitAccount, fees: Mapping[str, Decimal]) -> int | None:
    """Value a visit's exposure at the clinic's own fees: units with every contested minute, less those without any.

    Never negative, as precedence may move units between codes; None where a code concerned has no fee, and where
    no policy counts units. It orders nothing and decides nothing.
    """
    if account.units is None or not fees:
        return None
    most, least = (account.units.payable(rule).units for rule in (ContestRule.DOCUMENTED, ContestRule.EXCLUSIVE))
    differences = {code: most.get(code, 0) - least.get(code, 0) for code in {*most, *least}}
    changed = {code: units for code, units in differences.items() if units}
    if not changed.keys() <= fees.keys():
        return None
    return max(0, sum(in_cents(fees[code]) * units for code, units in changed.items()))


@dataclass(frozen=True, repr=False, slots=True)
class Compared:
    """One code of a visit: units claimed and units supported. `result` as in `RECONCILIATION`.

    Parameters
    ----------
    supported_lines, billed_lines
        Units and modifiers of each side's lines, the claimed ones as they were sent; for `lines_text`.
    in_place_of
        Codes that are claimed and supported only because this one, of a pair with them, is not claimed.
    """

    key: VisitKey
    code: str
    supported: int
    billed: int
    supported_lines: tuple[Quoted, ...]
    billed_lines: tuple[Quoted, ...]
    result: str
    in_place_of: tuple[str, ...] = ()

    def of(self, key: VisitKey) -> Compared:
        """Return the same of another visit."""
        return Compared(
            key,
            self.code,
            self.supported,
            self.billed,
            self.supported_lines,
            self.billed_lines,
            self.result,
            self.in_place_of,
        )

    def lacks(self, modifier: str) -> bool:
        """Whether fewer units were claimed with a modifier than must carry it; what was not quoted lacks nothing."""
        if any(modifiers is None for _, modifiers in self.billed_lines):
            return False
        ours, theirs = (
            sum(units for units, modifiers in lines if modifiers and modifier in modifiers)
            for lines in (self.supported_lines, self.billed_lines)
        )
        return min(ours, self.billed) > theirs

    def amount_cents(self, fees: Mapping[str, Decimal]) -> int | None:
        """Value the difference at the clinic's own fee, in cents; None without a fee for the code."""
        fee = fees.get(self.code)
        return None if fee is None else in_cents(fee) * (self.billed - self.supported)


def as_sent(lines: Iterable[ClaimedLine]) -> tuple[Quoted, ...]:
    """Quote claimed lines, whatever the order of the list."""
    ordered = sorted(lines, key=lambda line: (line.sent or "", line.units))
    return tuple((line.units, None if line.sent is None else tuple(line.sent.split())) for line in ordered)


def lines_text(lines: Iterable[Quoted]) -> str:
    """Write lines of one code in words.

    >>> lines_text([(2, ("GP", "XU")), (1, ("CQ", "GP", "59"))])
    '2 units with GP and XU plus 1 unit with CQ, GP and 59'
    >>> lines_text([(1, ())]), lines_text([(2, None)])
    ('1 unit without modifiers', '2 units')
    """
    return " plus ".join(f"{units} unit{'' if units == 1 else 's'}{_with(modifiers)}" for units, modifiers in lines)


def _with(modifiers: tuple[str, ...] | None) -> str:
    if not modifiers:
        return "" if modifiers is None else " without modifiers"
    told = list(map(modifier_told, modifiers))
    return " with " + " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
