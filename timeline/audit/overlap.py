"""Overlaps: one provider claimed twice, one patient recorded twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from timeline.attendance.engagement import BUSY, GROUP, PATIENT
from timeline.audit.stakes import units_lost
from timeline.audit.words import at_risk, people, would_add
from timeline.contracts import ROW_FIELDS, records
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import overlap, union
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule, Evidence, Severity

CONTESTED = FindingRule(
    "overlap.contested",
    "One provider is recorded as attending two or more patients, or as away, at the same time.",
    "Check with the provider who was treated in these minutes; the author corrects the record by addendum, and the "
    "claim carries the minutes for one patient only.",
    "cms-billing-scenarios items 3 and 5",
)
SAME_PATIENT = FindingRule(
    "overlap.same_patient",
    "Two codes of one patient run at the same time with the same provider.",
    "Split the time between the codes as it was treated; each minute counts for one code.",
    "cms-ncci-manual ch. 11 §P.2",
)
DUPLICATE_ROW = FindingRule(
    "overlap.duplicate_row",
    "The same row stands in the schedule more than once.",
    "Find out whether it was entered twice; if so, remove the copy at its origin and claim it once.",
)
TWO_SITES = FindingRule(
    "overlap.two_sites",
    "One person is recorded in two clinics at the same time.",
    "Find out in which clinic the person was; the author corrects the other record.",
)
COTREATMENT = FindingRule(
    "cotreatment",
    "Two or more providers treat one patient at the same time: the patient's minutes count once.",
    "Let one of them claim the time, or split it between them as it was treated; never claim it twice.",
    "cms-billing-scenarios item 4",
)


class _Engagement(NamedTuple):
    """Who claims a provider: a patient, a group, or being away."""

    kind: str
    label: str


class _Contest(NamedTuple):
    """A span in which the same engagements claim one provider, with their rows and patients."""

    start: int
    end: int
    shown: dict[_Engagement, tuple[set[str], set[str]]]

    def joins(self, later: _Contest) -> bool:
        """Whether a later span goes on where this one ends, with the same engagements."""
        return self.end == later.start and self.shown.keys() == later.shown.keys()

    def with_next(self, later: _Contest) -> _Contest:
        """Join the span that goes on."""
        shown = {
            one: (rows | later.shown[one][0], patients | later.shown[one][1])
            for one, (rows, patients) in self.shown.items()
        }
        return _Contest(self.start, later.end, shown)


def contested(record: Record) -> Iterator[Finding]:
    """Report each span in which the same engagements claim one provider."""
    for (date, evidence, provider), spans in _claimed(record).items():
        contests: list[_Contest] = []
        for _, span in sorted(spans.items()):
            if len(span.shown) < 2:
                continue
            if contests and contests[-1].joins(span):
                contests[-1] = contests[-1].with_next(span)
            else:
                contests.append(span)
        for contest in contests:
            yield _contested(record, (date, evidence, provider), contest)


def _claimed(record: Record) -> dict[tuple[str, str, str], dict[int, _Contest]]:
    """Collect every span of a provider that anybody claims, by its start."""
    found: dict[tuple[str, str, str], dict[int, _Contest]] = defaultdict(dict)
    who = ("date", "evidence", "provider")
    what = ("start_second", "seconds", "engagement_kind", "engagement", "interval_id", "patient")
    for *key, start, seconds, kind, label, interval, patient in records(record.attendance.claims, (*who, *what)):
        span = found[key[0], key[1], key[2]].setdefault(start, _Contest(start, start + seconds, {}))
        rows, patients = span.shown.setdefault(_Engagement(kind, label), (set(), set()))
        rows.add(interval)
        patients.update({patient} - {""})
    return found


def _contested(record: Record, key: tuple[str, str, str], contest: _Contest) -> Finding:
    date, evidence, provider = key
    span = (contest.start, contest.end)
    who = tuple(sorted({patient for _, patients in contest.shown.values() for patient in patients}))
    risk = sum(_lost(record, visit, span) for visit in record.visits_of(date, who))
    booked = evidence == Evidence.SCHEDULED
    rows = {interval for shown, _ in contest.shown.values() for interval in shown}
    only = (
        "Only one of the two can count"
        if _is_exclusive(contest)
        else "A minute counts one-on-one for one patient at most"
    )
    return record.finding(
        CONTESTED,
        Severity.ERROR if risk and not booked else Severity.REVIEW,
        sorted(record.index[interval] for interval in rows),
        f"{provider} is {'booked' if booked else 'recorded'} with {_told(contest)} at the same time "
        f"{record.when(date, *span)}. {only}; {at_risk(risk)}.",
        span=span,
        units_at_risk=risk,
    )


def _is_exclusive(contest: _Contest) -> bool:
    """Whether two records of one patient, or a record of being away, stand against each other."""
    others = {patient for one, (_, patients) in contest.shown.items() if one.kind != BUSY.kind for patient in patients}
    return len(others) < 2 or (len(contest.shown) == 2 and any(one.kind == BUSY.kind for one in contest.shown))


def _told(contest: _Contest) -> str:
    """Name who claims the provider: patients, groups, and being away."""
    alone = sorted(one.label for one in contest.shown if one.kind == PATIENT)
    groups = [sorted(patients) for one, (_, patients) in sorted(contest.shown.items()) if one.kind == GROUP]
    named = [*alone, *(f"a group ({people(members)})" for members in groups)]
    away = any(one.kind == BUSY.kind for one in contest.shown)
    return people(named) + (" while away, setting up or documenting" if away else "")


def _lost(record: Record, visit: VisitAccount, span: tuple[int, int]) -> int:
    """Count the timed units a visit has with every contested second documented, less those without this span's."""
    changes: dict[str, int] = defaultdict(int)
    for credit in record.credits[visit.key]:
        if credit.counts_as == "earned" and credit.documented != credit.exclusive:
            sign = -1 if credit.documented else 1
            changes[credit.code] += sign * overlap((credit.start, credit.end), span)
    if not any(changes.values()):
        return 0
    everything = visit.units_with(ContestRule.DOCUMENTED, {})
    return max(0, everything - visit.units_with(ContestRule.DOCUMENTED, changes))


