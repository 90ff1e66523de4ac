"""What was claimed and what the record supports, line by line (claims §3, comparing with a claim)."""

from timeline.reconcile.compared import RESULTS, Compared, Quoted, exposure_cents, in_cents, lines_text
from timeline.reconcile.comparison import Comparison, reconcile

__all__ = [
    "RESULTS",
    "Compared",
    "Comparison",
    "Quoted",
    "exposure_cents",
    "in_cents",
    "lines_text",
    "reconcile",
]
