"""What a reviewer should know about the counting itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import comb

from timeline.clock import MINUTE
from timeline.code_table.evaluations import evaluations
from timeline.units.allocation import default_allocation, share_out
from timeline.units.counting import midpoint_threshold, threshold_of, units_for
from timeline.units.model import CodeTime, Remark
from timeline.units.plan import Plan, Way, unverified_rule
from timeline.vocabulary import Severity
from timeline.words import counted


def assistant_evaluation(time: CodeTime, plan: Plan) -> Remark:
    """Remark that an assistant took part in an evaluation."""
    alone = time.seconds - time.assistant_seconds < MINUTE
    return Remark(
        "claim.assistant_evaluation",
        Severity.ERROR,
        f"{time.code} is an evaluation, and an assistant furnished "
        f"{'it: it earns no unit' if alone else f'{time.assistant_minutes} of its {time.minutes} minutes'}",
        "Only a therapist may evaluate; correct the record, or leave the code off the claim.",
        (time.code,),
        plan.rules.source("evaluation"),
    )


def short_evaluations(times: Mapping[str, CodeTime], units: Mapping[str, int]) -> Iterator[Remark]:
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


def choice(pool: Sequence[CodeTime], listed: int, plan: Plan) -> Remark:
    """Remark that the rule permits more than one allocation, of which the first `listed` are shown."""
    _, tied, left = share_out([time.minutes for time in pool], plan.length, plan.threshold)
    codes, permitted = sorted(pool[position].code for position in tied), comb(len(tied), left)
    shown = "" if permitted == listed else f" (the first {listed} are listed)"
    return Remark(
        "units.choice",
        Severity.NOTE,
        f"{', '.join(codes)} have equal remainders: the rule permits {permitted} allocations{shown}; "
        "the default gives the unit to the code with more minutes, then the lower code",
        "The treating clinician chooses.",
        tuple(codes),
        plan.rules.source("units"),
    )


def rounding(
    pool: Sequence[CodeTime], times: Mapping[str, CodeTime], units: Mapping[str, int], plan: Plan
) -> list[Remark]:
    """Remark where whole minutes, the rule's measure, give different units than exact seconds would.

    Rounding down never reverses the order of two remainders, but may make them equal. So where the totals agree, the
    allocation by seconds is among the permitted ones, and the choice is the clinician's: nothing is lost.
    """
    length, threshold = plan.length * MINUTE, threshold_of(plan.rules.units, MINUTE)
    ordered = sorted(pool, key=lambda time: (-time.seconds, time.code))
    seconds = [time.seconds for time in ordered]
    if plan.pooled:
        counts = default_allocation(seconds, length, threshold)
    else:
        counts = [units_for(pile, length, threshold) for pile in seconds]
    changed = set()
    if sum(counts) != sum(units.values()):
        changed = {time.code for time, exact in zip(ordered, counts, strict=True) if exact != units[time.code]}
    for time in times.values():
        treatment = plan.of(time.code)
        length = treatment.length * MINUTE
        if treatment.way is Way.OWN and units_for(time.seconds, length, midpoint_threshold(length)) != units_for(
            time.minutes, treatment.length, treatment.threshold
        ):
            changed.add(time.code)
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


def weak_rules(plan: Plan, *, assisted: bool, threshold: bool) -> list[Remark]:
    """Remark on the unverified rules that took part, other than the one that counts units."""
    used = {"caps": plan.rules.caps is not None, "assistant": assisted, "threshold": threshold}
    weak = plan.rules.unverified
    return [unverified_rule(name, plan.rules) for name, yes in used.items() if yes and name in weak]
