from __future__ import annotations

import pandas as pd
import pytest

import timeline.schedules.crowding as crowding
from tests.days import frame
from timeline.errors import ScheduleError
from timeline.schedules import MemoryFile, concat, read_schedule

NESTED = ("9:00-12:00 P1 PT1 97110", "9:10-11:50 P2 PT1 97110", "9:20-11:40 P3 PT1 97110")


@pytest.fixture
def nine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow nine pieces, however many rows there are: as many as three rows have that lie within one another."""
    monkeypatch.setattr(crowding, "MOST_PIECES", 9)
    monkeypatch.setattr(crowding, "FEW", 0)


def as_csv(*lines: str) -> bytes:
    return bytes(frame(*lines).drop(columns="interval_id").to_csv(index=False).encode())


def refusal(day: pd.DataFrame) -> str:
    with pytest.raises(ScheduleError) as raised:
        read_schedule(day)
    (fault,) = raised.value.fault_list
    return str(fault)


@pytest.mark.usefixtures("nine")
def test_as_many_pieces_as_are_analyzed_are_read() -> None:
    assert len(read_schedule(frame(*NESTED)).intervals) == 3


@pytest.mark.usefixtures("nine")
def test_more_pieces_are_refused_with_how_many_and_why() -> None:
    told = refusal(frame(*NESTED, "9:30-11:30 P4 PT1 97110", "13:00-13:10 P5 PT1 97110"))
    assert "provider: 5 rows of 2026-03-02 have the same provider, 4 of them at once" in told
    assert "17 pieces where others start or end; at most 9 of a date are analyzed" in told
    assert "Name who treated each patient" in told
    assert "PT1" not in told


@pytest.mark.usefixtures("nine")
def test_the_densest_date_and_provider_are_told() -> None:
    crowded = [f"{line} next" for line in (*NESTED, "9:30-11:30 P4 PT1 97110")]
    assert "4 rows of 2026-03-03 have" in refusal(frame(*NESTED[:2], "9:00-9:30 P1 PT2 97110", *crowded))


@pytest.mark.usefixtures("nine")
def test_each_date_is_judged_by_itself() -> None:
    assert len(read_schedule(frame(*NESTED, *[f"{line} next" for line in NESTED])).intervals) == 6


@pytest.mark.usefixtures("nine")
@pytest.mark.parametrize("who", ["patient", "group"])
def test_rows_of_one_patient_or_group_are_counted_too(who: str) -> None:
    spans = ("9:00-12:00", "9:10-11:50", "9:20-11:40", "9:30-11:30")
    of = {
        "patient": [f"{span} P1 PT{place} 97110" for place, span in enumerate(spans)],
        "group": [f"{span} P{place} PT{place} 97150 group=G" for place, span in enumerate(spans)],
    }
    assert refusal(frame(*of[who])).startswith(f"frame {who}: 4 rows of 2026-03-02 have the same {who}, 4 of them")


@pytest.mark.usefixtures("nine")
def test_rows_of_one_span_are_one_piece_each() -> None:
    assert len(read_schedule(frame(*[f"9:00-9:30 P{number} PT1 97110" for number in range(9)])).intervals) == 9


@pytest.mark.usefixtures("nine")
def test_schedules_joined_afterwards_are_counted_together() -> None:
    one, other, third = (
        read_schedule(MemoryFile(f"{number}.csv", as_csv(*lines)))
        for number, lines in enumerate([NESTED[:2], NESTED[:2], ["9:05-9:15 P9 PT1 97110"]])
    )
    assert len(concat([one, other]).intervals) == 4
    with pytest.raises(ScheduleError, match="5 rows of 2026-03-02 have the same provider"):
        concat([one, other, third])


def test_many_rows_may_have_more_pieces_if_they_are_few_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowding, "MOST_PIECES", 1)
    assert len(read_schedule(frame(*NESTED)).intervals) == 3


def test_rows_without_provider_or_patient_are_in_nobody_s_way() -> None:
    crowding.check_crowding(read_schedule(frame("9:00-10:00 P1")).interval_table.assign(patient=""), "day.csv")
