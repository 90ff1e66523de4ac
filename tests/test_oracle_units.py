"""The readings of the unit and claim rules against cases worked by hand, published, or derived from published rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from tests.oracle_claims import Claim, Counted, compare, count, count_date
from tests.oracle_units import Law, Limit, Pair, Span, Time, Visit
from tests.unit_codes import APART, CODES, DECIDED, PAIRS

NINE = 9 * 3600
MEDICARE = Law(
    share=Fraction(1, 10),
    therapist_minutes=8,
    assistant={"PT": "CQ", "OT": "CO"},
    plan_of_care={"PT": "GP", "OT": "GO", "SLP": "GN"},
    replaced={"97014": "G0283"},
    unpaid=frozenset({"97010"}),
    pairs=PAIRS,
)
HOSPITAL = Law(plan_of_care=MEDICARE.plan_of_care, pairs=PAIRS, whole_date=True)
MIDPOINT = Law(method="midpoint")


def minutes(**spent: float | tuple[float, float]) -> dict[str, Time]:
    """Give times from minutes, or from the therapist's and the assistant's; a keyword is `_` and the code."""
    found = {}
    for code, given in spent.items():
        own, helped = given if isinstance(given, tuple) else (given, 0)
        found[code.removeprefix("_")] = Time(round(own * 60), round(helped * 60))
    return found


def spans(**written: Sequence[tuple[float, float]]) -> dict[str, list[Span]]:
    """Give spans from minutes after nine."""
    return {
        code.removeprefix("_"): [(NINE + round(start * 60), NINE + round(end * 60)) for start, end in pairs]
        for code, pairs in written.items()
    }


def medicare(times: Mapping[str, Time], **more: Any) -> Counted:
    return count(times, CODES, MEDICARE, **more)


def paid(counted: Counted) -> dict[str, int]:
    return {code: units for code, units in counted.units.items() if units}


@pytest.mark.parametrize(
    ("law", "times", "units"),
    [
        (MEDICARE, minutes(_97112=24, _97110=23), {"97112": 2, "97110": 1}),  # claims manual, ch. 5 §20.2.C, example 1
        (MEDICARE, minutes(_97110=33, _97140=7), {"97110": 2, "97140": 1}),  # example 3
        (MEDICARE, minutes(_97110=22), {"97110": 1}),
        (MEDICARE, minutes(_97110=23), {"97110": 2}),
        (MEDICARE, minutes(_97110=12), {"97110": 1}),
        (MEDICARE, minutes(_97530=7), {}),
        (MEDICARE, minutes(_97530=9), {"97530": 1}),
        (MEDICARE, minutes(_97530=38), {"97530": 3}),
        (MEDICARE, minutes(_97110=30, _97140=20), {"97110": 2, "97140": 1}),
        (MEDICARE, minutes(_97110=30, _97140=15, _97530=15), {"97110": 2, "97140": 1, "97530": 1}),
        (MEDICARE, minutes(_97110=20, _97140=10), {"97110": 1, "97140": 1}),
        (MEDICARE, minutes(_97140=15, _97110=10), {"97140": 1, "97110": 1}),
        (MEDICARE, minutes(_97110=18, _97116=5), {"97110": 1, "97116": 1}),
        (MEDICARE, minutes(_97110=20, _97140=18), {"97110": 2, "97140": 1}),
        (MEDICARE, minutes(_97110=32, _97530=12), {"97110": 2, "97530": 1}),
        (MEDICARE, minutes(_97162=30, _97110=15), {"97162": 1, "97110": 1}),
        (MEDICARE, minutes(_97550=38), {"97550": 1, "97551": 1}),
        (MEDICARE, minutes(_97550=52), {"97550": 1, "97551": 1}),
        (MIDPOINT, minutes(_97110=37), {"97110": 2}),
        (MIDPOINT, minutes(_97110=15, _97140=10), {"97110": 1, "97140": 1}),
        (MEDICARE, minutes(_90912=30), {"90912": 1, "90913": 1}),
        (MEDICARE, minutes(_G0541=45), {"G0541": 1, "G0542": 1}),
        (MEDICARE, minutes(_96112=95), {"96112": 1, "96113": 1}),
        (MEDICARE, minutes(_97129=40), {"97129": 1, "97130": 2}),
        (MEDICARE, minutes(_G0541=45, _97110=15), {"G0541": 1, "G0542": 1, "97110": 1}),
        (MEDICARE, minutes(_G0542=20, _97110=15), {"97110": 1}),
        (MEDICARE, minutes(_97130=20), {}),
        (MEDICARE, minutes(_97598=10), {}),
        (MEDICARE, minutes(_97140=23, _97124=10), {"97140": 2}),
        (MEDICARE, minutes(_97161=30, _97110=23, _97750=10), {"97161": 1, "97110": 2}),
    ],
)
def test_units_of_worked_cases(law: Law, times: dict[str, Time], units: dict[str, int]) -> None:
    assert paid(count(times, CODES, law)) == units


@pytest.mark.parametrize(
    ("times", "alternatives"),
    [
        (minutes(_97112=20, _97110=20), [{"97110": 2, "97112": 1}, {"97110": 1, "97112": 2}]),  # example 2
        (minutes(_97112=7, _97110=7, _97140=7), [{"97110": 1}, {"97112": 1}, {"97140": 1}]),  # example 5
        (minutes(_97530=8, _97140=8, _97110=18), [{"97110": 1, "97140": 1}, {"97110": 1, "97530": 1}]),
        (minutes(_97110=16, _97112=16), [{"97110": 1, "97112": 1}]),
        # The seven minutes of the test belong to the evaluation, those of the massage to nobody: 16 minutes are one.
        (minutes(_97161=30, _97110=8, _97112=8, _97750=7), [{"97110": 1}, {"97112": 1}]),
        (
            minutes(_97140=8, _97124=7, _97110=8),
            [{"97110": 1}],
        ),  # 97140 earns nothing by default: it is out, 15 are left
        (minutes(_97140=23, _97124=10), [{"97140": 2}]),
    ],
)
def test_alternatives_are_those_that_may_be_sent(times: dict[str, Time], alternatives: list[dict[str, int]]) -> None:
    counted = medicare(times)
    assert counted.alternatives == alternatives
    assert counted.timed_units == sum(alternatives[0].values())


def test_a_speech_devices_evaluation_is_a_chain_of_the_therapists_minutes_alone() -> None:
    assert paid(medicare(minutes(_92607=95), discipline="SLP")) == {"92607": 1, "92608": 1}
    assert paid(medicare(minutes(_92607=(60, 35)), discipline="SLP")) == {"92607": 1}


def test_an_area_earns_its_quantity_and_its_add_on_only_beside_it() -> None:
    times = {"97597": Time(600, 0), "97598": Time(300, 0, 3)}
    assert paid(medicare(times)) == {"97597": 1, "97598": 3}
    assert paid(medicare({"97598": times["97598"]})) == {}


@pytest.mark.parametrize(("code", "discipline", "earns"), [("97161", "OT", 0), ("97165", "PT", 0), ("92507", "PT", 1)])
def test_evaluations_earn_under_their_own_plan_of_care_only(code: str, discipline: str, earns: int) -> None:
    assert medicare({code: Time(1800, 0)}, discipline=discipline).units == {code: earns}


def test_an_assistants_evaluation_earns_nothing_under_every_payer() -> None:
    assert paid(count(minutes(_97161=(0, 30)), CODES, MIDPOINT)) == {}
    assert medicare(minutes(_97161=(1, 29))).lines == [("97161", 1, ("GP",))]
    assert paid(medicare(minutes(_97161=(59 / 60, 29)))) == {}


@pytest.mark.parametrize(("own", "helped", "marked"), [(18, 2, False), (17, 3, True)])
def test_a_tenth_of_an_untimed_service_is_not_more_than_a_tenth(own: int, helped: int, marked: bool) -> None:
    assert medicare(minutes(_97012=(own, helped))).lines == [("97012", 1, ("CQ", "GP") if marked else ("GP",))]


def test_the_parts_of_a_chain_are_tested_by_the_minutes_that_earned_them() -> None:
    first_own = medicare(minutes(_97129=(15, 0), _97130=(0, 15)))
    assert first_own.lines == [("97129", 1, ("GP",)), ("97130", 1, ("CQ", "GP"))]
    exactly = medicare(minutes(_97129=(13.5, 1.5)))
    assert exactly.lines == [("97129", 1, ("GP",))]
    assert medicare({"97129": Time(13 * 60 + 29, 91)}).lines == [("97129", 1, ("CQ", "GP"))]
    further = medicare(minutes(_97129=15, _97130=(15, 7)))
    assert further.lines == [("97129", 1, ("GP",)), ("97130", 1, ("CQ", "GP"))]
    hour = medicare(minutes(_96125=(55, 7)), discipline="OT")
    assert hour.lines == [
        ("96125", 1, ("CO", "GO"))
    ]  # of the whole service, as it is not counted by quarters of an hour


def test_a_published_split_of_two_units_keeps_its_lines() -> None:
    assert medicare(minutes(_97110=(9, 14))).lines == [("97110", 1, ("CQ", "GP")), ("97110", 1, ("GP",))]


def test_a_pair_of_indicator_0_takes_the_minutes_out_and_the_next_pair_sees_what_is_left() -> None:
    counted = medicare(minutes(_97112=20, _97760=10, _97763=10))
    assert counted.lines == [("97760", 1, ("GP",))]
    assert counted.edits == [("97760", "97112", "blocked", True)]
    assert counted.conditional is not None
    assert counted.conditional.lines == [("97112", 1, ("GP", "59")), ("97760", 1, ("GP",))]


def test_column_one_is_out_where_it_earns_nothing_even_without_column_two() -> None:
    assert paid(medicare(minutes(_97140=7, _97124=10))) == {"97124": 1}
    assert paid(medicare(minutes(_97140=7, _97110=8, _97124=10))) == {"97124": 1}  # of 15 minutes 97110 has the most
    assert paid(medicare(minutes(_97140=7, _97110=6, _97124=10))) == {"97140": 1}  # 97140 earns beside 97110


def test_what_is_out_stays_out_and_takes_no_other_code_with_it() -> None:
    law = Law(pairs=(Pair("97110", "97112", 1), Pair("97112", "97116", 1), Pair("97116", "97140", 0)))
    counted = count(minutes(_97110=15, _97112=15, _97116=15, _97140=15), CODES, law)
    assert paid(counted) == {"97110": 1, "97116": 1}  # 0 first: 97140 is out; then 97112, and it takes nothing along
    assert counted.conditional is not None
    assert paid(counted.conditional) == {"97110": 1, "97112": 1, "97116": 1}


SPANS = spans(_97113=[(0, 15)], _97110=[(15, 30)])


@pytest.mark.parametrize(
    ("recorded", "state"),
    [
        (SPANS, "proved"),  # back to back
        (spans(_97113=[(0, 8)], _97110=[(8, 16)]), "proved"),
        (spans(_97113=[(0, 8)], _97110=[(8, 15 + 59 / 60)]), "confirm"),
        (spans(_97113=[(0, 23)], _97110=[(15, 30)]), "blocked"),  # only seven minutes of the second are its own
        (spans(_97113=[(0, 22)], _97110=[(15, 30)]), "proved"),  # the overlap is another finding
        (spans(_97113=[(0, 30)], _97110=[(10, 20)]), "blocked"),
        (spans(_97113=[(n, n + 2) for n in range(0, 30, 4)], _97110=[(n, n + 2) for n in range(2, 30, 4)]), "confirm"),
        (spans(_97113=[(0, 4), (4, 8)], _97110=[(20, 30)]), "proved"),  # touching rows are one stretch
        (spans(_97113=[(0, 4), (5, 9)], _97110=[(20, 30)]), "confirm"),  # two short ones are none
        (spans(_97113=[(0, 15)]), "blocked"),
        ({}, "blocked"),
    ],
)  # fmt: skip
def test_stretches_prove_two_timed_codes_apart(recorded: dict[str, list[Span]], state: str) -> None:
    counted = medicare(minutes(_97113=15, _97110=15), spans=recorded)
    assert [edit.state for edit in counted.edits] == [state]
    apart = [("97110", 1, ("GP", "59")), ("97113", 1, ("GP",))]
    alone = [("97113", 1, ("GP",))]
    assert counted.lines == (apart if state == "proved" else alone)
    is_open = state == "confirm" or (state == "blocked" and not {"97113", "97110"} <= recorded.keys())
    assert (counted.conditional.lines if counted.conditional else None) == (apart if is_open else None)


def test_no_clock_proves_an_untimed_or_supervised_code_or_another_site_apart() -> None:
    apart = spans(_95992=[(15, 25)], _97112=[(25, 40)])
    assert medicare(minutes(_95992=10, _97112=15), spans=apart).edits == [("95992", "97112", "confirm", True)]
    within = spans(_95992=[(15, 25)], _97112=[(15, 40)])
    assert medicare(minutes(_95992=10, _97112=15), spans=within).edits == [("95992", "97112", "blocked", False)]
    beside = spans(_97022=[(0, 30)], _97112=[(0, 30)])
    assert medicare(minutes(_97022=30, _97112=30), spans=beside).edits == [("97112", "97022", "confirm", True)]
    for recorded in (None, spans(_97597=[(0, 9)], _97022=[(0, 9)])):
        site = medicare(minutes(_97597=9, _97022=9), spans=recorded)
        assert site.edits == [("97597", "97022", "confirm", True)]


def test_a_statement_that_two_codes_were_apart_stands_for_the_record() -> None:
    times = minutes(_97150=20, _97110=15)
    silent, stated = medicare(times), medicare(times, apart=frozenset({frozenset({"97110", "97150"})}))
    both = [("97110", 1, ("GP", "59")), ("97150", 1, ("GP",))]
    assert silent.lines == [("97150", 1, ("GP",))]
    assert silent.conditional is not None
    assert silent.conditional.lines == stated.lines == both
    assert stated.conditional is None


def test_the_modifier_stands_on_every_line_of_column_two_and_only_beside_column_one() -> None:
    times = minutes(_97113=15, _97110=(15, 15))
    recorded = spans(_97113=[(0, 15)], _97110=[(15, 45)])
    assert medicare(times, spans=recorded).lines == [
        ("97110", 1, ("CQ", "GP", "59")),
        ("97110", 1, ("GP", "59")),
        ("97113", 1, ("GP",)),
    ]
    short = medicare(minutes(_97113=7, _97110=22), spans=spans(_97113=[(0, 8)], _97110=[(15, 45)]))
    assert short.alternative_lines == [
        [("97110", 2, ("GP",))],
        [("97110", 1, ("GP", "59")), ("97113", 1, ("GP",))],
    ]


def test_a_hospital_looks_at_the_date_and_a_practice_at_the_visit() -> None:
    visits = [
        Visit("OT", minutes(_97150=20), spans(_97150=[(0, 20)])),
        Visit("PT", minutes(_97110=15), spans(_97110=[(60, 75)])),
    ]
    group, exercise = count_date(visits, CODES, HOSPITAL)
    assert group.edits == []
    assert exercise.edits == [("97150", "97110", "proved", False)]
    assert (group.lines, exercise.lines) == ([("97150", 1, ("GO",))], [("97110", 1, ("GP", "59"))])
    assert [found.edits for found in count_date(visits, CODES, MEDICARE)] == [[], []]
    silent = count_date([visit._replace(spans=None) for visit in visits], CODES, HOSPITAL)
    assert [paid(found) for found in silent] == [{"97150": 1}, {}]
    assert silent[0].conditional is None
    assert silent[1].conditional is not None
    assert silent[1].conditional.lines == [("97110", 1, ("GP", "59"))]


FIVE = minutes(_97110=15, _97112=15, _97116=15, _97140=15, _97530=15)


def test_every_code_a_limit_may_cut_is_a_choice() -> None:
    law = Law(caps=(Limit("timed", Fraction(4)),))
    counted = count(FIVE, CODES, law)
    assert paid(counted) == {"97110": 1, "97112": 1, "97116": 1, "97140": 1}
    assert counted.timed_units == 4
    assert counted.alternatives == [{code: 1 for code in FIVE if code != cut} for cut in reversed(FIVE)]
    most = count({**FIVE, "97530": Time(20 * 60, 0)}, CODES, law)
    assert paid(most) == {"97110": 1, "97112": 1, "97116": 1, "97530": 1}


def test_a_limit_of_the_date_sees_both_disciplines_and_one_of_minutes_or_values_weighs() -> None:
    visits = [Visit("PT", minutes(_97110=30, _97112=15)), Visit("OT", minutes(_97535=30))]
    day = count_date(visits, CODES, Law(caps=(Limit("patient_day", Fraction(4)),)))
    assert [paid(found) for found in day] == [{"97110": 2}, {"97535": 2}]
    visit = count_date(visits, CODES, Law(caps=(Limit("visit", Fraction(2)),)))
    assert [paid(found) for found in visit] == [{"97110": 2}, {"97535": 2}]
    assert visit[0].alternatives == [{"97110": 2}, {"97110": 1, "97112": 1}]
    hour = count_date(visits, CODES, Law(caps=(Limit("patient_day", Fraction(59), measure="minutes"),)))
    assert [paid(found) for found in hour] == [{"97110": 2}, {"97535": 1}]
    values = (("97110", Fraction("0.9")), ("97112", Fraction("0.5")), ("97535", Fraction("1.1")))
    limit = Limit("patient_day", Fraction("3.4"), measure="relative_value", values=values)
    valued = count_date(visits, CODES, Law(caps=(limit,)))
    assert [paid(found) for found in valued] == [{"97110": 2, "97112": 1}, {"97535": 1}]


def test_a_cut_never_leaves_an_add_on_without_its_primary() -> None:
    law = Law(caps=(Limit("visit", Fraction(1)),))
    assert paid(count(minutes(_97129=10, _97130=40), CODES, law)) == {"97129": 1}


def sent(*lines: str) -> list[Claim]:
    """Read lines like `97110 1 GP 59`; `?` for modifiers nobody states."""
    found = []
    for line in lines:
        code, units, *modifiers = line.split()
        found.append(Claim(code, int(units), None if modifiers == ["?"] else frozenset(modifiers)))
    return found


AQUATIC = Visit("PT", minutes(_97113=15, _97110=15), SPANS)
DIZZY = Visit("PT", minutes(_95992=10, _97112=15), spans(_95992=[(15, 25)], _97112=[(25, 40)]))


@pytest.mark.parametrize(
    ("visit", "claims", "results"),
    [
        (AQUATIC, sent("97113 1 GP", "97110 1 GP 59"), {"97113": "agrees", "97110": "agrees"}),
        (AQUATIC, sent("97113 1 GP 59", "97110 1 GP"), {"97113": "agrees", "97110": "agrees"}),
        (AQUATIC, sent("97113 1 GP XE", "97110 1 GP XU"), {"97113": "agrees", "97110": "agrees"}),
        (AQUATIC, sent("97113 1 GP", "97110 1 GP"), {"97113": "agrees", "97110": "wrong_modifiers"}),
        (AQUATIC, sent("97113 1", "97110 1 GP 59"), {"97113": "wrong_modifiers", "97110": "agrees"}),
        (AQUATIC, sent("97113 1 GP", "97110 1 ?"), {"97113": "agrees", "97110": "agrees"}),
        (DIZZY, sent("95992 1 GP"), {"95992": "agrees"}),
        (DIZZY, sent("95992 1 GP", "97112 1 GP 59"), {"95992": "agrees", "97112": "agrees"}),
        (DIZZY, sent("95992 1 GP 59", "97112 1 GP"), {"95992": "agrees", "97112": "agrees"}),
        (DIZZY, sent("95992 1 GP", "97112 1 GP"), {"95992": "agrees", "97112": "wrong_modifiers"}),
        (DIZZY, sent("95992 1 GP", "97112 2 GP 59"), {"95992": "agrees", "97112": "over"}),
    ],
)
def test_a_claim_carries_the_modifier_of_a_pair_on_either_line(
    visit: Visit, claims: list[Claim], results: dict[str, str]
) -> None:
    found = compare(visit, claims, CODES, MEDICARE, decided=DECIDED, apart=APART)
    assert {code: result for code, (_, _, result) in found.items()} == results


def test_of_two_pairs_to_confirm_a_claim_may_show_one() -> None:
    traction = spans(_97012=[(0, 10)], _97164=[(10, 25)], _95992=[(30, 40)], _97112=[(40, 55)])
    visit = Visit("PT", minutes(_97012=10, _97164=15, _95992=10, _97112=15), traction)
    claims = sent("97012 1 GP", "95992 1 GP", "97112 1 GP 59")
    found = compare(visit, claims, CODES, MEDICARE, decided=DECIDED, apart=APART)
    assert {result for _, _, result in found.values()} == {"agrees"}


def test_massage_off_the_claim_does_not_turn_a_correct_claim_into_over_billing() -> None:
    found = compare(
        Visit("PT", minutes(_97140=23, _97124=10)), sent("97140 2 GP"), CODES, MEDICARE, decided=DECIDED, apart=APART
    )
    assert found == {"97140": (2, 2, "agrees")}
