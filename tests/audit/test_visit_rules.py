from __future__ import annotations

import pandas as pd
import pytest

from tests.days import frame
from tests.schedules_of import findings, told
from timeline.audit import FINDING_RULES
from timeline.result import analyze
from timeline.schedules import read_schedule


def test_exact_seconds_that_would_make_another_unit_are_noted() -> None:
    rows = ("9:00-9:04:30 P1 PT1 97110", "9:10-9:13:30 P1 PT1 97140")
    assert told("rounding.changes_units", *rows) == [("note", "P1", "PT1", "09:00-09:04:30", 4.5, 0)]


def test_seconds_that_change_no_unit_are_not_noted() -> None:
    assert not told("rounding.changes_units", "9:00-9:08:30 P1 PT1 97110")


def test_equal_remainders_leave_a_choice() -> None:
    rows = ("9:00-9:20 P1 PT1 97110", "9:20-9:40 P1 PT1 97140", "9:40-9:45 P1 PT1 97530")
    (found,) = findings("units.choice", *rows)
    assert (found.severity, found.patients, found.units_at_risk) == ("note", ("P1",), 0)
    assert "the rule permits 3 allocations" in found.message


def test_one_largest_remainder_leaves_no_choice() -> None:
    assert not told("units.choice", "9:00-9:20 P1 PT1 97110", "9:20-9:44 P1 PT1 97140")


@pytest.mark.parametrize(
    ("rule", "severity", "row"),
    [
        ("code.bundled", "note", "9:00-9:15 P1 97010"),
        ("code.replaced", "note", "9:00-9:15 P1 97014"),
        ("code.not_covered", "review", "9:00-9:15 P1 PT1 S8948"),
        ("code.retired", "error", "9:00-9:15 P1 PT1 97532"),
        ("code.unknown", "review", "9:00-9:15 P1 PT1 99999"),
        ("code.off_floor", "note", "9:00-9:15 P1 PT1 98980"),
        ("code.payer_decides", "note", "9:00-9:15 P1 PT1 97039"),
        ("code.add_on", "error", "9:00-9:15 P1 PT1 97598"),
        ("code.discipline", "error", "9:00-9:15 P1 PT1 97165"),
        ("code.discipline", "review", "9:00-9:15 P1 PT1 92507"),
        ("code.quantity", "note", "9:00-9:15 P1 PT1 97597"),
    ],
)
def test_a_code_with_a_catch_is_told(rule: str, severity: str, row: str) -> None:
    provider = "PT1" if "PT1" in row else ""
    assert told(rule, row) == [(severity, "P1", provider, "09:00-09:15", 15, 0)]


@pytest.mark.parametrize("rule", [name for name in FINDING_RULES if name.startswith("code.")])
def test_a_plain_exercise_has_no_catch(rule: str) -> None:
    assert not told(rule, "9:00-9:15 P1 PT1 97110")


def test_a_retired_code_puts_no_unit_at_risk() -> None:
    (found,) = findings("claim.unattended", "9:00-9:15 P1 97532")
    assert found.units_at_risk == 0


def test_two_unknown_codes_in_one_span_are_two_findings_with_ids_of_their_own() -> None:
    found = findings("code.unknown", "9:00-9:15 P1 PT1 99998", "9:00-9:15 P1 PT1 99999")
    assert len({finding.identity for finding in found}) == 2


def test_a_pair_of_codes_at_the_same_time_is_for_review() -> None:
    rows = ("9:00-9:15 P1 PT1 97530", "9:15-9:30 P1 PT1 97150 group=G1", "9:05-9:30 P1 PTA1 97150 group=G1")
    (found,) = findings("edit.ncci", *rows, "9:05-9:30 P2 PTA1 97150 group=G1")
    assert found.severity == "review"
    assert "is not paid together with" in found.message


def test_a_pair_of_codes_one_after_the_other_is_a_note() -> None:
    group = ("9:15-9:30 P1 PT1 97150 group=G1", "9:15-9:30 P2 PT1 97150 group=G1")
    (found,) = findings("edit.ncci", "9:00-9:15 P1 PT1 97110", *group)
    assert (found.severity, found.patients, found.seconds) == ("note", ("P1",), 30 * 60)
    assert "each has recorded time of its own" in found.message


