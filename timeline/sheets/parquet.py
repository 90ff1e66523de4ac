"""Bytes of a Parquet file -> its cells."""

from __future__ import annotations

from collections.abc import Generator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from timeline.errors import MissingExtraError
from timeline.sheets.sheet import Grid, refuse
from timeline.sheets.texts import Codes, Stamps, Table, Texts
from timeline.sheets.values import MOST_CELLS, value_text

_LARGER = "Export fewer columns, or the dates of one year."
_DAMAGED = ("the Parquet file is damaged, or encrypted", "Write it again, without encryption.")
#: Bytes that the columns unpack to.
_MOST = 1 << 30
#: Moments of other years are read as text, so that what is wrong with them is told.
_YEARS = range(1900, 2300)
_MOST_TEXT, _MOST_PARTS = 100 << 20, 1 << 20


def parquet_grid(name: str, content: bytes) -> Grid:
    """Read every column as text, exactly: moments with their fraction and offset, decimals with their digits.

    Raises
    ------
    ScheduleError: the file is damaged, encrypted, or larger than its bounds.
    MissingExtraError: the extra `batch` is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtraError("reading Parquet", "batch") from None

    try:
        file = _opened(pa.BufferReader(content))
        about = file.metadata
        size = sum(about.row_group(place).total_byte_size for place in range(about.num_row_groups))
        small = about.num_rows * about.num_columns <= MOST_CELLS and size <= _MOST
        table = file.read() if small else None
        columns = [_texts(column) for column in table.columns] if table is not None else []
    except Exception:  # a damaged file fails in many ways, and what is said of them quotes cells
        refuse(name, *_DAMAGED)
    if table is None:
        refuse(name, "the Parquet file holds more cells than can be read", _LARGER)
    header = [str(column) for column in table.column_names]
    return Grid([header], body=Table(columns, table.num_rows), named=True)


def parquet_pieces(name: str, path: Path, rows: int) -> Generator[Grid, None, None]:
    """Read a file some rows at a time, each as `parquet_grid` does; the bounds there do not hold.

    Raises
    ------
    ScheduleError: the file is damaged or encrypted.
    MissingExtraError: the extra `batch` is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise MissingExtraError("reading Parquet", "batch") from None

    above = 0
    try:
        with _opened(path) as file:
            header = [str(column) for column in file.schema_arrow.names]
            for batch in chain(file.iter_batches(rows), [None]):
                if batch is not None or not above:
                    columns = [Texts.of(())] * len(header) if batch is None else list(map(_texts, batch.columns))
                    count = 0 if batch is None else batch.num_rows
                    yield Grid([header], top=1, above=above, body=Table(columns, count), named=True)
                    above += count
    except Exception:  # as above
        refuse(name, *_DAMAGED)


def _opened(source: Any) -> Any:
    from pyarrow import parquet

    return parquet.ParquetFile(
        source,
        thrift_string_size_limit=_MOST_TEXT,
        thrift_container_size_limit=_MOST_PARTS,
        page_checksum_verification=True,
    )


def _texts(column: Any) -> Texts:
    """Write every distinct value once; a column that has no distinct values, such as one of lists, cell by cell."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_nested(kind):
        return Texts.of(value_text(value) for value in column.to_pylist())
    whole = column.cast(kind.value_type) if pa.types.is_dictionary(kind) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.combine_chunks()
    coded = whole.dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    values = coded.dictionary
    codes = coded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False).astype(np.intp)
    if (stamps := _stamps(values, codes)) is not None:
        return stamps
    if pa.types.is_float32(kind) or pa.types.is_float16(kind):
        texts = [
            str(value).removesuffix(".0") if value == value else "" for value in values.to_numpy(zero_copy_only=False)
        ]
    else:
        texts = [value_text(value) for value in values.to_pylist()]
    return Texts([*texts, ""], codes)


def _stamps(values: Any, codes: Codes) -> Stamps | None:
    """Take moments as such, if each can be one of a schedule and has neither an offset nor a fraction."""
    import pyarrow as pa

    if not pa.types.is_timestamp(values.type) or values.type.tz is not None:
        return None
    exact = values.to_numpy(zero_copy_only=False)
    walls = exact.astype("datetime64[s]")
    years = walls.astype("datetime64[Y]").astype(np.int64) + 1970
    if (walls != exact).any() or not ((years >= _YEARS.start) & (years < _YEARS.stop)).all():
        return None
    return Stamps(walls.astype(np.int64), codes)
