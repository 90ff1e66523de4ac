"""The order in which the code spans of a visit are listed."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]

#: States, in the order of `State`.
ONE_ON_ONE, GROUP = 0, 1


def sort_by_code(spans: Ints, code: Ints) -> None:
    """Sort the code spans of each visit by code, start and row; by insertion, for they are few and nearly in order.

    Parameters
    ----------
    spans
        `code_spans` as `kernels.patients.patient_tables` returned them.
    code
        Of every row.
    """
    held = np.empty(spans.shape[1], np.int64)
    for i in range(1, len(spans)):
        if spans[i, 0] != spans[i - 1, 0] or spans[i, 1] != spans[i - 1, 1]:
            continue
        held[:] = spans[i]
        at = i
        while at > 0 and _comes_before(held, spans[at - 1], code):
            spans[at] = spans[at - 1]
            at -= 1
        spans[at] = held


def _comes_before(one: Ints, other: Ints, code: Ints) -> bool:
    """Order by code, start and row, what it counts as, state (in the order of the words), rules, within a visit."""
    if one[0] != other[0] or one[1] != other[1]:
        return False
    if code[one[2]] != code[other[2]]:
        return bool(code[one[2]] < code[other[2]])
    for column in (3, 2, 5):
        if one[column] != other[column]:
            return bool(one[column] < other[column])
    if one[6] != other[6]:
        # group, one_on_one, supervised
        return bool(one[6] == GROUP or (one[6] == ONE_ON_ONE and other[6] != GROUP))
    return bool(one[7] < other[7])
