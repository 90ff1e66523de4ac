"""Proposes mappings for small files, and reads the files with them as `timeline check --map` does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from timeline.proposal import Proposal, map_file
from timeline.schedules import Schedule, read_schedule

Propose = Callable[..., Proposal]
Check = Callable[..., Schedule]


@pytest.fixture
def propose(tmp_path: Path) -> Propose:
    def propose_for(text: str | bytes, name: str = "export.csv") -> Proposal:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return map_file(path)

    return propose_for


@pytest.fixture
def check(tmp_path: Path, propose: Propose) -> Check:
    """Read a file with the mapping proposed for it; a fault fails the test."""

    def check_with_proposal(text: str | bytes, name: str = "export.csv") -> Schedule:
        proposal = propose(text, name)
        mapping = tmp_path / "map.toml"
        mapping.write_text(proposal.toml, encoding="utf-8")
        return read_schedule(tmp_path / name, mapping=mapping)

    return check_with_proposal
