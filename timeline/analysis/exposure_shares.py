"""The exposure of a visit shared over the providers whose contested minutes it rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

from timeline.audit.credits import credits_of
from timeline.code_table import code_table
from timeline.record import Record
from timeline.units.counting import POOLED
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule

#: Code -> provider -> seconds.
Lost = Mapping[str, Mapping[str, int]]


def exposure_shares(record: Record, visit: VisitAccount) -> Iterator[tuple[str, Fraction]]:
    """Share the timed units a visit exposes: (provider, share); the shares add up to `VisitAccount.exposed`.

    Only a provider with contested minutes in a timed code has a share. Where the payer counts the minutes of all
    codes together, shares are in proportion to those minutes; where it counts each code by itself, first to the
    units each code would lose.
    """
    exposed = visit.exposed
    weights = _weights(visit, _lost(record, visit)) if exposed else {}
    total = sum(weights.values())
    for provider, weight in weights.items():
        yield provider, Fraction(exposed) * weight / total


def _lost(record: Record, visit: VisitAccount) -> Lost:
    """Sum what counts for each code of the 15-minute pool only where contested minutes do, by provider."""
    codes, lost = code_table(), defaultdict[str, Counter[str]](Counter)
    for credit in credits_of(record, visit):
        known = codes.get(credit.code) if credit.counts_as == "earned" else None
        if known is not None and known.pool == "cms15" and credit.documented and not credit.exclusive:
            lost[credit.code][record.rows.provider[record.index[credit.interval_id]]] += credit.end - credit.start
    return lost


def _weights(visit: VisitAccount, lost: Lost) -> Mapping[str, Fraction]:
    """Weigh each provider's contested minutes; by code where codes are counted by themselves."""
    weights: dict[str, Fraction] = defaultdict(Fraction)
    pooled = visit.rules is not None and visit.rules.units.method in POOLED
    for code, by_provider in lost.items():
        total = sum(by_provider.values())
        worth = total if pooled else _units(visit, {}) - _units(visit, {code: -total})
        for provider, seconds in by_provider.items() if worth else ():
            weights[provider] += Fraction(worth * seconds, total)
    return weights


def _units(visit: VisitAccount, changes: Mapping[str, int]) -> int:
    return visit.units_with(ContestRule.DOCUMENTED, changes)
