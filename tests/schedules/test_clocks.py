from datetime import UTC, date, datetime
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.clock import to_wall
from timeline.schedules import clock_faults, clocks
from timeline.schedules.clock_formats import Formats
from timeline.schedules.clocks import Clocks
from timeline.sheets.texts import Typed

NEW_YORK = ZoneInfo("America/New_York")


def span(start, end, day="", *, formats=None, zone=None, others=()):
    return Clocks(formats or Formats(), zone, [start, end, day, *others]).span(day, start, end)


def read(start, **options):
    """Read a start; its end is the far end of that date."""
    found = span(start, "24:00", **options)
    assert not found.problems
    return to_wall(found.start.wall)


def problem(start, end="24:00", day="", **options):
    ((column, fix),) = span(start, end, day, **options).problems
    return column, fix


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-03 19:05",
        "2026-01-03T19:05:00",
        "2026/01/03 19:05",
        "2026/1/3 7:05 PM",
        "3-Jan-2026 19:05",
        "03 January 2026 7:05pm",
        "Jan 3, 2026 7:05 PM",
        "January 3 2026 7:05 p.m.",
        "2026-01-03 19:05:00.000",
        "2026-01-03,  7:05\u202fPM",
        "3 jan 26 19:05",
    ],
)
def test_unambiguous_spellings_of_one_clock_read_alike(text):
    assert read(text) == datetime(2026, 1, 3, 19, 5)


@pytest.mark.parametrize("text", ["1/3/26 7:05 AM", "01/03/2026 07:05", "1.3.2026 7:05", "1-3-2026 7:05"])
def test_a_later_date_of_the_file_shows_the_order_of_day_and_month(text):
    assert read(text, others=["1/14/26"]) == datetime(2026, 1, 3, 7, 5)
    assert read(text, others=["14/1/26 9:00"]) == datetime(2026, 3, 1, 7, 5)


def test_a_date_that_both_orders_read_alike_needs_no_order():
    assert read("3/3/26 7:05") == datetime(2026, 3, 3, 7, 5)


def test_an_open_order_is_a_fault_that_says_what_to_state():
    column, fix = problem("1/3/26 7:05")
    assert (column, fix.problem) == ("start", "day or month first?")
    assert '[format] date = "%m/%d/%y"' in fix.repair


def test_dates_of_one_file_that_contradict_each_other_are_not_guessed():
    assert problem("1/3/26 7:05", others=["14/1/26", "1/14/26"])[1] is clocks.BOTH_ORDERS


def test_an_impossible_date_decides_no_order():
    assert problem("1/3/26 7:05", others=["13/13/26"])[1].problem == "day or month first?"
    assert problem("13/13/26 7:05")[1] is clocks.NO_SUCH_DATE


def test_a_stated_date_format_settles_the_order_and_nothing_else_is_read():
    formats = Formats(date=("%d/%m/%y",))
    assert read("1/3/26 7:05 AM", formats=formats) == datetime(2026, 3, 1, 7, 5)
    assert problem("2026-03-01 7:05", formats=formats)[1] is clocks.NOT_AS_STATED


def test_stated_formats_of_date_and_time_read_both_columns():
    formats = Formats(date=("%Y%m%d",), time=("%H%M", "%I%p"))
    found = span("0905", "1PM", "20260302", formats=formats)
    assert found.end.wall - found.start.wall == 3 * 3600 + 55 * 60


def test_a_stated_datetime_format_is_the_only_one():
    formats = Formats(datetime=("%d.%m.%Y %H.%M",))
    assert read("1.3.2026 7.05", formats=formats) == datetime(2026, 3, 1, 7, 5)
    assert problem("2026-03-01 7:05", formats=formats)[1] is clocks.NOT_AS_STATED


@pytest.mark.parametrize(
    ("text", "hour"), [("12:05 AM", 0), ("12:05 pm", 12), ("7:05 A.M.", 7), ("7 PM", 19), ("0:05", 0)]
)
def test_times_of_day_on_a_date_column(text, hour):
    assert to_wall(span(text, "24:00", "2026-03-02").start.wall).hour == hour


