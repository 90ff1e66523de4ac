"""Two or more providers with one patient at once (claims §4, co-treatment)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from fractions import Fraction
from typing import NamedTuple

from timeline.audit.once import once
from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.record import Record
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


class Run(NamedTuple):
    """A span in which the same providers treat one patient at once."""

    start: int
    end: int
    providers: frozenset[str]
    together: Together


class Split(NamedTuple):
    """One permitted way to share time together between the disciplines, with the timed units of each one's visit."""

    name: str
    as_counted: bool
    units: Mapping[Discipline, int]


def cotreatment(record: Record) -> Iterator[Finding]:
    """Report two or more providers whose rows count for one patient at once."""
    for who, runs in runs_together(record).items():
        for run in runs:
            yield _cotreatment(record, who, run)


@once
def runs_together(record: Record) -> dict[tuple[str, str], list[Run]]:
    """List the spans in which several providers' rows count for one patient at once: by date and patient."""
    found: dict[tuple[str, str], dict[int, tuple[int, int, set[int]]]] = defaultdict(dict)
    columns = ("date", "patient", "start_second", "seconds", "credited_interval_id", "interval_id")
    for date, patient, start, seconds, credited, other in records(record.attendance.co_attendance, columns):
        spans = found[date, patient]
        _, _, beside = spans.setdefault(start, (start + seconds, record.index[credited], set()))
        beside.add(record.index[other])
    return {who: _runs(record, by_start) for who, by_start in found.items()}


def _runs(record: Record, by_start: Mapping[int, tuple[int, int, Set[int]]]) -> list[Run]:
    runs: list[Run] = []
    for start, (end, credited, beside) in sorted(by_start.items()):
        providers = frozenset(record.rows.provider[row] for row in (credited, *beside))
        span = (credited, end - start, frozenset(beside))
        if runs and runs[-1].end == start and runs[-1].providers == providers:
            runs[-1] = Run(runs[-1].start, end, providers, [*runs[-1].together, span])
        else:
            runs.append(Run(start, end, providers, [span]))
    return runs


def _cotreatment(record: Record, who: tuple[str, str], run: Run) -> Finding:
    date, patient = who
    span = (run.start, run.end)
    several = len(_disciplines(record, run)) > 1
    return record.finding(
        COTREATMENT,
        Severity.REVIEW if several else Severity.NOTE,
        _positions(run),
        f"{series(sorted(run.providers))} treated {patient} together {record.when(date, *span)}; "
        f"the minutes count once, for one of them.{_told(splits(record, who, run))}",
        span=span,
    )


def _positions(run: Run) -> list[int]:
    return sorted({row for credited, _, beside in run.together for row in (credited, *beside)})


def _disciplines(record: Record, run: Run) -> list[Discipline]:
    present = {record.rows.discipline[row] for row in _positions(run)}
    return [one for one in Discipline if one in present]


def _told(found: Sequence[Split]) -> str:
    listed = [
        f"{split.name}{', as counted here' if split.as_counted else ''}: "
        f"{', '.join(f'{one} {units}' for one, units in split.units.items())}"
        for split in found
    ]
    return f" Permitted splits, with the timed units of each visit: {'; '.join(listed)}." if listed else ""


def splits(record: Record, who: tuple[str, str], run: Run) -> list[Split]:
    """List the permitted splits of time together between several disciplines; none where no policy counts a visit."""
    disciplines = _disciplines(record, run)
    visits = {one: record.accounts[(*who, one)] for one in disciplines}
    if len(disciplines) < 2 or any(visit.rules is None for visit in visits.values()):
        return []
    now, most = _seconds(record, disciplines, run.together)
    ways = [(f"all to {own}", {one: Fraction(one == own) for one in disciplines}) for own in disciplines]
    ways.append(("shared equally", dict.fromkeys(disciplines, Fraction(1, len(disciplines)))))
    found = []
    for name, shares in ways:
        changes = {
            one: {code: int(shares[one] * seconds) - now[one].get(code, 0) for code, seconds in most[one].items()}
            for one in disciplines
        }
        times = {one: visits[one].times_with(visits[one].contest, changes[one]) for one in disciplines}
        units = {}
        for one in disciplines:
            beside = [times[other] for other in disciplines if other != one]
            units[one] = visits[one].units_with(visits[one].contest, changes[one], beside=beside)
        found.append(Split(name, not any(any(change.values()) for change in changes.values()), units))
    return found


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
