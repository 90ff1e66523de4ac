"""What can go wrong, and how to fix it.

::

    TimelineError
    ├── ScheduleError (ValueError)     a schedule, mapping or clinic file cannot be read
    │   └── EmptyScheduleError           no row is left to analyze
    ├── PolicyError (ValueError)       a payer policy is wrong
    │   ├── NotInForceError            no value of a rule covers the date of service
    │   └── UnknownPayerError          no policy has that name
    ├── WrongTypeError (TypeError)     an argument has the wrong type
    ├── WrongValueError (ValueError)   an argument has an unusable value
    ├── FileError (ValueError)         a file already exists, or cannot be opened or written
    └── MissingExtraError (ImportError)  an optional package is not installed

A fault says where, what was found, and how to repair it. Values of patient and provider columns
never enter a fault, a message or a log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.words import counted

if TYPE_CHECKING:
    import pandas as pd

#: How many faults a message lists; the rest are counted.
SHOWN = 200
#: How many rows one entry names; the rest are counted.
ROWS_NAMED = 5


class TimelineError(Exception):
    """Anything this package raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be read.

    Parameters
    ----------
    file, sheet, row, column
        Where: `row` is the number a spreadsheet shows (the header is row 1); None for the whole file.
    value
        What was found; empty for columns that may hold personal data.
    problem, repair
        What is wrong, in a phrase, and what to do about it, in a sentence.
    place
        What a row is called where its number says little: the position in a DataFrame.
    alike
        Equal for rows with one and the same cell, where `value` may not be shown.
    paste
        What mends it in a mapping file: the name of a table, and a line of it; empty where nothing does.
    """

    file: str
    row: int | None
    column: str
    value: str
    problem: str
    repair: str
    sheet: str = ""
    place: str = ""
    alike: str = ""
    paste: tuple[str, str] = ("", "")

    def __str__(self) -> str:
        where = self.file + (f"[{self.sheet}]" if self.sheet else "")
        where += f":{self.row}" if self.row is not None else ""
        where += f" ({self.place})" if self.place else ""
        where += f" {self.column}" if self.column else ""
        found = f", got {self.value!r}" if self.value else ""
        stop = "" if self.is_question and not found else "."
        told = f"{self.problem}{found}{stop} {self.repair}"
        return escaped(f"{where.strip()}: {told}" if where else told)

    @property
    def is_question(self) -> bool:
        """Whether it asks how a whole column is meant, such as which of day and month stands first."""
        return self.problem.endswith("?")


class SameFaults(NamedTuple):
    """Faults of several rows that say or ask the same: the first of them, and every row."""

    first: Fault
    rows: tuple[int, ...]

    @property
    def told_rows(self) -> str:
        """Name the first rows and count all; empty for one row.

        >>> SameFaults(Fault("day.csv", 2, "status", "", "", ""), (2, 3, 4, 5, 9, 10)).told_rows
        '6 rows: 2, 3, 4, 5, 9, …'
        """
        if len(self.rows) < 2:
            return ""
        more = ", …" if len(self.rows) > ROWS_NAMED else ""
        return f"{len(self.rows)} rows: {', '.join(map(str, self.rows[:ROWS_NAMED]))}{more}"


def same_faults(faults: Iterable[Fault]) -> list[SameFaults]:
    """Join the faults of different rows that say the same: one entry for each word that nobody knows, or question."""
    rows: dict[tuple[object, ...], list[Fault]] = {}
    for fault in faults:
        said = replace(fault, row=None, place="", paste=("", ""), value="" if fault.is_question else fault.value)
        rows.setdefault((fault.row is None, *astuple(said)), []).append(fault)
    return [
        SameFaults(listed[0], tuple(sorted({each.row for each in listed if each.row is not None})))
        for listed in rows.values()
    ]


def block_to_paste(faults: Iterable[Fault]) -> str:
    """Return the tables of a mapping file that mend some faults; empty where a mapping mends none."""
    tables: dict[str, dict[str, None]] = {}
    for fault in faults:
        table, line = fault.paste
        if table:
            tables.setdefault(table, {})[escaped(line)] = None
    return "\n\n".join("\n".join((f"[{table}]", *lines)) for table, lines in tables.items())


def escaped(text: str) -> str:
    r"""Escape characters that would control a terminal or be invisible: file names come from others.

    >>> escaped("day\x1b[2J.csv"), escaped("day\ud800.csv")
    ('day\\x1b[2J.csv', 'day\\ud800.csv')
    """
    return text if text.isprintable() else "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


class FaultyInputError(TimelineError, ValueError):
    """An input with one or more faults, all of them reported together."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.fault_list: Sequence[Fault] = tuple(faults)
        super().__init__(self.summary())

    def __reduce__(self) -> tuple[type[FaultyInputError], tuple[Sequence[Fault]]]:
        """Let another process make the same error of the same faults."""
        return type(self), (self.fault_list,)

    def summary(self) -> str:
        """List the first kinds of faults, one a line, count them all, and give what to paste into a mapping file."""
        listed = same_faults(self.fault_list)
        lines = [counted(len(self.fault_list), "fault")]
        lines += [f"  {same.first}" + (f" ({same.told_rows})" if same.told_rows else "") for same in listed[:SHOWN]]
        if len(listed) > SHOWN:
            lines.append(f"  … and {len(listed) - SHOWN} more")
        block = block_to_paste(same.first for same in listed[:SHOWN])
        return "\n".join(lines + (["In the mapping file:", block] if block else []))

    def to_dict(self) -> dict[str, Any]:
        """Return the faults as plain records: each, and once for all rows that say the same.

        A fault has file, sheet, row, column, value, problem, repair; `same` has the number of rows and the first of
        them instead of the row. `paste` is what mends them in a mapping file.
        """
        names = ("file", "sheet", "column", "value", "problem", "repair")
        joined = same_faults(self.fault_list)
        return {
            "count": len(self.fault_list),
            "faults": [
                {name: getattr(fault, name) for name in (*names[:2], "row", *names[2:])} for fault in self.fault_list
            ],
            "same": [
                {name: getattr(same.first, name) for name in names}
                | {"count": max(1, len(same.rows)), "rows": list(same.rows[:ROWS_NAMED])}
                for same in joined
            ],
            "paste": block_to_paste(same.first for same in joined),
        }

    @property
    def faults(self) -> pd.DataFrame:
        """Every fault as a table: file, sheet, row, column, value, problem, repair."""
        from timeline.contracts import FAULTS, conform

        return conform(FAULTS, [asdict(fault) for fault in self.fault_list])


