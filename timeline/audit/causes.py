"""Causes: findings about one fact share one.

An absent therapist is away, works more hours than there were, and is claimed by patients while away: three findings,
one fact. The finding of the fact itself is the cause; the others follow from it and carry its id.
"""

from __future__ import annotations

import numpy as np

from timeline.attendance.numbered import NONE, Flags, Ints
from timeline.audit.columns import columns
from timeline.found import Found
from timeline.record import Record
from timeline.vocabulary import CONTEST_RULES, ContestRule

#: A rule, and the rules whose findings it may follow from, the likeliest first.
FOLLOWS: dict[str, tuple[str, ...]] = {
    "time.impossible": ("time.absent", "overlap.two_sites"),
    "time.outside_shift": ("time.absent",),
    "overlap.contested": ("time.absent", "overlap.two_sites", "group.concealed"),
    "interruption.cost": ("overlap.contested",),
    "claim.rendering_provider": ("time.absent",),
    "units.over_billed": (
        "claim.aide",
        "claim.student",
        "claim.unattended",
        "claim.assistant_evaluation",
        "claim.assistant_not_covered",
        "mode.contradicts_code",
        "group.of_one",
        "overlap.contested",
    ),
}


#: A rule that follows from a contest only where the claim would stand if every documented minute counted.
_CLAIMED, _CONTESTED = "units.over_billed", "overlap.contested"
_DOCUMENTED = CONTEST_RULES.index(ContestRule.DOCUMENTED)


def causes_of(record: Record, found: Found) -> Ints:
    """Find the cause of every finding, by position: the finding it follows from, or itself.

    A finding follows from another where both rest on a source row in common, so are of one date and provider, and
    overlap on the clock. An over-billed code follows from a contest only where the claim would be supported if every
    documented minute counted. The likeliest rule decides, and then the order of findings, never that of rows.
    """
    places = {rule.id: np.flatnonzero(found.rule == number) for number, rule in enumerate(found.rules)}
    cause = np.arange(len(found))
    for rule, likely in FOLLOWS.items():
        left = places.get(rule, cause[:0])
        for other in likely:
            if len(left) and len(places.get(other, ())):
                own, of = _meetings(found, left, places[other])
                if (rule, other) == (_CLAIMED, _CONTESTED):
                    claims, which = np.unique(own, return_inverse=True)
                    kept = _stand(record, found, claims)[which]
                    own, of = own[kept], of[kept]
                follows, first = np.unique(own, return_index=True)
                cause[follows] = of[first]
                left = left[~np.isin(left, follows)]
    while not np.array_equal(cause, cause[cause]):
        cause = cause[cause]
    return cause


def _meetings(found: Found, some: Ints, others: Ints) -> tuple[Ints, Ints]:
    """Pair findings that share a row and a second, in the order of the ones and then of the others."""
    rows, by_row = found.rows.take(some), found.rows.take(others)
    order = np.argsort(by_row.items, kind="stable")
    shown = by_row.items[order]
    first, last = (np.searchsorted(shown, rows.items, side=side) for side in ("left", "right"))
    counts = last - first
    before = np.cumsum(counts) - counts
    met = order[np.repeat(first - before, counts) + np.arange(int(counts.sum()))]
    own, of = some[np.repeat(rows.owners, counts)], others[by_row.owners[met]]
    meets = np.maximum(found.start[own], found.start[of]) < np.minimum(found.end[own], found.end[of])
    own, of = own[meets], of[meets]
    order = np.lexsort((of, own))
    return own[order], of[order]


def _stand(record: Record, found: Found, places: Ints) -> Flags:
    """Whether over-billed codes would be supported if every documented minute counted."""
    of = record.visit_arrays
    width, number = len(of.named.words), {word: place for place, word in enumerate(of.named.words.tolist())}
    code = np.array([number.get(word, NONE) for word in found.about[places].tolist()], np.int64)
    asked = columns(record).visit[found.rows.items[found.rows.bounds[places]]] * width + code
    keys = np.append(of.named_visit * width + of.named.codes, NONE)
    order = np.argsort(keys, kind="stable")
    at = order[np.searchsorted(keys[order], asked, side="right") - 1]
    units, billed = (np.append(each, 0)[at] for each in (of.named_units[_DOCUMENTED], of.named_billed))
    stands: Flags = units >= billed
    # A code that stands on none of the rows may be earned in the place of another.
    for each in np.flatnonzero((keys[at] != asked) | (code < 0)).tolist():
        stands[each] = _stands(record, found, int(places[each]))
    return stands


def _stands(record: Record, found: Found, place: int) -> bool:
    """Say of one, by its visit, whether it would be supported."""
    visit = record.visit_of(int(found.rows.items[found.rows.bounds[place]]))
    if visit.units is None:
        return False
    code = found.about[place]
    return visit.units.payable(ContestRule.DOCUMENTED).units.get(code, 0) >= visit.billed[code]
