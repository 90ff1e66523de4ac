"""Evaluations: which of them are of one kind, one a day, and how long each typically takes.

The table is data (`evaluations.csv`). Typical times are the code set's; where nobody read one in a source it is from
memory, and whoever quotes it says so.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation or re-evaluation.

    Parameters
    ----------
    kind
        Evaluations of one kind are one service of the date.
    typical_minutes
        How long it typically takes face to face.
    source
        Where that was read, and the place in it; empty where it is from memory.
    verified
        Whether it was read.
    """

    code: str
    kind: str
    typical_minutes: int
    source: str
    verified: bool

    @property
    def least_minutes(self) -> int:
        """The fewest whole minutes that pass the midpoint of the typical time."""
        return self.typical_minutes // 2 + 1


@cache
def evaluations() -> Mapping[str, Evaluation]:
    """Load the shipped table of evaluations, keyed by code."""
    text = files("timeline").joinpath("code_table", "evaluations.csv").read_text(encoding="utf-8")
    table = {
        row["code"]: Evaluation(
            code=row["code"],
            kind=row["kind"],
            typical_minutes=int(row["typical_minutes"]),
            source=f"{row['source']} {row['at']}".strip(),
            verified=row["verified"] == "Y",
        )
        for row in csv.DictReader(StringIO(text))
    }
    return MappingProxyType(table)
