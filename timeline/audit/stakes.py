"""What depends on some minutes: the timed units of visits with and without them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from timeline.audit.once import once
from timeline.audit.piles import units_less
from timeline.contracts import records
from timeline.record import Credit, Record
from timeline.spans import Span, shared, subtract, union
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import ContestRule, Doing


def units_lost(
    record: Record,
    visit: VisitAccount,
    spans: Sequence[Span],
    *,
    providers: Collection[str],
    contest: ContestRule | None = None,
) -> int:
    """Count the timed units a visit would lose without some providers' credited time in some spans.

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
            and _is_covered(record, visit, credit)
        ):
            changes[credit.code] -= shared((credit.start, credit.end), spans)
    if not any(changes.values()):
        return 0
    return units_less(visit, rule, changes)


def _is_covered(record: Record, visit: VisitAccount, credit: Credit) -> bool:
    """Whether the payer covers who furnished a credited time; of a booking's time no row is named."""
    return not credit.interval_id or visit.covers(record.rows.role[record.index[credit.interval_id]])


@once
def contest_stakes(record: Record) -> ContestStakes:
    """Return what contested time is worth to the visits of a record."""
    return ContestStakes(record)


class ContestStakes:
    """What contested time is worth to each visit, looked up once for all its contests."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._spans: dict[VisitKey, dict[tuple[str, int], list[Span]]] = {}
        self._lost: dict[tuple[VisitKey, tuple[tuple[str, int], ...]], int] = {}
        self._contested: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
        engagements = record.attendance.engagements
        contested = engagements[(engagements["doing"] == Doing.CONTESTED).to_numpy()]
        columns = ("date", "evidence", "provider", "start_second", "seconds")
        for date, evidence, provider, start, seconds in records(contested, columns):
            self._contested[date, evidence, provider].append((start, start + seconds))

    def lost(self, visit: VisitAccount, spans: Sequence[Span]) -> int:
        """Count the timed units of a visit with every contested second documented, less those without these spans'.

        Parameters
        ----------
        spans
            Seconds on the clinic's line, sorted and apart.
        """
        changes: dict[str, int] = defaultdict(int)
        for (code, sign), own in self._at_stake(visit).items():
            changes[code] += sign * sum(shared(span, own) for span in spans)
        key = (visit.key, tuple((code, seconds) for code, seconds in changes.items() if seconds))
        if not key[1]:
            return 0
        if key not in self._lost:
            self._lost[key] = units_less(visit, ContestRule.DOCUMENTED, changes)
        return self._lost[key]

    def of_provider(self, visit: VisitAccount, provider: str) -> int:
        """Count a visit's timed units that depend on one provider's contests: never more than its whole exposure.

        Only the time counts in which the visit has a row of this provider and the provider is claimed twice; what
        another provider's contests cost the same visit is theirs.
        """
        rows = self._record.rows
        own = union(
            (rows.start[row], rows.end[row])
            for row in visit.positions
            if rows.provider[row] == provider and rows.nature[row].attended
        )
        contested = self._contested.get((visit.key[0], visit.evidence, provider), [])
        return self.lost(visit, subtract(own, subtract(own, contested)))

    def _at_stake(self, visit: VisitAccount) -> dict[tuple[str, int], list[Span]]:
        """Collect what counts under `documented` alone (-1) and under `exclusive` alone (1), by code, in order."""
        key = visit.key
        if key not in self._spans:
            spans: dict[tuple[str, int], list[Span]] = defaultdict(list)
            for credit in self._record.credits.get(key, ()):
                apart = credit.counts_as == "earned" and credit.documented != credit.exclusive
                if apart and _is_covered(self._record, visit, credit):
                    spans[credit.code, -1 if credit.documented else 1].append((credit.start, credit.end))
            self._spans[key] = {what: sorted(listed) for what, listed in spans.items()}
        return self._spans[key]
