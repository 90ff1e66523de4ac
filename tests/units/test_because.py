from dataclasses import replace

import pytest

from timeline.policies import load_policy, policy_names, sources
from timeline.units import reasons


def steps(visit) -> dict[str, str]:
    return {reason.step: str(reason) for reason in reasons(visit)}


def test_the_total_the_remainders_and_the_clause_are_named(count) -> None:
    found = steps(count({"97110": 33, "97140": 7}))
    assert "= 40 timed minutes: 2 times 15 with 10 left over; 10 reaches 8, so 3 units" in found["total"]
    assert "1 unit left, for the codes with the most minutes beyond full units: 97140 7, 97110 3" in found["remainder"]
    assert found["total"].endswith("[cms-claims-5 §20.2.C]")


def test_a_tie_says_who_chooses_and_what_the_default_is(count) -> None:
    found = steps(count({"97110": 20, "97112": 20}))
    assert "1 of 2 get one and the clinician chooses; by default 97110" in found["tie"]


def test_codes_that_stand_alone_are_explained_alone(count) -> None:
    visit = count({"97110": 22}, payer="cpt-midpoint")
    assert [(reason.codes, reason.data) for reason in reasons(visit)] == [
        (("97110",), {"minutes": 22, "remainder": 7, "threshold": 8})
    ]


def test_the_assistant_s_arithmetic_is_shown(count) -> None:
    found = steps(count({"97110": (13, 23)}))
    assert "therapist 13, assistant 23 minutes; full units 0 and 1, 1 left with 13 and 8 minutes" in found["assistant"]


def test_the_two_unit_case_is_named(count) -> None:
    assert "one with the modifier and one without" in steps(count({"97110": (14, 12)}))["assistant"]


def test_the_share_of_an_untimed_code_is_shown_in_seconds(count) -> None:
    assert "10 x 120 s against 1 x 1200 s" in steps(count({"97150": (18, 2)}))["assistant"]


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        ({"97110": (13, 23)}, "1 left with 13 and 8 minutes; 1 unit with CQ"),
        ({"96125": (35, 20)}, "share of its own time: 10 x 1200 s against 1 x 3300 s; 1 unit with CQ"),
        ({"97150": (18, 3)}, "10 x 180 s against 1 x 1260 s; 1 unit with CQ"),
        ({"97129": (9, 6)}, "tested on the minutes of its chain that earned it; 1 unit with CQ"),
        ({"97161": (20, 10)}, "an evaluation never carries the modifier; no unit with CQ"),
    ],
)
def test_the_assistant_s_arithmetic_ends_in_what_the_line_carries(count, minutes, told) -> None:
    assert told in steps(count(minutes))["assistant"]


def test_where_no_line_carries_a_modifier_of_assistants_none_is_told(count) -> None:
    told = steps(count({"92507": (0, 30)}, discipline="SLP", payer="tricare"))["assistant"]
    assert told.startswith("92507: therapist 0, assistant 30 minutes; share of its own time: ")
    assert " with " not in told


def test_own_lengths_and_chains_are_explained(count) -> None:
    texts = [str(reason) for reason in reasons(count({"96125": 31, "97129": 15, "97130": 8}))]
    assert any("lengths of 60" in text for text in texts)
    assert any("its chain" in text for text in texts)


def test_remarks_are_reasons_too(count) -> None:
    assert "code.bundled" in steps(count({"97010": 10}))


def test_the_table_and_its_dates_are_named_wherever_pairs_were_looked_up(count) -> None:
    assert (
        "looked up in ptp_practitioner.csv, checked for 97110, 97140: 1996-01-01 to 2026-12-31"
        in steps(count({"97110": 15, "97140": 15}))["edits"]
    )


def test_every_cited_source_of_every_reason_is_known(count) -> None:
    for payer in policy_names():
        visit = count({"97110": (20, 20), "97140": 7, "97150": (18, 4), "97010": 10}, payer=payer)
        cited = {reason.source.split()[0] for reason in reasons(visit) if reason.source}
        assert cited <= set(sources()), load_policy(payer).origin


@pytest.mark.parametrize(("minutes", "told"), [(22, "7 does not reach 8, so 1 unit"), (23, "8 reaches 8, so 2 units")])
def test_a_remainder_that_is_just_the_threshold_reaches_it(count, minutes: int, told: str) -> None:
    assert told in steps(count({"97110": minutes}))["total"]


def test_the_case_of_two_units_is_quoted_within_its_published_minutes_only(count) -> None:
    told = {own: steps(count({"97110": (own, 14), "97112": 7}))["assistant"] for own in (8, 9)}
    assert {own: "one with the modifier and one without" in text for own, text in told.items()} == {8: False, 9: True}


def test_a_code_that_lost_its_second_unit_to_another_is_no_case_of_two_units(count) -> None:
    told = steps(count({"97110": (9, 14), "97112": 14}))["assistant"]
    assert "1 left with 9 and 14 minutes" in told
    assert "one without" not in told


def test_the_case_of_two_units_reaches_to_twenty_eight_minutes(count) -> None:
    assert "one with the modifier and one without" in steps(count({"97110": (14, 14)}))["assistant"]


def test_units_a_cap_takes_away_are_no_full_units(count) -> None:
    visit = count({"97110": (15, 45)})
    told = steps(replace(visit, units={"97110": 2}))["assistant"]
    assert "therapist 15, assistant 45 minutes; full units 1 and 1, 0 left; " in told


