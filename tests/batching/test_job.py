"""What makes a run another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batching.test_run import HEADER
from timeline.batching import batch
from timeline.batching import run as running
from timeline.errors import FileError


def test_a_run_stopped_in_another_version_is_not_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it keeps may have another form there."""
    day, folder = tmp_path / "day.csv", tmp_path / "out"
    day.write_text(HEADER + "2026-03-02,9:00,9:30,P1,PT1,PT,97110\n")

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(running, "manifest_of", stopped)
        with pytest.raises(KeyboardInterrupt):
            batch(day, folder)
    monkeypatch.setattr("timeline.batching.job._FORM", 0)
    with pytest.raises(FileError, match="or of another version"):
        batch(day, folder, resume=True)