def same_patient(record: Record) -> Iterator[Finding]:
    """Report two coded attended rows of one patient and provider that run at once."""
    rows = record.rows
    pairs: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    copies = {row for _, *others in _copies(record) for row in others}
    for row in record.analysed():
        if rows.nature[row].attended and rows.code[row] and row not in copies:
            pairs[rows.date[row], rows.patient[row], rows.provider[row]].append(row)
    for (date, patient, provider), listed in pairs.items():
        for one, other in combinations(listed, 2):
            start, end = max(rows.start[one], rows.start[other]), min(rows.end[one], rows.end[other])
            if start >= end:
                continue
            risk = _claimed_twice(record, (one, other), end - start)
            yield Finding(
                rule=SAME_PATIENT,
                severity=record.severity(one, Severity.ERROR if risk else Severity.REVIEW),
                date=date,
                patients=(patient,),
                providers=(provider,),
                start=start,
                end=end,
                seconds=end - start,
                units_at_risk=risk,
                message=f"{provider} is recorded with {patient} for {_codes(record, one, other)} at the same time "
                f"{record.when(date, start, end)}. Each minute counts once; counting it for both {would_add(risk)}.",
                intervals=(rows.id[one], rows.id[other]),
                about=" ".join(sorted((rows.code[one], rows.code[other]))),
            )


def _codes(record: Record, one: int, other: int) -> str:
    first, second = sorted((record.rows.code[one], record.rows.code[other]))
    return f"{first} twice" if first == second else f"{first} and {second}"


def _claimed_twice(record: Record, pair: tuple[int, int], seconds: int) -> int:
    """Count the timed units that claiming the shared seconds on both rows would add."""
    return max(_added(record, row, seconds) for row in pair)


def _added(record: Record, row: int, seconds: int) -> int:
    """Count the timed units that more seconds of a row's code would add to its visit."""
    visit = record.visit_of(row)
    more = visit.units_with(visit.contest, {record.rows.code[row]: seconds})
    return max(0, more - visit.units_with(visit.contest, {}))


