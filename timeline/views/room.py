"""How many rows of a date a page or a print shows: more would take minutes to draw, and nobody would see them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from timeline.errors import WrongValueError

if TYPE_CHECKING:
    from timeline.result import Analysis

#: The most rows of one date; a site of thirty therapists has about a thousand. A page of so many is drawn in seconds,
#: and is as much as a browser shows without a stop.
MOST_ROWS = 20_000


def check_rows(result: Analysis) -> None:
    """Refuse dates with more rows than are shown.

    Raises
    ------
    WrongValueError: the first of them, and how to show a part of it.
    """
    for date, rows in sorted(Counter(result.record.rows.date).items()):
        if rows > MOST_ROWS:
            raise WrongValueError(
                f"{date} has {rows:,} rows; at most {MOST_ROWS:,} of a date are shown. Show one site or one provider: "
                "--clinic-only or --provider; in Python, `timeline.narrow`."
            )
