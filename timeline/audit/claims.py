"""Claims that no qualified person attended, and modes that contradict their code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from timeline.attendance.minutes import sums
from timeline.attendance.numbered import Texts, texts
from timeline.audit.changes import row_changes, units_added_by
from timeline.audit.columns import Numbers, columns
from timeline.audit.credits import covered, credited, credited_time, persons, unpaid
from timeline.audit.once import once
from timeline.audit.piles import units_added
from timeline.audit.words import would_add
from timeline.clock import duration
from timeline.code_table import code_table
from timeline.contracts.sentences import Gathered, Said, Sentences, Words, each_said, either, sentences
from timeline.finding import Finding, FindingRule
from timeline.found import PLACE_OF, Found, Lists, found_of, row_numbers
from timeline.found.told import row_clocks_said
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import EITHER, Evidence, Mode, Role, Severity

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


def unattended(record: Record) -> Found:
    """Report one-on-one and group rows that no therapist or assistant attends."""
    row = np.flatnonzero(columns(record).unattended)
    of, role = row_numbers(record), record.rows.numbers.texts["role"]
    is_student, named = role.where(Role.STUDENT)[row], of.provider[row] > 0
    alone, risk = _alone(record, row), _units_if_counted(record, row)
    with_code = np.where(of.code[row] > 0, PLACE_OF[Severity.ERROR], PLACE_OF[Severity.NOTE])

    def messages(places: Numbers) -> Said:
        student, said = is_student[places], list[tuple[Numbers, Said]]()
        for own, tell in ((student, _students), (~student, _claims)):
            kept = places[own]
            said.append((np.flatnonzero(own), tell(record, row[kept], alone[kept], risk[kept])))
        return Gathered.of(said)

    covered = is_student & (alone == 0)
    return found_of(
        record,
        (UNATTENDED, AIDE, STUDENT),
        _severity(record, row, np.where(covered, PLACE_OF[Severity.NOTE], with_code)),
        Lists.single(row),
        messages,
        kind=np.where(is_student, 2, np.where(named, 1, 0)),
        units_at_risk=np.where(covered, 0, risk),
    )


def _severity(record: Record, row: Numbers, documented: Numbers) -> Numbers:
    """Return the severity of findings on rows: nothing about a booking is an error yet."""
    booked = record.rows.numbers.texts["evidence"].where(Evidence.SCHEDULED)[row]
    found: Numbers = np.where(booked, np.maximum(documented, PLACE_OF[Severity.REVIEW]), documented)
    return found


def not_covered(record: Record) -> Iterator[Finding]:
    """Report attended rows of assistants whose services the visit's payer does not cover."""
    rows = record.rows
    credited: dict[str, dict[str, int]] | None = None
    of = columns(record)
    row = np.flatnonzero(of.attended & (of.visit >= 0))
    for one in row[~covered(record, of.visit[row], row)].tolist():
        credited = _credited_seconds(record) if credited is None else credited
        yield _not_covered(record, one, record.visit_of(one), credited.get(rows.id[one], {}))


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


def _claims(record: Record, row: Numbers, alone: Numbers, risk: Numbers) -> Sentences:
    """Say of rows with whom they are recorded who may not furnish therapy."""
    del alone
    of, role = row_numbers(record), record.rows.numbers.texts["role"]
    named = [f" ({_ROLE_WORDS.get(word, '')})" for word in role.words.tolist()]
    has_provider = of.provider[row] > 0
    roles = Words(np.where(has_provider, role.codes[row], len(named)), texts([*named, ""]))
    providers = texts(["nobody in attendance", *of.words.providers[1:].tolist()])  # the first word is nobody
    codes = texts(["Time without a code", *("Code " + of.codes[1:]).tolist()])
    return sentences(
        "{code} for {patient} {recorded} with {who}{role} {clock}. It earns nothing; claiming it {added}.",
        len(row),
        code=Words(of.code[row], codes),
        patient=Words(of.patient[row], of.words.patients),
        recorded=_recorded_as(record, row),
        who=Words(of.provider[row], providers),
        role=roles,
        clock=row_clocks_said(record, row),
        added=each_said(risk, would_add),
    )


_ROLE_WORDS: dict[str, str] = {
    Role.AIDE: "an aide",
    Role.ATC: "an athletic trainer",
    Role.OTHER: "neither a therapist nor an assistant",
}


