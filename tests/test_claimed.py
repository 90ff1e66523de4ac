from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.days import DATE, frame
from tests.test_reconcile import GAIT, claimed, results
from timeline.claimed import Claimed, ClaimedLine, ClaimedNumbers
from timeline.result import analyze
from timeline.schedules import read_schedule


def test_a_line_goes_to_the_discipline_its_modifier_names(tmp_path: Path) -> None:
    rows = ["9:00-9:30 P1 PT1 97530", "10:00-10:30 P1 OT1 97530"]
    found = claimed(tmp_path, rows, "P1,97530,2,GO", "P1,97530,2,GP").reconciliation
    assert sorted(zip(found["discipline"], found["result"], strict=True)) == [("OT", "agrees"), ("PT", "agrees")]


@pytest.mark.parametrize("counts", [("4", "3"), ("3", "4")])
def test_of_unequal_rows_of_one_code_the_largest_counts(counts: tuple[str, str]) -> None:
    rows = frame(GAIT, "9:40-9:50 P1 PT1 97116").assign(billed_units=counts)
    assert results(analyze(read_schedule(rows))) == {"97116": (3, 4, "over")}


def test_a_booking_whose_patient_came_claims_nothing() -> None:
    rows = (GAIT, "9:00-9:40 P1 PT1 97110 appointment billed_units=2", "9:40-9:50 P1 PT1 billed_units=1")
    assert analyze(read_schedule(frame(*rows))).reconciliation.empty


def test_of_rows_of_one_code_with_and_without_modifiers_those_stated_count() -> None:
    rows = frame(GAIT, "9:40-9:50 P1 PT1 97116").assign(billed_units="3", billed_modifiers=["CQ GP", ""])
    assert results(analyze(read_schedule(rows))) == {"97116": (3, 3, "wrong_modifiers")}
    assert results(analyze(read_schedule(rows[::-1]))) == {"97116": (3, 3, "wrong_modifiers")}


def test_rows_that_state_no_modifiers_leave_them_unknown_and_lines_go_to_visits_of_one_code_in_turn(
    tmp_path: Path,
) -> None:
    assert results(analyze(read_schedule(frame(GAIT).assign(billed_units="3")))) == {"97116": (3, 3, "agrees")}
    both = ["9:00-9:30 P1 PT1 97530", "10:00-10:15 P1 OT1 97530"]
    found = visits_of(tmp_path, both, "P1,97530,2,", "P1,97530,1,")
    assert [(discipline, result) for discipline, _, result in found] == [
        ("OT", "wrong_modifiers"),
        ("PT", "wrong_modifiers"),
    ]


def visits_of(tmp_path: Path, rows: list[str], *lines: str) -> list[tuple[str, str, str]]:
    found = claimed(tmp_path, rows, *lines).reconciliation
    return list(zip(found["discipline"], found["code"], found["result"], strict=True))


BOTH = ["9:00-9:30 P1 PT1 97116", "10:00-10:30 P1 OT1 97535"]


def test_a_line_without_a_modifier_goes_to_the_discipline_that_recorded_its_code(tmp_path: Path) -> None:
    found = visits_of(tmp_path, BOTH, "P1,97535,2,", "P1,97116,2,")
    assert found == [("OT", "97535", "wrong_modifiers"), ("PT", "97116", "wrong_modifiers")]


def test_a_line_of_a_code_nobody_recorded_goes_to_the_first_discipline(tmp_path: Path) -> None:
    found = visits_of(tmp_path, BOTH, "P1,97110,1,")
    assert [one for one in found if one[1] == "97110"] == [("PT", "97110", "not_recorded")]
    assert visits_of(tmp_path, BOTH[1:], "P1,97110,1,")[0] == ("OT", "97110", "not_recorded")


def test_a_modifier_of_a_discipline_without_a_visit_decides_nothing(tmp_path: Path) -> None:
    booked = ["9:00-9:30 P1 PT1 97116", "10:00-10:30 P1 OT1 97535 appointment"]
    assert visits_of(tmp_path, booked, "P1,97116,2,GO") == [("PT", "97116", "wrong_modifiers")]


