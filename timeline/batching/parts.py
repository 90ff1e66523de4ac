"""The rows of a file as they are put down: numbers, and of a text which of its column's texts it is, by date.

The file is mapped into memory and only what is asked for is read of it: the rows of a date stand together, and only
texts of these rows are made.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from timeline.contracts import INTERVALS
from timeline.files import file_errors
from timeline.schedules.schedule import SpanColumns
from timeline.sheets.texts import Codes, Numbered, Texts

if TYPE_CHECKING:
    import pyarrow as pa

#: The column whose texts are put down as they are: each row has one of its own.
ID = "interval_id"


def joined_columns(parts: Sequence[SpanColumns]) -> SpanColumns:
    """Return columns, one below the other, as one."""
    if len(parts) == 1:
        return parts[0]
    found: dict[str, Any] = {}
    for name in parts[0]:
        own: list[Any] = [part[name] for part in parts]
        found[name] = Texts.merged(own) if isinstance(own[0], Texts) else np.concatenate(own)
    return found


def write_part(path: Path, columns: SpanColumns) -> dict[str, int]:
    """Put rows down, those of each date in their order; return how many each date has, in the order of the file.

    Raises
    ------
    FileError: the file cannot be written.
    """
    import pyarrow as pa

    date = columns["date"]
    assert isinstance(date, Texts)  # noqa: S101 (it is one of every schedule's columns)
    names = sorted({*date.distinct})
    place = {name: number for number, name in enumerate(names)}
    days = np.array([place[name] for name in date.distinct], dtype=np.intp)[date.codes]
    order, counts = np.argsort(days, kind="stable"), np.bincount(days, minlength=len(names)).tolist()
    batch = pa.record_batch({name: _as_arrow(name, columns[name], order) for name in INTERVALS.names})
    draft = path.with_suffix(".new")
    with file_errors(path, "written"):
        with pa.ipc.new_file(draft, batch.schema) as writer:
            writer.write_batch(batch)
        draft.chmod(0o600)
        draft.replace(path)
    return {name: count for name, count in zip(names, counts, strict=True) if count}


def _as_arrow(name: str, own: Any, order: Codes) -> pa.Array:
    import pyarrow as pa
    from pyarrow import compute

    if not isinstance(own, Texts):
        return pa.array(own[order])
    if isinstance(own, Numbered):
        numbers = pa.array(own.numbers[order]).cast(pa.string())
        return compute.binary_join_element_wise(pa.scalar(own.prefix), numbers, pa.scalar(""))
    texts, codes = pa.array(own.distinct, pa.string()), own.codes[order]
    if name == ID:
        return texts.take(pa.array(codes))
    narrow = np.int8 if len(texts) < 1 << 7 else np.int16 if len(texts) < 1 << 15 else np.int32
    return pa.DictionaryArray.from_arrays(codes.astype(narrow), texts)


def read_part(
    path: Path, part: Mapping[str, int], dates: Collection[str], columns: Collection[str] = INTERVALS.names
) -> SpanColumns:
    """Read some columns of the rows of some dates.

    Parameters
    ----------
    part
        What `write_part` returned of the file.

    Raises
    ------
    FileError: the file cannot be read.
    """
    import pyarrow as pa

    spans = _spans(part, dates)
    wanted = [place for place, name in enumerate(INTERVALS.names) if name in columns]
    with file_errors(path, "read"), pa.memory_map(str(path)) as file:
        batch = pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=wanted)).get_batch(0)
        own = [batch.slice(*span) for span in spans]
        return {name: _read([rows.column(place) for rows in own]) for place, name in enumerate(batch.schema.names)}


def _spans(part: Mapping[str, int], dates: Collection[str]) -> list[tuple[int, int]]:
    """Return where the rows of some dates begin and how many there are; dates side by side are one span."""
    found: list[tuple[int, int]] = []
    for date, count, until in zip(part, part.values(), accumulate(part.values()), strict=True):
        if date in dates:
            before = found.pop() if found and sum(found[-1]) == until - count else (until - count, 0)
            found.append((before[0], before[1] + count))
    return found


def _read(own: Sequence[pa.Array]) -> Any:
    """Read stretches of a column; what is returned is not bound to the file."""
    import pyarrow as pa

    kind = own[0].type
    if pa.types.is_string(kind):
        return Texts.each_own(text for each in own for text in each.to_pylist())
    if not pa.types.is_dictionary(kind):
        return np.concatenate([each.to_numpy(zero_copy_only=False) for each in own])
    codes, words = np.concatenate([each.indices.to_numpy() for each in own]).astype(np.intp), own[0].dictionary
    if len(words) > len(codes):  # most of them stand on no row
        there = np.bincount(codes, minlength=len(words)) > 0
        words, codes = words.take(pa.array(np.flatnonzero(there))), (np.cumsum(there) - 1)[codes]
    return Texts(words.to_pylist(), codes)
