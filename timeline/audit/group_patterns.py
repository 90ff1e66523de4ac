"""One-on-one records that look like group treatment: brief contacts in turn, patients together for long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from timeline.audit.columns import Numbers, columns, different, groups, in_several, places
from timeline.audit.demands import Demands, demands
from timeline.audit.stakes import all_units_lost, units_lost
from timeline.audit.words import at_risk
from timeline.clock import MINUTE, duration
from timeline.code_table import code_table
from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.policies.thresholds import GroupPattern
from timeline.record import Record
from timeline.spans import length, union
from timeline.vocabulary import ContestRule, Doing, Evidence, Mode, Severity
from timeline.words import series

PATTERN = FindingRule(
    "group.pattern",
    "A provider goes back and forth between patients every few minutes: contacts this brief may be group treatment, "
    "not one-on-one treatment.",
    "Ask the provider what was done. If the record shows group treatment, claim the group code once for each "
    "patient; if each contact was skilled one-on-one treatment, have the author say so in an addendum.",
    "cms-billing-scenarios item 5",
)
CONCEALED = FindingRule(
    "group.concealed",
    "For much of a day, a provider is recorded one-on-one with two or more patients at the same time, and no group "
    "treatment is recorded.",
    "Review the day with the provider. Claim group treatment where the record shows it, and one-on-one treatment "
    "only where the provider was with one patient alone.",
    "cms-billing-scenarios item 5",
)


class _Episode(NamedTuple):
    """A stretch in which a provider is with one patient, for codes that need one-on-one contact."""

    start: int
    end: int
    patient: str
    intervals: frozenset[str]


def patterns(record: Record) -> Iterator[Finding]:
    """Report brief contacts with two or more patients in turn."""
    for (date, provider), episodes in _episodes(record).items():
        limits = record.thresholds(date).group_pattern
        for chain in _chains(episodes, limits):
            if _alternates(chain, limits):
                yield _pattern(record, date, provider, chain, limits)


def _episodes(record: Record) -> dict[tuple[str, str], list[_Episode]]:
    """Collect the stretches each provider spends with one patient under the contest rule in force."""
    together: dict[tuple[str, str], dict[tuple[int, int], dict[str, set[str]]]] = defaultdict(dict)
    rows, found = record.rows, _brief(record)
    for row, *edges in zip(found.row.tolist(), found.start.tolist(), found.end.tolist(), strict=True):
        span = together[rows.date[row], rows.provider[row]].setdefault((edges[0], edges[1]), {})
        shown = span.setdefault(rows.patient[row], set())
        if rows.nature[row].earns:
            shown.add(rows.id[row])
    return {key: _joined(spans) for key, spans in together.items()}


def _brief(record: Record) -> Demands:
    """Return the demands that engage a provider for a patient, of providers with enough brief ones on a date."""
    every = demands(record)
    found = every.only(every.engaged & every.alone & every.documented)
    if not len(found.row):
        return found
    dates, of = columns(record).date[found.row], _limits_of(record, found)
    brief = found.end - found.start < of[dates, 0]
    # A brief contact has at least one demand as brief.
    return found.only(np.bincount(found.day, brief)[found.day] >= of[dates, 1])


def _limits_of(record: Record, found: Demands) -> Numbers:
    """Return by the number of a date how many seconds a brief contact has, how many there are, and contested ones."""
    numbers, rows = columns(record).date, record.rows
    dates, first = np.unique(numbers[found.row], return_index=True)
    limits = np.zeros((int(numbers.max()) + 1, 3), np.int64)
    for date, row in zip(dates.tolist(), found.row[first].tolist(), strict=True):
        of = record.thresholds(rows.date[row])
        brief = of.group_pattern
        limits[date] = brief.episode_minutes * MINUTE, brief.episodes, of.group_concealed.contested_minutes * MINUTE
    return limits


def _joined(spans: dict[tuple[int, int], dict[str, set[str]]]) -> list[_Episode]:
    """Join touching spans with the same patient; spans without a code, or with several patients, are left out."""
    found: list[tuple[int, int, str, set[str]]] = []
    for (start, end), patients in spans.items():
        if len(patients) > 1:
            continue
        ((patient, shown),) = patients.items()
        if not shown:
            continue
        if found and found[-1][1:3] == (start, patient):
            since, _, _, intervals = found[-1]
            intervals |= shown  # one set that grows: a day may have tens of thousands of rows that touch
            found[-1] = since, end, patient, intervals
        else:
            found.append((start, end, patient, set(shown)))
    return [_Episode(start, end, patient, frozenset(intervals)) for start, end, patient, intervals in found]


def _chains(episodes: list[_Episode], limits: GroupPattern) -> Iterator[list[_Episode]]:
    """Cut a day into runs of brief contacts that follow one another closely."""
    chain: list[_Episode] = []
    for episode in episodes:
        brief = episode.end - episode.start < limits.episode_minutes * MINUTE
        if chain and (not brief or episode.start - chain[-1].end > limits.gap_minutes * MINUTE):
            yield chain
            chain = []
        if brief:
            chain.append(episode)
    yield chain


def _alternates(chain: list[_Episode], limits: GroupPattern) -> bool:
    """Whether a run goes back and forth: enough turns from patient to patient, and a return to at least one."""
    turns = 1 + sum(one.patient != two.patient for one, two in pairwise(chain))
    return turns >= limits.episodes and turns > len({episode.patient for episode in chain})


def _pattern(record: Record, date: str, provider: str, chain: list[_Episode], limits: GroupPattern) -> Finding:
    patients = tuple(sorted({episode.patient for episode in chain}))
    spans = union((episode.start, episode.end) for episode in chain)
    risk = units_lost(record, record.visits_of(date, patients), spans, providers=(provider,))
    shown = {interval for episode in chain for interval in episode.intervals}
    start, end, seconds = chain[0].start, chain[-1].end, length(spans)
    return record.finding(
        PATTERN,
        Severity.REVIEW,
        sorted(record.index[interval] for interval in shown),
        f"{provider} went back and forth between {series(patients)} in {len(chain)} contacts of under "
        f"{limits.episode_minutes} minutes {record.when(date, start, end, seconds=seconds)}. Contacts this brief may "
        f"be group treatment; {at_risk(risk)}.",
        span=(start, end),
        units_at_risk=risk,
        seconds=seconds,
    )


class _Day:
    """One provider's date as `concealed` sees it."""

    __slots__ = ("attended", "contested", "patients", "rows")

    def __init__(self) -> None:
        self.attended = 0
        self.contested: list[tuple[int, int]] = []
        self.patients: set[str] = set()
        self.rows: list[int] = []


