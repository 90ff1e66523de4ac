"""What is known of an input file once its rows are put down by date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from timeline.audit.likeness import Ids
from timeline.errors import Fault
from timeline.schedules.schedule import SkippedRow
from timeline.sheets import Input


@dataclass(frozen=True)
class FileRows:
    """What is known of an input file once its rows are put down.

    Parameters
    ----------
    read
        Its name, hash and number of rows.
    parts
        For each file its rows were put down in: date -> how many rows, in the order of the file.
    ids
        How often each id of a person, group, site or payer stands on a row.
    own_ids
        The hash of each id of a row that the file itself gives.
    speaks_of
        Names of files of which it gives ids as their rows are called that give none.
    on_shift
        Who has a shift in it.
    time_zone
        The zone its clocks were read in.
    skipped, faults
        Ids of rows left out, each with the reason; what is wrong with them.
    night
        Rows that begin at night, where no clock says which half of the day.
    """

    read: Input
    parts: tuple[Mapping[str, int], ...]
    ids: Ids
    own_ids: npt.NDArray[np.uint64]
    speaks_of: frozenset[str]
    on_shift: frozenset[str]
    time_zone: str | None
    skipped: tuple[SkippedRow, ...]
    faults: tuple[Fault, ...]
    night: frozenset[str]
    dates: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        dates: Counter[str] = Counter()
        for part in self.parts:
            dates.update(part)
        object.__setattr__(self, "dates", dates)

    def without_ids(self) -> FileRows:
        """Leave out what is large, and what no step needs that begins once every file was read."""
        return replace(self, ids={}, own_ids=self.own_ids[:0], on_shift=frozenset())
