from __future__ import annotations

import pytest

from tests.standards import claim, interchange, subscriber
from timeline.errors import ScheduleError
from timeline.sheets.x12 import x12_grid
from timeline.sheets.x12.segments import looks_like_x12, transactions

SEGMENTS = [*subscriber(), *claim("C1", "20260302 97110:GP 2")]
CLAIMS = interchange("837", *SEGMENTS)


@pytest.mark.parametrize("delimiters", ["*:~", "|>^", "+:'", "*<~"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_delimiters_are_those_of_the_header(delimiters: str, end: str) -> None:
    content = interchange("837", *SEGMENTS, delimiters=delimiters, end=end)
    if delimiters == "|>^":
        content = content.replace(b"|^|00501", b"|!|00501", 1)  # the terminator cannot also separate repetitions
    grid = x12_grid("day.837", content)
    assert grid.records[1][:6] == ["2026-03-02", "P1", "97110", "2", "GP", "PT1"]


def test_a_line_feed_may_end_segments() -> None:
    content = CLAIMS.replace(b"~\n", b"\n")
    assert x12_grid("day.837", content).records[1][2] == "97110"


def test_several_interchanges_follow_each_other_with_delimiters_of_their_own() -> None:
    other = interchange("837", *subscriber("P2"), *claim("C2", "20260303 97140:GP 1"), delimiters="|<'")
    grid = x12_grid("day.837", CLAIMS + other)
    assert [record[1] for record in grid.records[1:]] == ["P1", "P2"]


@pytest.mark.parametrize("cut", [b"SE*", b"IEA*", b"GE*1"])
def test_a_file_that_was_cut_off_is_refused(cut: bytes) -> None:
    content = CLAIMS[: CLAIMS.index(cut)]
    with pytest.raises(ScheduleError, match="cut off"):
        transactions("day.837", content)


def test_a_wrong_count_of_segments_is_refused_with_both_numbers() -> None:
    content = CLAIMS.replace(b"SE*13*", b"SE*14*")
    assert content != CLAIMS
    with pytest.raises(ScheduleError, match="states 14 segments, but there are 13"):
        transactions("day.837", content)


@pytest.mark.parametrize("damaged", [b"ISA*00*", CLAIMS.replace(b"*P*:~", b"*P*AB", 1), b"ISA*00" + b"*" * 16])
def test_a_damaged_header_is_refused(damaged: bytes) -> None:
    with pytest.raises(ScheduleError, match="the header segment ISA is damaged"):
        transactions("day.837", damaged)


def test_a_second_beginning_means_that_the_first_was_cut_off() -> None:
    content = CLAIMS.replace(b"SE*13*0001~\n", b"ST*837*0002*005010X222A1~\n")
    with pytest.raises(ScheduleError, match="cut off"):
        transactions("day.837", content)


def test_a_segment_outside_of_transactions_is_refused() -> None:
    with pytest.raises(ScheduleError, match="outside of any transaction"):
        transactions("day.837", CLAIMS.replace(b"GE*1*1~\n", b"LX*9~\nGE*1*1~\n"))


def test_a_byte_order_mark_and_blanks_may_come_first() -> None:
    assert looks_like_x12(b"\xef\xbb\xbf\r\n" + CLAIMS)
    assert transactions("day.837", b"\xef\xbb\xbf" + CLAIMS)[0].kind == "837"


def test_a_table_with_isa_in_its_header_is_no_interchange() -> None:
    assert not looks_like_x12(b"ISA,start,end\n")
