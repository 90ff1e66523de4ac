"""How hard the properties are tried: HYPOTHESIS_PROFILE names it, else `ci` on a build machine and `dev` elsewhere.

`ci` tries the same examples every time, so that a build tells of its own change only; `dev` and `night` search anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from timeline import Analysis, analyze, read_schedule

for name, examples in {"dev": 50, "ci": 30, "night": 20_000}.items():
    settings.register_profile(
        name, max_examples=examples, deadline=None, print_blob=True, database=None, derandomize=name == "ci"
    )

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "dev"))


@pytest.fixture(scope="session")
def tuesday() -> Analysis:
    """A busy day of a whole clinic."""
    return analyze(read_schedule(Path(__file__).parents[1] / "sample_schedules" / "busy_tuesday.csv"))
