from __future__ import annotations

from timeline.samples.draw import Draw


def test_one_seed_draws_alike_every_time_and_another_does_not() -> None:
    first, same, other = (Draw(seed) for seed in ("20", "20", "21"))
    drawn = [[draw.whole((0, 10**6)) for _ in range(5)] for draw in (first, same, other)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_both_bounds_are_drawn_and_nothing_beyond() -> None:
    draw = Draw("20")
    assert {draw.whole((3, 5)) for _ in range(200)} == {3, 4, 5}
    assert {draw.pick("ab") for _ in range(50)} == {"a", "b"}


def test_what_is_certain_always_happens_and_what_is_impossible_never() -> None:
    draw = Draw("20")
    assert [draw.chance(share) for share in (0.0, 1.0) for _ in range(20)] == [False] * 20 + [True] * 20
