from __future__ import annotations

from pathlib import Path

import pytest

from timeline.errors import PolicyError
from timeline.policies.adjustments import AdjustmentKind, load_adjustments, no_reductions
from timeline.policies.shipped import SHIPPED


def test_no_reason_is_listed_twice() -> None:
    reasons = [each.reason for each in load_adjustments(SHIPPED / "adjustments.toml")]
    assert len(reasons) == len(set(reasons))


def test_what_the_patient_owes_is_apart_from_what_is_written_off_on_every_claim() -> None:
    shares, usual = no_reductions(AdjustmentKind.SHARE), no_reductions(AdjustmentKind.USUAL)
    assert shares.isdisjoint(usual)
    assert {"45", "253"} <= usual


def test_a_reason_without_a_source_or_a_note_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "adjustments.toml"
    entry = '[[adjustment]]\nreason = "1"\nkind = "share"\nmeaning = "x"\nstart = 2020-01-01\n'
    path.write_text(f'title = "x"\n{entry}', encoding="utf-8")
    with pytest.raises(PolicyError, match="a verified value needs a source"):
        load_adjustments(path)
