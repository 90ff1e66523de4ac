"""Which column says who attended, where nothing that is read does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.schedules.header_words import names_no_one
from timeline.schedules.times import time_in
from timeline.sheets import Fix, Sheet
from timeline.sheets.headers import plain
from timeline.words import series

#: Words that plainly name a column of those who attend.
_ATTEND = frozenset(
    {
        *("therapist", "provider", "clinician", "practitioner", "professional", "caregiver", "employee", "staff"),
        *("user", "resource", "doctor", "physician", "nurse", "aide", "pt", "ot", "slp", "pta", "ota", "slpa", "atc"),
        *("assistant", "technician", "treating", "rendering", "treated", "attending", "performer", "seen", "npi"),
        *("behandler", "therapeut", "therapeutin", "mitarbeiter", "terapeuta", "fisioterapeuta", "profesional"),
    }
)
#: Words by which a column is about somebody who attends, or about another, and says not who it is.
_ABOUT = frozenset({"note", "notes", "type", "time", "date", "count", "comment", "comments", "referring", "primary"})
#: How many rows are looked at, and how many columns a message names.
_ROWS, _NAMED = 200, 4
_MARK = re.compile(r"[\d\W_]*", re.ASCII)
NOTE = "no column says who attended: every row counts as nobody in attendance"


def attending_column(sheet: Sheet, unused: Sequence[int]) -> Fix | None:
    """Find the unused columns that hold who attended, by their names; or columns that may each be a person's.

    A header that is made of other words than headers are may be somebody's name: it is counted and never shown.
    """
    filled = [place for place in unused if sheet.rows.columns[place].where(lambda cell: bool(cell.strip())).any()]
    named = [place for place in filled if _words(sheet.header[place]) & _ATTEND]
    likely = [place for place in named if not _words(sheet.header[place]) & _ABOUT] or named
    if likely:
        return Fix(
            f"no column says who attended, and {_told(sheet, likely)} as if {'it' if len(likely) == 1 else 'they'} did",
            'Name it in the mapping file under [columns]: provider = "…"; if nobody attended, provider = "".',
        )
    people = [place for place in filled if _may_be_people(sheet, place)]
    if people:
        return Fix(
            f"no column says who attended; {_told(sheet, people)} as if they might",
            'Name it in the mapping file under [columns]: provider = "…". If each person has a column, write a row for '
            'each person and span. If nobody attended, provider = "".',
        )
    return None


def _words(header: str) -> set[str]:
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).lower())
    return {*words, *(word.removesuffix("s") for word in words)}


def _may_be_people(sheet: Sheet, place: int) -> bool:
    """Whether a header may be a name, and the cells below it are words or marks and not figures."""
    if not sheet.header[place].strip() or names_no_one(sheet.header[place]):
        return False
    cells = [text for cell in sheet.rows.columns[place][:_ROWS] if (text := cell.strip())]
    return any(time_in(text) is not None or not _MARK.fullmatch(text) for text in cells)


def _told(sheet: Sheet, places: Sequence[int]) -> str:
    """Say which columns look, by number, and by header where that can be nobody's name."""
    told = []
    for place in places[:_NAMED]:
        header = sheet.header[place]
        told.append(f"{place + 1} ({plain(header)})" if names_no_one(header) else str(place + 1))
    more = [f"{len(places) - _NAMED} more"] if len(places) > _NAMED else []
    return f"column{'s' if len(places) > 1 else ''} {series([*told, *more])} look{'s' if len(places) == 1 else ''}"
