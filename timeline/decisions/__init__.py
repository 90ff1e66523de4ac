"""What reviewers decided about findings: a log that only grows, loses nothing, and shows what was changed."""

from timeline.decisions.check import LogCheck, verify_log
from timeline.decisions.log import DecisionLog
from timeline.decisions.record import BrokenLogError, Decision, DecisionError, FindingKey

__all__ = ["BrokenLogError", "Decision", "DecisionError", "DecisionLog", "FindingKey", "LogCheck", "verify_log"]
