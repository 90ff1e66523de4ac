"""iCalendar -> a grid of bookings: zones resolved, repetitions expanded within bounds, people in columns of their own.

An event says who is invited, not who is the patient: a mapping states which of its columns are patient and provider.
A row's number is the line on which its event begins.
"""

from timeline.sheets.calendar.grid import calendar_grid, looks_like_calendar

__all__ = ["calendar_grid", "looks_like_calendar"]
