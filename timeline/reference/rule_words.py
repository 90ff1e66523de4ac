"""A policy in words: each rule, its period, its sources, and whether it is verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from timeline.code_table import code_table
from timeline.policies.checked import file_names, import_command, unchecked
from timeline.policies.model import Dated, Policy
from timeline.policies.rules import (
    AssistantRule,
    AssistantShareRule,
    CapScope,
    CapsRule,
    CeilingsRule,
    ConversionFactorRule,
    CoverageRule,
    EditsRule,
    Measure,
    Method,
    OnExcess,
    PlanOfCareRule,
    ProgrammeShareRule,
    ReductionRule,
    RelativeValuesRule,
    SequestrationRule,
    StaffRule,
    TargetedReviewRule,
    TelehealthRule,
    ThresholdRule,
    TwoUnitsRule,
    UnitRule,
)
from timeline.policies.shipped import sources
from timeline.words import series

#: So many codes are listed; of more, only the number is shown.
_LISTED = 12
#: What each rule is about, as a heading.
TITLES = {
    "units": "Timed units",
    "coverage": "Codes that are not paid, or billed as another code",
    "assistant": "Assistant modifier",
    "two_units": "Last two units shared by therapist and assistant",
    "staff": "Staff whose services are not covered",
    "telehealth": "Telehealth",
    "plan_of_care": "Plan-of-care modifier",
    "threshold": "Yearly threshold",
    "targeted_review": "Targeted medical review",
    "edits": "Pairs of codes",
    "ceilings": "Daily ceilings",
    "caps": "Limits on units",
    "relative_values": "Relative values",
    "conversion_factor": "Conversion factor",
    "reduction": "Reduction for several procedures",
    "programme_share": "Share the payer pays",
    "assistant_share": "Share paid for assistants",
    "sequestration": "Sequestration",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One rule in force: what it says, since when, and its source.

    Parameters
    ----------
    verified
        Whether a source that says so was read; `note` says what is missing where not.
    sources
        For each: id, place, title, url and our paraphrase.
    table
        For a rule that rests on a table: its files, for which dates and codes it was compared with the published
        one, whether that covers `all`, `some` or `none` of its codes on the date asked for, and how to become
        current.
    """

    rule: str
    title: str
    text: str
    period: str
    verified: bool
    note: str
    sources: tuple[Mapping[str, str], ...]
    table: Mapping[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the paragraph as a JSON-ready dict."""
        return asdict(self)


def paragraphs(policy: Policy, on: date | None = None) -> Iterator[Paragraph]:
    """Describe a policy's rules: those in force on a date, or for all dates."""
    for name in TITLES:
        for entry in policy.history.get(name, ()):
            if on is None or entry.governs(on):
                yield _paragraph(entry, on)


def gaps(policy: Policy, on: date | None = None) -> Iterator[str]:
    """List for which rules, and when, the policy declares that it has no value."""
    for gap in policy.gaps:
        if on is None or gap.governs(on):
            until = f" to {gap.until} (not included)" if gap.until else " on"
            yield f"{TITLES[gap.name]}: no value from {gap.start}{until}. {gap.why}"


def _paragraph(entry: Dated, on: date | None) -> Paragraph:
    known = sources()
    places = {(citation.id, citation.at): None for citation in entry.sources}
    text, table = _WORDS[type(entry.value)](entry.value), None
    if isinstance(entry.value, EditsRule | CeilingsRule):
        places |= {(one.source, one.at): None for one in entry.value.checked if one.source}
        table = table_document(entry.name, entry.value, on)
        text = f"{text} {_checked(entry.value, table, on)}"
    cited = tuple(
        {
            "id": name,
            "at": at,
            "title": known[name].title if name in known else "",
            "url": known[name].url if name in known else "",
            "paraphrase": known[name].paraphrase if name in known else "",
        }
        for name, at in places
    )
    return Paragraph(
        rule=entry.name,
        title=TITLES[entry.name],
        text=text,
        period=entry.period,
        verified=entry.verified,
        note=entry.note,
        sources=cited,
        table=table,
    )


def table_document(name: str, rule: EditsRule | CeilingsRule, on: date | None) -> dict[str, Any]:
    """Describe the table of a rule: files, what it was compared for, which codes that leaves out, how to renew it."""
    in_use = [code.code for code in code_table().values() if on is not None and code.is_in_use(on)]
    left_out = [] if on is None else list(unchecked(rule, in_use, on))
    return {
        "files": file_names(rule),
        "column": rule.column,
        "checked": [
            {
                "start": one.start.isoformat(),
                "through": one.through.isoformat(),
                "codes": list(one.codes),
                "source": f"{one.source} {one.at}".strip(),
            }
            for one in rule.checked
        ],
        "covers": None if on is None else "all" if not left_out else "some" if len(left_out) < len(in_use) else "none",
        "not_checked": left_out,
        "become_current": import_command(name, rule),
    }


def _checked(rule: EditsRule | CeilingsRule, table: Mapping[str, Any], on: date | None) -> str:
    """Write for which dates and codes a table was compared with the published one."""
    told = "; ".join(f"{one.start} to {one.through} for {_codes(one.codes, rule)}" for one in rule.checked)
    text = f"The table was compared with the published one for these dates of service: {told or 'none'}."
    if isinstance(rule, EditsRule) and len(rule.checked) > 1:
        text += " A pair was compared where both of its codes were."
    if table["not_checked"]:
        codes = "any code" if table["covers"] == "none" else _codes(tuple(table["not_checked"]), rule)
        text += f" It was not compared for {codes} in use on {on}: what the published table changed since is not seen. "
        text += f"To become current: `{table['become_current']}`."
    return text


def _codes(codes: tuple[str, ...], rule: EditsRule | CeilingsRule) -> str:
    """Write some codes, or how many they are."""
    if not codes:
        return "every code" if len(rule.checked) == 1 else "every other code"
    return ", ".join(codes) if len(codes) <= _LISTED else f"{len(codes)} codes"


def _units(rule: UnitRule) -> str:
    length = rule.unit_minutes
    if rule.method == Method.TOTAL_MINUTES:
        least = rule.threshold or length
        return (
            f"The whole minutes of all timed codes of the visit are added up: {least} to {length + least - 1} "
            f"minutes make one unit, and each further {length} one more. Each code keeps a unit for every full "
            f"{length} minutes; units left over go to the codes with the most minutes beyond full units. Between "
            "equals, the clinician chooses."
        )
    told = {
        Method.MIDPOINT: f"a unit is earned once more than half of its {length} minutes are reached",
        Method.FULL_UNITS: f"only full {length} minutes make a unit",
        Method.NEAREST: f"minutes are rounded to the nearest whole unit of {length}",
    }
    return f"Each timed code is counted alone: {told[rule.method]}. Minutes of different codes are not added up."


def _coverage(rule: CoverageRule) -> str:
    told = ["The statuses of the shipped code table apply."] if rule.code_table else []
    for code, status in sorted(rule.codes.items()):
        if status.startswith("use_instead:"):
            told.append(f"{code} is billed as {status.split(':')[1]}.")
        else:
            told.append(f"{code} is {status.replace('_', ' ')}.")
    if rule.unpaid:
        told.append("Not paid: codes that are " + ", ".join(s.replace("_", " ") for s in sorted(rule.unpaid)) + ".")
    return " ".join(told)


def _assistant(rule: AssistantRule) -> str:
    if not rule.required:
        return "No modifier for assistants."
    names = ", ".join(f"{modifier} ({discipline})" for discipline, modifier in sorted(rule.modifiers.items()))
    share = _percent(rule.share_over)
    told = f"A unit carries {names} where the assistant, apart from the therapist, furnished more than {share} of it."
    if rule.therapist_minutes is not None:
        least = rule.therapist_minutes
        told += f" The last unit does not if the therapist furnished {least} minutes of it or more."
    return told + " Time together counts as the therapist's."


def _percent(share: Any) -> str:
    return f"{share * 100:.0f} %" if share is not None else "none"


def _two_units(rule: TwoUnitsRule) -> str:
    return (
        f"If two units of a code are left and therapist and assistant each furnished {rule.each_from} to "
        f"{rule.each_to} minutes, {rule.together_from} to {rule.together_to} together, one unit carries the "
        "assistant modifier and one does not."
    )


def _staff(rule: StaffRule) -> str:
    if not rule.not_covered:
        return "The time of every therapist and assistant counts."
    return f"Time furnished by {series(rule.not_covered)} earns no unit, whatever the code."


def _telehealth(rule: TelehealthRule) -> str:
    alone = f", or {rule.audio} for voice alone" if rule.audio else ""
    return (
        f"These services may be furnished from afar, at place {' or '.join(rule.places)}: {', '.join(rule.codes)}. The "
        f"line carries {rule.video}{alone}, also where only some of its minutes were. The time is one-on-one contact "
        "like any other. No other code earns anything from afar."
    )


def _plan_of_care(rule: PlanOfCareRule) -> str:
    told = ", ".join(f"{modifier} for {discipline}" for discipline, modifier in sorted(rule.modifiers.items()))
    return f"Every line names its plan of care: {told}."


def _threshold(rule: ThresholdRule) -> str:
    return (
        f"Lines beyond {rule.pt_and_slp:,} USD in the calendar year for PT and SLP together, "
        f"or {rule.ot:,} USD for OT, carry {rule.modifier}: the provider attests that the treatment is necessary."
    )


def _targeted_review(rule: TargetedReviewRule) -> str:
    return (
        f"Beyond {rule.pt_and_slp:,} USD in the calendar year for PT and SLP together, or {rule.ot:,} USD for OT, "
        "claims may be chosen for medical review."
    )


def _relative_values(rule: RelativeValuesRule) -> str:
    return f"The relative values of each code are those of the table {Path(rule.table).name}."


def _conversion_factor(rule: ConversionFactorRule) -> str:
    told = f"One relative value unit is worth {rule.factor} USD"
    if rule.qualifying is not None:
        told += f"; {rule.qualifying} USD for qualifying participants of an alternative payment model"
    return f"{told}."


def _reduction(rule: ReductionRule) -> str:
    return (
        f"Of all units of a patient's date whose codes have the indicator {rule.multiple_procedure}, whatever the "
        "discipline, the one of highest practice expense is paid in full; of every other unit "
        f"{_percent(rule.practice_expense_share)} of the practice expense is paid."
    )


def _programme_share(rule: ProgrammeShareRule) -> str:
    return f"The payer pays {_percent(rule.share)} of the allowed amount; the patient owes the rest."


def _assistant_share(rule: AssistantShareRule) -> str:
    if rule.share == 1:
        return "Services of assistants are paid like those of therapists."
    return f"Of its share, the payer pays {_percent(rule.share)} for a line with the assistant modifier."


def _sequestration(rule: SequestrationRule) -> str:
    return f"{_percent(rule.share)} of what the payer would pay is withheld."


def _edits(rule: EditsRule) -> str:
    also = f", or more exactly {', '.join(rule.also)}" if rule.also else ""
    return (
        "Of two codes that form a pair, the second is not paid. If the table allows it and the record proves them "
        f"separate{_proof(rule)}, it carries {rule.modifier}{also}. A pair is looked for among the codes of "
        f"{'the patient and date, all disciplines' if rule.whole_date else 'one visit'}. {_table(rule)}"
    )


def _proof(rule: EditsRule) -> str:
    return "" if rule.proof_minutes is None else f" (each with {rule.proof_minutes} minutes in a row of its own)"


def _ceilings(rule: CeilingsRule) -> str:
    return f"Units of a code beyond its daily ceiling are flagged. {_table(rule)}"


def _table(rule: EditsRule | CeilingsRule) -> str:
    return f"Table {file_names(rule)}, {rule.column.replace('_', ' ')}."


def _caps(rule: CapsRule) -> str:
    where = {
        CapScope.LINE: "for each code of a visit",
        CapScope.VISIT: "per visit",
        CapScope.TIMED: "of timed codes per visit",
        CapScope.PATIENT_DAY: "per patient and date, whoever treats",
    }
    then = {OnExcess.DENY: "more are not counted", OnExcess.WARN: "more are flagged"}
    told = []
    for cap in rule.limits:
        codes = " for " + ", ".join(cap.codes) if cap.codes else ""
        what = cap.measure.value.replace("_", " ") + ("s" if cap.measure is Measure.RELATIVE_VALUE else "")
        told.append(f"At most {cap.most:f} {what} {where[cap.scope]}{codes}; {then[cap.on_excess]}.")
    return " ".join(told)


_WORDS: Mapping[type, Callable[[Any], str]] = {
    UnitRule: _units,
    CoverageRule: _coverage,
    AssistantRule: _assistant,
    TwoUnitsRule: _two_units,
    StaffRule: _staff,
    TelehealthRule: _telehealth,
    PlanOfCareRule: _plan_of_care,
    ThresholdRule: _threshold,
    EditsRule: _edits,
    CeilingsRule: _ceilings,
    CapsRule: _caps,
    TargetedReviewRule: _targeted_review,
    RelativeValuesRule: _relative_values,
    ConversionFactorRule: _conversion_factor,
    ReductionRule: _reduction,
    ProgrammeShareRule: _programme_share,
    AssistantShareRule: _assistant_share,
    SequestrationRule: _sequestration,
}