def test_codes_that_are_no_pair_are_not_told() -> None:
    assert not told("edit.ncci", "9:00-9:15 P1 PT1 97110", "9:15-9:30 P1 PT1 97112")


def test_more_units_than_the_ceiling_are_told() -> None:
    (found,) = findings("edit.mue", "8:00-10:30 P1 PT1 97035")
    assert found.severity in ("error", "review")
    assert "97035: 10 units exceed the daily ceiling of" in found.message


def test_units_below_the_ceiling_are_not_told() -> None:
    assert not told("edit.mue", "8:00-8:15 P1 PT1 97035")


def test_an_evaluation_by_an_assistant_is_an_error() -> None:
    assert told("claim.assistant_evaluation", "9:00-9:30 P1 PTA1 97161") == [
        ("error", "P1", "PTA1", "09:00-09:30", 30, 0)
    ]


def test_an_evaluation_by_a_therapist_is_none() -> None:
    assert not told("claim.assistant_evaluation", "9:00-9:30 P1 PT1 97161")


def test_two_payers_on_one_visit_are_told_with_the_one_that_counts() -> None:
    rows = ("9:00-9:15 P1 PT1 97110 payer=medicare", "9:10-9:30 P1 PT1 97140 payer=cpt-midpoint")
    (found,) = findings("payer.mixed", *rows)
    assert found.message == (
        "The rows of P1 on 2026-03-02 name 2 payers: cpt-midpoint and medicare. The visit was counted for medicare."
    )
    assert found.seconds == 30 * 60


def test_a_row_without_a_payer_mixes_nothing() -> None:
    assert not told("payer.mixed", "9:00-9:15 P1 PT1 97110 payer=medicare", "9:15-9:30 P1 PT1 97140")


def test_two_visits_may_have_two_payers() -> None:
    rows = ("9:00-9:15 P1 PT1 97110 payer=medicare", "9:15-9:30 P1 OT1 97530 payer=cpt-midpoint")
    assert not told("payer.mixed", *rows)


def test_one_provider_with_two_roles_is_told() -> None:
    rows = ("9:00-9:15 P1 X1:PT 97110", "10:00-10:15 P2 X1:PTA 97110")
    assert told("role.mixed", *rows) == [("review", "", "X1", "09:00-10:15", 30, 0)]


def test_another_role_on_another_date_is_not_told() -> None:
    assert not told("role.mixed", "9:00-9:15 P1 X1:PT 97110", "10:00-10:15 P2 X1:PTA 97110 next")


def test_a_booking_without_a_kept_service_is_a_note() -> None:
    (found,) = findings("booking.not_seen", "9:00-9:30 P1 PT1 97110", "10:00-10:30 P2 PT1 appointment")
    assert (found.severity, found.patients) == ("note", ("P2",))
    assert found.message == (
        "P2 was booked with PT1 on 2026-03-02, 10:00–10:30 (30 minutes); no kept service is recorded on that date. "
        "The booking earns nothing."
    )


def test_a_booking_whose_patient_came_is_not_told() -> None:
    assert not told("booking.not_seen", "9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT1 appointment")


def test_an_unknown_payer_leaves_the_units_open() -> None:
    (found,) = findings("policy.unknown", "9:00-9:30 P1 PT1 97110 payer=sunny-health")
    assert (found.severity, found.units_at_risk) == ("error", 0)
    assert found.message == ("The units of P1 on 2026-03-02 are left open: sunny-health is not a known policy.")


def test_a_date_before_the_policy_leaves_the_units_open() -> None:
    """C9."""
    old = read_schedule(frame("9:00-9:30 P1 PT1 97110").assign(start="1999-03-02 09:00", end="1999-03-02 09:30"))
    (found,) = (item for item in analyze(old).finding_list if item.rule.id == "policy.not_in_force")
    assert found.message.endswith("the policy medicare has no rule in force on that date.")


@pytest.mark.parametrize("rule", ["policy.unknown", "policy.not_in_force", "policy.unverified"])
def test_a_known_payer_on_a_covered_date_is_not_told(rule: str) -> None:
    assert not told(rule, "9:00-9:30 P1 PT1 97110")


