from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from tests.limited import limited_policy
from timeline.code_table import code_table
from timeline.policies import load_policy, load_policy_file
from timeline.policies.rules import Cap, CapScope, CapsRule, OnExcess
from timeline.units import CodeTime, VisitTimes, count_date, count_visit
from timeline.units.ask import count_units
from timeline.units.caps import capped as cut
from timeline.units.earned import LISTED, recorded
from timeline.units.plan import plan_for


@pytest.fixture
def capped(tmp_path: Path, on):
    def count(limits: str, **minutes: int):
        times = [CodeTime(code.removeprefix("c"), 60 * spent) for code, spent in minutes.items()]
        return count_visit(times, load_policy_file(limited_policy(tmp_path, limits)).on(on), discipline="PT", on=on)

    return count


def test_units_over_a_denying_limit_are_taken_from_the_shortest_code(count) -> None:
    visit = count({"97110": 45, "97140": 30, "97112": 15}, payer="commercial-daily-maximum")
    assert visit.units == {"97110": 3, "97112": 0, "97140": 1}
    assert (visit.timed_units, sum(line.units for line in visit.lines)) == (4, 4)


def test_a_limit_of_timed_units_leaves_untimed_codes_alone(count) -> None:
    visit = count({"97110": 60, "97012": 10}, payer="commercial-daily-maximum")
    assert visit.units == {"97012": 1, "97110": 4}


def test_a_limit_of_timed_units_counts_no_code_of_one_unit_and_none_by_area(capped) -> None:
    visit = capped('{ scope = "timed", max_units = 2, on_excess = "deny" }', c97110=45, c97012=50, c97597=60)
    assert visit.units == {"97012": 1, "97110": 2, "97597": 1}


def test_a_limit_of_minutes_counts_an_untimed_code_by_its_whole_minutes(capped) -> None:
    limit = '{{ scope = "visit", max_minutes = {}, on_excess = "deny" }}'
    cut = [capped(limit.format(most), c97110=45, c97012=10).units for most in (55, 54)]
    assert cut == [{"97012": 1, "97110": 3}, {"97012": 0, "97110": 3}]


def test_a_recorded_add_on_without_a_unit_is_cut_like_none(capped) -> None:
    visit = capped('{ scope = "visit", max_units = 2, on_excess = "deny" }', c97110=30, c97129=15, c97130=1)
    assert visit.units == {"97110": 2, "97129": 0, "97130": 0}


def test_a_limit_of_the_visit_counts_group_and_individual_together(count) -> None:
    visit = count({"97110": 120, "97150": 30}, payer="medicaid-daily-cap")
    assert sum(visit.units.values()) == 8
    assert [remark.rule for remark in visit.remarks if remark.rule == "units.cap"] == ["units.cap"]


def test_a_limit_that_only_warns_takes_nothing_away(capped) -> None:
    visit = capped('{ scope = "timed", max_units = 2, on_excess = "warn" }', c97110=60)
    assert visit.units == {"97110": 4}
    assert "units.cap" in {remark.rule for remark in visit.remarks}


def test_a_limit_of_each_code_counts_codes_apart(capped) -> None:
    visit = capped('{ scope = "line", max_units = 2, on_excess = "deny" }', c97110=60, c97140=30)
    assert visit.units == {"97110": 2, "97140": 2}


def test_a_limit_of_named_codes_leaves_others_alone(capped) -> None:
    visit = capped('{ scope = "line", max_units = 1, on_excess = "deny", codes = ["97140"] }', c97110=60, c97140=30)
    assert visit.units == {"97110": 4, "97140": 1}


def test_at_the_limit_nothing_is_said(count) -> None:
    visit = count({"97110": 60}, payer="commercial-daily-maximum")
    assert "units.cap" not in {remark.rule for remark in visit.remarks}


def test_of_equally_long_codes_the_lower_one_stays(capped) -> None:
    visit = capped('{ scope = "visit", max_units = 1, on_excess = "deny" }', c97110=15, c97112=15)
    assert visit.units == {"97110": 1, "97112": 0}


def test_a_limit_of_timed_units_counts_chains_and_codes_by_their_own_length(capped) -> None:
    visit = capped('{ scope = "timed", max_units = 2, on_excess = "deny" }', c97110=15, c97129=15, c97130=15, c96125=60)
    assert visit.units == {"96125": 1, "97110": 1, "97129": 0, "97130": 0}