_COMPARED = ("date", "start_second", "end_second", *ROW_FIELDS)


def _copies(record: Record) -> list[list[int]]:
    """Group the analysed rows that are equal in every field of the contract."""
    rows, alike = record.rows, defaultdict(list)
    for row in record.analysed():
        alike[rows.start[row], rows.end[row], rows.patient[row], rows.provider[row], rows.code[row]].append(row)
    likely = [row for group in alike.values() if len(group) > 1 for row in group]
    same: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row, fields in zip(likely, records(record.schedule.intervals.iloc[likely], _COMPARED), strict=True):
        same[fields].append(row)
    return [group for group in same.values() if len(group) > 1]


def duplicate_rows(record: Record) -> Iterator[Finding]:
    """Report rows that stand in the schedule more than once."""
    rows = record.rows
    for group in _copies(record):
        row = group[0]
        length = rows.end[row] - rows.start[row]
        extra = (len(group) - 1) * length if rows.nature[row].attended and rows.code[row] else 0
        risk = _added(record, row, extra)
        what = f"{rows.code[row]} for {rows.patient[row]}" if rows.code[row] else rows.patient[row]
        whom = f" with {rows.provider[row]}" if rows.provider[row] else ""
        yield record.finding(
            DUPLICATE_ROW,
            record.severity(row, Severity.ERROR if rows.code[row] else Severity.REVIEW),
            group,
            f"The same row, {what}{whom}, stands in the schedule {len(group)} times {record.row_clock(row)}. "
            f"The minutes were counted once; counting them again {would_add(risk)}.",
            units_at_risk=risk,
            about=rows.code[row],
        )


def two_sites(record: Record) -> Iterator[Finding]:
    """Report a provider attending, or a patient treated, in two clinics at once."""
    rows = record.rows
    spans: dict[tuple[str, str, str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in record.analysed():
        evidence, date = rows.evidence[row], rows.date[row]
        spans[date, evidence, "patient", rows.patient[row]][rows.clinic[row]].append(row)
        if rows.nature[row].attended:
            spans[date, evidence, "provider", rows.provider[row]][rows.clinic[row]].append(row)
    for (date, _, kind, person), by_clinic in spans.items():
        for one, other in combinations(sorted(by_clinic), 2):
            yield from _two_sites(record, (date, kind, person), (one, other), (by_clinic[one], by_clinic[other]))


def _two_sites(
    record: Record, who: tuple[str, str, str], sites: tuple[str, str], listed: tuple[list[int], list[int]]
) -> Iterator[Finding]:
    rows = record.rows
    date, kind, person = who
    shared = [
        (max(rows.start[a], rows.start[b]), min(rows.end[a], rows.end[b]), a, b) for a in listed[0] for b in listed[1]
    ]
    met = [item for item in shared if item[0] < item[1]]
    for start, end in union((start, end) for start, end, _, _ in met):
        concerned = sorted({row for left, right, a, b in met if start <= left and right <= end for row in (a, b)})
        risk = _documented(record, concerned, (start, end))
        yield record.finding(
            TWO_SITES,
            record.severity(concerned[0], Severity.ERROR),
            concerned,
            f"{person} is recorded at {people(sites)} at the same time {record.when(date, start, end)}. "
            f"Nobody is in two clinics at once, so one of the records is wrong; {at_risk(risk)}.",
            span=(start, end),
            units_at_risk=risk,
            providers=(person,) if kind == "provider" else (),
        )


def _documented(record: Record, positions: Iterable[int], span: tuple[int, int]) -> int:
    """Count the timed units that hang on what some rows document in a span; bookings document nothing."""
    listed = list(positions)
    providers = {record.rows.provider[row] for row in listed}
    visits = {visit.key: visit for visit in map(record.visit_of, listed) if not visit.is_scheduled}.values()
    return sum(
        units_lost(record, visit, [span], providers=providers, contest=ContestRule.DOCUMENTED) for visit in visits
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
        for start, (end, providers, rows) in sorted(by_start.items()):
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
        f"{people(providers)} treated {patient} together {record.when(date, *span)}. "
        "The minutes count once, for one of them.",
        span=span,
    )
