"""Writes small policy files and loads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from timeline.errors import PolicyError
from timeline.policies import Policy, load_policy_file

UNITS = """
[[rule]]
name = "units"
value = { method = "total_minutes", unit_minutes = 15, threshold = 8 }
start = 2020-01-01
sources = [{ id = "cms-claims-5", at = "§20.2.C" }]
"""


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Policy]:
    def load_text(text: str, *, units: str = UNITS, head: str = 'payer = "own"\n') -> Policy:
        file = tmp_path / "own.toml"
        file.write_text(head + units + text, encoding="utf-8")
        return load_policy_file(file)

    return load_text


@pytest.fixture
def faults(load: Callable[..., Policy]) -> Callable[..., list[str]]:
    """Give the faults of a policy as `where: problem` lines."""

    def listed(text: str = "", **options: str) -> list[str]:
        with pytest.raises(PolicyError) as caught:
            load(text, **options)
        return [f"{fault.column}: {fault.problem}" for fault in caught.value.fault_list]

    return listed
