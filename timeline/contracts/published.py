"""Tables as analysts expect them: real dates, ordered categories, the columns a group-by needs.

Inside, a date is its text, so that keys are exact and every engine gives the same bytes; at the face it is a date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from timeline.contracts.contract import Table, typed
from timeline.vocabulary import Booked, Doing, Evidence, Outcome, Severity, State

#: Kinds of ordered categories, each with its values from least to most; severity rises from note to error.
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "severity": tuple(str(severity) for severity in reversed(Severity)),
    "evidence": tuple(str(evidence) for evidence in reversed(Evidence)),
    "doing": tuple(str(doing) for doing in Doing),
    "state": tuple(str(state) for state in State),
    "booked": tuple(str(state) for state in Booked),
    "outcome": tuple(str(outcome) for outcome in Outcome),
}

#: Gives the values of a joined column for a table.
Joined = Callable[[pd.DataFrame], Iterable[Any]]


def published(table: Table, frame: pd.DataFrame, joined: Mapping[str, Joined] | None = None) -> pd.DataFrame:
    """Return a table as it is handed out; the frame itself stays as it is.

    Parameters
    ----------
    table
        Its contract.
    frame
        The table as it is kept: dates and words as text.
    joined
        Where the values of `table.joined` come from, by column.

    Returns
    -------
    The columns of `table.published`: dates as `datetime64[s]`, words of a fixed order as ordered categories.
    """
    columns: dict[str, Any] = {column.name: frame[column.name] for column in table.columns if column.name in frame}
    for column in table.joined:
        known = column.name in frame
        values = frame[column.name] if known else typed((joined or {})[column.name](frame), column.dtype)
        columns[column.name] = values
    for column in table.published:
        if column.name in columns and column.kind:
            columns[column.name] = _of_kind(columns[column.name], column.kind)
    return pd.DataFrame(columns, index=frame.index, copy=False)


def as_text(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Convert a table back to its internal form: dates as YYYY-MM-DD, categories as words, missing values empty."""
    dates = [column.name for column in table.published if column.kind == "date" and column.name in frame]
    words = [column.name for column in table.published if column.kind not in ("", "date") and column.name in frame]
    told = {name: frame[name].dt.strftime("%Y-%m-%d").fillna("") for name in dates if frame[name].dtype.kind == "M"}
    said = {name: frame[name].astype(object).where(frame[name].notna(), "").astype(str) for name in words}
    return frame.assign(**told, **said)


def _of_kind(values: Any, kind: str) -> Any:
    """Turn texts into dates or words of a fixed order; an empty text is a missing value."""
    texts = pd.Series(values)
    if texts.dtype.kind == "M":
        return texts.astype("datetime64[s]")
    cells = of_kind(*pd.factorize(texts.to_numpy(dtype=object)), kind)
    return pd.Series(cells, index=texts.index) if kind == "date" else cells


def of_kind(codes: npt.NDArray[np.integer[Any]], words: npt.NDArray[np.object_], kind: str) -> Any:
    """Return a column of dates or words of a fixed order, given the place of each text among `words`."""
    if kind == "date":
        # By numpy, which reads dates as they are kept here far faster than pandas, which asks what they might be.
        return np.array([*(text or "NaT" for text in words.tolist()), "NaT"], dtype="datetime64[s]")[codes]
    fixed, place = _words(kind)
    places = np.array([*(place.get(text, -1) for text in words.tolist()), -1], dtype=np.int64)
    return pd.Categorical.from_codes(places[codes], dtype=fixed)


@cache
def _words(kind: str) -> tuple[pd.CategoricalDtype, Mapping[str, int]]:
    """Return the type of a kind, and the place of each word in it."""
    words = CATEGORIES[kind]
    return pd.CategoricalDtype(list(words), ordered=True), {word: number for number, word in enumerate(words)}
