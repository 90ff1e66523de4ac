"""The shipped code table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from timeline.code_table import code_table

DATED = [code for code in code_table().values() if code.effective_to or code.effective_from]


@pytest.mark.parametrize("code", DATED, ids=[code.code for code in DATED])
def test_a_code_is_in_use_from_its_first_through_its_last_day(code) -> None:
    one = timedelta(days=1)
    if code.effective_from is not None:
        assert (code.is_in_use(code.effective_from - one), code.is_in_use(code.effective_from)) == (False, True)
    if code.effective_to is not None:
        assert (code.is_in_use(code.effective_to), code.is_in_use(code.effective_to + one)) == (True, False)
