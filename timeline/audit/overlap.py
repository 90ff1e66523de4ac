"""Overlaps: one provider claimed twice, one patient recorded twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from timeline.attendance.engagement import union
from timeline.audit.case import Case, at_risk, overlap, people, records
from timeline.audit.finding import Finding, FindingRule
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule, Evidence, Severity

CONTESTED = FindingRule(
    "overlap.contested",
    "One provider is recorded as attending two or more patients, or as away, at the same time.",
    "Check with the provider who was treated in these minutes; the author corrects the record by addendum, and the claim "
    "carries the minutes for one patient only.",
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


def contested(case: Case) -> Iterator[Finding]:
    """Report each span in which the same engagements claim one provider."""
    claims: dict[tuple[str, str, str], dict[int, list[tuple[int, str, str, str]]]] = defaultdict(lambda: defaultdict(list))
    columns = ("date", "evidence", "provider", "start_second", "seconds", "engagement", "interval_id", "patient")
    for date, evidence, provider, start, seconds, engagement, interval, patient in records(case.found.claims, columns):
        claims[date, evidence, provider][start].append((start + seconds, engagement, interval, patient))
    for (date, evidence, provider), by_start in claims.items():
        spans: list[tuple[int, int, frozenset[str], set[str], set[str]]] = []
        for start, listed in sorted(by_start.items()):
            engagements = frozenset(engagement for _, engagement, _, _ in listed)
            if len(engagements) < 2:
                continue
            rows = {interval for _, _, interval, _ in listed}
            patients = {patient for _, _, _, patient in listed if patient}
            if spans and spans[-1][1] == start and spans[-1][2] == engagements:
                spans[-1] = (spans[-1][0], listed[0][0], engagements, spans[-1][3] | rows, spans[-1][4] | patients)
            else:
                spans.append((start, listed[0][0], engagements, rows, patients))
        for start, end, engagements, rows, patients in spans:
            yield _contested(case, (date, evidence, provider), (start, end), engagements, (rows, patients))


def _contested(
    case: Case,
    key: tuple[str, str, str],
    span: tuple[int, int],
    engagements: frozenset[str],
    shown: tuple[set[str], set[str]],
) -> Finding:
    date, evidence, provider = key
    rows, patients = shown
    who = tuple(sorted(patients))
    risk = sum(_lost(case, visit, span) for visit in case.visits_of(date, who))
    booked = evidence == Evidence.SCHEDULED
    verb = "is booked with" if booked else "is recorded with"
    busy = " while away, setting up or documenting" if "busy" in engagements and len(engagements) == 2 else ""
    same = " in a group and alone" if len(who) == 1 and not busy else ""
    return Finding(
        rule=CONTESTED,
        severity=Severity.ERROR if risk and not booked else Severity.REVIEW,
        date=date,
        patients=who,
        providers=(provider,),
        start=span[0],
        end=span[1],
        seconds=span[1] - span[0],
        units_at_risk=risk,
        message=f"{provider} {verb} {people(who)}{busy}{same} at the same time {case.when(date, *span)}. "
        f"These minutes can count one-on-one for one patient at most; {at_risk(risk)}.",
        intervals=tuple(sorted(rows, key=case.position.__getitem__)),
    )


def _lost(case: Case, visit: VisitAccount, span: tuple[int, int]) -> int:
    """Count the timed units a visit has with every contested second documented, less those without this span's."""
    changes: dict[str, int] = defaultdict(int)
    for credit in case.credits[visit.key]:
        if credit.counts_as == "earned" and credit.documented != credit.exclusive:
            sign = -1 if credit.documented else 1
            changes[credit.code] += sign * overlap((credit.start, credit.end), span)
    if not any(changes.values()):
        return 0
    everything = visit.units_with(ContestRule.DOCUMENTED, {})
    return max(0, everything - visit.units_with(ContestRule.DOCUMENTED, changes))


def same_patient(case: Case) -> Iterator[Finding]:
    """Report two coded attended rows of one patient and provider that run at once."""
    rows = case.rows
    pairs: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in case.analysed():
        if rows.nature[row].attended and rows.code[row]:
            pairs[rows.date[row], rows.patient[row], rows.provider[row]].append(row)
    copies = {row for group in _copies(case) for row in group}
    for (date, patient, provider), listed in pairs.items():
        for one, other in combinations(listed, 2):
            start, end = max(rows.start[one], rows.start[other]), min(rows.end[one], rows.end[other])
            if start >= end or (one in copies and other in copies and _content(case, one) == _content(case, other)):
                continue
            risk = _claimed_twice(case, (one, other), end - start)
            codes = people(sorted({rows.code[one], rows.code[other]}))
            yield Finding(
                rule=SAME_PATIENT,
                severity=Severity.ERROR if risk else Severity.REVIEW,
                date=date,
                patients=(patient,),
                providers=(provider,),
                start=start,
                end=end,
                seconds=end - start,
                units_at_risk=risk,
                message=f"{provider} has two rows for {patient} ({codes}) open at once {case.when(date, start, end)}. "
                f"Each minute counts for one of them; {at_risk(risk)}.",
                intervals=(rows.id[one], rows.id[other]),
            )


def _claimed_twice(case: Case, pair: tuple[int, int], seconds: int) -> int:
    """Count the timed units that claiming the shared seconds on both rows would add."""
    visit = case.visit_of(pair[0])
    base = visit.units_with(visit.contest, {})
    return max(0, *(visit.units_with(visit.contest, {case.rows.code[row]: seconds}) - base for row in pair))