def test_a_visit_of_many_tied_codes_is_cut_without_looking_at_every_claim():
    codes = [code for code, known in sorted(code_table().items()) if known.pool == "cms15"][:14]
    found = count_units(dict.fromkeys(codes, 23), on="2026-03-02", payer="commercial-daily-maximum")
    assert found.timed_units == 4
    assert len(found.together) == LISTED
    assert {sum(units.values()) for claim in found.together for units, _ in claim} == {4}


def test_an_add_on_with_more_minutes_than_its_primary_leaves_room_for_it(capped):
    visit = capped('{ scope = "visit", max_units = 2, on_excess = "deny" }', c97129=15, c97130=45, c97110=30)
    assert visit.units["97129"] == 1
    assert sum(visit.units.values()) == 2


def test_a_limit_of_relative_values_names_just_the_codes_with_units_that_it_cannot_measure(capped):
    limit = (
        '{ scope = "visit", max_relative_value = "9", on_excess = "deny", '
        'codes = ["97110", "97112", "97116"], values = { "97110" = "0.45" } }'
    )
    visit = capped(limit, c97110=15, c97112=15, c97116=7, c97140=15)
    (remark,) = [remark for remark in visit.remarks if remark.rule == "units.cap"]
    assert remark.codes == ("97112",)
    every = capped(limit.replace('codes = ["97110", "97112", "97116"], ', ""), c97110=15, c97112=15, c97140=15)
    (remark,) = [remark for remark in every.remarks if remark.rule == "units.cap"]
    assert remark.codes == ("97112", "97140")


def claims_within(claim: dict[str, int], limits: list[tuple[tuple[str, ...], int]]) -> list[dict[str, int]]:
    """Every claim to which no unit can be added, by looking at each one: what some codes may have together."""
    fits = [
        dict(zip(claim, kept, strict=True))
        for kept in product(*(range(units + 1) for units in claim.values()))
        if all(
            sum(units for code, units in zip(claim, kept, strict=True) if not codes or code in codes) <= most
            for codes, most in limits
        )
    ]
    return [
        way
        for way in fits
        if not any(more != way and all(more[code] >= units for code, units in way.items()) for more in fits)
    ]


@pytest.mark.parametrize(
    "limits",
    [
        [((), 3)],
        [((), 0)],
        [(("97110", "97112"), 2)],
        [(("97110", "97112"), 2), (("97112", "97140"), 1)],
        [(("97110", "97140"), 1), ((), 3), (("97112",), 1)],
        [((), 5), (("97140",), 0)],
    ],
)
def test_c7_every_claim_to_which_no_unit_can_be_added_is_permitted_and_no_other(on, limits) -> None:
    """Each code alone: 30 minutes are 2 units, 15 are 1."""
    caps = tuple(Cap(CapScope.VISIT, OnExcess.DENY, max_units=most, codes=codes) for codes, most in limits)
    rules = replace(load_policy("cpt-midpoint").on(on), caps=CapsRule(caps))
    units = {"97110": 2, "97112": 2, "97140": 1}
    times = [CodeTime(code, 900 * count) for code, count in units.items()]
    visit = recorded(VisitTimes("PT", times), plan_for(rules, "PT", on))
    found = [
        {code: count for (_, code), count in way.items()}
        for way in cut({(0, code): count for code, count in units.items()}, [visit], caps)
    ]
    assert sorted(found, key=str) == sorted(claims_within(units, limits), key=str)
    assert len({str(way) for way in found}) == len(found)


def test_a_limit_of_relative_values_that_is_exceeded_names_the_codes_it_measures(capped):
    limit = '{ scope = "visit", max_relative_value = "1", on_excess = "deny", values = { "97110" = "0.5" } }'
    visit = capped(limit, c97110=45, c97112=15)
    told = [remark.codes for remark in visit.remarks if remark.rule == "units.cap"]
    assert (told, visit.units) == ([("97110",), ("97112",)], {"97110": 2, "97112": 1})


def test_a_limit_whose_values_are_all_stated_is_checked_and_says_nothing(capped):
    limit = '{ scope = "visit", max_relative_value = "1", on_excess = "deny", values = { "97110" = "0.5" } }'
    assert [remark for remark in capped(limit, c97110=30).remarks if remark.rule == "units.cap"] == []


