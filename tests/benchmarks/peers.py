"""A part of the job as others would do it: minutes and units in SQL, data frames and interval trees.

For each clinic, date, patient and code: minutes attended, of these contested (a clinician claimed for two patients) and
not, interruptions (a contested span inside an attended one), minutes unattended, and units by the rule of eight minutes
with one rule for ties. There is no contest rule, no second discipline, no group, state, modifier, alternative, payer or
finding in it. All of them give one result; a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.benchmarks.dense import TIMED

KEYS = ["clinic", "date", "patient", "code"]
VALUES = ["attended", "exclusive", "contested", "interruptions", "unattended", "units"]
DAY = ["clinic", "date", "provider"]


def _islands_sql(name: str, source: str, keys: Iterable[str]) -> str:
    """Join spans of the same keys that touch or overlap."""
    by = ", ".join(keys)
    return f"""{name}_ends AS (
        SELECT {by}, s, e, max(e) OVER (
            PARTITION BY {by} ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM (SELECT DISTINCT {by}, s, e FROM {source})),
    {name}_runs AS (
        SELECT {by}, s, e, sum(CASE WHEN before >= s THEN 0 ELSE 1 END)
        OVER (PARTITION BY {by} ORDER BY s, e ROWS UNBOUNDED PRECEDING) AS run FROM {name}_ends),
    {name} AS (SELECT {by}, min(s) AS s, max(e) AS e FROM {name}_runs GROUP BY {by}, run)"""


_JOINED = """contests AS (
        SELECT a.clinic, a.date, a.patient, a.code, greatest(a.s, b.s) AS s, least(a.e, b.e) AS e FROM claims a
        JOIN claims b ON a.clinic = b.clinic AND a.date = b.date AND a.provider = b.provider
        AND a.s < b.e AND b.s < a.e AND a.patient <> b.patient)"""
_SWEPT = (
    _islands_sql("people", "claims", [*DAY, "patient"])
    + """,
    edges AS (SELECT clinic, date, provider, t, sum(w) AS w FROM (
        SELECT clinic, date, provider, s AS t, 1 AS w FROM people
        UNION ALL SELECT clinic, date, provider, e, -1 FROM people) GROUP BY ALL),
    depths AS (SELECT clinic, date, provider, t AS s, lead(t) OVER x AS e, sum(w) OVER x AS depth FROM edges
        WINDOW x AS (PARTITION BY clinic, date, provider ORDER BY t)),
    doubled AS (SELECT * FROM depths WHERE depth > 1),"""
    + _islands_sql("busy", "doubled", DAY)
    + """,
    contests AS (
        SELECT a.clinic, a.date, a.patient, a.code, greatest(a.s, b.s) AS s, least(a.e, b.e) AS e FROM claims a
        JOIN busy b ON a.clinic = b.clinic AND a.date = b.date AND a.provider = b.provider
        AND a.s < b.e AND b.s < a.e)"""
)


def _duckdb(path: Path, contests: str) -> Any:
    import duckdb

    by, timed = ", ".join(KEYS), ", ".join(f"'{code}'" for code in TIMED)
    both = " AND ".join(f"c.{key} = u.{key}" for key in KEYS)
    query = f"""WITH spans AS (SELECT clinic, date, patient, provider, code, "start" AS s, "end" AS e FROM '{path}'),
    claims AS (SELECT * FROM spans WHERE provider IS NOT NULL), alone AS (SELECT * FROM spans WHERE provider IS NULL),
    {contests},
    {_islands_sql("attended", "claims", KEYS)}, {_islands_sql("left_alone", "alone", KEYS)},
    {_islands_sql("contested", "contests", KEYS)},
    cut AS (SELECT {", ".join(f"c.{key}" for key in KEYS)}, count(*) AS n FROM contested c JOIN attended u ON {both}
        AND u.s < c.s AND c.e < u.e GROUP BY ALL),
    lengths AS (
        SELECT {by}, sum(e - s) AS a, 0 AS c, 0 AS u, 0 AS i FROM attended GROUP BY {by}
        UNION ALL SELECT {by}, 0, sum(e - s), 0, 0 FROM contested GROUP BY {by}
        UNION ALL SELECT {by}, 0, 0, sum(e - s), 0 FROM left_alone GROUP BY {by}
        UNION ALL SELECT {by}, 0, 0, 0, n FROM cut),
    whole AS (SELECT {by}, sum(a)::BIGINT AS attended, sum(a - c)::BIGINT AS exclusive, sum(c)::BIGINT AS contested,
        sum(i)::BIGINT AS interruptions, sum(u)::BIGINT AS unattended, code IN ({timed}) AS timed
        FROM lengths GROUP BY {by}),
    ranked AS (SELECT *,
        row_number() OVER (PARTITION BY clinic, date, patient, timed ORDER BY exclusive % 15 DESC, code) AS place,
        (sum(exclusive) OVER v + 7) // 15 - sum(exclusive // 15) OVER v AS rest FROM whole
        WINDOW v AS (PARTITION BY clinic, date, patient, timed))
    SELECT {by}, attended, exclusive, contested, interruptions, unattended,
        CASE WHEN timed THEN exclusive // 15 + (place <= rest)::INT ELSE (attended + unattended > 0)::INT END::BIGINT
        AS units FROM ranked"""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    return connection.sql(query).to_arrow_table()


def duckdb_join(path: Path) -> Any:
    """Join every claim with the others of its clinician, in SQL."""
    return _duckdb(path, _JOINED)


def duckdb_sweep(path: Path) -> Any:
    """Find where a clinician is claimed twice by a window over starts and ends, in SQL."""
    return _duckdb(path, _SWEPT)


def _polars_islands(frame: Any, keys: list[str]) -> Any:
    import polars as pl

    return (
        frame.sort([*keys, "s"])
        .with_columns(before=pl.col("e").cum_max().shift(1).over(keys))
        .with_columns(run=(pl.col("before").is_null() | (pl.col("s") > pl.col("before"))).cast(pl.Int64).cum_sum())
        .group_by([*keys, "run"])
        .agg(pl.col("s").min(), pl.col("e").max())
        .drop("run")
    )


def polars_join(path: Path) -> Any:
    """Join and filter lazy frames."""
    import polars as pl

    spans = pl.scan_parquet(path).select(*KEYS, "provider", s="start", e="end")
    claims = spans.filter(pl.col("provider").is_not_null())
    contests = (
        claims.join(claims.drop("code"), on=DAY, suffix="2")
        .filter((pl.col("s") < pl.col("e2")) & (pl.col("s2") < pl.col("e")) & (pl.col("patient") != pl.col("patient2")))
        .with_columns(s=pl.max_horizontal("s", "s2"), e=pl.min_horizontal("e", "e2"))
    )
    wanted = [*KEYS, "s", "e"]
    attended = _polars_islands(claims.select(wanted), KEYS)
    alone = _polars_islands(spans.filter(pl.col("provider").is_null()).select(wanted), KEYS)
    contested = _polars_islands(contests.select(wanted), KEYS)
    inside = contested.join(attended, on=KEYS, suffix="2").filter(
        (pl.col("s2") < pl.col("s")) & (pl.col("e") < pl.col("e2"))
    )
    found = spans.select(KEYS).unique()
    for lengths, name in ((attended, "attended"), (contested, "contested"), (alone, "unattended")):
        own = lengths.group_by(KEYS).agg((pl.col("e") - pl.col("s")).sum().alias(name))
        found = found.join(own, on=KEYS, how="left")
    found = found.join(inside.group_by(KEYS).agg(interruptions=pl.len()), on=KEYS, how="left")
    found = found.with_columns(pl.col(set(VALUES) - {"exclusive", "units"}).fill_null(0).cast(pl.Int64))
    visit = [*KEYS[:3], "timed"]
    return (
        found.with_columns(exclusive=pl.col("attended") - pl.col("contested"), timed=pl.col("code").is_in(list(TIMED)))
        .with_columns(left=pl.col("exclusive") % 15, base=pl.col("exclusive") // 15)
        .sort([*visit, "left", "code"], descending=[False] * 4 + [True, False])
        .with_columns(
            place=pl.int_range(pl.len()).over(visit),
            rest=((pl.col("exclusive").sum() + 7) // 15 - pl.col("base").sum()).over(visit),
        )
        .with_columns(
            units=pl.when("timed")
            .then(pl.col("base") + (pl.col("place") < pl.col("rest")).cast(pl.Int64))
            .otherwise((pl.col("attended") + pl.col("unattended") > 0).cast(pl.Int64))
        )
        .select(KEYS + VALUES)
        .collect()
    )
