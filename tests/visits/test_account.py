from __future__ import annotations

from datetime import date

import pytest

from tests.days import DATE, attended
from tests.schedules_of import analysed
from timeline.policies import load_policy
from timeline.visits import VisitAccount, account_visits, exposed_units, supportable_units
from timeline.vocabulary import CONTEST_RULES, ContestRule


def visit(*lines: str, patient: str = "P1", discipline: str = "PT") -> VisitAccount:
    return analysed(*lines).record.accounts[DATE, patient, discipline]


def test_a_visit_is_counted_under_every_contest_rule() -> None:
    found = visit("9:00-9:30 P1 PT1 97110", "9:10-9:20 P2 PT1 97110")
    assert found.units is not None
    assert [found.units[rule].timed_minutes for rule in ContestRule] == [20, 20, 30]
    assert [found.units[rule].timed_units for rule in ContestRule] == [1, 1, 2]


def test_more_seconds_of_a_code_can_make_another_unit() -> None:
    found = visit("9:00-9:22 P1 PT1 97110")
    assert [found.units_with(found.contest, {"97110": extra}) for extra in (-15 * 60, 0, 59, 60)] == [0, 1, 1, 2]


def test_seconds_of_an_unknown_or_retired_code_make_no_unit() -> None:
    found = visit("9:00-9:22 P1 PT1 97110")
    assert found.units_with(found.contest, {"99999": 3600, "97532": 3600}) == 1


def test_seconds_are_never_fewer_than_none() -> None:
    assert visit("9:00-9:22 P1 PT1 97110").units_with(ContestRule.NESTED, {"97110": -9999}) == 0


def test_a_booking_supports_its_minutes_as_one_service() -> None:
    found = visit("9:00-9:53 P1 PT1 appointment")
    assert (found.is_scheduled, found.units, found.timed_units) == (True, None, 4)
    assert found.units_with(found.contest, {"": -60}) == 3


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ("9:00-9:30 P1 PT1 97110 payer=sunny-health", "policy.unknown"),
        ("9:00-9:30 P1 PT1 97110 payer=medicare", ""),
    ],
)
def test_a_payer_nobody_knows_leaves_units_open(row: str, refusal: str) -> None:
    found = visit(row)
    assert found.refusal == refusal
    assert (found.timed_units is None) == bool(refusal)


def test_without_rules_no_unit_depends_on_anything() -> None:
    found = visit("9:00-9:30 P1 PT1 97110 payer=sunny-health")
    assert found.units_with(found.contest, {"97110": 3600}) == 0


def test_the_earliest_row_that_states_a_payer_decides() -> None:
    rows = (
        "9:00-9:10 P1 PT1 97110",
        "9:10-9:20 P1 PT1 97140 payer=cpt-midpoint",
        "9:20-9:30 P1 PT1 97112 payer=medicare",
    )
    assert visit(*rows).payer == "cpt-midpoint"


def test_a_visit_without_a_stated_payer_is_counted_for_medicare() -> None:
    assert visit("9:00-9:10 P1 PT1 97110").payer == "medicare"


def test_every_code_of_a_visit_is_named_even_when_it_earns_nothing() -> None:
    assert visit("9:00-9:10 P1 PT1 97110", "9:10-9:20 P1 97032", "9:20-9:30 P1 PT1 99999").named == (
        "97032",
        "97110",
        "99999",
    )


def test_the_site_of_a_visit_is_that_of_its_first_row() -> None:
    assert visit("9:30-9:40 P1 PT1 97110 clinic=annex", "9:00-9:10 P1 PT1 97110 clinic=main").clinic == "main"


@pytest.mark.parametrize(("minutes", "units"), [(7, 0), (8, 1), (22, 1), (23, 2), (53, 4), (127, 8)])
def test_minutes_without_a_code_support_what_one_code_would_earn(minutes: int, units: int) -> None:
    assert supportable_units(minutes, load_policy("medicare").on(date(2026, 3, 2))) == units


def test_time_recorded_as_supervised_separates_two_codes_no_less() -> None:
    apart = ("9:00-9:20 P1 PT1 97150 group=g1", "9:00-9:20 P2 PT1 97150 group=g1", "9:20-9:40 P1 PT1 97110")
    over = (*apart, "9:00-9:20 P1 97110 supervised")
    assert [visit(*rows).units[ContestRule.NESTED].units["97110"] for rows in (apart, over)] == [1, 0]


def test_units_under_each_contest_rule_and_what_hangs_on_contested_minutes() -> None:
    found = visit("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97110")
    assert [found.timed_units_under(rule) for rule in ContestRule] == [1, 1, 2]
    assert found.exposed == 1