@pytest.mark.parametrize("row", ["9:00-9:30 P{} PT1 97110", "9:00-9:30 P{} PT1 appointment"])
def test_a_date_after_the_last_check_is_noted_once_for_all_its_visits(row: str) -> None:
    late = read_schedule(
        frame(*(row.format(n) for n in (1, 2))).assign(start="2031-03-02 09:00", end="2031-03-02 09:30")
    )
    found = [item for item in analyze(late).finding_list if item.rule.id == "policy.unverified"]
    assert [finding.message for finding in found if "was verified" in finding.message] == [
        "Medicare was verified for services through 2026-12-31. This affects 2 visits for medicare on this date."
    ]


def test_a_weak_rule_of_a_policy_is_noted() -> None:
    found = findings("policy.unverified", "9:00-9:30 P1 PT1 97110 payer=tricare")
    assert found
    assert all(finding.severity == "note" and not finding.patients for finding in found)


def test_units_over_a_payers_cap_are_told() -> None:
    found = findings("units.cap", "8:00-11:00 P1 PT1 97110 payer=medicaid-daily-cap")
    assert [finding.patients for finding in found] == [("P1",)]


def test_units_under_a_payers_cap_are_not_told() -> None:
    assert not told("units.cap", "8:00-8:15 P1 PT1 97110 payer=medicaid-daily-cap")


def test_an_unknown_code_shows_its_own_rows() -> None:
    (found,) = findings("code.unknown", "9:00-9:15 P1 PT1 97110", "9:15-9:30 P1 PT1 99999", "9:30-9:45 P1 PT1 99999")
    assert (found.intervals, found.seconds) == (("r2", "r3"), 30 * 60)


def test_what_nobody_checked_of_two_payers_are_two_findings() -> None:
    rows = (f"9:00-9:30 P{number} PT{number} 97110" for number in (1, 2))
    late = read_schedule(frame(*rows).assign(start="2031-03-02 09:00", end="2031-03-02 09:30", payer=["tricare", ""]))
    found = [item for item in analyze(late).finding_list if item.rule.id == "policy.unverified"]
    assert {item.about.split(":")[0] for item in found} == {"medicare", "tricare"}


def test_a_remark_is_told_with_everybody_who_has_a_row_of_its_codes() -> None:
    (found,) = findings("code.retired", "9:00-9:15 P1 PT1 97532", "9:30-9:45 P1 PT2 97532", "9:45-10:00 P1 PT3 97110")
    assert found.message.startswith("P1 with PT1 and PT2 on 2026-03-02, 09:00–09:45 (30 minutes): ")
    assert (found.intervals, found.about) == (("r1", "r2"), "97532")
    (found,) = findings("code.bundled", "9:00-9:15 P1 97010")
    assert found.message.startswith("P1 on 2026-03-02, 09:00–09:15 (15 minutes): ")


def test_an_unknown_code_is_told_with_when_it_is_recorded() -> None:
    (found,) = findings("code.unknown", "9:00-9:15 P1 PT1 99999")
    assert found.message == (
        "99999, recorded for P1 on 2026-03-02, 09:00–09:15 (15 minutes), is not in the code table. Its time earns no "
        "units."
    )


def test_roles_and_payers_are_told_in_their_order_with_all_their_rows() -> None:
    roles = (
        "9:00-9:15 P1 X1:PTA 97110",
        "9:15-9:30 P2 Y1:PT 97110",
        "10:00-10:15 P2 X1:PT 97110",
        "8:00-12:00 X1:PT shift",
    )
    (found,) = findings("role.mixed", *roles)
    assert (found.intervals, found.patients, found.providers) == (("r1", "r3", "r4"), (), ("X1",))
    assert found.message == (
        "X1 appears in the schedule as PT and PTA on 2026-03-02. The role on each row decides what its time counts for."
    )
    payers = [
        f"9:{n}0-9:{n}5 P1 PT1 97110 payer={name}" for n, name in ((2, "tricare"), (3, "medicare"), (1, "full-unit"))
    ]
    (found,) = findings("payer.mixed", *payers)
    assert found.intervals == ("r1", "r2", "r3")
    assert found.message == (
        "The rows of P1 on 2026-03-02 name 3 payers: full-unit, medicare and tricare. The visit was counted for "
        "full-unit."
    )


def test_a_booking_that_names_nobody_is_told_without_a_provider() -> None:
    (found,) = findings("booking.not_seen", "9:00-9:30 P1 PT1 97110", "10:00-10:30 P2 appointment")
    assert (found.providers, found.intervals) == ((), ("r2",))
    assert found.message.startswith("P2 was booked on 2026-03-02, 10:00–10:30 (30 minutes); no kept service")


