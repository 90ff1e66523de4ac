"""C9: a rule that was asked for and has no value for the date always speaks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from timeline.policies import load_policy, load_policy_file
from timeline.units import CodeTime, count_visit
from timeline.units.gaps import unanswered

ON = date(2026, 3, 2)


def test_a_rule_without_a_value_is_named_with_why() -> None:
    (told,) = unanswered(load_policy("medicare").on(date(2021, 3, 1)), date(2021, 3, 1), assisted=True)
    assert told.text == (
        "medicare: the rule two_units has no value on 2021-03-01 and decided nothing. This case was first regulated "
        "for 2022."
    )


def test_rules_of_assistants_are_asked_for_where_one_took_part() -> None:
    assert unanswered(load_policy("medicare").on(date(2021, 3, 1)), date(2021, 3, 1), assisted=False) == []


@pytest.mark.parametrize("name", ["coverage", "plan_of_care", "edits", "ceilings", "assistant"])
def test_every_gap_that_a_visit_asks_for_speaks(tmp_path: Path, name: str) -> None:
    file = tmp_path / "own.toml"
    gap = f'[[gap]]\nname = "{name}"\nstart = 2004-01-01\nwhy = "Nobody knows."\n'
    file.write_text(f'payer = "own"\nextends = "medicare"\n{gap}', encoding="utf-8")
    rules = load_policy_file(file).on(ON)
    found = count_visit([CodeTime("97110", 900, 900)], rules, discipline="PT", on=ON)
    assert [remark.text for remark in found.remarks if name in remark.text] == [
        f"own: the rule {name} has no value on 2026-03-02 and decided nothing. Nobody knows."
    ]
