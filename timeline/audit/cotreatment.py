"""Two or more providers with one patient at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.vocabulary import Severity
from timeline.words import series

COTREATMENT = FindingRule(
    "cotreatment",
    "Two or more providers treat one patient at the same time: the patient's minutes count once.",
    "Let one of them claim the time, or split it between them as it was treated; never claim it twice.",
    "cms-billing-scenarios item 4",
)


def cotreatment(record: Record) -> Iterator[Finding]:
    """Report two or more providers whose rows count for one patient at once."""
    together: dict[tuple[str, str], dict[int, tuple[int, set[str], set[str]]]] = defaultdict(dict)
    columns = (
        "date",
        "patient",
        "start_second",
        "seconds",
        "credited_provider",
        "provider",
        "credited_interval_id",
        "interval_id",
    )
    for date, patient, start, seconds, credited, provider, row, other in records(
        record.attendance.co_attendance, columns
    ):
        _, providers, rows = together[date, patient].setdefault(start, (start + seconds, {credited}, {row}))
        providers.add(provider)
        rows.add(other)
    for (date, patient), by_start in together.items():
        runs: list[tuple[int, int, set[str], set[str]]] = []
        for start, (end, providers, rows) in by_start.items():
            if runs and runs[-1][1] == start and runs[-1][2] == providers:
                runs[-1] = (runs[-1][0], end, providers, runs[-1][3] | rows)
            else:
                runs.append((start, end, providers, rows))
        for start, end, providers, rows in runs:
            yield _cotreatment(record, (date, patient), (start, end), tuple(sorted(providers)), rows)


def _cotreatment(
    record: Record, who: tuple[str, str], span: tuple[int, int], providers: tuple[str, ...], shown: set[str]
) -> Finding:
    rows = record.rows
    date, patient = who
    positions = sorted(record.index[interval] for interval in shown)
    several = len({rows.discipline[row] for row in positions}) > 1
    return record.finding(
        COTREATMENT,
        Severity.REVIEW if several else Severity.NOTE,
        positions,
        f"{series(providers)} treated {patient} together {record.when(date, *span)}. "
        "The minutes count once, for one of them.",
        span=span,
    )
