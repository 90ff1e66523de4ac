"""Intervals to attendance: who was with whom, and which minutes a patient is credited.

What a minute means is written down in `meaning.md` beside this file, in six sections; comments cite them as
"meaning §3". Its last section lists the laws L1 to L10, each of which a test is named after.

The seam at which an engine could be exchanged: below it are the classified `Rows`, above it the tables of
`Attendance` and the `VisitSeconds` summed from them. Whatever is built on top reads `Rows`, tables and
`VisitSeconds`, `Attendance.dates`, and asks about an instant through `timeline.attendance.instant`. Two
kinds of reader use more, and only in what is documented here: the audit names engagements (`engagement`),
and what-ifs of bookings work a date out anew (`day.Day`).
"""

from timeline.attendance.minutes import CodeSeconds, VisitSeconds, visit_seconds
from timeline.attendance.row_table import rows_table
from timeline.attendance.rows import Rows
from timeline.attendance.tables import Attendance, attend

__all__ = ["Attendance", "CodeSeconds", "Rows", "VisitSeconds", "attend", "rows_table", "visit_seconds"]