def test_a_booking_exposes_what_its_minutes_could_support() -> None:
    found = visit("9:00-9:30 P1 PT1 appointment", "9:15-9:45 P2 PT1 appointment")
    assert [found.timed_units_under(rule) for rule in ContestRule] == [1, 1, 2]
    assert found.exposed == 1


def test_where_no_policy_is_in_force_nothing_is_exposed() -> None:
    found = visit("9:00-9:30 P1 PT1 97110 payer=sunny-health", "9:15-9:45 P2 PT1 97110")
    assert [found.timed_units_under(rule) for rule in ContestRule] == [None] * 3
    assert found.exposed == 0


def test_more_units_without_contested_minutes_are_no_negative_exposure() -> None:
    assert exposed_units({ContestRule.DOCUMENTED: 1, ContestRule.EXCLUSIVE: 2}.get) == 0


def test_a_booking_is_counted_by_whole_minutes() -> None:
    assert [visit(f"9:00-9:{end} P1 PT1 appointment").timed_units for end in ("22:50", "23")] == [1, 2]
    whole = visit("9:00-9:23 P1 PT1 appointment")
    assert [whole.units_with(whole.contest, {"": change}) for change in (-1, 0, -9999)] == [1, 2, 0]


def test_a_code_the_visit_did_not_have_starts_from_nothing() -> None:
    found = visit("9:00-9:22 P1 PT1 97110")
    assert [found.units_with(found.contest, {"97112": seconds}) for seconds in (59, 60)] == [1, 2]


def test_units_that_all_hang_on_contested_minutes_are_all_exposed() -> None:
    found = visit("9:00-9:30 P1 PT1 97110", "9:00-9:30 P2 PT1 97110")
    assert [found.timed_units_under(rule) for rule in ContestRule] == [0, 0, 2]
    assert found.exposed == 2


def test_of_two_first_rows_the_clinics_name_decides_the_site() -> None:
    rows = ("9:00-9:10 P1 PT1 97110 clinic=main", "9:00-9:10 P1 PTA1 97112 clinic=annex")
    assert {visit(*order).clinic for order in (rows, rows[::-1])} == {"annex"}


def test_of_two_first_rows_the_payers_name_decides_the_payer() -> None:
    rows = ("9:00-9:10 P1 PT1 97110 payer=medicare", "9:00-9:10 P1 PTA1 97112 payer=cpt-midpoint")
    assert {visit(*order).payer for order in (rows, rows[::-1])} == {"cpt-midpoint"}


def test_an_aide_s_time_separates_no_two_codes() -> None:
    apart = ("9:00-9:20 P1 PT1 97150 group=g1", "9:00-9:20 P2 PT1 97150 group=g1", "9:20-9:40 P1 PT1 97110")
    found = visit(*apart, "9:10-9:15 P1 AIDE1 97110")
    assert found.units is not None
    assert found.units[ContestRule.NESTED].units["97110"] == 1


def test_a_visit_of_unknown_codes_alone_is_counted_and_has_no_unit() -> None:
    found = visit("9:00-9:30 P1 PT1 99999")
    assert found.units is not None
    assert (found.timed_units, found.named, found.positions) == (0, ("99999",), (0,))
    assert not any(counted.times or counted.remarks for rule, counted in found.units.items() if rule != found.contest)


def test_an_assistant_s_seconds_are_never_more_than_those_that_count() -> None:
    found = visit("9:00-9:30 P1 PTA1 97110", "9:10-9:40 P2 PTA1 97110")
    assert found.units is not None
    (line,) = found.units[ContestRule.EXCLUSIVE].lines
    assert (line.units, line.modifiers) == (1, ("CQ", "GP"))


def test_a_booking_that_is_only_a_plan_is_no_row_of_the_visit() -> None:
    found = visit("9:00-9:30 P1 PT1 97112 appointment", "9:00-9:30 P1 PT1 97110", "9:30-9:40 P1 PT1 assessment")
    assert (found.positions, found.named) == ((1, 2), ("97110",))


def test_a_code_that_nobody_attended_adds_no_second() -> None:
    found = visit("9:00-9:07:59 P1 PT1 97110", "9:10-9:20 P1 97032")
    assert found.units is not None
    assert {remark.rule for remark in found.units[ContestRule.NESTED].remarks}.isdisjoint({"rounding.changes_units"})


def test_time_taken_from_one_code_takes_none_from_another() -> None:
    found = visit("9:00-9:23 P1 PT1 97112", "9:30-9:40 P1 PT1 97110")
    assert found.units_with(found.contest, {"97110": -9999}) == 2


