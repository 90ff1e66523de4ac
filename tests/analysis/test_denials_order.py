"""In which order a biller works, and what stands for several lines or several faults of one."""

from __future__ import annotations

from tests.analysis.test_denials import DAY, GAIT, judged
from tests.days import frame
from timeline.analysis.denials import denial_list, worst_by_code
from timeline.result import analyze
from timeline.schedules import read_schedule
from timeline.vocabulary import Outcome


def test_lines_of_one_outcome_stand_by_date_patient_code_and_discipline() -> None:
    rows = ["9:00-9:30 P2 PT1 97530", "9:30-10:00 P2 PT1 97110", "10:00-10:30 P2 OT1 97530", "9:00-9:30 P1 PT2 97530"]
    later = ["9:00-9:30 P1 PT1 97110 next"]
    supported = analyze(read_schedule(frame(*rows, *later)))
    table = supported.denials.assign(date=supported.denials["date"].dt.strftime("%d"))
    assert table[["date", "patient", "code", "discipline"]].to_numpy().tolist() == [
        ["02", "P1", "97530", "PT"],
        ["02", "P2", "97110", "PT"],
        ["02", "P2", "97530", "OT"],
        ["02", "P2", "97530", "PT"],
        ["03", "P1", "97110", "PT"],
    ]


def test_the_worst_of_a_code_is_that_of_its_worst_line_whichever_comes_first() -> None:
    found = judged(GAIT, "P1 97116 2 GP", "P1 97116 1 -")
    judgments = denial_list(found.record, found.finding_list)
    assert [str(one.outcome) for one in judgments] == ["returned", "paid"]
    for order in (1, -1):
        assert worst_by_code(judgments[::order]) == {((DAY, "P1", "PT"), "97116"): Outcome.RETURNED}


def test_what_is_wrong_twice_with_a_line_is_listed_once_and_never_beside_itself() -> None:
    """The line lacks its plan of care, claims more than is recorded, and more than the ceiling."""
    (line,) = judged(GAIT, "P1 97116 9 CQ").denials.to_dict("records")
    others = line["also"].split()
    assert line["rule"] == "edit.mue"
    assert sorted(others) == sorted(set(others) - {line["rule"]})
    assert {"line.assistant", "units.over_billed"} <= set(others)
