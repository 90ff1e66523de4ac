from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from timeline.errors import NotInForceError, PolicyError
from timeline.policies import sources
from timeline.policies.load import SHIPPED
from timeline.policies.thresholds import (
    KINDS,
    earliest_thresholds,
    load_thresholds,
    thresholds_history,
    thresholds_on,
)

TEXT = (SHIPPED / "audit.toml").read_text(encoding="utf-8")
EDGE = 'name = "edge"\nvalue = { minutes = 1 }\nstart = 2004-01-01\n'


@pytest.fixture
def faults(tmp_path: Path) -> Callable[[str, str], list[str]]:
    """Give the faults of the shipped file with one text replaced by another."""

    def listed(old: str, new: str) -> list[str]:
        assert old in TEXT
        file = tmp_path / "audit.toml"
        file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(PolicyError) as caught:
            load_thresholds(file)
        return [f"{fault.column}: {fault.problem}" for fault in caught.value.fault_list]

    return listed


def test_every_threshold_has_a_value_from_2004_on() -> None:
    assert earliest_thresholds() == date(2004, 1, 1)
    assert set(thresholds_on(date(2030, 1, 1)).dated) == set(KINDS) == set(thresholds_history())


def test_every_threshold_says_what_it_rests_on() -> None:
    for entries in thresholds_history().values():
        for entry in entries:
            assert entry.sources, entry.name
            assert entry.verified or entry.note, entry.name
            assert {cited.id for cited in entry.sources} <= set(sources()), entry.name


def test_before_the_first_date_nothing_is_in_force() -> None:
    with pytest.raises(NotInForceError, match="no value in force on 2003-12-31; known: 2004-01-01 to open"):
        thresholds_on(date(2003, 12, 31))


def test_a_later_value_governs_from_its_first_day(tmp_path: Path) -> None:
    later = '[[threshold]]\nname = "edge"\nvalue = { minutes = 2 }\nstart = 2027-01-01\nverified = false\nnote = "x"\n'
    file = tmp_path / "audit.toml"
    file.write_text(TEXT.replace(EDGE, EDGE + "until = 2027-01-01\n") + later, encoding="utf-8")
    entries = load_thresholds(file)["edge"]
    assert [(entry.value.minutes, entry.governs(date(2027, 1, 1))) for entry in entries] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('name = "edge"', 'name = "edges"', "threshold[2].name: unknown threshold"),
        ('name = "edge"', 'name = "edges"', "edge: has no value"),
        ("value = { minutes = 1 }", "value = { minuts = 1 }", "threshold[2].value.minuts: unknown key; known: minutes"),
        ("value = { minutes = 1 }", "value = { minutes = 0 }", "threshold[2].value.minutes: is not above 0"),
        (EDGE, EDGE + "until = 2004-01-01\n", "threshold[2].until: ends before it starts"),
        (
            '"cms-claims-5", at = "§20.2.C" }]\nverified = false',
            '"nobody", at = "§1" }]\nverified = false',
            "threshold[2].sources[0].id: unknown source",
        ),
        ('chance = "1/100"', "chance = 0.01", "threshold[7].value.chance: expected a share in quotes"),
        ('chance = "1/100"', 'chance = "3/2"', "threshold[7].value.chance: expected a share in quotes"),
        (
            "verified_through = 2026-12-31",
            "checked = 2026-12-31",
            "checked: unknown key; known: title",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_path(
    faults: Callable[[str, str], list[str]], old: str, new: str, fault: str
) -> None:
    assert any(told.startswith(fault) for told in faults(old, new))


def test_a_verified_value_needs_a_source_and_another_one_a_note(faults: Callable[[str, str], list[str]]) -> None:
    note = TEXT[TEXT.index("note = ") : TEXT.index("\n", TEXT.index("note = "))]
    assert faults(note, "") == ["threshold[0].note: an unverified value needs a note"]
    cited = 'sources = [{ id = "cms-billing-scenarios", at = "item 5" }]\nverified = false'
    assert faults(cited, "") == ["threshold[0].sources: a verified value needs a source"]


def test_two_values_for_one_day_are_a_fault(faults: Callable[[str, str], list[str]]) -> None:
    twice = '[[threshold]]\nname = "edge"\nvalue = { minutes = 2 }\nstart = 2027-01-01\nverified = false\nnote = "x"\n'
    told = faults("[[threshold]]", f"{twice}\n[[threshold]]")
    assert told == ["edge: two entries are in force on 2027-01-01"]


def test_days_between_two_values_are_a_fault(faults: Callable[[str, str], list[str]]) -> None:
    later = 'name = "edge"\nvalue = { minutes = 2 }\nstart = 2027-01-01\nverified = false\nnote = "x"\n'
    told = faults(EDGE, f"{later}\n[[threshold]]\n{EDGE}until = 2026-01-01\n")
    assert told == ["edge: nothing is in force from 2026-01-01 up to 2027-01-01"]