def test_a_booking_without_time_supports_nothing_whatever_the_threshold() -> None:
    found = visit("9:00-9:30 P1 PT1 appointment payer=full-unit")
    assert [found.units_with(found.contest, {"": change}) for change in (0, -1, -9999)] == [2, 1, 0]


@pytest.mark.parametrize("rule", CONTEST_RULES)
def test_the_time_of_staff_the_payer_does_not_cover_counts_under_no_contest_rule(rule: ContestRule) -> None:
    rows = ("9:00-9:20 P1 SLP1 97533", "9:30-9:50 P1 SLPA1 97533", "9:35-9:45 P2 SLPA1 97533")
    account = account_visits(attended(*rows), {})[DATE, "P1", "SLP"]
    assert account.units[rule].timed_minutes == account.earning["97533"].by_rule[rule] // 60 == 20
    assert account.seconds.codes["97533"].by_rule[rule] // 60 == {"exclusive": 30, "nested": 30, "documented": 40}[rule]
    assert account.earning["97533"].assistant == 0
    assert account.units_with(rule, {}) == 1
    assert account.units_with(rule, {"97533": 3 * 60}) == 2


def test_where_the_payer_covers_everybody_all_that_is_recorded_earns() -> None:
    account = account_visits(attended("9:00-9:20 P1 PTA1 97110"), {})[DATE, "P1", "PT"]
    assert account.earning is account.seconds.codes


def test_a_code_that_replaces_another_is_recorded_as_both() -> None:
    found = visit("9:00-9:15 P1 97014", "9:15-9:30 P1 PT1 97110")
    assert [found.recorded_as(code) for code in ("G0283", "97014", "97110")] == [
        {"G0283", "97014"},
        {"97014"},
        {"97110"},
    ]
    assert visit("9:00-9:15 P1 97014 payer=sunny-health").recorded_as("G0283") == {"G0283"}


def test_a_payer_asked_for_counts_every_visit_whatever_its_rows_say() -> None:
    found = analysed("9:00-9:10 P1 PT1 97110 payer=medicare", "9:10-9:20 P1 PT1 97112").record.attendance
    (counted,) = account_visits(found, {}, payer="cpt-midpoint").values()
    assert (counted.payer, counted.timed_units) == ("cpt-midpoint", 2)


def test_a_therapist_s_seconds_are_none_of_an_assistant_s() -> None:
    found = visit("9:00-9:30 P1 PT1 97110")
    assert found.units is not None
    assert found.units[ContestRule.NESTED].lines[0].modifiers == ("GP",)


def test_units_with_more_or_fewer_seconds_are_counted_from_what_the_visit_has() -> None:
    found = visit("9:00-9:22 P1 PT1 97110", "9:22-9:30 P1 PT1 97112")
    assert found.timed_units == 2
    changes = (-22 * 60, -8 * 60, 0, 7 * 60, 8 * 60, 23 * 60)
    assert [found.units_with(found.contest, {"97110": change}) for change in changes] == [1, 1, 2, 2, 3, 4]


def test_a_payer_covers_every_role_but_those_its_rules_leave_out_and_without_rules_all() -> None:
    roles = ("PT", "PTA", "OTA", "SLPA")
    assert [visit("9:00-9:20 P1 PT1 97110").covers(role) for role in roles] == [True, True, True, False]
    assert all(visit("9:00-9:20 P1 PT1 97110 payer=sunny-health").covers(role) for role in roles)


def test_a_hospital_s_visits_of_a_date_are_counted_beside_each_other_and_an_office_s_alone() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:30-10:00 P1 OT1 97750", "10:00-10:30 P2 PT1 97110")
    hospital = analysed(*(f"{row} payer=medicare-hospital" for row in rows)).record.accounts
    beside = {
        key[1:]: {contest: tuple(other.discipline for other in others) for contest, others in account.beside.items()}
        for key, account in hospital.items()
    }
    assert beside == {
        ("P1", "OT"): dict.fromkeys(CONTEST_RULES, ("PT",)),
        ("P1", "PT"): dict.fromkeys(CONTEST_RULES, ("OT",)),
        ("P2", "PT"): {},
    }
    assert all(not account.beside for account in analysed(*rows).record.accounts.values())


def test_a_visit_without_a_unit_gains_its_first() -> None:
    found = visit("9:00-9:07 P1 PT1 97110")
    assert [found.units_with(found.contest, {"97110": extra}) for extra in (-420, 0, 59, 60, 16 * 60)] == [
        0,
        0,
        0,
        1,
        2,
    ]


