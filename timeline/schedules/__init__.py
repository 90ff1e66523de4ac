"""Reading what a clinic recorded: schedule files, mapping files, the clinic file."""

from timeline.schedules.amounts import AllowedAmounts, YearToDate, read_allowed, read_year_to_date
from timeline.schedules.claims import ClaimList, Claims, ClaimsMap, read_claim_list, read_claims
from timeline.schedules.clinic import ClinicFile, read_clinic
from timeline.schedules.joining import concat
from timeline.schedules.lists import Fees, read_fees
from timeline.schedules.mapping import ColumnMapping, read_mapping
from timeline.schedules.remittance import Remittance, read_remittance
from timeline.schedules.schedule import Schedule, read_schedule
from timeline.schedules.template import template_csv
from timeline.sheets import MemoryFile

__all__ = [
    "AllowedAmounts",
    "ClaimList",
    "Claims",
    "ClaimsMap",
    "ClinicFile",
    "ColumnMapping",
    "Fees",
    "MemoryFile",
    "Remittance",
    "Schedule",
    "YearToDate",
    "concat",
    "read_allowed",
    "read_claim_list",
    "read_claims",
    "read_clinic",
    "read_fees",
    "read_mapping",
    "read_remittance",
    "read_schedule",
    "read_year_to_date",
    "template_csv",
]
