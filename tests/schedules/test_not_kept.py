from timeline.schedules import ColumnMapping, read_schedule
from timeline.sheets import MemoryFile
from timeline.toml import parse_toml, understood

BOTH = """
[columns]
patient = "who"
provider = "by"
status = "state"
[defaults]
role = "PT"
[[spans]]
kind = "appointment"
start = "from"
end = "to"
[[spans]]
kind = "service"
start = "in"
end = "out"
optional = true
"""


def not_kept(*rows: str) -> list[str]:
    content = "\n".join(["who,by,state,from,to,in,out", *rows])
    mapping = understood(parse_toml("map.toml", BOTH.encode()), ColumnMapping)
    found = read_schedule(MemoryFile("day.csv", content.encode()), mapping=mapping).not_kept
    return found["interval_id"].tolist()


BOOKED = "P1,PT1,cancelled,2026-03-02 9:00,2026-03-02 9:30"
TREATED = "2026-03-02 9:05,2026-03-02 9:35"


def test_a_row_of_a_booking_and_its_service_that_was_cancelled_is_one_booking():
    assert not_kept(f"{BOOKED},{TREATED}", f"{BOOKED},,") == ["day.csv:2#1", "day.csv:3#1"]


def test_where_the_booking_cannot_be_read_its_service_says_who_was_expected():
    assert not_kept(f"P1,PT1,no_show,soon,later,{TREATED}") == ["day.csv:2#2"]
