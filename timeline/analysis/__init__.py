"""One analysis, three doors: tables, one JSON document, explanations down to the source rows."""

from timeline.analysis.comparison import compare
from timeline.analysis.document import to_dict, to_json
from timeline.analysis.explain import Explanation
from timeline.analysis.instant import Instant
from timeline.analysis.result import Analysis, analyze
from timeline.analysis.revisions import Revision, diff

__all__ = ["Analysis", "Explanation", "Instant", "Revision", "analyze", "compare", "diff", "to_dict", "to_json"]
