"""One-on-one records that look like group treatment: brief contacts in turn, patients together for long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from timeline.attendance.engagement import BUSY, PATIENT
from timeline.audit.columns import columns, groups, in_several, numbered, places
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
    names = ("date", "provider", "start_second", "seconds", "interval_id", "patient")
    rows = record.rows
    for date, provider, start, seconds, interval, patient in records(_brief(record), names):
        row = record.index[interval]
        span = together[date, provider].setdefault((start, start + seconds), {})
        shown = span.setdefault(patient, set())
        if rows.nature[row].earns:
            shown.add(interval)
    return {key: _joined(spans) for key, spans in together.items()}


def _brief(record: Record) -> pd.DataFrame:
    """Return the demands that engage a provider for a patient, of providers with enough brief ones on a date."""
    demands = record.attendance.demands
    engaged = (demands["engaged"] & (demands["engagement_kind"] == PATIENT)).to_numpy()
    found = demands[engaged & (demands["evidence"] == Evidence.DOCUMENTED).to_numpy()]
    if found.empty:
        return found
    dates = found["date"].tolist()
    limits = {date: record.thresholds(date).group_pattern for date in set(dates)}
    brief = found["seconds"].to_numpy() < np.array([limits[date].episode_minutes * MINUTE for date in dates])
    least = np.array([limits[date].episodes for date in dates])
    at = groups([numbered(dates), numbered(found["provider"].tolist())])
    # A brief contact has at least one demand as brief.
    return found[np.bincount(at, brief)[at] >= least]


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

    __slots__ = ("attended", "contested", "intervals", "patients")

    def __init__(self) -> None:
        self.attended = 0
        self.contested: list[tuple[int, int]] = []
        self.patients: set[str] = set()
        self.intervals: set[str] = set()


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
    claimed: dict[tuple[str, str, int, int], list[tuple[str, str]]] = defaultdict(list)
    who = ("date", "provider", "start_second", "seconds", "interval_id", "patient")
    for date, provider, start, seconds, interval, patient in records(_much_contested(record), who):
        claimed[date, provider, start, start + seconds].append((patient, interval))
    days: dict[tuple[str, str], _Day] = defaultdict(_Day)
    for (date, provider, start, end), listed in claimed.items():
        day = days[date, provider]
        day.contested.append((start, end))
        day.patients.update(patient for patient, _ in listed)
        day.intervals.update(interval for _, interval in listed)
    engagements = record.attendance.engagements
    treats = ~engagements["doing"].isin([Doing.BUSY, Doing.IDLE]) & (engagements["evidence"] == Evidence.DOCUMENTED)
    for date, provider, seconds in records(
        engagements[treats.to_numpy()] if days else engagements[:0], who[:2] + who[3:4]
    ):
        if (date, provider) in days:
            days[date, provider].attended += seconds
    return days


def _much_contested(record: Record) -> pd.DataFrame:
    """Return the demands of spans that several patients claim, of providers with enough of such time on a date."""
    demands = record.attendance.demands
    treated = (demands["evidence"] == Evidence.DOCUMENTED) & (demands["engagement_kind"] != BUSY.kind)
    found = demands[treated.to_numpy()]
    date, provider = numbered(found["date"].tolist()), numbered(found["provider"].tolist())
    start, seconds = found["start_second"].to_numpy(), found["seconds"].to_numpy()
    span = groups([date, provider, start, seconds])
    several = in_several(span, numbered(found["patient"].tolist()))
    if not several.any():
        return found[:0]
    first = np.zeros(len(found), bool)
    first[np.unique(span, return_index=True)[1]] = True
    at = groups([date, provider])
    contested = np.bincount(at, seconds * (several & first))[at]
    limits = {name: record.thresholds(name).group_concealed.contested_minutes for name in set(found["date"])}
    least = np.array([limits[name] * MINUTE for name in found["date"]])
    return found[several & (contested >= least)]


def _concealed(record: Record, date: str, provider: str, day: _Day, risk: int) -> Finding:
    patients, spans = sorted(day.patients), union(day.contested)
    start, end, seconds = spans[0][0], spans[-1][1], length(spans)
    return record.finding(
        CONCEALED,
        Severity.REVIEW,
        sorted(record.index[interval] for interval in day.intervals),
        f"{provider} is recorded one-on-one with two or more of {series(patients)} at once for {duration(seconds)} "
        f"of the {duration(day.attended)} attended {_on(record, date, start, end)}, and no group treatment is "
        f"recorded on that date. Treating patients together is group treatment; {at_risk(risk)}.",
        span=(start, end),
        units_at_risk=risk,
        seconds=seconds,
    )


def _on(record: Record, date: str, start: int, end: int) -> str:
    return f"on {date}, {record.clock(start)}–{record.clock(end)}"
