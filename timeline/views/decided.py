"""What was decided about findings, for the printed audit: the records of a log and the hash that proves them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timeline.decisions.check import examined
from timeline.decisions.record import BrokenLogError, read_key
from timeline.errors import Fault, FileError
from timeline.files import check_free
from timeline.views.viewer.schema import Decided as DecidedTold
from timeline.views.viewer.schema import DecisionTold


@dataclass(frozen=True, slots=True)
class Decided:
    """A sound log: how many records it has, the hash of the last, and the records."""

    count: int
    head: str
    records: tuple[dict[str, Any], ...]

    def about(self, findings: Collection[str]) -> DecidedTold:
        """Return what a page shows of it: the decisions on these findings, in order."""
        listed: list[DecisionTold] = [
            {
                "n": each["n"],
                "time": each["time"],
                "initials": each["initials"],
                "finding": each["finding"],
                "decision": each["decision"],
                "reason": each["reason"],
            }
            for each in self.records
            if each["finding"] in findings
        ]
        return {"count": self.count, "head": self.head, "decisions": listed}


def decided_in(path: Path, key: Path | None) -> Decided:
    """Read a log and check it.

    Raises
    ------
    BrokenLogError: it was changed.
    FileError: there is none, or it cannot be read.
    """
    check_free([path], overwrite=True)
    if not path.exists():
        raise FileError([Fault(path.name, None, "", "", "there is no such log", "Check the path.")])
    check, records = examined(path, read_key(key))
    if not check.ok:
        raise BrokenLogError(f"{path.name}: the log was changed: {check.problems[0]}. See timeline verify.")
    return Decided(check.count, check.head, tuple(records))