def test_a_line_that_was_sent_without_modifiers_is_not_one_of_which_nobody_knows_them() -> None:
    assert ClaimedLine("97116", 3, "").modifiers == frozenset()
    assert ClaimedLine("97116", 3, None).modifiers is None
    assert ClaimedLine("97116", 3, "GP KX").modifiers == {"KX", "GP"}


def test_a_line_without_a_modifier_goes_to_the_visit_of_the_provider_it_names(tmp_path: Path) -> None:
    both = ["9:00-9:15 P1 PT1 97530", "10:00-10:30 P1 OT1 97530"]
    path = tmp_path / "claims.csv"
    path.write_text("date,patient,code,units,provider\n2026-03-02,P1,97530,2,OT1\n2026-03-02,P1,97530,1,PT1\n")
    found = analyze(read_schedule(frame(*both)), claims=path).reconciliation
    assert set(found["result"]) == {"agrees"}


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_a_list_does_not_decide_which_of_two_visits_a_line_is_for(tmp_path: Path, order: int) -> None:
    """The line with more modifiers chooses first, then the one with more units: the first discipline."""
    both = ["9:00-9:30 P1 PT1 97530", "10:00-10:15 P1 OT1 97530"]
    for first, second in (("", ""), ("KX", ""), ("59 KX", "KX")):
        lines = [f"P1,97530,2,{first}", f"P1,97530,1,{second}"]
        found = claimed(tmp_path, both, *lines[::order]).reconciliation
        assert dict(zip(found["discipline"], found["billed_units"], strict=True)) == {"PT": 2, "OT": 1}


def test_lines_of_other_codes_do_not_take_a_visit_s_turn(tmp_path: Path) -> None:
    both = [
        *("9:00-9:15 P1 PT1 97530", "9:15-9:30 P1 PT1 97535"),
        *("10:00-10:15 P1 OT1 97530", "10:15-10:30 P1 OT1 97535"),
    ]
    found = claimed(tmp_path, both, "P1,97530,1,", "P1,97535,1,", "P1,97530,1,", "P1,97535,1,").reconciliation
    assert sorted(zip(found["discipline"], found["code"], found["billed_units"], strict=True)) == [
        ("OT", "97530", 1),
        ("OT", "97535", 1),
        ("PT", "97530", 1),
        ("PT", "97535", 1),
    ]


def test_the_discipline_a_list_names_goes_before_modifier_and_code() -> None:
    claims = pd.DataFrame(
        [{"date": "2026-03-02", "patient": "P1", "code": "97116", "units": 2, "modifiers": "GP", "discipline": "OT"}]
    )
    found = analyze(read_schedule(frame(*BOTH)), claims=claims).reconciliation
    assert [row for row in zip(found["discipline"], found["code"], strict=True) if row[1] == "97116"] == [
        ("OT", "97116"),
        ("PT", "97116"),
    ]
    elsewhere = analyze(read_schedule(frame(*BOTH)), claims=claims.assign(discipline="SLP")).reconciliation
    assert results_of_gait(elsewhere) == [("PT", "agrees")]


def results_of_gait(table: pd.DataFrame) -> list[tuple[str, str]]:
    own = table[table["code"] == "97116"]
    return list(zip(own["discipline"], own["result"], strict=True))


def test_claimed_units_of_a_code_of_a_visit_are_those_of_all_its_lines() -> None:
    key = ("2026-03-02", "P1", "PT")
    lines = [ClaimedLine("97110", 2, "GP"), ClaimedLine("97112", 1, "GP"), ClaimedLine("97110", 1, "CQ GP")]
    assert Claimed({key: lines}, {}, complete=True).units() == {(key, "97110"): 3, (key, "97112"): 1}


