"""Kernels as they stand, and compiled."""

from __future__ import annotations

import builtins
import errno
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numba
import numpy as np
import pytest
from numba.core.caching import IndexDataCacheFile, InTreeCacheLocator

from timeline.attendance.compiled import compiled, is_kept, plain
from timeline.attendance.kernels import code_order
from timeline.errors import MissingExtraError

SPANS = np.array([[0, 0, 0, 5, 9, 0, 0, 7], [0, 0, 1, 5, 9, 0, 0, 7], [1, 0, 0, 2, 3, 0, 0, 7]])
CODES = np.array([1, 2])


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    compiled.cache_clear()
    yield
    compiled.cache_clear()


def test_the_kernels_of_a_module_are_its_own_functions() -> None:
    assert list(plain(code_order)) == ["sort_by_code", "_write", "_comes_before"]


def test_a_compiled_kernel_does_what_it_says_uncompiled() -> None:
    one, other = SPANS.copy(), SPANS[[1, 0, 2]].copy()
    plain(code_order)["sort_by_code"](one, CODES)
    compiled(code_order)["sort_by_code"](other, CODES)
    assert one.tolist() == other.tolist() == SPANS.tolist()


def test_where_nothing_can_be_written_kernels_are_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*, cache: bool = False, **_: Any) -> Callable[[Any], Any]:
        if cache:
            raise RuntimeError("cannot cache function")
        return lambda function: function

    monkeypatch.setattr(numba, "njit", nowhere)
    kernels = compiled(code_order)
    kernels["sort_by_code"](SPANS.copy(), CODES)
    assert kernels.keys() == plain(code_order).keys()


def test_a_disk_that_fills_while_kernels_are_kept_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(IndexDataCacheFile, "save", full)
    assert compiled(module_of(tmp_path / "kernels.py", "def more(x):\n    return x + 3\n"))["more"](1) == 4


def test_a_numba_that_is_there_and_does_not_load_is_named_with_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str, *rest: Any) -> ModuleType:
        if name == "numba":
            raise ImportError("Numba needs NumPy 2.4 or less. Got NumPy 2.5.")
        return whole(name, *rest)

    whole = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(MissingExtraError) as found:
        compiled(code_order)
    assert str(found.value) == (
        "The columnar engine needs numba, which is installed and does not load (Numba needs NumPy 2.4 or less. Got "
        'NumPy 2.5). Run: pip install --force-reinstall "clinic-timeline[batch]"'
    )


def module_of(path: Path, text: str) -> ModuleType:
    """Write a module, and read it."""
    path.write_text(text)
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("def more(x):\n    return x + 1\n", "def more(x):\n    return x + 2\n"),
        ("BY = 1\ndef more(x):\n    return x + BY\n", "BY = 2\ndef more(x):\n    return x + BY\n"),
    ],
)
def test_what_an_older_file_left_is_not_taken_for_the_newer_one_after_a_process_was_killed(
    older: str, newer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kernels.py"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled(module_of(path, older))["more"](1) == 2
    with monkeypatch.context() as patch:
        patch.setattr(IndexDataCacheFile, "_save_data", lambda *_: None)
        assert compiled(module_of(path, newer))["more"](1) == 3
    assert compiled(module_of(path, newer))["more"](1) == 3


def test_what_is_kept_is_found_again() -> None:
    names, hits = [], []
    for _ in range(2):
        compiled.cache_clear()
        kernels: dict[str, Any] = compiled(code_order)
        kernels["sort_by_code"](SPANS.copy(), CODES)
        names.append([kernel.py_func.__qualname__ for kernel in kernels.values()])
        hits = list(kernels["sort_by_code"].stats.cache_hits.values())
    assert (names[0], hits) == (names[1], [1])


def test_kernels_are_known_to_be_kept_once_they_were_compiled_and_until_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kernels.py"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = module_of(path, "def more(x):\n    return x + 1\n")
    before = is_kept(module)
    compiled(module)["more"](1)
    changed = module_of(path, "def more(x):\n    return x + 2\n")
    assert (before, is_kept(module), is_kept(changed)) == (False, True, False)


@pytest.mark.parametrize("left", [b"", b"\x80\x05", b"hello\n"], ids=["empty", "cut off", "something else"])
@pytest.mark.parametrize("file", ["*.nbi", "*.nbc"])
def test_kernels_that_are_kept_and_damaged_are_compiled_and_kept_anew(tmp_path: Path, file: str, left: bytes) -> None:
    text = "def more(x):\n    return x + 4\n"
    compiled(module_of(tmp_path / "kernels.py", text))["more"](1)
    for path in (tmp_path / "__pycache__").glob(file):
        path.write_bytes(left)
    for hits in ([], [1]):
        kernel: Any = compiled(module_of(tmp_path / "kernels.py", text))["more"]
        assert (kernel(1), list(kernel.stats.cache_hits.values())) == (5, hits)


@pytest.mark.parametrize("told", [True, False])
def test_kernels_are_known_to_be_kept_wherever_numba_puts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, told: bool
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(InTreeCacheLocator, "from_function", lambda *_: None)  # nothing may be written there
    if told:
        monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "told"))
        monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "told"))
    module = module_of(tmp_path / "kernels.py", "def more(x):\n    return x + 5\n")
    before = is_kept(module)
    compiled(module)["more"](1)
    assert (before, is_kept(module)) == (False, True)
