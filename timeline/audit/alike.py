"""Ids that look like one: they differ only in case, blanks, Unicode form, punctuation or zeros that carry no meaning.

An id is opaque and nothing merges by itself. But a provider who is spelled two ways is two people to the minutes, and
the overlaps between them are seen by nobody.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from timeline.attendance.engagement import GROUP
from timeline.audit.likeness import KINDS, Pair, ids_of, pairs_among
from timeline.audit.parts import ShownOf
from timeline.audit.piles import units_with
from timeline.audit.stakes import units_lost
from timeline.audit.words import at_risk
from timeline.clock import duration
from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.shown import Shown, extent_of, finding_of, in_place
from timeline.spans import Span, length, pieces, shared, subtract, union
from timeline.vocabulary import Evidence, Severity
from timeline.words import counted

ALIKE = FindingRule(
    "id.alike",
    "Two ids look alike: they differ only in case, blanks, punctuation, the form of their letters, invisible "
    "characters, leading zeros or a final .0. They count as two, so what they have in common is not seen.",
    "Find out whether they are one. If so, write one of them everywhere, or say so in the mapping file under [values]; "
    "if they are two, nothing is to be done.",
)


def written(text: str) -> str:
    r"""Write an id in quotes as a mapping file does; what cannot be told apart by looking is written by number.

    >>> print(written("PT1\u200b"), written('"A"'), written("Zürich"))
    "PT1\u200B" "\"A\"" "Zürich"
    """
    return '"' + "".join(map(_sign, text)) + '"'


def _sign(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    plain = sign.isprintable() and not unicodedata.combining(sign) and unicodedata.normalize("NFKC", sign) == sign
    if plain:
        return sign
    return f"\\u{ord(sign):04X}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08X}"


class Stake(NamedTuple):
    """What hangs on whether two ids are one: when, and which timed units.

    `shown` are the rows that share these spans, `first` the first row of either id, None where none of the
    rows looked at has it.
    """

    pair: Pair
    spans: tuple[Span, ...]
    units: int
    shown: tuple[Shown, ...]
    first: tuple[Shown | None, Shown | None]


def rows_of(stake: Stake) -> list[Shown]:
    """List the rows a stake holds."""
    return [*stake.shown, *(row for row in stake.first if row is not None)]


def stakes_of(record: Record, part: int, pairs: Sequence[Pair] | None = None) -> list[Stake]:
    """Work out what hangs on each pair of ids, as far as a record's rows show it.

    `pairs` are those among more rows than the record's; default: those among its own.
    """
    del part
    rows = record.rows
    columns = {kind: "stated_payer" if kind == "payer" else kind for kind in KINDS}
    if pairs is None:
        numbered = {name: (own.codes, own.words.tolist()) for name, own in rows.numbers.texts.items()}
        pairs = pairs_among(ids_of(numbered["date"], {kind: numbered[name] for kind, name in columns.items()}))
    if not pairs:
        return []
    wanted: dict[tuple[str, str, str], list[int]] = {
        (pair.kind, pair.scope, text): [] for pair in pairs for text in (pair.one, pair.other)
    }
    for kind in {pair.kind for pair in pairs}:
        for row, text in enumerate(getattr(rows, columns[kind])):
            own = wanted.get((kind, rows.date[row] if kind == "group" else "", text))
            if own is not None:
                own.append(row)
    stakes = _Stakes(record)
    both = ((wanted[pair.kind, pair.scope, pair.one], wanted[pair.kind, pair.scope, pair.other]) for pair in pairs)
    return [stakes.of(pair, own) for pair, own in zip(pairs, both, strict=True) if any(own)]


def alike(record: Record, stakes: Sequence[Stake], shown: ShownOf) -> Iterator[Finding]:
    """Report each pair of ids that look alike."""
    del record, shown
    by_pair: dict[Pair, list[Stake]] = defaultdict(list)
    for stake in stakes:
        by_pair[stake.pair].append(stake)
    for pair, listed in by_pair.items():
        yield _alike(pair, listed)


_Both = tuple[Sequence[int], Sequence[int]]


class _Stakes:
    """Works out what hangs on a pair; what all pairs need is collected once."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def of(self, pair: Pair, both: _Both) -> Stake:
        """Return what hangs on whether the ids of a pair are one."""
        spans, units = getattr(self, f"_of_{pair.kind}")(pair, both)
        record, of = self._record, self._record.rows
        meeting = (row for own in both for row in own if shared((of.start[row], of.end[row]), spans))
        one, other = (record.as_shown(min(own, key=lambda row: (of.date[row], row))) if own else None for own in both)
        return Stake(pair, tuple(spans), units, record.all_shown(meeting), (one, other))

    def _of_provider(self, pair: Pair, both: _Both) -> tuple[list[Span], int]:
        """Time in which neither provider is claimed twice, and one person who is both would be."""
        del both
        record = self._record
        spans: list[Span] = []
        units = 0
        for date, evidence in sorted({*self._demands[pair.one]} & {*self._demands[pair.other]}):
            demands = [self._demands[name][date, evidence] for name in (pair.one, pair.other)]
            own, patients = _newly_contested(demands)
            spans += own
            if own and evidence == Evidence.DOCUMENTED:
                visits = record.visits_of(date, patients)
                units += units_lost(record, visits, own, providers=(pair.one, pair.other))
        return union(spans), units

    def _of_patient(self, pair: Pair, both: _Both) -> tuple[list[Span], int]:
        """Credited time of the dates on which both are seen: of one patient it is counted together."""
        record = self._record
        dates = [{record.rows.date[row] for row in own} for own in both]
        credited = [
            (record.credited.get((date, pair.one), []), record.credited.get((date, pair.other), []))
            for date in dates[0] & dates[1]
        ]
        spans = [span for one, other in credited if one and other for span in (*one, *other)]
        units = 0
        for date, _, discipline in {record.visit_of(row).key for row in both[0] if record.rows.evidence[row]}:
            first = record.accounts[date, pair.one, discipline]
            second = record.accounts.get((date, pair.other, discipline))
            if second is not None and not first.is_scheduled and not second.is_scheduled:
                more = {code: each.by_rule[first.contest] for code, each in second.earning.items()}
                apart = (first.timed_units or 0) + (second.timed_units or 0)
                units += max(0, apart - units_with(first, more))
        return union(spans), units

    def _of_group(self, pair: Pair, both: _Both) -> tuple[list[Span], int]:
        del pair
        return _both(self._spans(both[0]), self._spans(both[1])), 0

    def _of_clinic(self, pair: Pair, both: _Both) -> tuple[list[Span], int]:
        """Time in which one provider is at both: of one clinic it is no contradiction."""
        del pair
        rows = self._record.rows
        at: tuple[dict[str, list[int]], ...] = (defaultdict(list), defaultdict(list))
        for place, own in zip(at, both, strict=True):
            for row in own:
                if rows.provider[row]:
                    place[rows.provider[row]].append(row)
        spans = [
            span
            for provider in at[0].keys() & at[1].keys()
            for span in _both(self._spans(at[0][provider]), self._spans(at[1][provider]))
        ]
        return union(spans), 0

    def _of_payer(self, pair: Pair, both: _Both) -> tuple[list[Span], int]:
        del pair
        return self._spans(both[1]), 0

    def _spans(self, rows: Sequence[int]) -> list[Span]:
        of = self._record.rows
        return union((of.start[row], of.end[row]) for row in rows)

    @cached_property
    def _demands(self) -> Mapping[str, Mapping[tuple[str, str], list[tuple[int, int, tuple[str, str, str]]]]]:
        """What claims each provider, by date and evidence: start, end, (what kind, which, patient)."""
        found: defaultdict[str, dict[tuple[str, str], list[tuple[int, int, tuple[str, str, str]]]]] = defaultdict(dict)
        columns = (
            "date",
            "evidence",
            "provider",
            "start_second",
            "seconds",
            "engagement_kind",
            "engagement",
            "patient",
        )
        for date, evidence, provider, start, seconds, kind, label, patient in records(
            self._record.attendance.demands, columns
        ):
            # A session without an id is named by its provider and its code: of one provider it is one session.
            which = label.removeprefix(f"{provider}:") if kind == GROUP else label
            found[provider].setdefault((date, evidence), []).append((start, start + seconds, (kind, which, patient)))
        return found