def _recorded(record: Record, row: int) -> str:
    return "is booked" if record.rows.evidence[row] == Evidence.SCHEDULED else "is recorded"


def _recorded_as(record: Record, row: Numbers) -> Words:
    """Return `_recorded` of many rows."""
    return either(record.rows.numbers.texts["evidence"].where(Evidence.SCHEDULED)[row], "is booked", "is recorded")


def _alone(record: Record, row: Numbers) -> Numbers:
    """Count the seconds of rows in which their patient is credited to nobody."""
    of = columns(record)
    start, end = of.start[row], of.end[row]
    return end - start - credited_time(record).seconds(persons(record)[row], start, end)


def _students(record: Record, row: Numbers, alone: Numbers, risk: Numbers) -> Sentences:
    """Say of students' rows how much of them nobody else is credited for."""
    of = row_numbers(record)
    left = sentences(
        "No therapist or assistant is credited for {time} of it; claiming that {added}.",
        len(row),
        time=each_said(alone, duration),
        added=each_said(risk, would_add),
    )
    throughout = texts(["A therapist or an assistant is credited throughout."])
    return sentences(
        "{student} (a student) {recorded} with {patient} for {what} {clock}. {left}",
        len(row),
        student=Words(of.provider[row], of.words.providers),
        recorded=_recorded_as(record, row),
        patient=Words(of.patient[row], of.words.patients),
        what=Words(of.code[row], texts(["time without a code", *("code " + of.codes[1:]).tolist()])),
        clock=row_clocks_said(record, row),
        left=Gathered((left, throughout), np.where(alone != 0, np.arange(len(row)), len(row))),
    )


def _units_if_counted(record: Record, row: Numbers) -> Numbers:
    """Count the timed units that counting rows' time for their code would add; what others are credited stays."""
    return _added(record)[row]


@once
def _added(record: Record) -> Numbers:
    """Count the same for every row that earns nothing, all at once; 0 for the others."""
    rows, of, every = record.rows, columns(record), credited(record)
    known = rows.numbers.texts["code"].each(lambda code: code in code_table(), bool)
    own = np.flatnonzero((of.unattended | of.contradicts) & known)
    own = own[~unpaid(record)[own]]
    unearned = np.flatnonzero(every.unearned & every.under[record.contest] & (every.row >= 0))
    spent = sums(every.row[unearned], (every.end - every.start)[unearned], len(rows))
    found = np.zeros(len(rows), np.int64)
    found[own] = np.maximum(
        0, units_added_by(record, record.contest, row_changes(record, own, _alone(record, own) + spent[own]))
    )
    return found


def contradictions(record: Record) -> Found:
    """Report rows whose stated mode is not the way their code is defined."""
    row = np.flatnonzero(columns(record).contradicts)
    risk = _units_if_counted(record, row)
    mode = texts([record.rows.nature[each].mode for each in row.tolist()])
    error, review = PLACE_OF[Severity.ERROR], PLACE_OF[Severity.REVIEW]
    return found_of(
        record,
        CONTRADICTION,
        _severity(record, row, np.where(mode == Mode.UNSKILLED, review, error)),
        Lists.single(row),
        lambda places: _contradicted(record, row[places], mode[places], risk[places]),
        units_at_risk=risk,
    )


_SAID = {"one_on_one": "one-on-one", "group": "group", "supervised": "supervised", "unskilled": "unskilled"}
_SAID[EITHER] = "one-on-one or group"


def _contradicted(record: Record, row: Numbers, mode: Texts, risk: Numbers) -> Sentences:
    """Say of rows how their code is defined, and what they say."""
    of, table = row_numbers(record), code_table()
    needed = texts([_SAID.get(table[code].mode, "") if code in table else "" for code in of.codes.tolist()])
    return sentences(
        "Code {code} for {patient} is defined as {needed}, but the row says {stated} {clock}. It earns nothing for the "
        "code; claiming it {added}.",
        len(row),
        code=Words(of.code[row], of.codes),
        patient=Words(of.patient[row], of.words.patients),
        needed=Words(of.code[row], needed),
        stated=texts([_SAID[stated] for stated in mode.tolist()]),
        clock=row_clocks_said(record, row),
        added=each_said(risk, would_add),
    )
