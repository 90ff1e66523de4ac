"""How a file that another system made would be read: what the page shows before anything is imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from timeline.errors import SHOWN, WrongValueError
from timeline.proposal import map_file
from timeline.schedules import MemoryFile
from timeline.web.worker import tell

#: More answers than a file has questions.
_MOST_ANSWERS = 200


def proposed(name: str, content: bytes, answers: Sequence[int]) -> dict[str, Any]:
    """Propose a mapping for a file, with questions answered; it quotes no cell that may name anybody.

    Parameters
    ----------
    answers
        As `map_file` takes them.

    Returns
    -------
    `kind` (schedule or claims), `toml`, `questions` with their choices, the first rows as they are understood
    (`columns`, `rows`), and what the reader finds wrong in those it looked at (`faults`, `count`).

    Raises
    ------
    ScheduleError: it cannot be opened, or is no list of times or charges.
    WrongValueError: an answer that is none.
    """
    tell("Working out how the file is read")
    proposal = map_file(MemoryFile(name, content), answers=answers)
    preview = proposal.preview
    faults = [
        {"row": fault.row, "column": fault.column, "problem": fault.problem, "repair": fault.repair}
        for fault in proposal.faults[:SHOWN]
    ]
    return {
        "kind": proposal.kind,
        "toml": proposal.toml,
        "questions": [question.to_dict() for question in proposal.questions],
        "columns": list(preview.columns),
        "rows": [[str(cell) for cell in row] for row in preview.to_numpy().tolist()],
        "faults": faults,
        "count": len(proposal.faults),
    }


def answers_in(text: str | None) -> tuple[int, ...] | None:
    """Read the answers of a request: numbers with commas between them; None for a request without.

    Raises
    ------
    WrongValueError: something else, or far too many.

    Examples
    --------
    >>> answers_in("0,2"), answers_in(""), answers_in(None)
    ((0, 2), (), None)
    """
    if text is None:
        return None
    numbers = text.split(",") if text else []
    if len(numbers) > _MOST_ANSWERS or not all(each.isascii() and each.isdigit() and len(each) < 4 for each in numbers):
        raise WrongValueError("answers: numbers of choices with commas between them.")
    return tuple(int(each) for each in numbers)
