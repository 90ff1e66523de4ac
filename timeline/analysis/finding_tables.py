"""Findings as the records of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.attendance.numbered import Ints, Texts, texts
from timeline.audit.columns import different
from timeline.finding import Finding
from timeline.found import DISCIPLINES, DISCIPLINES_OF, Findings, Lists, places_in, row_numbers
from timeline.record import Record
from timeline.vocabulary import Severity


def findings_table(findings: Iterable[Finding], zone: ZoneInfo | None) -> pd.DataFrame:
    """Build `FINDINGS` from findings, in their order."""
    named = Findings.of(findings)
    of, words = named.found, named.found.words
    return contracts.from_columns(
        contracts.FINDINGS,
        {
            "finding_id": named.ids,
            "rule": _said([rule.id for rule in of.rules])[of.rule],
            "severity": _said([severity.value for severity in Severity])[of.severity],
            "date": words.dates[of.date],
            "clinic": words.clinics[of.clinic],
            "disciplines": _said([", ".join(each) for each in DISCIPLINES_OF])[of.disciplines],
            "patients": of.patients.texts(words.patients, ", "),
            "providers": of.providers.texts(words.providers, ", "),
            "start": of.start,
            "end": of.end,
            "seconds": of.seconds,
            "units_at_risk": of.units_at_risk,
            "message": of.told(),
            "remedy": _own(of.own_remedy, [rule.remedy for rule in of.rules], of.rule),
            "source": _own(of.own_source, [rule.source for rule in of.rules], of.rule),
            "cause": named.causes,
        },
        zone,
    )


def _said(words: Sequence[str]) -> Texts:
    """Return words as an array; there is always one."""
    return texts([*words, ""])


def _own(said: Texts, of_rules: Sequence[str], rule: Ints) -> Texts:
    """Return what a finding says itself, or what its rule says."""
    return np.where(said != "", said, _said(of_rules)[rule])


def finding_intervals_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Build `FINDING_INTERVALS`: the source rows that show findings."""
    named = Findings.of(findings)
    rows = named.found.rows
    return contracts.from_columns(
        contracts.FINDING_INTERVALS,
        {"finding_id": named.ids[rows.owners], "interval_id": named.found.words.intervals[rows.items]},
    )


def finding_people_table(record: Record, findings: Iterable[Finding]) -> pd.DataFrame:
    """Build `FINDING_PEOPLE`: everybody a finding is about, once for each discipline of its rows."""
    named, rows = Findings.of(findings), row_numbers(record.whole)
    of, words = named.found, named.found.words
    row, owner = of.rows.items, of.rows.owners
    if words.intervals is not rows.words.intervals:
        row = np.array([record.whole.index[each] for each in words.intervals.tolist()], np.int64)[row]
    listed = [
        _people(kind, people, told, owner, places_in(told, own)[column[row]], rows.discipline[row])
        for kind, people, told, own, column in (
            ("patient", of.patients, words.patients, rows.words.patients, rows.patient),
            ("provider", of.providers, words.providers, rows.words.providers, rows.provider),
        )
    ]
    finding, kind, person, discipline = (np.concatenate(each) for each in zip(*listed, strict=True))
    order = np.argsort(finding, kind="stable")
    told = finding[order]
    return contracts.from_columns(
        contracts.FINDING_PEOPLE,
        {
            "finding_id": named.ids[told],
            "date": words.dates[of.date[told]],
            "clinic": words.clinics[of.clinic[told]],
            "kind": kind[order],
            "person": person[order],
            "discipline": _said(["", *DISCIPLINES])[discipline[order]],
        },
    )


def _people(
    kind: str, named: Lists, words: Texts, owner: Ints, person: Ints, discipline: Ints
) -> tuple[Ints, Texts, Texts, Ints]:
    """List the patients, or the providers, of findings by the places of these, each with the disciplines of its rows.

    Parameters
    ----------
    named
        Whom each finding is about, by their places in `words`.
    owner, person, discipline
        The rows that show findings: place of the finding, whom the row names (-1: nobody known), its discipline.
    """
    many, width = len(words), len(DISCIPLINES) + 1
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
    return named.owners[each], np.full(len(each), kind, object), words[named.items[each]], own
