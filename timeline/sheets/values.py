"""Values that a program holds, as the text of a cell: exact, and dates marked as what they are."""

from __future__ import annotations

import datetime as dt
import json
import math
from decimal import Decimal

from timeline.sheets.texts import Typed

#: Cells of one table that fit into the memory of a small machine.
MOST_CELLS = 40_000_000


def value_text(value: object) -> str:
    """Write a value of a database or a Parquet file as text; missing ones are empty, whole floats have no decimals.

    Nothing is rounded: a moment keeps its fraction and its offset, a decimal its digits.

    >>> value_text(97110.0), value_text(True), value_text(dt.datetime(2026, 3, 2, 9, 5)), value_text(None)
    ('97110', 'true', '2026-03-02 09:05:00', '')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return Typed(value.isoformat(sep=" "))
    if isinstance(value, dt.date | dt.time):
        return Typed(value.isoformat())
    if isinstance(value, dt.timedelta):
        return Typed(length_text(value))
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Decimal):
        return "" if value.is_nan() else format(value, "f")
    if isinstance(value, bytes | memoryview):
        return _decoded(bytes(value))
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=value_text)
    return str(value)


def length_text(length: dt.timedelta) -> str:
    """Write a length as hours, minutes and seconds.

    >>> length_text(dt.timedelta(hours=49, minutes=3)), length_text(dt.timedelta(minutes=-5))
    ('49:03:00', '-00:05:00')
    """
    whole, fraction = divmod(abs(length), dt.timedelta(seconds=1))
    sign = "-" if length < dt.timedelta(0) else ""
    part = f".{fraction.microseconds:06}" if fraction else ""
    return f"{sign}{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{part}"


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()
