from __future__ import annotations

import sys
import time

import pytest

from timeline.errors import MissingExtraError
from timeline.planning.solver import library, solver_until


def test_without_the_solver_the_install_line_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    with pytest.raises(MissingExtraError, match=r'pip install "clinic-timeline\[plan\]"'):
        library()


def test_a_search_ends_when_it_is_to_and_answers_alike_every_time() -> None:
    parameters = solver_until(time.monotonic() + 5).parameters
    assert 4 < parameters.max_time_in_seconds <= 5
    assert (parameters.num_workers, parameters.random_seed) == (1, 1)


def test_a_question_asked_too_late_still_has_a_moment() -> None:
    assert solver_until(time.monotonic() - 9).parameters.max_time_in_seconds == pytest.approx(0.1)
