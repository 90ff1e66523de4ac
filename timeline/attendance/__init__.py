"""Intervals to attendance: who was with whom, and which minutes a patient is credited.

The meaning is that of the eight laws below, which the tests carry as properties.

- L1 Touching spans do not overlap.
- L2 Row order, splitting into files and renaming people change no minute.
- L3 Under `nested` and `exclusive` a provider is engaged with at most one engagement at an instant.
- L4 An instant of a patient is credited at most once; the states partition the visit's span exactly.
- L5 Per patient and date, credited seconds: `exclusive` ≤ `nested` ≤ `documented`.
- L6 Splitting a row at an interior instant changes no minute, where no other row of the patient overlaps it.
- L7 Dates are independent.
- L8 Shifting all clocks of a date by the same amount changes nothing but the clocks.
"""

from timeline.attendance.minutes import CodeSeconds, VisitSeconds, visit_seconds
from timeline.attendance.tables import Attendance, attend

__all__ = ["Attendance", "CodeSeconds", "VisitSeconds", "attend", "visit_seconds"]
