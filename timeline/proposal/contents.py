"""What the cells of a column look like, whatever its header says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from timeline.proposal.names import about, rank, stem, words_of

#: Words that stand for nothing; where one is in a column that is read, the mapping says so.
NOTHING = frozenset({"na", "n/a", "null", "none", "nan", "nil", "-", "--", ".", "?", "#n/a"})
_SHORT = max(map(len, NOTHING))
#: How many distinct cells of a column are looked at closely; words are counted over all.
_LOOKED_AT = 2_000
#: Share of the cells that must look alike for a column to be taken for something.
MOST = 0.8

_TIME = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[ap]\.?\s?m\.?)?|\d{1,2}\s?[ap]\.?\s?m\.?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = (
    r"(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})|(?P<numeric>\d{1,2}(?P<between>[-/.])\d{1,2}[-/.](?:\d{4}|\d\d))"
    rf"|(?P<named>\d{{1,2}}[-\s/.]{{0,2}}{_MONTH}[-\s/,]{{0,2}}(?:\d{{4}}|\d\d)|{_MONTH} \d{{1,2}},? \d{{4}})"
    r"|(?P<compact>\d{8})"
)
_OFFSET = r"\s?(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?)"
_CELL = re.compile(
    rf"(?:(?:(?P<weekday>(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*),? )?(?:{_DAY})(?:(?:T|[\s,]+)(?P<after>{_TIME}))?"
    rf"(?P<offset>{_OFFSET})?|(?P<alone>{_TIME}))",
    re.ASCII | re.IGNORECASE,
)
_RANGE = re.compile(rf"(?:{_TIME}|\d{{1,2}})\s?(?:-|–|—|to|bis)\s?(?:{_TIME})", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,9}(?:\.0+)?", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,6}(?:[.,]\d{1,6})?)\s*([a-z]+)\.?", re.ASCII | re.IGNORECASE)
_CODE = re.compile(r"(?:(?:CPT|HCPCS)\s*)?(?:\d{5}|\d{4}[FTU]|[A-Z]\d{4})(?:\.0+)?(?:\s*[-–:,/ ].*)?", re.IGNORECASE)
_MIDNIGHT = re.compile(r"0?0:00(?::00(?:[.,]0+)?)?|12:00(?::00)?\s?am", re.IGNORECASE)


class Look(NamedTuple):
    """What one cell looks like.

    Parameters
    ----------
    kind
        `moment` (date and clock), `day`, `time`, `range`, `number`, or empty.
    order
        How its date is written: `iso`, `numeric`, `named`, `compact`, or empty.
    offset
        What is behind the clock: Z, a zone's letters, or an offset from UTC.
    fraction
        Whether a second has a fraction other than 0.
    midnight
        Whether a moment is the midnight that a date became.
    """

    kind: str
    order: str = ""
    offset: str = ""
    fraction: bool = False
    midnight: bool = False


@lru_cache(maxsize=65_536)
def look(cell: str) -> Look:
    """Say what a cell looks like.

    >>> look("3/2/26 9:05 AM").kind, look("2026-03-02").kind, look("9:05").kind, look("P1").kind
    ('moment', 'day', 'time', '')
    """
    if len(cell) > 64:
        return Look("")
    match = _CELL.fullmatch(" ".join(cell.split()))
    if match is None:
        return Look("range" if _RANGE.fullmatch(cell) else "number" if _NUMBER.fullmatch(cell) else "")
    clock = match["after"] or match["alone"] or ""
    fraction = bool(re.search(r"[.,]0*[1-9]", clock.split(" ")[0].rpartition(":")[2]))
    if match["alone"]:
        return Look("time", fraction=fraction)
    order = next(name for name in ("iso", "numeric", "named", "compact") if match[name])
    if order == "compact" and not _plausible(match["compact"]):
        return Look("number")
    kind = "moment" if clock else "day"
    return Look(kind, order, (match["offset"] or "").strip(), fraction, bool(_MIDNIGHT.fullmatch(clock)))


def _plausible(digits: str) -> bool:
    """Whether eight digits can be a date: year first, or last."""
    first = 1900 <= int(digits[:4]) < 2200 and 1 <= int(digits[4:6]) <= 12 and 1 <= int(digits[6:]) <= 31
    last = 1900 <= int(digits[4:]) < 2200 and 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 31
    return first or last


@dataclass(frozen=True, eq=False)
class Profile:
    """A column: its header, and what its cells are.

    Parameters
    ----------
    place, header
        Where it is, and its header as the mapping would name it.
    counts
        Every distinct cell, trimmed, and how often it stands there; blank ones and words for nothing left out.
    rows
        How many rows there are.
    nothing
        The words for nothing in it.
    """

    place: int
    header: str
    counts: Counter[str]
    rows: int
    nothing: frozenset[str] = field(default=frozenset())

    @cached_property
    def about(self) -> frozenset[str]:
        """What its header says."""
        return about(self.header)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of its header."""
        return frozenset(words_of(self.header))

    @cached_property
    def stem(self) -> frozenset[str]:
        """Whose start or end it is."""
        return stem(self.header)

    def rank(self, concept: str) -> int:
        """Return how plainly its header is about a concept."""
        return rank(self.header, concept)

    @cached_property
    def filled(self) -> int:
        """How many cells say something."""
        return self.counts.total()

    @cached_property
    def distinct(self) -> int:
        """How many different cells there are."""
        return len(self.counts)

    @cached_property
    def sample(self) -> list[str]:
        """Distinct cells to look at closely."""
        return list(self.counts)[:_LOOKED_AT]

    @cached_property
    def looks(self) -> list[Look]:
        """What these look like."""
        return [look(cell) for cell in self.sample]

    def share(self, *kinds: str) -> float:
        """Return the share of cells of some kinds."""
        return self._share([each.kind in kinds for each in self.looks])

    def _share(self, fits: Sequence[bool]) -> float:
        weights = [self.counts[cell] for cell in self.sample]
        found = sum(weight for weight, fit in zip(weights, fits, strict=True) if fit)
        return found / sum(weights) if weights else 0.0

    @cached_property
    def clock(self) -> str:
        """`moment`, `day` or `time` where nearly every cell is one; `range` for two clocks in a cell; or empty.

        Moments at midnight only are days, as spreadsheets write them. Digits are a date only under a header that says
        so, and a time of day only as four of them.
        """
        if self.share("moment") >= MOST:
            return "day" if all(each.midnight for each in self.looks if each.kind == "moment") else "moment"
        compact = any(each.order == "compact" for each in self.looks)
        if self.share("day", "moment") >= MOST:
            return "" if compact and not self.about & {"date", "start", "end"} else "day"
        if self.share("time") >= MOST:
            return "time"
        if self.share("range") >= MOST:
            return "range"
        hours = self.about & {"time", "start", "end"} and not self.about & {"length"}
        if not hours or not self.sample:
            return ""
        return "time" if all(map(_four_digits, self.sample)) or all(map(_dotted, self.sample)) else ""

    @cached_property
    def four_digits(self) -> bool:
        """Whether its times of day are four digits."""
        return self.clock == "time" and all(map(_four_digits, self.sample))

    @cached_property
    def dotted(self) -> bool:
        """Whether its times of day have a dot between hours and minutes."""
        return self.clock == "time" and all(map(_dotted, self.sample))

    @cached_property
    def numeric(self) -> bool:
        """Whether its cells are numbers."""
        return bool(self.looks) and all(_NUMBER.fullmatch(cell) for cell in self.sample)

    @cached_property
    def whole(self) -> bool:
        """Whether its cells are whole numbers."""
        return bool(self.looks) and all(_WHOLE.fullmatch(cell) for cell in self.sample)

    @cached_property
    def codes(self) -> bool:
        """Whether its cells are procedure codes, with or without modifiers and words behind them."""
        return self._share([bool(_CODE.fullmatch(cell)) for cell in self.sample]) >= MOST

    @cached_property
    def unit_words(self) -> frozenset[str]:
        """The words behind its numbers, where every cell is a number with one."""
        found = [_AMOUNT.fullmatch(cell) for cell in self.sample]
        return frozenset(match[2].lower() for match in found if match) if found and all(found) else frozenset()

    @cached_property
    def hours_and_minutes(self) -> bool:
        """Whether its cells are written h:mm."""
        return bool(self.sample) and all(re.fullmatch(r"\d{1,3}:\d\d(:\d\d)?", cell) for cell in self.sample)

    def top(self) -> list[tuple[str, int]]:
        """Return distinct cells and how often they stand there, the most frequent first."""
        return sorted(self.counts.items(), key=lambda item: (-item[1], item[0].casefold(), item[0]))


