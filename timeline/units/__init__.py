"""Minutes into units, claim lines and reasons."""

from timeline.units.ask import UnitsResult, count_units
from timeline.units.because import reasons
from timeline.units.counting import units_for
from timeline.units.engine import count_date, count_visit, timed_units_of
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
    "reasons",
    "timed_units_of",
    "units_for",
]
