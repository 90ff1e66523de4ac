"""Put every patient, PT, PTA and aide of a therapy day on one time axis.

>>> import timeline as tl
>>> day = tl.read_schedule("sample_schedules/scenario_5.csv")
>>> result = tl.analyze(day)
>>> result
Analysis(2 visits, nested, findings: 1 error, 1 review, 2 note)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from timeline.version import __version__

#: Public names and the modules they come from; each is loaded on first use, so that importing is quick.
_PUBLIC = {
    "Analysis": "timeline.analysis",
    "ClinicFile": "timeline.schedules",
    "ContestRule": "timeline.vocabulary",
    "Explanation": "timeline.analysis",
    "FaultyInputError": "timeline.errors",
    "Forecast": "timeline.analysis.forecast",
    "Instant": "timeline.analysis",
    "Mapping": "timeline.schedules",
    "PolicyError": "timeline.errors",
    "Revision": "timeline.analysis",
    "Schedule": "timeline.schedules",
    "ScheduleError": "timeline.errors",
    "TimelineError": "timeline.errors",
    "analyze": "timeline.analysis",
    "compare": "timeline.analysis",
    "count_units": "timeline.units",
    "diff": "timeline.analysis",
    "forecast": "timeline.analysis.forecast",
    "gantt": "timeline.views.gantt",
    "ledger": "timeline.analysis.ledger",
    "read_clinic": "timeline.schedules",
    "read_mapping": "timeline.schedules",
    "read_schedule": "timeline.schedules",
    "replay": "timeline.views.notebook",
    "report": "timeline.views.report",
    "sample": "timeline.samples.generate",
    "trends": "timeline.analysis.trends",
    "trends_figure": "timeline.views.trends",
}

if TYPE_CHECKING:
    from timeline.analysis import Analysis, Explanation, Instant, Revision, analyze, compare, diff
    from timeline.analysis.forecast import Forecast, forecast
    from timeline.analysis.ledger import ledger
    from timeline.analysis.trends import trends
    from timeline.errors import FaultyInputError, PolicyError, ScheduleError, TimelineError
    from timeline.samples.generate import sample
    from timeline.schedules import ClinicFile, Mapping, Schedule, read_clinic, read_mapping, read_schedule
    from timeline.units import count_units
    from timeline.views.gantt import gantt
    from timeline.views.notebook import replay
    from timeline.views.report import report
    from timeline.views.trends import trends_figure
    from timeline.vocabulary import ContestRule

__all__ = [
    "Analysis",
    "ClinicFile",
    "ContestRule",
    "Explanation",
    "FaultyInputError",
    "Forecast",
    "Instant",
    "Mapping",
    "PolicyError",
    "Revision",
    "Schedule",
    "ScheduleError",
    "TimelineError",
    "__version__",
    "analyze",
    "compare",
    "count_units",
    "diff",
    "forecast",
    "gantt",
    "ledger",
    "read_clinic",
    "read_mapping",
    "read_schedule",
    "replay",
    "report",
    "sample",
    "trends",
    "trends_figure",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'timeline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
