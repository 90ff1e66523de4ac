"""How many units of a code a claim may carry a day: reported, never taken away (claims §4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from timeline.policies.ncci import ABSOLUTE, Ceiling
from timeline.units.model import Line, Remark
from timeline.units.plan import Plan
from timeline.vocabulary import Severity


def ceiling_remarks(lines: Sequence[Line], plan: Plan, *, beside: Iterable[Line] = ()) -> list[Remark]:
    """Report the codes of a claim that exceed the daily ceiling.

    Parameters
    ----------
    beside
        The lines of the date's other visits, where the payer looks at all of them.
    """
    units: dict[str, int] = {}
    for line in (*lines, *beside):
        units[line.code] = units.get(line.code, 0) + line.units
    remarks = []
    for code in dict.fromkeys(line.code for line in lines):
        ceiling = plan.ceilings.get(code)
        if ceiling is not None and units[code] > ceiling.units:
            remarks.append(_above(code, units[code], ceiling, plan))
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
