from __future__ import annotations

from datetime import timedelta

import pandas as pd

from tests.views.conftest import analyzed
from timeline import Analysis
from timeline.views.viewer.payload import page_payload


def test_the_pages_bookings_are_those_of_the_table(tuesday: Analysis) -> None:
    (day,) = page_payload(tuesday)["days"]
    midnight = pd.Timestamp(day["date"])
    table = tuesday.planned[tuesday.planned["booked_start"].notna()]
    assert [
        (each["patient"], each["provider"], each["state"], each["start"], each["end"]) for each in day["bookings"]
    ] == [
        (
            row.patient,
            row.provider,
            row.state,
            *((at - midnight) // timedelta(seconds=1) for at in (row.booked_start, row.booked_end)),
        )
        for row in table.itertuples()
    ]
    late = [max(0, each["came"][0] - each["start"]) for each in day["bookings"] if each["came"]]
    assert late == table.loc[table["state"] == "seen", "late_seconds"].tolist()


def test_a_booking_names_the_rows_of_its_visit() -> None:
    result = analyzed("9:00-9:30 P1 PT1 appointment", "9:05-9:20 P1 PT1 97110", "9:20-9:40 P1 PT1 97112")
    (booking,) = page_payload(result)["days"][0]["bookings"]
    assert (booking["row"], booking["rows"], booking["came"]) == (0, [1, 2], [9 * 3600 + 300, 9 * 3600 + 2400])


def test_a_booking_nobody_came_for_has_no_visit() -> None:
    result = analyzed("9:00-9:30 P1 PT1 appointment", "10:00-10:30 P2 PT1 97110")
    (booking,) = page_payload(result)["days"][0]["bookings"]
    assert (booking["state"], booking["came"], booking["rows"]) == ("not_seen", [], [])


def test_a_row_says_its_site_where_a_day_has_several() -> None:
    rows = ("9:00-9:30 P1 PT1 97110", "10:00-10:30 P2 PT2 97110")
    (one,) = page_payload(analyzed(*rows))["days"]
    assert all("site" not in row for row in one["rows"])
    (two,) = page_payload(analyzed(*rows, clinic=["North", "South"]))["days"]
    assert ([row.get("site") for row in two["rows"]], two["clinics"]) == ([0, 1], ["North", "South"])
