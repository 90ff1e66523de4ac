"""The page of a terminal: tables and lines as text of its width, harmless whatever the cells hold."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from timeline.clock import MINUTE

_WIDEST = 140
#: Replaces a space at which no line is broken.
KEEP = "\ue000"
#: Control and direction characters would steer the terminal; they are shown as what they are not.
_HARMLESS = dict.fromkeys(
    (*range(10), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    "\N{REPLACEMENT CHARACTER}",
)


def harmless(text: str) -> str:
    r"""Replace characters that would control a terminal; line feeds stay.

    >>> harmless("a\x1b[31mb")
    'a�[31mb'
    """
    return text.translate(_HARMLESS)


def whole_minutes_cell(seconds: int) -> str:
    """Show whole minutes of exact seconds; a dot for none.

    >>> whole_minutes_cell(0), whole_minutes_cell(59), whole_minutes_cell(119)
    ('·', '<1', '1')
    """
    return str(int(seconds) // MINUTE) if seconds >= MINUTE else "<1" if seconds else "·"


class Page:
    """Collects tables and lines as text of the terminal's width, with colors only on a terminal."""

    def __init__(self, *, plain: bool = False) -> None:
        self.width = min(shutil.get_terminal_size((120, 40)).columns, _WIDEST)
        colour = not plain and Console().is_terminal
        self._text = io.StringIO()
        self._console = Console(file=self._text, width=self.width, force_terminal=colour, highlight=False, markup=False)

    def line(self, text: str = "", style: str = "") -> None:
        """Add one line."""
        self._console.print(Text(harmless(text), style=style))

    def link(self, url: str) -> None:
        """Add an address, indented and unbroken however long it is, so that it can be opened and copied."""
        self._console.print(Text(f"    {harmless(url)}"), soft_wrap=True)

    def table(
        self, title: str, header: Sequence[str], rows: Iterable[Sequence[str | Text]], *, right: Iterable[str] = ()
    ) -> None:
        """Add a table; columns named in `right` are numbers."""
        numbers = set(right)
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
        cells = [[cell if isinstance(cell, Text) else Text(harmless(cell)) for cell in row] for row in rows]
        widths = _widths(header, cells, self.width)
        for name, width in zip(header, widths, strict=True):
            table.add_column(Text(name), justify="right" if name in numbers else "left", overflow="fold", width=width)
        for row in cells:
            table.add_row(*row)
        self.line()
        if title:
            self.line(title, "bold")
        self._console.print(table)

    @property
    def text(self) -> str:
        """Everything added so far."""
        written = self._text.getvalue().rstrip("\n").replace(KEEP, " ")
        return "\n".join(line.rstrip() for line in written.split("\n"))


#: What stands between two columns: a space and the divider.
_BETWEEN = 2


def _widths(header: Sequence[str], rows: Sequence[Sequence[Text]], room: int) -> Sequence[int | None]:
    """Return the columns' widths where lines have to be broken: between words, the longest lines first.

    A word of a heading is broken before one of a cell, which may be an id. None leaves the widths to the table: where
    everything fits, and where not even every word of a cell does.
    """
    columns = [[Text(name), *cells] for name, *cells in zip(header, *rows, strict=True)]
    whole = [max(cell_len(line) for cell in column for line in cell.plain.split("\n")) for column in columns]
    cells, words = ([_longest_word(column[first:]) for column in columns] for first in (1, 0))
    room -= _BETWEEN * (len(columns) - 1)
    if not sum(cells) <= room < sum(whole):
        return [None] * len(columns)
    widths = list(cells)
    for aim in (words, whole):
        while sum(widths) < room and (short := [place for place, width in enumerate(widths) if width < aim[place]]):
            widths[min(short, key=widths.__getitem__)] += 1
    return widths


def _longest_word(cells: Iterable[Text]) -> int:
    return max((cell_len(word) for cell in cells for word in cell.plain.split()), default=1)
