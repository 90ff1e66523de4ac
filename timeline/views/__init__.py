"""Views of an analysis: charts and pages."""

from timeline.views.gantt import CONFIG, gantt, gantt_html

__all__ = ["CONFIG", "gantt", "gantt_html"]
