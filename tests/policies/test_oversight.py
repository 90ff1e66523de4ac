from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from timeline.errors import PolicyError
from timeline.policies import sources
from timeline.policies.load import SHIPPED
from timeline.policies.oversight import Required, load_oversight, oversight
from timeline.policies.states import Level

LEVELS = (SHIPPED / "oversight.toml").read_text(encoding="utf-8")
STATES = (SHIPPED / "oversight_states.csv").read_text(encoding="utf-8")
NEW, OLD = date(2025, 1, 1), date(2024, 12, 31)


def required(
    payer: str = "medicare", *, setting: str = "private_practice", state: str = "", on: date = NEW
) -> Required:
    found = oversight().required(payer, setting=setting, state=state, on=on)
    assert found is not None
    return found


@pytest.mark.parametrize(("on", "level"), [(OLD, Level.DIRECT), (NEW, Level.GENERAL)])
def test_medicare_in_private_practice_changed_with_2025(on: date, level: Level) -> None:
    assert required(on=on).level == level


@pytest.mark.parametrize("setting", ["hospital_outpatient", "rehab_agency", "skilled_nursing", "corf"])
def test_other_settings_have_general_oversight(setting: str) -> None:
    assert required(setting=setting, on=OLD).level == Level.GENERAL


def test_a_setting_may_be_written_as_people_write_it() -> None:
    assert required(setting="Private Practice", on=OLD).setting_assumed is False


def test_a_clinic_that_states_no_setting_is_taken_for_a_private_practice_and_it_is_said() -> None:
    assert required(setting="", on=OLD) == Required(
        Level.DIRECT, "medicare", required(on=OLD).source, verified=True, setting_assumed=True
    )


@pytest.mark.parametrize(("state", "code"), [("NY", "NY"), ("ny", "NY"), ("New York", "NY"), ("DC", "DC")])
def test_a_stricter_state_wins(state: str, code: str) -> None:
    found = required(state=state)
    assert (found.level, found.by) == (Level.ONSITE, code)


def test_a_looser_state_does_not_loosen_the_payer_s_rule() -> None:
    assert required(state="AZ", on=OLD).by == "medicare"


def test_maryland_s_rule_is_for_medicaid_only() -> None:
    assert required("medicaid-daily-cap", state="MD").level == Level.DIRECT
    assert required("medicare", state="MD").level == Level.GENERAL


def test_nobody_s_rule_is_no_rule() -> None:
    assert oversight().required("cpt-midpoint", setting="private_practice", state="TX", on=NEW) is None


def test_every_rule_s_source_is_known() -> None:
    cited = {cited.id for entry in oversight().levels for cited in entry.sources}
    assert cited | {rule.source.id for rule in oversight().states if rule.source} <= set(sources())


@pytest.fixture
def faults(tmp_path: Path) -> Callable[..., list[str]]:
    """Give the faults of the shipped files with one text replaced by another."""

    def listed(old: str, new: str) -> list[str]:
        for name, text in (("levels.toml", LEVELS), ("states.csv", STATES)):
            (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(PolicyError) as caught:
            load_oversight(tmp_path / "levels.toml", tmp_path / "states.csv")
        return [f"{fault.row or ''}{fault.column}: {fault.problem}" for fault in caught.value.fault_list]

    return listed


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('level = "direct"', 'level = "near"', "level[0].level: expected one of general, onsite, direct"),
        ("until = 2025-01-01", "", "level[1]: is in force on the same days as level[0]"),
        ("until = 2025-01-01", "until = 2003-01-01", "level[0].until: ends before it starts"),
        ("42cfr410-60-2024", "nobody", "level[0].sources[0].id: unknown source"),
        ("assumed_setting", "setting", "setting: unknown key; known: title, verified_through, assumed_setting"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(faults: Callable[..., list[str]], old: str, new: str, fault: str) -> None:
    assert any(told.startswith(fault) for told in faults(old, new))


def test_a_level_without_a_source_is_a_fault_though_nobody_verified_it(faults: Callable[..., list[str]]) -> None:
    head, entry = LEVELS.split("[[level]]", 1)
    first = entry.split("[[level]]", 1)[0]
    unsourced = re.sub(r"(?s)sources = .*", 'verified = false\nnote = "Invented."\n', first)
    assert "level[0].sources: has no source" in faults(LEVELS, f"{head}[[level]]{unsourced}")
