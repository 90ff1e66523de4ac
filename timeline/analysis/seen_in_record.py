"""What the record shows of claim lines once somebody compares them with it: units, assistants, the threshold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from timeline.analysis.sent_lines import Known, KnownOf, SentLine, SentVisit
from timeline.audit.billing import OVER
from timeline.audit.claims_shared import SHARED, SPLIT
from timeline.audit.cotreatment import COTREATMENT
from timeline.finding import Finding
from timeline.policies.denials import consequences
from timeline.reconcile import Compared
from timeline.record import Record
from timeline.units.plan import modifier_of_assistant
from timeline.visits import VisitKey
from timeline.words import counted

#: Visit and recorded code -> the findings its rows show.
FindingsOf = Mapping[tuple[VisitKey, str], Sequence[Finding]]


class _Kind(NamedTuple):
    """What the record decides of a unit besides its code."""

    #: Whether it is an assistant's.
    assisted: bool
    #: Whether it attests the yearly threshold.
    attested: bool
    #: Whether it says that it was furnished by telehealth.
    remote: bool

    def misses(self, wanted: _Kind) -> tuple[bool, bool, bool]:
        """Say how a unit differs from a supported one; one that attests without need may."""
        lacks = (wanted.attested and not self.attested, wanted.remote and not self.remote)
        return self.assisted != wanted.assisted, *lacks


def compared_with_record(visit: SentVisit, compared: Mapping[str, Compared], findings: FindingsOf) -> KnownOf:
    """Yield what the record shows of a visit's lines; `compared` is its reconciliation by code."""
    for code in visit.codes:
        if code in compared:
            yield from _compared(visit, compared[code], findings)


def not_recorded(line: SentLine, source: str = "") -> Known:
    """Say that nothing is recorded of a line."""
    return Known("units.over_billed", "not_recorded", line.units, source=source)


def _compared(visit: SentVisit, compared: Compared, findings: FindingsOf) -> KnownOf:
    """Give each claimed unit a supported one, those of its own kind first; what gets none is not supported."""
    supported = Counter[_Kind]()
    for units, modifiers in compared.supported_lines:
        supported[_kind(modifiers or (), visit)] += units
    rest = {line: line.units for line in visit.of(compared.code)}
    for line in rest:
        kinds = list(supported) if line.modifiers is None else [_kind(line.modifiers, visit)]
        for kind in kinds:
            rest[line] -= _take(supported, kind, rest[line])
    for line, units in rest.items():
        own, left = _kind(line.modifiers or (), visit), units
        for kind in sorted(supported, key=lambda kind, own=own: own.misses(kind)):  # type: ignore[misc]
            taken = _take(supported, kind, left)
            left -= taken
            if taken:
                yield from ((line, known) for known in _mismatch(line, own, kind, taken, visit))
        if left:
            yield from ((line, known) for known in _unsupported(left, visit, compared, findings))


def _take(supported: Counter[_Kind], kind: _Kind, units: int) -> int:
    taken = min(units, supported[kind])
    supported[kind] -= taken
    return taken


def _kind(modifiers: Sequence[str], visit: SentVisit) -> _Kind:
    threshold = visit.rules.threshold
    return _Kind(
        assisted=not visit.decided.assistants.isdisjoint(modifiers),
        attested=threshold is not None and threshold.modifier in modifiers,
        remote=not visit.decided.telehealth.isdisjoint(modifiers),
    )


def _mismatch(line: SentLine, own: _Kind, wanted: _Kind, units: int, visit: SentVisit) -> Iterator[Known]:
    rules = visit.rules
    differs, unattested, in_person = own.misses(wanted)
    if differs and rules.assistant is not None:
        found = [modifier for modifier in line.modifiers or () if modifier in visit.decided.assistants]
        facts = {"wanted": modifier_of_assistant(rules, visit.account.key[2]), "found": " ".join(found)}
        case = "unneeded" if own.assisted else "missing"
        yield Known("line.assistant", case, units, facts, source=rules.source("assistant"))
    if unattested and rules.threshold is not None:
        facts = {"wanted": rules.threshold.modifier}
        yield Known("threshold.crossed", "unattested", units, facts, source=rules.source("threshold"))
    if in_person and rules.telehealth is not None:
        facts = {"wanted": rules.telehealth.video}
        yield Known("line.telehealth", "missing", units, facts, source=rules.source("telehealth"))


def _unsupported(units: int, visit: SentVisit, compared: Compared, findings: FindingsOf) -> Iterator[Known]:
    """Say why the record does not support some units: what remarks and findings explain, then that it does not."""
    names, known = visit.names(compared.code), consequences()
    listed = [finding for name in names for finding in findings.get((visit.account.key, name), ())]
    permitted = [finding for finding in listed if finding.rule is OVER]
    if permitted:
        how = "split" if any(SPLIT in finding.message for finding in permitted) else "shared"
        facts = {"units": counted(units, "unit")}
        yield Known("units.over_billed", how, units, facts, source=COTREATMENT.source)
        return
    for remark in visit.supported.remarks:
        case = known.on(remark.rule, str(remark.severity), visit.supported.on)
        if case is not None and case.explains and names & set(remark.codes):
            severity, facts = str(remark.severity), {"text": remark.text}
            yield Known(remark.rule, severity, units, facts, remark.remedy, remark.source)
    for name in sorted(names):
        for finding in findings.get((visit.account.key, name), ()):
            severity, facts = str(finding.severity), {"text": finding.message}
            yield Known(finding.rule.id, severity, units, facts, finding.remedy, finding.source)
    facts = {"units": counted(units, "unit")}
    case_of_units = compared.result if compared.result == "not_recorded" else "over"
    yield Known("units.over_billed", case_of_units, units, facts, source=visit.rules.source("units"))


def explaining_findings(record: Record, findings: Sequence[Finding]) -> FindingsOf:
    """Sort the findings that explain unsupported units to the visits and codes of their rows.

    Among them the claims that may follow another permitted split of a co-treatment (claims §4).
    """
    explain = {entry.rule: entry.at_risk for entry in consequences().consequence if entry.explains}
    found: dict[tuple[VisitKey, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        told = finding.rule.id in explain and (finding.units_at_risk or not explain[finding.rule.id])
        if told or (finding.rule is OVER and (SPLIT in finding.message or SHARED in finding.message)):
            patients = frozenset(finding.patients)
            own = [
                row for row in map(record.index.__getitem__, finding.intervals) if record.rows.patient[row] in patients
            ]
            for key in dict.fromkeys((record.visit_of(row).key, record.rows.code[row]) for row in own):
                found[key].append(finding)
    return found
