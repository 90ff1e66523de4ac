"""Put every patient, PT, PTA and aide of a therapy day on one time axis.

>>> import timeline as tl
>>> day = tl.read_schedule("sample_schedules/scenario_5.csv")
>>> result = tl.analyze(day)
>>> result
Analysis(2 visits, nested, findings: 1 error, 1 review, 4 notes)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from timeline.version import __version__

#: Public names and the modules they come from; each is loaded on first use, so that importing is quick.
_PUBLIC = {
    "Analysis": "timeline.result",
    "ClinicFile": "timeline.schedules",
    "ColumnMapping": "timeline.schedules",
    "ContestRule": "timeline.vocabulary",
    "Explanation": "timeline.analysis.explain",
    "FaultyInputError": "timeline.errors",
    "Forecast": "timeline.analysis.forecast",
    "Instant": "timeline.analysis.instant",
    "Plan": "timeline.planning",
    "PolicyError": "timeline.errors",
    "Proposal": "timeline.proposal",
    "Revision": "timeline.analysis.revisions",
    "Schedule": "timeline.schedules",
    "ScheduleError": "timeline.errors",
    "TimelineError": "timeline.errors",
    "WrongTypeError": "timeline.errors",
    "WrongValueError": "timeline.errors",
    "analyze": "timeline.result",
    "batch": "timeline.batching",
    "codes": "timeline.reference.codes",
    "compare": "timeline.analysis.comparison",
    "concat": "timeline.schedules",
    "count_units": "timeline.units",
    "diff": "timeline.analysis.revisions",
    "findings": "timeline.reference.findings",
    "forecast": "timeline.analysis.forecast",
    "gantt": "timeline.views.gantt",
    "gaps": "timeline.planning",
    "ledger": "timeline.analysis.ledger",
    "map_file": "timeline.proposal",
    "narrow": "timeline.result",
    "plan": "timeline.planning",
    "read_allowed": "timeline.schedules",
    "read_claims": "timeline.schedules",
    "read_clinic": "timeline.schedules",
    "read_fees": "timeline.schedules",
    "read_mapping": "timeline.schedules",
    "read_remittance": "timeline.schedules",
    "read_schedule": "timeline.schedules",
    "read_year_to_date": "timeline.schedules",
    "replay": "timeline.views.notebook",
    "report": "timeline.views.report",
    "rules": "timeline.reference.rules",
    "sample": "timeline.samples.generate",
    "tables": "timeline.reference.tables",
    "trends": "timeline.analysis.trends",
    "trends_figure": "timeline.views.trends",
}

if TYPE_CHECKING:
    from timeline.analysis.comparison import compare
    from timeline.analysis.explain import Explanation
    from timeline.analysis.forecast import Forecast, forecast
    from timeline.analysis.instant import Instant
    from timeline.analysis.ledger import ledger
    from timeline.analysis.revisions import Revision, diff
    from timeline.analysis.trends import trends
    from timeline.batching import batch
    from timeline.errors import (
        FaultyInputError,
        PolicyError,
        ScheduleError,
        TimelineError,
        WrongTypeError,
        WrongValueError,
    )
    from timeline.planning import Plan, gaps, plan
    from timeline.proposal import Proposal, map_file
    from timeline.reference.codes import codes
    from timeline.reference.findings import findings
    from timeline.reference.rules import rules
    from timeline.reference.tables import tables
    from timeline.result import Analysis, analyze, narrow
    from timeline.samples.generate import sample
    from timeline.schedules import (
        ClinicFile,
        ColumnMapping,
        Schedule,
        concat,
        read_allowed,
        read_claims,
        read_clinic,
        read_fees,
        read_mapping,
        read_remittance,
        read_schedule,
        read_year_to_date,
    )
    from timeline.units import count_units
    from timeline.views.gantt import gantt
    from timeline.views.notebook import replay
    from timeline.views.report import report
    from timeline.views.trends import trends_figure
    from timeline.vocabulary import ContestRule

__all__ = [
    "Analysis",
    "ClinicFile",
    "ColumnMapping",
    "ContestRule",
    "Explanation",
    "FaultyInputError",
    "Forecast",
    "Instant",
    "Plan",
    "PolicyError",
    "Proposal",
    "Revision",
    "Schedule",
    "ScheduleError",
    "TimelineError",
    "WrongTypeError",
    "WrongValueError",
    "__version__",
    "analyze",
    "batch",
    "codes",
    "compare",
    "concat",
    "count_units",
    "diff",
    "findings",
    "forecast",
    "gantt",
    "gaps",
    "ledger",
    "map_file",
    "narrow",
    "plan",
    "read_allowed",
    "read_claims",
    "read_clinic",
    "read_fees",
    "read_mapping",
    "read_remittance",
    "read_schedule",
    "read_year_to_date",
    "replay",
    "report",
    "rules",
    "sample",
    "tables",
    "trends",
    "trends_figure",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'timeline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
