"""The viewer page served to this machine alone, with import of schedules and a log of decisions."""

from timeline.web.decisions import LogCheck, verify_log

__all__ = ["LogCheck", "verify_log"]
