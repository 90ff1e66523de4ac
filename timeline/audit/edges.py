"""Units that depend on the last minute of a clock reading."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from timeline.audit.changes import units_added_by
from timeline.audit.columns import Mask, Numbers, columns
from timeline.audit.piles import Changes, piles
from timeline.audit.telling import About
from timeline.audit.treated import treated
from timeline.clock import MINUTE
from timeline.contracts.sentences import Sentences, Words, each_said, sentences
from timeline.finding import FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of
from timeline.record import Record
from timeline.vocabulary import Severity
from timeline.words import counted

ON_EDGE = FindingRule(
    "units.on_edge",
    "A visit is so close to a threshold that reading the clock a minute the other way would change its units.",
    "Nothing to correct: the recorded minutes stand. Where starts and ends are read from a clock, a reviewer can check "
    "them.",
    "cms-claims-5 §20.2.C",
)


class _Varied(NamedTuple):
    """What varying the minutes of one code does to the timed units of its visit: those added, or taken, either way.

    `visit` and `code` are the places of the visit and of its code among those of all visits; `apart` says whether a
    minute of one code may do other than a minute of another.
    """

    visit: Numbers
    code: Numbers
    fewer: Numbers
    more: Numbers
    apart: Mask


def varied_units(record: Record, slack: int) -> tuple[Numbers, Numbers]:
    """Return the fewest and the most timed units of each visit if some minutes of one of its codes were fewer or more.

    Parameters
    ----------
    slack
        Whole minutes by which one code's minutes are shortened or lengthened, never below 0.
    """
    now = piles(record, record.contest).now
    found = _varied(record, np.full(len(now), slack, np.int64))
    fewest, most = now.copy(), now.copy()
    for added in (found.fewer, found.more):
        np.minimum.at(fewest, found.visit, now[found.visit] + added)
        np.maximum.at(most, found.visit, now[found.visit] + added)
    return fewest, most


def _varied(record: Record, slack: Numbers) -> _Varied:
    """Vary the minutes of codes that share the timed units by some minutes, which are told of each visit.

    Where codes are counted together it is all one which of them is varied, unless a pair takes one of them off or a
    limit counts some of them: then it is the one with most minutes.
    """
    of, rules = piles(record, record.contest), treated(record)
    apart = ~rules.together | rules.limited | of.removed
    code = np.flatnonzero(of.pooled)
    minutes = of.seconds[code] // MINUTE
    order = np.lexsort((code, -minutes, of.visit[code]))
    visit = of.visit[code[order]]
    first = np.ones(len(visit), bool)
    first[1:] = visit[1:] != visit[:-1]
    code = np.sort(code[order[first | apart[visit]]])
    visit = of.visit[code]
    twice, by = np.tile(code, 2), np.concatenate([-slack[visit], slack[visit]]) * MINUTE
    asked = np.flatnonzero(by)
    changes = Changes(np.tile(visit, 2), asked, of.code[twice[asked]], by[asked])
    fewer, more = units_added_by(record, record.contest, changes).reshape(2, -1)
    return _Varied(visit, code, fewer, more, apart[visit])


def on_edge(record: Record) -> Found:
    """Report visits whose timed units change with a minute more or less; the finding never says in which direction."""
    dates, of = record.visit_arrays.date, piles(record, record.contest)
    slack = np.array([record.thresholds(day).edge.minutes if day else 0 for day in dates.words.tolist()], np.int64)
    slack = slack[dates.codes]
    found = _varied(record, slack)
    each = np.maximum(abs(found.fewer), abs(found.more))
    change = np.zeros(len(of.now), np.int64)
    np.maximum.at(change, found.visit, each)
    decides = of.pooled & (change > 0)[of.visit]
    decides[found.code[found.apart & (each == 0)]] = False
    visit = np.flatnonzero(change)
    rows = _rows(record, decides, visit)

    def told(places: Numbers) -> Sentences:
        about, own, patient = About(record, rows.take(places)), visit[places], record.visit_arrays.patient
        return sentences(
            "The units of {patient} with {providers} on {day}, {clock}, depend on {last} of a clock reading. The "
            "recorded minutes stand; {change} on how the clock was read.",
            len(places),
            patient=Words(patient.codes[own], patient.words),
            providers=about.providers_said,
            day=about.dates_said,
            clock=about.clocks_said,
            last=each_said(slack[own], _last),
            change=each_said(change[own], _depends),
        )

    severity = np.full(len(visit), PLACE_OF[Severity.NOTE])
    return found_of(record, ON_EDGE, severity, rows, told, units_at_risk=change[visit], seconds=slack[visit] * MINUTE)


def _rows(record: Record, decides: Mask, visit: Numbers) -> Lists:
    """List the rows of visits with a code that decides: `decides` says so of each code of each visit."""
    of, arrays, rules = columns(record), record.visit_arrays, treated(record)
    row, owner = arrays.row, arrays.row_visit
    own = np.flatnonzero(of.attended[row])
    own = own[rules.look(decides, owner[own], of.code[row[own]])]
    counts = np.bincount(owner[own], minlength=len(arrays))[visit]
    return Lists.counted(counts, row[own])


def _last(slack: int) -> str:
    return "the last minute" if slack == 1 else f"the last {slack} minutes"


def _depends(change: int) -> str:
    return f"{counted(change, 'unit')} {'depends' if change == 1 else 'depend'}"
