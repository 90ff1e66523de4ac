"""C10: every jurisdiction has a row; what is not known of it says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from timeline.errors import Fault
from timeline.jurisdictions import JURISDICTIONS
from timeline.policies.oversight import oversight
from timeline.policies.shipped import SHIPPED
from timeline.policies.states import Level, Standing, StateRule, read_states

TABLE = (SHIPPED / "oversight_states.csv").read_text(encoding="utf-8")
EVERYBODY = {rule.state: rule for rule in oversight().states if not rule.payers}


def numbers(state: str) -> tuple[int | None, int | None, int | None]:
    rule = EVERYBODY[state]
    return rule.assistants, rule.aides, rule.together


def test_every_state_and_territory_has_its_row() -> None:
    assert EVERYBODY.keys() == JURISDICTIONS.keys()


def test_every_row_is_dated_and_marked() -> None:
    assert {rule.as_of for rule in oversight().states} == {date(2026, 11, 22), date(2026, 11, 26)}
    unmarked = [rule for rule in oversight().states if rule.verified is (rule.standing is Standing.NOT_LOOKED_UP)]
    assert unmarked == []


def test_each_row_is_a_limit_or_none_found_or_not_looked_up() -> None:
    found = [state for state, rule in EVERYBODY.items() if rule.standing is Standing.NO_LIMIT_FOUND]
    assert sorted(found) == ["AL", "AR", "CA", "CT", "FL"]
    limits = {state for state, rule in EVERYBODY.items() if rule.standing is Standing.LIMIT}
    assert limits == {"AK", "AZ", "CO", "DC", "DE", "GA", "HI", "ID", "NJ", "NY", "PA", "WV"}
    assert EVERYBODY["TX"].standing is Standing.NOT_LOOKED_UP


@pytest.mark.parametrize(("state", "most"), [("DC", 3), ("WV", 4), ("AK", 3), ("AZ", 3), ("CO", 4), ("HI", 3)])
def test_limits_on_mixed_personnel_count_assistants_and_aides_together(state: str, most: int) -> None:
    assert numbers(state) == (None, None, most)


def test_florida_publishes_that_it_has_no_ratio() -> None:
    assert (EVERYBODY["FL"].standing, numbers("FL")) == (Standing.NO_LIMIT_FOUND, (None, None, None))
    assert "no supervision ratio" in EVERYBODY["FL"].note


def test_states_stand_in_the_table_as_their_sources_were_read() -> None:
    assert {state: numbers(state) for state in ("NY", "PA", "NJ", "DE", "ID", "GA")} == {
        "NY": (4, None, None),
        "PA": (3, None, None),
        "NJ": (2, None, None),
        "DE": (2, None, None),
        "ID": (2, 1, None),
        "GA": (None, 2, None),
    }
    assert {state: EVERYBODY[state].level for state in ("NY", "DC", "CA", "PA")} == {
        "NY": Level.ONSITE,
        "DC": Level.ONSITE,
        "CA": Level.GENERAL,
        "PA": None,
    }
    (medicaid,) = (rule for rule in oversight().states if rule.payers)
    assert (medicaid.state, medicaid.assistants, medicaid.payers) == ("MD", 2, ("medicaid",))


def test_a_limit_on_aides_alone_limits_no_assistants() -> None:
    assert not EVERYBODY["GA"].limits_assistants
    assert all(EVERYBODY[state].limits_assistants for state in ("NY", "AZ", "ID"))


Read = Callable[[str, str], tuple[list[StateRule], list[Fault]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read the shipped table with one text replaced by another."""

    def changed(old: str, new: str) -> tuple[list[StateRule], list[Fault]]:
        assert old in TABLE
        path, faults = tmp_path / "states.csv", list[Fault]()
        path.write_text(TABLE.replace(old, new, 1), encoding="utf-8")
        return read_states(path, faults), faults

    return changed


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("state,standing,as_of,level", "state,standing,as_of,how", "1level: no such column"),
        (
            "\nAZ,limit,2026-11-26,general",
            "\nAZ,limit,2026-11-26,near",
            "4level: is not one of general, onsite, direct",
        ),
        ("\nAZ,limit", "\nAZ,some", "4standing: is not one of limit, no_limit_found, not_looked_up"),
        ("\nAZ,limit,2026-11-26", "\nAZ,limit,November", "4as_of: is not a date like 2024-01-31"),
        ("\nAZ,limit,2026-11-26", "\nAZ,limit,", "4as_of: is missing"),
        ("\nDE,limit,2026-11-22,general,2", "\nDE,limit,2026-11-22,general,two", "9assistants: is not a whole number"),
        ("\nDE,limit,2026-11-22,general,2", "\nDE,limit,2026-11-22,general,0", "9assistants: is not a whole number"),
        ("\nDE,limit,2026-11-22,general,2", "\nDE,limit,2026-11-22,general,", "9standing: does not fit the numbers"),
        (
            "\nAR,no_limit_found,2026-11-22,general,",
            "\nAR,no_limit_found,2026-11-22,general,1",
            "5standing: does not fit",
        ),
        ("\nDE,", "\nDelaware,", "9state: is not a postal abbreviation"),
        ("\nAK,limit", "\nAL,limit", "3state: appears twice for one day"),
        ("fsbpt-ratio,Alabama,Y", "nobody,Alabama,Y", "2source: unknown source"),
        ("fsbpt-ratio,Alabama,Y", ",,Y", "2source: is missing"),
        ("not_looked_up,2026-11-26,,,,,,,,,,,N", "not_looked_up,2026-11-26,,,,,,,,,,,Y", "15source: is missing"),
        ("not_looked_up,2026-11-26,,", "not_looked_up,2026-11-26,general,", "15source: is missing"),
        ("fsbpt-ratio,Alabama,Y", "fsbpt-ratio,Alabama,yes", "2verified: is neither Y nor N"),
        (
            "AL,no_limit_found,2026-11-22,general,,,,,,,",
            "AL,no_limit_found,2026-11-22,general,,,,,,soon,",
            "2start: is not",
        ),
        (
            "AL,no_limit_found,2026-11-22,general,,,,,,,",
            "AL,no_limit_found,2026-11-22,general,,,,,,2026-02-01,2026-01-01",
            "2until: ends before it starts",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(read: Read, old: str, new: str, fault: str) -> None:
    told = [f"{one.row or ''}{one.column}: {one.problem}" for one in read(old, new)[1]]
    assert any(one.startswith(fault) for one in told), told


def test_a_state_may_have_other_limits_from_a_date_on(read: Read) -> None:
    line = next(line for line in TABLE.splitlines() if line.startswith("DE,"))
    old = line.replace(",general,2,,,,,,,", ",general,2,,,,,,2026-07-01,")
    new = line.replace(",general,2,,,,,,,", ",general,3,,,,,2026-07-01,,")
    rules, faults = read(line, f"{old}\n{new}")
    assert faults == []
    on = {day: [rule.assistants for rule in rules if rule.state == "DE" and rule.governs(day)] for day in _DAYS}
    assert list(on.values()) == [[2], [3]]


_DAYS = (date(2026, 6, 30), date(2026, 7, 1))