def _content(case: Case, row: int) -> tuple[object, ...]:
    return tuple(case.intervals[name].iat[row] for name in _COMPARED)


_COMPARED = (
    "date",
    "start_second",
    "end_second",
    "patient",
    "provider",
    "role",
    "code",
    "mode",
    "activity",
    "kind",
    "group",
    "payer",
    "clinic",
    "discipline",
)


def _copies(case: Case) -> list[list[int]]:
    """Group the analysed rows that are equal in every field of the contract."""
    same: dict[tuple[object, ...], list[int]] = defaultdict(list)
    columns = [case.intervals[name].tolist() for name in _COMPARED]
    for row in case.analysed():
        same[tuple(column[row] for column in columns)].append(row)
    return [group for group in same.values() if len(group) > 1]


def duplicate_rows(case: Case) -> Iterator[Finding]:
    """Report rows that stand in the schedule more than once."""
    rows = case.rows
    for group in _copies(case):
        row = group[0]
        visit = case.visit_of(row)
        extra = (len(group) - 1) * (rows.end[row] - rows.start[row])
        risk = max(0, visit.units_with(visit.contest, {rows.code[row]: extra}) - visit.units_with(visit.contest, {}))
        risk = risk if rows.nature[row].attended and rows.code[row] else 0
        yield Finding(
            rule=DUPLICATE_ROW,
            severity=Severity.ERROR if rows.code[row] else Severity.REVIEW,
            date=rows.date[row],
            patients=(rows.patient[row],),
            providers=(rows.provider[row],) if rows.provider[row] else (),
            start=rows.start[row],
            end=rows.end[row],
            seconds=rows.end[row] - rows.start[row],
            units_at_risk=risk,
            message=f"The same row for {rows.patient[row]} stands {len(group)} times {case.row_clock(row)}. "
            f"The minutes were counted once; {at_risk(risk)}.",
            intervals=tuple(rows.id[i] for i in group),
        )


def two_sites(case: Case) -> Iterator[Finding]:
    """Report a provider attending, or a patient treated, in two clinics at once."""
    rows = case.rows
    spans: dict[tuple[str, str, str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in case.analysed():
        evidence, date = rows.evidence[row], rows.date[row]
        spans[date, evidence, "patient", rows.patient[row]][rows.clinic[row]].append(row)
        if rows.nature[row].attended:
            spans[date, evidence, "provider", rows.provider[row]][rows.clinic[row]].append(row)
    for (date, _, kind, person), by_clinic in spans.items():
        for one, other in combinations(sorted(by_clinic), 2):
            yield from _two_sites(case, (date, kind, person), (one, other), (by_clinic[one], by_clinic[other]))


def _two_sites(
    case: Case, who: tuple[str, str, str], sites: tuple[str, str], listed: tuple[list[int], list[int]]
) -> Iterator[Finding]:
    rows = case.rows
    date, kind, person = who
    shared = [
        (max(rows.start[a], rows.start[b]), min(rows.end[a], rows.end[b]), a, b) for a in listed[0] for b in listed[1]
    ]
    met = [item for item in shared if item[0] < item[1]]
    for start, end in union((start, end) for start, end, _, _ in met):
        concerned = sorted({row for left, right, a, b in met if start <= left and right <= end for row in (a, b)})
        yield Finding(
            rule=TWO_SITES,
            severity=Severity.ERROR,
            date=date,
            patients=(person,) if kind == "patient" else tuple(sorted({rows.patient[row] for row in concerned})),
            providers=(person,) if kind == "provider" else (),
            start=start,
            end=end,
            seconds=end - start,
            units_at_risk=0,
            message=f"{person} is recorded at {sites[0]} and at {sites[1]} at the same time {case.when(date, start, end)}. "
            f"Nobody is in two clinics at once, so one of the records is wrong.",
            intervals=tuple(rows.id[row] for row in concerned),
        )


def cotreatment(case: Case) -> Iterator[Finding]:
    """Report two or more providers whose rows count for one patient at once."""
    together: dict[tuple[str, str], dict[int, tuple[int, set[str], set[str]]]] = defaultdict(dict)
    columns = ("date", "patient", "start_second", "seconds", "credited_provider", "provider", "credited_interval_id", "interval_id")
    for date, patient, start, seconds, credited, provider, row, other in records(case.found.co_attendance, columns):
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
            yield _cotreatment(case, (date, patient), (start, end), tuple(sorted(providers)), rows)


def _cotreatment(
    case: Case, who: tuple[str, str], span: tuple[int, int], providers: tuple[str, ...], shown: set[str]
) -> Finding:
    rows = case.rows
    date, patient = who
    positions = sorted(case.position[interval] for interval in shown)
    several = len({rows.discipline[row] for row in positions}) > 1
    return Finding(
        rule=COTREATMENT,
        severity=Severity.REVIEW if several else Severity.NOTE,
        date=date,
        patients=(patient,),
        providers=providers,
        start=span[0],
        end=span[1],
        seconds=span[1] - span[0],
        units_at_risk=0,
        message=f"{people(providers)} treated {patient} together {case.when(date, *span)}. "
        "The minutes count once, for one of them.",
        intervals=tuple(rows.id[row] for row in positions),
    )


