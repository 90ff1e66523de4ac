"""What was claimed against what the record supports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from timeline.audit.cotreatment import Run, runs_together, splits
from timeline.audit.credits import credits_of
from timeline.clock import MINUTE, duration
from timeline.code_table import code_table
from timeline.contracts import records
from timeline.finding import Finding, FindingRule
from timeline.reconcile import Compared, lines_text
from timeline.record import Record
from timeline.spans import shared, union
from timeline.visits import VisitAccount
from timeline.vocabulary import OFF_FLOOR, Activity, Mode, Severity
from timeline.words import counted, series

#: Why a row's provider was not with the patient, by the row's id.
Breaks = Mapping[str, Set[str]]
#: Date and patient -> the spans in which several providers treat the patient at once.
Runs = Mapping[tuple[str, str], Sequence[Run]]

#: Why time does not count where another discipline treats the patient at once.
ELSEWHERE = "the time is credited to another discipline"
SPLIT = "All disciplines together claim no more than the record supports: the time may have been split so."
SHARED = (
    "A permitted split of the time together gives each discipline the units it claims, though one of them alone could "
    "not claim as many."
)
OTHERS = "Another discipline's record of the date supports the rest of the code: check whose line it is."
OVER = FindingRule(
    "units.over_billed",
    "More units were claimed than the recorded minutes support.",
    "Correct the claim before it leaves; if it was paid, return the overpayment.",
    "cms-claims-5 §20.2.C",
)
UNDER = FindingRule(
    "units.under_billed",
    "Fewer units were claimed than the recorded minutes support.",
    "Check whether the claim left something out on purpose; otherwise correct it.",
    "cms-claims-5 §20.2.C",
)
WRONG_LINE = FindingRule(
    "units.wrong_line",
    "The units are right, but the line's modifiers or its code are not what the record supports.",
    "Correct the line before the claim leaves.",
    "cms-claims-5 §20.1",
)


def billed(record: Record) -> Iterator[Finding]:
    """Report every code whose claim differs from the record."""
    breaks, shared_out, runs = _breaks(record), _shared_out(record), runs_together(record) if record.comparison else {}
    for compared in record.comparison:
        if compared.result != "agrees":
            yield _finding(record, compared, breaks, shared_out, runs)


def _shared_out(record: Record) -> Set[tuple[str, ...]]:
    """Find what several disciplines claim no more units of together than the record supports.

    A patient's whole date, and a code of it: (date, patient) and (date, patient, code).
    """
    listed: dict[tuple[str, ...], list[Compared]] = defaultdict(list)
    for compared in record.comparison:
        if compared.in_place_of:
            continue
        listed[compared.key[:2]].append(compared)
        listed[*compared.key[:2], compared.code].append(compared)
    return {
        what
        for what, all_of in listed.items()
        if len({one.key[2] for one in all_of}) > 1 and sum(one.billed - one.supported for one in all_of) <= 0
    }


def _finding(
    record: Record, compared: Compared, breaks: Breaks, shared_out: Set[tuple[str, ...]], runs: Runs
) -> Finding:
    date, patient, _ = compared.key
    visit = record.accounts.get(compared.key)
    rule, severity, told = _words(compared)
    own = _own_rows(record, visit, compared.code)
    if rule is OVER and visit is not None and _is_weak(record, visit, own):
        severity = Severity.REVIEW
    if compared.result == "over" and visit is not None:
        # Co-treatment may be split another way (claims §4), so that a claim of no more in all is no error; nor is a
        # line that does not say which of two disciplines it is for.
        split = compared.key[:2] in shared_out and ELSEWHERE in _credited(record, visit, own)
        if split or (date, patient, compared.code) in shared_out:
            severity = Severity.REVIEW
            told += f" {SPLIT if split else OTHERS}"
        elif ELSEWHERE in _credited(record, visit, own) and _is_permitted(record, (date, patient), runs):
            severity = Severity.REVIEW
            told += f" {SHARED}"
    positions = own or (list(visit.positions) if visit else [])
    midnight, minutes = record.midnight(date), _minutes(record, own, breaks, compared) if own else ""
    return record.finding(
        rule,
        severity,
        positions,
        f"{compared.code} for {patient} {_recorded(record, date, positions)}: {minutes}{told}",
        span=None if positions else (midnight, midnight),
        units_at_risk=max(0, compared.billed - compared.supported),
        date=date,
        patients=(patient,),
        about=compared.code,
    )


def _is_permitted(record: Record, who: tuple[str, str], runs: Runs) -> bool:
    """Whether some permitted split of a co-treatment gives every discipline the timed units it claims (claims §4)."""
    claimed: dict[str, int] = defaultdict(int)
    for compared in record.comparison:
        code = code_table().get(compared.code)
        if compared.key[:2] == who and code is not None and code.pool == "cms15":
            claimed[compared.key[2]] += compared.billed
    found = (split.units for run in runs.get(who, ()) for split in splits(record, who, run))
    return any(all(claimed[one] <= units for one, units in each.items()) for each in found)


def _is_weak(record: Record, visit: VisitAccount, own: Sequence[int]) -> bool:
    """Whether time of a code is left out by a rule on staff that nobody verified: then nothing is certain."""
    weak = visit.rules is not None and "staff" in visit.rules.unverified
    return weak and any(not visit.covers(record.rows.role[row]) for row in own)


def _recorded(record: Record, date: str, positions: Sequence[int]) -> str:
    """Describe with whom and when the code was recorded; for a claim without a record, only the date."""
    if not positions:
        return f"on {date}"
    extent = record.extent(positions)
    with_whom = f"with {series(extent.providers)} " if extent.providers else ""
    return f"{with_whom}on {date}, {record.clock(extent.start)}–{record.clock(extent.end)}"


def _minutes(record: Record, own: Sequence[int], breaks: Breaks, compared: Compared) -> str:
    """Describe how many minutes of a code's rows are recorded and how many count, and if none do, why."""
    rows, visit, seconds = record.rows, record.visit_of(own[0]), record.extent(own).seconds
    codes = {rows.code[row] for row in own}
    counts = sum(found.by_rule[visit.contest] for code, found in visit.earning.items() if code in codes)
    recorded = f"{duration(seconds)} recorded"
    if visit.units is not None and not codes.isdisjoint(visit.units[visit.contest].removed):
        might = visit.units[visit.contest].conditional
        if compared.supported and might is not None and any(line.code == compared.code for line in might.lines):
            return f"{recorded}, which counts if somebody can show that the code was furnished apart from another; "
        if compared.supported:
            return f"{recorded}, which counts as the code it may not stand beside is not claimed; "
        return f"{recorded}, none of it counts because the code may not stand beside another code of the claim; "
    if counts >= seconds:
        why = _taken_off(visit, codes) if compared.billed > compared.supported else ""
        return f"{recorded}, but {why}; " if why else f"{recorded}, all of it counts; "
    if counts:
        whole = seconds % MINUTE == 0 and counts % MINUTE == 0
        return f"{recorded}, {counts // MINUTE if whole else duration(counts)} count{'s' if counts == MINUTE else ''}; "
    return f"{recorded}, none of it counts{_why_none(record, visit, own, breaks)}; "


