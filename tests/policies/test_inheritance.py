from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from timeline.policies import load_policy_file
from timeline.policies.chosen import policies_with
from timeline.policies.inheritance import inherited, inherited_gaps
from timeline.policies.model import Dated, Gap, Policy

RULE = """
[[rule]]
name = "{name}"
value = {{ method = "midpoint", unit_minutes = {minutes} }}
start = {start}
verified = false
note = "Invented."
"""
GAP = '\n[[gap]]\nname = "units"\nstart = 2026-01-01\nuntil = 2027-01-01\nwhy = "Not known."\n'
Load = Callable[..., Policy]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load_rules(*rules: str) -> Policy:
        path = tmp_path / "own.toml"
        path.write_text(f'payer = "own"\n{"".join(rules)}', encoding="utf-8")
        return load_policy_file(path)

    return load_rules


def units(minutes: int, start: str, until: str = "") -> str:
    ends = f"until = {until}\n" if until else ""
    return RULE.format(name="units", minutes=minutes, start=start) + ends


def periods(listed: dict[str, Dated]) -> list[tuple[int, str, str]]:
    """List what is left of the parent: minutes of a unit, start and end."""
    return [(each.value.unit_minutes, str(each.start), str(each.until or "")) for each in listed.values()]


def left(parent: Policy, child: Policy) -> list[tuple[int, str, str]]:
    own = {str(place): entry for place, entry in enumerate(child.history["units"])}
    return periods(inherited(parent, own, child.gaps))


@pytest.fixture
def parent(load: Load) -> Policy:
    return load(units(15, "2020-01-01", "2024-01-01"), units(20, "2024-01-01"))


def test_without_rules_of_its_own_a_child_has_all_of_its_parent(parent: Policy) -> None:
    everything = [(15, "2020-01-01", "2024-01-01"), (20, "2024-01-01", "")]
    assert periods(inherited(parent, {}, [])) == everything


def test_the_parent_governs_until_the_child_does(parent: Policy, load: Load) -> None:
    assert left(parent, load(units(30, "2023-01-01"))) == [(15, "2020-01-01", "2023-01-01")]


def test_the_parent_governs_again_after_the_child_does(parent: Policy, load: Load) -> None:
    child = load(units(30, "2022-01-01", "2025-01-01"))
    assert left(parent, child) == [(15, "2020-01-01", "2022-01-01"), (20, "2025-01-01", "")]


def test_a_child_s_gap_is_not_filled_by_its_parent(parent: Policy, load: Load) -> None:
    child = load(units(30, "2027-01-01"), GAP.replace("2026-01-01", "2023-01-01"))
    assert left(parent, child) == [(15, "2020-01-01", "2023-01-01")]


def test_a_parent_s_gap_is_left_where_the_child_says_nothing(load: Load) -> None:
    parent = load(units(15, "2020-01-01", "2026-01-01"), GAP, units(20, "2027-01-01"))
    child = load(units(30, "2026-06-01"))
    own = {"0": child.history["units"][0]}
    (gap,) = inherited_gaps(parent, own, [])
    assert (isinstance(gap, Gap), str(gap.start), str(gap.until)) == (True, "2026-01-01", "2026-06-01")


def test_a_clinic_s_own_policy_counts_for_its_own_payer_only(load: Load, tmp_path: Path) -> None:
    load(units(30, "2020-01-01"))
    policies = policies_with(tmp_path / "own.toml")
    assert (policies("own").payer, policies("medicare").payer) == ("own", "medicare")
    assert policies_with(None)("medicare").payer == "medicare"
