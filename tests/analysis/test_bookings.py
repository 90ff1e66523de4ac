from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from timeline.analysis.bookings import Matched, Planned, match, stays

#: Small clocks in minutes, so that ties are common; an hour apart is 3600 seconds.
_SPANS = st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda pair: (pair[0] * 600, (pair[0] + pair[1]) * 600))


@st.composite
def _rows(draw: st.DrawFn, name: str) -> list[Planned]:
    spans = draw(st.lists(_SPANS, max_size=5))
    providers = [draw(st.sampled_from(("PT1", "PT2", ""))) for _ in spans]
    pairs = zip(spans, providers, strict=True)
    return [Planned(*span, who, "clinic", "97110", f"{name}{n}") for n, (span, who) in enumerate(pairs)]


def row(start: int, end: int, provider: str = "PT1", name: str = "") -> Planned:
    return Planned(start * 60, end * 60, provider, "clinic", "97110", name)


def told(found: Matched, bookings: list[Planned], services: list[Planned]) -> dict[str, set[str]]:
    return {bookings[place].id: {services[one].id for one in own} for place, own in found.rows.items()}


def common(one: Planned, other: Planned) -> int:
    return sum(one.start <= at < one.end for at in range(other.start, other.end, 600)) * 600


@given(_rows("b"), _rows("s"))
def test_every_booking_and_every_row_is_in_one_place(bookings: list[Planned], services: list[Planned]) -> None:
    found = match(bookings, services)
    rows = [one for own in found.rows.values() for one in own] + [one for stay in found.walk_ins for one in stay]
    assert sorted(rows) == list(range(len(services)))
    assert not found.joined & found.rows.keys()


@given(_rows("b"), _rows("s"), st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(bookings: list[Planned], services: list[Planned], chance: Random) -> None:
    other, rows = list(bookings), list(services)
    chance.shuffle(other)
    chance.shuffle(rows)
    assert told(match(bookings, services), bookings, services) == told(match(other, rows), other, rows)


@given(_rows("b"), _rows("s"))
def test_no_other_booking_shares_more_of_a_row(bookings: list[Planned], services: list[Planned]) -> None:
    """Counted ten minutes by ten minutes, apart from the code: total overlap is the most there can be."""
    found = match(bookings, services)
    owner = {row: bookings[place] for place, own in found.rows.items() for row in own}
    for place, service in enumerate(services):
        shares = [common(booking, service) for booking in bookings]
        if max(shares, default=0):
            assert common(owner[place], service) == max(shares)


@given(_rows("b"), _rows("s"))
def test_what_is_left_over_on_both_sides_was_treated_in_another_booking(
    bookings: list[Planned], services: list[Planned]
) -> None:
    """A walk-in and a booking nobody came to never stand beside each other."""
    found = match(bookings, services)
    missed = set(range(len(bookings))) - found.rows.keys() - found.joined
    assert not (missed and found.walk_ins)
    for place in found.joined:
        assert any(common(bookings[place], service) for service in services)
    for place in missed:
        assert not any(common(bookings[place], service) for service in services)


@given(_rows("s"))
def test_stays_lie_an_hour_apart_and_have_no_hour_inside(services: list[Planned]) -> None:
    for one, other in combinations(stays(services), 2):
        assert max(services[row].end for row in one) + 3600 <= min(services[row].start for row in other)
    for stay in stays(services):
        for cut in range(1, len(stay)):
            before = max(services[row].end for row in stay[:cut])
            assert services[stay[cut]].start - before < 3600


def test_bookings_back_to_back_keep_their_own_rows() -> None:
    bookings = [row(0, 30, "PT1", "b1"), row(30, 60, "PTA1", "b2")]
    services = [row(5, 35, "PT1", "s1"), row(35, 65, "PTA1", "s2")]
    assert told(match(bookings, services), bookings, services) == {"b1": {"s1"}, "b2": {"s2"}}


def test_one_row_through_two_bookings_joins_them() -> None:
    found = match([row(0, 30), row(30, 60)], [row(0, 60)])
    assert (dict(found.rows), found.joined) == ({0: [0]}, {1})


def test_a_visit_that_runs_over_stays_with_its_booking() -> None:
    found = match([row(0, 30), row(300, 330)], [row(0, 30), row(30, 50)])
    assert dict(found.rows) == {0: [0, 1]}


def test_the_nearest_start_is_taken_where_nothing_overlaps() -> None:
    found = match([row(0, 30), row(400, 430)], [row(300, 330), row(500, 530)])
    assert dict(found.rows) == {1: [0], 0: [1]}, "300 and 500 are equally near to 400: the earlier is taken"
