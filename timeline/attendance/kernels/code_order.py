"""The order in which the code spans of a visit are listed."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]


def sort_by_code(spans: Ints, code: Ints) -> None:
    """Sort the code spans of each visit by code, start and row; by insertion, for they are few and nearly in order.

    No row counts twice at one instant, so nothing else decides.

    Parameters
    ----------
    spans
        `code_spans` as `kernels.patients.patient_tables` returned them.
    code
        Of every row.
    """
    held = np.empty(spans.shape[1], np.int64)
    for i in range(len(spans)):
        _write(held, spans[i])
        at = i
        while at > 0 and _comes_before(held, spans[at - 1], code):
            _write(spans[at], spans[at - 1])
            at -= 1
        if at < i:
            _write(spans[at], held)


def _write(line: Ints, other: Ints) -> None:
    """Write one line over another."""
    for column in range(len(line)):
        line[column] = other[column]


def _comes_before(one: Ints, other: Ints, code: Ints) -> bool:
    """Order by code, start and row within a visit."""
    if one[0] != other[0] or one[1] != other[1]:
        return False
    if code[one[2]] != code[other[2]]:
        return bool(code[one[2]] < code[other[2]])
    if one[3] != other[3]:
        return bool(one[3] < other[3])
    return bool(one[2] < other[2])
