from __future__ import annotations

from pathlib import Path

import pytest

import timeline as tl
from timeline import contracts
from timeline.policies import policy_names
from timeline.reference.rules import PolicyPage

OWN = (
    'payer = "own"\ntitle = "Our contract"\nextends = "medicare"\nverified_through = 2026-12-31\n\n'
    '[[rule]]\nname = "caps"\nvalue = { limits = [{ scope = "timed", max_units = 4, on_excess = "deny" }] }\n'
    'start = 2004-01-01\nverified = false\nnote = "as agreed"\n'
)


def test_without_a_payer_the_shipped_policies_are_listed() -> None:
    listed = tl.rules()
    assert list(listed.columns) == contracts.POLICIES.names
    assert listed["payer"].tolist() == list(policy_names())


def test_the_rules_of_a_date_are_those_in_force_on_it() -> None:
    page = tl.rules("medicare", on="2019-06-01")
    assert isinstance(page, PolicyPage)
    assert "No modifier for assistants." in repr(page)
    assert "8 minutes of it or more" in tl.rules("medicare", on="2024-03-01").text
    assert len(tl.rules("medicare").to_dict()["rules"]) > len(page.to_dict()["rules"])


def test_a_clinics_own_policy_is_shown_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    page = tl.rules(policy=tmp_path / "own.toml", on="2024-03-01")
    assert page.to_dict()["title"] == "Our contract"
    assert "At most 4 units of timed codes per visit; more are not counted." in page.text


@pytest.mark.parametrize(
    ("payer", "on", "problem"),
    [
        ("nobody", None, "known: .*medicare"),
        ("medicare", "1999-01-01", "2004-01-01"),
        ("medicare", "2026-02-30", "no such date"),
        (None, "2026-03-02", "needs a payer"),
    ],
)
def test_what_cannot_be_looked_up_is_refused(payer: str | None, on: str | None, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        tl.rules(payer, on=on)
