"""What the unit engine and the policies say of a visit, and fields that do not agree within it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from timeline.audit.case import Case
from timeline.audit.finding import Finding, FindingRule
from timeline.codes import code_table
from timeline.visits import VisitAccount
from timeline.vocabulary import Severity

UNKNOWN_CODE = FindingRule(
    "code.unknown",
    "A code is not in the code table, so nobody can say how it must be attended or counted: it earns nothing.",
    "Check the code for a typing error; a clinic's own spelling can be translated in the mapping file.",
)
NOT_SEEN = FindingRule(
    "booking.not_seen",
    "A booking has no kept service of that patient on its date.",
    "Mark the booking as cancelled or no-show, or find the missing record of the visit.",
)
PAYER_MIXED = FindingRule(
    "payer.mixed",
    "The rows of one visit name different payers; the earliest row's payer counts.",
    "Correct the payer on the rows so that the visit names one.",
)
ROLE_MIXED = FindingRule(
    "role.mixed",
    "One provider stands in the schedule with different roles on one date.",
    "Correct the role: it decides whether time counts, and whose time it is.",
)
NOT_IN_FORCE = FindingRule(
    "policy.not_in_force",
    "The payer's policy has no value in force on the date of service, so units are left open.",
    "Use a policy that covers the date, or give the clinic's own policy file.",
)
UNKNOWN_PAYER = FindingRule(
    "policy.unknown",
    "The payer named on the visit is no policy, so units are left open.",
    "Map the insurer's name to a policy in the clinic file under [payers], or give a policy file.",
)
UNVERIFIED = FindingRule(
    "policy.unverified",
    "A date of service is later than the day up to which somebody checked the policy.",
    "Check the policy's values against the payer's current publication.",
)
#: Remarks of the unit engine that become findings, with what each means.
REMARKS = {
    rule.id: rule
    for rule in (
        FindingRule(
            "rounding.changes_units",
            "Counting whole minutes per code, as the payer does, gives other units than the exact seconds.",
            "Nothing to mend: the whole minutes stand. Record clock times to the minute to avoid the doubt.",
            "cms-claims-5 §20.2.C",
        ),
        FindingRule(
            "units.choice",
            "Two or more codes have an equal claim on a unit: the clinician who treated decides.",
            "The treating clinician chooses; record the choice.",
            "cms-claims-5 §20.2.C",
        ),
        FindingRule(
            "code.bundled",
            "The payer does not pay this code separately.",
            "Keep it in the note; leave it off the claim.",
        ),
        FindingRule(
            "code.replaced",
            "The payer takes another code in place of this one.",
            "Claim the code shown on the line.",
        ),
        FindingRule(
            "code.retired",
            "The code is not valid on the date of service.",
            "Use the code in force on that date.",
        ),
        FindingRule(
            "code.not_covered",
            "The payer does not pay this code.",
            "Do not claim it from this payer.",
        ),
        FindingRule(
            "edit.ncci",
            "Two codes of the visit are not paid together, or only with proof that they were apart.",
            "Claim the second code only where the record shows separate time or a separate site.",
            "cms-ncci-manual ch. 11 §P",
        ),
        FindingRule(
            "edit.mue",
            "More units of a code than the payer's daily ceiling.",
            "Check the minutes; where they stand, keep the record ready for an appeal.",
        ),
        FindingRule(
            "claim.assistant_evaluation",
            "An evaluation is recorded with an assistant, who may not evaluate.",
            "Do not claim it unless a therapist evaluated; the author corrects the record by addendum.",
            "cms-benefit-15 §230",
        ),
    )
}


def remarks(case: Case) -> Iterator[Finding]:
    """Turn what the unit engine remarks on a visit into findings."""
    for visit in case.visits.values():
        if visit.units is None:
            continue
        for remark in visit.units[visit.contest].remarks:
            if remark.rule in REMARKS:
                text = f"{visit.key[1]}, {visit.key[0]}: {remark.text}"
                concerned = [row for row in visit.positions if case.rows.code[row] in remark.codes]
                yield _of_visit(case, visit, REMARKS[remark.rule], Severity(remark.severity), text, concerned)


def unknown_codes(case: Case) -> Iterator[Finding]:
    """Report each code of a visit that the table does not have."""
    rows = case.rows
    for visit in case.visits.values():
        for code in visit.named:
            if code not in code_table():
                concerned = [row for row in visit.positions if rows.code[row] == code]
                told = f"Code {code} for {visit.key[1]} on {visit.key[0]} is unknown. Its time earns no units."
                yield _of_visit(case, visit, UNKNOWN_CODE, Severity.REVIEW, told, concerned)


def mixed_payers(case: Case) -> Iterator[Finding]:
    """Report visits whose rows state different payers."""
    rows = case.rows
    for visit in case.visits.values():
        stated = sorted({rows.stated_payer[row] for row in visit.positions if rows.stated_payer[row]})
        if len(stated) > 1:
            told = (
                f"The rows of {visit.key[1]} on {visit.key[0]} name {len(stated)} payers ({', '.join(stated)}). "
                f"The visit was counted for {visit.payer}."
            )
            yield _of_visit(case, visit, PAYER_MIXED, Severity.REVIEW, told, list(visit.positions))


def mixed_roles(case: Case) -> Iterator[Finding]:
    """Report providers with several roles on one date."""
    rows = case.rows
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, provider in enumerate(rows.provider):
        if provider and rows.role[row]:
            seen[rows.date[row], provider].append(row)
    for (date, provider), listed in seen.items():
        roles = sorted({rows.role[row] for row in listed})
        if len(roles) > 1:
            yield _finding(
                case,
                ROLE_MIXED,
                Severity.REVIEW,
                ((), (provider,)),
                listed,
                f"{provider} stands in the schedule as {' and as '.join(roles)} on {date}. "
                "The role on each row decides what its time counts for.",
            )


def not_seen(case: Case) -> Iterator[Finding]:
    """Report bookings whose patient has no kept service that date."""
    rows = case.rows
    for interval in case.found.not_seen["interval_id"].tolist():
        row = case.position[interval]
        providers = (rows.provider[row],) if rows.provider[row] else ()
        with_whom = f" with {providers[0]}" if providers else ""
        yield _finding(
            case,
            NOT_SEEN,
            Severity.NOTE,
            ((rows.patient[row],), providers),
            [row],
            f"{rows.patient[row]} was booked{with_whom} {case.row_clock(row)}, and no kept service of that date is recorded. "
            "The booking earns nothing.",
        )


def refusals(case: Case) -> Iterator[Finding]:
    """Report visits that no policy counts."""
    rules = {NOT_IN_FORCE.id: NOT_IN_FORCE, UNKNOWN_PAYER.id: UNKNOWN_PAYER}
    for visit in case.visits.values():
        if visit.refusal:
            told = f"The units of {visit.key[1]} on {visit.key[0]} are left open: "
            told += (
                f"the policy {visit.payer} has no rule in force that day."
                if visit.refusal == NOT_IN_FORCE.id
                else f"{visit.payer} is not a policy this program knows."
            )
            yield _of_visit(case, visit, rules[visit.refusal], Severity.ERROR, told, list(visit.positions))


def unverified(case: Case) -> Iterator[Finding]:
    """Report, once per payer, dates of service after the day up to which the policy was checked."""
    late: dict[str, list[VisitAccount]] = defaultdict(list)
    for visit in case.visits.values():
        horizon = visit.rules.verified_through if visit.rules else None
        if horizon is not None and visit.key[0] > horizon.isoformat():
            late[visit.payer].append(visit)
    for payer, visits in sorted(late.items()):
        first = visits[0]
        through = first.rules.verified_through if first.rules else ""
        told = (
            f"The policy {payer} was checked for dates of service up to {through}, and {len(visits)} "
            f"visit{'s are' if len(visits) > 1 else ' is'} later. Its last known values were used."
        )
        yield _of_visit(case, first, UNVERIFIED, Severity.NOTE, told, list(first.positions), people=False)


def _of_visit(
    case: Case,
    visit: VisitAccount,
    rule: FindingRule,
    severity: Severity,
    message: str,
    concerned: list[int],
    *,
    people: bool = True,
) -> Finding:
    rows = case.rows
    listed = concerned or list(visit.positions)
    providers = tuple(sorted({rows.provider[row] for row in listed if rows.provider[row]}))
    who = ((visit.key[1],), providers) if people else ((), ())
    return _finding(case, rule, severity, who, listed, message)


def _finding(
    case: Case,
    rule: FindingRule,
    severity: Severity,
    who: tuple[tuple[str, ...], tuple[str, ...]],
    listed: list[int],
    message: str,
) -> Finding:
    rows = case.rows
    start, end = min(rows.start[row] for row in listed), max(rows.end[row] for row in listed)
    return Finding(
        rule=rule,
        severity=severity,
        date=rows.date[listed[0]],
        patients=who[0],
        providers=who[1],
        start=start,
        end=end,
        seconds=sum(rows.end[row] - rows.start[row] for row in listed),
        units_at_risk=0,
        message=message,
        intervals=tuple(rows.id[row] for row in sorted(listed)),
    )


