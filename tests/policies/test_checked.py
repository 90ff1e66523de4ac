"""C6: up to which date, and for which codes, a policy's tables were compared with the published ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from timeline.policies import load_policy
from timeline.policies.checked import (
    checked_dates,
    checked_for,
    import_command,
    tables_of,
    unchecked,
    verified_through,
    weakest_table,
)
from timeline.policies.model import Policy
from timeline.policies.rules import CeilingsRule, Checked

MEDICARE, HOSPITAL = load_policy("medicare"), load_policy("medicare-hospital")
EDITS = MEDICARE.on(date(2026, 3, 2)).edits
CEILINGS = MEDICARE.on(date(2026, 3, 2)).ceilings


@pytest.mark.parametrize(
    ("policy", "rule", "code", "first", "last"),
    [
        (MEDICARE, "edits", "97110", "1996-01-01", "2026-12-31"),
        (MEDICARE, "edits", "97124", "2024-07-01", "2025-03-31"),
        (MEDICARE, "edits", "93797", "2025-01-01", "2025-03-31"),
        (MEDICARE, "edits", "20560", "2024-07-01", "2024-09-30"),
        (MEDICARE, "ceilings", "97124", "2024-07-01", "2026-12-31"),
        (MEDICARE, "ceilings", "G0541", "2026-01-01", "2026-12-31"),
        (MEDICARE, "ceilings", "92629", "2026-04-01", "2026-12-31"),
        (MEDICARE, "ceilings", "96112", "2024-07-01", "2024-09-30"),
        (HOSPITAL, "edits", "20560", "2024-07-01", "2026-12-31"),
        (HOSPITAL, "edits", "92612", "2026-10-01", "2026-12-31"),
        (HOSPITAL, "ceilings", "97124", "2024-07-01", "2026-12-31"),
        (HOSPITAL, "ceilings", "98986", "2026-10-01", "2026-12-31"),
    ],
)
def test_each_setting_and_code_has_its_own_dates(policy: Policy, rule: str, code: str, first: str, last: str) -> None:
    (entry,) = policy.history[rule]
    found = checked_for(entry.value, code)
    assert found is not None
    assert (found.start.isoformat(), found.through.isoformat()) == (first, last)
    assert [found.covers(day) for day in (found.start, found.through)] == [True, True]


@pytest.mark.parametrize("name", ["98986", "G9999"])
def test_a_code_nobody_compared_has_no_dates(name: str) -> None:
    assert checked_for(CEILINGS, "G9999") is None
    assert name in unchecked(CEILINGS, [name, "97110"], date(2026, 3, 2))


def test_codes_are_told_with_the_earliest_end_first() -> None:
    told = checked_dates(EDITS, ["97110", "97124", "97112", "20560", "G9999"])
    assert told == (
        "G9999: no date; 20560: 2024-07-01 to 2024-09-30; 97124: 2024-07-01 to 2025-03-31; "
        "97110, 97112: 1996-01-01 to 2026-12-31"
    )


def test_a_policy_is_dated_by_the_table_that_reaches_least_far() -> None:
    weakest = weakest_table(MEDICARE)
    assert weakest is not None
    assert (weakest.name, weakest.through) == ("edits", date(2024, 9, 30))
    assert verified_through(MEDICARE) == date(2024, 9, 30)
    assert (weakest_table(HOSPITAL), verified_through(HOSPITAL)) == (None, date(2026, 12, 31))
    assert verified_through(load_policy("cpt-midpoint")) == load_policy("cpt-midpoint").verified_through


def test_a_table_that_was_never_compared_leaves_a_policy_without_a_date() -> None:
    entry = MEDICARE.history["edits"][0]
    never = replace(entry, value=replace(entry.value, checked=()))
    policy = replace(MEDICARE, history={**MEDICARE.history, "edits": (never,)})
    assert verified_through(policy) is None
    assert [table.through for table in tables_of(policy)] == [None, date(2024, 9, 30)]


def test_the_table_of_a_date_is_the_one_in_force_on_it_and_without_a_date_the_last() -> None:
    entry = MEDICARE.history["ceilings"][0]
    later = CeilingsRule("new.csv", "practitioner", (Checked(date(2027, 1, 1), date(2027, 3, 31)),))
    dated = (replace(entry, until=date(2027, 1, 1)), replace(entry, start=date(2027, 1, 1), value=later))
    policy = replace(MEDICARE, history={"ceilings": dated})
    through = [
        [table.through for table in tables_of(policy, day)] for day in (date(2026, 12, 31), date(2027, 1, 1), None)
    ]
    assert through == [[date(2024, 9, 30)], [date(2027, 3, 31)], [date(2027, 3, 31)]]


def test_the_command_names_the_setting_of_the_table() -> None:
    assert import_command("edits", EDITS) == "timeline import-ncci PTP_FILE --column practitioner -o pairs.csv"
    hospital = HOSPITAL.on(date(2026, 3, 2)).ceilings
    assert import_command("ceilings", hospital).endswith("MUE_FILE --column outpatient_hospital -o ceilings.csv")