VALUES = {"97110": Decimal("0.45"), "97112": Decimal("0.50"), "97012": Decimal("0.35")}
BY_UNITS, BY_MINUTES, BY_VALUE = {"max_units": 2}, {"max_minutes": 40}, {"max_relative_value": Decimal("1.5")}
THREE = "1 unit of 97110, 2 units of 97112 and 1 unit of 97012 fell away"


@pytest.mark.parametrize(
    ("scope", "limit", "exceeds", "lost"),
    [
        ("line", BY_UNITS, "3 units exceed the limit of 2 for a code and visit", "1 unit of 97110 fell away"),
        ("line", BY_MINUTES, "45 minutes exceed the limit of 40 for a code and visit", "1 unit of 97110 fell away"),
        ("visit", BY_UNITS, "6 units exceed the limit of 2 for a visit", THREE),
        ("visit", BY_MINUTES, "90 minutes exceed the limit of 40 for a visit", THREE),
        (
            "visit",
            BY_VALUE,
            "2.70 relative values exceed the limit of 1.5 for a visit",
            "2 units of 97112 and 1 unit of 97012 fell away",
        ),
        (
            "timed",
            BY_UNITS,
            "5 units exceed the limit of 2 for the timed codes of a visit",
            "1 unit of 97110 and 2 units of 97112 fell away",
        ),
        (
            "timed",
            BY_VALUE,
            "2.35 relative values exceed the limit of 1.5 for the timed codes of a visit",
            "2 units of 97112 fell away",
        ),
        (
            "patient_day",
            BY_MINUTES,
            "120 minutes exceed the limit of 40 for a patient's date",
            "1 unit of 97110, 2 units of 97112, 2 units of 97530 and 1 unit of 97012 fell away",
        ),
    ],
)
@pytest.mark.parametrize("on_excess", list(OnExcess))
def test_a_limit_says_what_it_measures_of_what_and_only_one_that_denies_what_fell_away(
    on, scope: str, limit: dict, exceeds: str, lost: str, on_excess: OnExcess
) -> None:
    cap = Cap(CapScope(scope), on_excess, **limit, values=VALUES)
    rules = replace(load_policy("cpt-midpoint").on(on), caps=CapsRule((cap,)))
    day = [
        VisitTimes("PT", [CodeTime("97110", 2700), CodeTime("97112", 1800), CodeTime("97012", 900)]),
        VisitTimes("OT", [CodeTime("97530", 1800)]),
    ]
    found = count_date(day, rules, on=on)
    told = exceeds if on_excess is OnExcess.WARN else f"{exceeds}: {lost}"
    said = [[r.text for r in each.remarks if r.rule == "units.cap" and r.severity == "review"] for each in found]
    assert said == [[told], [told] if scope == "patient_day" else []]
    if on_excess is OnExcess.WARN:
        assert [dict(each.units) for each in found] == [{"97012": 1, "97110": 3, "97112": 2}, {"97530": 2}]


def test_what_falls_away_of_a_code_of_two_visits_is_told_together(on) -> None:
    rules = replace(
        load_policy("cpt-midpoint").on(on), caps=CapsRule((Cap(CapScope.PATIENT_DAY, OnExcess.DENY, max_units=2),))
    )
    day = [VisitTimes(name, [CodeTime("97110", 60 * spent)]) for name, spent in (("PT", 45), ("OT", 30))]
    found = count_date(day, rules, on=on)
    assert [dict(each.units) for each in found] == [{"97110": 2}, {"97110": 0}]
    told = "5 units exceed the limit of 2 for a patient's date: 3 units of 97110 fell away"
    assert [[remark.text for remark in each.remarks if remark.rule == "units.cap"] for each in found] == [[told]] * 2


@pytest.mark.parametrize("most", [2, 3])
def test_an_evaluation_that_an_assistant_helped_in_is_measured_by_the_therapist_s_minutes(on, most: int) -> None:
    cap = Cap(CapScope.VISIT, OnExcess.DENY, max_minutes=10 * most)
    rules = replace(load_policy("cpt-midpoint").on(on), caps=CapsRule((cap,)))
    visit = count_visit([CodeTime("97161", 45 * 60, 15 * 60)], rules, discipline="PT", on=on)
    assert visit.units == {"97161": int(most == 3)}
