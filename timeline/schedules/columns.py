"""The cells of a sheet, column by column, as a mapping has them read: trimmed, unwrapped, blank words blank."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from timeline.schedules.picks import FILE, SHEET
from timeline.sheets import Sheet
from timeline.sheets.sheet import Typed
from timeline.wrapped import unwrapped


class Columns:
    """The columns of one sheet.

    Parameters
    ----------
    named
        Every header a mapping names -> its position.
    blank
        Words that mean nothing, in small letters.
    fill_down
        Names of columns in which an empty cell means what stands above.
    """

    def __init__(
        self,
        sheet: Sheet,
        named: Mapping[str, int],
        blank: frozenset[str] = frozenset(),
        fill_down: tuple[str, ...] = (),
    ) -> None:
        self.sheet, self._named, self._blank = sheet, named, blank
        self._filled = {named[name] for name in fill_down if name in named}
        self._columns = list(zip(*sheet.rows, strict=True)) if sheet.rows else []
        #: Rows that no cell is filled down from, by position: headers and totals.
        self.no_data: frozenset[int] = frozenset()
        self._read: dict[int, list[str]] = {}

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.sheet.rows)

    def named(self, name: str) -> list[str]:
        """Return the cells of a column by the name a mapping gives it."""
        if name == FILE:
            return [PurePath(self.sheet.name).stem] * self.count
        if name == SHEET:
            return [self.sheet.sheet] * self.count
        return self.at(self._named[name])

    def at(self, place: int) -> list[str]:
        """Return the cells of a column by its position."""
        found = self._read.get(place)
        if found is None:
            found = self._read[place] = self._clean(place)
        return found

    def _clean(self, place: int) -> list[str]:
        cells = self._columns[place] if self._columns else ()
        if place in self._filled:
            cells = self._filled_down(cells)
        meanings = {cell: self._meaning(cell) for cell in set(cells)}
        if len(meanings) == 1:
            return [*meanings.values()] * len(cells)
        return [meanings[cell] for cell in cells]  # equal cells become one object, which all further work is faster by

    def _meaning(self, cell: str) -> str:
        if type(cell) is Typed:
            return cell
        text = cell.strip()
        if text[:1] in ("=", "'"):
            text = unwrapped(text).strip()
        return "" if text.casefold() in self._blank else text

    def _filled_down(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        found, above = [], ""
        for row, cell in enumerate(cells):
            if row in self.no_data:
                found.append(cell)
                continue
            above = cell if cell.strip() else above
            found.append(above)
        return tuple(found)
