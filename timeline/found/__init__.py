"""What checks found, as arrays: texts are written, and objects made, only for what somebody reads."""

from timeline.found.columns import DISCIPLINES, DISCIPLINES_OF, PLACE_OF, Found, Messages, joined, places_in
from timeline.found.findings import Findings, in_order, order_of
from timeline.found.lists import Lists
from timeline.found.objects import found_in
from timeline.found.of_rows import RowNumbers, found_of, row_numbers

__all__ = [
    "DISCIPLINES",
    "DISCIPLINES_OF",
    "PLACE_OF",
    "Findings",
    "Found",
    "Lists",
    "Messages",
    "RowNumbers",
    "found_in",
    "found_of",
    "in_order",
    "joined",
    "order_of",
    "places_in",
    "row_numbers",
]
