"""Minutes into units, claim lines and reasons.

What a claim may carry is written down in `timeline/claims/meaning.md`, in sections that comments cite as "claims §3".
Its last section lists the laws C1 to C10, which are the subjects of tests.
"""

from timeline.units.ask import UnitsResult, count_units
from timeline.units.because import reasons
from timeline.units.counting import units_for
from timeline.units.engine import count_date, count_visit, payable_of
from timeline.units.model import (
    CodeTime,
    Conditional,
    Edit,
    EditState,
    Line,
    Reason,
    Remark,
    VisitTimes,
    VisitUnits,
)

__all__ = [
    "CodeTime",
    "Conditional",
    "Edit",
    "EditState",
    "Line",
    "Reason",
    "Remark",
    "UnitsResult",
    "VisitTimes",
    "VisitUnits",
    "count_date",
    "count_units",
    "count_visit",
    "payable_of",
    "reasons",
    "units_for",
]
