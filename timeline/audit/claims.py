"""Claims that no qualified person attended, modes that contradict their code, groups of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from timeline.attendance.engagement import GROUP, GroupTime
from timeline.attendance.minutes import sums
from timeline.audit.changes import row_changes, units_added_by
from timeline.audit.columns import columns, places
from timeline.audit.credits import credited, credited_time, persons
from timeline.audit.once import once
from timeline.audit.piles import units_added
from timeline.audit.words import would_add
from timeline.clock import duration
from timeline.code_table import code_table
from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import Span, overlap, subtract, union
from timeline.visits import VisitAccount
from timeline.vocabulary import EITHER, Evidence, Role, Severity
from timeline.words import series

UNATTENDED = FindingRule(
    "claim.unattended",
    "A code that requires a therapist or an assistant in attendance is recorded with nobody.",
    "If somebody attended, have the author name that person in an addendum; otherwise do not claim it, or code it "
    "as the supervised service it was.",
    "cms-claims-5 §20.3",
)
AIDE = FindingRule(
    "claim.aide",
    "A code that requires a therapist or an assistant is recorded with an aide or another person who may not "
    "furnish therapy.",
    "Do not claim the time. If a therapist or an assistant treated the patient, have the author correct the record "
    "by addendum.",
    "cms-benefit-15 §230",
)
STUDENT = FindingRule(
    "claim.student",
    "A student is recorded as treating. The time counts only while a therapist in the room directs the treatment "
    "and treats no one else.",
    "Claim only what the therapist's own record shows. If the therapist was in the room, have the author say so in "
    "an addendum.",
    "cms-benefit-15 §230",
)
NOT_COVERED = FindingRule(
    "claim.assistant_not_covered",
    "An assistant of a kind whose services the payer does not cover is recorded as treating: the time earns nothing.",
    "Do not claim the time from this payer. If a therapist treated the patient, have the author correct the record by "
    "addendum.",
    "cms-benefit-15 §230.3",
)
CONTRADICTION = FindingRule(
    "mode.contradicts_code",
    "A row records a mode of attendance that does not fit its code.",
    "Find out whether the code or the mode of attendance is wrong, and correct it by addendum; as it stands, the "
    "row earns nothing.",
    "cms-billing-scenarios item 5",
)
GROUP_OF_ONE = FindingRule(
    "group.of_one",
    "Only one patient is left in a group session: that time is not group treatment.",
    "Check whether another patient's group row is missing or too short; otherwise the group code does not cover "
    "this time.",
    "cms-benefit-15 §230",
)


def unattended(record: Record) -> Iterator[Finding]:
    """Report one-on-one and group rows that no therapist or assistant attends."""
    rows = record.rows
    for row in places(columns(record).unattended):
        if rows.role[row] == Role.STUDENT:
            yield _student(record, row)
        elif not rows.provider[row]:
            yield _claim(record, row, UNATTENDED, "nobody in attendance")
        else:
            yield _claim(record, row, AIDE, f"{rows.provider[row]} ({_ROLE_WORDS[rows.role[row]]})")


def not_covered(record: Record) -> Iterator[Finding]:
    """Report attended rows of assistants whose services the visit's payer does not cover."""
    rows = record.rows
    credited: dict[str, dict[str, int]] | None = None
    rules = {id(visit.rules): visit.rules for visit in record.accounts.values()}.values()
    left_out = {role for one in rules if one is not None and one.staff is not None for role in one.staff.not_covered}
    for row in places(columns(record).attended) if left_out else ():
        visit = record.visit_of(row)
        if not visit.covers(rows.role[row]):
            credited = _credited_seconds(record) if credited is None else credited
            yield _not_covered(record, row, visit, credited.get(rows.id[row], {}))


def _credited_seconds(record: Record) -> dict[str, dict[str, int]]:
    """Add up what would earn for each row under the rule in force: by row and code."""
    of, found = credited(record), defaultdict[str, dict[str, int]](lambda: defaultdict(int))
    own = np.flatnonzero(of.earned & of.under[record.contest] & (of.row >= 0))
    listed = zip(of.row[own].tolist(), of.code[own].tolist(), (of.end - of.start)[own].tolist(), strict=True)
    for row, code, seconds in listed:
        found[record.rows.id[row]][of.codes[code]] += seconds
    return found


def _not_covered(record: Record, row: int, visit: VisitAccount, seconds: Mapping[str, int]) -> Finding:
    rows, rules = record.rows, visit.rules
    weak = rules.unverified.get("staff", "") if rules else ""
    what = f"for code {rows.code[row]}" if rows.code[row] else "without a code"
    risk = units_added(visit, seconds)
    return record.finding(
        NOT_COVERED,
        Severity.REVIEW if weak else record.severity(row, Severity.ERROR),
        [row],
        f"{rows.provider[row]} ({rows.role[row]}) {_recorded(record, row)} with {rows.patient[row]} {what} "
        f"{record.row_clock(row)}. {visit.payer} does not cover the services of {rows.role[row]}"
        f"{' (this rule is not verified)' if weak else ''}: the time earns nothing; claiming it {would_add(risk)}.",
        units_at_risk=risk,
        own_remedy=f"{NOT_COVERED.remedy} {weak}".strip(),
        own_source=rules.source("staff") if rules else "",
    )


def _claim(record: Record, row: int, rule: FindingRule, who: str) -> Finding:
    rows = record.rows
    what = f"Code {rows.code[row]}" if rows.code[row] else "Time without a code"
    risk = _units_if_counted(record, row)
    return _of_row(
        record,
        row,
        rule,
        Severity.ERROR if rows.code[row] else Severity.NOTE,
        f"{what} for {rows.patient[row]} {_recorded(record, row)} with {who} {record.row_clock(row)}. "
        f"It earns nothing; claiming it {would_add(risk)}.",
        risk,
    )


