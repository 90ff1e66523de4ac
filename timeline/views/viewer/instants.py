"""Who is with whom at every instant of a date, as spans in which the answer stays the same.

The spans are read off the result tables, and what they say at an instant is what `Analysis.at` says.
Times are seconds since the date's midnight (see `DayLine`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast

from timeline.clock import to_wall
from timeline.contracts import records
from timeline.views.viewer.schema import PatientInstants, PatientSpan, ProviderInstants, ProviderSpan

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from timeline.views.by_date import ByDate

Item = TypeVar("Item")
AnySpan = TypeVar("AnySpan", ProviderSpan, PatientSpan)
_QUARTER = 15 * 60
_WHEN = ("provider", "evidence", "start_second", "seconds")


@dataclass(frozen=True, slots=True)
class DayLine:
    """Seconds since a date's midnight, and the wall clock they show.

    `zero` is that midnight on the clinic's line as the date's first row counts it. `shifts` lists every clock
    change within the date: from that second on, the wall clock shows so many seconds more than have passed.
    """

    date: str
    zero: int
    shifts: tuple[tuple[int, int], ...]

    def at(self, second: int) -> int:
        """Convert a second on the clinic's line to seconds since midnight."""
        return second - self.zero


def day_line(date: str, first: int, last: int, zone: ZoneInfo | None) -> DayLine:
    """Build the line of a date whose rows run from `first` to `last`, seconds on the clinic's line."""
    midnight = datetime.fromisoformat(date)

    def shown(second: int) -> int:
        return round((to_wall(second, zone) - midnight).total_seconds())

    zero = first - shown(first)
    shifts = []
    before = 0
    # Clocks change on a quarter of an hour.
    start = zero + (first - zero) // _QUARTER * _QUARTER
    for second in range(start, last + _QUARTER, _QUARTER) if zone else ():
        change = shown(second) - (second - zero)
        if change != before:
            shifts.append((second - zero, change))
            before = change
    return DayLine(date, zero, tuple(shifts))


class Place(NamedTuple):
    """One row of the date: its position on the page, and what it is."""

    number: int
    start: int
    end: int
    patient: str
    provider: str
    evidence: str


class _Spans(Generic[Item]):
    """Items with spans, asked which are open at an instant; a sweep, so instants are asked in order."""

    def __init__(self, items: Iterable[tuple[int, int, Item]]) -> None:
        self._items = sorted(items, key=itemgetter(0, 1))
        self._next = 0
        self._open: list[tuple[int, int, Item]] = []

    def at(self, instant: int) -> list[Item]:
        while self._next < len(self._items) and self._items[self._next][0] <= instant:
            self._open.append(self._items[self._next])
            self._next += 1
        self._open = [item for item in self._open if item[1] > instant]
        return [item for _, _, item in self._open]


@dataclass(slots=True)
class _Provider:
    """What the tables say of one provider: spans of doing, and the demands in them."""

    doing: list[tuple[int, int, str]] = field(default_factory=list)
    demands: list[tuple[int, int, tuple[str, str, str, bool]]] = field(default_factory=list)


def provider_instants(days: ByDate, line: DayLine, places: Mapping[str, Place]) -> list[ProviderInstants]:
    """List, per provider and evidence, what the provider is doing: `ProviderNow` as spans; rows are places' numbers."""
    found = _providers(days, line)
    rows: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places.values():
        if place.evidence:
            rows[place.provider, place.evidence].append(place)
    listed: list[ProviderInstants] = []
    patients = [place.patient for place in places.values()]
    for (provider, evidence), tables in sorted(found.items()):
        spans = _provider_spans(tables, rows[provider, evidence], places, patients)
        listed.append({"provider": provider, "evidence": evidence, "spans": list(spans)})
    return listed


def _providers(days: ByDate, line: DayLine) -> dict[tuple[str, str], _Provider]:
    found: dict[tuple[str, str], _Provider] = defaultdict(_Provider)
    engagements = days.table("engagements", line.date)
    for provider, evidence, start, seconds, doing in records(engagements, (*_WHEN, "doing")):
        found[provider, evidence].doing.append((line.at(start), line.at(start) + seconds, doing))
    demands = days.table("demands", line.date)
    asked = ("engagement_kind", "engagement", "interval_id", "engaged")
    for provider, evidence, start, seconds, *demand in records(demands, (*_WHEN, *asked)):
        found[provider, evidence].demands.append((line.at(start), line.at(start) + seconds, tuple(demand)))
    return found


