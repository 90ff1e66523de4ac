"""The engine and the instant-by-instant oracle read the same days and say the same."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import oracle, product
from tests.strategies import SMALL_CODES, ticks
from timeline.attendance import Attendance, attend
from timeline.attendance.instant import patients_at, providers_at
from timeline.vocabulary import ContestRule

CODES = product.code_table(SMALL_CODES)
COMPARED = ("visits", "interruptions", "displacements", "providers", "not_seen")
Drawn = tuple[list[dict[str, Any]], int]


def asked_of_both(drawn: Drawn, contest: str, data: st.DataObject) -> tuple[dict[str, Any], Attendance, list[int]]:
    """Give the oracle's result, the engine's, and up to twelve instants at and beside the edges of rows."""
    rows, tick = drawn
    expected = oracle.analyze(rows, SMALL_CODES, contest=contest, tick=tick)
    found = attend(product.intervals(rows), contest=ContestRule(contest), codes=CODES)
    edges = sorted({edge + step for row in rows for edge in (row["start"], row["end"]) for step in (-tick, 0, tick)})
    return expected, found, data.draw(st.lists(st.sampled_from(edges), max_size=12, unique=True))


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("contest", oracle.RULES)
@given(drawn=ticks)
def test_engine_and_oracle_agree_on_every_account(drawn: Drawn, contest: str) -> None:
    rows, tick = drawn
    expected = oracle.analyze(rows, SMALL_CODES, contest=contest, tick=tick)
    found = product.analyze(rows, SMALL_CODES, contest=contest)
    for name in COMPARED:
        assert found[name] == expected[name], name


@pytest.mark.parametrize("contest", oracle.RULES)
@given(drawn=ticks.filter(lambda drawn: bool(drawn[0])), data=st.data())
def test_at_an_instant_the_patients_view_credits_what_the_oracle_credits(
    drawn: Drawn, contest: str, data: st.DataObject
) -> None:
    expected, found, instants = asked_of_both(drawn, contest, data)
    for day in found.dates:
        for second in instants:
            credited = {
                now.patient: now.credited_interval for now in patients_at(found, day, second) if now.credited_interval
            }
            known = expected["credited"]
            date = product.day_number(day)
            assert same_rows(
                drawn[0], credited, {p: row for (d, p, t), row in known.items() if (d, t) == (date, second)}
            )


def same_rows(rows: list[dict[str, Any]], one: dict[str, str], two: dict[str, str]) -> bool:
    """Whether both name the same row for everybody, or rows equal in every field but the id."""
    fields = {row["id"]: {name: value for name, value in row.items() if name != "id"} for row in rows}
    return one.keys() == two.keys() and all(fields[one[patient]] == fields[two[patient]] for patient in one)


@pytest.mark.parametrize("contest", oracle.RULES)
@given(drawn=ticks.filter(lambda drawn: bool(drawn[0])), data=st.data())
def test_at_an_instant_the_providers_view_engages_whom_the_oracle_engages(
    drawn: Drawn, contest: str, data: st.DataObject
) -> None:
    expected, found, instants = asked_of_both(drawn, contest, data)
    engaged: defaultdict[Any, set[str]] = defaultdict(set)
    for (date, evidence, provider, second), labels in expected["engaged"].items():
        engaged[date, evidence, provider, second] = {name or kind for kind, name in labels}
    for day in found.dates:
        for second in instants:
            told = {(now.evidence, now.provider): set(now.engaged_with) for now in providers_at(found, day, second)}
            date = product.day_number(day)
            known = {(e, p): labels for (d, e, p, t), labels in engaged.items() if (d, t) == (date, second)}
            assert {who: labels for who, labels in told.items() if labels} == known
