"""Tables and texts as private files and as JSON records; no cell runs as a formula."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from timeline.clock import MINUTE
from timeline.contracts import Table
from timeline.contracts.columnar import Columnar, in_columns
from timeline.contracts.sentences import ArrowStrings, Gathered, Sentences, Words, strings_of
from timeline.errors import Fault, FileError, MissingExtraError
from timeline.files import AnyPath, check_free, private_folder, write_together
from timeline.words import counted
from timeline.workbook_writer import MOMENTS, only_days, workbook_bytes
from timeline.wrapped import TAKEN_OFF, kept, wrapped

if TYPE_CHECKING:
    import pyarrow as pa


def write_tables(frames: Mapping[str, pd.DataFrame], path: AnyPath, kind: str, *, overwrite: bool = False) -> None:
    """Write one private file per table, `csv`, `parquet` or `xlsx`, into a folder that is created if needed.

    A path that ends in .xlsx is one workbook instead, with a sheet for each table. Nothing is written where any of
    the files exists and `overwrite` is false, or where one of them cannot be written.

    Raises
    ------
    FileError: files exist, the folder cannot be created or written, or a table is larger than a sheet.
    MissingExtraError: nothing installed writes the format.
    """
    check_writer(kind)
    if kind == "xlsx" and Path(path).suffix.lower() == ".xlsx":
        check_free([Path(path)], overwrite=overwrite)
        write_together([(path, workbook_bytes(frames))], overwrite=overwrite)
        return
    paths = [private_folder(path) / f"{name}.{kind}" for name in frames]
    check_free(paths, overwrite=overwrite)
    contents = (table_content(frame, kind, name) for name, frame in frames.items())
    write_together(zip(paths, contents, strict=True), overwrite=overwrite)


def check_writer(kind: str) -> None:
    """Refuse a format that nothing installed writes.

    Raises
    ------
    MissingExtraError: with the line that installs its writer.
    """
    package, extra = {"parquet": ("pyarrow", "batch"), "xlsx": ("xlsxwriter", "excel")}.get(kind, ("", ""))
    if package and not importlib.util.find_spec(package):
        raise MissingExtraError(f"--format {kind}", extra)


def table_content(frame: pd.DataFrame, kind: str, name: str = "table") -> str | bytes:
    """Return a table as the content of a file in `csv`, `parquet` or `xlsx`."""
    if kind == "parquet":
        return parquet_bytes(arrow_table(frame))
    return workbook_bytes({name: frame}) if kind == "xlsx" else csv_text(frame)


def arrow_table(frame: pd.DataFrame) -> pa.Table:
    """Return a table as it stands in a Parquet file."""
    import pyarrow as pa

    whole = pa.Table.from_pandas(frame, preserve_index=False, nthreads=1)
    changed = _with(kept, frame, [field.name for field in whole.schema if _reads_otherwise(whole[field.name])])
    return whole if changed is frame else pa.Table.from_pandas(changed, preserve_index=False, nthreads=1)


def _reads_otherwise(column: pa.Array | pa.ChunkedArray) -> bool:
    """Whether reading may take something off a text of a column: the few that it may are looked at one by one."""
    import pyarrow as pa
    from pyarrow import compute

    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return False
    return any(compute.any(compute.starts_with(column, start)).as_py() for start in TAKEN_OFF)


class ArrowTables:
    """Tables in columns as they stand in Parquet files; words that several of them share are converted once."""

    def __init__(self) -> None:
        self._strings = ArrowStrings()

    def of(self, columnar: Columnar) -> pa.Table:
        """Return a table."""
        import pyarrow as pa

        cells = [self._column(columnar.cells(column.name)) for column in columnar.table.published]
        return pa.Table.from_arrays(cells, schema=_schema(columnar.table))

    def _column(self, cells: Any) -> pa.Array:
        import pyarrow as pa

        if isinstance(cells, Words):
            return _kept(self._strings.words(cells.words)).take(pa.array(cells.codes))
        if isinstance(cells, Sentences | Gathered):
            return _kept(self._strings.of(cells))
        if isinstance(cells, pd.arrays.StringArray):
            return _kept(strings_of(cells.to_numpy(dtype=object)))
        if isinstance(cells, pd.Categorical):
            places = pa.array(cells.codes, mask=cells.isna())
            return pa.DictionaryArray.from_arrays(places, cells.categories.tolist(), ordered=cells.ordered)
        return pa.array(cells, from_pandas=True)


def _kept(strings: pa.Array) -> pa.Array:
    """Return texts as they stand in a Parquet file; one that is missing stays so."""
    import pyarrow as pa

    if not _reads_otherwise(strings):
        return strings
    return pa.array([None if text is None else kept(text) for text in strings.to_pylist()], type=pa.string())


@cache
def _schema(table: Table) -> pa.Schema:
    """Return what a Parquet file says of a table's columns."""
    import pyarrow as pa

    empty = in_columns(table, {column.name: () for column in table.published})
    return pa.Schema.from_pandas(empty.frame(), preserve_index=False)


