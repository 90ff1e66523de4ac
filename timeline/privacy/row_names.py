"""Rows named by their place in time: an export is often sorted by name, and its row numbers would tell the order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

_CLOCKS = ("start_second", "end_second")
#: What a row without a clock comes after.
_NO_CLOCK = ("none",)


def in_order_of_clocks(table: pd.DataFrame) -> pd.DataFrame:
    """Sort renamed rows by their clocks, equal ones by what they say; the file's own order cannot be read from it."""
    says = [name for name in table.columns if name not in ("interval_id", *_CLOCKS)]
    return table.sort_values([*_CLOCKS, *says], kind="stable", ignore_index=True)


def row_names(tables: Iterable[pd.DataFrame], files: Mapping[str, str]) -> dict[str, str]:
    """Name rows by their place in time, without the names of files and sheets: `schedule:1`.

    Parameters
    ----------
    tables
        Renamed tables with `interval_id`; those without clocks come last. The first to hold a row places it.
    files
        File -> what it is called.

    Returns
    -------
    Row id -> name. An id of the clinic's own becomes `schedule:id-1`.
    """
    placed: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for row in table.to_dict("records"):
            key = str(row["interval_id"])
            clocks = tuple(f"{row[name]:015}" for name in _CLOCKS) if _CLOCKS[0] in row else _NO_CLOCK
            said = tuple(str(value) for name, value in row.items() if name != "interval_id")
            placed.setdefault(key, (*clocks, *said))
    sheets: dict[str, str] = {}
    count: Counter[str] = Counter()
    names: dict[str, str] = {}
    for key in sorted(placed, key=lambda each: placed[each]):
        start = _place(key, files, sheets)
        count[start] += 1
        names[key] = f"{start}{count[start]}"
    return names


def _place(key: str, files: Mapping[str, str], sheets: dict[str, str]) -> str:
    """Return what a row's name begins with: its file and sheet, by number."""
    place, _, row = key.rpartition(":")
    file = next((file for file in files if place == file or place.startswith(file + "[")), None)
    if file is None or not row.isdecimal():
        return "schedule:id-"
    if place == file:
        return f"{files[file]}:"
    return sheets.setdefault(place, f"{files[file]}[{len(sheets) + 1}]") + ":"
