"""The part of the job that `tests.benchmarks.peers` describes, in pandas and with interval trees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tests.benchmarks.dense import TIMED
from tests.benchmarks.peers import DAY, KEYS, VALUES

Minutes = tuple[int, int]


def _islands(spans: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Join spans of the same keys that touch or overlap."""
    spans = spans.sort_values([*keys, "s"], kind="stable")
    ends = spans.groupby(keys, sort=False)["e"].cummax()
    before = ends.groupby([spans[key] for key in keys], sort=False).shift()
    run = (before.isna() | (spans["s"] > before)).cumsum()
    named = {key: (key, "first") for key in keys}
    return spans.assign(run=run).groupby("run", sort=False).agg(**named, s=("s", "first"), e=("e", "max"))


def pandas_sweep(path: Path) -> Any:
    """Sort starts and ends of each clinician, count who is claimed, and join."""
    spans = pd.read_parquet(path, columns=[*KEYS, "provider", "start", "end"])
    spans = spans.rename(columns={"start": "s", "end": "e"})
    spans["date"] = pd.to_datetime(spans["date"])
    claims = spans[spans["provider"].notna()]
    people = _islands(claims[[*DAY, "patient", "s", "e"]], [*DAY, "patient"])
    edges = pd.concat([people[DAY].assign(t=people[edge], w=weight) for edge, weight in (("s", 1), ("e", -1))])
    edges = edges.groupby([*DAY, "t"], sort=True)["w"].sum().reset_index()
    days = edges.groupby(DAY, sort=False)
    edges = edges.assign(depth=days["w"].cumsum(), e=days["t"].shift(-1)).rename(columns={"t": "s"})
    busy = _islands(edges[edges["depth"] > 1].astype({"e": "int64"})[[*DAY, "s", "e"]], DAY)
    contests = claims.merge(busy, on=DAY, suffixes=("", "2"))
    contests = contests[(contests["s"] < contests["e2"]) & (contests["s2"] < contests["e"])]
    contests = contests.assign(s=contests[["s", "s2"]].max(axis=1), e=contests[["e", "e2"]].min(axis=1))
    attended, contested, alone = (
        _islands(part[[*KEYS, "s", "e"]], KEYS) for part in (claims, contests, spans[spans["provider"].isna()])
    )
    both = contested.merge(attended, on=KEYS, suffixes=("", "2"))
    inside = both[(both["s2"] < both["s"]) & (both["e"] < both["e2"])]
    found = spans[KEYS].drop_duplicates()
    for part, name in ((attended, "attended"), (contested, "contested"), (alone, "unattended")):
        own = part.assign(n=part["e"] - part["s"]).groupby(KEYS, sort=False)["n"].sum().rename(name)
        found = found.merge(own.reset_index(), on=KEYS, how="left")
    own = inside.groupby(KEYS, sort=False).size().rename("interruptions")
    return _with_units(found.merge(own.reset_index(), on=KEYS, how="left"))


def _with_units(found: pd.DataFrame) -> pd.DataFrame:
    counted = ["attended", "contested", "unattended", "interruptions"]
    found[counted] = found[counted].fillna(0).astype("int64")
    found["exclusive"] = found["attended"] - found["contested"]
    found["units"] = (found["attended"] + found["unattended"] > 0).astype("int64")
    timed = found[found["code"].isin(TIMED)].assign(left=lambda rows: rows["exclusive"] % 15)
    timed = timed.sort_values([*KEYS[:3], "left", "code"], ascending=[True] * 3 + [False, True])
    visits = timed.groupby(KEYS[:3], sort=False)
    base = timed["exclusive"] // 15
    whole = base.groupby([timed[key] for key in KEYS[:3]], sort=False).transform("sum")
    rest = (visits["exclusive"].transform("sum") + 7) // 15 - whole
    found.loc[timed.index, "units"] = base + (visits.cumcount() < rest)
    return found[KEYS + VALUES]


def interval_trees(path: Path) -> Any:
    """Ask a tree of each clinician's claims for those that overlap, a clinic-day at a time."""
    from intervaltree import IntervalTree
    from pyarrow import parquet

    table = parquet.read_table(path)
    days: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for clinic, date, *row in zip(
        *(table[name].to_pylist() for name in ("clinic", "date", "patient", "provider", "code", "start", "end")),
        strict=True,
    ):
        days[clinic, date].append(tuple(row))
    found: list[tuple[Any, ...]] = []
    for day, rows in days.items():
        claimed: dict[str, dict[str, list[Minutes]]] = defaultdict(lambda: defaultdict(list))
        for patient, provider, _, start, end in rows:
            if provider is not None:
                claimed[provider][patient].append((start, end))
        trees = {
            provider: IntervalTree.from_tuples(
                (start, end, patient) for patient, spans in own.items() for start, end in _union(spans)
            )
            for provider, own in claimed.items()
        }
        found += [(*day, *row) for row in _day(rows, trees)]
    return pd.DataFrame(found, columns=KEYS + VALUES)


def _day(rows: Iterable[tuple[Any, ...]], trees: dict[str, Any]) -> Iterable[tuple[Any, ...]]:
    spans: dict[str, dict[str, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
    for patient, provider, code, start, end in rows:
        spans[patient][code].append((provider, start, end))
    for patient, codes in spans.items():
        counted = []
        for code, own in codes.items():
            attended = _union([(start, end) for provider, start, end in own if provider is not None])
            alone = _union([(start, end) for provider, start, end in own if provider is None])
            contested = _union(
                [
                    (max(other.begin, start), min(other.end, end))
                    for provider, start, end in own
                    if provider is not None
                    for other in trees[provider].overlap(start, end)
                    if other.data != patient
                ]
            )
            inside = sum(start < low and high < end for low, high in contested for start, end in attended)
            lengths = [sum(end - start for start, end in part) for part in (attended, contested, alone)]
            counted.append((code, lengths[0], lengths[0] - lengths[1], lengths[1], inside, lengths[2]))
        for row, units in zip(counted, _units(counted), strict=True):
            yield (patient, *row, units)


def _units(counted: Sequence[tuple[Any, ...]]) -> list[int]:
    """Count units by the rule of eight minutes; of equal remainders the first code is rounded up."""
    timed = [(code, exclusive) for code, _, exclusive, *_ in counted if code in TIMED]
    rest = (sum(minutes for _, minutes in timed) + 7) // 15 - sum(minutes // 15 for _, minutes in timed)
    up = {code for code, _ in sorted(timed, key=lambda each: (-(each[1] % 15), each[0]))[:rest]}
    return [
        exclusive // 15 + (code in up) if code in TIMED else int(attended + alone > 0)
        for code, attended, exclusive, _, _, alone in counted
    ]


def _union(spans: list[Minutes]) -> list[Minutes]:
    found: list[Minutes] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
