"""One-on-one records that look like group treatment: brief contacts in turn, patients together for long."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from timeline.attendance.minutes import sums
from timeline.audit.columns import Mask, Numbers, columns, different, groups, in_several
from timeline.audit.credits import visits_beside
from timeline.audit.demands import Demands, demands
from timeline.audit.stakes import Asked, lost_of
from timeline.audit.words import at_risk
from timeline.clock import MINUTE
from timeline.finding import Finding, FindingRule
from timeline.found import Lists
from timeline.record import Record
from timeline.spans import Span, length, union
from timeline.vocabulary import Severity
from timeline.words import series

PATTERN = FindingRule(
    "group.pattern",
    "A provider goes back and forth between patients every few minutes: contacts this brief may be group treatment, "
    "not one-on-one treatment.",
    "Ask the provider what was done. If the record shows group treatment, claim the group code once for each "
    "patient; if each contact was skilled one-on-one treatment, have the author say so in an addendum.",
    "cms-billing-scenarios item 5",
)


class _Episodes(NamedTuple):
    """Stretches in which a provider is with one patient, for codes that need one-on-one contact, in order.

    `rows` show them; `brief` says whether one is brief, `near` whether it follows closely on the one before it.
    """

    day: Numbers
    start: Numbers
    end: Numbers
    patient: Numbers
    rows: Lists
    brief: Mask
    near: Mask


def patterns(record: Record) -> Iterator[Finding]:
    """Report brief contacts with two or more patients in turn."""
    episodes = _episodes(record)
    chains = _alternating(record, episodes)
    if not chains:
        return
    rows = Lists.of([different(episodes.rows.take(chain).items).tolist() for chain in chains])
    spans = [union(zip(episodes.start[own].tolist(), episodes.end[own].tolist(), strict=True)) for own in chains]
    provider = columns(record).provider[rows.items[rows.bounds[:-1]]]
    risks = lost_of(record, record.contest, visits_beside(record, rows), provider, Asked.of(spans))
    bounds = pairwise(rows.bounds.tolist())
    for chain, (first, last), told, risk in zip(chains, bounds, spans, risks.tolist(), strict=True):
        yield _pattern(record, rows.items[first:last].tolist(), told, len(chain), risk)


def _episodes(record: Record) -> _Episodes:
    """Collect the stretches each provider spends with one patient under the contest rule in force."""
    every, of = demands(record), columns(record)
    found = every.only(every.engaged & every.alone & every.documented)
    found = found.only(np.lexsort((found.start, found.day)))
    brief, many, gap = _limits_of(record, found)
    # A brief contact has at least one demand as brief.
    short = found.end - found.start < brief
    kept = np.bincount(found.day, short)[found.day] >= many if len(found.row) else short
    found, brief, gap = found.only(kept), brief[kept], gap[kept]
    span = groups([found.day, found.start, found.end])
    # Spans without a code, or with several patients, are left out.
    earns = of.earns[found.row]
    shown = np.bincount(span, earns, int(span.max(initial=-1)) + 1) > 0
    kept = shown[span] & ~in_several(span, of.patient[found.row])
    found, brief, gap, span, earns = found.only(kept), brief[kept], gap[kept], span[kept], earns[kept]
    return _joined(found, of.patient[found.row], span, earns, brief, gap)


def _joined(found: Demands, patient: Numbers, span: Numbers, earns: Mask, brief: Numbers, gap: Numbers) -> _Episodes:
    """Join touching spans with the same patient; `brief` and `gap` are the limits, in seconds, of its date."""
    begins = np.ones(len(span), bool)
    begins[1:] = (
        (found.day[1:] != found.day[:-1])
        | (patient[1:] != patient[:-1])
        | ((span[1:] != span[:-1]) & (found.start[1:] != found.end[:-1]))
    )
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(span))[: len(first)] - 1
    day, start, end = found.day[first], found.start[first], found.end[last]
    is_brief, near = end - start < brief[first], np.zeros(len(first), bool)
    near[1:] = is_brief[1:] & is_brief[:-1] & (day[1:] == day[:-1]) & (start[1:] - end[:-1] <= gap[first][1:])
    owner = np.cumsum(begins) - 1
    rows = Lists.grouped(owner[earns], found.row[earns], len(first))
    return _Episodes(day, start, end, patient[first], rows, is_brief, near)


def _limits_of(record: Record, found: Demands) -> tuple[Numbers, Numbers, Numbers]:
    """Return for each demand how many seconds a brief contact has, how many there are, and the seconds between two."""
    numbers, rows = columns(record).date[found.row], record.rows
    _, first, which = np.unique(numbers, return_index=True, return_inverse=True)
    each = [record.thresholds(rows.date[row]).group_pattern for row in found.row[first].tolist()]
    told = [(of.episode_minutes * MINUTE, of.episodes, of.gap_minutes * MINUTE) for of in each]
    brief, many, gap = np.array(told, np.int64).reshape(-1, 3)[which].T
    return brief, many, gap


def _alternating(record: Record, episodes: _Episodes) -> list[Numbers]:
    """List the runs of brief contacts, each close to the next, that go back and forth.

    There are enough turns from patient to patient, and a return to at least one.
    """
    brief = np.flatnonzero(episodes.brief)
    near = episodes.near[brief]
    chain, patient = np.cumsum(~near) - 1, episodes.patient[brief]
    many = int(chain.max(initial=-1)) + 1
    turn = np.ones(len(brief), bool)
    turn[1:] = ~near[1:] | (patient[1:] != patient[:-1])
    turns = sums(chain, turn, many)
    room = int(patient.max(initial=0)) + 1
    patients = np.bincount(different(chain * room + patient) // room, minlength=many)
    first = np.searchsorted(chain, np.arange(many + 1))
    dates = [record.rows.date[row] for row in episodes.rows.items[episodes.rows.bounds[brief[first[:-1]]]].tolist()]
    least = np.array([record.thresholds(date).group_pattern.episodes for date in dates], np.int64)
    found = np.flatnonzero((turns >= least) & (turns > patients))
    return [brief[first[number] : first[number + 1]] for number in found.tolist()]


def _pattern(record: Record, rows: list[int], spans: list[Span], contacts: int, risk: int) -> Finding:
    extent = record.extent(rows)
    start, end, seconds = spans[0][0], spans[-1][1], length(spans)
    return record.finding(
        PATTERN,
        Severity.REVIEW,
        rows,
        f"{series(extent.providers)} went back and forth between {series(extent.patients)} in {contacts} contacts of "
        f"under {record.thresholds(extent.date).group_pattern.episode_minutes} minutes "
        f"{record.when(extent.date, start, end, seconds=seconds)}. Contacts this brief may be group treatment; "
        f"{at_risk(risk)}.",
        span=(start, end),
        units_at_risk=risk,
        seconds=seconds,
    )
