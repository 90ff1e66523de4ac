from __future__ import annotations

import pytest

from tests.views.conftest import analyzed
from timeline import forecast
from timeline.views.viewer import options
from timeline.views.viewer.payload import page_payload

ROWS = (
    "8:00-12:00 PT1 shift",
    "8:00-12:00 PT2 shift",
    "9:00-9:30 P1 PT1 appointment",
    "9:15-9:45 P2 PT1 appointment",
)


def test_a_contest_of_bookings_has_the_options_of_the_forecast() -> None:
    result = analyzed(*ROWS)
    (day,) = page_payload(result)["days"]
    (contest,) = (each for each in day["findings"] if each["rule"] == "overlap.contested")
    table = forecast(result).options
    told = contest["options"]
    assert [day["rows"][each["row"]]["id"] for each in told] == table["interval_id"].tolist()
    assert [each["provider"] for each in told] == table["to_provider"].tolist()
    assert [each["at"] for each in told] == [start.hour * 3600 + start.minute * 60 for start in table["start"]]
    for each, shift, start in zip(told, table["shift_minutes"], table["start"], strict=True):
        way = f"{abs(shift)} minutes {'later' if shift > 0 else 'earlier'}, {start:%H:%M}"
        assert each["change"].startswith(way if shift else "hand over to PT2 (PT)")
    assert told[0]["effect"].startswith("contested minutes of the day 15 \u2192 0")


def test_a_record_has_no_options() -> None:
    (day,) = page_payload(analyzed("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97112"))["days"]
    assert not any("options" in finding for finding in day["findings"])


def test_too_many_contests_are_left_to_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "MOST", 0)
    (day,) = page_payload(analyzed(*ROWS))["days"]
    assert not any("options" in finding for finding in day["findings"])
