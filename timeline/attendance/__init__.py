"""Intervals to attendance: who was with whom, and which minutes a patient is credited.

What a minute means is written down in `meaning.md` beside this file, in six sections; comments cite them as
"meaning §3". Its last section lists the laws L1 to L10, each of which a test is named after.
"""

from timeline.attendance.minutes import CodeSeconds, VisitSeconds, visit_seconds
from timeline.attendance.tables import Attendance, attend

__all__ = ["Attendance", "CodeSeconds", "VisitSeconds", "attend", "visit_seconds"]
