"""Time of a provider with a patient that has no code, and what assigning it would change."""

from __future__ import annotations

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import alike, coded, ranges_of, texts
from timeline.audit.changes import units_added_by
from timeline.audit.columns import Mask, Numbers, columns
from timeline.audit.credits import credited
from timeline.audit.piles import Changes, piles
from timeline.audit.telling import About
from timeline.audit.treated import treated
from timeline.code_table import code_table
from timeline.contracts.sentences import Said, Sentences, Words, sentences
from timeline.finding import FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of
from timeline.found.told import series_said
from timeline.record import Record
from timeline.vocabulary import Severity
from timeline.words import counted

UNCODED = FindingRule(
    "uncoded.minutes",
    "A provider was one-on-one with the patient, but the time has no code, so it does not count.",
    "If the record shows which service the time belonged to, have the author assign the code by addendum; otherwise "
    "leave it uncounted.",
    "cms-claims-5 §20.2.C",
)


def uncoded(record: Record) -> Found:
    """Report credited time without a code, and what assigning it would change."""
    of = credited(record)
    # Time of staff whom the payer does not cover would earn nothing with a code either.
    own = np.flatnonzero(of.uncoded & of.under[record.contest] & of.covered)
    first = np.flatnonzero(np.diff(of.visit[own], prepend=-1))
    visit, spans = of.visit[own[first]], np.diff(np.append(first, len(own)))
    owner = np.repeat(np.arange(len(visit)), spans)
    start, end = of.start[own[first]], np.maximum.reduceat(of.end[own], first) if len(own) else of.end[own]
    seconds = sums(owner, (of.end - of.start)[own], len(visit))
    rows = Lists.grouped(owner, of.row[own], len(visit))
    now, (more, timed) = piles(record, record.contest).now[visit], _added(record, visit, seconds)

    def told(places: Numbers) -> Sentences:
        shown = rows.take(places)
        about, patient = About(record, shown), record.visit_arrays.patient
        which, one = alike((now[places], more[places], timed[places]), len(places))
        kinds = zip(*(of[places[one]].tolist() for of in (now, more, timed)), strict=True)
        return sentences(
            "Time of {providers} with {patient} ({activities}) has no code {when}. {effect}.",
            len(places),
            providers=about.providers_said,
            patient=Words(patient.codes[visit[places]], patient.words),
            activities=_activities(record, shown),
            when=about.when_said(start[places], end[places], seconds[places]),
            effect=Words(which, texts([_effect(*kind) for kind in kinds])),
        )

    severity = np.where(more > 0, PLACE_OF[Severity.REVIEW], PLACE_OF[Severity.NOTE])
    return found_of(record, UNCODED, severity, rows, told, span=(start, end), units_at_risk=more, seconds=seconds)


def _added(record: Record, visit: Numbers, seconds: Numbers) -> tuple[Numbers, Mask]:
    """Count the units that the seconds would add at most, given to a timed code of the visit; and if it has any."""
    of, rules = piles(record, record.contest), treated(record)
    known = code_table()
    is_timed = np.array([code in known and known[code].timed for code in columns(record).codes], bool)
    question, entry = ranges_of(rules.bounds[visit], rules.bounds[visit + 1])
    kept = is_timed[of.code[entry]] & (of.seconds[entry] > 0)
    question, entry = question[kept], entry[kept]
    asked = np.flatnonzero(seconds[question])
    changes = Changes(visit[question], asked, of.code[entry[asked]], seconds[question[asked]])
    more, timed = np.zeros(len(visit), np.int64), np.zeros(len(visit), bool)
    np.maximum.at(more, question, units_added_by(record, record.contest, changes))
    timed[question] = True
    return more, timed


def _effect(now: int, more: int, timed: bool) -> str:
    if not timed:
        return "The visit has no timed code it could belong to"
    if not more:
        return "Assigned to a timed code of the visit, it would change no units"
    return f"Assigned to a timed code of the visit, it would support {counted(now + more, 'unit')} instead of {now}"


def _activities(record: Record, rows: Lists) -> Said:
    """Name what the rows of each finding were for."""
    said = coded([record.rows.activity[row].replace("_", " ") for row in rows.items.tolist()])
    return series_said(Lists.grouped(rows.owners, said.codes, len(rows.counts)), said.words)
