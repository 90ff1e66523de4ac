"""One cell of a clock: as ISO text, or in a stated format."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from timeline.schedules.clock_faults import FRACTION, NO_SUCH_DATE
from timeline.schedules.clock_formats import guard
from timeline.schedules.dates import YEARS
from timeline.sheets import Fix


class Cell(NamedTuple):
    """A clock as it is written: date, seconds after midnight, offset from UTC; what it does not have is None."""

    day: date | None = None
    time: int | None = None  # seconds after midnight; DAY for 24:00
    offset: timedelta | None = None


def plain_iso(text: str) -> Cell | None:
    """Read the usual ISO form fast; None for everything else, including invalid dates and times."""
    if (
        len(text) not in (16, 19)
        or text[4] + text[7] + text[13] + text[16:17] not in ("--:", "--::")
        or text[10] not in " T"
    ):
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Cell(read.date(), read.hour * 3600 + read.minute * 60 + read.second) if read.year in YEARS else None


def as_stated(text: str, forms: Iterable[str], *, drop: bool = False) -> Cell | Fix | None:
    """Read `text` in the first stated format that fits; None where none does."""
    for form in forms:
        exact = guard(form)
        if exact is not None and not exact.fullmatch(text):
            continue
        try:
            read = datetime.strptime(text, form)  # noqa: DTZ007 (wall clocks are naive)
        except ValueError:
            continue
        if read.microsecond and not drop:
            return FRACTION
        if read.year not in YEARS:
            return NO_SUCH_DATE
        return Cell(read.date(), read.hour * 3600 + read.minute * 60 + read.second, read.utcoffset())
    return None