#: Remarks that say why minutes earn no unit, or fewer than they would.
_TAKES_OFF = frozenset(
    {
        "code.bundled",
        "code.not_covered",
        "code.off_floor",
        "code.retired",
        "code.add_on",
        "code.discipline",
        "claim.assistant_evaluation",
        "units.cap",
    }
)


def _taken_off(visit: VisitAccount, codes: Set[str]) -> str:
    """Say by which rule of the payer a code's minutes do not become the units claimed; empty where by none."""
    remarks = visit.units[visit.contest].remarks if visit.units is not None else ()
    told = [remark.text for remark in remarks if remark.rule in _TAKES_OFF and codes & set(remark.codes)]
    return "; ".join(told)


def _why_none(record: Record, visit: VisitAccount, own: Sequence[int], breaks: Breaks) -> str:
    """Name every reason the rows show for which none of their time counts; nothing where they show none."""
    rows, codes, found = record.rows, code_table(), set[str]()
    if any(rows.code[row] not in codes for row in own):
        return " because the code is not in the code table"
    for row in own:
        nature = rows.nature[row]
        if rows.id[row] in visit.unpaid:
            found.add("the payer does not pay the code by telehealth")
        elif nature.unattended_claim:
            found.add("no therapist or assistant attended")
        elif not visit.covers(rows.role[row]):
            found.add(f"the payer does not cover the time of {rows.role[row]}")
        elif nature.contradicts:
            found.add("the rows record another mode of attendance than the code requires")
        elif nature.mode == Mode.UNSKILLED:
            off_floor = codes[rows.code[row]].mode == OFF_FLOOR
            found.add("the code is not for time in attendance" if off_floor else _BREAKS[Mode.UNSKILLED])
        else:
            found.update(_BREAKS[reason] for reason in breaks.get(rows.id[row], ()))
    paid = [row for row in own if visit.covers(rows.role[row]) and rows.id[row] not in visit.unpaid]
    found.update(_credited(record, visit, paid))
    return f" because {series(sorted(found))}" if found else ""


