from __future__ import annotations

import tomllib
from typing import Any

from tests.proposal.conftest import Propose

PLANNED = [{"kind": "appointment", "start": "start", "end": "end"}]
ACTUAL = {"kind": "service", "start": "actual start", "end": "actual end"}


def visits(*headers: str) -> str:
    """Write two visits with the same two clocks for each pair of headers."""
    rows = [
        ["A", "T", *(f"2026-03-02 {hour}:{minute}" for _ in headers[::2] for minute in ("00", "30"))]
        for hour in (9, 10)
    ]
    return "\n".join(",".join(row) for row in [["patient", "therapist", *headers], *rows])


def choices(propose: Propose, text: str, about: str) -> list[dict[str, Any]]:
    (question,) = [each for each in propose(text).questions if each.about == about]
    return [tomllib.loads(choice) for choice in question.choices]


def test_clocks_called_actual_make_the_plain_pair_the_plan(propose: Propose) -> None:
    proposal = propose(visits("start", "end", "actual start", "actual end"))
    assert proposal.mapping["spans"] == [*PLANNED, ACTUAL | {"optional": True}]


def test_every_choice_of_a_pair_is_offered_once(propose: Propose) -> None:
    offered = choices(propose, visits("start", "end", "actual start", "actual end"), "pair")
    plain = {"kind": "service", "start": "start", "end": "end"}
    assert [each["spans"] for each in offered] == [[*PLANNED, ACTUAL | {"optional": True}], [plain], [ACTUAL]]


def test_of_two_pairs_of_unlike_names_the_first_is_taken_and_the_other_offered(propose: Propose) -> None:
    text = visits("exam start", "exam end", "treatment start", "treatment end")
    assert propose(text).mapping["columns"]["start"] == "exam start"
    assert choices(propose, text, "pair") == [
        {"columns": {"start": f"{name} start", "end": f"{name} end"}} for name in ("exam", "treatment")
    ]


def test_the_unit_of_a_planned_length_is_asked_about_within_its_span(propose: Propose) -> None:
    rows = [f"A,T,2026-03-02 {hour}:00,30,2026-03-02 {hour}:00,2026-03-02 {hour}:30" for hour in (9, 10)]
    text = "\n".join(["patient,therapist,planned start,planned duration,actual start,actual end", *rows])
    offered = choices(propose, text, "unit")
    assert [each["spans"][0]["end"]["unit"] for each in offered] == ["minutes", "hours", "seconds"]
    assert all(each["spans"][1] == ACTUAL | {"optional": True} for each in offered)
    assert 'end = { after = "start", length = "planned duration", unit = "hours" }' in propose(text).toml
