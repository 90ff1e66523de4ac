"""What the unit engine and the policies say about a visit, and fields that disagree within it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import texts
from timeline.attendance.tables import missed
from timeline.audit.columns import Numbers, columns, different, groups, in_several
from timeline.audit.credits import together
from timeline.audit.parts import Places, ShownOf, all_shown
from timeline.audit.remarked import remarked
from timeline.audit.telling import About
from timeline.code_table import code_table
from timeline.contracts.sentences import Gathered, Sentences, Words, either, sentences
from timeline.finding import Finding, FindingRule
from timeline.found import PLACE_OF, Found, found_of
from timeline.record import Record
from timeline.shown import Stated, finding_of
from timeline.vocabulary import Severity
from timeline.words import series

UNKNOWN_CODE = FindingRule(
    "code.unknown",
    "A code is not in the code table, so how it must be attended and counted is unknown: it earns nothing.",
    "Check the code for a typo; the mapping file can translate a clinic's own codes.",
)
NOT_SEEN = FindingRule(
    "booking.not_seen",
    "A patient was booked, but no kept service is recorded on that date.",
    "Mark the booking as cancelled or no-show, or find the missing record of the visit.",
)
PAYER_MIXED = FindingRule(
    "payer.mixed",
    "The rows of one visit name different payers; the earliest row's payer counts.",
    "Correct the payer on the rows so that the visit names one.",
)
ROLE_MIXED = FindingRule(
    "role.mixed",
    "One provider appears in the schedule with different roles on one date.",
    "Correct the role: it decides whether time counts, and whose time it is.",
)
NOT_IN_FORCE = FindingRule(
    "policy.not_in_force",
    "The payer's policy has no value in force on the date of service, so its units are left open.",
    "Use a policy that covers the date, or the clinic's own policy file.",
)
UNKNOWN_PAYER = FindingRule(
    "policy.unknown",
    "No policy is known for the payer named on the visit, so its units are left open.",
    "Map the insurer's name to a policy in the clinic file under [payers], or use a policy file of your own.",
)
#: Remarks of the unit engine that become findings, with what each means.
REMARKS = {
    rule.id: rule
    for rule in (
        FindingRule(
            "rounding.changes_units",
            "Counting whole minutes per code, as the payer does, gives different units than the exact seconds would.",
            "Nothing to correct: the whole minutes stand. Record clock times to the minute to avoid any doubt.",
            "cms-claims-5 §20.2.C",
        ),
        FindingRule(
            "units.choice",
            "Two or more codes have an equal claim on a unit: the treating clinician decides.",
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
            "The payer takes a different code in place of this one.",
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
            "code.add_on",
            "An add-on is recorded and the code it adds to earns nothing, so the add-on earns nothing either.",
            "Record the time of the primary code if it was furnished; otherwise leave the add-on off the claim.",
        ),
        FindingRule(
            "code.discipline",
            "A code that belongs to one discipline is recorded under another discipline's plan of care.",
            "Use the code of the discipline that treated, or correct who furnished it.",
            "cms-claims-5 §20.1",
        ),
        FindingRule(
            "code.quantity",
            "A code is counted by area or number, and no quantity is known: it is counted once.",
            "Take the quantity from the note before the claim leaves.",
        ),
        FindingRule(
            "code.off_floor",
            "The code is for services away from the clinic floor, which attendance does not measure.",
            "Count it from its own records.",
        ),
        FindingRule(
            "code.payer_decides",
            "The payer decides the units and the price of this code case by case.",
            "Ask the payer how to report its time.",
        ),
        FindingRule(
            "units.cap",
            "The visit has more units than the payer pays for.",
            "Keep the minutes in the record; ask the payer before claiming more.",
        ),
        FindingRule(
            "edit.ncci",
            "Two codes of the visit are not paid together, or only with proof that they were separate.",
            "Claim the second code only where the record shows separate time or a separate site.",
            "cms-ncci-manual ch. 11 §P",
        ),
        FindingRule(
            "edit.mue",
            "A code has more units than the payer's daily ceiling.",
            "Check the minutes; if they are right, keep the record ready for an appeal.",
        ),
        FindingRule(
            "evaluation.short",
            "An evaluation has less than half of the time it typically takes.",
            "Check the clocks, and that the record shows an evaluation: history, examination, decision, plan of care.",
            "palmetto-services professional services and time",
        ),
        FindingRule(
            "claim.assistant_evaluation",
            "An evaluation is recorded with an assistant, who may not evaluate.",
            "Do not claim it unless a therapist evaluated; in that case, have the author correct the record by "
            "addendum.",
            "cms-benefit-15 §230",
        ),
    )
}


def remarks(record: Record) -> Found:
    """Turn the unit engine's remarks on visits into findings."""
    found = remarked(record, REMARKS)
    rows, listed = found.rows(record), found.remarks
    left_out = np.zeros(len(found.visit), bool)
    doubted = np.array([each.rule == "edit.ncci" and each.severity is Severity.ERROR for each in listed], bool)
    for place in np.flatnonzero(doubted[found.remark]).tolist():
        remark = listed[int(found.remark[place])]
        left_out[place] = _leaves_one_out(record, int(found.visit[place]), remark.codes)
    severity = np.array([PLACE_OF[each.severity] for each in listed], np.int64)[found.remark]
    severity[left_out] = PLACE_OF[Severity.NOTE]

    def told(places: Numbers) -> Sentences:
        about, patient = About(record, rows.take(places)), record.visit_arrays.patient
        named = Sentences(len(places), (" with ", about.providers_said))
        has = about.of.providers.counts > 0
        return sentences(
            "{patient}{who} {when}: {text}{also}.",
            len(places),
            patient=Words(patient.codes[found.visit[places]], patient.words),
            who=Gathered((named, texts([""])), np.where(has, np.arange(len(places)), len(places))),
            when=about.times_said,
            text=Words(found.remark[places], texts([each.text for each in listed])),
            also=either(left_out[places], ". The claim does not carry both", ""),
        )

    names = {name: place for place, name in enumerate(REMARKS)}
    about, remedy, source = (
        texts(list(each))[found.remark]
        for each in (
            [" ".join(one.codes) for one in listed],
            [one.remedy for one in listed],
            [one.source for one in listed],
        )
    )
    kind = np.array([names[each.rule] for each in listed], np.int64)[found.remark]
    return found_of(
        record,
        tuple(REMARKS.values()),
        severity,
        rows,
        told,
        kind=kind,
        about=about,
        own_remedy=remedy,
        own_source=source,
    )


