"""Intervals to attendance: who was with whom, and which minutes a patient is credited.

What a minute means is written down in `meaning.md` beside this file, in six sections; comments cite them as
"meaning §3". Its last section lists the laws L1 to L10, each of which a test is named after.

The seam at which engines are exchanged (`engines`): below it are the classified `Rows`, above it the tables of
`Attendance` and the `VisitSeconds` summed from them. The tree engine takes a day at a time, and a date's
objects answer questions about an instant; the columnar one takes many rows at once (`columnar`, `kernels`).
Whatever is built on top reads `Rows`, tables and `VisitSeconds`, `Attendance.dates`, and asks about an instant
through `timeline.attendance.instant`. Two kinds of reader use more, and only in what is documented here: the
audit names engagements (`engagement`), and what-ifs of bookings work a date out anew (`day.Day`).
"""

from timeline.attendance.minutes import CodeSeconds, VisitSeconds
from timeline.attendance.row_table import rows_table
from timeline.attendance.rows import Rows
from timeline.attendance.tables import Attendance, attend

__all__ = ["Attendance", "CodeSeconds", "Rows", "VisitSeconds", "attend", "rows_table"]
