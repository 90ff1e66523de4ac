"""What can go wrong, and how to fix it.

::

    TimelineError
    ├── ScheduleError (ValueError)     a schedule, mapping or clinic file cannot be read
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
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from timeline.words import counted

if TYPE_CHECKING:
    import pandas as pd

#: How many faults a message lists; the rest are counted.
SHOWN = 200


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
    """

    file: str
    row: int | None
    column: str
    value: str
    problem: str
    repair: str
    sheet: str = ""
    place: str = ""

    def __str__(self) -> str:
        where = self.file + (f"[{self.sheet}]" if self.sheet else "")
        where += f":{self.row}" if self.row is not None else ""
        where += f" ({self.place})" if self.place else ""
        where += f" {self.column}" if self.column else ""
        found = f", got {self.value!r}" if self.value else ""
        told = f"{self.problem}{found}. {self.repair}"
        return escaped(f"{where.strip()}: {told}" if where else told)


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

    def summary(self) -> str:
        """List the first faults, one a line, and count them all."""
        count = len(self.fault_list)
        lines = [counted(count, "fault")]
        lines += [f"  {fault}" for fault in self.fault_list[:SHOWN]]
        if count > SHOWN:
            lines.append(f"  … and {count - SHOWN} more")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return every fault as plain records: file, sheet, row, column, value, problem, repair."""
        names = ("file", "sheet", "row", "column", "value", "problem", "repair")
        listed = [{name: getattr(fault, name) for name in names} for fault in self.fault_list]
        return {"count": len(listed), "faults": listed}

    @property
    def faults(self) -> pd.DataFrame:
        """Every fault as a table: file, sheet, row, column, value, problem, repair."""
        from timeline.contracts import FAULTS, conform

        return conform(FAULTS, [asdict(fault) for fault in self.fault_list])


class ScheduleError(FaultyInputError):
    """A schedule, mapping or clinic file cannot be read; `faults` lists every reason."""


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
    """An optional package is needed and not installed; the message has the install line."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f'{what} needs an extra that is not installed. Run: pip install "clinic-timeline[{extra}]"')