@pytest.mark.parametrize("text", ["13:05 PM", "0:05 AM", "24:00", "24:01", "9:60", "09:05:60"])
def test_times_that_do_not_exist_are_faults(text):
    assert problem(text, day="2026-03-02") == ("start", clocks.NO_SUCH_TIME)


@pytest.mark.parametrize(
    "text", ["9", "905", "9h05", "9:05-10:00", "tomorrow 9:05", "26-03-02 9:05", "x" * 5000, "9:05Z"]
)
def test_what_is_no_clock_is_not_guessed(text):
    assert problem(text, day="2026-03-02") == ("start", clocks.UNREADABLE)


def test_twenty_four_hundred_is_the_end_of_the_date():
    found = span("23:00", "24:00", "2026-03-02")
    assert to_wall(found.end.wall) == datetime(2026, 3, 3)


def test_an_end_without_a_date_is_on_the_date_of_start():
    found = span("2026-03-02 09:00", "9:15")
    assert found.end.second - found.start.second == 900


def test_a_date_exported_as_its_midnight_is_a_date():
    assert to_wall(span("9:00", "9:15", "2026-03-02 00:00:00").start.wall) == datetime(2026, 3, 2, 9)


def test_fractions_of_a_second_are_refused():
    stated = Formats(datetime=("%Y%m%d %H%M%S.%f",))
    assert problem("2026-03-02 09:05:30.5") == ("start", clock_faults.FRACTION)
    assert problem("20260302 090530.5", "20260302 100000.0", formats=stated) == ("start", clock_faults.FRACTION)


def test_a_year_no_schedule_can_be_of_is_refused_in_a_stated_format_too():
    stated = Formats(date=("%d.%m.%Y",))
    assert problem("9:00", "9:15", "2.3.0226", formats=stated) == ("date", clocks.NO_SUCH_DATE)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("", "9:15", "2026-03-02"), ("start", clocks.MISSING)),
        (("9:00", "", "2026-03-02"), ("end", clocks.MISSING)),
        (("9:00", "9:15", ""), ("date", clocks.NO_DATE)),
        (("9:00", "9:15", "2026-02-30"), ("date", clocks.NO_SUCH_DATE)),
        (("9:00", "9:15", "soon"), ("date", clocks.UNREADABLE_DATE)),
        (("9:00", "9:15", "x" * 99), ("date", clocks.UNREADABLE_DATE)),
        (("2026-02-30 09:00", "9:15", ""), ("start", clocks.NO_SUCH_DATE)),
        (("2026-03-02 09:00+15:00", "9:15", ""), ("start", clocks.NO_SUCH_TIME)),
        (("2026-03-02", "9:15", ""), ("start", clocks.NO_TIME)),
        (("2026-03-02 9:00", "9:15", "2026-03-03"), ("date", clocks.OTHER_DATE)),
        (("9:00", "9:00", "2026-03-02"), ("end", clocks.NOT_AFTER)),
        (("2026-03-02 9:00", "2026-03-03 9:00:01", ""), ("end", clocks.TOO_LONG)),
        (("1899-12-30 9:00", "2026-03-02 9:00", ""), ("start", clocks.NO_SUCH_DATE)),
    ],
)
def test_one_thing_wrong_is_one_fault(cells, expected):
    assert problem(*cells) == expected


def test_twenty_four_hours_are_not_too_long():
    assert not span("2026-03-02 9:00", "2026-03-03 9:00").problems


def test_the_hour_a_clock_change_skips_is_a_fault():
    assert problem("2026-03-08 02:30", zone=NEW_YORK) == ("start", clocks.SKIPPED_HOUR)


def test_the_hour_a_clock_change_repeats_needs_its_offset():
    assert problem("2026-11-01 01:30", zone=NEW_YORK) == ("start", clocks.REPEATED_HOUR)
    found = span("2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00", zone=NEW_YORK)
    assert (found.start.wall, found.end.second - found.start.second) == (found.end.wall, 3600)


def test_elapsed_time_crosses_a_clock_change():
    found = span("2026-03-08 01:30", "2026-03-08 03:30", zone=NEW_YORK)
    assert found.end.second - found.start.second == 3600