def _newly_contested(
    both: Sequence[Sequence[tuple[int, int, tuple[str, str, str]]]],
) -> tuple[list[Span], set[str]]:
    """Return when two providers are claimed by one each, but not by the same, and the patients concerned."""
    marked = [(start, end, (side, *what)) for side, listed in enumerate(both) for start, end, what in listed]
    spans: list[Span] = []
    patients: set[str] = set()
    for start, end, claims in pieces(marked):
        sides = [{claim[1:3] for claim in claims if claim[0] == side} for side in (0, 1)]
        if max(map(len, sides)) == 1 and len(sides[0] | sides[1]) > 1:
            spans.append((start, end))
            patients.update(claim[3] for claim in claims)
    return union(spans), patients - {""}


def _both(one: list[Span], other: list[Span]) -> list[Span]:
    return subtract(one, subtract(one, other))


def _told(pair: Pair, spans: Sequence[Span]) -> str:
    """Say what hangs on a pair for the length of some spans."""
    time = duration(length(spans))
    return {
        "provider": f"would be claimed twice for {time}",
        "patient": f"has {time} that count together on one visit",
        "group": f"meets for {time} as one session that is read as two",
        "clinic": f"has providers at both for {time}, which is then no overlap",
        "payer": f"would count {time} of {written(pair.other)} by the rules of {written(pair.one)}",
    }[pair.kind]


