"""Findings as the records of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from timeline import contracts
from timeline.attendance.numbered import Coded, Ints, coded, texts
from timeline.finding import Finding
from timeline.record import Record


def findings_table(findings: Iterable[Finding], zone: ZoneInfo | None) -> pd.DataFrame:
    """Build `FINDINGS` from findings, in their order."""
    listed = list(findings)
    return contracts.from_columns(
        contracts.FINDINGS,
        {
            "finding_id": [finding.id for finding in listed],
            "rule": [finding.rule.id for finding in listed],
            "severity": [finding.severity.value for finding in listed],
            "date": [finding.date for finding in listed],
            "clinic": [finding.clinic for finding in listed],
            "disciplines": _series([finding.disciplines for finding in listed]),
            "patients": _series([finding.patients for finding in listed]),
            "providers": _series([finding.providers for finding in listed]),
            "start": [finding.start for finding in listed],
            "end": [finding.end for finding in listed],
            "seconds": [finding.seconds for finding in listed],
            "units_at_risk": [finding.units_at_risk for finding in listed],
            "message": [finding.message for finding in listed],
            "remedy": [finding.remedy for finding in listed],
            "source": [finding.source for finding in listed],
            "cause": [finding.cause for finding in listed],
        },
        zone,
    )


def _series(named: Sequence[tuple[str, ...]]) -> list[str]:
    """Write names as a table has them; those of most findings are few, and often the same."""
    told = {each: ", ".join(each) for each in set(named)}
    return [told[each] for each in named]


def finding_intervals_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Build `FINDING_INTERVALS`: the source rows that show findings."""
    listed = list(findings)
    of, intervals = _each_of([finding.intervals for finding in listed])
    ids = texts([finding.id for finding in listed])
    return contracts.from_columns(contracts.FINDING_INTERVALS, {"finding_id": ids[of], "interval_id": intervals})


def finding_people_table(record: Record, findings: Iterable[Finding]) -> pd.DataFrame:
    """Build `FINDING_PEOPLE`: everybody a finding is about, once for each discipline of its rows."""
    listed, rows, index = list(findings), record.whole.rows, record.whole.index
    of, shown = _each_of([[index[interval] for interval in finding.intervals] for finding in listed])
    places, disciplines = np.array(shown, dtype=np.int64), coded(rows.discipline)
    found = [
        _people(kind, coded(column), disciplines, of, places, named)
        for kind, column, named in (
            ("patient", rows.patient, [finding.patients for finding in listed]),
            ("provider", rows.provider, [finding.providers for finding in listed]),
        )
    ]
    people = pd.concat(found, ignore_index=True).sort_values("finding", kind="stable", ignore_index=True)
    told = people.pop("finding").to_numpy()
    return contracts.from_columns(
        contracts.FINDING_PEOPLE,
        {
            "finding_id": texts([finding.id for finding in listed])[told],
            "date": texts([finding.date for finding in listed])[told],
            "clinic": texts([finding.clinic for finding in listed])[told],
            **{name: people[name].to_numpy() for name in people},
        },
    )


def _people(
    kind: str, column: Coded, disciplines: Coded, of: Ints, rows: Ints, named: Sequence[tuple[str, ...]]
) -> pd.DataFrame:
    """List the patients, or the providers, of findings by the places of these, each with the disciplines of its rows.

    Parameters
    ----------
    column, disciplines
        Whom each row names, and its discipline.
    of, rows
        The rows that show findings: place of the finding, and of the row.
    named
        Whom each finding is about.
    """
    findings, people = _each_of(named)
    number = {word: place for place, word in enumerate(column.words.tolist())}
    many, width = len(number) + 1, len(disciplines.words)
    # One number for a finding, a person and a discipline; the first discipline is the empty one, and is none.
    stated = rows[disciplines.codes[rows] > 0]
    known = (of[disciplines.codes[rows] > 0] * many + column.codes[stated]) * width + disciplines.codes[stated]
    known = np.unique(known)
    asked = (findings * many + np.array([number.get(each, many - 1) for each in people], dtype=np.int64)) * width
    first = np.searchsorted(known, asked)
    has = np.searchsorted(known, asked + width) - first
    each = np.repeat(np.arange(len(asked)), np.maximum(has, 1))
    following = np.arange(len(each)) - np.repeat(np.cumsum(np.maximum(has, 1)) - np.maximum(has, 1), np.maximum(has, 1))
    own = np.zeros(len(each), dtype=np.int64)
    own[has[each] > 0] = known[(first[each] + following)[has[each] > 0]] % width
    return pd.DataFrame(
        {
            "finding": findings[each],
            "kind": np.full(len(each), kind, dtype=object),
            "person": texts(people)[each],
            "discipline": disciplines.words[own],
        }
    )


def _each_of(listed: Sequence[Sequence[object]]) -> tuple[Ints, list[object]]:
    """Put lists one behind the other: the place of the list each entry is of, and the entries."""
    return np.repeat(np.arange(len(listed)), [len(each) for each in listed]), [*chain.from_iterable(listed)]
