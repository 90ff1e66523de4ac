"""C10: the table of states can be read by anyone, with what is not known of each."""

from __future__ import annotations

import timeline as tl
from timeline import contracts
from timeline.jurisdictions import JURISDICTIONS
from timeline.policies.oversight import oversight
from timeline.policies.states import Standing
from timeline.reference.oversight import OversightPage, by_standing


def page() -> OversightPage:
    return tl.rules("oversight")


def test_every_state_stands_in_the_table_by_its_name() -> None:
    states = page().states
    assert list(states.columns) == contracts.OVERSIGHT_STATES.names
    assert set(states["state"]) == set(JURISDICTIONS)
    assert states["name"].tolist() == sorted(states["name"])
    assert not states.duplicated(list(contracts.OVERSIGHT_STATES.key)).any()


def test_the_table_tells_limits_standing_and_what_is_missing() -> None:
    states = page().states.query("payers == ''").set_index("state")
    assert states.loc["DC", ["standing", "together", "level"]].tolist() == ["limit", 3, "onsite"]
    assert states.loc["NY", ["assistants", "except_settings"]].tolist() == [4, "hospital_outpatient"]
    assert states.loc["TX", ["standing", "as_of", "verified"]].tolist() == ["not_looked_up", "2026-11-22", False]
    assert states["assistants"].isna()["TX"]


def test_the_page_says_what_is_known_of_each_state_and_what_to_do_where_nothing_is() -> None:
    text = repr(page())
    assert "DC District of Columbia: 3 assistants and aides together; onsite supervision (as of 2026-11-26)" in text
    assert "NY New York: 4 assistants, not in hospital outpatient; onsite supervision (as of 2026-11-22)" in text
    assert "MD Maryland: 2 assistants, for medicaid only; direct supervision (as of 2026-11-22)" in text
    assert "ID Idaho: 2 assistants, 1 aide (as of 2026-11-22)" in text
    assert "OH Ohio: not looked up (as of 2026-11-26)  [NOT VERIFIED]" in text
    assert "FL Florida: no limit found (as of 2026-11-26)\n" in text
    assert "look it up in the state's practice act" in " ".join(text.split())


def test_the_page_gives_payers_levels_with_their_periods_and_sources() -> None:
    document = page().to_dict()
    assert [(level["level"], level["period"]) for level in document["levels"]][:2] == [
        ("direct", "2004-01-01 to 2024-12-31"),
        ("general", "2025-01-01 to open"),
    ]
    text = page().text
    assert "private practice: direct supervision of assistants." in text
    assert "fsbpt-ratio: Jurisdiction licensure reference: supervision ratios" in text


def test_states_are_counted_by_what_is_known_of_them() -> None:
    counted = by_standing(oversight().states)
    assert list(counted) == list(Standing)
    assert sum(map(len, counted.values())) == len(JURISDICTIONS)
    assert counted[Standing.NO_LIMIT_FOUND] == ["AL", "AR", "CA", "CT", "FL"]