class ScheduleError(FaultyInputError):
    """A schedule, mapping or clinic file cannot be read; `faults` lists every reason."""


class EmptyScheduleError(ScheduleError):
    """No row of a schedule is left to analyze: that is not a clean day."""

    def summary(self) -> str:
        """Say so in one sentence."""
        return str(self.fault_list[0])


class FileError(FaultyInputError):
    """A file cannot be opened or written, or another one is in its place; a single fault is one sentence."""

    def summary(self) -> str:
        """Describe a single fault in one line; list several."""
        return str(self.fault_list[0]) if len(self.fault_list) == 1 else super().summary()


class PolicyError(FaultyInputError):
    """A payer policy file is wrong; `faults` lists every reason with its path."""


class NotInForceError(PolicyError):
    """No value of a rule governs services of that date."""


class UnknownPayerError(PolicyError):
    """No policy has that name."""


class WrongTypeError(TimelineError, TypeError):
    """An argument has the wrong type; the message says what to pass."""


class WrongValueError(TimelineError, ValueError):
    """An argument has an unusable value; the message says what to pass instead."""


class MissingExtraError(TimelineError, ImportError):
    """An optional package is needed, and not installed or not to be loaded; the message has the line that mends it.

    Parameters
    ----------
    what
        What needs it, as the sentence begins.
    extra
        The extra it is in.
    broken
        Which package is installed all the same, and what it says when it is loaded.
    """

    def __init__(self, what: str, extra: str, broken: str = "") -> None:
        self._stated = what, extra, broken
        problem = f"needs {broken}" if broken else "needs an extra that is not installed"
        again = "--force-reinstall " if broken else ""
        super().__init__(f'{what} {problem}. Run: pip install {again}"clinic-timeline[{extra}]"')

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str, str]]:
        """Let another process make the same error."""
        return type(self), self._stated
