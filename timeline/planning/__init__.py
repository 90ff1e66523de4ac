"""Plans for days to come: which bookings to move or hand over, who could be placed, and what stays free."""

from timeline.planning.plans import Plan, gaps, plan
from timeline.planning.waiting import read_waiting

__all__ = ["Plan", "gaps", "plan", "read_waiting"]
