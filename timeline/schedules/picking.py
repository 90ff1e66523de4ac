"""Cells of their columns -> the text of one of ours: joined, cut, or taken from two sides of a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from timeline.schedules.columns import Columns
from timeline.schedules.picks import Pick
from timeline.sheets import Fix
from timeline.sheets.texts import Texts, Typed

#: Between the text of a day and that of a time of day, which are read apart.
SPLIT = "\x1f"

HALF_BLANK = Fix("is partly blank", "Fill in the other cells.")
NOT_CUT = Fix("does not match the pattern of the mapping", "Correct the cell, or the pattern in the mapping file.")
NO_RANGE = Fix("is not a range like 9:00-9:30", "Correct the cell.")
HALF_MARKED = Fix("has AM or PM on one side only", "Write it on both sides.")
_HALF = re.compile(r"[ap]\.?\s?m\.?$", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}(?::\d\d){0,2}(?:\s?[ap]\.?\s?m\.?)?", re.IGNORECASE | re.ASCII)


class Picked(NamedTuple):
    """The text of every row, and what is wrong with some."""

    texts: Texts
    problems: dict[int, Fix]


def picked(ours: str, pick: Pick, columns: Columns) -> Picked:
    """Take the text of a column of ours from the columns of theirs; of a length, the length."""
    if pick.anchor:
        if isinstance(pick.length, str):
            return Picked(columns.named(pick.length), {})
        return Picked(Texts.same(f"{pick.length:.10g}", columns.count), {})
    if pick.range:
        side = 0 if ours == "start" else 1
        return _each(columns.named(pick.range), lambda text: _side(text, side))
    if pick.date:
        return joined_clock([columns.named(pick.date), columns.named(pick.time)], SPLIT)
    listed = [columns.named(name) for name in pick.columns]
    if len(listed) > 1 and ours in ("date", "start", "end") and not pick.pattern:
        return joined_clock(listed)
    found = Picked(_joined(listed, columns.count), {})
    if pick.pattern:
        found = _each(found.texts, _cutter(pick))
    if pick.prefix:
        found = found._replace(texts=found.texts.meaning(lambda text: pick.prefix + text if text else ""))
    return found


def _joined(listed: Sequence[Texts], count: int) -> Texts:
    if not listed:
        return Texts.same("", count)
    if len(listed) == 1:
        return listed[0]
    return Texts.of(" ".join(filter(None, cells)) for cells in zip(*listed, strict=True))


def joined_clock(listed: Sequence[Texts], between: str = " ") -> Picked:
    """Join the parts of a clock: all blank is blank, some blank is a problem and never midnight.

    Parts that a file holds as dates and times stay such.
    """
    if len(listed) == 1:
        return Picked(listed[0], {})
    texts: list[str] = []
    problems: dict[int, Fix] = {}
    for place, cells in enumerate(zip(*listed, strict=True)):
        filled = [cell for cell in cells if cell]
        if len(filled) not in (0, len(cells)):
            problems[place] = HALF_BLANK
        text = between.join(cells) if filled else ""
        texts.append(Typed(text) if filled and all(type(cell) is Typed for cell in filled) else text)
    return Picked(Texts.of(texts), problems)


def _each(cells: Texts, read: Callable[[str], str | Fix]) -> Picked:
    """Read every distinct cell once; blank ones stay blank."""
    wrong: dict[str, Fix] = {}

    def meaning(cell: str) -> str:
        found = read(cell) if cell else ""
        if isinstance(found, Fix):
            wrong[cell] = found
            return ""
        return found

    texts = cells.meaning(meaning)
    places = np.flatnonzero(cells.where(wrong.__contains__)).tolist() if wrong else []
    return Picked(texts, {place: wrong[cells[place]] for place in places})


def _cutter(pick: Pick) -> Callable[[str], str | Fix]:
    pattern = re.compile(pick.pattern)

    def cut(cell: str) -> str | Fix:
        found = pattern.search(cell)
        return NOT_CUT if found is None or found[pick.part] is None else found[pick.part].strip()

    return cut


def _side(text: str, side: int) -> str | Fix:
    """Take one side of a range; a hyphen inside a date separates nothing.

    >>> _side("9:00-9:30", 0), _side("9:00 AM to 9:30 AM", 1), _side("9:00 AM - 9:30", 0).problem
    ('9:00', '9:30 AM', 'has AM or PM on one side only')
    """
    best = None
    for found in _splits(text):
        if _CLOCK.fullmatch(found[0].rsplit(" ", 1)[-1].rsplit("T", 1)[-1]) or _HALF.search(found[0]):
            best = found
    if best is None:
        return NO_RANGE
    if bool(_HALF.search(best[0])) != bool(_HALF.search(best[1])):
        return HALF_MARKED
    return best[side]


def _splits(text: str) -> list[tuple[str, str]]:
    """Return every way to split a text into something and a clock after it."""
    found = []
    for sign in re.finditer(r"-|–|—|\bto\b", text, re.IGNORECASE):
        left, right = text[: sign.start()].strip(), text[sign.end() :].strip()
        if _CLOCK.fullmatch(right) and left:
            found.append((left, right))
    return found