def test_a_provider_without_a_visit_of_the_date_decides_nothing(tmp_path: Path) -> None:
    both = ["9:00-9:15 P1 PT1 97530", "10:00-10:30 P1 OT1 97530"]
    path = tmp_path / "claims.csv"
    path.write_text("date,patient,code,units,provider\n2026-03-02,P1,97530,1,PT9\n2026-03-02,P1,97530,2,OT1\n")
    found = analyze(read_schedule(frame(*both)), claims=path).reconciliation
    assert set(found["result"]) == {"agrees"}


def test_lines_of_a_faulty_claim_that_names_two_plans_of_care_are_for_the_first_discipline(tmp_path: Path) -> None:
    both = ["9:00-9:30 P1 PT1 97530", "10:00-10:30 P1 OT1 97530"]
    found = claimed(tmp_path, both, "P1,97530,1,GO GP", "P1,97530,1,GO GP").record.claims
    assert {key[2]: len(lines) for key, lines in found.lines.items() if lines} == {"PT": 2}


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_a_list_decides_nothing_where_lines_differ_in_their_modifiers_or_their_provider_only(
    order: int,
) -> None:
    """The first by name chooses first: it is for the first discipline."""
    rows = read_schedule(frame("9:00-9:30 P1 PT1 97530", "10:00-10:15 P1 OT1 97530"))
    for column, values in (("modifiers", ["59", "KX"]), ("provider", ["X1", "X2"])):
        lines = [{"modifiers": "", "provider": "", column: value} for value in values]
        listed = pd.DataFrame(lines[::order]).assign(date=DATE, patient="P1", code="97530", units=1)
        found = analyze(rows, claims=listed).record.claims.lines
        told = {
            key[2]: [line.sent if column == "modifiers" else line.provider for line in of] for key, of in found.items()
        }
        assert told == {"PT": values[:1], "OT": values[1:]}


def test_a_provider_who_treated_in_both_disciplines_visits_decides_between_neither() -> None:
    rows = read_schedule(frame("9:00-9:30 P1 PT1 97530", "10:00-10:15 P1 OT1 97530", "10:15-10:30 P1 OT2 97530"))
    listed = pd.DataFrame([{"provider": name, "units": 1} for name in ("OT2", "OT1", "PT1")])
    found = analyze(rows, claims=listed.assign(date=DATE, patient="P1", code="97530")).record.claims.lines
    assert {key[2]: sorted(line.provider for line in of) for key, of in found.items()} == {
        "PT": ["PT1"],
        "OT": ["OT1", "OT2"],
    }


def test_of_rows_of_two_codes_or_visits_each_claims_its_own() -> None:
    rows = frame(
        "9:00-9:40 P1 PT1 97116", "9:40-9:55 P1 OT1 97116", "10:00-10:30 P1 PT1 97530", "11:00-11:30 P2 PT1 97116"
    )
    found = analyze(
        read_schedule(rows.assign(billed_units=["3", "2", "1", ""], billed_modifiers=["GP", "GO", "", "GP"]))
    )
    claims = found.record.claims
    assert not claims.complete
    assert {key[1:]: [(line.code, line.units, line.sent) for line in of] for key, of in claims.lines.items()} == {
        ("P1", "PT"): [("97116", 3, "GP"), ("97530", 1, None)],
        ("P1", "OT"): [("97116", 2, "GO")],
    }


LINES = st.lists(
    st.builds(
        ClaimedLine,
        st.sampled_from(("97110", "97116")),
        st.integers(0, 3),
        st.sampled_from((None, "", "GP", "GP 59")),
        st.sampled_from(("", "PT1")),
    ),
    max_size=4,
)


@given(st.dictionaries(st.tuples(st.just(DATE), st.sampled_from("ABC"), st.sampled_from(("PT", "OT"))), LINES))
def test_lines_that_became_numbers_are_read_as_they_were(lines: dict[tuple[str, str, str], list[ClaimedLine]]) -> None:
    assert ClaimedNumbers.of(lines).listed() == lines
    assert list(ClaimedNumbers.of(lines).keys()) == list(lines)