def concealed(record: Record) -> Iterator[Finding]:
    """Report providers with much contested time on a date and no group treatment."""
    days = _days(record)
    rows = record.rows
    grouped = {
        (rows.date[row], rows.provider[row])
        for row in (places(columns(record).analysed) if days else ())
        if rows.nature[row].mode == Mode.GROUP or _is_group_code(rows.code[row])
    }
    found = []
    for (date, provider), day in days.items():
        limits, seconds = record.thresholds(date).group_concealed, length(day.contested)
        much = seconds >= limits.contested_minutes * MINUTE and seconds >= limits.contested_share * day.attended
        if much and (date, provider) not in grouped:
            found.append((date, provider, day))
    asks = [(record.visits_of(date, day.patients), union(day.contested), (provider,)) for date, provider, day in found]
    lost = all_units_lost(record, asks, contest=ContestRule.DOCUMENTED)
    for (date, provider, day), risk in zip(found, lost, strict=True):
        yield _concealed(record, date, provider, day, risk)


def _is_group_code(code: str) -> bool:
    known = code_table().get(code)
    return known is not None and known.mode == Mode.GROUP


def _days(record: Record) -> dict[tuple[str, str], _Day]:
    """Collect the dates of the providers who are claimed by several patients at once for long enough."""
    rows, found = record.rows, _much_contested(record)
    days: dict[tuple[str, str], _Day] = {}
    order = np.argsort(found.day, kind="stable")
    cuts = np.flatnonzero(np.diff(found.day[order])) + 1
    for own in np.split(order, cuts) if len(order) else ():
        shown = different(found.row[own]).tolist()
        day = days[rows.date[shown[0]], rows.provider[shown[0]]] = _Day()
        day.contested = sorted(set(zip(found.start[own].tolist(), found.end[own].tolist(), strict=True)))
        day.patients = {rows.patient[row] for row in shown}
        day.rows = shown
    engagements = record.attendance.engagements
    treats = ~engagements["doing"].isin([Doing.BUSY, Doing.IDLE]) & (engagements["evidence"] == Evidence.DOCUMENTED)
    for date, provider, seconds in records(
        engagements[treats.to_numpy()] if days else engagements[:0], ("date", "provider", "seconds")
    ):
        if (date, provider) in days:
            days[date, provider].attended += seconds
    return days


def _much_contested(record: Record) -> Demands:
    """Return the demands of spans that several patients claim, of providers with enough of such time on a date."""
    every = demands(record)
    found = every.only(every.documented & ~every.busy)
    span = groups([found.day, found.start, found.end])
    several = in_several(span, columns(record).patient[found.row])
    if not several.any():
        return found.only(several)
    first = np.zeros(len(span), bool)
    first[np.unique(span, return_index=True)[1]] = True
    contested = np.bincount(found.day, (found.end - found.start) * (several & first))[found.day]
    least = _limits_of(record, found)[columns(record).date[found.row], 2]
    return found.only(several & (contested >= least))


def _concealed(record: Record, date: str, provider: str, day: _Day, risk: int) -> Finding:
    patients, spans = sorted(day.patients), union(day.contested)
    start, end, seconds = spans[0][0], spans[-1][1], length(spans)
    return record.finding(
        CONCEALED,
        Severity.REVIEW,
        day.rows,
        f"{provider} is recorded one-on-one with two or more of {series(patients)} at once for {duration(seconds)} "
        f"of the {duration(day.attended)} attended {_on(record, date, start, end)}, and no group treatment is "
        f"recorded on that date. Treating patients together is group treatment; {at_risk(risk)}.",
        span=(start, end),
        units_at_risk=risk,
        seconds=seconds,
    )


def _on(record: Record, date: str, start: int, end: int) -> str:
    return f"on {date}, {record.clock(start)}–{record.clock(end)}"
