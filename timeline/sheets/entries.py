"""Entries of a standard format -> a grid under our own column names, every entry accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from timeline.sheets.headers import Fix
from timeline.sheets.sheet import Grid, Marks

_ID = "interval_id"


class Entries:
    """The entries of one file, in order: each a row, several rows, left out with a reason, or at fault.

    Parameters
    ----------
    name
        What messages and interval ids call the file.
    columns
        Columns that the grid has in any case, in order; those that entries add come behind them.
    identified
        Whether rows get an id: `file:place`, and `file:place#N` where an entry is several rows.
    """

    def __init__(self, name: str, columns: tuple[str, ...], *, identified: bool = False) -> None:
        self._name = name
        self._columns = dict.fromkeys(columns)
        self._identified = identified
        self._rows: list[tuple[int, Mapping[str, str]]] = []
        self._left_out: dict[int, str] = {}
        self._faults: dict[int, tuple[str, Fix]] = {}

    def add(self, number: int, cells: Mapping[str, str]) -> int:
        """Add a row of the entry at a place of the file; return the row's own place among all rows."""
        self._columns |= dict.fromkeys(cells)
        self._rows.append((number, cells))
        return len(self._rows)

    def leave_out(self, number: int, cells: Mapping[str, str], why: str) -> None:
        """Add a row that is not analyzed."""
        self._left_out[self.add(number, cells)] = why

    def take_out(self, place: int, why: str) -> None:
        """Say of a row added before that it is not analyzed."""
        self._left_out.setdefault(place, why)

    def refuse(self, number: int, column: str, fix: Fix) -> int:
        """Add an entry that cannot be read; return its place among all rows."""
        place = self.add(number, {})
        self._faults[place] = (column, fix)
        return place

    def grid(self, holds: str, zone: str = "") -> Grid:
        """Return every row in the order of the file, under a header of our own; arguments as of `Marks`."""
        order = sorted(range(len(self._rows)), key=lambda place: self._rows[place][0])
        times = Counter(number for number, _ in self._rows)
        seen: Counter[int] = Counter()
        header = [*self._columns, _ID] if self._identified else list(self._columns)
        records, left_out, faults = [header], dict[int, str](), dict[int, tuple[str, Fix]]()
        for new, place in enumerate(order, start=1):
            number, cells = self._rows[place]
            seen[number] += 1
            record = [cells.get(column, "") for column in self._columns]
            if self._identified:
                part = f"#{seen[number]}" if times[number] > 1 else ""
                record.append(f"{self._name}:{number}{part}")
            records.append(record)
            if place + 1 in self._faults:
                faults[new] = self._faults[place + 1]
            elif place + 1 in self._left_out:
                left_out[new] = self._left_out[place + 1]
        numbers = (0, *(self._rows[place][0] for place in order))
        return Grid(records, marks=Marks(numbers, left_out, faults, zone, holds))
