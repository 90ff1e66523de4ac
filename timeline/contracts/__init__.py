"""The contract of every table, written once.

Validation, documentation, exports and the tests' strategies all read these definitions. Clocks in
tables are naive clinic wall time (`datetime64[s]`); durations are int64 seconds or, where a column
says minutes, minutes. Missing text is the empty string; a missing number is `<NA>`.
"""

from __future__ import annotations

from timeline.contracts.attendance import (
    ATTENDANCE,
    CLAIMS,
    CO_ATTENDANCE,
    CODE_SPANS,
    DISPLACEMENTS,
    ENGAGEMENTS,
    GROUP_SESSIONS,
    INTERRUPTIONS,
    PROVIDERS,
    ROWS,
)
from timeline.contracts.audit import AUDIT_CLINICS, AUDIT_RULES, CHANGES, FINDING_INTERVALS, FINDINGS, REVISED_VISITS
from timeline.contracts.claims import ALTERNATIVES, CODES, COMPARISON, LINES, RECONCILIATION, VISITS
from timeline.contracts.contract import Column, Table, conform, from_records, records
from timeline.contracts.management import FORECAST, FORECAST_OPTIONS, FORECAST_VISITS, LEDGER, LEDGER_CLINIC, TRENDS
from timeline.contracts.recorded import (
    ALSO_READ,
    CLAIM_LINES,
    FAULTS,
    INTERVALS,
    NOT_SEEN,
    PAGE_ONLY,
    ROW_FIELDS,
    SKIPPED,
)
from timeline.contracts.reference import CODE_LIST, COLUMNS, FINDING_RULES, POLICIES, TABLES

#: Every table, in the order they are made.
ALL = (
    INTERVALS,
    SKIPPED,
    FAULTS,
    CLAIM_LINES,
    NOT_SEEN,
    ROWS,
    ATTENDANCE,
    CODE_SPANS,
    ENGAGEMENTS,
    CLAIMS,
    GROUP_SESSIONS,
    CO_ATTENDANCE,
    INTERRUPTIONS,
    DISPLACEMENTS,
    PROVIDERS,
    VISITS,
    CODES,
    LINES,
    ALTERNATIVES,
    RECONCILIATION,
    COMPARISON,
    FINDINGS,
    FINDING_INTERVALS,
    AUDIT_RULES,
    AUDIT_CLINICS,
    CHANGES,
    REVISED_VISITS,
    LEDGER,
    TRENDS,
    FORECAST,
    FORECAST_VISITS,
    FORECAST_OPTIONS,
    CODE_LIST,
    POLICIES,
    FINDING_RULES,
    TABLES,
    COLUMNS,
)

__all__ = [
    "ALL",
    "ALSO_READ",
    "ALTERNATIVES",
    "ATTENDANCE",
    "AUDIT_CLINICS",
    "AUDIT_RULES",
    "CHANGES",
    "CLAIMS",
    "CLAIM_LINES",
    "CODES",
    "CODE_LIST",
    "CODE_SPANS",
    "COLUMNS",
    "COMPARISON",
    "CO_ATTENDANCE",
    "DISPLACEMENTS",
    "ENGAGEMENTS",
    "FAULTS",
    "FINDINGS",
    "FINDING_INTERVALS",
    "FINDING_RULES",
    "FORECAST",
    "FORECAST_OPTIONS",
    "FORECAST_VISITS",
    "GROUP_SESSIONS",
    "INTERRUPTIONS",
    "INTERVALS",
    "LEDGER",
    "LEDGER_CLINIC",
    "LINES",
    "NOT_SEEN",
    "PAGE_ONLY",
    "POLICIES",
    "PROVIDERS",
    "RECONCILIATION",
    "REVISED_VISITS",
    "ROWS",
    "ROW_FIELDS",
    "SKIPPED",
    "TABLES",
    "TRENDS",
    "VISITS",
    "Column",
    "Table",
    "conform",
    "from_records",
    "records",
]
