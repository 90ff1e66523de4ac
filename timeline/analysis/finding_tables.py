"""Findings as tables, written from their columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import numpy as np

from timeline import contracts
from timeline.analysis.handed_out import payers_of
from timeline.attendance.numbered import Ints, Texts, texts
from timeline.audit.columns import different
from timeline.contracts.columnar import Columnar, in_columns
from timeline.contracts.sentences import Words, words_of
from timeline.finding import Finding
from timeline.found import DISCIPLINES, DISCIPLINES_OF, Findings, Lists, places_in, row_numbers
from timeline.record import Record
from timeline.vocabulary import Severity

_SEVERITIES = texts([severity.value for severity in Severity])
_DISCIPLINES = texts([", ".join(each) for each in DISCIPLINES_OF])
_KINDS = texts(["patient", "provider"])


def findings_table(findings: Iterable[Finding], zone: ZoneInfo | None) -> Columnar:
    """Build `FINDINGS` from findings, in their order."""
    named = Findings.of(findings)
    of, words = named.found, named.found.words
    return in_columns(
        contracts.FINDINGS,
        {
            "finding_id": _each(named.ids),
            "rule": Words(of.rule, texts([rule.id for rule in of.rules])),
            "severity": Words(of.severity, _SEVERITIES),
            "date": Words(of.date, words.dates),
            "clinic": Words(of.clinic, words.clinics),
            "disciplines": Words(of.disciplines, _DISCIPLINES),
            "patients": of.patients.said(words.patients, ", "),
            "providers": of.providers.said(words.providers, ", "),
            "start": of.start,
            "end": of.end,
            "seconds": of.seconds,
            "units_at_risk": of.units_at_risk,
            "message": of.told(),
            "remedy": _own(of.own_remedy, [rule.remedy for rule in of.rules], of.rule),
            "source": _own(of.own_source, [rule.source for rule in of.rules], of.rule),
            "cause": named.caused,
        },
        zone,
    )


def _each(said: Texts) -> Words:
    """Put texts into words that are different as a rule."""
    return Words(np.arange(len(said)), said)


def _own(said: Texts, of_rules: Sequence[str], rule: Ints) -> Words:
    """Return what a finding says itself, or what its rule says."""
    own = words_of(said)
    by_rule = np.array([not word for word in own.words.tolist()], bool)[own.codes]
    return Words(np.where(by_rule, len(own.words) + rule, own.codes), texts([*own.words.tolist(), *of_rules]))


def finding_intervals_table(findings: Iterable[Finding]) -> Columnar:
    """Build `FINDING_INTERVALS`: the source rows that show findings."""
    named = Findings.of(findings)
    rows = named.found.rows
    return in_columns(
        contracts.FINDING_INTERVALS,
        {"finding_id": Words(rows.owners, named.ids), "interval_id": Words(rows.items, named.found.words.intervals)},
    )


def finding_people_table(record: Record, findings: Iterable[Finding]) -> Columnar:
    """Build `FINDING_PEOPLE`: everybody a finding is about, once for each discipline of its rows."""
    named, rows = Findings.of(findings), row_numbers(record.whole)
    of, words = named.found, named.found.words
    row, owner = of.rows.items, of.rows.owners
    if words.intervals is not rows.words.intervals:
        row = np.array([record.whole.index[each] for each in words.intervals.tolist()], np.int64)[row]
    listed = [
        _people(people, owner, places_in(told, own)[column[row]], rows.discipline[row], len(told))
        for people, told, own, column in (
            (of.patients, words.patients, rows.words.patients, rows.patient),
            (of.providers, words.providers, rows.words.providers, rows.provider),
        )
    ]
    finding, person, discipline = (np.concatenate(each) for each in zip(*listed, strict=True))
    kind = np.repeat([0, 1], [len(people) for people, _, _ in listed])
    order = np.argsort(finding, kind="stable")
    kind, told = kind[order], finding[order]
    # Providers stand behind patients: whoever is both is a word twice.
    who = Words(person[order] + kind * len(words.patients), np.concatenate([words.patients, words.providers]))
    day, of_visit = Words(of.date[told], words.dates), Words(discipline[order], texts(["", *DISCIPLINES]))
    return in_columns(
        contracts.FINDING_PEOPLE,
        {
            "finding_id": Words(told, named.ids),
            "date": day,
            "kind": Words(kind, _KINDS),
            "person": who,
            "discipline": of_visit,
            "clinic": Words(of.clinic[told], words.clinics),
            "payer": payers_of(record.whole, (day, who, of_visit)),
        },
    )


def _people(named: Lists, owner: Ints, person: Ints, discipline: Ints, many: int) -> tuple[Ints, Ints, Ints]:
    """List the people of findings by the places of these, each with the disciplines of its rows.

    Parameters
    ----------
    named
        Whom each finding is about.
    owner, person, discipline
        The rows that show findings: place of the finding, whom the row names (-1: nobody known), its discipline.
    many
        How many people there are.
    """
    width = len(DISCIPLINES) + 1
    # One number for a finding, a person and a discipline; the first of these is none.
    stated = (person >= 0) & (discipline > 0)
    known = different((owner[stated] * many + person[stated]) * width + discipline[stated])
    asked = (named.owners * many + named.items) * width
    first = np.searchsorted(known, asked)
    has = np.searchsorted(known, asked + width) - first
    each = np.repeat(np.arange(len(asked)), np.maximum(has, 1))
    following = np.arange(len(each)) - np.repeat(np.cumsum(np.maximum(has, 1)) - np.maximum(has, 1), np.maximum(has, 1))
    own = np.zeros(len(each), dtype=np.int64)
    own[has[each] > 0] = known[(first[each] + following)[has[each] > 0]] % width
    return named.owners[each], named.items[each], own
