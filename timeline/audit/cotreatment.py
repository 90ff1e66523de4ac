"""Two or more providers with one patient at once (claims §4, co-treatment)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import texts
from timeline.audit.changes import grouped, units_added_by
from timeline.audit.columns import Numbers, columns
from timeline.audit.once import once
from timeline.audit.piles import piles
from timeline.contracts.sentences import written
from timeline.finding import FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of
from timeline.found.told import when_said
from timeline.policies.model import Rules
from timeline.record import Record
from timeline.vocabulary import Discipline, Severity
from timeline.words import series

COTREATMENT = FindingRule(
    "cotreatment",
    "Two or more providers treat one patient at the same time: the patient's minutes count once.",
    "Let one of them claim the time, or split it between them as it was treated; never claim it twice.",
    "cms-billing-scenarios item 4",
)


#: Date and patient.
Patient = tuple[str, str]
#: By discipline and code, how many seconds more or fewer count.
Changed = Mapping[Discipline, Mapping[str, int]]
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


def cotreatment(record: Record) -> Found | tuple[()]:
    """Report two or more providers whose rows count for one patient at once."""
    found = [(who, run) for who, runs in runs_together(record).items() for run in runs]
    if not found:
        return ()
    several = np.array([len(_disciplines(record, run)) > 1 for _, run in found], bool)
    start, end = (np.array(each, np.int64) for each in zip(*((run.start, run.end) for _, run in found), strict=True))

    def told(places: Numbers) -> list[str]:
        asked = [found[place] for place in places.tolist()]
        dates = texts([date for (date, _), _ in asked])
        times = written(when_said(dates, start[places], end[places], record.zone)).tolist()
        return [
            f"{series(sorted(run.providers))} treated {patient} together {time}; the minutes count once, for one of "
            f"them.{_told(listed)}"
            for ((_, patient), run), time, listed in zip(asked, times, _all_splits(record, asked), strict=True)
        ]

    return found_of(
        record,
        COTREATMENT,
        np.where(several, PLACE_OF[Severity.REVIEW], PLACE_OF[Severity.NOTE]),
        Lists.of([_positions(run) for _, run in found]),
        told,
        span=(start, end),
    )


@once
def runs_together(record: Record) -> dict[Patient, list[Run]]:
    """List the spans in which several providers' rows count for one patient at once: by date and patient."""
    found: dict[Patient, dict[int, tuple[int, int, set[int]]]] = defaultdict(dict)
    table = record.attendance.numbers("co_attendance")
    told = (table.texts(name, np.arange(len(table))) for name in ("date", "patient"))
    numbers = (table["start"], table["end"], table.row("credited_interval_id"), table.row())
    for date, patient, start, end, credited, other in zip(*told, *(each.tolist() for each in numbers), strict=True):
        _, _, beside = found[date, patient].setdefault(start, (end, credited, set()))
        beside.add(other)
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


def splits(record: Record, who: Patient, run: Run) -> list[Split]:
    """List the permitted splits of time together between several disciplines; none where no policy counts a visit."""
    visits = {one: record.accounts[(*who, one)] for one in _disciplines(record, run)}
    if len(visits) < 2 or any(visit.rules is None for visit in visits.values()):
        return []
    found = []
    for name, changes in _ways(record, run).items():
        times = {one: visit.times_with(visit.contest, changes[one]) for one, visit in visits.items()}
        units = {}
        for one, visit in visits.items():
            beside = [times[other] for other in visits if other != one]
            units[one] = visit.units_with(visit.contest, changes[one], beside=beside)
        found.append(Split(name, _is_now(changes), units))
    return found


def _all_splits(record: Record, asked: Sequence[tuple[Patient, Run]]) -> list[list[Split]]:
    """List for many spans what `splits` lists for one: the units of all of them are counted at once."""
    number = {code: place for place, code in enumerate(columns(record).codes)}
    visits: list[int] = []
    changed: list[tuple[int, int, int]] = []
    found: list[list[Split]] = []
    counted: list[tuple[list[Split], str, Changed]] = []
    for who, run in asked:
        own, rules = _visits(record, run)
        if any(each is not None and each.looks_at_whole_date for each in rules):
            found.append(splits(record, who, run))
            continue
        found.append([])
        if len(own) < 2 or None in rules:
            continue
        for name, changes in _ways(record, run).items():
            counted.append((found[-1], name, changes))
            for one, by_code in changes.items():
                changed += [(len(visits), number[code], seconds) for code, seconds in by_code.items()]
                visits.append(own[one])
    units = iter(_units(record, np.array(visits, np.int64), np.array(changed, np.int64).reshape(-1, 3)))
    for listed, name, changes in counted:
        listed.append(Split(name, _is_now(changes), {one: next(units) for one in changes}))
    return found


def _visits(record: Record, run: Run) -> tuple[dict[Discipline, int], list[Rules | None]]:
    """Return the place of the patient's visit in each discipline, and the rules that count it, if any do."""
    of, arrays = columns(record), record.visit_arrays
    of_rows = {record.rows.discipline[row]: int(of.visit[row]) for row in _positions(run)}
    own = {one: of_rows[one] for one in Discipline if one in of_rows}
    numbers = [int(arrays.rules[place]) for place in own.values()]
    return own, [arrays.listed_rules[number] if number >= 0 else None for number in numbers]


def _units(record: Record, visit: Numbers, changed: Numbers) -> list[int]:
    """Count the timed units of visits with changes: of each its place in `visit`, the code, and the seconds."""
    question, code, seconds = changed.T
    changes = grouped(visit, question, code, seconds, codes=columns(record).codes)
    found = piles(record, record.contest).now[visit] + units_added_by(record, record.contest, changes)
    units: list[int] = found.tolist()
    return units


def _ways(record: Record, run: Run) -> dict[str, Changed]:
    """Return what each permitted way to share the time changes."""
    disciplines = _disciplines(record, run)
    now, most = _seconds(record, disciplines, run.together)
    shares = {f"all to {own}": {one: Fraction(one == own) for one in disciplines} for own in disciplines}
    shares["shared equally"] = dict.fromkeys(disciplines, Fraction(1, len(disciplines)))
    return {
        name: {
            one: {code: int(each[one] * seconds) - now[one].get(code, 0) for code, seconds in most[one].items()}
            for one in disciplines
        }
        for name, each in shares.items()
    }


def _is_now(changes: Changed) -> bool:
    return not any(any(change.values()) for change in changes.values())


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
