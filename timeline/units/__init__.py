"""Minutes into units, claim lines and reasons."""

from timeline.units.ask import UnitsResult, count_units
from timeline.units.because import reasons
from timeline.units.counting import units_for
from timeline.units.engine import count_visit, timed_units_of
from timeline.units.model import CodeTime, Line, Reason, Remark, VisitUnits

__all__ = [
    "CodeTime",
    "Line",
    "Reason",
    "Remark",
    "UnitsResult",
    "VisitUnits",
    "count_units",
    "count_visit",
    "reasons",
    "timed_units_of",
    "units_for",
]
