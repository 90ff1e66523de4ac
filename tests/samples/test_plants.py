"""Planted findings: each is found where it was planted, and nothing else is at error level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest

from timeline.audit import FINDING_RULES, Finding
from timeline.clock import to_wall
from timeline.result import analyze
from timeline.samples.generate import Generated, generate
from timeline.samples.plants import _lines, plants, read_scene_row
from timeline.schedules import read_schedule
from timeline.toml import NotRead
from timeline.vocabulary import Severity

SCENES = [name for name, plant in plants().items() if plant.crowd is None]
CROWDS = [name for name, plant in plants().items() if plant.crowd is not None]


def found_in(schedule: pd.DataFrame) -> list[Finding]:
    return list(analyze(read_schedule(schedule)).finding_list)


def errors(found: Sequence[Finding]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(f.rule.id, f.date, f.patients) for f in found if f.severity == Severity.ERROR}


def missing(made: Generated, found: Sequence[Finding]) -> list[str]:
    """Name what was planted and not found with exactly these people, on that date, between these clocks."""
    facts = {(f.rule.id, f.patients, f.providers): [] for f in found}
    for f in found:
        clocks = (to_wall(edge).isoformat() for edge in (f.start, f.end))
        facts[f.rule.id, f.patients, f.providers].append((f.date, *clocks))
    return [
        one.rule
        for one in made.planted
        if not any(
            (one.date, one.start, one.end) in (fact, ("", "", ""))
            for fact in facts.get((one.rule, one.patients, one.providers), ())
        )
    ]


def planned(made: Generated) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(one.rule, one.date, one.patients) for one in made.planted}


@pytest.mark.parametrize("rule", SCENES)
def test_a_planted_scene_is_found_in_its_place_and_no_other_error(rule: str) -> None:
    made = generate(seed=7, plant=[rule])
    found = found_in(made.frame)
    assert [one.rule for one in made.planted] == [rule]
    assert missing(made, found) == []
    assert errors(found) <= planned(made)


@pytest.mark.slow
@pytest.mark.parametrize("rule", CROWDS)
def test_a_planted_pattern_is_found_with_its_therapist_and_no_error(rule: str) -> None:
    made = generate(seed=7, days=4, plant=[rule])
    found = found_in(made.frame)
    assert made.planted[0].providers == ("PT91",)
    assert missing(made, found) == []
    assert errors(found) == set()


@pytest.mark.parametrize("rule", ["pattern.heaping", "pattern.identical"])
def test_a_pattern_of_one_day_is_the_whole_clinics(rule: str) -> None:
    made = generate(seed=7, plant=[rule])
    assert made.planted[0].providers == ()
    assert missing(made, found_in(made.frame)) == []


@pytest.mark.slow
@pytest.mark.parametrize("when", [{}, {"start": date(2024, 12, 26)}, {"start": date(2027, 1, 4)}])
def test_everything_planted_at_once_in_two_clinics_is_found_and_nothing_else(when: dict[str, Any]) -> None:
    made = generate(seed=2, clinics=2, days=4, plant=list(plants()), **when)
    found = found_in(made.frame)
    assert {one.rule for one in made.planted} == set(plants())
    assert missing(made, found) == []
    assert errors(found) <= planned(made)


@pytest.mark.slow
@pytest.mark.parametrize(("clinics", "days"), [(1, 21), (2, 5)])
def test_a_clean_period_has_no_error(clinics: int, days: int) -> None:
    assert errors(found_in(generate(clinics=clinics, days=days, seed=11, clean=True).frame)) == set()


def test_every_finding_that_one_schedule_can_show_can_be_planted() -> None:
    # One takes two exports, others a list beside the schedule, one a file without an afternoon, and one is said of the
    # analysis as a whole.
    of_lists = {"claim.rendering_provider", "threshold.crossed", "threshold.review", "threshold.unknown"}
    assert FINDING_RULES.keys() - plants().keys() == {"late.edit", "time.night", "edit.snapshot", *of_lists}
    assert plants().keys() <= FINDING_RULES.keys()


def test_the_clean_schedule_around_a_plant_stays_as_it_is() -> None:
    clean, made = generate(days=2, clean=True).frame, generate(days=2, plant=["overlap.contested"])
    (planted,) = made.planted
    rest = made.frame[~made.frame["patient"].isin(planted.patients)].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, clean)
    assert len(made.frame) == len(clean) + planted.rows


def test_the_same_arguments_plant_in_the_same_places() -> None:
    once, again = (generate(seed=4, days=3, plant=["claim.aide", "group.pattern"]) for _ in range(2))
    assert once.planted == again.planted
    pd.testing.assert_frame_equal(once.frame, again.frame)


def test_the_order_and_repetition_of_names_change_nothing() -> None:
    names = ["claim.aide", "code.unknown"]
    assert generate(plant=names).planted == generate(plant=[*names[::-1], *names]).planted


def test_a_longer_period_has_a_scene_more_often() -> None:
    assert len(generate(days=21, plant=["code.unknown"]).planted) == 3
    assert len({one.date for one in generate(days=21, plant=["code.unknown"]).planted}) == 3


def test_a_scene_of_former_law_stands_as_an_old_record_where_the_period_is_later() -> None:
    then = generate(start=date(2024, 11, 4), plant=["oversight.level"]).planted[0]
    later = generate(start=date(2026, 3, 3), plant=["oversight.level"]).planted[0]
    assert then.date == "2024-11-04"
    assert "2024-12-24" < later.date <= "2024-12-31"


def test_planted_people_are_obviously_invented() -> None:
    frame = generate(plant=list(set(plants()) - {"pattern.no_interruptions"})).frame
    assert min(frame["patient_name"].nunique(), frame["provider_name"].nunique()) > 10
    assert frame["patient_name"].str.fullmatch(r"(Test Patient \d{3,})?").all()
    assert frame["provider_name"].str.fullmatch(r"(Demo (Therapist|Assistant|Aide|Student|Relief) \w+)?").all()


def test_what_cannot_be_planted_is_refused_with_a_list() -> None:
    with pytest.raises(ValueError, match=r"cannot plant late\.edit, nonsense; known: overlap\.contested, .*units\.cap"):
        generate(plant=["nonsense", "claim.aide", "late.edit"])


def test_a_pattern_of_one_therapist_asks_for_enough_days() -> None:
    with pytest.raises(ValueError, match=r"which do not fit in 3 days\. Ask for 4 days or more\."):
        generate(days=3, plant=["pattern.no_interruptions"])


def test_a_line_of_a_scene_reads_people_codes_words_and_columns() -> None:
    line = read_scene_row("5-10:30 B PTA2 97112 supervised rest payer=full-unit")
    assert (line.start, line.end, line.patient, line.provider) == (300, 630, "B", "PTA2")
    assert line.cells == {"code": "97112", "mode": "supervised", "activity": "rest", "payer": "full-unit"}


@pytest.mark.parametrize(
    ("value", "said"), [("0-15 A PT 97110", "a list of rows"), ([7], "a list of rows"), (["soon A"], "rows such as")]
)
def test_a_scene_that_is_no_list_of_rows_is_refused(value: object, said: str) -> None:
    with pytest.raises(NotRead, match=said):
        _lines(value)
