"""What can be wrong with a clock, and how to mend it."""

from __future__ import annotations

from timeline.sheets import Fix

_HOW = "Write it like 2026-03-02 09:05, or state its format in the mapping file under [format]."
UNREADABLE = Fix("cannot be read as a clock time", _HOW)
UNREADABLE_DATE = Fix("cannot be read as a date", "Write it like 2026-03-02, or state its format in the mapping file.")
NOT_AS_STATED = Fix(
    "is not in the format that the mapping states", "Correct the cell, or [format] in the mapping file."
)
NO_SUCH_DATE = Fix("no such date between the years 1900 and 2299", "Correct it.")
NO_SUCH_TIME = Fix("no such time of day", "Correct it; 24:00 can only be the end of a date.")
FRACTION = Fix(
    "has a fraction of a second", 'Round it to the second, or state [format] fractions = "drop" in the mapping file.'
)
BOTH_ORDERS = Fix(
    "day or month first? Some dates in the file can only be one, some only the other",
    "Correct the file, or split it and read each part with its own mapping.",
)
MISSING = Fix("is missing", "Fill it in.")
NO_DATE_HERE = Fix("has no date", "Write the date too, like 2026-03-02 09:05.")
NO_TIME = Fix("has no time of day", "Write the time too, like 2026-03-02 09:05.")
NO_DATE = Fix("is missing, and start has only a time of day", "Fill in the date.")
OTHER_DATE = Fix("is not the date of start", "Correct one of them.")
NO_ZONE = Fix(
    "has an offset from UTC, but the clinic's time zone is not known",
    'State time_zone = "America/New_York" in the clinic or the mapping file.',
)
SKIPPED_HOUR = Fix(
    "the clock change skips this hour",
    "Correct it, or give the offset, e.g. 2026-03-08T03:30:00-04:00.",
)
REPEATED_HOUR = Fix("the clock change repeats this hour", "Give the offset, e.g. 2026-11-01T01:30:00-05:00.")
NOT_AFTER = Fix("is not after start", "Correct one of them; give the date too if it ends on another date.")
NOT_AFTER_NOON = Fix(
    "is not after start",
    "If it is in the afternoon, write AM and PM, or 24-hour clocks; give the date too if it ends on another date.",
)
TOO_LONG = Fix("is more than 24 hours after start", "Split the row, or correct the dates.")
DOUBTED_ORDER = Fix(
    "decides alone that days stand before months, or months before days: read the other way, all other dates are far "
    "closer together",
    'Correct it if it is a typing error; else state the format in the mapping file: [format] date = "%d/%m/%Y".',
)
