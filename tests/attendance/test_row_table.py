"""What became of each row, in words a reviewer reads."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests import product
from tests.days import attended
from tests.strategies import SMALL_CODES, ticks
from timeline import contracts
from timeline.attendance import attend, rows_table


def told(*lines: str) -> dict[str, dict[str, Any]]:
    """Give each row of the table by its id, and `why` by its parts."""
    records = rows_table(attended(*lines).rows).to_dict("records")
    return {record["interval_id"]: record | _parts(record["why"]) for record in records}


def _parts(why: str) -> dict[str, str]:
    return {f"why_{name}": reason for name, _, reason in (part.partition(": ") for part in why.split("; "))}


@pytest.mark.parametrize(
    ("line", "mode", "why"),
    [
        ("PT1 97110", "one_on_one", "from its code"),
        ("PT1 97110 supervised", "supervised", "as recorded, which contradicts the code"),
        ("PT1 G0283 one_on_one", "one_on_one", "as recorded"),
        ("PT1 97110 rest", "unskilled", "rest is not treatment"),
        ("PT1 98980 one_on_one", "unskilled", "the code is furnished off the clinic floor"),
        ("PT1 97545 group=G1", "group", "the code may be either, and the row names a group"),
        ("PT1 97545", "one_on_one", "the code may be either, and the row names no group"),
        ("PT1", "one_on_one", "no code, with a provider"),
        ("PT1 99999X", "one_on_one", "unknown code, with a provider"),
        ("", "unskilled", "no code, without a provider"),
        ("97110", "one_on_one", "from its code, but nobody attends"),
        ("AIDE1 97110", "one_on_one", "from its code, but AIDE may not attend alone"),
    ],
)
def test_the_mode_is_told_with_its_reason(line: str, mode: str, why: str) -> None:
    row = told(f"9:00-9:20 P1 {line}")["r1"]
    assert (row["mode"], row["why_mode"]) == (mode, why)


def test_the_discipline_is_told_with_its_reason() -> None:
    rows = told("9:00-9:20 P1 OTA1 97110", "9:00-9:20 P1 G0283", "9:00-9:20 P2 G0283", "9:00-9:20 P2 PT1 discipline=PT")
    assert [(row["discipline"], row["why_discipline"]) for row in rows.values()] == [
        ("OT", "from the role OTA"),
        ("OT", "from the patient's first row that has one"),
        ("PT", "from the patient's first row that has one"),
        ("PT", "as recorded"),
    ]
    assert told("9:00-9:20 P1 G0283")["r1"]["why_discipline"] == "PT, because no row says otherwise"


def test_the_payer_is_told_with_its_reason() -> None:
    rows = told("9:00-9:20 P1 PT1 97110", "9:00-9:20 P2 PT2 97110 payer=cpt-midpoint")
    assert [(row["payer"], row["why_payer"]) for row in rows.values()] == [
        ("medicare", "none recorded, so medicare"),
        ("cpt-midpoint", "as recorded"),
    ]


def test_a_booking_is_scheduled_where_nobody_was_seen_and_else_only_a_plan() -> None:
    lines = ("9:00-9:20 P1 PT1 97110 appointment", "9:00-9:20 P2 PT2 97110 appointment clinic=annex")
    assert told(*lines)["r1"]["why_evidence"].startswith("a booking, and neither its clinic nor its patient")
    plan = told(*lines, "9:30-9:50 P3 PT1 97110")["r1"]
    assert (plan["why"], plan["mode"]) == (
        "only a plan: a booking whose clinic or patient has a kept service that date",
        "",
    )


def test_shifts_and_time_away_are_no_attendance() -> None:
    rows = told("8:00-12:00 PT1 shift", "10:00-10:30 PT1 away")
    assert [row["why"] for row in rows.values()] == [
        "a shift: the provider is on site",
        "time away: the provider is busy without a patient",
    ]
    assert not any(row["attended"] or row["earns"] or row["payer"] for row in rows.values())


def test_what_cannot_be_credited_cannot_earn() -> None:
    rows = told("9:00-9:20 P1 97110", "9:00-9:20 P2 G0283", "9:00-9:20 P3 PT1 97110", "9:00-9:20 P3 rest")
    shown = [(row["attended"], row["earns"], row["suspends"]) for row in rows.values()]
    assert shown == [(False, False, ""), (False, True, ""), (True, True, ""), (False, False, "all")]


@given(drawn=ticks)
def test_every_row_has_its_line_in_the_order_of_the_schedule(drawn: tuple[list[dict[str, Any]], int]) -> None:
    intervals = product.intervals(drawn[0])
    found = attend(intervals, codes=product.code_table(SMALL_CODES))
    table = rows_table(found.rows)
    assert list(table.columns) == contracts.ROWS.names
    assert table["interval_id"].tolist() == intervals["interval_id"].tolist()
    assert (table["why"].str.len() > 0).all()
    credited = set(found.code_spans.query("counts_as == 'earned'")["interval_id"])
    assert credited <= set(table[table["earns"]]["interval_id"])


def test_a_row_is_shown_with_everything_it_was_given() -> None:
    lines = (
        "9:00-9:20:30 P1 PTA1 97545 group=G1 assessment clinic=annex payer=tricare place=02",
        "9:00-9:20 P2 PT1 97110 rest",
    )
    first, second = (record for record in told(*lines).values())
    shown = {name: value for name, value in first.items() if name not in ("date", "start", "end") and "why" not in name}
    assert shown == {
        "interval_id": "r1",
        "start_second": shown["start_second"],
        "seconds": 1230,
        "patient": "P1",
        "provider": "PTA1",
        "role": "PTA",
        "discipline": "PT",
        "code": "97545",
        "kind": "service",
        "mode": "group",
        "activity": "assessment",
        "group": "G1",
        "evidence": "documented",
        "payer": "tricare",
        "clinic": "annex",
        "place": "02",
        "quantity": None,
        "attended": True,
        "earns": True,
        "suspends": "",
    }
    assert (second["attended"], second["earns"], second["suspends"]) == (False, False, "all")


@pytest.mark.parametrize(
    ("line", "earns"),
    [
        ("PT1 97110 supervised", False),
        ("PT1 G0283 one_on_one", True),
        ("AIDE1 G0283 one_on_one", False),
        ("PT1", False),
    ],
)
def test_a_row_earns_where_it_is_attended_or_supervised_as_its_code_is_defined(line: str, earns: bool) -> None:
    assert told(f"9:00-9:20 P1 {line}")["r1"]["earns"] is earns


def test_another_patient_s_or_date_s_row_tells_no_discipline_and_a_plan_tells_none() -> None:
    others = ("9:00-9:20 P2 OT1 97530", "9:00-9:20 P1 OT1 97530 next", "9:00-9:20 P1 OT1 97530 appointment")
    assert told("9:00-9:20 P1 G0283", *others)["r1"]["why_discipline"] == "PT, because no row says otherwise"
