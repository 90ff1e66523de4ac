"""Units into claim lines: which carry which modifiers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from timeline.clock import MINUTE
from timeline.policies.model import Rules
from timeline.units.assistants import exceeds_share, other_length, unmarked_units
from timeline.units.chains import add_ons, primaries
from timeline.units.counting import units_for
from timeline.units.model import CodeTime, Line
from timeline.units.plan import Plan, Way

Times = Mapping[str, CodeTime]
NO_TIME = CodeTime("", 0)


def modifier_of_assistant(rules: Rules, discipline: str) -> str:
    """Return the assistant modifier of a discipline; empty where none is required."""
    rule = rules.assistant
    return rule.modifiers.get(discipline, "") if rule is not None and rule.required else ""


def modifier_of_plan(rules: Rules, discipline: str) -> str:
    """Return the plan-of-care modifier of a discipline; empty where the payer has none."""
    return rules.plan_of_care.modifiers.get(discipline, "") if rules.plan_of_care is not None else ""


def modifier_of_threshold(rules: Rules, discipline: str, year_to_date: Decimal | None) -> str:
    """Return the modifier that attests necessity once the year's amount was used up before this visit."""
    rule = rules.threshold
    if rule is None or year_to_date is None:
        return ""
    return rule.modifier if year_to_date >= (rule.ot if discipline == "OT" else rule.pt_and_slp) else ""


def unmarked_of(code: str, units: int, times: Times, plan: Plan) -> int:
    """Count the units of a code that carry no assistant modifier."""
    treatment, test = plan.treatments[code], plan.test
    if test is None or treatment.by_therapist:
        return units
    if treatment.way is Way.CHAIN:
        return _unmarked_of_chain(code, units, times, plan)
    time = times[code]
    if time.assistant_seconds == 0:
        return units
    therapist = time.seconds - time.assistant_seconds
    if treatment.way is Way.ONCE:
        return 0 if exceeds_share(therapist, time.assistant_seconds, test) else units
    if treatment.way is Way.OWN:
        test = other_length(test, treatment.threshold)
    return unmarked_units(units, therapist, time.assistant_seconds, length=treatment.length, test=test)


def _unmarked_of_chain(code: str, units: int, times: Times, plan: Plan) -> int:
    """Test a code of a chain on its own recorded time, where that alone earns its units.

    Otherwise minutes of one code make units of the other: then the first unit is tested on its own, and
    the add-on's units on the time it leaves.
    """
    own, treatment = times.get(code, NO_TIME), plan.of(code)
    if plan.test is not None and units_for(own.minutes, treatment.length, treatment.threshold) == units:
        test = other_length(plan.test, treatment.threshold)
        therapist = own.seconds - own.assistant_seconds
        return unmarked_units(units, therapist, own.assistant_seconds, length=treatment.length, test=test)
    primary = primaries()[code]
    both = [times.get(name, NO_TIME) for name in (primary, add_ons()[primary])]
    assistant = sum(time.assistant_seconds for time in both)
    therapist = sum(time.seconds for time in both) - assistant
    if assistant == 0 or plan.test is None:
        return units
    first = plan.of(primary)
    test = other_length(plan.test, first.threshold)
    if code == primary:
        return unmarked_units(units, therapist, assistant, length=first.length, test=test)
    length = first.length * MINUTE
    if therapist < length <= assistant:
        assistant -= length
    else:
        filled = min(therapist, length)
        therapist, assistant = therapist - filled, assistant - (length - filled)
    further = plan.of(code)
    test = other_length(plan.test, further.threshold)
    return unmarked_units(units, therapist, assistant, length=further.length, test=test)


def claim_lines(
    units: Mapping[str, int],
    times: Times,
    plan: Plan,
    *,
    modifiers: tuple[str, str, str],
    apart: frozenset[str] = frozenset(),
) -> tuple[Line, ...]:
    """Write the lines of one allocation, sorted by code and modifiers.

    Parameters
    ----------
    units
        Payable units of each recorded code.
    modifiers
        Assistant, plan of care, threshold; empty where there is none.
    apart
        Codes that carry the modifier of a separate service.
    """
    assistant, plan_of_care, threshold = modifiers
    common = tuple(filter(None, (plan_of_care, threshold)))
    treatments, edits = plan.treatments, plan.rules.edits
    lines = []
    for code, count in units.items():
        if count == 0:
            continue
        billed = treatments[code].billed
        rest = (*common, edits.modifier) if edits and code in apart else common
        unmarked = unmarked_of(code, count, times, plan) if assistant else count
        if unmarked:
            lines.append(Line(billed, unmarked, rest))
        if unmarked < count:
            lines.append(Line(billed, count - unmarked, (assistant, *rest)))
    lines.sort(key=_by_code)
    return tuple(lines)


def _by_code(line: Line) -> tuple[str, tuple[str, ...]]:
    return line.code, line.modifiers
