"""What a reviewer should know about the counting itself: the last step of claims §1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import comb

from timeline.clock import MINUTE
from timeline.code_table.evaluations import evaluations
from timeline.units.allocation import default_allocation, share_out
from timeline.units.counting import own_threshold, threshold_of, units_for
from timeline.units.earned import LISTED, Recorded, quantity_of
from timeline.units.gaps import unanswered
from timeline.units.model import CodeTime, Remark
from timeline.units.plan import Plan, unverified_rule
from timeline.units.treatments import Way
from timeline.vocabulary import Severity
from timeline.words import counted, series


def of_codes(visit: Recorded, units: Mapping[str, int]) -> list[Remark]:
    """Remark on what each code is and how it was recorded; `units` are those of the claim."""
    found: list[Remark] = []
    for code in visit.times:
        treatment = visit.plan.treatments[code]
        found += treatment.remarks
        if treatment.by_therapist or treatment.primary or treatment.way is Way.AREA:
            found += _of_the_record(code, visit)
    if not evaluations().keys().isdisjoint(visit.times):
        found += _short_evaluations(visit.times, units)
    return found


def _of_the_record(code: str, visit: Recorded) -> Iterator[Remark]:
    """Remark on how one code was recorded: by an assistant, without its primary, without a quantity."""
    treatment, time = visit.plan.of(code), visit.times[code]
    if treatment.by_therapist and time.assistant_seconds:
        yield _assistant_evaluation(time)
    if treatment.primary and treatment.primary not in visit.playing and time.minutes:
        yield Remark(
            "code.add_on",
            Severity.ERROR,
            f"{code} is an add-on to {treatment.primary}, which earns nothing in this visit: {code} earns no unit",
            f"Record the time of {treatment.primary}, or leave {code} off the claim.",
            (code, treatment.primary),
            "code table",
        )
    if treatment.way is Way.AREA and code in visit.playing and time.quantity is None:
        yield Remark(
            "code.quantity",
            Severity.NOTE,
            f"{code} is counted by area or number, and no quantity is stated: it is counted as {quantity_of(time)}",
            "State the quantity that was furnished.",
            (code,),
            "code table",
        )


def _assistant_evaluation(time: CodeTime) -> Remark:
    """Remark that an assistant took part in an evaluation."""
    alone = time.seconds - time.assistant_seconds < MINUTE
    return Remark(
        "claim.assistant_evaluation",
        Severity.ERROR,
        f"{time.code} is an evaluation, and an assistant furnished "
        f"{'it: it earns no unit' if alone else f'{time.assistant_minutes} of its {time.minutes} minutes'}",
        "Only a therapist may evaluate; correct the record, or leave the code off the claim.",
        (time.code,),
        "cms-benefit-15 §220.3.C, §230.1.C",
    )


def _short_evaluations(times: Mapping[str, CodeTime], units: Mapping[str, int]) -> Iterator[Remark]:
    """Remark on evaluations that do not reach half of the time they typically take: they keep their unit."""
    for time in times.values():
        known = evaluations().get(time.code)
        minutes = (time.seconds - time.assistant_seconds) // MINUTE
        if known is not None and units.get(time.code) and minutes < known.least_minutes:
            memory = "" if known.verified else " (from memory, not verified)"
            yield Remark(
                "evaluation.short",
                Severity.REVIEW if known.verified else Severity.NOTE,
                f"{time.code} has {counted(minutes, 'minute')} with a therapist; {known.typical_minutes} are typical"
                f"{memory}, and fewer than {known.least_minutes} do not reach half of them",
                "Check the clocks, and that the record shows an evaluation; it is untimed and keeps its unit."
                + ("" if known.verified else " Compare the typical minutes with the code book of the year."),
                (time.code,),
                known.source,
            )


def choice(pool: Sequence[CodeTime], ways: Sequence[Mapping[str, int]], plan: Plan) -> Remark:
    """Remark that more than one claim is permitted: equal remainders, or a limit that leaves open what is cut."""
    tied, left = share_out([time.minutes for time in pool], plan.length, plan.threshold)[1:] if plan.pooled else ([], 0)
    permitted = comb(len(tied), left)
    if permitted == 1 or (plan.rules.caps is not None and permitted != len(ways)):
        codes = sorted({code for way in ways for code, units in way.items() if units != ways[0][code]})
        why = f"the payer's limit leaves open which units of {series(codes)} stand: {len(ways)} claims are permitted"
        source = plan.rules.source("caps")
    else:
        codes = sorted(pool[position].code for position in tied)
        shown = f" (the first {len(ways)} are listed)" if permitted > LISTED else ""
        why = f"{', '.join(codes)} have equal remainders: the rule permits {permitted} allocations{shown}"
        source = plan.rules.source("units")
    return Remark(
        "units.choice",
        Severity.NOTE,
        f"{why}; the default keeps the code with more minutes, then the lower code",
        "The treating clinician chooses.",
        tuple(codes),
        source,
    )


def rounding(visit: Recorded, units: Mapping[str, int]) -> list[Remark]:
    """Remark where whole minutes, the rule's measure, give different units than exact seconds would.

    Rounding down never reverses the order of two remainders, but may make them equal. So where the totals agree, the
    allocation by seconds is among the permitted ones, and the choice is the clinician's: nothing is lost.
    """
    if not any(time.seconds % MINUTE for time in visit.times.values()):
        return []
    plan = visit.plan
    length, threshold = plan.length * MINUTE, threshold_of(plan.rules.units, MINUTE)
    recorded = [
        time for code, time in visit.times.items() if plan.of(code).way is Way.POOL and code not in visit.removed
    ]
    ordered = sorted(recorded, key=lambda time: -time.seconds)  # equal ones stay in the order of their codes
    seconds = [time.seconds for time in ordered]
    if plan.pooled:
        counts = default_allocation(seconds, length, threshold)
    else:
        counts = [units_for(pile, length, threshold) for pile in seconds]
    changed = set()
    if sum(counts) != sum(units[time.code] for time in ordered):
        changed = {time.code for time, exact in zip(ordered, counts, strict=True) if exact != units[time.code]}
    for code in visit.playing:
        treatment, time = plan.of(code), visit.times[code]
        length = treatment.length * MINUTE
        if treatment.way is Way.OWN and units_for(
            time.seconds, length, own_threshold(plan.rules.units, length)
        ) != units_for(time.minutes, treatment.length, treatment.threshold):
            changed.add(code)
    if not changed:
        return []
    codes = tuple(sorted(changed))
    return [
        Remark(
            "rounding.changes_units",
            Severity.NOTE,
            f"exact seconds would give different units for {', '.join(codes)}: whole minutes count, rounded down "
            "once for each code",
            "Nothing to correct if the payer counts whole minutes.",
            codes,
            plan.rules.source("units"),
        )
    ]


def of_plan(plan: Plan, *, recorded: bool, assisted: bool, remote: bool) -> list[Remark]:
    """Remark on the rules that every visit of a date rests on: not verified, weak, or without a value.

    Parameters
    ----------
    recorded, assisted, remote
        Whether the visit has codes, whether an assistant took part, and whether any of it was telehealth.
    """
    found = [*plan.standing] if recorded else []
    if plan.rules.unverified:
        found += weak_rules(plan, assisted=assisted and bool(plan.modifiers[0]), remote=remote)
    if plan.rules.gaps and recorded:
        found += unanswered(plan.rules, plan.on, assisted=assisted)
    return found


def weak_rules(plan: Plan, *, assisted: bool, remote: bool) -> list[Remark]:
    """Remark on the unverified rules that took part, other than the one that counts units."""
    used = {"caps": plan.rules.caps is not None, "assistant": assisted, "telehealth": remote}
    weak = plan.rules.unverified
    return [unverified_rule(name, plan.rules) for name, yes in used.items() if yes and name in weak]