@pytest.mark.parametrize("text", ["2026-03-02T14:05:00Z", "2026-03-02 09:05-05:00", "2026-03-02T10:05:00-0400"])
def test_stamped_instants_become_the_clinics_wall_clock(text):
    found = span(text, "24:00", zone=NEW_YORK)
    assert (to_wall(found.start.wall).hour, found.start.second % 3600) == (9, 300)


def test_a_stamped_instant_needs_the_clinics_time_zone():
    column, fix = problem("2026-03-02T14:05:00Z")
    assert (column, fix) == ("start", clocks.NO_ZONE)
    assert "time_zone" in fix.repair


FORMS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %I:%M:%S %p", "%d-%b-%Y %H:%M:%S", "%B %d, %Y %I:%M:%S%p"]


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 30)).map(lambda wall: wall.replace(microsecond=0)),
    st.sampled_from(FORMS),
)
def test_every_clock_written_in_a_known_form_is_read_back(wall, form):
    assert read(wall.strftime(form)) == wall


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), min_size=1), st.booleans())
def test_numeric_dates_are_read_right_or_not_at_all(days, month_first):
    texts = [day.strftime("%m/%d/%Y" if month_first else "%d/%m/%Y") for day in days]
    for day, text in zip(days, texts, strict=True):
        found = span("9:00", "9:15", text, others=texts)
        assert found.problems or to_wall(found.start.wall).date() == day


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80), st.sampled_from([None, NEW_YORK]))
def test_no_text_breaks_the_reader(day, start, end, zone):
    found = span(start, end, day, zone=zone)
    assert found.problems or found.end.second > found.start.second


@given(st.text(alphabet="0123456789:-/. TZ+apmPJan,", max_size=24))
def test_nothing_that_looks_like_a_clock_breaks_the_reader(text):
    found = span(text, "24:00", "2026-03-02", zone=NEW_YORK)
    assert found.problems or found.start.second < found.end.second


def test_seconds_are_those_of_the_instant():
    found = span("2026-07-01 09:00", "10:00", zone=NEW_YORK)
    assert found.start.second == int(datetime(2026, 7, 1, 13, tzinfo=UTC).timestamp())


def test_the_order_of_rows_does_not_change_the_order_of_day_and_month():
    texts = ["1/3/26", "2/3/26", "14/3/26", "3/14/26", "5/5/26"]
    orders = list(permutations(texts))
    seen = {str([Clocks(Formats(), None, order).span(text, "9:00", "9:15") for text in texts]) for order in orders}
    assert len(seen) == 1


@pytest.mark.parametrize(("short", "year"), [("69", 2069), ("70", 1970), ("99", 1999), ("00", 2000)])
def test_a_year_of_two_digits_lies_from_1970_to_2069(short, year):
    assert read(f"3 jan {short} 19:05") == datetime(year, 1, 3, 19, 5)


def test_a_stated_time_is_read_behind_a_date_that_needs_no_format():
    stated = Formats(time=("%H.%M",))
    found = span("2026-03-02 09.05", "2026-03-02 09.35", formats=stated)
    assert (found.problems, to_wall(found.start.wall)) == ((), datetime(2026, 3, 2, 9, 5))
    for wrong in ("x 09.05", "2026-03-02 9:05"):
        assert problem(wrong, "2026-03-02 09.35", formats=stated)[0] == "start"


def test_what_a_file_holds_as_a_moment_is_not_read_in_a_stated_format_whatever_letters_others_have() -> None:
    formats = Formats(date=("%d.%m.%Y",), time=("%H.%M",))
    held = (Typed("2026-03-02 09:00:00-05:00"), Typed("2026-03-02 09:30:00-05:00"))
    spelled = tuple(map(str, held))
    for first, second in ((held, spelled), (spelled, held)):
        read = Clocks(formats, NEW_YORK, ())
        faulty = [{column for column, _ in read.span("", *texts).problems} for texts in (first, second)]
        assert faulty == [{"start", "end"} if texts is spelled else set() for texts in (first, second)]
