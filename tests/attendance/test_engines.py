"""Which engine is used: by size, by request, and never to any effect on the result."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engines import ENGINES
from timeline import analyze, read_schedule
from timeline.attendance import engines
from timeline.attendance.compiled import compiled, has_numba
from timeline.attendance.engines import MANY_ROWS, MOST_ROWS, SOME_ROWS, engine_for, has_to_compile
from timeline.attendance.kernels import code_order
from timeline.errors import MissingExtraError, WrongValueError
from timeline.vocabulary import Engine

TUESDAY = Path(__file__).parents[2] / "sample_schedules" / "busy_tuesday.csv"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Say whether kernels that are not loaded were compiled and kept before."""
    compiled.cache_clear()
    return lambda is_so: monkeypatch.setattr(engines, "is_kept", lambda module: is_so)


def test_a_day_is_worked_out_by_the_tree_and_many_rows_by_columns(kept: Callable[[bool], None]) -> None:
    kept(True)
    assert (engine_for(MANY_ROWS - 1), engine_for(MANY_ROWS)) == (Engine.TREE, Engine.COLUMNAR)


def test_kernels_are_compiled_only_where_that_is_less_work_than_they_save(kept: Callable[[bool], None]) -> None:
    kept(False)
    assert (engine_for(MOST_ROWS - 1), engine_for(MOST_ROWS)) == (Engine.TREE, Engine.COLUMNAR)


def test_a_chains_run_compiles_kernels_for_the_next_one_too(kept: Callable[[bool], None]) -> None:
    kept(False)
    assert engine_for(MANY_ROWS, compiling=True) == Engine.COLUMNAR


@pytest.mark.parametrize("yes", [True, False])
def test_only_columns_whose_kernels_are_not_kept_have_to_be_compiled(
    kept: Callable[[bool], None], *, yes: bool
) -> None:
    kept(not yes)
    assert has_to_compile(Engine.COLUMNAR) == yes
    assert not has_to_compile(Engine.TREE)
    compiled(code_order)
    assert not has_to_compile(Engine.COLUMNAR)


def test_kernels_that_are_loaded_are_used_for_fewer_rows() -> None:
    compiled(code_order)
    assert (engine_for(SOME_ROWS - 1), engine_for(SOME_ROWS)) == (Engine.TREE, Engine.COLUMNAR)


def test_without_numba_many_rows_are_worked_out_by_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not has_numba()
    assert engine_for(MANY_ROWS) == Engine.TREE


def test_asking_for_columns_without_numba_names_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    compiled.cache_clear()
    with pytest.raises(MissingExtraError, match=r'pip install "clinic-timeline\[batch\]"'):
        analyze(read_schedule(TUESDAY), engine="columnar")


def test_where_numba_is_installed_but_does_not_load_the_tree_works_out_many_rows_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(engines, "engine_for", lambda rows: Engine.COLUMNAR)
    compiled.cache_clear()
    schedule = read_schedule(TUESDAY)
    assert analyze(schedule).to_json() == analyze(schedule, engine="tree").to_json()


def test_a_result_does_not_depend_on_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = read_schedule(TUESDAY)
    by_tree = analyze(schedule, engine="tree")
    monkeypatch.setattr(engines, "ENGINES", {Engine.COLUMNAR: ENGINES["columnar"]})
    by_columns = analyze(schedule, engine="columnar")
    assert by_columns.to_json() == by_tree.to_json()
    assert by_columns.manifest == by_tree.manifest
    assert by_columns.record.attendance.engine == Engine.COLUMNAR


def test_analysing_a_day_loads_no_compiler() -> None:
    told = f"import sys, timeline as tl; tl.analyze(tl.read_schedule({str(TUESDAY)!r})); print('numba' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
    assert printed == "False\n"


def test_an_engine_nobody_knows_is_refused() -> None:
    with pytest.raises(WrongValueError, match="known: auto, tree, columnar"):
        analyze(read_schedule(TUESDAY), engine="fast")
