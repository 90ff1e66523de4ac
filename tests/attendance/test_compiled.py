"""Kernels as they stand, and compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numba
import numpy as np
import pytest

from timeline.attendance.compiled import compiled, plain
from timeline.attendance.kernels import code_order

SPANS = np.array([[0, 0, 0, 5, 9, 0, 0, 7], [0, 0, 1, 5, 9, 0, 0, 7], [1, 0, 0, 2, 3, 0, 0, 7]])
CODES = np.array([1, 2])


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    compiled.cache_clear()
    yield
    compiled.cache_clear()


def test_the_kernels_of_a_module_are_its_own_functions() -> None:
    assert list(plain(code_order)) == ["sort_by_code", "_comes_before"]


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
