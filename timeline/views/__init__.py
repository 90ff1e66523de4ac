"""Pictures of an analysis."""

from timeline.views.gantt import CONFIG, gantt, gantt_html

__all__ = ["CONFIG", "gantt", "gantt_html"]
