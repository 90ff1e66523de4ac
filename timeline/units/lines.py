"""Units into claim lines: which carry which modifiers (claims §5)."""

from __future__ import annotations

from collections.abc import Mapping

from timeline.clock import MINUTE
from timeline.units.assistants import exceeds_share, unmarked_units
from timeline.units.chains import add_ons, primaries
from timeline.units.earned import Recorded
from timeline.units.model import Line
from timeline.units.treatments import Way


def unmarked_of(code: str, units: int, visit: Recorded) -> int:
    """Count the units of a code that carry no assistant modifier.

    Units of the pool are tested one by one. Of every other code the minutes that earned it are tested whole.
    """
    plan = visit.plan
    treatment, test = plan.treatments[code], plan.test
    if test is None or treatment.by_therapist:
        return units
    if treatment.way is Way.CHAIN:
        therapist, assistant = _part_of_chain(code, visit)
    else:
        time = visit.times[code]
        therapist, assistant = time.seconds - time.assistant_seconds, time.assistant_seconds
        if assistant and treatment.way is Way.POOL:
            return unmarked_units(units, therapist, assistant, length=treatment.length, test=test)
    return 0 if exceeds_share(therapist, assistant, test) else units


def _part_of_chain(code: str, visit: Recorded) -> tuple[int, int]:
    """Return the therapist's and the assistant's seconds that earned a code of a chain.

    The first stretch is filled by the primary's own time before the add-on's, the therapist's before the assistant's;
    what is left earned the add-on.
    """
    primary = primaries()[code]
    left = visit.plan.of(primary).length * MINUTE
    filled = [0, 0]
    beyond = [0, 0]
    for name in (primary, add_ons()[primary]):
        if name not in visit.playing:
            continue
        time = visit.times[name]
        for who, seconds in enumerate((time.seconds - time.assistant_seconds, time.assistant_seconds)):
            taken = min(left, seconds)
            left -= taken
            filled[who] += taken
            beyond[who] += seconds - taken
    therapist, assistant = filled if code == primary else beyond
    return therapist, assistant


def claim_lines(
    units: Mapping[str, int],
    visit: Recorded,
    *,
    apart: frozenset[str] = frozenset(),
) -> tuple[Line, ...]:
    """Write the lines of one allocation, sorted by code and modifiers.

    Parameters
    ----------
    units
        Payable units of each code.
    apart
        Codes that carry the modifier of a separate service.
    """
    assistant, plan_of_care = visit.plan.modifiers
    common = (plan_of_care,) if plan_of_care else ()
    treatments, edits, telehealth = visit.plan.treatments, visit.plan.rules.edits, visit.plan.rules.telehealth
    assisted = bool(assistant) and any(time.assistant_seconds for time in visit.times.values())
    lines = []
    for code, count in units.items():
        billed = treatments[code].billed
        rest = (*common, edits.modifier) if edits and code in apart else common
        if telehealth is not None and _is_remote(code, visit):
            rest = (*rest, telehealth.video)
        unmarked = unmarked_of(code, count, visit) if assisted else count
        if unmarked:
            lines.append(Line(billed, unmarked, rest))
        if unmarked < count:
            lines.append(Line(billed, count - unmarked, (assistant, *rest)))
    lines.sort(key=_by_code)
    return tuple(lines)


def _is_remote(code: str, visit: Recorded) -> bool:
    """Whether any of the minutes that may have earned a code were telehealth; codes of a chain share theirs."""
    primary = primaries().get(code)
    if primary is None:
        return visit.times[code].remote
    shared = (primary, add_ons()[primary])
    return any(visit.times[name].remote for name in shared if name in visit.times)


def _by_code(line: Line) -> tuple[str, tuple[str, ...]]:
    return line.code, line.modifiers