def _credited(record: Record, visit: VisitAccount, own: Sequence[int]) -> Iterator[str]:
    """Name what the time of some rows is credited to instead; a supervised code runs beside any other."""
    rows, date, patient = record.rows, visit.key[0], visit.key[1]
    spans = union((rows.start[row], rows.end[row]) for row in own)
    for other in record.visits_of(date, [patient]):
        for credit in credits_of(record, other):
            row = record.index[credit.interval_id]
            if credit.under(visit.contest) and rows.nature[row].attended and shared((credit.start, credit.end), spans):
                if other.key != visit.key:
                    yield ELSEWHERE
                else:
                    yield "the time does not earn for the code" if row in own else "the time is credited to another row"


#: Reasons of `INTERRUPTIONS` in words.
_BREAKS = {
    "contest": "the provider is recorded elsewhere at the same time",
    "busy": "the provider was away or busy",
    Activity.REST: "the patient rested",
    Activity.WAITING: "the patient waited",
    Activity.SETUP: "the provider was setting up",
    Activity.DOCUMENTATION_AWAY: "the provider was documenting elsewhere",
    Mode.UNSKILLED: "the time is recorded as unskilled",
}


def _breaks(record: Record) -> Breaks:
    """Collect why a row's provider was not with the patient, by row."""
    found: dict[str, set[str]] = defaultdict(set)
    for table in (record.attendance.interruptions, record.attendance.displacements):
        for row, reason in records(table, ("interval_id", "reason")):
            found[row].add(reason)
    return found


def _words(compared: Compared) -> tuple[FindingRule, Severity, str]:
    claimed, supported = (
        f"{counted(compared.billed, 'unit')} claimed",
        f"the record supports {compared.supported or 'none'}",
    )
    theirs, ours = lines_text(compared.billed_lines), lines_text(compared.supported_lines)
    return {
        "over": (OVER, Severity.ERROR, f"{claimed}, {supported}."),
        "not_recorded": (OVER, Severity.ERROR, f"{claimed}, but this code is not recorded on that date."),
        "under": (UNDER, Severity.NOTE, f"{claimed}, {supported}."),
        "missing": (UNDER, Severity.NOTE, f"nothing claimed, {supported}{_in_place(compared)}."),
        "wrong_modifiers": (WRONG_LINE, Severity.REVIEW, f"claimed as {theirs}, the record supports {ours}."),
        "wrong_code": (WRONG_LINE, Severity.REVIEW, f"{claimed}, but the payer takes another code for this service."),
    }[compared.result]


def _in_place(compared: Compared) -> str:
    """Say that units could only be claimed in place of other codes of the claim."""
    others = series(compared.in_place_of)
    return f" in place of {others}, which may not stand beside it" if others else ""


def _own_rows(record: Record, visit: VisitAccount | None, code: str) -> list[int]:
    """Find the rows that carry a claimed code, or the code it is claimed in place of."""
    if visit is None:
        return []
    own = visit.recorded_as(code)
    return [row for row in visit.positions if record.rows.code[row] in own]
