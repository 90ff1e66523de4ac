"""Rows that are starts and completions of spans -> pairs of rows; and versions of a row -> the latest."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from timeline.schedules.clocks import Clocks
from timeline.schedules.columns import Columns
from timeline.schedules.mapping import Latest, Transitions
from timeline.sheets import Fix

BLANK_KEY = Fix("has no key that ties it to another row", "Fill it in, or leave the row out in the mapping file.")
UNKNOWN_EVENT = Fix(
    "is neither a start nor a completion",
    "Name the word in the mapping file under [transitions]: start, end or ignore.",
)
TIE = Fix("has the same key and the same moment as another row", "Keep one of them.")
NO_MOMENT = Fix("is neither a number nor a clock", "Correct the cell, or name another column under [latest].")
UNORDERED = Fix("has a version of the same key whose moment cannot be read", "Correct the other version.")
SUPERSEDED = "superseded"
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?", re.ASCII)


@dataclass
class Paired:
    """Starts with their completions, by position; what is left out, and what is wrong.

    Parameters
    ----------
    problems
        Position -> what is wrong there.
    """

    pairs: list[tuple[int, int]] = field(default_factory=list)
    left_out: dict[int, str] = field(default_factory=dict)
    problems: dict[int, Fix] = field(default_factory=dict)


def paired(rule: Transitions, columns: Columns, rows: Sequence[int], moments: Mapping[int, int | Fix]) -> Paired:
    """Pair the rows of each key in the order of their moments; ties in the order of the rows.

    Parameters
    ----------
    rows
        The rows that are left, by position.
    moments
        The clock of each of them.
    """
    found = Paired()
    starts, ends = ({word.casefold() for word in words} for words in (rule.start, rule.end))
    ignored = {word.casefold() for word in rule.ignore}
    events, keys = list(columns.named(rule.event)), [list(columns.named(name)) for name in rule.key]
    by_key: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows:
        event, moment = events[row].casefold(), moments[row]
        if event in ignored:
            found.left_out[row] = "not a start or a completion"
        elif event not in starts | ends:
            found.problems[row] = UNKNOWN_EVENT
        elif isinstance(moment, Fix):
            found.problems[row] = moment
        elif not all(key[row] for key in keys):
            found.problems[row] = BLANK_KEY
        else:
            by_key[tuple(key[row] for key in keys)].append(row)
    for own in by_key.values():
        own.sort(key=lambda row: (moments[row], row))
        _pair(own, [events[row].casefold() in starts for row in own], columns.sheet.numbers, found)
    found.pairs.sort()
    return found


def _pair(own: Sequence[int], is_start: Sequence[bool], numbers: Sequence[int], found: Paired) -> None:
    """Pair the rows of one key; a problem names both rows where there are two."""
    open_row: int | None = None
    for row, starts in zip(own, is_start, strict=True):
        if starts and open_row is not None:
            problem = f"starts before row {numbers[open_row]}, which has the same key, was completed"
            found.problems[row] = Fix(problem, "Complete or correct one of them.")
            found.problems.setdefault(
                open_row, Fix(f"is not completed before row {numbers[row]} starts", "Complete or correct one of them.")
            )
            open_row = None
        elif starts:
            open_row = row
        elif open_row is None:
            others = [numbers[other] for other in own if other != row]
            beside = f"; the nearest row of its key is {others[0]}" if others else ""
            found.problems[row] = Fix(f"is a completion without a start{beside}", "Add the start, or leave it out.")
        else:
            found.pairs.append((open_row, row))
            open_row = None
    if open_row is not None:
        others = [numbers[other] for other in own if other != open_row]
        beside = f"; the last row of its key is {others[-1]}" if others else ""
        found.problems[open_row] = Fix(
            f"is a start without a completion{beside}", "Add the completion, or leave it out."
        )


def latest(rule: Latest, columns: Columns, rows: Sequence[int], clocks: Callable[[list[str]], Clocks]) -> Paired:
    """Leave out all versions of a row but the latest.

    They are ordered by numbers if all of one key are, else by clocks. A tie is a problem of all that tie; a version
    whose moment cannot be read, of all versions: it may be the latest.
    """
    found = Paired()
    keys, moments = [list(columns.named(name)) for name in rule.key], list(columns.named(rule.by))
    by_key: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows:
        if not all(key[row] for key in keys):
            found.problems[row] = BLANK_KEY
        else:
            by_key[tuple(key[row] for key in keys)].append(row)
    several = [own for own in by_key.values() if len(own) > 1]
    clock = _clock_reader([moments[row] for own in several for row in own], clocks)
    for own in several:
        read = Decimal if all(_NUMBER.fullmatch(moments[row]) for row in own) else clock
        order = {row: moment for row in own if (moment := read(moments[row])) is not None}
        if len(order) < len(own):
            found.problems.update({row: UNORDERED if row in order else NO_MOMENT for row in own})
            continue
        last = max(order.values())
        tied = [row for row in own if order[row] == last]
        if len(tied) > 1:
            found.problems.update(dict.fromkeys(tied, TIE))
        found.left_out.update({row: SUPERSEDED for row in own if order[row] != last})
    return found


def _clock_reader(texts: list[str], clocks: Callable[[list[str]], Clocks]) -> Callable[[str], Decimal | None]:
    known = clocks([text for text in texts if not _NUMBER.fullmatch(text)])

    def read(text: str) -> Decimal | None:
        moment = known.moment(text) if text else None
        return None if moment is None or isinstance(moment, Fix) else Decimal(moment)

    return read
