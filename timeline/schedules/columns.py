"""The cells of a sheet, column by column, as a mapping has them read: trimmed, unwrapped, blank words blank."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from pathlib import PurePath

import numpy as np

from timeline.schedules.picks import FILE, SHEET
from timeline.sheets import Sheet
from timeline.sheets.texts import Stamps, Texts, Typed
from timeline.wrapped import unwrapped

#: What a cell begins with that may be wrapped.
_WRAPPINGS = frozenset("='")


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
        #: Rows that no cell is filled down from, by position: headers and totals.
        self.no_data: frozenset[int] = frozenset()
        self._read: dict[int, Texts] = {}

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.sheet.rows)

    def named(self, name: str) -> Texts:
        """Return the cells of a column by the name a mapping gives it."""
        if name == FILE:
            return Texts.same(PurePath(self.sheet.name).stem, self.count)
        if name == SHEET:
            return Texts.same(self.sheet.sheet, self.count)
        return self.at(self._named[name])

    def at(self, place: int) -> Texts:
        """Return the cells of a column by its position."""
        found = self._read.get(place)
        if found is None:
            found = self._read[place] = self._clean(place)
        return found

    def _clean(self, place: int) -> Texts:
        cells = self.sheet.rows.columns[place]
        if place in self._filled:
            cells = self._filled_down(cells)
        if isinstance(cells, Stamps):
            return cells
        own = cells.trimmed()
        return own if self._is_clean(own.distinct) else own.meaning(self._meaning)

    def _is_clean(self, cells: Sequence[str]) -> bool:
        """Whether each cell surely means itself: most columns have nothing to trim, to unwrap or to take for blank."""
        return (
            all(map(operator.is_, cells, map(str.strip, cells)))
            and _WRAPPINGS.isdisjoint(cell[:1] for cell in cells)
            and (not self._blank or self._blank.isdisjoint(map(str.casefold, cells)))
        )

    def _meaning(self, cell: str) -> str:
        if type(cell) is Typed:
            return cell
        text = cell.strip()
        if text[:1] in _WRAPPINGS:
            text = unwrapped(text).strip()
        return "" if text.casefold() in self._blank else text

    def _filled_down(self, cells: Texts) -> Texts:
        rows = np.arange(len(cells))
        here = cells.where(lambda cell: bool(cell.strip()))
        here[list(self.no_data)] = False
        above = np.maximum.accumulate(np.where(here, rows, -1))
        filled = np.where(above < 0, len(cells.distinct), cells.codes[above])
        filled[list(self.no_data)] = cells.codes[list(self.no_data)]
        return Texts([*cells.distinct, ""], filled)
