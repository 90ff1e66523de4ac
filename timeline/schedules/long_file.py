"""A file with more rows than fit into memory once they are read, in pieces: the same rows, the same faults.

Most of what a row means is in the row. What all rows of a file decide together - the order of day and month, who is
named alone and who in a list, which ids are given twice - is gathered while the pieces are read; where it turns out
other than a piece took it for, the pieces are read once more, knowing it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from timeline.errors import Fault, ScheduleError
from timeline.schedules.checks import Settings, WholeFile, check_files, people_of
from timeline.schedules.clocks import Clocks
from timeline.schedules.mapping import CLOCKS, PEOPLE, ColumnMapping
from timeline.schedules.part import NAMING, Part
from timeline.schedules.people import listed_people, suspected_blank
from timeline.schedules.schedule import SkippedRow, SpanColumns, columns_of
from timeline.schedules.unknown_words import line_to_paste
from timeline.sheets import Opened
from timeline.sheets.layout import TOTALS
from timeline.sheets.pieces import pieces_of
from timeline.sheets.sheet import Grid, make_sheet
from timeline.sheets.texts import Stamps

#: How many rows are read at once.
PIECE_ROWS = 50_000


class LongFile(NamedTuple):
    """What is known of a file when its last piece was read.

    Parameters
    ----------
    rows
        How many rows the file has.
    time_zone
        The zone its clocks were read in.
    skipped, faults
        Rows left out, each with the reason; everything wrong with its rows.
    night_rows
        As in `Schedule`.
    """

    rows: int
    time_zone: str | None
    skipped: list[SkippedRow]
    faults: list[Fault]
    night_rows: Sequence[str]


def is_readable(mapping: ColumnMapping) -> bool:
    """Whether a mapping reads each row by itself, so that the file can be read in pieces."""
    form = mapping.file
    together = mapping.transitions or mapping.latest or form.fill_down or TOTALS in form.leave_out
    return not together


def read_long_file(
    name: str, path: Path, settings: Settings, take: Callable[[SpanColumns], None], again: Callable[[], None]
) -> LongFile | None:
    """Read a CSV or Parquet file in pieces; None where it can only be read as a whole.

    Parameters
    ----------
    name
        What messages and ids call the file.
    take
        Given the columns of each piece, in order.
    again
        Called when what was taken so far is void, and everything is given once more.

    Raises
    ------
    ScheduleError: what is wrong with the whole file.
    FileError: it cannot be opened.
    """
    reader = _Pieces(name, path, settings)
    if not is_readable(reader.mapping) or reader.grids() is None:
        return None
    gathered = _Gathered(reader.mapping)
    found = _Found()
    for part in reader.parts(settings):
        gathered.add(part)
        found.add(part)
        take(columns_of([part]))
    whole = gathered.whole(reader, settings)
    if gathered.took_other_than(whole):
        again()
        found = _Found()
        for part in reader.parts(replace(settings, whole=whole)):
            found.add(part)
            take(columns_of([part]))
    return found.told(settings, gathered)


class _Pieces:
    """Opens the pieces of a file, as often as they are needed."""

    def __init__(self, name: str, path: Path, settings: Settings) -> None:
        self.name, self._path, self._mappings = name, path, settings.mappings
        self.mapping = settings.mappings.of(name)

    def grids(self) -> Generator[Grid, None, None] | None:
        """Return the tables of the pieces; None where the file has none."""
        return pieces_of(
            self.name,
            self._path,
            self.mapping.file,
            lambda header: self._mappings.wants(self.name, header),
            PIECE_ROWS,
        )

    def parts(self, settings: Settings) -> Iterator[Part]:
        """Read one piece after another."""
        with closing(self.grids() or _none()) as grids:
            for grid in grids:
                sheet = make_sheet(self.name, grid, self.mapping.file)
                parts, faults = check_files(Opened([sheet], (), [self.name], [], []), settings)
                if faults:
                    raise ScheduleError(faults)
                yield from parts


def _none() -> Generator[Grid, None, None]:
    yield from ()


@dataclass
class _Gathered:
    """What the pieces hold of what all rows decide together."""

    mapping: ColumnMapping
    texts: Counter[str] = field(default_factory=Counter)
    orders: set[tuple[bool, bool, bool]] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    people: dict[str, set[str]] = field(default_factory=lambda: {column: set() for column in PEOPLE})
    alone: dict[str, set[str]] = field(default_factory=lambda: {column: set() for column in PEOPLE})
    nobody: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    ids: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    like_ours: set[str] = field(default_factory=set)
    tells_half: bool = False

    def add(self, part: Part) -> None:
        """Gather it of a piece."""
        self._add_dates(part)
        self.tells_half = self.tells_half or part.tells_half
        self.named.update(*(part.raw[column].used() for column in NAMING))
        for column in PEOPLE:
            named = set(people_of(part, column, self.mapping).values())
            self.people[column] |= named
            self.alone[column] |= named - listed_people(named).keys()
            if words := suspected_blank(column, named, self.mapping):
                self.nobody.add((column, frozenset(words)))
        own = part.raw["interval_id"]
        given = own.take(own.filled() & part.not_left_out())[:]
        if given:
            self.like_ours.update(text for text in given if text.startswith(f"{part.sheet.called}:"))
            self.ids.append(hashes_of(given))

    def _add_dates(self, part: Part) -> None:
        own: Counter[str] = Counter()
        for column in CLOCKS:
            if not isinstance(part.raw[column], Stamps):
                counts = part.raw[column].counts(part.not_left_out())
                own.update({text: times for text, times in counts.items() if not text.lstrip()[:4].isdigit()})
        if own:
            self.texts.update(own)
            self.orders.add((part.order.month_first, part.order.day_first, part.order.doubted))

    def whole(self, reader: _Pieces, settings: Settings) -> WholeFile:
        """Return what they decide."""
        order = Clocks(self.mapping.format, settings.clinic.zone, self.texts).order
        people = {column: frozenset(named) for column, named in self.people.items()}
        return WholeFile(order, people, self._repeated(reader, settings))

    def took_other_than(self, whole: WholeFile) -> bool:
        """Whether a piece by itself was read otherwise than it is read knowing the whole."""
        order = (whole.order.month_first, whole.order.day_first, whole.order.doubted)
        lists = any(listed_people(whole.people[column]).keys() & self.alone[column] for column in PEOPLE)
        words = {(name, frozenset(suspected_blank(name, whole.people[name], self.mapping))) for name in PEOPLE}
        return bool(self.orders - {order} or lists or self.nobody - words or whole.repeated)

    def _repeated(self, reader: _Pieces, settings: Settings) -> frozenset[str]:
        """Return the ids that several rows have: those with one hash, counted."""
        if not self.ids:
            return frozenset()
        found = np.sort(np.concatenate(self.ids))
        same = set(found[1:][found[1:] == found[:-1]].tolist())
        if not same and not self.like_ours:
            return frozenset()
        same.update(hashes_of(sorted(self.like_ours)).tolist())
        times: Counter[str] = Counter()
        for part in reader.parts(settings):
            names = part.texts["interval_id"].take(part.not_left_out())[:]
            times.update(name for name, hashed in zip(names, hashes_of(names).tolist(), strict=True) if hashed in same)
        return frozenset(name for name, count in times.items() if count > 1)


def hashes_of(texts: list[str]) -> npt.NDArray[np.uint64]:
    """Return a number for each text, the same in every process; two texts may have one."""
    found: npt.NDArray[np.uint64] = pd.util.hash_array(np.array(texts, dtype=object), categorize=False)
    return found


@dataclass
class _Found:
    """What the pieces say besides their rows."""

    rows: int = 0
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    night: list[str] = field(default_factory=list)
    _pieces: int = 0

    def add(self, part: Part) -> None:
        """Keep it of a piece."""
        self._pieces += 1
        self.rows += len(part.sheet.rows) + len(part.sheet.faults)
        self.faults += [(self._pieces, fault) for fault in part.faults()]
        self.skipped += part.skipped()
        self.night += part.night_rows()

    def _faults(self, named: AbstractSet[str]) -> list[Fault]:
        """Tell the faults as those of one file: nobody's name is shown, and those of one word have one number.

        A word that no piece shows has a number for each piece.
        """
        first: dict[tuple[str, str, int], Fault] = {}
        told = []
        for piece, fault in self.faults:
            value = "" if fault.value in named else fault.value
            if not fault.alike:
                told.append(replace(fault, value=value))
                continue
            key = (fault.column, fault.value.casefold() or fault.alike, 0 if fault.value else piece)
            if key not in first:
                paste = fault.paste if value == fault.value else line_to_paste(fault.column, "", fault.row or 0)
                first[key] = replace(fault, alike=f"{fault.column} {len(first)}", paste=paste)
            told.append(replace(fault, value=value, alike=first[key].alike, paste=first[key].paste))
        return told

    def told(self, settings: Settings, gathered: _Gathered) -> LongFile:
        """Return everything that was found."""
        return LongFile(
            self.rows,
            settings.clinic.time_zone,
            self.skipped,
            self._faults(gathered.named - {""}),
            () if gathered.tells_half else self.night,
        )
