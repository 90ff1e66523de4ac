"""A schedule like a clinic's own, of any length: the synthetic chain that `timeline sample` writes, in one file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from math import ceil
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from timeline.samples.chain import chain_months

ROWS_A_DAY, CLINICS, START = 240, 20, date(2026, 1, 5)


def write(folder: Path, rows: int) -> int:
    """Write `schedule.parquet`, as the program reads it; return the rows.

    Findings stand on about every fourth row; all there is in a day is there: groups, rests, shifts, bookings, seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    clinics = max(1, min(CLINICS, rows // ROWS_A_DAY))
    days = max(1, ceil(rows / ROWS_A_DAY / clinics))
    table = pa.concat_tables(_months(clinics, days))
    parquet.write_table(table, folder / "schedule.parquet", compression="zstd")
    return int(table.num_rows)


def _months(clinics: int, days: int) -> Iterator[pa.Table]:
    for _, text in chain_months(clinics=clinics, days=days, seed=7, start=START, nested=True):
        content = text.encode()
        names = content.partition(b"\n")[0].decode().split(",")
        as_text = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
        yield csv.read_csv(io.BytesIO(content), convert_options=as_text)
