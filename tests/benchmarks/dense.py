"""A dense schedule of any length, the same on every machine: made in columns, so that ten million rows take seconds.

About 280 rows a clinic's date: visits of one to five services that follow one another, touch or overlap, two of three
booked on the quarter-hour; hand-overs inside visits, modalities nobody attends, two clinicians with one patient, exact
duplicates, and other patients' contacts nested in long rows, which contest an eighth of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

TIMED = ("97032", "97035", "97110", "97112", "97116", "97140", "97530", "97535")
UNTIMED = ("97161", "97010", "G0283")
CODES = (*TIMED, *UNTIMED)
ROWS_A_DAY, PATIENTS, STAFF = 280, 400, 8
#: Patients of one provider, each inside the last: about as many as are read.
NESTED = 400
_ROLES = np.array(["PT", "PTA", "PTA", "PT", "PTA", "PT", "PTA", "PT"])
_DAY = 86_400_000_000
_FIRST = 20_455  # 2026-01-02, in days of 1970
Columns = dict[str, np.ndarray[Any, Any]]


def columns_of(clinic_days: int, seed: int = 7) -> Columns:
    """Invent so many clinic-days; clocks are minutes of the day, half-open, staff -1 for nobody."""
    random = np.random.default_rng(seed)
    staff_of_day = random.integers(5, STAFF + 1, clinic_days)
    visits = np.repeat(np.arange(clinic_days), (staff_of_day * random.uniform(12.6, 16.1, clinic_days)).astype(int))
    count = len(visits)
    begins = random.integers(7 * 60, 18 * 60, count)
    begins = np.where(random.random(count) < 0.6, begins // 15 * 15, begins)
    services = random.choice([1, 2, 3, 4, 5], count, p=[0.18, 0.27, 0.30, 0.17, 0.08])
    visit = np.repeat(np.arange(count), services)
    rows = len(visit)
    length = np.where(random.random(rows) < 0.55, random.choice([8, 15, 23, 30], rows), random.integers(3, 40, rows))
    step = np.cumsum(length + random.choice([0, 0, 0, 1, 3, -5], rows))
    first = np.cumsum(services) - services
    offset = np.concatenate([[0], step[:-1]])
    start = begins[visit] + offset - np.repeat(offset[first], services)
    alone = random.random(rows) < 0.1
    lead = (random.random(count) * staff_of_day[visits]).astype(int)[visit]
    other = (random.random(rows) * staff_of_day[visits[visit]]).astype(int)
    made = {
        "day": visits[visit],
        "patient": random.integers(0, PATIENTS, count)[visit],
        "staff": np.where(alone, -1, np.where(random.random(rows) < 0.12, other, lead)),
        "code": np.where(alone, len(TIMED) + random.integers(1, 3, rows), random.integers(0, len(TIMED), rows)),
        "start": start,
        "end": start + length,
    }
    return _finished(_with_more(made, staff_of_day, random), random)


def _with_more(made: Columns, staff_of_day: np.ndarray[Any, Any], random: np.random.Generator) -> Columns:
    """Add contacts of other patients inside long rows, second clinicians, and exact duplicates."""
    rows, attended = len(made["day"]), made["staff"] >= 0
    length = made["end"] - made["start"]
    nested = np.flatnonzero(attended & (length >= 10) & (random.random(rows) < 0.13))
    inner = {name: column[nested] for name, column in made.items()}
    minutes = random.integers(1, 7, len(nested))
    inner["patient"] = random.integers(0, PATIENTS, len(nested))
    inner["code"] = random.integers(0, len(TIMED), len(nested))
    inner["start"] = inner["start"] + (random.random(len(nested)) * (length[nested] - minutes)).astype(int)
    inner["end"] = inner["start"] + minutes
    second = np.flatnonzero(attended & (random.random(rows) < 0.02))
    both = {name: column[second] for name, column in made.items()}
    both["staff"] = (both["staff"] + 1) % staff_of_day[both["day"]]
    twice = np.flatnonzero(random.random(rows) < 0.005)
    parts = (made, inner, both, {name: column[twice] for name, column in made.items()})
    return {name: np.concatenate([part[name] for part in parts]) for name in made}


def _finished(made: Columns, random: np.random.Generator) -> Columns:
    """Keep rows inside their date, in the order in which an export that is appended to has them."""
    kept = (made["start"] >= 0) & (made["end"] <= 1439)
    made = {name: column[kept] for name, column in made.items()}
    order = np.lexsort((random.random(len(made["day"])), made["day"]))
    return {name: column[order] for name, column in made.items()}


def write(folder: Path, clinic_days: int, *, shuffled: bool = False, uuids: bool = False) -> int:
    """Write `schedule.parquet`, as the program reads it, and `peer.parquet` with whole minutes; return the rows.

    Parameters
    ----------
    shuffled
        Whether the rows are in no order.
    uuids
        Whether people have ids of 36 characters.
    """
    made = columns_of(clinic_days)
    if shuffled:
        order = np.random.default_rng(3).permutation(len(made["day"]))
        made = {name: column[order] for name, column in made.items()}
    clinics = min(2_000, max(5, clinic_days // 10))
    clinic, date = made["day"] % clinics, made["day"] // clinics + _FIRST
    nobody = made["staff"] < 0
    texts = {
        "clinic": _named(clinic, [f"C{place:04}" for place in range(clinics)]),
        "patient": _named(clinic * PATIENTS + made["patient"], _ids("P", clinics * PATIENTS, uuids=uuids)),
        "provider": _named(clinic * STAFF + made["staff"], _ids("S", clinics * STAFF, uuids=uuids), nobody),
        "role": _named(made["staff"], _ROLES.tolist(), nobody),
        "code": _named(made["code"], CODES),
    }
    clocks = {name: date.astype("int64") * _DAY + made[name].astype("int64") * 60_000_000 for name in ("start", "end")}
    moments = {name: pa.array(clock).cast(pa.timestamp("us")) for name, clock in clocks.items()}
    folder.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.table(texts | moments), folder / "schedule.parquet", compression="zstd")
    minutes = {name: pa.array(made[name].astype("int32")) for name in ("start", "end")}
    days = {"date": pa.array(date.astype("int32")).cast(pa.date32())}
    parquet.write_table(pa.table(texts | days | minutes), folder / "peer.parquet", compression="zstd")
    return len(nobody)


def _ids(letter: str, count: int, *, uuids: bool) -> list[str]:
    if not uuids:
        return [f"{letter}{place:07}" for place in range(count)]
    hexes = np.random.default_rng(ord(letter)).bytes(16 * count).hex()
    whole = (hexes[place : place + 32] for place in range(0, len(hexes), 32))
    return [f"{each[:8]}-{each[8:12]}-{each[12:16]}-{each[16:20]}-{each[20:]}" for each in whole]


def _named(places: np.ndarray[Any, Any], names: Any, missing: np.ndarray[Any, Any] | None = None) -> pa.Array:
    coded = pa.array(np.maximum(places, 0).astype("int32"), mask=missing)
    return pa.DictionaryArray.from_arrays(coded, pa.array(list(names), pa.string())).cast(pa.string())


def write_nested(folder: Path, patients: int = NESTED) -> int:
    """Write one provider's day in which every patient's row lies inside the one before it; return the rows."""
    folder.mkdir(parents=True, exist_ok=True)
    start = np.datetime64("2026-03-02T08:00:00", "us")
    seconds = np.arange(patients) * 30
    table = pa.table(
        {
            "clinic": ["C1"] * patients,
            "patient": [f"P{place}" for place in range(patients)],
            "provider": ["S1"] * patients,
            "role": ["PT"] * patients,
            "code": ["97110"] * patients,
            "start": pa.array(start + seconds.astype("timedelta64[s]")),
            "end": pa.array(start + (30_000 - seconds).astype("timedelta64[s]")),
        }
    )
    parquet.write_table(table, folder / "schedule.parquet")
    return patients
