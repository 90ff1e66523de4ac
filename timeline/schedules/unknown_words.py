"""What to write into a mapping file for a word that a closed column does not know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches

from timeline.schedules import words


def line_to_paste(column: str, shown: str, row: int) -> tuple[str, str]:
    """Return the table of a mapping file and the line that gives a word its meaning.

    What nobody can know is left to choose, as a remark: a remark changes nothing when it is pasted.

    Parameters
    ----------
    shown
        The word as far as it may be shown; empty for one that may be a name.
    row
        A row that has it.

    >>> line_to_paste("status", "Completed", 2)
    ('values.status', '"Completed" = "kept"')
    >>> line_to_paste("role", "", 7)[1]
    '# "the word in row 7" = "PT", "OT", "SLP", "PTA", "OTA", "SLPA", "AIDE", "ATC", "STUDENT" or "OTHER"'
    """
    known = [str(word) for word in words.VOCABULARIES[column]]
    meant = _meant(words.token_of(shown), known)
    if meant:
        return f"values.{column}", f"{json.dumps(shown, ensure_ascii=False)} = {json.dumps(meant)}"
    choice = " or ".join([", ".join(f'"{word}"' for word in known[:-1]), f'"{known[-1]}"'])
    return f"values.{column}", f"# {json.dumps(shown or f'the word in row {row}', ensure_ascii=False)} = {choice}"


def _meant(token: str, known: Sequence[str]) -> str:
    """Return the word that is likely meant; empty where none is."""
    common = words.COMMON.get(token, "")
    if common in known:
        return common
    spelled = {word.lower(): word for word in known}
    near = get_close_matches(token, spelled, 1, 0.75) if token else []
    return spelled[near[0]] if near else ""
