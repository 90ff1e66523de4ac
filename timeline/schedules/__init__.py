"""Reading what a clinic recorded: schedule files, mapping files, the clinic file."""

from timeline.schedules.clinic import ClinicFile, read_clinic
from timeline.schedules.joining import concat
from timeline.schedules.lists import Claims, Fees, read_claims, read_fees
from timeline.schedules.mapping import ColumnMapping, read_mapping
from timeline.schedules.schedule import Schedule, read_schedule
from timeline.schedules.template import template_csv
from timeline.sheets import MemoryFile

__all__ = [
    "Claims",
    "ClinicFile",
    "ColumnMapping",
    "Fees",
    "MemoryFile",
    "Schedule",
    "concat",
    "read_claims",
    "read_clinic",
    "read_fees",
    "read_mapping",
    "read_schedule",
    "template_csv",
]