def _four_digits(cell: str) -> bool:
    return bool(re.fullmatch(r"[0-2]\d[0-5]\d", cell, re.ASCII)) and int(cell) < 2400


def _dotted(cell: str) -> bool:
    hours, _, minutes = cell.partition(".")
    return bool(re.fullmatch(r"\d{1,2}\.[0-5]\d", cell, re.ASCII)) and int(hours) < 24 and minutes != ""


def plain_cell(cell: str) -> str:
    r"""Take off what is not content: blanks around it, and the wrappers that keep a text a text in a spreadsheet.

    >>> plain_cell(' ="00123" '), plain_cell("'00123")
    ('00123', '00123')
    """
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1].strip()
    return cell[1:].strip() if cell.startswith("'") else cell


def profiles(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[Profile]:
    """Count the cells of every column; rows may be shorter than the header."""
    records = list(rows)
    width = len(header)
    columns: list[Counter[str]] = [Counter() for _ in range(width)]
    if records and all(len(record) >= width for record in records):
        for counted, cells in zip(columns, zip(*records, strict=False), strict=False):
            counted.update(cells)
    else:
        for record in records:
            for counted, cell in zip(columns, record, strict=False):
                counted[cell] += 1
    return [_profile(place, name, columns[place], len(records)) for place, name in enumerate(header)]


def _profile(place: int, header: str, cells: Counter[str], rows: int) -> Profile:
    counts: Counter[str] = Counter()
    nothing: set[str] = set()
    for cell, times in cells.items():
        text = cell if cell.isalnum() else plain_cell(cell)
        if len(text) <= _SHORT and text.casefold() in NOTHING:
            nothing.add(text)
        elif text:
            counts[text] += times
    return Profile(place, header, counts, rows, frozenset(nothing))