def _leaves_one_out(record: Record, visit: int, codes: Sequence[str]) -> bool:
    """Whether a known claim does not carry both codes of a pair (claims §3, comparing with a claim)."""
    of, claims = record.visit_arrays, record.claims
    whole = of.listed_rules[of.rules[visit]].looks_at_whole_date
    places = together(record, np.array([visit]))[1] if whole else np.array([visit])
    beside = list(zip(*(each.at(places).tolist() for each in (of.date, of.patient, of.discipline)), strict=True))
    if not claims.complete and not all(claims.lines.get(key) for key in beside):
        return False
    claimed = {line.code for key in beside for line in claims.lines.get(key, ()) if line.units}
    return not claimed.issuperset(codes)


class Named(NamedTuple):
    """A visit that names something unknown: what, which kind of unknown it is, and the visit's rows that show it."""

    rule: str
    what: str
    date: str
    patient: str
    rows: Places


def unknown_codes_of(record: Record, part: int) -> list[Named]:
    """List each visit with each of its codes that the table does not have."""
    rows, of, known = record.rows, columns(record), code_table()
    unknown = np.array([bool(code) and code not in known for code in of.codes], bool)
    row = record.visit_arrays.row
    row = row[unknown[of.code[row]]]
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for visit, code, position in zip(of.visit[row].tolist(), of.code[row].tolist(), row.tolist(), strict=True):
        found[visit, of.codes[code]].append(position)
    return [
        Named(UNKNOWN_CODE.id, code, rows.date[listed[0]], rows.patient[listed[0]], Places(part, np.array(listed)))
        for (_, code), listed in sorted(found.items(), key=itemgetter(0))
    ]


def unknown_codes(record: Record, named: Sequence[Named], shown: ShownOf) -> Iterator[Finding]:
    """Report each code that the table does not have, once for all visits that name it."""
    for (_, code), visits in _by_what(named).items():
        concerned = all_shown([visit.rows for visit in visits], shown)
        told = (
            f"for {visits[0].patient} {record.when_shown(concerned)}"
            if len(visits) == 1
            else f"on {_visits(len(visits))} {_period(visits)}"
        )
        yield finding_of(
            UNKNOWN_CODE,
            Severity.REVIEW,
            concerned,
            f"{code}, recorded {told}, is not in the code table. Its time earns no units.",
            **_of_visits(visits, about=code),
        )


def _by_what(named: Sequence[Named]) -> dict[tuple[str, str], list[Named]]:
    found: dict[tuple[str, str], list[Named]] = defaultdict(list)
    for each in named:
        found[each.rule, each.what].append(each)
    return found


