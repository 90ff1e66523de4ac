"""What the clinic claims for a day: the unit engine's answer for the rows its biller sees, with the planned slips.

The clerk knows which recorded minutes were lost to a rest or another patient, and leaves them out; what the clinic
recorded wrongly the clerk does not see.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from timeline.clock import MINUTE
from timeline.code_table import code_table
from timeline.policies import load_policy
from timeline.samples.clinic_composition import PROVIDERS
from timeline.samples.clinic_model import Day, Visit
from timeline.units import CodeTime, VisitUnits, count_visit
from timeline.units.plan import modifier_of_assistant, modifier_of_plan
from timeline.vocabulary import ASSISTANTS


def counted_visit(visit: Visit, payer: str, on: date, *, lost_too: bool = False) -> VisitUnits:
    """Count the units of the coded rows of a visit as the payer does.

    Parameters
    ----------
    payer
        Name of a shipped policy.
    lost_too
        Whether to claim the minutes recorded inside a row in which its provider did not treat.

    Raises
    ------
    NotInForceError: the policy does not reach so far back.
    """
    seconds: Counter[str] = Counter()
    of_assistants: Counter[str] = Counter()
    recorded: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for span in visit.spans:
        if span.code:
            length = (span.minutes - (0 if lost_too else span.lost)) * MINUTE
            seconds[span.code] += length
            of_assistants[span.code] += length if _is_of_assistant(span.provider) else 0
            recorded[span.code].append((span.start * MINUTE, span.end * MINUTE, ""))
    times = [CodeTime(code, seconds[code], of_assistants[code]) for code in sorted(seconds)]
    return count_visit(times, load_policy(payer).on(on), discipline=visit.discipline, on=on, spans=recorded)


def _is_of_assistant(provider: str) -> bool:
    return provider in PROVIDERS and PROVIDERS[provider].role in ASSISTANTS


def bill(day: Day, payers: Mapping[int, str], on: date) -> None:
    """Write units and, where one person or nobody furnished a code, modifiers onto the coded rows.

    Parameters
    ----------
    payers
        Policy name by person.
    on
        Date of service, for the rules in force.
    """
    for visit in day.visits:
        counted = counted_visit(visit, payers[visit.person], on, lost_too=visit.billing_slip == "lost_minutes_claimed")
        units = _claimed_units(visit, counted)
        for span in visit.spans:
            if span.code:
                span.billed_units = units[span.code]
                span.billed_modifiers = _modifiers(visit, span.code, counted) if units[span.code] else ""


def _claimed_units(visit: Visit, counted: VisitUnits) -> dict[str, int]:
    # Nobody counts a code that does not exist; a clerk who does not notice claims one unit of it.
    units = {code: count if code in code_table() else 1 for code, count in counted.units.items()}
    if visit.billing_slip == "one_unit_too_many":
        units[_most_units(units)] += 1
    if visit.billing_slip == "group_not_claimed":
        units["97150"] = 0
    return units


def _most_units(units: Mapping[str, int]) -> str:
    timed = [code for code in units if code in code_table() and code_table()[code].timed]
    return max(sorted(timed or units), key=lambda code: units[code])


def _modifiers(visit: Visit, code: str, counted: VisitUnits) -> str:
    """Copy the modifiers of a code's line; none where several people shared it, or in a group's visit."""
    roles = {PROVIDERS[span.provider].role for span in visit.spans if span.code == code and span.provider}
    if len(roles) > 1 or any(span.group for span in visit.spans):
        return ""
    billed = counted.billed_as.get(code, code)
    lines = [line.modifiers for line in counted.lines if line.code == billed]
    return " ".join(lines[0] if lines else _as_of_any_code(counted, assisted=bool(roles & ASSISTANTS)))


def _as_of_any_code(counted: VisitUnits, *, assisted: bool) -> list[str]:
    """Return the modifiers that every code has under this payer: a nonexistent code is claimed like any other."""
    rules, discipline = counted.rules, counted.discipline
    of_assistant = modifier_of_assistant(rules, discipline) if assisted else ""
    return [modifier for modifier in (of_assistant, modifier_of_plan(rules, discipline)) if modifier]