def _provider_spans(
    tables: _Provider, own: Sequence[Place], places: Mapping[str, Place], patients: Sequence[str]
) -> Iterator[ProviderSpan]:
    demands, open_rows = _Spans(tables.demands), _Spans((place.start, place.end, place) for place in own)
    cuts = {edge for start, end, _ in tables.demands for edge in (start, end)}
    cuts.update(edge for place in own for edge in (place.start, place.end))
    edges = sorted(cuts)

    def content(start: int, end: int, doing: str) -> ProviderSpan:
        here = demands.at(start)
        listed = {places[interval].number for _, _, interval, _ in here} | {
            place.number for place in open_rows.at(start)
        }
        return (
            start,
            end,
            doing,
            [label for _, label in dict.fromkeys((kind, label) for kind, label, _, _ in here)],
            [label for _, label in dict.fromkeys((kind, label) for kind, label, _, engaged in here if engaged)],
            sorted({patients[row] for row in listed} - {""}),
            sorted(listed),
        )

    pieces = (
        content(start, end, doing)
        for first, last, doing in sorted(tables.doing)
        for start, end in pairwise(_cuts(edges, first, last))
    )
    return _joined(pieces)


def patient_instants(days: ByDate, line: DayLine, places: Mapping[str, Place]) -> list[PatientInstants]:
    """List, per visit, what is true of the patient: `PatientNow` as spans; rows are numbers of places.

    The credited row is null where nobody is credited.
    """
    visits: dict[tuple[str, str, str], list[tuple[int, int, tuple[str, str, str]]]] = defaultdict(list)
    attendance = days.table("attendance", line.date)
    columns = ("patient", "discipline", "evidence", "start_second", "seconds", "state", "provider", "interval_id")
    for patient, discipline, evidence, start, seconds, *told in records(attendance, columns):
        visits[patient, discipline, evidence].append((line.at(start), line.at(start) + seconds, tuple(told)))
    rows: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places.values():
        if place.evidence:
            rows[place.patient, place.evidence].append(place)
    beside = _co_attending(days, line)
    return [
        {
            "patient": patient,
            "discipline": discipline,
            "evidence": evidence,
            "spans": list(_patient_spans(spans, (rows[patient, evidence], beside[patient, evidence]), places)),
        }
        for (patient, discipline, evidence), spans in sorted(visits.items())
    ]


def _co_attending(days: ByDate, line: DayLine) -> dict[tuple[str, str], list[tuple[int, int, str]]]:
    found: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    beside = days.table("co_attendance", line.date)
    columns = ("patient", "evidence", "start_second", "seconds", "provider")
    for patient, evidence, start, seconds, provider in records(beside, columns):
        found[patient, evidence].append((line.at(start), line.at(start) + seconds, provider))
    return found


def _patient_spans(
    spans: Iterable[tuple[int, int, tuple[str, str, str]]],
    others: tuple[Sequence[Place], Sequence[tuple[int, int, str]]],
    places: Mapping[str, Place],
) -> Iterator[PatientSpan]:
    own, beside = others
    open_rows, attending = _Spans((place.start, place.end, place) for place in own), _Spans(beside)
    cuts = {edge for place in own for edge in (place.start, place.end)}
    cuts.update(edge for start, end, _ in beside for edge in (start, end))
    edges = sorted(cuts)

    def content(start: int, end: int, told: tuple[str, str, str]) -> PatientSpan:
        state, provider, credited = told
        return (
            start,
            end,
            state,
            provider,
            places[credited].number if credited else None,
            sorted(set(attending.at(start))),
            sorted(place.number for place in open_rows.at(start)),
        )

    pieces = (
        content(start, end, told)
        for first, last, told in sorted(spans)
        for start, end in pairwise(_cuts(edges, first, last))
    )
    return _joined(pieces)


def _cuts(edges: Sequence[int], first: int, last: int) -> list[int]:
    """List where a span is cut, and its own edges; `edges` is sorted, each once."""
    return [first, *edges[bisect_right(edges, first) : bisect_left(edges, last)], last]


def _joined(pieces: Iterable[AnySpan]) -> Iterator[AnySpan]:
    """Join neighboring spans with the same contents."""
    last: AnySpan | None = None
    for piece in pieces:
        if last is not None and last[1] == piece[0] and last[2:] == piece[2:]:
            last = _until(last, piece[1])
        else:
            if last is not None:
                yield last
            last = piece
    if last is not None:
        yield last


def _until(span: AnySpan, end: int) -> AnySpan:
    return cast("AnySpan", (span[0], end, *span[2:]))
