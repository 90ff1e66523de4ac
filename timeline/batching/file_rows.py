"""What is known of an input file once its rows are put down by date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from timeline.sheets import Input


@dataclass(frozen=True)
class FileRows:
    """What is known of an input file once its rows are put down.

    Parameters
    ----------
    read
        Its name, hash and number of rows.
    dates
        Date -> how many rows, in the order of the row groups.
    ids
        How often each id of a person, group, site or payer stands on a row.
    own_ids
        Ids of rows that the file itself gives.
    time_zone
        The zone its clocks were read in.
    skipped, night
        Rows left out, each with the reason; rows that begin at night, where no clock says which half of the day.
    notes
        What was read in which way.
    """

    read: Input
    dates: Mapping[str, int]
    ids: Counter[tuple[str, str, str]]
    own_ids: tuple[str, ...]
    time_zone: str | None
    skipped: pd.DataFrame
    faults: pd.DataFrame
    night: frozenset[str]
    notes: tuple[str, ...]