def test_changed_seconds_are_counted_for_the_visit_itself_beside_the_others_of_a_hospital_s_date() -> None:
    rows = ("9:00-9:30 P1 PT1 97530 payer=medicare-hospital", "9:30-9:45 P1 OT1 97535 payer=medicare-hospital")
    for discipline, code, units in (("PT", "97530", [2, 3]), ("OT", "97535", [1, 2])):
        found = visit(*rows, discipline=discipline)
        assert [found.units_with(found.contest, {code: extra}) for extra in (0, 900)] == units


def test_seconds_of_the_patient_s_other_visits_may_change_too_where_the_payer_looks_at_the_date() -> None:
    """Massage stands beside manual therapy on no claim of a hospital's date: without the one the other is a unit."""
    rows = ("9:00-9:23 P1 PT1 97140", "9:30-9:40 P1 OT1 97124", "9:40-9:48 P1 SLP1 92507")
    accounts = analysed(*(f"{row} payer=medicare-hospital" for row in rows)).record.accounts
    manual, massage = accounts[DATE, "P1", "PT"], accounts[DATE, "P1", "OT"]
    without, less = (manual.times_with(ContestRule.NESTED, {"97140": change}) for change in (-9999, -15 * 60))
    assert massage.units_with(ContestRule.NESTED, {}) == 0
    assert massage.units_with(ContestRule.NESTED, {}, beside=[without]) == 1
    assert massage.units_with(ContestRule.NESTED, {}, beside=[less]) == 0
    assert massage.units_with(ContestRule.NESTED, {"97124": 13 * 60}, beside=[without]) == 2


def test_times_with_changes_are_those_of_every_code_recorded_or_changed() -> None:
    found = visit("9:00-9:23 P1 PT1 97140", "9:30-9:40 P1 PTA1 97110").times_with(
        ContestRule.NESTED, {"97112": 60, "97110": -120, "97140": 7}
    )
    assert found.discipline == "PT"
    assert [(time.code, time.seconds, time.assistant_seconds) for time in found.times] == [
        ("97110", 480, 480),
        ("97112", 60, 0),
        ("97140", 1387, 0),
    ]
    assert sorted(found.spans) == ["97110", "97140"]


def test_what_is_stated_may_be_contested_where_the_seconds_of_its_code_are_not() -> None:
    """A second provider beside a contested one: the same ten minutes, and the quantity of whoever counts."""
    found = visit(
        "9:00-9:10 P1 PT1 97597 quantity=1",
        "9:10-9:20 P1 PT1 97598 quantity=2",
        "9:10-9:20 P2 PT1 97110",
        "9:10-9:20 P1 PT2 97598 quantity=1",
    )
    assert found.units is not None
    assert set(found.earning["97598"].by_rule.values()) == {600}
    assert [found.units[rule].units["97598"] for rule in ContestRule] == [1, 1, 2]


def test_what_was_claimed_of_a_visit_stands_with_it_by_code() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "9:30-9:45 P1 OT1 97535", "10:00-10:15 P2 PT1 97110")
    found = account_visits(attended(*rows), {((DATE, "P1", "PT"), "97110"): 2, ((DATE, "P1", "OT"), "97535"): 1})
    assert {key[1:]: dict(one.billed) for key, one in found.items()} == {
        ("P1", "OT"): {"97535": 1},
        ("P1", "PT"): {"97110": 2},
        ("P2", "PT"): {},
    }


def test_a_hospital_s_booking_is_counted_beside_nothing() -> None:
    rows = ("9:00-9:30 P1 PT1 appointment", "9:30-10:00 P1 OT1 appointment")
    accounts = analysed(*(f"{row} payer=medicare-hospital" for row in rows)).record.accounts
    assert [(one.units, dict(one.beside), one.timed_units) for one in accounts.values()] == [(None, {}, 2)] * 2


def test_visits_of_two_payers_that_look_at_the_date_are_not_looked_at_together() -> None:
    rows = ("9:00-9:30 P1 PT1 97530 payer=medicare-hospital", "9:30-10:00 P1 OT1 97750 payer=workers-comp-new-york")
    assert all(not one.beside for one in analysed(*rows).record.accounts.values())


def test_a_contested_visit_beside_an_uncontested_one_of_a_hospital_s_date_is_counted_under_every_rule() -> None:
    rows = ("9:00-9:30 P1 PT1 97530", "9:15-9:45 P2 PT1 97530", "10:00-10:30 P1 OT1 97535")
    accounts = analysed(*(f"{row} payer=medicare-hospital" for row in rows)).record.accounts
    for discipline, units in (("PT", [1, 1, 2]), ("OT", [2, 2, 2])):
        found = accounts[DATE, "P1", discipline]
        assert [found.timed_units_under(rule) for rule in ContestRule] == units
