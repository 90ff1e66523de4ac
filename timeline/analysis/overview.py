"""A period at a glance: the same few figures by site, by provider and by date, the worst first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from timeline.analysis.narrowed import narrowed
from timeline.analysis.totals import totals
from timeline.audit.exposure import exposures
from timeline.clock import exact_minutes
from timeline.contracts import records
from timeline.finding import Finding
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import Doing, Severity, State


class Glance(NamedTuple):
    """What one site, provider or date has.

    `claimed_twice` are clock minutes of providers, `not_credited` minutes of patients; of a provider, the visits are
    those in which it has a row, and they count for every provider of the visit.
    """

    name: str
    visits: int
    timed_units: int
    claimed_twice: float
    not_credited: float
    exposed_units: int
    errors: int
    reviews: int

    @property
    def badness(self) -> tuple[float, ...]:
        """What the worst is first by: errors, time claimed twice, what is open for review."""
        return -self.errors, -self.claimed_twice, -self.reviews


class Overview(NamedTuple):
    """A period by site, by provider and by date; each is sorted with the worst first, equals by name."""

    sites: list[Glance]
    providers: list[Glance]
    dates: list[Glance]


def overview(record: Record, findings: Sequence[Finding]) -> Overview:
    """Sum a period by site, provider and date; findings that name nobody count for their site and date alone."""
    return Overview(
        sites=_sorted(_sites(record, findings)),
        providers=_sorted(_providers(record, findings)),
        dates=_sorted(_dates(record, findings)),
    )


def _sorted(glances: Iterable[Glance]) -> list[Glance]:
    return sorted(glances, key=lambda glance: (glance.badness, glance.name))


def _sites(record: Record, findings: Sequence[Finding]) -> list[Glance]:
    found: list[Glance] = []
    for clinic in sorted({visit.clinic for visit in record.accounts.values()}):
        part = narrowed(record, replace(record.narrowing, clinic=clinic))
        sums = totals(part)
        own = Counter(finding.severity for finding in findings if part.shows(finding))
        found.append(
            Glance(
                clinic,
                sums["visits"],
                sums["timed_units"],
                sums["provider_minutes_claimed_twice"],
                sums["patient_minutes_not_credited"],
                sums["exposure_units"],
                own[Severity.ERROR],
                own[Severity.REVIEW],
            )
        )
    return found


def _dates(record: Record, findings: Sequence[Finding]) -> Iterable[Glance]:
    visits: dict[str, list[VisitAccount]] = {date: [] for date in record.dates}
    for visit in record.accounts.values():
        visits.setdefault(visit.key[0], []).append(visit)
    twice, told = _claimed_twice(record, "date"), _by(findings, lambda finding: (finding.date,))
    return (_glance(record, date, own, twice[date], told[date]) for date, own in visits.items())


def _providers(record: Record, findings: Sequence[Finding]) -> Iterable[Glance]:
    rows = record.rows
    visits: dict[str, list[VisitAccount]] = {name: [] for name in record.providers["provider"].tolist()}
    for visit in record.accounts.values():
        for name in {rows.provider[row] for row in visit.positions} & visits.keys():
            visits[name].append(visit)
    twice, told = _claimed_twice(record, "provider"), _by(findings, lambda finding: finding.providers)
    return (_glance(record, name, own, twice[name], told[name]) for name, own in visits.items())


def _glance(
    record: Record, name: str, visits: Sequence[VisitAccount], twice: int, severities: Counter[Severity]
) -> Glance:
    lost = sum(visit.seconds.states[State.CONTESTED] for visit in visits)
    return Glance(
        name,
        len(visits),
        sum(visit.timed_units or 0 for visit in visits),
        exact_minutes(twice),
        exact_minutes(lost),
        exposures(record, visits).units.most,
        severities[Severity.ERROR],
        severities[Severity.REVIEW],
    )


def _claimed_twice(record: Record, by: str) -> Counter[str]:
    """Sum the contested seconds of providers' accounts by date or by provider."""
    found: Counter[str] = Counter()
    for name, seconds in records(record.providers, (by, f"{Doing.CONTESTED}_seconds")):
        found[name] += seconds
    return found


def _by(findings: Iterable[Finding], names: Callable[[Finding], Iterable[str]]) -> defaultdict[str, Counter[Severity]]:
    """Count findings by severity under each of some names."""
    found: defaultdict[str, Counter[Severity]] = defaultdict(Counter)
    for finding in findings:
        for name in names(finding):
            found[name][finding.severity] += 1
    return found
