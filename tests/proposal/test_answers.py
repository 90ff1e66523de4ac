from __future__ import annotations

from pathlib import Path

import pytest

import timeline as tl
from timeline.errors import WrongValueError
from timeline.proposal import Question
from timeline.proposal.answers import answered
from timeline.schedules import MemoryFile

EXPORT = b"""Export of March,,,,,
Date of Svc,Time In,Time Out,MRN,Therapist ID,CPT
03/04/2026,9:00,9:30,7001,A,97110
03/04/2026,9:20,9:50,7002,A,97112
TOTAL,,,,,2
"""
FILE = MemoryFile("visits.csv", EXPORT)


def asked() -> list[str]:
    return [question.about for question in tl.map_file(FILE).questions]


def test_an_answer_takes_the_place_of_what_was_taken() -> None:
    place = asked().index("date_order")
    answers = [0] * place + [1]
    proposal = tl.map_file(FILE, answers=answers)
    assert proposal.mapping["format"]["date"] == "%d/%m/%Y"
    assert [row["start"][:10] for row in proposal.rows] == ["2026-04-03"] * 2
    assert "# ?" not in proposal.toml


def test_a_later_question_keeps_what_it_took() -> None:
    assert tl.map_file(FILE, answers=[0]).mapping == tl.map_file(FILE).mapping


def test_the_number_after_the_last_choice_takes_it_out() -> None:
    place = asked().index("totals")
    proposal = tl.map_file(FILE, answers=[0] * place + [1])
    assert "leave_out" not in proposal.mapping["file"]
    assert proposal.faults


def test_the_questions_stay_the_same_when_they_are_answered() -> None:
    assert [each.about for each in tl.map_file(FILE, answers=[1, 1]).questions] == asked()


def test_an_answered_mapping_is_a_file_that_reads(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "map.toml").write_text(tl.map_file(FILE, answers=[1]).toml)
    (folder / "visits.csv").write_bytes(EXPORT)
    assert len(tl.read_schedule(folder / "visits.csv", mapping=str(folder / "map.toml")).interval_table) == 2


def test_lists_of_tables_lose_and_gain_entries() -> None:
    one, other = ('[[leave_out]]\ncolumn = "A"', '[[leave_out]]\ncolumn = "B"')
    question = Question("patient", "Which?", (one, other))
    tree = {"leave_out": [{"column": "A"}, {"column": "C"}]}
    assert answered(tree, [question], [1]) == {"leave_out": [{"column": "C"}, {"column": "B"}]}
    assert answered(tree, [question], [2]) == {"leave_out": [{"column": "C"}]}
    assert tree["leave_out"][0] == {"column": "A"}


@pytest.mark.parametrize("answers", [[9], [-1], [0] * 99])
def test_an_answer_that_is_no_choice_is_refused(answers: list[int]) -> None:
    with pytest.raises(WrongValueError, match="answers"):
        tl.map_file(FILE, answers=answers)