def parquet_bytes(table: pa.Table) -> bytes:
    """Return a table, or some rows of one, as the content of a Parquet file."""
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink)
    content: bytes = sink.getvalue().to_pybytes()
    return content


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

    Reading takes it off again. A carriage return inside a cell becomes a line feed, which the CSV writer quotes.

    >>> harmless(pd.DataFrame({"patient": ["=1+1", "P1", "-12"], "seconds": [-5, 5, 0]}))["patient"].tolist()
    ["'=1+1", 'P1', '-12']
    """
    safe = _with(wrapped, frame, frame.columns).copy(deep=False)
    for name in safe.columns:
        column = safe[name]
        if name in MOMENTS and pd.api.types.is_datetime64_dtype(column.dtype):
            if only_days(column):  # pandas would leave the clocks out
                safe[name] = column.dt.strftime("%Y-%m-%d %H:%M:%S")
            continue
        if not (pd.api.types.is_string_dtype(column.dtype) or column.dtype == object):
            continue
        text = column.fillna("").astype("str")
        safe[name] = text.str.replace("\r\n", "\n", regex=False).str.replace("\r", "\n", regex=False)
    return safe


def _with(change: Callable[[str], str], frame: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Change the texts of some columns of a table, each distinct one once; the table itself where nothing changes."""
    made: dict[str, pd.Series[str]] = {}
    for name in columns:
        column = frame[name]
        if not (pd.api.types.is_string_dtype(column.dtype) or column.dtype == object):
            continue
        texts = column.to_numpy(dtype=object)
        told = {each: change(each) for each in pd.unique(texts) if isinstance(each, str)}
        if any(each != changed for each, changed in told.items()):
            listed = [told[each] if isinstance(each, str) else each for each in texts]
            made[name] = pd.Series(listed, index=column.index, dtype=column.dtype)
    return frame.assign(**made) if made else frame


def json_text(document: Any) -> str:
    """Write plain data as the one JSON form of the package: readable, stable, text as it is.

    >>> print(json_text({"clinic": "Zürich"}))
    {
     "clinic": "Zürich"
    }
    """
    return "".join(_written(document, "\n"))


#: Between two items in compact text; within a text, JSON writes it in letters.
_BETWEEN = "\x01"
_compact = json.JSONEncoder(ensure_ascii=False, separators=(_BETWEEN, ": ")).encode
_NESTED = (dict, list, tuple)


def _written(value: Any, line: str) -> Iterator[str]:
    """Yield the pieces of a value whose own line begins with `line`.

    The standard library indents in Python, item by item, which is slow for a hundred thousand records. Its compiled
    encoder writes a list of plain records at once, and the line ends are put in afterward.
    """
    if not isinstance(value, _NESTED) or not value:
        yield _compact(value)
        return
    inner, held = f"{line} ", value.values() if isinstance(value, dict) else value
    if _is_flat(held):
        yield _lines(_compact(value), line)
    elif isinstance(value, list) and all(isinstance(each, dict) and each and _is_flat(each.values()) for each in held):
        between = f"{inner}}},{inner}{{{inner} "
        text = _compact(value)[2:-2].replace(f"}}{_BETWEEN}{{", between).replace(_BETWEEN, f",{inner} ")
        yield f"[{inner}{{{inner} {text}{inner}}}{line}]"
    else:
        names = [_compact({key: 0})[1:-2] for key in value] if isinstance(value, dict) else [""] * len(value)
        first, last = "{}" if isinstance(value, dict) else "[]"
        for number, (name, each) in enumerate(zip(names, held, strict=True)):
            yield f"{',' if number else first}{inner}{name}"
            yield from _written(each, inner)
        yield f"{line}{last}"


def _is_flat(values: Iterable[Any]) -> bool:
    return not any(isinstance(each, _NESTED) for each in values)


def _lines(text: str, line: str) -> str:
    """Give each item of a compact list or record a line of its own."""
    return f"{text[0]}{line} {text[1:-1].replace(_BETWEEN, f',{line} ')}{line}{text[-1]}"


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
