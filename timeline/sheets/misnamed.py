"""Files that are not what their names say: damaged, cut off, or something else under that name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from timeline.sheets.csv_file import first_records, marked_encoding
from timeline.sheets.foreign import TOP
from timeline.sheets.layout import FileFormat
from timeline.sheets.sheet import refuse


class _Ending(NamedTuple):
    """How the names of a format's files end, and what it is called."""

    ends: tuple[str, ...]
    called: str


WORKBOOK = (".xlsx", ".xlsm", ".xltx", ".xls", ".ods")
_ENDINGS = (
    _Ending((".parquet",), "a Parquet file"),
    _Ending(WORKBOOK, "a workbook"),
    _Ending((".zip", ".gz"), "an archive"),
    _Ending((".db", ".sqlite", ".sqlite3"), "an SQLite database"),
    _Ending((".ics",), "a calendar (iCalendar)"),
    _Ending((".json", ".ndjson"), "FHIR (JSON)"),
)
#: Signs that no text has.
_NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x19\x1c-\x1f]")
_AGAIN = "Export it again, and copy it whole."


def says_another_format(name: str) -> bool:
    """Whether a name is that of a file which is no CSV.

    >>> says_another_format("day.parquet"), says_another_format("day.csv"), says_another_format("day")
    (True, False, False)
    """
    return _ending(name) is not None


def refuse_misnamed(name: str, content: bytes, form: FileFormat, wanted: Callable[[Sequence[str]], bool]) -> None:
    """Refuse bytes that are in no format but CSV, if their name says another and they are no table with a header.

    Parameters
    ----------
    form
        What a mapping states of the file.
    wanted
        Whether a line of text is a header with the columns that are looked for.

    Raises
    ------
    ScheduleError: names what the file should be, and the way out.
    """
    ending = _ending(name)
    if ending is None:
        return
    if not content:
        refuse(name, f"the file is empty, and not {ending.called}", _AGAIN)
    stated = marked_encoding(content) or form.encoding
    if not stated and _NO_TEXT.search(content[:TOP]):
        refuse(name, f"this is not {ending.called}, as its name says: it is damaged or cut off", _AGAIN)
    text = content.decode(stated or "utf-8", errors="replace")
    if not form.columns and not any(map(wanted, first_records(text))):
        problem = f"this is not {ending.called}, as its name says, but text without the columns that are needed"
        refuse(
            name, problem, "Look into it with a text editor and export it again; the name of a CSV file ends in .csv."
        )


def _ending(name: str) -> _Ending | None:
    return next((each for each in _ENDINGS if name.lower().endswith(each.ends)), None)