@pytest.mark.parametrize(("date", "count"), [("2026-12-31", 0), ("2027-01-01", 1)])
@pytest.mark.parametrize("what", ["97110", "appointment"])
def test_the_day_after_the_last_check_is_the_first_that_nobody_checked(date: str, count: int, what: str) -> None:
    day = frame(f"9:00-9:30 P1 PT1 {what}").assign(start=f"{date} 09:00", end=f"{date} 09:30")
    found = analyze(read_schedule(day)).finding_list
    assert len([one for one in found if one.rule.id == "policy.unverified" and "was verified" in one.message]) == count


def test_what_nobody_checked_is_told_once_with_all_its_visits_rows_in_order() -> None:
    rows = ("9:30-10:00 P2 PT1 97110", "9:00-9:30 P1 PT1 97110", "10:00-10:30 P1 PT1 97112")
    late = read_schedule(
        frame(*rows).assign(
            start=[f"2031-03-02 {t}" for t in ("09:30", "09:00", "10:00")],
            end=[f"2031-03-02 {t}" for t in ("10:00", "09:30", "10:30")],
        )
    )
    found = [
        one
        for one in analyze(late).finding_list
        if one.rule.id == "policy.unverified" and "was verified" in one.message
    ]
    assert [one.intervals for one in found] == [("r1", "r2", "r3")]
    assert found[0].message.endswith("This affects 2 visits for medicare on this date.")
    assert (found[0].patients, found[0].providers, found[0].severity) == ((), (), "note")
    alone, *_ = findings("policy.unverified", "9:00-9:30 P1 PT1 97110 payer=tricare")
    assert "This affects 1 visit for tricare on this date." in alone.message


def test_an_unknown_code_of_many_visits_is_one_finding_with_their_number() -> None:
    days = ("9:00-9:15 P1 PT1 99999", "9:15-9:30 P2 PT1 99999", "9:00-9:15 P1 PT1 99999 next")
    (found,) = findings("code.unknown", *days)
    assert found.message == (
        "99999, recorded on 3 visits from 2026-03-02 to 2026-03-03, is not in the code table. Its time earns no units."
    )
    assert (found.patients, found.providers, found.date) == ((), (), "2026-03-02")
    assert found.intervals == ("r1", "r2", "r3")


def test_an_unknown_payer_of_many_visits_is_one_finding_and_another_payer_one_more() -> None:
    days = [f"9:{n}0-9:{n}5 P{n} PT1 97110 payer={'sunny' if n < 3 else 'rainy'}-health" for n in range(1, 6)]
    assert [found.message for found in findings("policy.unknown", *days)] == [
        "The units of 2 visits on 2026-03-02 are left open: sunny-health is not a known policy.",
        "The units of 3 visits on 2026-03-02 are left open: rainy-health is not a known policy.",
    ]


def test_a_policy_of_later_dates_is_told_once_for_all_its_visits() -> None:
    day = frame("9:00-9:30 P1 PT1 97110", "9:30-10:00 P2 PT1 97110")
    old = read_schedule(day.assign(start=["1999-03-02 09:00", "1999-03-02 09:30"], end=["9:30", "10:00"]))
    (found,) = (item for item in analyze(old).finding_list if item.rule.id == "policy.not_in_force")
    assert found.message.endswith("the policy medicare has no rule in force on these dates.")


@pytest.mark.parametrize(
    ("claimed", "severity"),
    [
        ({"97124": 1}, "note"),
        ({"97140": 2}, "note"),
        ({"97124": 1, "97140": 2}, "error"),
        ({"97124": 0, "97140": 2}, "note"),
        ({}, "note"),
        (None, "error"),
    ],
)
def test_c5_a_pair_without_exception_is_no_error_where_the_claim_does_not_carry_both(claimed, severity: str) -> None:
    lines = (
        claimed
        if claimed is None
        else pd.DataFrame(
            [("2026-03-02", "P1", code, units) for code, units in claimed.items()],
            columns=["date", "patient", "code", "units"],
        )
    )
    rows = frame("9:00-9:23 P1 PT1 97140", "9:23-9:33 P1 PT1 97124")
    (finding,) = [f for f in analyze(read_schedule(rows), claims=lines).finding_list if f.rule.id == "edit.ncci"]
    assert finding.severity == severity
