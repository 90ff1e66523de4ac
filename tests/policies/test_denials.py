from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from timeline.audit import FINDING_RULES
from timeline.errors import PolicyError
from timeline.policies import sources
from timeline.policies.denials import consequences, load_consequences
from timeline.vocabulary import Outcome

HEAD = 'title = "x"\nverified_through = 2026-12-31\npayers = ["medicare"]\n'
ENTRY = """
[[consequence]]
rule = "code.bundled"
outcome = "denied"
why = "{code} is bundled."
start = 2004-01-01
sources = [{ id = "hellonote-97010", at = "97010" }]
"""


def loaded(tmp_path: Path, *entries: str) -> list[str]:
    """Load a file and give its faults."""
    path = tmp_path / "denials.toml"
    path.write_text(HEAD + "".join(entries), encoding="utf-8")
    try:
        load_consequences(path)
    except PolicyError as wrong:
        return [f"{fault.column}: {fault.problem}" for fault in wrong.fault_list]
    return []


def test_the_shipped_file_loads_and_every_consequence_names_a_source_or_says_what_it_rests_on() -> None:
    for entry in consequences().consequence:
        assert (entry.verified and entry.sources) or entry.note
        assert {place.id for place in entry.sources} <= sources().keys()
        assert entry.why.endswith((".", "{text}"))


def test_every_outcome_follows_from_something() -> None:
    assert {entry.outcome for entry in consequences().consequence} == set(Outcome)


def test_rules_are_findings_or_of_the_line_itself() -> None:
    #: Remarks of the unit engine that say by themselves what they are.
    others = {"code.add_on", "code.discipline", "claim.assistant_not_covered"}
    rules = {entry.rule for entry in consequences().consequence if not entry.rule.startswith("line.")}
    assert rules - others <= FINDING_RULES.keys()


def test_a_case_of_its_own_stands_before_the_general_one() -> None:
    found, on = consequences(), date(2026, 3, 2)
    for when, outcome in (("marked", Outcome.DENIED), ("error", Outcome.RECOUPED)):
        entry = found.on("claim.assistant_evaluation", when, on)
        assert entry is not None
        assert entry.outcome is outcome
    assert found.on("units.choice", "note", on) is None


def test_consequences_are_dated_and_before_the_first_date_the_first_hold() -> None:
    found = consequences()
    days = (date(2021, 12, 31), date(2022, 1, 1), date(1990, 1, 1))
    entries = [found.on("line.assistant", "unneeded", day) for day in days]
    assert [entry.outcome for entry in entries if entry] == [Outcome.PAID, Outcome.REDUCED, Outcome.PAID]


def test_a_consequence_is_checked_for_the_payers_and_dates_the_sources_speak_of() -> None:
    found, on = consequences(), date(2026, 3, 2)
    entry = found.on("code.bundled", "note", on)
    assert entry is not None
    assert found.is_checked_for(entry, "medicare", on)
    assert not found.is_checked_for(entry, "tricare", on)
    assert not found.is_checked_for(entry, "medicare", date(2028, 1, 1))
    assert not found.is_checked_for(entry, "medicare", date(1999, 1, 1))


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (("denied", "refused"), "consequence[0].outcome"),
        (("{code} is", "{price} is"), "consequence[0].why: is not known of a line"),
        (("hellonote-97010", "nobody"), "consequence[0].sources[0].id: unknown source"),
        (('sources = [{ id = "hellonote-97010", at = "97010" }]', ""), "a verified value needs a source"),
        (("start = 2004-01-01", "start = 2004-01-01\nuntil = 2003-01-01"), "ends before it starts"),
    ],
)
def test_a_damaged_entry_is_a_fault_with_its_place(changed: tuple[str, str], problem: str, tmp_path: Path) -> None:
    (fault,) = loaded(tmp_path, ENTRY.replace(*changed))
    assert problem in fault


def test_two_entries_for_one_case_and_date_are_a_fault(tmp_path: Path) -> None:
    assert loaded(tmp_path, ENTRY, ENTRY) == ["consequence: two entries for code.bundled"]
    assert (
        loaded(tmp_path, ENTRY, ENTRY.replace('rule = "code.bundled"', 'rule = "code.bundled"\nwhen = "error"')) == []
    )


@pytest.mark.parametrize(("day", "checked"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_a_consequence_is_checked_through_the_last_date_of_the_file_and_not_a_day_longer(
    tmp_path: Path, day: date, checked: bool
) -> None:
    path = tmp_path / "denials.toml"
    path.write_text(HEAD + ENTRY + "until = 2028-01-01\n", encoding="utf-8")
    found = load_consequences(path)
    (entry,) = found.consequence
    assert found.is_checked_for(entry, "medicare", day) is checked
    assert found.earliest == date(2004, 1, 1)
    ends = [found.on("code.bundled", "note", one) for one in (date(2027, 12, 31), date(2028, 1, 1))]
    assert ends == [entry, None]


def test_of_entries_that_follow_each_other_each_holds_in_its_time_and_the_earliest_before_both(tmp_path: Path) -> None:
    path = tmp_path / "denials.toml"
    until, since = ENTRY + "until = 2020-01-01\n", ENTRY.replace("2004-01-01", "2020-01-01")
    path.write_text(HEAD + since.replace('"denied"', '"returned"') + until, encoding="utf-8")
    found = load_consequences(path)
    days = (date(1990, 1, 1), date(2019, 12, 31), date(2020, 1, 1))
    outcomes = [entry.outcome for day in days if (entry := found.on("code.bundled", "", day))]
    assert outcomes == [Outcome.DENIED, Outcome.DENIED, Outcome.RETURNED]
    assert [found.places[entry] for entry in found.consequence] == [0, 1]
    overlapping = ENTRY + "until = 2020-01-02\n"
    assert loaded(tmp_path, since, overlapping) == ["consequence: two entries for code.bundled"]


def test_every_word_that_is_not_known_of_a_line_is_a_fault_in_why_and_remedy(tmp_path: Path) -> None:
    changed = ENTRY.replace("{code} is bundled.", "{price} and {chance} of {code}.")
    assert loaded(tmp_path, changed + 'remedy = "Ask {nobody} of {other}."\n') == [
        "consequence[0].why: is not known of a line",
        "consequence[0].why: is not known of a line",
        "consequence[0].remedy: is not known of a line",
    ]
    assert loaded(tmp_path, ENTRY + 'remedy = "Ask {other}."\n') == []