_ROLE_WORDS: dict[str, str] = {
    Role.AIDE: "an aide",
    Role.ATC: "an athletic trainer",
    Role.OTHER: "neither a therapist nor an assistant",
}


def _recorded(record: Record, row: int) -> str:
    return "is booked" if record.rows.evidence[row] == Evidence.SCHEDULED else "is recorded"


def _student(record: Record, row: int) -> Finding:
    rows = record.rows
    alone = record.uncredited(rows.date[row], rows.patient[row], rows.start[row], rows.end[row])
    what = f"code {rows.code[row]}" if rows.code[row] else "time without a code"
    told = f"{rows.provider[row]} (a student) {_recorded(record, row)} with {rows.patient[row]} for {what} "
    told += f"{record.row_clock(row)}."
    if not alone:
        covered = f"{told} A therapist or an assistant is credited throughout."
        return _of_row(record, row, STUDENT, Severity.NOTE, covered, 0)
    risk = _units_if_counted(record, row)
    severity = Severity.ERROR if rows.code[row] else Severity.NOTE
    message = (
        f"{told} No therapist or assistant is credited for {duration(alone)} of it; claiming that {would_add(risk)}."
    )
    return _of_row(record, row, STUDENT, severity, message, risk)


def _units_if_counted(record: Record, row: int) -> int:
    """Count the timed units that counting the row's time for its code would add; what others are credited stays."""
    return _added(record).get(row, 0)


@once
def _added(record: Record) -> dict[int, int]:
    """Count the same for every row that earns nothing, all at once."""
    rows, of, every, known = record.rows, columns(record), credited(record), code_table()
    own = np.flatnonzero(of.unattended | of.contradicts)
    own = own[[rows.code[row] in known and rows.id[row] not in record.visit_of(row).unpaid for row in own.tolist()]]
    unearned = np.flatnonzero(every.unearned & every.under[record.contest] & (every.row >= 0))
    spent = sums(every.row[unearned], (every.end - every.start)[unearned], len(rows))
    start, end = of.start[own], of.end[own]
    left = end - start - credited_time(record).seconds(persons(record)[own], start, end)
    changes = row_changes(record, own, left + spent[own])
    added = np.maximum(0, units_added_by(record, record.contest, changes))
    return dict(zip(own.tolist(), added.tolist(), strict=True))


def _of_row(record: Record, row: int, rule: FindingRule, severity: Severity, message: str, risk: int) -> Finding:
    return record.finding(
        rule,
        record.severity(row, severity),
        [row],
        message,
        units_at_risk=risk,
    )


def contradictions(record: Record) -> Iterator[Finding]:
    """Report rows whose stated mode is not the way their code is defined."""
    rows = record.rows
    said = {"one_on_one": "one-on-one", "group": "group", "supervised": "supervised", "unskilled": "unskilled"}
    said[EITHER] = "one-on-one or group"
    for row in places(columns(record).contradicts):
        what = rows.nature[row]
        risk = _units_if_counted(record, row)
        needed = said[code_table()[rows.code[row]].mode]
        yield _of_row(
            record,
            row,
            CONTRADICTION,
            Severity.REVIEW if what.mode == "unskilled" else Severity.ERROR,
            f"Code {rows.code[row]} for {rows.patient[row]} is defined as {needed}, but the row says {said[what.mode]} "
            f"{record.row_clock(row)}. It earns nothing for the code; claiming it {would_add(risk)}.",
            risk,
        )


def groups_of_one(record: Record) -> Iterator[Finding]:
    """Report when only one patient has an open row of a group, whoever the provider."""
    members: dict[tuple[str, str, str], list[tuple[int, int, str, str, str]]] = defaultdict(list)
    names = ("date", "evidence", "engagement", "start_second", "seconds", "patient", "provider", "interval_id")
    demands = record.attendance.demands
    in_group = demands[(demands["engagement_kind"] == GROUP).to_numpy()]
    for date, evidence, group, start, seconds, patient, provider, interval in records(in_group, names):
        members[date, evidence, group].append((start, start + seconds, patient, provider, interval))
    index, natures = record.index, record.rows.nature
    for (date, _, _), listed in members.items():
        together = GroupTime([(start, end, patient) for start, end, patient, _, _ in listed]).spans
        of_patient: dict[str, list[tuple[int, int, str, str, str]]] = defaultdict(list)
        for item in listed:
            if not natures[index[item[4]]].earns_alone:
                of_patient[item[2]].append(item)
        for patient, own in of_patient.items():
            alone = subtract(union((start, end) for start, end, *_ in own), together)
            for span in alone:
                here = [item for item in own if overlap(item[:2], span)]
                yield _group_of_one(record, date, patient, span, here, bool(together))


def _group_of_one(
    record: Record, date: str, patient: str, span: Span, here: list[tuple[int, int, str, str, str]], was_group: bool
) -> Finding:
    providers = tuple(sorted({item[3] for item in here}))
    shown = sorted({item[4] for item in here}, key=record.index.__getitem__)
    return record.finding(
        GROUP_OF_ONE,
        Severity.NOTE if was_group else record.severity(record.index[shown[0]], Severity.ERROR),
        [record.index[interval] for interval in shown],
        f"{patient} is the only patient in the group session of {series(providers)} {record.when(date, *span)}. One "
        "patient is not a group, so the group code earns nothing for this time.",
        span=span,
    )
