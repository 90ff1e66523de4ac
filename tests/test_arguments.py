from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

import timeline as tl
from timeline.arguments import date_of

DAY = Path(__file__).parents[1] / "sample_schedules" / "scenario_5.csv"


def test_a_date_is_read_as_itself_or_as_text() -> None:
    assert date_of("2026-03-02", "on") == date_of(date(2026, 3, 2), "on") == date_of(datetime(2026, 3, 2, 9), "on")


@pytest.mark.parametrize("text", ["2026-02-30", "March", ""])
def test_no_date_ends_in_a_sentence_that_shows_one(text: str) -> None:
    with pytest.raises(tl.WrongValueError, match=r"on: no such date\. Write it as YYYY-MM-DD"):
        date_of(text, "on")


def test_a_file_name_in_place_of_a_schedule_says_to_read_it() -> None:
    told = r"schedule: must be a Schedule, got a str\. Read it first"
    with pytest.raises(tl.WrongTypeError, match=told):
        tl.analyze("day.csv")  # type: ignore[arg-type]
    with pytest.raises(tl.WrongTypeError, match=told):
        tl.compare("day.csv", payers=["medicare"])  # type: ignore[arg-type]
    with pytest.raises(tl.WrongTypeError, match=r"old: must be a Schedule, got a str"):
        tl.diff("old.csv", "new.csv")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["gantt", "report", "replay", "narrow"])
def test_a_schedule_in_place_of_an_analysis_says_to_analyse_it(name: str, tmp_path: Path) -> None:
    arguments = {"report": (tmp_path / "out.html",)}.get(name, ())
    with pytest.raises(tl.WrongTypeError, match=rf"{name}: pass what timeline\.analyze\(schedule\) returned"):
        getattr(tl, name)(tl.read_schedule(DAY), *arguments)


def test_one_name_in_place_of_a_list_says_so() -> None:
    result = tl.analyze(tl.read_schedule(DAY))
    with pytest.raises(tl.WrongTypeError, match=r'by: pass a list of names, for example by=\["provider"\]'):
        tl.ledger(result, by="provider")  # type: ignore[arg-type]
    with pytest.raises(tl.WrongTypeError, match="payers: pass a list of names"):
        tl.compare(result.schedule, payers="medicare")


def test_both_kinds_are_caught_as_the_package_s_and_as_python_s() -> None:
    assert issubclass(tl.WrongTypeError, tl.TimelineError)
    assert issubclass(tl.WrongTypeError, TypeError)
    assert issubclass(tl.WrongValueError, tl.TimelineError)
    assert issubclass(tl.WrongValueError, ValueError)


def test_none_in_place_of_a_schedule_is_called_none() -> None:
    with pytest.raises(tl.WrongTypeError, match=r"schedule: must be a Schedule, got None\."):
        tl.analyze(None)  # type: ignore[arg-type]


SLIPS = {
    "contest": lambda: tl.analyze(tl.read_schedule(DAY), contest="nest"),
    "view": lambda: tl.gantt(tl.analyze(tl.read_schedule(DAY)), by="payer"),
    "fault": lambda: tl.read_schedule(DAY, on_fault="ignore"),
    "days": lambda: tl.sample(days=0),
    "plant": lambda: tl.sample(plant=["nonsense"]),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_value_out_of_range_is_refused_as_the_package_refuses(slip: str) -> None:
    with pytest.raises(tl.WrongValueError, match=r"\.$"):
        SLIPS[slip]()
