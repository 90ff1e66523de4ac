"""Visits: the minutes of a visit joined to the policy that counts them.

All visits are worked out as arrays (`begun`, `questions`, `answers`); one becomes a `VisitAccount` when it is read.
"""

from timeline.attendance.visit_rows import VisitKey
from timeline.visits.account import VisitAccount, exposed_units, supportable_units
from timeline.visits.accounts import Accounts, account_visits
from timeline.visits.begun import PolicySource

__all__ = [
    "Accounts",
    "PolicySource",
    "VisitAccount",
    "VisitKey",
    "account_visits",
    "exposed_units",
    "supportable_units",
]
