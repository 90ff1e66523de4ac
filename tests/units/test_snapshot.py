"""C6: a table used beyond the codes and dates it is checked for says so once, pairs found or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from timeline.policies import load_policy
from timeline.policies.rules import Checked
from timeline.units import CodeTime, VisitUnits, count_units, count_visit
from timeline.units.snapshot import snapshot_remark, uses_beyond


def notes(minutes: Mapping[str, int], on: str, payer: str = "medicare") -> list[str]:
    """Give what `timeline units` says about tables, once for everything that was counted."""
    told = count_units(minutes, on=on, payer=payer).to_dict()["findings"]
    assert not [f for f in told if f["rule"] == "policy.unverified" and "table" in f["message"]]
    return [finding["message"] for finding in told if finding["rule"] == "edit.snapshot"]


@pytest.mark.parametrize(
    ("payer", "codes", "first", "last"),
    [
        ("medicare", ("97530", "97116"), "2004-01-01", None),
        ("medicare", ("97161", "97140"), "2004-01-01", None),
        ("medicare", ("97150", "97110"), "2024-07-01", "2025-03-31"),
        ("medicare", ("G0283", "97112"), "2024-07-01", "2025-03-31"),
        ("medicare", ("G0237", "97110"), "2024-07-01", "2024-09-30"),
        ("medicare-hospital", ("97150", "97110"), "2024-07-01", "2026-12-31"),
        ("medicare-hospital", ("G0237", "97110"), "2024-07-01", "2026-12-31"),
    ],
)
def test_a_table_of_pairs_is_silent_within_the_dates_of_both_codes_and_says_one_thing_beyond(
    payer: str, codes: tuple[str, str], first: str, last: str | None
) -> None:
    minutes = dict.fromkeys(codes, 20)
    inside = [first if first > "2024" else "2024-07-01", last or "2026-12-31"]
    outside = [day for day in (_before(first), _after(last)) if day]
    assert [told for day in inside for told in notes(minutes, day, payer)] == []
    for day in outside:
        (told,) = notes(minutes, day, payer)
        assert "table of code pairs" in told


def _before(first: str) -> str | None:
    return date.fromordinal(date.fromisoformat(first).toordinal() - 1).isoformat() if first > "2024" else None


def _after(last: str | None) -> str | None:
    return date.fromordinal(date.fromisoformat(last).toordinal() + 1).isoformat() if last else None


@pytest.mark.parametrize("codes", [("97140", "97124"), ("97010", "97140", "97124"), ("97110", "97124")])
def test_the_note_comes_once_whether_or_not_a_pair_is_found(codes: tuple[str, ...]) -> None:
    assert len(notes(dict.fromkeys(codes, 15), "2026-03-02")) == 1


def test_the_note_names_the_table_what_it_is_checked_for_and_the_command_that_renews_it() -> None:
    (told,) = notes({"97110": 15, "97124": 15}, "2026-03-02")
    assert told == (
        "medicare's table of code pairs (ptp_practitioner.csv) was used for services on 2026-03-02; it is checked only "
        "for 97124: 2024-07-01 to 2025-03-31. To become current: "
        "`timeline import-ncci PTP_FILE --column practitioner -o pairs.csv`"
    )


def test_both_tables_beyond_their_dates_are_one_note_with_both_commands() -> None:
    (told,) = notes({"97110": 15, "97112": 15}, "2027-01-01")
    assert "table of code pairs (ptp_practitioner.csv)" in told
    assert "table of daily ceilings (mue_practitioner.csv)" in told
    assert "PTP_FILE --column practitioner -o pairs.csv` and `timeline import-ncci MUE_FILE" in told


def test_ceilings_are_checked_for_each_code_by_itself() -> None:
    assert notes({"97110": 15}, "2026-12-31") == []
    assert notes({"96112": 60}, "2024-09-30") == []
    (told,) = notes({"96112": 60}, "2024-10-01")
    assert "ceilings (mue_practitioner.csv) was used for services on 2024-10-01; it is checked only for 96112" in told
    assert "pairs" not in told.partition("To become")[0]


def test_a_code_alone_and_codes_that_earn_nothing_look_no_pair_up() -> None:
    assert notes({"97150": 25}, "2026-03-02") == []
    assert notes({"97110": 15, "97010": 15, "20560": 10, "99999": 15}, "2026-03-02") == []


def test_an_add_on_that_only_the_line_has_is_looked_up_too() -> None:
    (told,) = notes({"97129": 40, "97530": 15}, "2026-03-02")
    assert "only for 97129, 97130: 2024-07-01 to 2025-03-31" in told


def test_a_code_replaced_on_the_line_is_looked_up_under_its_replacement() -> None:
    (told,) = notes({"97014": 15, "97110": 15}, "2026-03-02")
    assert "only for G0283: 2024-07-01 to 2025-03-31" in told


def test_two_disciplines_are_two_claims_of_a_practitioner_and_one_note() -> None:
    told = count_units({"97150": {"PT": 15, "OT": 15}, "97110": {"PT": 15}, "97530": {"OT": 15}}, on="2026-03-02")
    assert [remark.rule for remark in told.remarks].count("edit.snapshot") == 1
    apart = count_units({"97150": {"PT": 15}, "97530": {"OT": 15}}, on="2026-03-02")
    assert [remark.rule for remark in apart.remarks].count("edit.snapshot") == 0


@pytest.mark.parametrize(("day", "said"), [("2024-09-30", 0), ("2024-10-01", 1), ("2026-09-30", 1), ("2026-10-01", 0)])
def test_a_hospital_indicator_that_changed_on_an_unknown_date_is_said_to_be_assumed(day: str, said: int) -> None:
    told = notes({"97605": 15, "97608": 15}, day, "medicare-hospital")
    assert len(told) == said
    assert all("; that 97605 with 97608 still has indicator 0 is assumed. To become" in text for text in told)
    assert not any("checked only for" in text for text in told)


def test_a_payer_without_tables_has_nothing_to_say() -> None:
    assert notes({"97140": 15, "97124": 15}, "2040-01-01", "cpt-midpoint") == []


def visit(minutes: Mapping[str, int], on: date, *checked: Checked) -> VisitUnits:
    rules = load_policy("medicare").on(on)
    held = replace(rules, ceilings=None, edits=replace(rules.edits, checked=checked))
    return count_visit([CodeTime(code, m * 60) for code, m in minutes.items()], held, discipline="PT", on=on)


def test_a_clinics_own_dates_count_for_every_code_but_those_named_apart() -> None:
    through_march = Checked(date(2026, 1, 1), date(2026, 3, 31))
    one_code = Checked(date(2026, 1, 1), date(2026, 6, 30), ("97110", "97112"))
    both = {"97110": 15, "97112": 15}
    other = {"97110": 15, "97116": 15}
    day = date(2026, 4, 1)
    assert not uses_beyond(visit(both, day, through_march, one_code))
    assert uses_beyond(visit(other, day, through_march, one_code))
    assert not uses_beyond(visit(other, date(2026, 3, 31), through_march, one_code))
    assert not uses_beyond(visit(other, date(2026, 1, 1), through_march, one_code))
    assert uses_beyond(visit(other, date(2025, 12, 31), through_march, one_code))


def test_a_table_that_nobody_compared_says_so() -> None:
    found = snapshot_remark([visit({"97110": 15, "97112": 15}, date(2026, 3, 2))])
    assert found is not None
    assert "it is checked only for 97110, 97112: no date" in found.text


def test_several_visits_are_one_note_from_the_first_date_to_the_last() -> None:
    found = snapshot_remark(
        visit({"97110": 15, code: 15}, day)
        for code, day in (("97112", date(2026, 3, 2)), ("97116", date(2026, 3, 4)), ("97116", date(2026, 3, 3)))
    )
    assert found is not None
    assert (
        "was used for services from 2026-03-02 to 2026-03-04; it is checked only for 97110, 97112, 97116" in found.text
    )


def test_visits_within_their_dates_leave_no_remark() -> None:
    assert snapshot_remark([]) is None


def test_a_minute_that_is_not_whole_puts_no_code_on_the_claim() -> None:
    rules = load_policy("medicare").on(date(2026, 3, 2))
    for seconds, beyond in ((59, False), (60, True)):
        times = [CodeTime("97110", 900), CodeTime("97124", seconds)]
        assert bool(uses_beyond(count_visit(times, rules, discipline="PT", on=date(2026, 3, 2)))) is beyond


def test_tables_are_told_by_payer_and_pairs_before_ceilings_whichever_was_used_first() -> None:
    days = {name: date(2027, month, 4) for name, month in (("late", 3), ("early", 2))}
    own = {
        name: replace(load_policy("medicare").on(day), payer=payer)
        for name, payer, day in (("late", "b", days["late"]), ("early", "a", days["early"]))
    }

    def counted(name: str, *codes: str) -> VisitUnits:
        times = [CodeTime(code, 900) for code in codes]
        return count_visit(times, own[name], discipline="PT", on=days[name])

    found = snapshot_remark([counted("late", "97110"), counted("late", "97110", "97112"), counted("early", "97140")])
    assert found is not None
    assert [said.partition(" (")[0] for said in found.text.split(". ")] == [
        "a's table of daily ceilings",
        "b's table of code pairs",
        "b's table of daily ceilings",
        "To become current: `timeline import-ncci MUE_FILE --column practitioner -o ceilings.csv` and `timeline "
        "import-ncci PTP_FILE --column practitioner -o pairs.csv`",
    ]
    assert found.codes == ("97110", "97112", "97140")


def test_of_two_versions_of_a_table_the_one_used_first_is_told_first() -> None:
    """One on the fifth of March; the other on the first and the ninth."""
    both, older, newer = (
        {"97110": 15, "97112": 15},
        *(Checked(date(year, 1, 1), date(year, 2, 1)) for year in (2024, 2025)),
    )
    days = [(date(2026, 3, 5), newer), (date(2026, 3, 1), older), (date(2026, 3, 9), older)]
    found = snapshot_remark([visit(both, day, checked) for day, checked in days])
    assert found is not None
    first, second = found.text.split(". ")[:2]
    assert "from 2026-03-01 to 2026-03-09" in first
    assert "on 2026-03-05" in second
