from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.contracts.sentences import words_of
from timeline.finding import Finding, FindingRule
from timeline.shown import Extent, Shown, ShownRows, extent_of, finding_of, in_place
from timeline.vocabulary import Severity

RULE = FindingRule("demo.rule", "What it means.", "How to correct it.", "demo-source §1")
ROW = Shown("r1", "2026-03-02", 100, 400, "P1", "PT1", "97110", "main", "PT", "medicare", 1)


def row(**stated: Any) -> Shown:
    return ROW._replace(**stated)


def found(*rows: Shown, message: str = "What happened.", **stated: Any) -> Finding:
    return finding_of(RULE, Severity.NOTE, rows, message, **stated)


def test_rows_stand_by_date_and_those_of_a_date_as_they_were_read() -> None:
    rows = [row(id="a", place=7), row(id="b", place=9), row(id="c", date="2026-03-03", place=2)]
    assert {tuple(shown.id for shown in in_place(order)) for order in permutations(rows)} == {("a", "b", "c")}


@pytest.mark.parametrize(
    ("rows", "extent"),
    [
        ([], Extent("", (), (), 0, 0, 0)),
        ([row()], Extent("2026-03-02", ("P1",), ("PT1",), 100, 400, 300)),
        ([row(patient="", provider="")], Extent("2026-03-02", (), (), 100, 400, 300)),
        ([row(), row(start=300, end=500)], Extent("2026-03-02", ("P1",), ("PT1",), 100, 500, 400)),
        (
            [
                row(patient="P2", start=600, end=700),
                row(provider="OT1", start=50, end=60),
                row(patient="", provider=""),
            ],
            Extent("2026-03-02", ("P1", "P2"), ("OT1", "PT1"), 50, 700, 410),
        ),
    ],
)
def test_rows_are_about_whom_and_when_they_name_and_time_they_share_counts_once(
    rows: list[Shown], extent: Extent
) -> None:
    assert extent_of(rows) == extent


def test_a_finding_says_whom_and_when_its_rows_are_about_and_lists_them_in_their_order() -> None:
    one = found(row(id="r2", start=600, end=700), row(id="r1", discipline="OT", patient="P2"))
    assert (one.date, one.patients, one.providers) == ("2026-03-02", ("P1", "P2"), ("PT1",))
    assert (one.start, one.end, one.seconds, one.units_at_risk) == (100, 700, 400, 0)
    assert (one.intervals, one.disciplines) == (("r2", "r1"), ("OT", "PT"))
    assert (one.rule, one.severity, one.message) == (RULE, Severity.NOTE, "What happened.")
    assert (one.about, one.remedy, one.source) == ("", RULE.remedy, RULE.source)


def test_a_finding_on_part_of_its_rows_is_as_long_as_the_part() -> None:
    one = found(row(), row(start=300, end=500), span=(200, 260))
    assert (one.start, one.end, one.seconds) == (200, 260, 60)
    assert found(row(), span=(200, 260), seconds=20).seconds == 20


def test_a_finding_is_at_the_clinic_of_its_earliest_row_and_of_two_the_first_by_name() -> None:
    assert found(row(clinic="annex", start=300), row(clinic="main")).clinic == "main"
    assert {found(*both).clinic for both in permutations((row(clinic="annex"), row(clinic="main")))} == {"annex"}
    assert found().clinic == ""


def test_rows_without_a_patient_or_without_a_discipline_add_none() -> None:
    assert found(row(patient="", discipline="OT"), row(discipline=""), row()).disciplines == ("PT",)


def test_what_is_stated_goes_before_what_the_rows_say() -> None:
    stated: dict[str, Any] = {
        "date": "2026-03-09",
        "patients": ("P7",),
        "providers": (),
        "seconds": 5,
        "clinic": "annex",
        "about": "97110",
        "own_remedy": "Better.",
        "own_source": "other §2",
    }
    one = found(row(), units_at_risk=2, **stated)
    assert {name: getattr(one, name) for name in stated} == stated
    assert (one.start, one.end, one.units_at_risk) == (100, 400, 2)


def test_a_text_that_stands_for_a_code_is_not_repeated_in_the_message() -> None:
    assert found(row(code="TOM TESTCASE"), message="TOM TESTCASE lasts.").message == "A text that is no code lasts."


ROWS = st.lists(
    st.builds(
        Shown,
        *(st.sampled_from(each) for each in (["a", "b", "c"], ["2026-03-02", "2026-03-03"])),
        *(st.integers(0, 9), st.integers(10, 20)),
        *(st.sampled_from(["", each, f"{each}2"]) for each in ("P", "PT", "97110", "main", "OT", "payer")),
        st.integers(0, 5),
    ),
    max_size=6,
)


def in_columns(rows: list[Shown]) -> ShownRows:
    listed = zip(*rows, strict=True) if rows else [()] * len(Shown._fields)
    named = zip(Shown._fields, listed, strict=True)
    numbers = {"start", "end", "place"}
    return ShownRows(tuple([np.array(of, np.int64) if name in numbers else words_of(of) for name, of in named]))


@given(ROWS, ROWS)
def test_rows_in_columns_say_what_the_same_rows_say_one_by_one(rows: list[Shown], others: list[Shown]) -> None:
    both = ShownRows.joined([in_columns(rows), in_columns(others)])
    listed = [*rows, *others]
    assert (list(both), list(in_place(both))) == (listed, in_place(listed))
    assert [both[place] for place in range(-len(listed), len(listed))] == listed * 2
    assert list(both[1:3]) == listed[1:3]
    for span in (None, (3, 12)) if listed else (None,):
        one, other = (finding_of(RULE, Severity.NOTE, each, "97110 lasts.", span=span) for each in (both, listed))
        assert one == other
    assert list(ShownRows.joined([])) == []
