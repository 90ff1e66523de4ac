"""Which rows of a file are not analyzed, and why: the mapping's `[[leave_out]]`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from timeline.schedules import words
from timeline.schedules.settings import text
from timeline.toml import NotRead, Problem

WHEN = ("filled", "empty", "is", "is not", "matches", "matches not")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a cell must be; `values` are compared without case, `pattern` with the whole cell."""

    column: str
    when: str
    values: tuple[str, ...] = ()
    pattern: str = ""

    def test(self) -> Callable[[str], bool]:
        """Return the test of a cell."""
        if self.when in ("filled", "empty"):
            return lambda cell: bool(cell) is (self.when == "filled")
        wanted = not self.when.endswith("not")
        if self.when.startswith("is"):
            values = {value.strip().casefold() for value in self.values}
            return lambda cell: (cell.casefold() in values) is wanted
        pattern = re.compile(self.pattern, re.IGNORECASE)
        return lambda cell: bool(pattern.fullmatch(cell)) is wanted


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Rows that meet every condition are left out; `why` says so, and a status word there counts as that status."""

    conditions: tuple[Condition, ...]
    why: str


def read_leave_out(value: Any) -> tuple[LeaveOut, ...]:
    """Read the tables of `[[leave_out]]`; every fault is told."""
    if not isinstance(value, list):
        raise NotRead("must be tables, each headed [[leave_out]]")
    found: list[LeaveOut] = []
    problems: list[Problem] = []
    for place, table in enumerate(value):
        try:
            found.append(_leave_out(table))
        except NotRead as wrong:
            problems += [Problem((place, *path), said) for path, said in wrong.problems]
    if problems:
        raise NotRead(below=problems)
    return tuple(found)


def _leave_out(table: Any) -> LeaveOut:
    if not isinstance(table, dict):
        raise NotRead("must be a table of keys and values")
    why = text(table.get("why", ""))
    if not why:
        raise NotRead("must say why: a status (cancelled, no_show) or any text")
    rest = {key: value for key, value in table.items() if key != "why"}
    if "all" in rest:
        if len(rest) > 1 or not isinstance(rest["all"], list) or not rest["all"]:
            raise NotRead("all must be a list of conditions, and nothing beside it but why")
        conditions = tuple(_condition(each) for each in rest["all"])
    else:
        conditions = (_condition(rest),)
    return LeaveOut(conditions, words.find_word("status", why) or why)


def _condition(table: Any) -> Condition:
    if not isinstance(table, dict):
        raise NotRead("a condition must be a table with column and when")
    unknown = sorted(table.keys() - {"column", "when", "values", "pattern"})
    if unknown:
        raise NotRead(f"unknown key {unknown[0]}; known: column, when, values, pattern, all, why")
    column, when = text(table.get("column", "")), text(table.get("when", ""))
    if not column or when not in WHEN:
        raise NotRead(f"must name a column, and when: one of {', '.join(WHEN)}")
    values, pattern = table.get("values"), table.get("pattern")
    if (values is not None) != when.startswith("is") or (pattern is not None) != when.startswith("matches"):
        raise NotRead("values belong to is and is not, pattern to matches and matches not")
    if values is not None and (not isinstance(values, list) or not values):
        raise NotRead("values must be a list of texts in quotation marks")
    try:
        re.compile(text(pattern or ""))
    except (re.error, OverflowError, RecursionError):
        raise NotRead("the pattern is not a regular expression") from None
    return Condition(column, when, tuple(text(each) for each in values or ()), text(pattern or ""))


def first_reason(rules: Sequence[LeaveOut], cells: Callable[[str], Sequence[str]], rows: int) -> dict[int, str]:
    """Return why rows are left out, by position: the first rule that a row meets decides.

    Parameters
    ----------
    cells
        Gives the cells of a column.
    rows
        How many rows there are.
    """
    why: dict[int, str] = {}
    for rule in rules:
        left = [place for place in range(rows) if place not in why]
        for condition in rule.conditions:
            column, test = list(cells(condition.column)), condition.test()
            meets = {cell: test(cell) for cell in set(column)}
            left = [place for place in left if meets[column[place]]]
        why.update(dict.fromkeys(left, rule.why))
    return why
