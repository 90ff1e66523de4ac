"""The engines that turn classified rows into attendance: which one is used decides the time it takes, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias
from zoneinfo import ZoneInfo

from timeline.attendance.columnar import columnar_tables
from timeline.attendance.compiled import compiled, has_numba, is_kept
from timeline.attendance.kernels import patients
from timeline.attendance.rows import Rows
from timeline.attendance.span_tables import SpanTables
from timeline.attendance.tree import tree_tables
from timeline.errors import MissingExtraError
from timeline.vocabulary import ContestRule, Engine

#: Classified rows, the contest rule in force and the clinic's time zone to the tables of `Attendance` but `not_seen`.
Tables: TypeAlias = Callable[[Rows, ContestRule, ZoneInfo | None], SpanTables]

ENGINES: Mapping[Engine, Tables] = {Engine.TREE: tree_tables, Engine.COLUMNAR: columnar_tables}

#: From so many rows on, loading compiled kernels takes less time than it saves; from so many once they are loaded; and
#: from so many where they have to be compiled first, which takes half a minute.
MANY_ROWS, SOME_ROWS, MOST_ROWS = 10_000, 500, 300_000


def engine_for(rows: int, *, compiling: bool = False) -> Engine:
    """Choose an engine for so many rows: the tree for a day, and wherever numba is not installed.

    Parameters
    ----------
    compiling
        Whether kernels are worth compiling for less than they cost, because they will be used again and again.

    >>> engine_for(40)
    <Engine.TREE: 'tree'>
    """
    if compiled.cache_info().currsize:
        enough = SOME_ROWS
    elif compiling or is_kept(patients):
        enough = MANY_ROWS
    else:
        enough = MOST_ROWS
    return Engine.COLUMNAR if rows >= enough and has_numba() else Engine.TREE


def has_to_compile(engine: Engine) -> bool:
    """Whether an engine has yet to be compiled on this machine, which takes a while, once."""
    return engine == Engine.COLUMNAR and not compiled.cache_info().currsize and not is_kept(patients)


def tables_of(rows: Rows, contest: ContestRule, zone: ZoneInfo | None, engine: Engine = Engine.AUTO) -> SpanTables:
    """Work out the tables of `Attendance` but `not_seen`, by name.

    Raises
    ------
    MissingExtraError: the columnar engine is asked for, and numba is not installed.
    """
    if engine != Engine.AUTO:
        return ENGINES[engine](rows, contest, zone)
    try:
        return ENGINES[engine_for(len(rows))](rows, contest, zone)
    except MissingExtraError:  # numba is there, but not for this Python or numpy
        return ENGINES[Engine.TREE](rows, contest, zone)
