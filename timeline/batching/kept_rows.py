"""The rows of a task as findings show them, as columns: put down by each task, read where a finding across dates rests.

Of a year few are read again: those that findings across dates show.
"""

from __future__ import annotations

from functools import lru_cache

from timeline.audit.parts import ShownOf
from timeline.batching.folder import OutputFolder
from timeline.shown import ShownRows

#: How many tasks' rows are held at once while findings are made of them.
_HELD = 8


def rows_name(number: int) -> str:
    """Return under which name the rows of a task are kept."""
    return f"shown-{number:06d}"


def shown_in(folder: OutputFolder) -> ShownOf:
    """Show rows of the tasks of a run."""

    @lru_cache(maxsize=_HELD)
    def kept(number: int) -> ShownRows:
        found: ShownRows = folder.kept(rows_name(number))
        return found

    return lambda part, rows: kept(part).taken(rows)