def test_where_one_code_has_units_no_pairs_were_compared(count) -> None:
    assert "edits" not in steps(count({"97110": 15}))
    assert "edits" not in steps(count({"97110": 30, "97112": 2}))


def test_every_remark_is_a_reason_once_pairs_of_codes_first_and_choices_as_ties(count) -> None:
    visit = count({"97140": 20, "97110": 20, "97124": 10, "97161": (20, 10)})
    told = [reason.step for reason in reasons(visit)]
    remarked = [remark.rule for remark in visit.remarks]
    assert told[0] == "edit.ncci"
    assert [told.count(rule) for rule in sorted(set(remarked) - {"units.choice"})] == [
        remarked.count(rule) for rule in sorted(set(remarked) - {"units.choice"})
    ]
    assert (told.count("tie"), told.count("units.choice")) == (1, 0)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (
            {"97110": 30},
            [
                "30 (97110) = 30 timed minutes: 2 times 15 with 0 left over; 0 does not reach 8, so 2 units",
                "a unit for every full 15 minutes: 97110 2",
            ],
        ),
        (
            {"97110": (20, 10)},
            [
                "30 (97110) = 30 timed minutes: 2 times 15 with 0 left over; 0 does not reach 8, so 2 units",
                "a unit for every full 15 minutes: 97110 2",
                "97110: therapist 20, assistant 10 minutes; full units 1 and 0, 1 left with 5 and 10 minutes; "
                "1 unit with CQ",
            ],
        ),
        (
            {"97112": 25, "97110": 25},
            [
                "25 (97110) + 25 (97112) = 50 timed minutes: 3 times 15 with 5 left over; 5 does not reach 8, "
                "so 3 units",
                "a unit for every full 15 minutes: 97110 1, 97112 1",
                "1 unit left, for the codes with the most minutes beyond full units: 97110 10, 97112 10",
                "97110, 97112 are equal: 1 of 2 get one and the clinician chooses; by default 97110 "
                "(more minutes, then the lower code)",
            ],
        ),
        (
            {"97110": 16, "97112": 45},
            [
                "45 (97112) + 16 (97110) = 61 timed minutes: 4 times 15 with 1 left over; 1 does not reach 8, "
                "so 4 units",
                "a unit for every full 15 minutes: 97110 1, 97112 3",
            ],
        ),
        (
            {"97110": 33, "97140": 7},
            [
                "33 (97110) + 7 (97140) = 40 timed minutes: 2 times 15 with 10 left over; 10 reaches 8, so 3 units",
                "a unit for every full 15 minutes: 97110 2, 97140 0",
                "1 unit left, for the codes with the most minutes beyond full units: 97140 7, 97110 3",
            ],
        ),
        (
            {"97597": 20},
            [
                "97597: counted by area or number, 1 unit",
                "97597 is counted by area or number, and no quantity is stated: it is counted as 1",
            ],
        ),
        ({"97150": 25}, ["97150: untimed, 1 unit for 25 minutes"]),
        ({"96125": 91}, ["96125: 2 units for 91 minutes in lengths of 60, each earned from 31 minutes on"]),
        ({"97129": 20}, ["97129: 1 unit of its chain, from the minutes of both codes together"]),
    ],
)
def test_the_reasons_of_a_visit_are_just_these(count, minutes, told) -> None:
    assert [reason.text for reason in reasons(count(minutes)) if reason.step != "edits"] == told


def test_a_code_of_which_no_unit_stands_has_no_arithmetic_of_its_assistant(count) -> None:
    assert "assistant" not in steps(count({"97110": (0, 7)}))


UNITS, ASSISTANT, PAIRS = "cms-claims-5 §20.2.C", "cms-claims-5 §20.1", "cms-ncci-manual ch. 1 and ch. 11 §P.2"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (
            {"97112": (20, 5), "97110": 7},
            [
                ("total", ("97112", "97110"), {"minutes": 32, "remainder": 2, "threshold": 8, "units": 2}, UNITS),
                ("full", ("97110", "97112"), {"97110": 0, "97112": 1}, UNITS),
                ("remainder", ("97112", "97110"), {"97110": 7, "97112": 10}, UNITS),
                (
                    "assistant",
                    ("97112",),
                    {
                        "therapist_seconds": 1200,
                        "assistant_seconds": 300,
                        "therapist_minutes": 20,
                        "assistant_minutes": 5,
                    },
                    ASSISTANT,
                ),
            ],
        ),
        (
            {"97112": 25, "97110": 25},
            [
                ("total", ("97110", "97112"), {"minutes": 50, "remainder": 5, "threshold": 8, "units": 3}, UNITS),
                ("full", ("97110", "97112"), {"97110": 1, "97112": 1}, UNITS),
                ("remainder", ("97110", "97112"), {"97110": 10, "97112": 10}, UNITS),
                ("tie", ("97110", "97112"), {"tied": 2, "winners": 1}, UNITS),
                ("edits", (), {"column": "practitioner"}, PAIRS),
            ],
        ),
        ({"96125": 55}, [("code", ("96125",), {"minutes": 55, "units": 1}, "")]),
    ],
)
def test_every_reason_names_its_codes_its_numbers_and_its_source(count, minutes, told) -> None:
    found = reasons(count(minutes))
    assert [(reason.step, reason.codes, dict(reason.data), reason.source) for reason in found] == told
