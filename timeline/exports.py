"""Files written for people and machines: private, never over an existing one by accident, free of formulas."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from timeline.clock import MINUTE
from timeline.errors import Fault, FaultyInputError, MissingExtraError

#: A cell that begins so would run as a formula in a spreadsheet (ASCII and full-width forms).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_private(path: Path | str, content: str | bytes, *, overwrite: bool = False) -> None:
    """Write a file that only its owner can read; text as UTF-8, its line ends as they are.

    Raises
    ------
    FaultyInputError: the file exists and `overwrite` is false, or its folder cannot be written.
    """
    target = Path(path)
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if overwrite else os.O_EXCL)
    try:
        with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
            os.chmod(target, 0o600)
            file.write(content.encode() if isinstance(content, str) else content)
    except FileExistsError:
        raise FaultyInputError([_exists(target)]) from None
    except OSError as error:
        raise _unwritable(target, f"cannot be written ({error.strerror})", "Check the folder and its rights.") from None


def write_tables(frames: Mapping[str, pd.DataFrame], folder: Path | str, kind: str, *, overwrite: bool = False) -> None:
    """Write one file per table, `csv` or `parquet`, into a folder that is made if need be.

    Nothing is written where any of the files exists and `overwrite` is false.

    Raises
    ------
    FaultyInputError: files exist, or the folder cannot be made or written.
    MissingExtraError: parquet is asked for, and nothing installed writes it.
    """
    if kind == "parquet" and not importlib.util.find_spec("pyarrow"):
        raise MissingExtraError("--format parquet", "batch")
    paths = _places(Path(folder), [f"{name}.{kind}" for name in frames], overwrite=overwrite)
    for path, frame in zip(paths, frames.values(), strict=True):
        write_private(path, csv_text(frame) if kind == "csv" else "", overwrite=overwrite)
        if kind == "parquet":
            frame.to_parquet(path, engine="pyarrow", index=False)


def write_texts(texts: Mapping[str, str], folder: Path | str, *, overwrite: bool = False) -> None:
    """Write private text files, by name, into a folder that is made if need be.

    Nothing is written where any of the files exists and `overwrite` is false.

    Raises
    ------
    FaultyInputError: files exist, or the folder cannot be made or written.
    """
    for path, text in zip(_places(Path(folder), list(texts), overwrite=overwrite), texts.values(), strict=True):
        write_private(path, text, overwrite=overwrite)


def _places(folder: Path, names: Sequence[str], *, overwrite: bool) -> list[Path]:
    """Make a folder that only its owner can read, and check that no file of these names is in the way."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, f"cannot be made ({error.strerror})", "Give a folder, not a file.") from None
    paths = [folder / name for name in names]
    present = [path for path in paths if path.exists()]
    if present and not overwrite:
        raise FaultyInputError(_exists(path) for path in present)
    return paths


def csv_text(frame: pd.DataFrame) -> str:
    """Give a table as CSV: UTF-8 text, line feeds, free of formulas."""
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


def _exists(path: Path) -> Fault:
    repair = "Give another name, or add --overwrite." if path.is_file() else "Give the name of a file, not of a folder."
    return Fault(file=path.name, row=None, column="", value="", problem="exists already", repair=repair)


def _unwritable(path: Path, problem: str, repair: str) -> FaultyInputError:
    return FaultyInputError([Fault(file=path.name, row=None, column="", value="", problem=problem, repair=repair)])


def json_text(document: Any) -> str:
    """Write plain data as the one JSON form of the package: readable, stable, text as it is.

    >>> print(json_text({"clinic": "Zürich"}))
    {
     "clinic": "Zürich"
    }
    """
    return json.dumps(document, indent=1, ensure_ascii=False)


def plain_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a table as JSON has it: lengths in minutes, clocks as text, null for what is missing.

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
