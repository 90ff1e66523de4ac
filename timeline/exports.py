"""Tables and texts as private files and as JSON records; no cell runs as a formula."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from timeline.clock import MINUTE
from timeline.errors import Fault, FileError, MissingExtraError
from timeline.files import AnyPath, check_free, private_folder, write_together
from timeline.words import counted

#: A cell that begins so would run as a formula in a spreadsheet (ASCII and full-width forms).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_tables(frames: Mapping[str, pd.DataFrame], folder: AnyPath, kind: str, *, overwrite: bool = False) -> None:
    """Write one private file per table, `csv` or `parquet`, into a folder that is created if needed.

    Nothing is written where any of the files exists and `overwrite` is false, or where one of them cannot be written.

    Raises
    ------
    FileError: files exist, or the folder cannot be created or written.
    MissingExtraError: parquet is asked for, and nothing installed writes it.
    """
    if kind == "parquet" and not importlib.util.find_spec("pyarrow"):
        raise MissingExtraError("--format parquet", "batch")
    content = csv_text if kind == "csv" else _parquet
    paths = [private_folder(folder) / f"{name}.{kind}" for name in frames]
    check_free(paths, overwrite=overwrite)
    write_together(zip(paths, map(content, frames.values()), strict=True), overwrite=overwrite)


def _parquet(frame: pd.DataFrame) -> bytes:
    written: bytes = frame.to_parquet(None, engine="pyarrow", index=False)
    return written


def write_texts(
    texts: Mapping[str, str], folder: AnyPath, *, overwrite: bool = False, alone: Sequence[str] = ()
) -> None:
    """Write private text files, by name, into a folder that is created if needed.

    Nothing is written where any of the files exists and `overwrite` is false, or where one of them cannot be written.

    Parameters
    ----------
    texts
        Text by file name.
    alone
        Patterns of names, like `*.json`: where other files of such a name are in the folder nothing is written either,
        since nobody could tell afterward which belong together.

    Raises
    ------
    FileError: files exist, other files are in the folder, or the folder cannot be created or written.
    """
    place = private_folder(folder)
    paths = [place / name for name in texts]
    check_free(paths, overwrite=overwrite)
    others = {path.name for pattern in alone for path in place.glob(pattern)} - texts.keys()
    if others:
        problem = f"holds {counted(len(others), 'file')} from another run"
        raise FileError([Fault(place.name, None, "", "", problem, "Name an empty or new folder.")])
    write_together(zip(paths, texts.values(), strict=True), overwrite=overwrite)


def csv_text(frame: pd.DataFrame) -> str:
    """Return a table as CSV: UTF-8 text, line feeds, free of formulas."""
    return str(harmless(frame).to_csv(index=False, lineterminator="\n"))


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run as a formula; numbers stay numbers.

    A carriage return inside a cell becomes a line feed, which the CSV writer quotes.

    >>> harmless(pd.DataFrame({"patient": ["=1+1", "P1"], "seconds": [-5, 5]}))["patient"].tolist()
    ["'=1+1", 'P1']
    """
    safe = frame.copy(deep=False)
    for name in safe.columns:
        column = safe[name]
        if not (pd.api.types.is_string_dtype(column.dtype) or column.dtype == object):
            continue
        text = column.fillna("").astype("str")
        dangerous = text.str.lstrip(" ").str.startswith(FORMULA_STARTS)
        text = text.where(~dangerous, "'" + text)
        safe[name] = text.str.replace("\r\n", "\n", regex=False).str.replace("\r", "\n", regex=False)
    return safe


def json_text(document: Any) -> str:
    """Write plain data as the one JSON form of the package: readable, stable, text as it is.

    >>> print(json_text({"clinic": "Zürich"}))
    {
     "clinic": "Zürich"
    }
    """
    return json.dumps(document, indent=1, ensure_ascii=False)


def plain_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as in JSON: lengths in minutes, clocks as text, null for what is missing.

    >>> plain_records(pd.DataFrame({"idle_seconds": [90], "goal": [float("nan")]}))
    [{'idle_minutes': 1.5, 'goal': None}]
    """
    shown = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [dict(_plain(str(name), value) for name, value in record.items()) for record in shown]


def _plain(name: str, value: Any) -> tuple[str, Any]:
    if "_seconds" in name and value is not None:
        minutes = float(value) / MINUTE
        value = int(minutes) if minutes.is_integer() else minutes
    shown = value.isoformat() if isinstance(value, pd.Timestamp) else value
    return name.replace("_seconds", "_minutes"), shown
