"""What depends on some minutes: the timed units of visits with and without them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence

from timeline.record import Record
from timeline.spans import Span
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule


def units_lost(
    record: Record,
    visit: VisitAccount,
    spans: Sequence[Span],
    *,
    providers: Collection[str],
    contest: ContestRule | None = None,
) -> int:
    """Count the timed units a visit would have less without some providers' credited time in some spans.

    Parameters
    ----------
    spans
        Seconds on the clinic's line, sorted and apart.
    contest
        The contest rule to count under; None: the one in force.
    """
    rule = contest or visit.contest
    changes: dict[str, int] = defaultdict(int)
    for credit in record.credits.get(visit.key, ()):
        if (
            credit.counts_as == "earned"
            and credit.under(rule)
            and record.rows.provider[record.index[credit.interval_id]] in providers
        ):
            changes[credit.code] -= shared((credit.start, credit.end), spans)
    if not any(changes.values()):
        return 0
    return max(0, visit.units_with(rule, {}) - visit.units_with(rule, changes))


def shared(span: Span, spans: Sequence[Span]) -> int:
    """Count the seconds a span shares with others, which are sorted and apart.

    >>> shared((0, 10), [(2, 4), (8, 20)])
    4
    """
    seconds = 0
    for start, end in spans[max(0, bisect_right(spans, span) - 1) :]:
        if start >= span[1]:
            break
        seconds += max(0, min(end, span[1]) - max(start, span[0]))
    return seconds
