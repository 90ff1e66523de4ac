"""Two or more providers with one patient at once (claims §4, co-treatment)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import Span
from timeline.vocabulary import Discipline, Severity
from timeline.words import series

COTREATMENT = FindingRule(
    "cotreatment",
    "Two or more providers treat one patient at the same time: the patient's minutes count once.",
    "Let one of them claim the time, or split it between them as it was treated; never claim it twice.",
    "cms-billing-scenarios item 4",
)


#: Credited row -> the seconds credited to it, and the rows of other providers beside it, of one span.
Together = list[tuple[int, int, frozenset[int]]]


def cotreatment(record: Record) -> Iterator[Finding]:
    """Report two or more providers whose rows count for one patient at once."""
    found: dict[tuple[str, str], dict[int, tuple[int, int, set[int]]]] = defaultdict(dict)
    columns = ("date", "patient", "start_second", "seconds", "credited_interval_id", "interval_id")
    for date, patient, start, seconds, credited, other in records(record.attendance.co_attendance, columns):
        spans = found[date, patient]
        _, _, beside = spans.setdefault(start, (start + seconds, record.index[credited], set()))
        beside.add(record.index[other])
    for who, by_start in found.items():
        runs: list[tuple[int, int, set[str], Together]] = []
        for start, (end, credited, beside) in sorted(by_start.items()):
            providers = {record.rows.provider[row] for row in (credited, *beside)}
            span = (credited, end - start, frozenset(beside))
            if runs and runs[-1][1] == start and runs[-1][2] == providers:
                runs[-1] = (runs[-1][0], end, providers, [*runs[-1][3], span])
            else:
                runs.append((start, end, providers, [span]))
        for start, end, providers, spans_of in runs:
            yield _cotreatment(record, who, (start, end), tuple(sorted(providers)), spans_of)


def _cotreatment(
    record: Record, who: tuple[str, str], span: Span, providers: tuple[str, ...], together: Together
) -> Finding:
    rows = record.rows
    date, patient = who
    positions = sorted({row for credited, _, beside in together for row in (credited, *beside)})
    disciplines = [one for one in Discipline if one in {rows.discipline[row] for row in positions}]
    several = len(disciplines) > 1
    return record.finding(
        COTREATMENT,
        Severity.REVIEW if several else Severity.NOTE,
        positions,
        f"{series(providers)} treated {patient} together {record.when(date, *span)}. "
        f"The minutes count once, for one of them.{_splits(record, who, disciplines, together) if several else ''}",
        span=span,
    )


def _splits(record: Record, who: tuple[str, str], disciplines: Sequence[Discipline], together: Together) -> str:
    """List the permitted splits of the time between the disciplines, with the timed units of each one's visit."""
    visits = {one: record.accounts[(*who, one)] for one in disciplines}
    if any(visit.rules is None for visit in visits.values()):
        return ""
    now, most = _seconds(record, disciplines, together)
    ways = [(f"all to {own}", {one: Fraction(one == own) for one in disciplines}) for own in disciplines]
    ways.append(("shared equally", dict.fromkeys(disciplines, Fraction(1, len(disciplines)))))
    told = []
    for name, shares in ways:
        changes = {
            one: {code: int(shares[one] * seconds) - now[one].get(code, 0) for code, seconds in most[one].items()}
            for one in disciplines
        }
        times = {one: visits[one].times_with(visits[one].contest, changes[one]) for one in disciplines}
        counts = []
        for one in disciplines:
            beside = [times[other] for other in disciplines if other != one]
            counts.append(f"{one} {visits[one].units_with(visits[one].contest, changes[one], beside=beside)}")
        as_is = ", as counted here" if not any(any(change.values()) for change in changes.values()) else ""
        told.append(f"{name}{as_is}: {', '.join(counts)}")
    return f" Permitted splits, with the timed units of each visit: {'; '.join(told)}."


def _seconds(
    record: Record, disciplines: Sequence[Discipline], together: Together
) -> tuple[dict[Discipline, dict[str, int]], dict[Discipline, dict[str, int]]]:
    """Add up, by discipline and code, the seconds that are credited now and those that all to it would credit."""
    rows = record.rows
    now: dict[Discipline, dict[str, int]] = {one: defaultdict(int) for one in disciplines}
    most: dict[Discipline, dict[str, int]] = {one: defaultdict(int) for one in disciplines}
    for credited, seconds, beside in together:
        for one in disciplines:
            # Of several rows of a discipline the credited one counts, else the first in the order of precedence.
            own = [
                row for row in (credited, *sorted(beside, key=rows.order.__getitem__)) if rows.discipline[row] == one
            ]
            if own and rows.nature[own[0]].earns:
                most[one][rows.code[own[0]]] += seconds
                now[one][rows.code[own[0]]] += seconds if own[0] == credited else 0
    return now, most
