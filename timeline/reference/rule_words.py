"""A policy in words: each rule, its period, its sources, and whether it is verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from timeline.policies.model import Dated, Policy
from timeline.policies.rules import (
    AssistantRule,
    CapScope,
    CapsRule,
    CeilingsRule,
    CoverageRule,
    EditsRule,
    Measure,
    Method,
    OnExcess,
    PlanOfCareRule,
    TelehealthRule,
    ThresholdRule,
    TwoUnitsRule,
    UnitRule,
)
from timeline.policies.shipped import sources

#: What each rule is about, as a heading.
TITLES = {
    "units": "Timed units",
    "coverage": "Codes that are not paid, or billed as another code",
    "assistant": "Assistant modifier",
    "two_units": "Last two units shared by therapist and assistant",
    "plan_of_care": "Plan-of-care modifier",
    "telehealth": "Telehealth",
    "threshold": "Yearly threshold",
    "edits": "Pairs of codes",
    "ceilings": "Daily ceilings",
    "caps": "Limits on units",
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
    """

    rule: str
    title: str
    text: str
    period: str
    verified: bool
    note: str
    sources: tuple[Mapping[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the paragraph as a JSON-ready dict."""
        return asdict(self)


def paragraphs(policy: Policy, on: date | None = None) -> Iterator[Paragraph]:
    """Describe a policy's rules: those in force on a date, or for all dates."""
    for name in TITLES:
        for entry in policy.history.get(name, ()):
            if on is None or entry.governs(on):
                yield _paragraph(entry)


def gaps(policy: Policy, on: date | None = None) -> Iterator[str]:
    """List for which rules, and when, the policy declares that it has no value."""
    for gap in policy.gaps:
        if on is None or gap.governs(on):
            until = f" to {gap.until} (not included)" if gap.until else " on"
            yield f"{TITLES[gap.name]}: no value from {gap.start}{until}. {gap.why}"


def _paragraph(entry: Dated) -> Paragraph:
    known = sources()
    cited = tuple(
        {
            "id": citation.id,
            "at": citation.at,
            "title": known[citation.id].title if citation.id in known else "",
            "url": known[citation.id].url if citation.id in known else "",
            "paraphrase": known[citation.id].paraphrase if citation.id in known else "",
        }
        for citation in entry.sources
    )
    return Paragraph(
        rule=entry.name,
        title=TITLES[entry.name],
        text=_WORDS[type(entry.value)](entry.value),
        period=entry.period,
        verified=entry.verified,
        note=entry.note,
        sources=cited,
    )


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


def _plan_of_care(rule: PlanOfCareRule) -> str:
    told = ", ".join(f"{modifier} for {discipline}" for discipline, modifier in sorted(rule.modifiers.items()))
    return f"Every line names its plan of care: {told}."


def _telehealth(rule: TelehealthRule) -> str:
    also = f" ({' or '.join(rule.also)} on the claim says another kind of telehealth)" if rule.also else ""
    return (
        f"Paid when furnished by telehealth (place of service {' or '.join(rule.places)}): {', '.join(rule.codes)}. "
        f"Their lines carry {rule.modifier}{also}, also where only some of the minutes were telehealth. Any other code "
        "earns nothing by telehealth."
    )


def _threshold(rule: ThresholdRule) -> str:
    return (
        f"Lines beyond {rule.pt_and_slp:,} USD in the calendar year for PT and SLP together, "
        f"or {rule.ot:,} USD for OT, carry {rule.modifier}: the provider attests that the treatment is necessary."
    )


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
    return f"Table of {rule.snapshot_from} to {rule.snapshot_to}, column {rule.column.replace('_', ' ')}."


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
    PlanOfCareRule: _plan_of_care,
    TelehealthRule: _telehealth,
    ThresholdRule: _threshold,
    EditsRule: _edits,
    CeilingsRule: _ceilings,
    CapsRule: _caps,
}