def _firsts(stakes: Sequence[Stake]) -> Sequence[Shown]:
    """Return the first row of either id, of all that was looked at."""
    sides = zip(*(stake.first for stake in stakes), strict=True)
    firsts = (in_place(row for row in side if row is not None)[:1] for side in sides)
    return in_place(row for first in firsts for row in first)


def _alike(pair: Pair, stakes: Sequence[Stake]) -> Finding:
    spans = union(span for stake in stakes for span in stake.spans)
    units = sum(stake.units for stake in stakes)
    shown = in_place(row for stake in stakes for row in stake.shown)
    if not shown:
        shown = _firsts(stakes)
    extent, kind = extent_of(shown), KINDS[pair.kind]
    dates = sorted({row.date for row in shown})
    period = f"on {dates[0]}" if len(dates) == 1 else f"on {counted(len(dates), 'date')} from {dates[0]} on"
    one, other = written(pair.one), written(pair.other)
    if spans:
        risk = f"; {at_risk(units)}" if units else ""
        told = f"one {kind} written both ways {_told(pair, spans)} {period}{risk}"
        span = (spans[0][0], spans[-1][1])
    else:
        told = f"as far as is recorded {period}, no minute depends on it"
        span = (extent.start, extent.end)
    people = {"patients": (), "providers": ()} | _people(pair)
    return finding_of(
        ALIKE,
        Severity.REVIEW,
        shown,
        f"The {kind}s {one} and {other} look alike and count as two: {told}.",
        span=span,
        date=dates[0],
        seconds=length(spans),
        units_at_risk=units,
        patients=people["patients"],
        providers=people["providers"],
        about=f"{pair.kind} {pair.one} {pair.other}",
        own_remedy=f"If they are one {kind}, write one of them everywhere, or in the mapping file: "
        f"[values.{pair.kind}] {other} = {one}. If they are two, nothing is to be done.",
    )


def _people(pair: Pair) -> dict[str, tuple[str, ...]]:
    named = tuple(sorted((pair.one, pair.other)))
    return {f"{pair.kind}s": named} if pair.kind in ("patient", "provider") else {}
