from __future__ import annotations

import pytest

from timeline.jurisdictions import ACCEPTED, JURISDICTIONS, jurisdiction


def test_there_are_fifty_states_the_capital_and_five_territories() -> None:
    assert len(JURISDICTIONS) == 56
    assert {"DC", "PR", "VI", "GU", "AS", "MP"} <= JURISDICTIONS.keys()


@pytest.mark.parametrize("code", JURISDICTIONS)
def test_a_state_is_known_by_abbreviation_and_name_in_any_case(code: str) -> None:
    name = JURISDICTIONS[code]
    spellings = [code, code.lower(), name, name.upper(), name.lower(), f"  {name.replace(' ', '  ')} "]
    assert {jurisdiction(spelling) for spelling in spellings} == {code}


@pytest.mark.parametrize(("text", "code"), [("D.C.", "DC"), ("n.y.", "NY"), ("U.S. Virgin Islands", "VI")])
def test_points_and_the_nation_s_initials_do_not_matter(text: str, code: str) -> None:
    assert jurisdiction(text) == code


@pytest.mark.parametrize("text", ["", "ZZ", "Ontario", "New", "US", "NYC", "Now York"])
def test_nothing_else_is_a_state(text: str) -> None:
    assert jurisdiction(text) is None


def test_what_is_accepted_names_every_abbreviation() -> None:
    assert all(code in ACCEPTED for code in JURISDICTIONS)
