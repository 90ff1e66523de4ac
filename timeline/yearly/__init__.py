"""The yearly threshold over a schedule (claims §6): each patient's visits in the order of their dates.

Allowed amounts are added up by patient, calendar year and pool, beginning with what the clinic states was used
before; all visits at once. It runs under the contest rule in force: the claims of the other rules are never sent.
"""

from timeline.yearly.amounts import Amounts, amounts_of
from timeline.yearly.money import Money, Used, digest_of, pricing_of, renamed
from timeline.yearly.standings import Passed, Standings, Years
from timeline.yearly.threshold import attest, with_threshold

__all__ = [
    "Amounts",
    "Money",
    "Passed",
    "Standings",
    "Used",
    "Years",
    "amounts_of",
    "attest",
    "digest_of",
    "pricing_of",
    "renamed",
    "with_threshold",
]
