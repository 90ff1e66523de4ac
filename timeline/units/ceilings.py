"""How many units of a code a claim may carry a day: reported, never taken away (claims §4)."""

from __future__ import annotations

from collections.abc import Iterable

from timeline.policies.ncci import ABSOLUTE, Ceiling
from timeline.units.model import Line, Remark
from timeline.units.plan import Plan
from timeline.vocabulary import Severity


def ceiling_remarks(lines: Iterable[Line], plan: Plan) -> list[Remark]:
    """Report the codes of a claim that exceed the daily ceiling."""
    units: dict[str, int] = {}
    for line in lines:
        units[line.code] = units.get(line.code, 0) + line.units
    remarks = []
    for code, count in units.items():
        ceiling = plan.ceilings.get(code)
        if ceiling is not None and count > ceiling.units:
            remarks.append(_above(code, count, ceiling, plan))
    return remarks


def _above(code: str, count: int, ceiling: Ceiling, plan: Plan) -> Remark:
    absolute = ceiling.adjudication == ABSOLUTE
    return Remark(
        "edit.mue",
        Severity.ERROR if absolute else Severity.REVIEW,
        f"{code}: {count} units exceed the daily ceiling of {ceiling.units} (adjudication indicator "
        f"{ceiling.adjudication})",
        "The ceiling is absolute." if absolute else "Keep the records that support the units ready.",
        (code,),
        plan.rules.source("ceilings"),
    )