def _of_visits(visits: Sequence[Named], about: str) -> Stated:
    """Return whom a finding on one fact names: the people of a single visit; of several, nobody."""
    if len(visits) == 1:
        return {"about": about}
    return {"about": about, "date": min(visit.date for visit in visits), "patients": (), "providers": ()}


def _period(visits: Sequence[Named]) -> str:
    dates = sorted({visit.date for visit in visits})
    return f"on {dates[0]}" if len(dates) == 1 else f"from {dates[0]} to {dates[-1]}"


def mixed_payers(record: Record) -> Iterator[Finding]:
    """Report visits whose rows state different payers."""
    rows, of = record.rows, record.visit_arrays
    payer, visit = rows.numbers.texts["stated_payer"].codes[of.row], of.row_visit
    own = payer > 0
    several = in_several(visit[own], payer[own])
    for place in different(visit[own][several]).tolist():
        positions = of.row[of.row_bounds[place] : of.row_bounds[place + 1]].tolist()
        stated = sorted({rows.stated_payer[row] for row in positions} - {""})
        told = (
            f"The rows of {rows.patient[positions[0]]} on {rows.date[positions[0]]} name {len(stated)} payers: "
            f"{series(stated)}. The visit was counted for {of.payer.words[of.payer.codes[place]]}."
        )
        yield record.finding(PAYER_MIXED, Severity.REVIEW, positions, told)


def mixed_roles(record: Record) -> Iterator[Finding]:
    """Report providers with several roles on one date."""
    rows, of = record.rows, columns(record)
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    role = rows.numbers.texts["role"].codes
    named = np.flatnonzero((role > 0) & (of.provider > 0))
    several = in_several(groups([of.date[named], of.provider[named]]), role[named])
    for row in named[several].tolist():
        seen[rows.date[row], rows.provider[row]].append(row)
    for (date, provider), listed in seen.items():
        roles = sorted({rows.role[row] for row in listed})
        if len(roles) > 1:
            yield record.finding(
                ROLE_MIXED,
                Severity.REVIEW,
                listed,
                f"{provider} appears in the schedule as {series(roles)} on {date}. "
                "The role on each row decides what its time counts for.",
                patients=(),
            )


def not_seen(record: Record) -> Iterator[Finding]:
    """Report bookings whose patient has no kept service that date."""
    rows = record.rows
    for row in missed(rows).tolist():
        providers = (rows.provider[row],) if rows.provider[row] else ()
        with_whom = f" with {providers[0]}" if providers else ""
        yield record.finding(
            NOT_SEEN,
            Severity.NOTE,
            [row],
            f"{rows.patient[row]} was booked{with_whom} {record.row_clock(row)}; no kept service is recorded on that "
            "date. The booking earns nothing.",
        )


def refused_by(record: Record, part: int) -> list[Named]:
    """List the visits that no policy counts, with the payer each names."""
    of = record.visit_arrays
    refused = np.flatnonzero(of.refusal.codes)
    keys = zip(*(each.at(refused).tolist() for each in (of.refusal, of.payer, of.date, of.patient)), strict=True)
    bounds = zip(of.row_bounds[refused].tolist(), of.row_bounds[refused + 1].tolist(), strict=True)
    return [
        Named(why, payer, day, patient, Places(part, of.row[begin:end]))
        for (why, payer, day, patient), (begin, end) in zip(keys, bounds, strict=True)
    ]


def refusals(record: Record, named: Sequence[Named], shown: ShownOf) -> Iterator[Finding]:
    """Report what no policy counts, once for all visits of a payer."""
    del record
    rules = {NOT_IN_FORCE.id: NOT_IN_FORCE, UNKNOWN_PAYER.id: UNKNOWN_PAYER}
    for (refusal, payer), visits in _by_what(named).items():
        one = len(visits) == 1
        whose = f"{visits[0].patient} on {visits[0].date}" if one else f"{_visits(len(visits))} {_period(visits)}"
        why = (
            f"the policy {payer} has no rule in force on {'that date' if one else 'these dates'}"
            if refusal == NOT_IN_FORCE.id
            else f"{payer} is not a known policy"
        )
        yield finding_of(
            rules[refusal],
            Severity.ERROR,
            all_shown([visit.rows for visit in visits], shown),
            f"The units of {whose} are left open: {why}.",
            **_of_visits(visits, about="" if one else payer),
        )


def _visits(count: int) -> str:
    return "1 visit" if count == 1 else f"{count} visits"
